"""The gates tested on themselves: how often they say FAIL, or PASS, of a system identical to the baseline.

A draw swaps baseline and candidate within a random half of the clusters, so that its true difference is none; the
same code from facts to verdicts then runs. Only comparison gates are counted: a threshold has no such null.
A FAIL is then wrong, and any FAIL should be seen in at most alpha of the draws. A PASS is right where the margin is
above 0; when it is rare the data cannot answer the question, and a release of the very same system would be held up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import NormalDist, median

from assay.core.errors import InputError
from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.figures import figure, number
from assay.core.plan import GateKind
from assay.core.self_test import GateRates, SelfTest
from assay.core.slices import SliceKey
from assay.core.verdict import Outcome, Verdict
from assay.gates.needed import MOST_ITEMS, closed_form_factor
from assay.gates.why import items
from assay.stats.proportion import clopper_pearson

__all__ = ["GateRates", "SelfTest", "self_test"]

EVEN_CHANCE = 0.5


@dataclass(slots=True)
class _Tally:
    """What one gate said so far."""

    n_fail: int = 0
    """Draws with FAIL, on any of its slices."""
    n_pass: int = 0
    """Draws with PASS, on all of its slices."""
    needed: dict[SliceKey, list[int | None]] = field(default_factory=dict)
    """Items with which an identical system would PASS, a draw each, by slice."""


def self_test(draws: Iterable[tuple[Verdict, ...]], *, level: float, power: float = 0.8) -> SelfTest:
    """Rates of FAIL and PASS of the comparison gates over draws of verdicts, each with an exact interval.

    Parameters
    ----------
    draws : iterable of verdicts
        One tuple a draw, as `check_gates` gave it; read once, one at a time.
    level : float in (0.5, 1)
        Of the plan.
    power : float in (0.5, 1)
        Of the plan, for the items with which an identical system would PASS.

    Raises
    ------
    InputError
        ``self_test.no_draws``, ``self_test.no_comparison_gate``.
    """
    tallies: dict[str, _Tally] = {}
    n_draws = n_any_fail = n_all_passed = 0
    for draw in draws:
        n_draws += 1
        outcomes = _add(draw, tallies, power)
        n_any_fail += Outcome.FAIL in outcomes
        n_all_passed += outcomes == {Outcome.PASS}
    _refuse_nothing(n_draws, tallies)
    gates = tuple(_rates(gate, tally, n_draws, level) for gate, tally in tallies.items())
    any_fail = _rate("any_fail", n_any_fail, n_draws, level)
    all_passed = _rate("all_passed", n_all_passed, n_draws, level)
    return _summed_up(n_draws, level, any_fail, all_passed, gates)


def _summed_up(
    n_draws: int, level: float, any_fail: Estimate, all_passed: Estimate, gates: tuple[GateRates, ...]
) -> SelfTest:
    alpha = (1 - level) / 2
    each = [rates.items_needed for rates in gates]
    known = [needed for needed in each if needed is not None]
    needed = max(known) if len(known) == len(each) else None
    is_within = any_fail.interval is not None and any_fail.interval.low <= alpha
    hardly = all_passed.interval is not None and all_passed.interval.high < EVEN_CHANCE
    says = (_says_fail(any_fail, alpha, is_within), _says_pass(all_passed, hardly, needed))
    return SelfTest(n_draws, level, alpha, any_fail, all_passed, gates, is_within, hardly, needed, says)


def _add(draw: Sequence[Verdict], tallies: dict[str, _Tally], power: float) -> set[Outcome]:
    """Count one draw; the outcomes of its comparison gates."""
    found: dict[str, set[Outcome]] = {}
    for verdict in draw:
        if verdict.kind is GateKind.NON_INFERIORITY:
            found.setdefault(verdict.gate, set()).add(verdict.outcome)
            seen = tallies.setdefault(verdict.gate, _Tally()).needed.setdefault(verdict.slice, [])
            seen.append(_needed_when_identical(verdict, power))
    for gate, outcomes in found.items():
        tallies[gate].n_fail += Outcome.FAIL in outcomes
        tallies[gate].n_pass += outcomes == {Outcome.PASS}
    return set().union(*found.values())


def _needed_when_identical(verdict: Verdict, power: float) -> int | None:
    """Items with which a difference of none would PASS, by the standard error that the verdict's interval implies."""
    if verdict.interval is None or verdict.value is None or not verdict.accept or not verdict.n:
        return None
    alpha = verdict.other_side_alpha if verdict.outcome is Outcome.FAIL else verdict.side_alpha
    if alpha is None:
        return None
    is_below = verdict.accept < 0  # a margin lies below where higher is better
    half = verdict.value - verdict.interval.low if is_below else verdict.interval.high - verdict.value
    error = half / NormalDist().inv_cdf(1 - alpha)
    needed = verdict.n * closed_form_factor(error, abs(verdict.accept), alpha, power)
    return ceil(needed) if needed <= MOST_ITEMS else None


