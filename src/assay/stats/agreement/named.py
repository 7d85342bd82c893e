"""Every coefficient by its name: what it is, what it takes, and its value with an interval or a reason."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from assay.core.errors import InputError, did_you_mean
from assay.stats.agreement import intraclass
from assay.stats.agreement.concordance import kendall_w_of_draws
from assay.stats.agreement.interval import AT_ONE, LEAST_TELLING, OUTER, ends_of, outer_ends
from assay.stats.agreement.measures import Measure, measure_of
from assay.stats.agreement.patterns import CountPatterns, check_cells, count_patterns
from assay.stats.agreement.resampling import replicated
from assay.stats.agreement.weights import SCALES, check_classes, check_scale
from assay.stats.arrays import FloatArray
from assay.stats.votes import Votes


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a name stands for."""

    name: str
    """As asked for."""
    sentence: str
    """What it is and how to read its ends."""
    needs_numbers: bool = False
    """Whether answers must be numbers."""
    two_judges: bool = False
    """Whether it is of two judges alone."""
    complete: bool = False
    """Whether every judge must answer every item; items with gaps are left out."""
    scales: tuple[str, ...] = ()
    """Scales it takes; none where only weights matter."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient on some votes."""

    value: float | None
    """The value; None where it is undefined."""
    low: float | None
    """Lower end."""
    high: float | None
    """Upper end."""
    standard_error: float | None
    """Standard error over items, where it is known."""
    n_items: int
    """Items that count."""
    n_votes: int
    """Votes on them."""
    n_judges: int
    """Judges with a vote."""
    reason: str | None
    """Why there is no value or no interval."""
    how: str
    """How the interval was made."""
    lowest: float = -1.0
    """Smallest value there can be."""


ENDS = "1 is full agreement, 0 is what chance would give, below 0 is worse than chance."
_RELIABLE = "1 is full reliability, 0 or below is none."
COEFFICIENTS: Mapping[str, Coefficient] = MappingProxyType(
    {
        each.name: each
        for each in (
            Coefficient("alpha", f"Krippendorff's alpha: any judges, any gaps, four scales. {ENDS}", scales=SCALES),
            Coefficient("cohen", f"Cohen's kappa of two judges. {ENDS}", two_judges=True),
            Coefficient("scott", f"Scott's pi of two judges, chance pooled over both. {ENDS}", two_judges=True),
            Coefficient("light", f"Light's kappa, the mean of Cohen's over all pairs of judges. {ENDS}"),
            Coefficient("fleiss", f"Fleiss' kappa: any judges, chance from pooled answers. {ENDS}"),
            Coefficient("conger", f"Conger's kappa: as Fleiss', chance keeps each judge's own habits. {ENDS}"),
            Coefficient("ac1", f"Gwet's AC1 (AC2 with weights), steady when one answer is common. {ENDS}"),
            Coefficient("brennan_prediger", f"Chance answers every class equally often. {ENDS}"),
            *(
                Coefficient(name, f"Intraclass correlation: {what}. {_RELIABLE}", needs_numbers=True, complete=True)
                for name, what in (
                    ("icc1", "one number by a judge drawn anew for each item"),
                    ("icc2", "one number by judges drawn once, in absolute agreement"),
                    ("icc3", "one number by these very judges, up to a constant of each"),
                    ("icc1k", "the mean of all judges, drawn anew for each item"),
                    ("icc2k", "the mean of all judges, in absolute agreement"),
                    ("icc3k", "the mean of these very judges, up to a constant of each"),
                )
            ),
            Coefficient(
                "kendall_w",
                "Kendall's W of judges who rank all items, corrected for ties. 1 is one order, 0 is none.",
                needs_numbers=True,
                complete=True,
            ),
        )
    }
)
"""By name."""
_FROM_ANSWERS = frozenset({"alpha", "fleiss", "cohen", "scott", "conger", "light", "kendall_w"})
"""Whose chance agreement comes from the answers."""
DEFAULT_REPLICATES = 1_000
"""Of a bootstrap where no standard error is published and none was asked for."""
ANALYTIC = f"published standard error; {OUTER}"
F_TEST = "F-based (Shrout and Fleiss 1979; McGraw and Wong 1996 for icc2)"


def coefficient(
    name: str,
    votes: Votes,
    *,
    scale: str = "nominal",
    weights: str = "identity",
    values: FloatArray | None = None,
    level: float = 0.95,
    replicates: int = 0,
    seed: int = 7,
) -> Agreement:
    """A coefficient of agreement with its interval, or the reason why there is none.

    Parameters
    ----------
    name : one of `COEFFICIENTS`
    votes : Votes
        One vote of a judge an item where it matters who answered (all but counts: alpha, fleiss, ac1,
        brennan_prediger).
    scale : for ``alpha``: nominal, ordinal, interval, ratio
    weights : for the others: identity, linear, quadratic, ordinal, ratio
    values : float array of shape (n_classes,), optional
        The classes as numbers, ascending; without it their places.
    replicates : int
        Replicates of a bootstrap over items; 0 takes the analytic interval where there is one.

    Raises
    ------
    InputError
        ``stats.coefficient``, ``stats.scale``, ``stats.weights``, ``stats.repeated_votes``,
        ``stats.too_many_classes``.
    """
    if name not in COEFFICIENTS:
        raise InputError("stats.coefficient", f"There is no coefficient '{name}'.", did_you_mean(name, COEFFICIENTS))
    check_scale(scale)
    numbers = np.arange(votes.n_classes, dtype=np.float64) if values is None else values
    side_alpha = (1.0 - level) / 2.0
    if COEFFICIENTS[name].complete:
        return _complete(name, votes, numbers, side_alpha, replicates, seed)
    check_classes(votes.n_classes)
    counted, n_judges = count_patterns(votes), votes.n_active
    obstacle = _obstacle(name, counted, n_judges)
    sizes = counted.where(counted.votes >= (2 if name == "alpha" else 1))
    empty = Agreement(None, None, None, None, sizes.n_items, int(sizes.items @ sizes.votes), n_judges, obstacle, "none")
    if obstacle is not None:
        return empty
    measure = measure_of(name, votes, counted, scale=scale, weights=weights, values=numbers)
    n_telling = _telling(counted.pairable())
    return _judged(name, measure, empty, n_telling, side_alpha=side_alpha, replicates=replicates, seed=seed)


