"""What the gates of a plan say of a system that is identical to the baseline, over many seeded draws."""

from dataclasses import dataclass

from assay.core.estimate import Estimate


@dataclass(frozen=True, slots=True)
class GateRates:
    """How often one comparison gate said FAIL and PASS; of a gate on slices, FAIL on any and PASS on all."""

    gate: str
    """Name of the gate."""
    fail: Estimate
    """Share of draws with FAIL; ``n`` is the number of draws."""
    passed: Estimate
    """Share of draws with PASS."""
    items_needed: int | None = None
    """Items in all with which an identical system would PASS at the plan's power, for the slice that needs most; None
    where no number of items would do (a margin of 0)."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Rates of FAIL and PASS when baseline and candidate were swapped within a random half of the clusters."""

    draws: int
    """Seeded draws (an exact count)."""
    level: float
    """Coverage of the intervals of the gates and of the rates."""
    alpha: float
    """How often any FAIL may be wrong: (1 - level)/2."""
    any_fail: Estimate
    """Share of draws in which any comparison gate said FAIL."""
    all_passed: Estimate
    """Share of draws in which every comparison gate said PASS."""
    gates: tuple[GateRates, ...]
    """Each comparison gate, in the order of the plan."""
    is_within_alpha: bool
    """Whether the interval of ``any_fail`` reaches down to alpha or below: the promise is not contradicted."""
    hardly_passes: bool
    """Whether even an identical system would PASS in fewer than half of the draws, beyond doubt."""
    items_needed: int | None
    """Items in all with which an identical system would PASS every comparison gate, each at the plan's power; None
    where no number of items would do."""
    says: tuple[str, ...]
    """What this means, a sentence each."""
