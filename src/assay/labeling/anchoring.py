"""How far suggestions pull judges: answers where one was shown against answers where it was hidden.

Which it was is drawn for each assignment, so the two arms differ by nothing else. Agreement with the suggestion is the
accuracy of judges against it, and how right they are is their accuracy against gold and rulings: the same estimates
as everywhere, with items as clusters. The arms share items and judges, which makes the interval of their difference
wider than it need be, never narrower.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa

from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.labeling.hits import hits
from assay.labeling.suggestions import read_note
from assay.labeling.work_done import given_only
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.stats.difference import Difference, difference_of

ARM = "arm"
SHOWN, HIDDEN = "shown", "hidden"
LABEL, ANSWER, ITEM, JUDGMENT = "label", "answer", "item", "judgment"


class Arms(NamedTuple):
    """One estimate where the suggestion was shown, and where it was hidden."""

    shown: Estimate | None
    """Where it was shown; None without an answer."""
    hidden: Estimate | None
    """Where it was hidden."""
    difference: Difference | None
    """Shown minus hidden; None while one of them has no interval."""


class Anchoring(NamedTuple):
    """What suggestions do."""

    n_shown: int
    """Answers where it was shown."""
    n_hidden: int
    """Answers where it was hidden."""
    agreement: Arms
    """Share of answers that are the suggested one. The difference is the anchoring."""
    wrong: Arms
    """The same where the suggestion is known to be wrong: what anchoring costs."""
    accuracy: Arms
    """Share of answers that are right, by gold and rulings."""
    followed: tuple[str, ...] = ()
    """Items on which a wrong suggestion was shown and followed."""


def anchoring(done: pa.Table, known: Mapping[str, str], *, level: float, seed: int) -> Anchoring:
    """What suggestions do, from the work of a queue (`assay.labeling.work_done.work_done`) and known answers."""
    rows = _rows(given_only(done))
    right = [{**each, LABEL: known[each[ITEM]]} for each in rows if each[ITEM] in known]
    wrong = [each for each in rows if each[ITEM] in known and known[each[ITEM]] != each[LABEL]]
    n_shown = sum(1 for each in rows if each[ARM] == SHOWN)
    agreement, cost, accuracy = (_arms(every, level=level, seed=seed) for every in (rows, wrong, right))
    followed = {each[ITEM] for each in wrong if each[ARM] == SHOWN and each[ANSWER] == each[LABEL]}
    return Anchoring(n_shown, len(rows) - n_shown, agreement, cost, accuracy, tuple(sorted(followed)))


def _rows(given: pa.Table) -> list[dict[str, str]]:
    found = []
    columns = (given[name].to_pylist() for name in ("item", "answer", "shown"))
    for place, (item, answer, shown) in enumerate(zip(*columns, strict=True)):
        note = read_note(shown)
        if note is not None:
            arm = SHOWN if note.is_shown else HIDDEN
            said = {ITEM: str(item), LABEL: note.answer, ANSWER: str(answer), ARM: arm, JUDGMENT: str(place)}
            found.append(said)
    return found


def _arms(rows: list[dict[str, str]], *, level: float, seed: int) -> Arms:
    if not rows:
        return Arms(None, None, None)
    spec = SliceSpec((ARM,))
    facts = facts_from_table(
        hits(rows, ANSWER), label=LABEL, systems={"judges": (ANSWER, None)}, item=JUDGMENT, cluster=ITEM, by=(spec,)
    )
    found = estimate(["accuracy"], facts, by=(spec,), level=level, seed=seed)
    arms = {each.slice[0][1]: each for each in found if each.slice}
    shown, hidden = arms.get(SHOWN), arms.get(HIDDEN)
    first, second = _ends(shown), _ends(hidden)
    return Arms(shown, hidden, difference_of(first, second) if first and second else None)


def _ends(found: Estimate | None) -> tuple[float, float, float] | None:
    if found is None or found.value is None or found.interval is None:
        return None
    return found.value, found.interval.low, found.interval.high
