"""A sum divided by a sum: the shape of most metrics.

value = a.S / d.S, gradient = (a - value d) / d.S, for vectors a and d over the terms.
"""

import numpy as np
import numpy.typing as npt

from assay.metrics.definition import Smooth, Sums
from assay.metrics.reasons import Reason

Floats = npt.NDArray[np.float64]


def ratio(sums: Sums, above: Floats, below: Floats, support: Floats, undefined: Reason) -> Smooth:
    """The ratio of two linear functions of the sums; ``undefined`` where the lower one is 0."""
    numerator, denominator = sums.sums @ above, sums.sums @ below
    defined = denominator > 0
    value = np.divide(numerator, denominator, out=np.zeros(sums.n_slices), where=defined)
    scale = np.divide(1.0, denominator, out=np.zeros(sums.n_slices), where=defined)
    gradient = (above - value[:, None] * below) * scale[:, None]
    return Smooth(value, gradient, support, np.where(defined, Reason.NONE, undefined).astype(np.int8))


def total(sums: Sums) -> Floats:
    """The vector whose product with the sums is the weight of the slice, from whichever family tells it."""
    for family in ("cells", "hits", "weight"):
        if sums.has(family):
            return sums.marks(family)
    n_classes = sums.of("margins").shape[1] // 3
    return sums.marks("margins", np.repeat([0.0, 0.0, 1.0], n_classes))
