"""How many labels of people would make a present value PASS, given what the judge's answers are worth.

With n labels in a pool of N outputs whose judge correlates by r with people, the variance of the number is

    v(n) = S^2 (1 - r^2 (1 - n / N)) / n

(PPI++ at its best lam, a simple random sample, the pool a sample of what will come: Angelopoulos, Duchi and Zrnic 2023,
arXiv:2311.01453): what people alone would have at r = 0, and S^2 / N once people judged everything. Otherwise as
`assay.gates.needed`.
"""

from dataclasses import replace
from statistics import NormalDist

from assay.gates.claims import Claim
from assay.gates.gap import Gap
from assay.gates.needed import smallest, value_passes


def labels_needed(claim: Claim, side_alpha: float, power: float, *, correlation: float | None, pool: int) -> int | None:
    """Labels in all with which the present value of a claim would PASS with ``power``; at most the whole pool.

    None when the value itself does not pass, when nothing tells how it varies, or when labels of the whole pool would
    not do.
    """
    measured = claim.measured
    if measured is None or isinstance(measured, Gap) or claim.n_left_out or claim.n <= 0 or not value_passes(claim):
        return None
    if measured.standard_error is None:
        return None
    drift = NormalDist().inv_cdf(power) * (-1 if claim.higher_is_better else 1)
    now = variance(claim.n, correlation, pool)

    def would_pass(n: int) -> bool:
        grown = measured.grown(now / variance(min(n, pool), correlation, pool), drift)
        return replace(claim, measured=grown).passes(side_alpha)

    if not would_pass(pool):
        return None
    return smallest(would_pass, start=claim.n)


def variance(n: int, correlation: float | None, pool: int) -> float:
    """Variance of a number that rests on n labels, in units of that of one label.

    Examples
    --------
    >>> variance(100, None, 1000), round(variance(100, 0.8, 1000), 5), variance(1000, 0.8, 1000)
    (0.01, 0.00424, 0.001)
    """
    follows = 0.0 if correlation is None else correlation**2
    return (1.0 - follows * (1.0 - min(n, pool) / pool)) / n
