"""Who judges the items of a lot, and how often that is wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, within


@dataclass(frozen=True, slots=True)
class Inspector:
    """How often a bad item is called good, and a good one bad."""

    miss: float = 0.0
    """Chance that a bad item is called good."""
    false_alarm: float = 0.0
    """Chance that a good item is called bad."""

    @property
    def is_perfect(self) -> bool:
        """Whether every item is called what it is."""
        return self.miss == 0.0 and self.false_alarm == 0.0

    def observed(self, rate: ArrayLike) -> FloatArray:
        """Share of items called bad at a true rate: ``rate (1 - miss) + (1 - rate) false_alarm``.

        Examples
        --------
        >>> round(float(Inspector(0.1, 0.02).observed(0.05)), 4)
        0.064
        """
        p = within("rate", rate, 0.0, 1.0)
        return np.asarray(p * (1.0 - self.miss) + (1.0 - p) * self.false_alarm)

    def true(self, observed: ArrayLike) -> FloatArray:
        """The true rate behind a share called bad: ``(observed - false_alarm) / (1 - miss - false_alarm)``, in [0, 1].

        Raises
        ------
        InputError
            ``acceptance.blind`` when miss and false alarm add up to 1 or more: then more bad items are called good
            than chance would.

        References
        ----------
        Rogan and Gladen (1978), Estimating prevalence from the results of a screening test,
        doi:10.1093/oxfordjournals.aje.a112510.

        Examples
        --------
        >>> round(float(Inspector(0.1, 0.02).true(0.064)), 4)
        0.05
        """
        seen = self.checked().miss + self.false_alarm
        share = within("observed", observed, 0.0, 1.0)
        return np.asarray(np.clip((share - self.false_alarm) / (1.0 - seen), 0.0, 1.0))

    def checked(self) -> "Inspector":
        """The inspector itself, when its judgments say anything.

        Raises
        ------
        InputError
            ``stats.out_of_range`` for a chance outside [0, 1]; ``acceptance.blind``.
        """
        within("miss", self.miss, 0.0, 1.0)
        within("false_alarm", self.false_alarm, 0.0, 1.0)
        if self.miss + self.false_alarm >= 1.0:
            raise InputError(
                "acceptance.blind",
                f"A bad item is missed with {self.miss:g} and a good one called bad with {self.false_alarm:g}: "
                "such judgments say nothing about the lot.",
                "Give chances that add up to less than 1, or find a better judge.",
            )
        return self


PERFECT = Inspector()
"""Calls every item what it is."""
