"""From estimates and comparisons to verdicts: PASS, FAIL or INCONCLUSIVE, with the interval that decided.

Difference gates: PASS if L > -margin, FAIL if U < -margin. Threshold gates: PASS if L >= accept, FAIL if U < fail.
Both mirrored where lower is better; anything else is INCONCLUSIVE, and so is a value with too few items or no interval.
What would be decided if every reference were certain is INCONCLUSIVE for its ``labels``: adjudicate before asking more.
L and U are ends of one interval whose side errors are those of the claim's step in its family (`assay.gates.family`).
Claims that cannot be judged are INCONCLUSIVE and do not count in the family: whether they can is known from how many
items there are, not from what was found on them.
"""

from collections.abc import Callable, Sequence

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate, Interval
from assay.core.plan import Gate, GateKind, Plan
from assay.core.verdict import Outcome, Verdict
from assay.gates.claims import LABELS, NO_INTERVAL, Claim, claims_of
from assay.gates.family import Step, holm_steps, single_steps
from assay.gates.lookup import Lookup
from assay.gates.needed import items_needed
from assay.gates.why import why, why_check

SPANS_THRESHOLD = "interval_spans_threshold"
CHECK_NOT_RUN = "check_not_run"


def check_gates(
    plan: Plan,
    estimates: Sequence[Estimate],
    comparisons: Sequence[Comparison],
    checks: Sequence[CheckResult],
    *,
    needed: bool = True,
) -> tuple[Verdict, ...]:
    """A verdict for each gate, or for each slice that a gate looks at, in the order of the plan.

    Parameters
    ----------
    estimates : sequence of Estimate
        At least the candidate's, of every metric and slice that a threshold, worst-slice, gap or calibration gate
        names.
    comparisons : sequence of Comparison
        At least those that a non-inferiority gate names.
    checks : sequence of CheckResult
        Of the data; a gate on a check that was not run is INCONCLUSIVE.
    needed : bool
        Whether to search how many items would settle what is undecided (the costly part).

    Raises
    ------
    PlanError
        ``gate.no_threshold``, ``gate.thresholds_reversed``: all gates that cannot be judged as written.
    InputError
        ``gate.no_estimate``: what a gate asks for and was not estimated.
    """
    claims = claims_of(plan, Lookup(plan, estimates, comparisons))
    side_alpha = (1 - plan.level) / 2
    passing, failing = _steps(plan, claims, side_alpha, Claim.passes), _steps(plan, claims, side_alpha, Claim.fails)
    power = plan.power if needed else None
    judged = [_verdict(*each, power) for each in zip(claims, passing, failing, strict=True)]
    by_name = {check.name: check for check in checks}
    exact = [_check_verdict(gate, by_name) for gate in plan.gates if gate.kind is GateKind.CHECK]
    places = {gate.name: place for place, gate in enumerate(plan.gates)}
    return tuple(sorted([*judged, *exact], key=lambda verdict: places[verdict.gate]))


def _steps(
    plan: Plan, claims: Sequence[Claim], side_alpha: float, reaches: Callable[[Claim, float], bool]
) -> tuple[Step | None, ...]:
    """The step of each claim in the family of one direction; None for a claim that cannot be judged."""
    members = [index for index, claim in enumerate(claims) if claim.measured is not None]
    tests = [lambda error, claim=claims[index]: reaches(claim, error) for index in members]
    steps = (single_steps if plan.multiplicity == "none" else holm_steps)(tests, side_alpha)
    taken = dict(zip(members, steps, strict=True))
    return tuple(taken.get(index) for index in range(len(claims)))


def _verdict(claim: Claim, passing: Step | None, failing: Step | None, power: float | None) -> Verdict:
    if passing is None or failing is None:
        return _made(claim, Outcome.INCONCLUSIVE, None, reason=claim.reason or NO_INTERVAL)
    interval = _interval(claim, passing.side_alpha, failing.side_alpha)
    if passing.is_made:
        return _made(claim, Outcome.PASS, interval, steps=(passing, failing))
    if failing.is_made:
        return _made(claim, Outcome.FAIL, interval, steps=(failing, passing))
    reason = NO_INTERVAL if interval is None else claim.reason or _why_open(claim, passing, failing)
    items = None if power is None or interval is None else items_needed(claim, passing.side_alpha, power)
    return _made(
        claim,
        Outcome.INCONCLUSIVE,
        interval,
        steps=(passing, failing),
        reason=reason,
        items=items,
        is_needed_known=power is not None,
    )


def _why_open(claim: Claim, passing: Step, failing: Step) -> str:
    """Whether the items or their labels leave a claim open."""
    return LABELS if claim.hangs_on_labels(passing.side_alpha, failing.side_alpha) else SPANS_THRESHOLD


def _made(
    claim: Claim,
    outcome: Outcome,
    interval: Interval | None,
    *,
    steps: tuple[Step, Step] | None = None,
    reason: str | None = None,
    items: int | None = None,
    is_needed_known: bool = True,
) -> Verdict:
    return Verdict(
        claim.gate.name,
        claim.gate.kind,
        claim.gate.role,
        outcome,
        why(claim, outcome, interval, needed=items, is_needed_known=is_needed_known, hangs_on_labels=reason == LABELS),
        metric=claim.gate.metric,
        slice=claim.slice,
        value=claim.value,
        interval=interval,
        side_alpha=steps[0].side_alpha if steps and interval else None,
        accept=claim.accept,
        fail=claim.fail,
        n=claim.n,
        items_needed=items,
        reason=reason,
        other_side_alpha=steps[1].side_alpha if steps and interval else None,
    )


def _interval(claim: Claim, pass_alpha: float, fail_alpha: float) -> Interval | None:
    """From the end that a PASS rests on and the end that a FAIL rests on; None when one does not exist at its level."""
    if claim.measured is None:
        return None
    low_alpha, high_alpha = (pass_alpha, fail_alpha) if claim.higher_is_better else (fail_alpha, pass_alpha)
    low, high = claim.measured.low(low_alpha), claim.measured.high(high_alpha)
    return None if low is None or high is None else Interval(low, high)


def _check_verdict(gate: Gate, checks: dict[str, CheckResult]) -> Verdict:
    found = checks.get(gate.check or "")
    sentence = why_check(gate, found)
    if found is None:
        return Verdict(gate.name, gate.kind, gate.role, Outcome.INCONCLUSIVE, sentence, reason=CHECK_NOT_RUN)
    outcome = Outcome.PASS if found.passed else Outcome.FAIL
    return Verdict(gate.name, gate.kind, gate.role, outcome, sentence, n=found.n)
