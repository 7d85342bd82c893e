"""Power of an estimate that is nearly normal."""

from scipy import special

from assay.stats.arrays import above, between
from assay.stats.quantile import side_quantile


def normal_power(effect: float, standard_error: float, side_alpha: float) -> float:
    """Chance that an estimate around ``effect`` exceeds 0 by the normal quantile times its standard error.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when the standard error is not above 0.
    """
    error = float(above("standard_error", standard_error, 0.0))
    return float(special.ndtr(effect / error - float(side_quantile(side_alpha))))


def errors_apart(side_alpha: float, power: float) -> float:
    """How many standard errors the truth must be away from the null value: ``z(1 - side_alpha) + z(power)``.

    Its square times the variance of one item over the squared distance is the number of items.

    Raises
    ------
    InputError
        ``stats.out_of_range`` when the error or the power is outside its range.

    Examples
    --------
    >>> round(errors_apart(0.025, 0.8), 4)
    2.8016
    """
    return float(side_quantile(side_alpha)) + float(special.ndtri(between("power", power, 0.0, 1.0)))
