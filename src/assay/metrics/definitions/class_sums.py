"""Right answers, answers and references of each class: what metrics over classes are functions of.

The confusion table of two classes and the margins of many both give these sums, so each formula is written once.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assay.metrics.definition import Sums
from assay.metrics.facts import Facts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClassSums:
    """Sums by slice and class, shape (n_slices, n_classes); with two classes, the positive one is the last."""

    correct: Floats
    """Weight of items of the class that were answered so."""
    predicted: Floats
    """Weight of items answered with the class."""
    reference: Floats
    """Weight of items of the class."""
    gradient: Callable[[Floats, Floats, Floats], Floats]
    """Derivatives by correct, predicted and reference, as derivatives by the terms."""

    @property
    def total(self) -> Floats:
        """Weight of the slice, shape (n_slices,)."""
        return np.asarray(self.reference.sum(axis=1))


def class_sums(sums: Sums) -> ClassSums:
    """Class sums from the confusion cells or from the margins."""
    return _from_cells(sums) if sums.has("cells") else _from_margins(sums)


def class_family(facts: Facts, *, one_class: bool) -> str:
    """Family that tells the class sums: cells for two classes or for one positive class, else margins."""
    return "cells" if facts.binary or (one_class and facts.positive is not None) else "margins"


def _from_cells(sums: Sums) -> ClassSums:
    both, only_said, only_is, neither = sums.of("cells").T

    def gradient(correct: Floats, predicted: Floats, reference: Floats) -> Floats:
        cells = (
            correct[:, 1] + predicted[:, 1] + reference[:, 1],
            predicted[:, 1] + reference[:, 0],
            predicted[:, 0] + reference[:, 1],
            correct[:, 0] + predicted[:, 0] + reference[:, 0],
        )
        return sums.spread_out("cells", np.stack(cells, axis=1))

    return ClassSums(
        correct=np.stack((neither, both), axis=1),
        predicted=np.stack((only_is + neither, both + only_said), axis=1),
        reference=np.stack((only_said + neither, both + only_is), axis=1),
        gradient=gradient,
    )


def _from_margins(sums: Sums) -> ClassSums:
    margins = sums.of("margins")
    correct, predicted, reference = np.split(margins, 3, axis=1)

    def gradient(by_correct: Floats, by_predicted: Floats, by_reference: Floats) -> Floats:
        return sums.spread_out("margins", np.concatenate((by_correct, by_predicted, by_reference), axis=1))

    return ClassSums(correct, predicted, reference, gradient)
