"""Verdicts, recommendation, decision, waivers."""

from dataclasses import dataclass
from enum import StrEnum

from assay.core.estimate import Interval
from assay.core.plan import GateKind, GateRole
from assay.core.slices import SliceKey


class Outcome(StrEnum):
    """What a gate says."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate (on one slice) checked."""

    gate: str
    """Name of the gate."""
    kind: GateKind
    """What it asks."""
    role: GateRole
    """What it weighs."""
    outcome: Outcome
    """PASS, FAIL or INCONCLUSIVE."""
    why: str
    """One sentence with the numbers that decided."""
    metric: str | None = None
    """Metric, None for a data check."""
    slice: SliceKey = ()
    """Which items."""
    value: float | None = None
    """The value or the difference that was checked; gaps are positive."""
    interval: Interval | None = None
    """Its interval at the simultaneous level that decided."""
    side_alpha: float | None = None
    """Error allowed beyond the end of that interval that decided (the PASS end while undecided), after the correction
    for many gates."""
    accept: float | None = None
    """PASS when the bound reaches it (minus the margin, for differences)."""
    fail: float | None = None
    """FAIL when the other bound does not reach it."""
    n: int | None = None
    """Items behind the value."""
    items_needed: int | None = None
    """Items in all with which the present value would PASS at the plan's power; None when it would not."""
    reason: str | None = None
    """For INCONCLUSIVE: a stable word such as ``too_few_items``, ``interval_spans_threshold``, ``labels``."""
    waiver: str | None = None
    """Id of the valid waiver of this failure, if any."""
    other_side_alpha: float | None = None
    """Error allowed beyond the other end, which did not decide."""


class Advice(StrEnum):
    """What the tier's table says."""

    SHIP = "ship"
    SHIP_WITH_GUARDRAILS = "ship_with_guardrails"
    NOT_YET = "not_yet"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the tier's table says, and which gates made it so."""

    advice: Advice
    """ship, ship with guardrails, not yet, hold."""
    why: str
    """The one sentence that a release meeting reads."""
    gates: tuple[str, ...] = ()
    """Gates that made it so."""
    items_needed: int | None = None
    """For ``not_yet``: the most items in all that an undecided gate needs; None when more items would not help."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted failure with an approver and an end."""

    id: str
    """Id of the document."""
    plan: str
    """Content hash of the locked plan."""
    gate: str
    """Which gate; a core gate cannot be waived."""
    reason: str
    """Why the failure is acceptable."""
    by: str
    """Who asked for it, as claimed."""
    approver: str
    """Who approved it, as claimed; not who asked."""
    granted_at: str
    """UTC."""
    expires_at: str
    """UTC; from then on it does not count."""
    slice: SliceKey | None = None
    """Only this slice of the gate; None for the whole gate."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person decided on one evidence."""

    evidence: str
    """Content hash of the evidence."""
    advice: Advice
    """What was decided."""
    by: str
    """Who, as claimed."""
    reason: str
    """Why; demanded where it differs from the recommendation."""
    at: str
    """UTC."""