def _judged(
    name: str,
    measure: Measure,
    empty: Agreement,
    n_telling: int,
    *,
    side_alpha: float,
    replicates: int,
    seed: int,
) -> Agreement:
    value = float(measure.values(measure.items[None, :])[0])
    if not np.isfinite(value):
        return replace(empty, reason="single_label")
    found = replace(empty, value=value, n_items=int(measure.items.sum()))
    if measure.parts is None or (replicates and value < AT_ONE):
        if name in _FROM_ANSWERS and n_telling < LEAST_TELLING:
            return replace(found, reason="few_varied_items")
        degrees = (min(n_telling, found.n_items) if name in _FROM_ANSWERS else found.n_items) - 1.0
        known = replicated(measure.items, measure.values, replicates=replicates or DEFAULT_REPLICATES, seed=seed)
        return _bootstrapped(found, known, degrees, side_alpha)
    parts = measure.parts()
    ends = ends_of(parts, n_telling=n_telling, needs_telling=name in _FROM_ANSWERS, side_alpha=side_alpha)
    return replace(
        found,
        low=ends.low,
        high=ends.high,
        standard_error=parts.standard_error or None,
        reason=ends.reason,
        how=ANALYTIC if ends.low is not None else "none",
    )


def _bootstrapped(found: Agreement, known: FloatArray | None, degrees: float, side_alpha: float) -> Agreement:
    """The interval from the replicates that have a value."""
    if known is None or found.value is None or found.n_items < 3:
        return replace(found, reason="too_few_items" if found.n_items < 3 else "no_variation")
    error = float(known.std()) * math.sqrt(found.n_items / (found.n_items - 1.0))
    lean = float(((known - known.mean()) ** 3).mean() / known.std() ** 3)
    ends = outer_ends(found.value, error, lean, degrees, side_alpha, lowest=found.lowest)
    how = f"standard error and skewness of {known.size} bootstrap replicates over items; {OUTER}"
    return replace(found, low=ends.low, high=ends.high, standard_error=error, how=how)


def _complete(name: str, votes: Votes, values: FloatArray, side_alpha: float, replicates: int, seed: int) -> Agreement:
    """Coefficients of complete tables of numbers; items that some judge did not answer are left out."""
    judges, places = np.unique(votes.judges, return_inverse=True)
    check_cells(votes.n_items, judges.size)
    table = np.full((votes.n_items, judges.size), np.nan)
    table[votes.items, places] = values[votes.answers]
    table = table[~np.isnan(table).any(axis=1)]
    empty = Agreement(None, None, None, None, table.shape[0], table.size, judges.size, None, "none")
    if judges.size < 2 or table.shape[0] < 3:
        return replace(empty, reason="one_judge" if judges.size < 2 else "not_complete")
    if name == "kendall_w":
        ranked = Measure(np.ones(table.shape[0]), lambda drawn: kendall_w_of_draws(table, drawn), None)
        numbers, times = np.unique(table, return_counts=True)
        n_telling = int((table != numbers[times.argmax()]).any(axis=1).sum())
        empty = replace(empty, lowest=0.0)
        made = _judged(name, ranked, empty, n_telling, side_alpha=side_alpha, replicates=replicates, seed=seed)
        return replace(made, reason="all_equal") if made.value is None else made
    found = intraclass.intraclass(intraclass.squares(table), name, side_alpha)
    if found is None:
        return replace(empty, reason="all_equal")
    if not found.low < found.high:
        return replace(empty, value=found.value, reason="no_variation")
    return replace(empty, value=found.value, low=found.low, high=min(found.high, 1.0), how=F_TEST)


def _obstacle(name: str, counted: CountPatterns, n_judges: int) -> str | None:
    if n_judges < 2:
        return "one_judge"
    if COEFFICIENTS[name].two_judges and n_judges != 2:
        return "not_two_judges"
    paired = counted.pairable()
    if not paired.items.sum():
        return "no_overlap"
    if paired.n_items < 2:
        return "one_item"
    used = (counted.items @ counted.counts) > 0
    return "single_label" if used.sum() < 2 and name in _FROM_ANSWERS else None


def _telling(counted: CountPatterns) -> int:
    """Items that are not unanimously the commonest answer."""
    commonest = int(np.argmax(counted.items @ counted.counts))
    unanimous = counted.counts[:, commonest] == counted.votes
    return int(counted.items[~unanimous].sum())
