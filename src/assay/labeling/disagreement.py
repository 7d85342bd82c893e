"""Items on which judges disagree: what each said, how likely each answer is, and which to settle first."""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from assay.labeling.gold import GOLD_LANE
from assay.labeling.kept import QueuePlan
from assay.labeling.votes import ANSWER, ITEM, JUDGE, facts_of, present_answers
from assay.metrics.consensus import Found, find_consensus
from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
LEAST_CHANCE = 0.0005
"""An answer that nobody gave is told from this probability on: below it, it is written as 0.000 anyway."""


class Said(NamedTuple):
    """What one judge answered."""

    judge: str
    """Pseudonym."""
    answer: str
    """The answer; a structure as canonical JSON."""
    at: str | None
    """When, UTC."""


class Weighed(NamedTuple):
    """One answer to an item."""

    answer: str
    """The answer."""
    n: int
    """Judges who gave it."""
    probability: float
    """How likely it is the right one, by the consensus."""


class Contested(NamedTuple):
    """An item on which judges disagree."""

    item: str
    """External id."""
    answers: tuple[Weighed, ...]
    """Answers that were given, the likeliest first."""
    said: tuple[Said, ...]
    """Each judge's answer, in ledger order."""
    unsaid: tuple[Weighed, ...] = ()
    """Answers that nobody gave to this item and that may be right all the same."""

    @property
    def doubt(self) -> float:
        """How likely the likeliest answer is wrong."""
        return 1.0 - self.answers[0].probability


def weighed(store: Store, plan: QueuePlan, method: str, *, position: int) -> tuple[pa.Table, Found | None]:
    """The answers of a queue that count, without gold, and their consensus; None while there is no answer."""
    answers = present_answers(store, plan, position=position, without=[GOLD_LANE])
    facts = facts_of(answers)
    return answers, None if facts is None else find_consensus(facts, method, {})


def contested(answers: pa.Table, found: Found, *, also: frozenset[str] = frozenset()) -> tuple[Contested, ...]:
    """Items with more than one answer, and those of ``also``; the most doubtful first.

    Parameters
    ----------
    answers : item, judge, answer, observed_at, in ledger order
    found : the consensus of the same answers
    """
    said: dict[str, dict[str, Said]] = {}
    answers = _several(answers, also)
    columns = (answers[name].to_pylist() for name in (ITEM, JUDGE, ANSWER, "observed_at"))
    for item, judge, answer, at in zip(*columns, strict=True):
        said.setdefault(item, {})[judge] = Said(judge, as_text(answer), at)
    places = {item: place for place, item in enumerate(found.facts.items)}
    numbers = found.facts.values
    classes = found.facts.classes if numbers is None else [as_text(value) for value in numbers.tolist()]
    codes = {name: code for code, name in enumerate(classes)}
    every = []
    for item, by_judge in said.items():
        counts = Counter(each.answer for each in by_judge.values())
        if len(counts) > 1 or item in also:
            chances = found.consensus.posterior[places[item]]
            weighed = [Weighed(answer, n, float(chances[codes[answer]])) for answer, n in counts.items()]
            weighed.sort(key=lambda each: (-each.probability, -each.n, each.answer))
            likely = (int(code) for code in np.flatnonzero(chances >= LEAST_CHANCE))
            unsaid = (Weighed(classes[code], 0, float(chances[code])) for code in likely if classes[code] not in counts)
            every.append(Contested(item, tuple(weighed), tuple(by_judge.values()), tuple(unsaid)))
    return tuple(sorted(every, key=lambda each: (-each.doubt, each.item)))


def _several(answers: pa.Table, also: frozenset[str]) -> pa.Table:
    """The answers to items that got more than one, and to those of ``also``: most items are agreed on."""
    if answers.num_rows == 0:
        return answers
    counts = answers.group_by(ITEM).aggregate([(ANSWER, "count_distinct")])
    wanted = counts.filter(pc.greater(counts[f"{ANSWER}_count_distinct"], 1))[ITEM].combine_chunks()
    wanted = pa.concat_arrays([wanted.cast(pa.string()), pa.array(sorted(also), pa.string())])
    return answers.filter(pc.is_in(answers[ITEM].cast(pa.string()), value_set=wanted))


def as_text(answer: object) -> str:
    """An answer as facts name it."""
    return answer if isinstance(answer, str) else f"{answer:.15g}" if isinstance(answer, float) else str(answer)
