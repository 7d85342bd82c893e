"""A coefficient as a function of how often each pattern of answers occurs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from assay.stats.agreement import pairs
from assay.stats.agreement.chance import COUNT_COEFFICIENTS, Levels, Parts, ordinal_alpha
from assay.stats.agreement.patterns import CountPatterns, JudgePatterns, judge_patterns
from assay.stats.agreement.weights import agreement_weights, distances
from assay.stats.arrays import FloatArray
from assay.stats.votes import Votes


@dataclass(frozen=True, eq=False)
class Measure:
    """A coefficient on some patterns."""

    items: FloatArray
    """How often each pattern was seen."""
    values: Callable[[FloatArray], FloatArray]
    """The coefficient for other frequencies of shape (n_draws, n_patterns); NaN where it is undefined."""
    parts: Callable[[], Parts] | None
    """The coefficient with its standard error, where one is published."""


class _OfJudges(NamedTuple):
    parts: Callable[[JudgePatterns, FloatArray], Parts]
    levels: Callable[[JudgePatterns, FloatArray, FloatArray], Levels]


_OF_JUDGES: Mapping[str, _OfJudges] = MappingProxyType(
    {
        "cohen": _OfJudges(pairs.cohen, pairs.cohen_levels),
        "scott": _OfJudges(pairs.scott, pairs.scott_levels),
        "conger": _OfJudges(pairs.conger, pairs.conger_levels),
    }
)


def measure_of(
    name: str, votes: Votes, counted: CountPatterns, *, scale: str, weights: str, values: FloatArray
) -> Measure:
    """A coefficient by its name; ``counted`` are the count patterns of the same votes.

    Raises
    ------
    InputError
        ``stats.weights``, ``stats.too_many_classes``, ``stats.repeated_votes``, ``stats.too_many_cells``.
    """
    if name == "alpha":
        return _alpha(counted.pairable(), scale, values)
    table = agreement_weights(weights, values)
    if name in COUNT_COEFFICIENTS:
        of_counts = COUNT_COEFFICIENTS[name]
        return Measure(
            counted.items,
            lambda drawn: of_counts.levels(counted, table, drawn).value,
            lambda: of_counts.parts(counted, table),
        )
    patterns = judge_patterns(votes)
    if name == "light":
        return Measure(patterns.items, lambda drawn: pairs.light(patterns, table, drawn), None)
    if name != "conger":
        first, second = np.unique(votes.judges).tolist()
        patterns = pairs.both_answered(patterns, first, second)
    of_judges = _OF_JUDGES[name]
    return Measure(
        patterns.items,
        lambda drawn: of_judges.levels(patterns, table, drawn).value,
        lambda: of_judges.parts(patterns, table),
    )


def _alpha(known: CountPatterns, scale: str, values: FloatArray) -> Measure:
    apart = distances(scale, known.items @ known.counts, values)
    most = float(apart.max(initial=0.0))
    table = np.asarray(1.0 - apart / most) if most > 0 else np.ones(apart.shape)
    of_counts = COUNT_COEFFICIENTS["alpha"]

    def of_draws(drawn: FloatArray) -> FloatArray:
        return ordinal_alpha(known, drawn) if scale == "ordinal" else of_counts.levels(known, table, drawn).value

    return Measure(known.items, of_draws, lambda: of_counts.parts(known, table))
