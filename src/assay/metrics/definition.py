"""What a metric is: a smooth function of sums of row terms, a rank statistic, or a sum of absolute residuals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Rule
from assay.metrics.facts import Facts
from assay.stats.ranks import RankStatistic

Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.int8]


class Smooth(NamedTuple):
    """A smooth function of sums, on each slice."""

    value: Floats
    """Shape (n_slices,); 0 where undefined."""
    gradient: Floats
    """Derivative by each term, shape (n_slices, n_terms); 0 where undefined."""
    support: Floats
    """Terms whose sum is what the value rests on, as 0/1 vector of shape (n_terms,)."""
    reason: Reasons
    """Code of `Reason` where undefined, shape (n_slices,)."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of the terms of one system, by slice, with where each family of terms stands."""

    sums: Floats
    """Shape (n_slices, n_terms)."""
    places: dict[str, tuple[int, int]]
    """First and last place of each family."""

    @property
    def n_slices(self) -> int:
        """Number of slices."""
        return int(self.sums.shape[0])

    @property
    def n_terms(self) -> int:
        """Number of terms."""
        return int(self.sums.shape[1])

    def has(self, family: str) -> bool:
        """Whether the family is among the terms."""
        return family in self.places

    def of(self, family: str) -> Floats:
        """Sums of one family, shape (n_slices, size)."""
        first, last = self.places[family]
        return self.sums[:, first:last]

    def marks(self, family: str, values: npt.ArrayLike = 1.0) -> Floats:
        """A vector over all terms that holds ``values`` at one family and 0 elsewhere."""
        vector = np.zeros(self.n_terms)
        first, last = self.places[family]
        vector[first:last] = values
        return vector

    def spread_out(self, family: str, gradient: Floats) -> Floats:
        """A gradient by one family as a gradient by all terms."""
        full = np.zeros(self.sums.shape)
        first, last = self.places[family]
        full[:, first:last] = gradient
        return full


@dataclass(frozen=True, eq=False)
class SmoothMeasure:
    """A smooth function of sums."""

    families: Callable[[Facts], tuple[str, ...]]
    """Which families of row terms it needs on these facts."""
    evaluate: Callable[[Sums], Smooth]
    """Value and gradient by slice."""


@dataclass(frozen=True, eq=False)
class RankMeasure:
    """A statistic of the order of scores, with influence values."""

    statistic: Callable[..., RankStatistic]
    """From `assay.stats.ranks`."""
    needs_negatives: bool
    """Whether it is undefined without rows of the other class."""


@dataclass(frozen=True, slots=True)
class ResidualMeasure:
    """Sum over score bins of the absolute mean residual."""

    bins: int
    """Number of bins."""
    kind: str
    """``width`` or ``mass``."""

    @property
    def family(self) -> str:
        """Family of its row terms."""
        return f"residuals:{self.bins}:{self.kind}"


Measure: TypeAlias = SmoothMeasure | RankMeasure | ResidualMeasure


@dataclass(frozen=True, eq=False)
class MetricDefinition:
    """One metric with its options."""

    name: str
    """As `parse_metric` reads it: ``f_beta:beta=2``."""
    sentence: str
    """What it is and how to read its ends."""
    measure: Measure
    """How it is computed."""
    rule: Rule
    """How its interval is made."""
    low: float = 0.0
    """Smallest value."""
    high: float = 1.0
    """Largest value."""
    higher_is_better: bool = True
    """Direction."""
    needs_score: bool = False
    """Whether it reads scores (else classes)."""
    of_numbers: bool = False
    """Whether scores and references are numbers of one unit (else scores are of the positive class)."""
    share: bool = False
    """Whether it is the mean of 0/1 over the items it rests on: then its variance follows from its value."""
    options: tuple[tuple[str, str], ...] = ()
    """Options as written on the method card."""
