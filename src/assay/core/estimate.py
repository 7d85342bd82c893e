"""Values with how sure we are: intervals, method cards, estimates, comparisons."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from assay.core.layout import LATER
from assay.core.slices import SliceKey


class Interval(NamedTuple):
    """A two-sided interval; ``low < high`` always."""

    low: float
    """Lower end."""
    high: float
    """Upper end."""


class Rule(StrEnum):
    """How an interval is made from a value and its spread."""

    WILSON = "wilson"
    """Wilson score interval with effective n, for values between two bounds."""
    STUDENT = "student"
    """Value plus and minus a t quantile times the standard error."""
    PAIRED = "paired"
    """Adjusted paired difference (Bonett and Price 2012, one pseudo-item of each sign, with effective n)."""
    REPLICATES = "replicates"
    """Quantiles of seeded bootstrap replicates, reflected at the value."""
    EXACT = "exact"
    """Clopper-Pearson, for claims of "no more than"."""
    NONE = "none"
    """A count, or too little data: there is no interval."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What is needed to make the interval of an estimate at any level, for gates of a family and for planning."""

    rule: Rule
    """How the interval is made."""
    standard_error: float | None = None
    """Standard error of the value, after clusters, weights and small-sample correction."""
    n_units: float | None = None
    """Effective number of independent units behind the value (items, or clusters' worth of them)."""
    degrees: float | None = None
    """Degrees of freedom of the t quantile; None for a normal one."""
    low: float = 0.0
    """Smallest value the metric can take (for ``wilson`` and to clip others)."""
    high: float = 1.0
    """Largest value the metric can take."""
    quantiles: tuple[float, ...] = ()
    """For ``replicates``: the replicate values at evenly spaced probabilities from 0 to 1."""
    label_error: float | None = field(default=None, metadata=LATER)
    """The part of the standard error (in squares) that an uncertain reference adds; None where it is certain."""
    correction: float = field(default=0.0, metadata=LATER)
    """For ``wilson``: how far a share of whole counts is moved from each end, on the range scaled to [0, 1]."""


@dataclass(frozen=True, slots=True)
class MethodCard:
    """How a number was made, in words that a statistician and an auditor can follow."""

    metric: str
    """Name of the metric with its options, for example ``f_beta(beta=2)``."""
    definition: str
    """One sentence: what it is and how to read its ends."""
    interval: str
    """How the interval was made."""
    variance: str
    """Independent items, or clusters: of which column, how many, which correction."""
    options: tuple[tuple[str, str], ...] = ()
    """Every option that changes the number: ties, bins, average, positive class, weights, seed."""
    notes: tuple[str, ...] = ()
    """What was left out or assumed, for example items without a label."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value of one metric on one slice, with how sure we are."""

    metric: str
    """Name of the metric with its options."""
    slice: SliceKey
    """Which items; ``()`` for all."""
    system: str | None
    """Whose answers; None where the file names no system."""
    value: float | None
    """The value; None when it is undefined here, and ``reason`` says why."""
    interval: Interval | None
    """Two-sided interval at ``level``; None when there is too little data, and ``reason`` says why."""
    level: float
    """Coverage of the interval, 0.95 by default."""
    n: int
    """Items behind the value."""
    n_effective: float | None
    """How many independent items would be as sure."""
    reason: str | None
    """Why there is no value or no interval: a stable word such as ``single_class``, ``no_items``."""
    spread: Spread
    """For intervals at other levels."""
    method: MethodCard
    """How it was made."""
    kind: str = "estimate"
    """``estimate``, or ``count`` for an exact count, which needs no interval."""
    shrunk: float | None = None
    """The value pulled towards the others of its kind in proportion to its noise; for small slices."""
    shrunk_interval: Interval | None = None
    """Interval of the shrunk value."""
    stable: bool | None = None
    """Whether the slice is large enough to be read on its own; None when nothing was shrunk."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Candidate minus baseline on one slice; paired when both saw the same items."""

    metric: str
    """Name of the metric with its options."""
    slice: SliceKey
    """Which items; ``()`` for all."""
    baseline: Estimate
    """What we compare with."""
    candidate: Estimate
    """What is proposed."""
    difference: float | None
    """Candidate minus baseline; None when undefined, and ``reason`` says why."""
    interval: Interval | None
    """Two-sided interval of the difference at ``level``."""
    level: float
    """Coverage of the interval."""
    n: int
    """Items that both saw."""
    n_effective: float | None
    """How many independent items would be as sure."""
    reason: str | None
    """Why there is no difference or no interval."""
    spread: Spread
    """For intervals at other levels."""
    method: MethodCard
    """How it was made."""
    higher_is_better: bool
    """Direction of the metric."""
    p_value: float | None = None
    """Two-sided p of no difference, by the test the method card names; for exploration, never alone."""
