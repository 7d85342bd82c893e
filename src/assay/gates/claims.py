"""What the gates of a plan claim: each gate one claim, or one for each of its slices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assay.core.errors import PlanError, Problem
from assay.core.estimate import Comparison, Estimate
from assay.core.plan import Gate, GateKind, Plan
from assay.core.slices import SliceKey
from assay.gates.gap import Gap, gap_between
from assay.gates.lookup import Lookup
from assay.gates.measured import Measured
from assay.metrics.registry import parse_metric

TOO_FEW_ITEMS = "too_few_items"
NO_SLICES = "no_slices"
SLICES_TOO_SMALL = "slices_too_small"
NO_INTERVAL = "no_interval"
LABELS = "labels"


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A value and the thresholds it is held against."""

    gate: Gate
    """The gate that makes it."""
    slice: SliceKey
    """Which items."""
    accept: float
    """PASS when the bound reaches it; for a difference minus the margin (plus, where lower is better)."""
    fail: float
    """FAIL when the other bound does not reach it."""
    higher_is_better: bool
    """Direction; a gap is better when lower."""
    value: float | None
    """The value, difference or gap; None when it is undefined."""
    n: int
    """Items behind it."""
    measured: Measured | Gap | None
    """The value with its ends; None when it cannot be judged, and ``reason`` says why."""
    reason: str | None = None
    """Why it cannot be judged, or cannot PASS."""
    n_left_out: int = 0
    """For a gap: slices with too few items or without a value; then it cannot PASS."""

    def passes(self, side_alpha: float) -> bool:
        """Whether the bound on the bad side, at this error, reaches ``accept``."""
        if self.measured is None or self.n_left_out:
            return False
        if self.higher_is_better:
            low = self.measured.low(side_alpha)
            return low is not None and self._reaches(low - self.accept)
        high = self.measured.high(side_alpha)
        return high is not None and self._reaches(self.accept - high)

    def fails(self, side_alpha: float) -> bool:
        """Whether the bound on the good side, at this error, does not even reach ``fail``."""
        if self.measured is None:
            return False
        if self.higher_is_better:
            high = self.measured.high(side_alpha)
            return high is not None and high < self.fail
        low = self.measured.low(side_alpha)
        return low is not None and low > self.fail

    def hangs_on_labels(self, pass_alpha: float, fail_alpha: float) -> bool:
        """Whether it would PASS or FAIL at these errors if every reference were certain."""
        certain = self.measured.with_certain_labels() if self.measured else None
        if certain is None:
            return False
        claim = replace(self, measured=certain)
        return claim.passes(pass_alpha) or claim.fails(fail_alpha)

    def _reaches(self, beyond: float) -> bool:
        """A threshold is reached by equality; a margin must be stayed within."""
        return beyond > 0 if self.gate.kind is GateKind.NON_INFERIORITY else beyond >= 0


def claims_of(plan: Plan, lookup: Lookup) -> tuple[Claim, ...]:
    """Every statistical claim of a plan, in the order of its gates and slices; data checks make none.

    Raises
    ------
    PlanError
        ``gate.no_threshold``, ``gate.thresholds_reversed``: all gates that cannot be judged as written.
    InputError
        ``gate.no_estimate``: what was not estimated.
    """
    gates = [gate for gate in plan.gates if gate.kind is not GateKind.CHECK]
    problems = [problem for gate in gates for problem in _problems(gate)]
    if problems:
        raise PlanError.gather(problems)
    return tuple(claim for gate in gates for claim in _claims(gate, lookup))


def _claims(gate: Gate, lookup: Lookup) -> Iterator[Claim]:
    if gate.kind is GateKind.GAP:
        yield _gap_claim(gate, lookup.estimates(gate))
        return
    if gate.kind is GateKind.NON_INFERIORITY:
        made = [_difference_claim(gate, each) for each in lookup.comparisons(gate)]
    else:
        made = [_value_claim(gate, each) for each in lookup.estimates(gate)]
    yield from made or [Claim(gate, (), *_thresholds(gate), True, None, 0, None, NO_SLICES)]


def _value_claim(gate: Gate, found: Estimate) -> Claim:
    measured, reason = _judgeable(gate, found, found.value)
    return Claim(gate, found.slice, *_thresholds(gate), _rises(gate), found.value, found.n, measured, reason)


def _difference_claim(gate: Gate, found: Comparison) -> Claim:
    measured, reason = _judgeable(gate, found, found.difference)
    margin = gate.margin or 0.0
    least = -margin if found.higher_is_better else margin
    rises = found.higher_is_better
    return Claim(gate, found.slice, least, least, rises, found.difference, found.n, measured, reason)


def _gap_claim(gate: Gate, found: Sequence[Estimate]) -> Claim:
    judged = [(each.slice, measured) for each in found if (measured := _judgeable(gate, each, each.value)[0])]
    if len(judged) < 2:
        reason = NO_SLICES if len(found) < 2 else SLICES_TOO_SMALL
        n = sum(each.n for each in found)
        return Claim(gate, (), *_thresholds(gate), False, None, n, None, reason)
    gap = gap_between(judged)
    left_out = len(found) - len(judged)
    cannot_pass = SLICES_TOO_SMALL if left_out else None
    return Claim(gate, (), *_thresholds(gate), False, gap.value, gap.n, gap, cannot_pass, left_out)


def _judgeable(gate: Gate, found: Estimate | Comparison, value: float | None) -> tuple[Measured | None, str | None]:
    """The value to judge, or the reason why it cannot be."""
    if value is None:
        return None, found.reason or NO_INTERVAL
    if found.n < gate.min_items:
        return None, TOO_FEW_ITEMS
    if found.interval is None:
        return None, found.reason or NO_INTERVAL
    return Measured(value, found.spread, found.n), None


def _rises(gate: Gate) -> bool:
    return parse_metric(gate.metric or "").higher_is_better


def _thresholds(gate: Gate) -> tuple[float, float]:
    accept = 0.0 if gate.accept is None else gate.accept
    return accept, accept if gate.fail is None else gate.fail


def _problems(gate: Gate) -> Iterator[Problem]:
    """What keeps a gate from being judged as written; the plan room says the same of a file, with more."""
    if gate.kind is GateKind.NON_INFERIORITY:
        if gate.margin is None:
            what, fix = f"Gate '{gate.name}' has no margin.", "Write how much worse is still acceptable, 0 or more."
            yield Problem("gate.no_threshold", what, fix, line=gate.line, item=gate.name)
        return
    if gate.accept is None:
        what, fix = f"Gate '{gate.name}' has no 'accept'.", "Write the value that the metric must reach."
        yield Problem("gate.no_threshold", what, fix, line=gate.line, item=gate.name)
        return
    rises = gate.kind is not GateKind.GAP and _rises(gate)
    accept, fail = _thresholds(gate)
    if fail > accept if rises else fail < accept:
        side, wanted = ("higher", "at or below") if rises else ("lower", "at or above")
        what = f"Gate '{gate.name}' accepts {accept:g} and fails {fail:g}, but {side} is better."
        yield Problem(
            "gate.thresholds_reversed", what, f"'fail' must be {wanted} 'accept'.", line=gate.line, item=gate.name
        )
