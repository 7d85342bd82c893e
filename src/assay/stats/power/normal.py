"""Power of an estimate that is nearly normal."""

from scipy import special

from assay.stats.arrays import above
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
