"""Prediction-powered inference (PPI++): a mean of what people say, sharpened by what a machine says of every item.

    theta = lam * mean(f over unlabelled) + mean(y - lam * f over labelled)

is right whatever the machine says, as long as the labelled items are a random sample of all; ``lam`` is chosen so that
the variance is least. lam = 0 is people alone. A machine that was tuned on these labels voids it.

References
----------
Angelopoulos, Duchi and Zrnic (2023), PPI++: Efficient prediction-powered inference, arXiv:2311.01453.
Angelopoulos et al. (2023), Prediction-powered inference, doi:10.1126/science.adi6000.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray, numbers, same_length

LEAST_LABELLED = 2


class PredictionPowered(NamedTuple):
    """A mean from people and machine together."""

    value: float
    """The mean."""
    standard_error: float
    """Of it; 0 where nothing varies."""
    lam: float
    """How far the machine is followed, 0 to 1."""
    correlation: float | None
    """Of people and machine on the labelled items; None where one does not vary."""
    people_error: float
    """Standard error of people alone."""
    n: int
    """Labelled items."""
    n_machine: int
    """Items with the machine's answer alone."""

    @property
    def multiplier(self) -> float:
        """How many times its labels the number is worth: the variance of people alone over this one; 1 buys nothing."""
        if self.standard_error <= 0.0 or self.people_error <= 0.0:
            return 1.0
        return (self.people_error / self.standard_error) ** 2


def ppi_mean(
    y: ArrayLike, f: ArrayLike, f_unlabelled: ArrayLike, *, lam: float | None = None, corrected: bool = True
) -> PredictionPowered:
    """The mean of y from n labelled items and N that only the machine answered.

    ``lam* = cov(y, f) / ((1 + n/N) var f)`` clipped to [0, 1]; variance ``lam^2 var(f_U)/N + var(y - lam f)/n``.

    Parameters
    ----------
    y, f : float arrays of shape (n,)
        What people and the machine say of the labelled items; y may be a probability.
    f_unlabelled : float array of shape (N,)
        What the machine says of the others.
    lam : float in [0, 1], optional
        Fixed beforehand instead of chosen.
    corrected : bool
        Whether variances are over n - 1, and n - 2 with a chosen lam; False gives the published ones, over n.

    Raises
    ------
    InputError
        ``stats.no_items`` for fewer than two labelled items or none unlabelled; ``stats.not_a_number``.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = rng.integers(0, 2, 50)
    >>> f = np.where(rng.random(50) < 0.8, y, 1 - y)
    >>> found = ppi_mean(y, f, rng.integers(0, 2, 500), corrected=False)
    >>> round(found.value, 6), round(found.lam, 6)
    (0.537834, 0.541519)
    """
    people, machine, rest = numbers("y", y), numbers("f", f), numbers("f_unlabelled", f_unlabelled)
    n, n_rest = same_length(y=people, f=machine), rest.size
    if n < LEAST_LABELLED or n_rest < 1:
        raise InputError(
            "stats.no_items", f"There are {n} labelled and {n_rest} unlabelled items.", "Give at least 2 and 1."
        )
    chosen = best_lam(people, machine, rest) if lam is None else lam
    residual = people - chosen * machine
    value = chosen * float(rest.mean()) + float(residual.mean())
    spent = (2 if lam is None and chosen > 0 else 1) if corrected else 0
    own = float(((residual - residual.mean()) ** 2).sum()) / max(n - spent, 1) / n
    others = chosen**2 * float(rest.var(ddof=1 if corrected and n_rest > 1 else 0)) / n_rest
    alone = float(people.var(ddof=1 if corrected else 0)) / n
    return PredictionPowered(
        value, math.sqrt(own + others), chosen, correlation(people, machine), math.sqrt(alone), n, n_rest
    )


def best_lam(people: FloatArray, machine: FloatArray, rest: FloatArray) -> float:
    """``cov(y, f) / ((1 + n/N) var f)``, cov over the labelled (ddof 0), var over all (ddof 1), clipped to [0, 1]."""
    spread = float(np.r_[machine, rest].var(ddof=1))
    if spread <= 0.0:
        return 0.0
    shared = float(((people - people.mean()) * (machine - machine.mean())).mean())
    return min(max(shared / ((1.0 + people.size / rest.size) * spread), 0.0), 1.0)


def correlation(first: FloatArray, second: FloatArray) -> float | None:
    """Pearson's; None where one does not vary."""
    spread = float(first.std() * second.std())
    if spread <= 1e-15:
        return None
    return float(((first - first.mean()) * (second - second.mean())).mean()) / spread


def clustered_error(influence: FloatArray, clusters: NDArray[np.int64], *, n_clusters: int) -> tuple[float, float]:
    """Standard error from the parts of an estimate, items of a cluster together; and effective clusters less one.

    Parameters
    ----------
    influence : float array of shape (n_items,)
        Parts that sum to about 0.
    """
    sums = np.bincount(clusters, influence, minlength=n_clusters)
    size = np.bincount(clusters, np.abs(influence) > 0, minlength=n_clusters).astype(np.float64)
    some = max(int((size > 0).sum()), 2)
    effective = float(size.sum() ** 2 / max(size @ size, 1.0))
    return math.sqrt(float(sums @ sums) * some / (some - 1)), max(effective - 1.0, 1.0)


def effective_n(n: float, n_machine: float, rho: float) -> float:
    """What n labels are worth beside N machine answers that correlate with them: ``n / (1 - rho^2 N / (n + N))``.

    Raises
    ------
    InputError
        ``stats.out_of_range`` for a correlation outside [-1, 1].

    Examples
    --------
    >>> round(effective_n(100, 2000, 0.9) / 100, 3), round(effective_n(100, 2000, 0.5) / 100, 4)
    (4.375, 1.3125)
    """
    if not -1.0 <= rho <= 1.0:
        raise InputError("stats.out_of_range", f"The correlation is {rho:g}.", "It must be in [-1, 1].")
    return n / (1.0 - rho**2 * n_machine / (n + n_machine))
