"""Several systems on the same items: all pairs with intervals that hold together, and the ranks each may have.

Each pair is the paired comparison of `assay.metrics.compare`; its interval is widened so that all pairs of a metric on
a slice hold together at the level (Bonferroni, which assumes nothing of how they depend on each other). A system's
ranks follow: no better than 1 plus the systems that are shown better, no worse than all less those shown worse.

References
----------
Dunn (1961), Multiple comparisons among means, doi:10.1080/01621459.1961.10482090.
Hsu (1996), Multiple comparisons: theory and methods, ISBN 0-412-98281-1 (all pairs; with the best).
Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for ranks, doi:10.1093/restud/rdad006.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from assay.core.errors import InputError
from assay.core.estimate import Comparison, Estimate, Rule
from assay.core.slices import SliceKey, SliceSpec
from assay.metrics.compare import compare
from assay.metrics.definition import MetricDefinition
from assay.metrics.facts import Facts
from assay.metrics.limits import limits
from assay.stats.multiplicity import holm

MOST_SYSTEMS = 30


@dataclass(frozen=True, slots=True)
class Ranked:
    """One system among the others."""

    estimate: Estimate
    """Its value, with an interval of its own."""
    rank: int
    """Place by the value, 1 is best; equal values share it."""
    best_rank: int
    """The best rank that it may have."""
    worst_rank: int
    """The worst rank that it may have."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One system less another, among all pairs."""

    comparison: Comparison
    """With an interval that holds together with those of the other pairs."""
    p_adjusted: float | None
    """Two-sided p of no difference, by Holm over the pairs."""
    differs: bool
    """Whether the interval leaves out 0."""


@dataclass(frozen=True, slots=True)
class Several:
    """All systems in one metric on one slice."""

    metric: str
    """Name of the metric."""
    slice: SliceKey
    """Which items."""
    systems: tuple[Ranked, ...]
    """The best first."""
    pairs: tuple[Pair, ...]
    """Every two, in the order in which the systems were named."""
    level: float
    """How often all intervals of the pairs hold together, at least."""


def compare_several(
    metrics: Sequence[str | MetricDefinition],
    facts: Facts,
    *,
    systems: Sequence[str],
    by: Sequence[SliceSpec] = (),
    level: float = 0.95,
    seed: int = 7,
) -> tuple[Several, ...]:
    """All pairs of systems, metric by metric and slice by slice.

    Raises
    ------
    InputError
        ``compare.systems`` for fewer than two systems or more than 30; those of `assay.metrics.compare.compare`.
    """
    named = list(dict.fromkeys(systems))
    if not 2 <= len(named) <= MOST_SYSTEMS:
        what = f"{len(named)} systems are named."
        raise InputError("compare.systems", what, f"Name 2 to {MOST_SYSTEMS}: --systems a,b,c.")
    found: dict[tuple[str, SliceKey], list[Comparison]] = {}
    for baseline, candidate in combinations(named, 2):
        made = compare(metrics, facts, baseline=baseline, candidate=candidate, by=by, level=level, seed=seed)
        for each in made:
            found.setdefault((each.metric, each.slice), []).append(each)
    return tuple(_several(metric, key, each, level) for (metric, key), each in found.items())


def _several(metric: str, key: SliceKey, comparisons: Sequence[Comparison], level: float) -> Several:
    pairs = _pairs(comparisons, level)
    estimates = {each.system: each for one in comparisons for each in (one.baseline, one.candidate)}
    higher = comparisons[0].higher_is_better
    shown_better = dict.fromkeys(estimates, 0)
    shown_worse = dict(shown_better)
    for pair in pairs:
        if pair.differs and pair.comparison.difference is not None:
            won = (pair.comparison.difference > 0) == higher
            names = (pair.comparison.candidate.system, pair.comparison.baseline.system)
            winner, loser = names if won else names[::-1]
            shown_better[loser] += 1
            shown_worse[winner] += 1
    every, n = list(estimates.values()), len(estimates)
    ranked = [
        Ranked(each, _rank(each, every, higher), 1 + shown_better[name], n - shown_worse[name])
        for name, each in estimates.items()
    ]
    return Several(metric, key, tuple(sorted(ranked, key=lambda each: each.rank)), pairs, level)


def _rank(own: Estimate, every: Sequence[Estimate], higher: bool) -> int:
    """Place by the value; one without a value comes last."""
    if own.value is None:
        return len(every)
    sign = 1.0 if higher else -1.0
    return 1 + sum(each.value is not None and sign * each.value > sign * own.value for each in every)


def _pairs(comparisons: Sequence[Comparison], level: float) -> tuple[Pair, ...]:
    side_alpha = (1.0 - level) / 2.0 / len(comparisons)
    known = [place for place, each in enumerate(comparisons) if each.p_value is not None]
    adjusted = (
        dict(zip(known, holm([_p(comparisons[place]) for place in known]).tolist(), strict=True)) if known else {}
    )
    return tuple(_pair(each, side_alpha, adjusted.get(place)) for place, each in enumerate(comparisons))


def _pair(comparison: Comparison, side_alpha: float, p_adjusted: float | None) -> Pair:
    wider = None
    if (
        comparison.difference is not None
        and comparison.interval is not None
        and comparison.spread.rule is not Rule.NONE
    ):
        wider = limits(comparison.difference, comparison.spread, side_alpha)
    note = "The interval holds together with those of the other pairs (Bonferroni)."
    card = replace(comparison.method, notes=(*comparison.method.notes, note))
    differs = wider is not None and not wider.low <= 0.0 <= wider.high
    return Pair(replace(comparison, interval=wider, method=card), p_adjusted, differs)


def _p(comparison: Comparison) -> float:
    return float(np.clip(comparison.p_value or 0.0, 0.0, 1.0))
