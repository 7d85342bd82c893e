"""Value plus and minus a quantile times the standard error: for means and smooth functions without bounds.

Reference: Student (1908), The probable error of a mean, doi:10.1093/biomet/6.1.1.
"""

from numpy.typing import ArrayLike

from assay.stats.arrays import Bounds, above, bounds, numbers, together
from assay.stats.quantile import side_quantile


def student_interval(
    value: ArrayLike, standard_error: ArrayLike, side_alpha: ArrayLike, degrees: ArrayLike | None = None
) -> Bounds:
    """``value -+ q standard_error``; q is Student's quantile, or the normal one without ``degrees``.

    Not clipped: the caller knows the range of its metric.

    Parameters
    ----------
    value : float or array
        Estimates.
    standard_error : float or array above 0
        A standard error of 0 is refused: a sample without variance gets no interval of this kind.
    side_alpha : float or array
        Error on one side; 0.025 for 95 %.
    degrees : float or array above 0, optional
        Degrees of freedom of the standard error; infinity is normal.

    Raises
    ------
    InputError
        ``stats.out_of_range``, ``stats.not_a_number``: the value that cannot be used.
    ShapeMismatch
        ``stats.not_aligned``: the shapes.

    Examples
    --------
    >>> low, high = student_interval(1.0, 0.5, 0.025, 9)
    >>> round(float(low), 4), round(float(high), 4)
    (-0.1311, 2.1311)
    """
    centre, error, q = together(
        value=numbers("value", value),
        standard_error=above("standard_error", standard_error, 0.0),
        quantile=side_quantile(side_alpha, degrees),
    )
    return bounds(centre - q * error, centre + q * error)
