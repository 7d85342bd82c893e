"""Facts of a sample: items weigh what they stand for, strata enter the variance, and no design means no interval.

The variance of a stratified sample is that of drawing with replacement within each stratum (Taylor linearisation): for
row terms T_i and a gradient g, ``sum_h n_h / (n_h - 1) sum_{i in h} (g'T_i - their mean)^2``. Against the unstratified
second moments it takes out what lies between strata. The frame is itself a sample of what will come, so there is no
finite-population correction. Items drawn with unequal probabilities keep the unstratified variance, which is that of
drawing with replacement and on average never too small; so do clustered ones.

Reference: Saerndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, sections 3.7, 5.5 and 5.8.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from assay.core.errors import InputError
from assay.metrics.design import Design
from assay.metrics.encoding import ArrowArray
from assay.metrics.facts import Facts
from assay.metrics.reasons import Reason
from assay.stats.sampling.stopping import Progress, stopped_early

Int32s = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

EQUAL = 1e-9
"""Probabilities that differ by less than this share are equal."""
WITHHELD = {Progress.OUT_OF_ORDER: Reason.OUT_OF_ORDER, Progress.UNANSWERED: Reason.STRATUM_UNANSWERED}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A sample as it was drawn, one entry an item."""

    items: ArrowArray
    """External ids, as text."""
    probability: Floats
    """Of being drawn, above 0 and at most 1."""
    strata: Int32s
    """Stratum of each item, an index into ``names``."""
    names: tuple[str, ...]
    """Of the strata."""
    order: Floats | None = None
    """Place in the random order; None where it is not known."""


class Answered(NamedTuple):
    """The answered part of a sample."""

    probability: Floats
    """Of each answered item, after stopping."""
    withheld: Reason
    """Why there can be no interval."""
    notes: tuple[str, ...]
    """Which strata were stopped early, out of order or never begun."""


def picked_by_hand(facts: Facts) -> Facts:
    """Facts whose items somebody chose: values stand, intervals do not."""
    return replace(facts, design=Design(withheld=Reason.PICKED_BY_HAND, told="Items were picked by hand."))


def with_sample(facts: Facts, drawn: Drawn) -> Facts:
    """Facts whose items are (some of) a drawn sample, weighted by 1 / probability.

    A queue that was stopped early keeps its design where the items with a reference are the first ones of the random
    order within their stratum.

    Raises
    ------
    InputError
        ``sample.no_item`` without item ids; ``sample.not_drawn`` when an item of the facts was not drawn.
    """
    rows = places_of(facts.items, drawn)
    found = answered_part(drawn, rows)
    chance = found.probability
    codes = _strata(drawn, chance, rows)
    alike = _equal(chance)
    weight = None if alike and facts.weight is None else _times(facts.weight, 1.0 / chance)
    names = [name for name in (facts.weight_name, "1 / probability of the sample") if name]
    return replace(
        facts,
        weight=weight,
        weight_name=None if weight is None else " x ".join(names),
        design=Design(
            strata=None if facts.layout.cluster is not None else codes,
            withheld=found.withheld,
            told=_told(facts, drawn, codes, alike),
            notes=found.notes,
        ),
    )


def answered_part(drawn: Drawn, rows: npt.NDArray[np.int64]) -> Answered:
    """What the sample is worth when the items at ``rows`` of it were answered; they may repeat."""
    answered = np.zeros(drawn.probability.size, np.bool_)
    answered[rows] = True
    order = np.zeros(answered.size) if drawn.order is None else drawn.order
    stopped = stopped_early(drawn.probability, drawn.strata, order, answered)
    unknown = (stopped.progress == Progress.STOPPED) & (drawn.order is None)
    progress = np.where(unknown, Progress.OUT_OF_ORDER, stopped.progress)
    chance = np.where(unknown[drawn.strata], drawn.probability, stopped.probability)[rows]
    withheld = max((WITHHELD.get(Progress(each), Reason.NONE) for each in progress.tolist()), default=Reason.NONE)
    return Answered(chance, withheld, _notes(drawn, progress, answered))


def places_of(ids: ArrowArray | None, drawn: Drawn) -> npt.NDArray[np.int64]:
    """Place of each row's item in the sample.

    Raises
    ------
    InputError
        ``sample.no_item``, ``sample.not_drawn``.
    """
    if ids is None:
        raise InputError("sample.no_item", "A sample needs the ids of the items.", "Name their column: --item COLUMN.")
    items: Any = pc.cast(ids, pa.string())
    found = pc.index_in(items, value_set=drawn.items)
    if found.null_count:
        first = items.filter(pc.is_null(found))[0].as_py()
        what = f"{found.null_count} items were not drawn; the first is '{str(first)[:60]}'."
        raise InputError("sample.not_drawn", what, "Leave them out, or name the sample they belong to.")
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)


def _strata(drawn: Drawn, chance: Floats, rows: npt.NDArray[np.int64]) -> Int32s | None:
    """Stratum of each row, counted from 0; None where there is one, or where probabilities differ within one."""
    codes = np.unique(drawn.strata[rows], return_inverse=True)[1].astype(np.int32)
    if codes.size == 0 or int(codes.max()) == 0 or any(not _equal(chance[codes == h]) for h in range(codes.max() + 1)):
        return None
    return codes


def _equal(chance: Floats) -> bool:
    return bool(chance.size == 0 or np.ptp(chance) <= EQUAL * chance.max())


def _times(weight: Floats | None, other: Floats) -> Floats:
    return other if weight is None else weight * other


def _told(facts: Facts, drawn: Drawn, codes: Int32s | None, alike: bool) -> str:
    if codes is not None and facts.layout.cluster is not None:
        return "Stratified sample; its strata are left out of the variance, which clusters make (never too small)."
    if codes is not None:
        return f"Stratified sample of {len(drawn.names)} strata, variance within them, no finite-population correction."
    if alike:
        return "Simple random sample, no finite-population correction."
    return "Drawn with unequal probabilities; variance of drawing with replacement (on average never too small)."


def _notes(drawn: Drawn, progress: npt.NDArray[Any], answered: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    found = [f"{int(answered.sum())} of the {answered.size} items of the sample were answered"]
    kinds = (
        (Progress.STOPPED, "stopped early in random order, which keeps the design"),
        (Progress.OUT_OF_ORDER, "answered out of their random order, so no probability is known"),
        (Progress.UNANSWERED, "not answered at all, so nothing is known of them"),
    )
    for kind, said in kinds:
        which = [name for name, each in zip(drawn.names, progress.tolist(), strict=True) if each == kind]
        found += [f"strata {said}: {_listed(which)}"] if which else []
    return tuple(found) if len(found) > 1 else ()


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