def _rates(gate: str, tally: _Tally, n_draws: int, level: float) -> GateRates:
    return GateRates(
        gate,
        _rate(f"fail:{gate}", tally.n_fail, n_draws, level),
        _rate(f"pass:{gate}", tally.n_pass, n_draws, level),
        _most_needed(tally.needed.values()),
    )


def _most_needed(slices: Iterable[Sequence[int | None]]) -> int | None:
    """Of the slice that needs most, the median over draws; None when some slice tells nothing."""
    medians: list[int] = []
    for each in slices:
        known = [needed for needed in each if needed is not None]
        if not known:
            return None
        medians.append(ceil(median(known)))
    return max(medians, default=None)


def _rate(metric: str, count: int, n_draws: int, level: float) -> Estimate:
    """A share of draws with its exact interval."""
    ends = clopper_pearson(count, n_draws, (1 - level) / 2)
    return Estimate(
        metric=metric,
        slice=(),
        system=None,
        value=count / n_draws,
        interval=Interval(float(ends.low), float(ends.high)),
        level=level,
        n=n_draws,
        n_effective=float(n_draws),
        reason=None,
        spread=Spread(Rule.EXACT, n_units=float(n_draws)),
        method=MethodCard(
            metric,
            "Share of seeded draws, baseline and candidate swapped within a random half of the clusters.",
            "Clopper and Pearson's exact interval.",
            "Independent draws.",
        ),
    )


def _says_fail(any_fail: Estimate, alpha: float, is_within: bool) -> str:
    seen = f"Of an identical system the comparison gates said FAIL in {_shown(any_fail)} of the draws"
    if is_within:
        return f"{seen}, which does not contradict the promise of at most {number(alpha)}."
    return f"{seen}, more than the promised {number(alpha)}: their intervals are too narrow for these data."


def _says_pass(all_passed: Estimate, hardly: bool, needed: int | None) -> str:
    seen = f"An identical system passed every comparison gate in {_shown(all_passed)} of the draws"
    if not hardly:
        return f"{seen}."
    if needed is None:
        return (
            f"{seen}: even it could hardly pass, and with a margin of 0 or undecidable slices no more items would help."
        )
    return f"{seen}: even it could hardly pass. It would with {items(needed)} in all, or with a wider margin."


def _shown(rate: Estimate) -> str:
    return figure(rate.value or 0.0, rate.interval)


def _refuse_nothing(n_draws: int, tallies: dict[str, _Tally]) -> None:
    if n_draws == 0:
        raise InputError("self_test.no_draws", "There are no draws.", "Ask for at least 20 draws: --draws 1000.")
    if not tallies:
        raise InputError(
            "self_test.no_comparison_gate",
            "The plan has no comparison gate, and a threshold says nothing of an identical system.",
            "Add a gate of kind non_inferiority, or leave the self-test.",
        )
