"""Intraclass correlations of measured numbers: the six of Shrout and Fleiss, with their F-based intervals.

Every item must have a number of every judge. 1 is full reliability; 0 and below is none.

References
----------
Shrout and Fleiss (1979), Intraclass correlations, doi:10.1037/0033-2909.86.2.420.
McGraw and Wong (1996), Forming inferences about some intraclass correlation coefficients,
doi:10.1037/1082-989X.1.1.30 (the interval of ICC(A,1), by Satterthwaite).
"""

from typing import NamedTuple

from scipy import special

from assay.stats.arrays import FloatArray

KINDS = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")
"""One number by a judge drawn anew for each item, by judges drawn once, by these very judges; k: the mean of all."""


class Intraclass(NamedTuple):
    """One coefficient with its interval."""

    value: float
    """The coefficient."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""


class Squares(NamedTuple):
    """Mean squares of the two-way table."""

    between: float
    """Between items."""
    within: float
    """Within items."""
    judges: float
    """Between judges."""
    rest: float
    """What is left."""
    n: int
    """Items."""
    k: int
    """Judges."""


def squares(table: FloatArray) -> Squares:
    """Mean squares of numbers of shape (n_items, n_judges), at least 2 by 2."""
    n, k = table.shape
    grand = float(table.mean())
    items, judges = table.mean(axis=1), table.mean(axis=0)
    by_item = k * float(((items - grand) ** 2).sum())
    by_judge = n * float(((judges - grand) ** 2).sum())
    inside = float(((table - items[:, None]) ** 2).sum())
    rest = max(inside - by_judge, 0.0)
    return Squares(by_item / (n - 1), inside / (n * (k - 1)), by_judge / (k - 1), rest / ((n - 1) * (k - 1)), n, k)


def intraclass(found: Squares, kind: str, side_alpha: float) -> Intraclass | None:
    """A coefficient of `KINDS`; None where nothing varies.

    Agreement in absolute value (icc1, icc2), consistency up to a constant of each judge (icc3).
    """
    base = kind.removesuffix("k")
    single = {"icc1": _first, "icc2": _second, "icc3": _third}[base](found, side_alpha)
    if single is None or not kind.endswith("k"):
        return single
    return Intraclass(*(_stepped_up(each, found.k) for each in single))


def _first(found: Squares, side_alpha: float) -> Intraclass | None:
    return _one_way(found.between, found.within, found.k, found.n - 1, found.n * (found.k - 1), side_alpha)


def _third(found: Squares, side_alpha: float) -> Intraclass | None:
    return _one_way(found.between, found.rest, found.k, found.n - 1, (found.n - 1) * (found.k - 1), side_alpha)


def _one_way(above: float, below: float, k: int, above_df: int, below_df: int, side_alpha: float) -> Intraclass | None:
    if above + below == 0.0:
        return None
    value = (above - below) / (above + (k - 1) * below)
    if below == 0.0:
        return Intraclass(value, value, value)
    ratio = above / below
    low = ratio / _f_quantile(side_alpha, above_df, below_df)
    high = ratio * _f_quantile(side_alpha, below_df, above_df)
    return Intraclass(value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1))


def _second(found: Squares, side_alpha: float) -> Intraclass | None:
    between, judges, rest, n, k = found.between, found.judges, found.rest, found.n, found.k
    whole = between + (k - 1) * rest + k * (judges - rest) / n
    if between + rest + judges == 0.0 or whole == 0.0:
        return None
    value = (between - rest) / whole
    if rest == 0.0 and judges == 0.0:
        return Intraclass(value, value, value)
    a, b = (k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))) if value < 1 else (0.0, 1.0)
    below = (a * judges) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1))
    degrees = (a * judges + b * rest) ** 2 / below if below > 0 else float((n - 1) * (k - 1))
    others = k * judges + (k * n - k - n) * rest
    up = _f_quantile(side_alpha, n - 1, degrees)
    down = _f_quantile(side_alpha, degrees, n - 1)
    low = n * (between - up * rest) / (up * others + n * between)
    high = n * (down * between - rest) / (others + n * down * between)
    return Intraclass(value, low, high)


def _f_quantile(side_alpha: float, above_df: float, below_df: float) -> float:
    return float(special.fdtri(above_df, below_df, 1.0 - side_alpha))


def _stepped_up(single: float, k: int) -> float:
    """Spearman and Brown: reliability of the mean of k judges."""
    below = 1.0 + (k - 1) * single
    return k * single / below if below > 0 else -1.0
