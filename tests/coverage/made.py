"""Cells whose intervals are made one by one, by whatever the room offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MadeEnds:
    """Ends of the interval of each replicate, those with a reason instead left at 0."""

    low: Floats
    high: Floats
    bounded: npt.NDArray[np.bool_]
    """Replicates with an interval."""

    @classmethod
    def of(cls, ends: Sequence[tuple[float | None, float | None]]) -> "MadeEnds":
        """From pairs of ends, None where there is none."""
        low, high = np.array([[0.0 if end is None else end for end in each] for each in ends], float).T
        return cls(low, high, np.array([each[0] is not None for each in ends]))


@dataclass(frozen=True)
class MadeCell:
    """One truth under which intervals are made many times."""

    group: str
    """Heading of the table it stands in."""
    name: str
    """Its settings, unique in the group."""
    truths: dict[str, float]
    """Each metric and its true value."""
    make: Callable[[np.random.Generator, int], dict[str, MadeEnds]]
    """Intervals of each metric from a generator and the number of replicates."""
    replicates: int
    """How many are affordable."""
