"""Feedback to a labeler: where he was wrong, under which rule, and how he stands beside others on the same items.

What is told was ruled on, or is gold that the queue lets be told: never an answer of another judge, nor a consensus.
Others appear in one number only, the difference on the same items, which makes up for how hard the items are: it is
told from `FEWEST` items and `FEWEST_OTHERS` judges on and counted anew each `STEP` items, so that no answer of one of
them can be worked out of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.encode import from_plain
from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Comparison, Estimate
from assay.labeling.disagreement import as_text
from assay.labeling.disputes import Outcome, disputes_in
from assay.labeling.gold_retired import retired_in
from assay.labeling.hits import hits
from assay.labeling.kept import QueuePlan
from assay.labeling.known import known_gold
from assay.labeling.rulings import rulings_in
from assay.labeling.work_done import given_only
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.store.open import Store

FEEDBACK = "feedback"
"""Kind of the document that says what a queue tells of its gold."""
FEWEST, FEWEST_OTHERS, STEP = 20, 3, 10
OTHERS, YOU = "others", "you"


class TellsGold(StrEnum):
    """What a queue tells its labelers of gold."""

    NEVER = "never"
    """Nothing."""
    RETIRED = "retired"
    """The answer of items that are gold no more."""
    ANSWERED = "answered"
    """The answer of each item that he answered: for queues in which people learn."""


@dataclass(frozen=True, slots=True)
class FeedbackRule:
    """What a queue tells its labelers."""

    queue: str
    """Name of the queue."""
    gold: TellsGold
    """What it tells of gold."""


class Told(NamedTuple):
    """An answer that may be told."""

    answer: str
    """The answer that stands."""
    reason: str | None
    """Why, as the adjudicator wrote it; None for gold."""
    rule: str | None
    """Number of the rule of the guideline."""


class Mistake(NamedTuple):
    """An answer that differs from the one that stands."""

    item: str
    """External id."""
    answer: str
    """What he answered."""
    at: str
    """When, UTC."""
    told: Told
    """What stands."""


class Feedback(NamedTuple):
    """What a labeler is told of his own work in a queue."""

    n_answers: int
    """Items that he answered."""
    n_told: int
    """Those whose answer is told."""
    mistakes: tuple[Mistake, ...]
    """Where his answer differs, the newest first."""
    accuracy: Estimate | None
    """On the items that are told; None without any."""
    beside: Comparison | None
    """The same minus that of others on the same items; None while there are too few."""
    n_more: int
    """Further items that are needed for it; 0 where it is told, or others are too few."""
    usual: float | None
    """Accuracy of everybody on every item that is told; None where ``beside`` is."""


def tells_gold(store: Store, queue: str) -> TellsGold:
    """What a queue tells of gold: nothing, where nobody said otherwise."""
    document = store.documents.find(FEEDBACK, queue)
    return TellsGold.NEVER if document is None else from_plain(FeedbackRule, document.body).gold


def tells_named(word: str) -> TellsGold:
    """What a queue is to tell of gold.

    Raises
    ------
    InputError
        ``feedback.gold``.
    """
    if word not in set(TellsGold):
        raise InputError("feedback.gold", f"Gold is not told as '{word[:40]}'.", did_you_mean(word, TellsGold))
    return TellsGold(word)


def told_in(store: Store, plan: QueuePlan) -> dict[str, Told]:
    """Every answer of a queue that may be told to who answered the item himself."""
    tells = tells_gold(store, plan.name)
    live = known_gold(store, plan)
    found: dict[str, Told] = {}
    if tells is not TellsGold.NEVER:
        found |= {each.item: Told(each.answer, None, None) for each in retired_in(store, plan.name) if each.holds}
    if tells is TellsGold.ANSWERED:
        found |= {item: Told(answer, None, None) for item, answer in live.items()}
    overturned = _overturned(store, plan.name)
    for item, kept in rulings_in(store, plan.name).items():
        may = item not in live or tells is TellsGold.ANSWERED
        if may and kept.at > overturned.get(item, ""):
            found[item] = Told(as_text(kept.ruling.answer), kept.ruling.reason, kept.ruling.rule)
    return found


def check_not_told(store: Store, plan: QueuePlan, item: str) -> None:
    """Nothing while the labelers of an item are not told what is right; afterwards none of them changes his answer.

    Raises
    ------
    InputError
        ``answer.told``.
    """
    if item in told_in(store, plan):
        what = "The answer that stands was told for this item, so yours does not change any more."
        fix = "Dispute it on the page Feedback, where you hold your answer for right."
        raise InputError("answer.told", what, fix)


def _overturned(store: Store, queue: str) -> dict[str, str]:
    """Items whose ruling was found wrong, and when: it is told again once it is given anew."""
    every = (each for each in disputes_in(store, queue) if each.dispute.outcome is Outcome.OVERTURNED)
    found: dict[str, str] = {}
    for each in every:
        found[each.dispute.item] = max(each.at, found.get(each.dispute.item, ""))
    return found


def feedback(done: pa.Table, told: Mapping[str, Told], judge: str, *, level: float, seed: int) -> Feedback:
    """What a judge is told, from the work of a queue (`assay.labeling.work_done.work_done`)."""
    answers, mine = _last_answers(done), _own(done, judge)
    known = {item: each for item, each in mine.items() if item in told}
    wrong = [Mistake(item, *each, told[item]) for item, each in known.items() if each[0] != told[item].answer]
    order = sorted(known, key=lambda item: known[item][1])
    rows = _rows(answers, told, order[: len(order) - len(order) % STEP], judge)
    items = {row["item"] for row in rows}
    enough = len(items) >= FEWEST and len({row["other"] for row in rows}) >= FEWEST_OTHERS
    return Feedback(
        len(mine),
        len(known),
        tuple(sorted(wrong, key=lambda each: each.at, reverse=True)),
        _accuracy(known, told, level=level, seed=seed) if known else None,
        _beside(rows, level=level, seed=seed) if enough else None,
        0 if len(items) >= FEWEST else FEWEST - len(items),
        _usual(answers, told) if enough else None,
    )


def _own(done: pa.Table, judge: str) -> dict[str, tuple[str, str]]:
    """The last answer of a judge to each item, and when it was given."""
    given = given_only(done)
    rows: Any = zip(*(given[name].to_pylist() for name in ("item", "judge", "answer", "at")), strict=True)
    return {item: (answer, at) for item, who, answer, at in rows if who == judge}


def _last_answers(done: pa.Table) -> dict[str, dict[str, str]]:
    """The last answer of each judge to each item."""
    given = given_only(done)
    found: dict[str, dict[str, str]] = {}
    rows: Any = zip(*(given[name].to_pylist() for name in ("item", "judge", "answer")), strict=True)
    for item, judge, answer in rows:
        found.setdefault(item, {})[judge] = answer
    return found


def _rows(
    answers: Mapping[str, Mapping[str, str]], told: Mapping[str, Told], order: Sequence[str], judge: str
) -> list[dict[str, Any]]:
    """A row for each answer of another judge to an item, with his own beside it; each item counts once."""
    found = []
    for item in order:
        others = {who: said for who, said in answers[item].items() if who != judge}
        for who, said in others.items():
            own = answers[item][judge]
            row = {"item": item, "row": f"{item}\x1f{who}", "label": told[item].answer, "other": who}
            found.append({**row, OTHERS: said, YOU: own, "weight": 1.0 / len(others)})
    return found


def _accuracy(known: Mapping[str, tuple[str, str]], told: Mapping[str, Told], *, level: float, seed: int) -> Estimate:
    rows = [{"item": item, "label": told[item].answer, YOU: answer} for item, (answer, _) in known.items()]
    facts = facts_from_table(hits(rows, YOU), label="label", systems={YOU: (YOU, None)}, item="item")
    return estimate(["accuracy"], facts, level=level, seed=seed)[0]


def _beside(rows: list[dict[str, Any]], *, level: float, seed: int) -> Comparison:
    facts = facts_from_table(
        hits(rows, OTHERS, YOU), label="label", systems={OTHERS: (OTHERS, None), YOU: (YOU, None)}, item="row",
        cluster="item", weight="weight",
    )  # fmt: skip
    return compare(["accuracy"], facts, baseline=OTHERS, candidate=YOU, level=level, seed=seed)[0]


def _usual(answers: Mapping[str, Mapping[str, str]], told: Mapping[str, Told]) -> float:
    shares = [
        float(np.mean([said == told[item].answer for said in by_judge.values()]))
        for item, by_judge in answers.items()
        if item in told
    ]
    return float(np.mean(shares))
