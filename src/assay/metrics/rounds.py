"""Whether judges agree better in one round than in another: the difference, paired where both hold the same items."""

import numpy as np

from assay.core.estimate import Comparison, Estimate, Interval, MethodCard, Rule, Spread
from assay.metrics.agreement import agree
from assay.metrics.long_facts import LongFacts
from assay.stats.agreement.named import coefficient
from assay.stats.agreement.rounds import Ends, difference_of, jackknife_error
from assay.stats.student import student_interval

METRIC = "alpha"
LEAST_PAIRED = 8
"""Items below which leaving each of them out says too little of the spread."""
FRESH = "From the two intervals of independent rounds (Zou and Donner 2008)."
PAIRED = "Student's, by the standard error of leaving out each item in both rounds (jackknife)."
APART = "The rounds have too few items in common to be paired: they are held apart, which makes the interval wider."


def compare_rounds(
    first: LongFacts, second: LongFacts, *, scale: str = "nominal", level: float = 0.95, seed: int = 7
) -> Comparison:
    """Agreement (alpha) in the second round minus that in the first; paired where both rounds hold the same items."""
    before, after = (agree([METRIC], facts, scale=scale, level=level, seed=seed)[0] for facts in (first, second))
    both = sorted(_overlapping(first) & _overlapping(second))
    if both == sorted(_overlapping(first) | _overlapping(second)) and len(both) >= LEAST_PAIRED:
        return _paired(first, second, before, after, both, scale=scale)
    notes = (APART,) if both else ()
    ends = [_ends(each) for each in (before, after)]
    if ends[0] is None or ends[1] is None:
        return _comparison(
            before, after, _difference(before, after), None, _reason(before, after), how=FRESH, notes=notes
        )
    found = difference_of(ends[0], ends[1])
    return _comparison(before, after, found.value, Interval(found.low, found.high), None, how=FRESH, notes=notes)


def _paired(
    first: LongFacts, second: LongFacts, before: Estimate, after: Estimate, items: list[str], *, scale: str
) -> Comparison:
    left_out = [_alpha(second, item, scale) - _alpha(first, item, scale) for item in items]
    value = _difference(before, after)
    if (
        value is None
        or before.interval is None
        or after.interval is None
        or not np.isfinite(left_out).all()
        or float(np.ptp(left_out)) == 0.0
    ):
        return _comparison(before, after, value, None, _reason(before, after) or "no_variation", how=PAIRED)
    error = jackknife_error(left_out)
    low, high = student_interval(value, error, (1.0 - before.level) / 2, len(items) - 1)
    ends = Interval(max(-2.0, float(low)), min(2.0, float(high)))
    return _comparison(before, after, value, ends, None, how=PAIRED, error=error, n=len(items))


def _alpha(facts: LongFacts, item: str, scale: str) -> float:
    """Alpha without one item; not a number where it is undefined."""
    votes = facts.where(facts.votes.items != facts.items.index(item))
    found = coefficient(METRIC, votes, scale=scale, values=facts.values)
    return float("nan") if found.value is None else found.value


def _overlapping(facts: LongFacts) -> set[str]:
    """Items with two answers or more: alpha knows no others."""
    counts = np.bincount(facts.votes.items, minlength=len(facts.items))
    return {name for name, n in zip(facts.items, counts.tolist(), strict=True) if n > 1}


def _ends(estimate: Estimate) -> Ends | None:
    if estimate.value is None or estimate.interval is None:
        return None
    return Ends(estimate.value, estimate.interval.low, estimate.interval.high)


def _difference(before: Estimate, after: Estimate) -> float | None:
    return None if before.value is None or after.value is None else after.value - before.value


def _reason(before: Estimate, after: Estimate) -> str | None:
    return before.reason or after.reason


def _comparison(
    before: Estimate,
    after: Estimate,
    difference: float | None,
    interval: Interval | None,
    reason: str | None,
    *,
    how: str,
    notes: tuple[str, ...] = (),
    error: float | None = None,
    n: int | None = None,
) -> Comparison:
    card = MethodCard(METRIC, before.method.definition, how, before.method.variance, before.method.options, notes)
    return Comparison(
        METRIC,
        (),
        before,
        after,
        difference,
        interval,
        before.level,
        n or min(before.n, after.n),
        None,
        reason,
        Spread(Rule.NONE, standard_error=error, low=-2.0, high=2.0),
        card,
        higher_is_better=True,
    )
