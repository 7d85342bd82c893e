"""A whole answer about an acceptance plan: its risks, its curve, and what it lets through."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assay.stats.acceptance.plan import SinglePlan, average_inspected, average_outgoing, outgoing_limit
from assay.stats.acceptance.sequential import SequentialPlan

STEPS = 12
NEAR = 0.5
"""Where the first rate is more than this part of the last, the curve does not begin at 0."""
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What happens to lots with one rate of bad items."""

    rate: float
    """Share of bad items in the lot."""
    accepted: float
    """Chance that the lot is accepted."""
    outgoing: float | None
    """Rate of bad items that leave when refused lots are judged whole (AOQ); None without a lot size."""
    inspected: float | None
    """Items judged a lot, on average, then (ATI)."""


@dataclass(frozen=True, slots=True)
class AcceptancePlan:
    """Judge n items of each lot and accept it when at most ``accept`` of them are bad."""

    asked: str
    """``plan`` when it was found from the risks, ``risks`` when it was given."""
    n: int
    """Items judged."""
    accept: int
    """Most bad items among them at which the lot is accepted."""
    lot: int | None
    """Items of the lot; None where it is endless."""
    miss: float
    """Chance that a bad item is called good."""
    false_alarm: float
    """Chance that a good item is called bad."""
    good: float | None
    """Rate of bad items in lots that should be accepted."""
    bad: float | None
    """Rate in lots that should be refused."""
    alpha: float | None
    """Chance to refuse a lot that is good."""
    beta: float | None
    """Chance to accept a lot that is bad."""
    rate_95: float | None
    """Rate at which 95 % of lots are accepted."""
    rate_50: float | None
    """Rate at which half are."""
    rate_10: float | None
    """Rate at which 10 % are."""
    curve: tuple[CurvePoint, ...]
    """The operating curve."""
    outgoing_limit: float | None
    """Worst rate that leaves, whatever comes in, when refused lots are judged whole (AOQL)."""
    worst_at: float | None
    """Rate that comes in then."""
    sequential: SequentialPlan | None
    """Lines for judging item after item instead."""
    prior: tuple[float, float] | None
    """Beta prior of the rate."""
    belief: float | None
    """Chance that a lot accepted with just ``accept`` bad items is no worse than ``bad``, from the prior."""


def operating_curve(plan: SinglePlan, rates: Sequence[float]) -> tuple[CurvePoint, ...]:
    """The curve of a plan at these rates.

    Raises
    ------
    InputError
        ``acceptance.plan``, ``stats.out_of_range``.
    """
    return tuple(_point(plan, rate) for rate in rates)


def usual_rates(plan: SinglePlan, more: Sequence[float] = ()) -> tuple[float, ...]:
    """Round rates from nearly all accepted to nearly none, with those named.

    Examples
    --------
    >>> usual_rates(SinglePlan(80, 2))[:4]
    (0.01, 0.02, 0.03, 0.04)
    """
    first, last = plan.rate_at(0.99) or 0.0, max(plan.rate_at(0.02) or 1.0, 1.0 / (plan.lot or 1e12))
    start = first if first > NEAR * last else 0.0
    power = 10.0 ** math.floor(math.log10((last - start) / STEPS))
    step = next(power * nice for nice in NICE if power * nice >= (last - start) / STEPS * (1 - 1e-9))
    places = range(max(math.floor(start / step), 1), math.ceil(last / step - 1e-9) + 1)
    return tuple(sorted({*(min(round(step * place, 15), 1.0) for place in places), *more}))


def limit_of(plan: SinglePlan) -> tuple[float, float] | tuple[None, None]:
    """AOQL and where it is; none without a lot size."""
    return (None, None) if plan.lot is None else outgoing_limit(plan, plan.lot)


def _point(plan: SinglePlan, rate: float) -> CurvePoint:
    accepted = float(plan.accepted(rate))
    if plan.lot is None:
        return CurvePoint(rate, accepted, None, None)
    leaves, judged = average_outgoing(plan, rate, plan.lot), average_inspected(plan, rate, plan.lot)
    return CurvePoint(rate, accepted, float(leaves), float(judged))
