"""The quantile that turns a standard error into one side of an interval: normal, or Student where degrees are few."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, between


def side_quantile(side_alpha: ArrayLike, degrees: ArrayLike | None = None) -> FloatArray:
    """How many standard errors leave ``side_alpha`` beyond them on one side.

    Parameters
    ----------
    side_alpha : float or array, above 0 and below 0.5
        Error on one side; 0.025 for a two-sided interval of 95 %.
    degrees : float or array above 0, or None
        Degrees of freedom of Student's t; infinity or None is the normal distribution.

    Returns
    -------
    array
        Positive quantiles in the shape that the arguments broadcast to.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when ``side_alpha`` or ``degrees`` is outside its range.

    Examples
    --------
    >>> round(float(side_quantile(0.025)), 4), round(float(side_quantile(0.025, 9)), 4)
    (1.96, 2.2622)
    """
    error = between("side_alpha", side_alpha, 0.0, 0.5)
    if degrees is None:
        return np.asarray(-special.ndtri(error))
    return np.asarray(-special.stdtrit(_positive(degrees), error))


def _positive(degrees: ArrayLike) -> FloatArray:
    array = np.asarray(degrees, dtype=np.float64)
    if not (array > 0).all():  # also refuses NaN
        shown = float(np.atleast_1d(array)[~(np.atleast_1d(array) > 0)][0])
        raise InputError(
            "stats.out_of_range",
            f"degrees is {shown:g}.",
            "Degrees of freedom must be above 0; with a single cluster there is no interval.",
        )
    return array
