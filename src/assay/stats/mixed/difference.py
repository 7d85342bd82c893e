"""The difference estimator: a machine's answers to a whole pool, corrected by the items that people labelled.

    theta = lam * mean_pool f + sum_labelled w (y - lam f) / sum_labelled w,     w = 1 / probability

is right whatever the machine says and however the labelled items were drawn, if every item could be drawn and its
probability is known. The pool holds the labelled items too. For a simple random sample this is PPI++: with n labelled
of N items its lam is ``lam (1 - n / N)`` of this form.

The variance is that of the draw and of the pool, which is itself a sample of what will come:

    sum_h c_h (sum_h u^2 - b_h^2 / n_h) + sum_h b_h^2 / N_h + 2 sum u v + sum v^2,
    u = w (e - mean e) / sum w,  e = y - lam f,  v = lam (f - mean f) / N,  b_h = sum_h u

with ``c_h = n_h / (n_h - 1)``. For one stratum it is the usual finite-population variance of the residuals plus that of
the pool's mean: ``(1 - n/N) S_e^2 / n + S_y^2 / N``. With clusters it is the sum of squares of their sums of u + v.
All is computed for many groups (slices) at once.

References
----------
Saerndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, chapters 5 and 6 (difference and ratio
estimators, domains), doi:10.1007/978-1-4612-4378-6.
Horvitz and Thompson (1952), doi:10.1080/01621459.1952.10483446.
Angelopoulos, Duchi and Zrnic (2023), PPI++, arXiv:2311.01453.
"""

from typing import NamedTuple

import numpy as np

from assay.stats.arrays import FloatArray, above, numbers, same_length
from assay.stats.mixed.pool import Pool, some

UNSEEN = 1.25
"""Disagreements of a followed machine that count beside those seen, each of the size that one item can have. Without
them a machine that was right on 30 items would be taken as right on all; with them intervals cover 94 % or more of
every truth tried (docs/coverage.md)."""

ROUNDING = 1e-9
"""A lam below this is 0."""


class Quadratic(NamedTuple):
    """``constant + 2 lam linear + lam^2 square`` by group."""

    constant: FloatArray
    """At lam = 0."""
    linear: FloatArray
    """Half the slope there."""
    square: FloatArray
    """Half the curvature."""

    def at(self, lam: FloatArray) -> FloatArray:
        """Its value, never below 0."""
        return np.maximum(self.constant + 2.0 * lam * self.linear + lam**2 * self.square, 0.0)


class Sharpened(NamedTuple):
    """How sure a mean of people and machine is; arrays by group."""

    variance: FloatArray
    """Of the mean with the machine followed by ``lam``, disagreements not seen included."""
    alone: FloatArray
    """Of people alone."""
    degrees: FloatArray
    """Degrees of freedom, at least 1."""
    correlation: FloatArray
    """Of people and machine on the labelled items; NaN where one of them does not vary."""

    @property
    def multiplier(self) -> FloatArray:
        """How many times its labels the mean is worth; below 1 the machine had better not be followed."""
        known = (self.variance > 0.0) & (self.alone > 0.0)
        return np.where(known, self.alone / np.where(known, self.variance, 1.0), 1.0)


def pooled_means(people: FloatArray, machine: FloatArray, pool: Pool, lam: FloatArray) -> FloatArray:
    """``lam * mean_pool f + weighted mean of (y - lam f)`` of each column in each group, shape (n_groups, n_columns).

    Parameters
    ----------
    people : float array of shape (n_labelled, n_columns)
    machine : float array of shape (n_items, n_columns)
    lam : float array of shape (n_groups,)

    Examples
    --------
    >>> pool = Pool(np.zeros(4, np.int64), np.array([0, 1]), 1)
    >>> y, f = np.array([[1.0], [0.0]]), np.array([[1.0], [1.0], [1.0], [0.0]])
    >>> pooled_means(y, f, pool, np.array([1.0])).tolist()
    [[0.25]]
    """
    found = np.empty((pool.n_groups, people.shape[1]))
    for column in range(people.shape[1]):
        of_pool, of_labelled = pool.means(machine[:, column]), machine[pool.labelled, column]
        found[:, column] = pool.sums(pool.share * people[:, column])
        found[:, column] += lam * (of_pool - pool.sums(pool.share * of_labelled))
    return found


def horvitz_thompson(y: FloatArray, f: FloatArray, f_pool: FloatArray, weight: FloatArray, *, lam: float) -> float:
    """``lam * mean_pool f + (1/N) sum_labelled w (y - lam f)``: unbiased, and without the ratio's small bias.

    `pooled_means` divides by the sum of the weights instead of N, which is better whenever residuals are far from 0
    (people alone: lam = 0), and never leaves the range of the answers there.

    Parameters
    ----------
    y, f, weight : float arrays of shape (n_labelled,)
    f_pool : float array of shape (n_items,)

    Raises
    ------
    InputError
        ``stats.not_a_number``, ``stats.out_of_range`` for a weight that is not above 0.
    ShapeMismatch
        ``stats.not_aligned``.

    Examples
    --------
    >>> round(horvitz_thompson(np.array([1.0, 0.0]), np.ones(2), np.array([1.0, 1, 1, 0]), np.full(2, 2.0), lam=1), 2)
    0.25
    """
    people, machine, pool = numbers("y", y), numbers("f", f), numbers("f_pool", f_pool)
    each = above("weight", weight, 0.0)
    same_length(y=people, f=machine, weight=each)
    return lam * float(pool.mean()) + float((each * (people - lam * machine)).sum()) / pool.size


def sharpened(
    y: FloatArray, f: FloatArray, pool: Pool, lam: FloatArray, *, unseen: float = UNSEEN, machine_strata: bool = False
) -> Sharpened:
    """How sure the means of `pooled_means` are.

    Parameters
    ----------
    y : float array of shape (n_labelled,)
    f : float array of shape (n_items,)
        Of the whole pool.
    lam : float array of shape (n_groups,), 0 or more
    unseen : disagreements that count beside those seen; 0 for an interval that adds items of its own
    machine_strata : whether the strata are the machine's answers, so that people alone would not have them

    Examples
    --------
    >>> pool = Pool(np.zeros(400, np.int64), np.arange(40), 1)
    >>> f = np.tile([1.0, 1.0, 0.0, 0.0], 100)
    >>> y = np.where(np.arange(40) % 10 == 0, 1 - f[:40], f[:40])
    >>> found = sharpened(y, f, pool, choose_lam(y, f, pool))
    >>> round(float(found.multiplier[0]), 2), float(found.degrees[0])
    (2.02, 38.0)
    """
    parts = _parts(y, f, pool)
    n = np.maximum(pool.n, 1.0)
    chosen = lam > 0.0
    spent = np.where(chosen, 2.0, 1.0)
    kish = np.maximum(pool.kish, 2.0)
    once_more = np.where(chosen, (kish - 1.0) / np.maximum(kish - 2.0, 1.0), 1.0)
    own = once_more * parts.design.at(lam) + _of_pool(parts, lam)
    alone = _without_strata(parts, pool) if machine_strata else parts.design.constant
    degrees = np.maximum(_degrees(parts, pool, lam) - (spent - 1.0), 1.0)
    if parts.clustered is not None:
        own, alone = np.maximum(own, once_more * parts.clustered.at(lam)), np.maximum(alone, parts.clustered.constant)
    added = unseen * (lam * (1.0 - n / np.maximum(pool.n_items, 1.0)) * _range(y, f, pool) / pool.kish) ** 2
    return Sharpened(own + added, alone, degrees, _correlation(parts, pool))


def choose_lam(y: FloatArray, f: FloatArray, pool: Pool) -> FloatArray:
    """How far the machine is best followed in each group, as `pooled_means` takes it.

    That of PPI++, with the weights of the draw: ``cov(y, f) / var f`` with cov over the labelled (ddof 0) and var over
    the pool (ddof 1), at least 0 and at most ``N / (N - n)``. The lam with the least estimated variance would be a
    little better in large samples of unequal weights; in small ones it fits their noise, and is then too sure.
    """
    rest = pool.n_items - pool.n
    middle = f - pool.spread_out(pool.means(f))
    spread = pool.means(middle**2) * pool.n_items / np.maximum(pool.n_items - 1.0, 1.0)
    centre = y - pool.spread(pool.sums(pool.share * y))
    shared = pool.sums(pool.share * centre * middle[pool.labelled])
    found = np.divide(shared, spread, out=np.zeros(spread.shape), where=spread > 0.0)
    found = np.where(found > ROUNDING, found, 0.0)
    return np.where((rest > 0) & (pool.n > 1), np.clip(found, 0.0, pool.n_items / np.maximum(rest, 1.0)), 0.0)


class _Parts(NamedTuple):
    """Variances as functions of lam."""

    design: Quadratic
    """Of the draw, corrected for few items."""
    between: Quadratic
    """Of the pool, and what it shares with the draw."""
    clustered: Quadratic | None
    """Of both, items of a cluster together."""
    y: FloatArray
    """Parts of people's mean, shape (n_labelled,)."""
    f: FloatArray
    """Parts of the machine's mean over the same items."""


def _parts(y: FloatArray, f: FloatArray, pool: Pool) -> _Parts:
    f_labelled = f[pool.labelled]
    of_y = pool.share * (y - pool.spread(pool.sums(pool.share * y)))
    of_f = pool.share * (f_labelled - pool.spread(pool.sums(pool.share * f_labelled)))
    rest = np.where(pool.group >= 0, f - pool.spread_out(pool.means(f)), 0.0)
    rest *= pool.spread_out(1.0 / np.maximum(pool.n_items, 1.0))
    own = rest[pool.labelled]
    squares = np.bincount(pool.group + 1, rest**2, minlength=pool.n_groups + 1)[1:]
    design, lost = (_simple, _stratified)[pool.strata is not None](of_y, of_f, pool)
    between = Quadratic(lost.constant, lost.linear + pool.sums(of_y * own), lost.square - 2 * pool.sums(of_f * own))
    between = between._replace(square=between.square + squares)
    clustered = None if pool.clusters is None else _clustered(of_y, of_f, rest, pool)
    return _Parts(design, between, clustered, of_y, of_f)


def _without_strata(parts: _Parts, pool: Pool) -> FloatArray:
    """Of people alone, as if their items had been drawn without strata at the same probabilities."""
    return np.asarray(_simple(parts.y, parts.f, pool)[0].constant)


def _of_pool(parts: _Parts, lam: FloatArray) -> FloatArray:
    """May be negative: what labelled items tell of the pool is in both means."""
    found = parts.between
    return np.asarray(found.constant + 2.0 * lam * found.linear + lam**2 * found.square)


def _simple(of_y: FloatArray, of_f: FloatArray, pool: Pool) -> tuple[Quadratic, Quadratic]:
    factor = pool.kish / np.maximum(pool.kish - 1.0, 1.0)
    found = Quadratic(*(factor * pool.sums(each) for each in (of_y * of_y, -of_y * of_f, of_f * of_f)))
    nothing = np.zeros(pool.n_groups)
    return found, Quadratic(nothing, nothing, nothing)


def _stratified(of_y: FloatArray, of_f: FloatArray, pool: Pool) -> tuple[Quadratic, Quadratic]:
    """Squares within strata; and what lies between strata, which the draw fixes but the pool does not."""
    cells = pool.cells
    products = (of_y * of_y, -of_y * of_f, of_f * of_f)
    y, f = cells.sums(of_y), cells.sums(of_f)
    crossed = (y * y, -y * f, f * f)
    within = [
        (cells.factor * (cells.sums(each) - both / cells.n)).sum(axis=1)
        for each, both in zip(products, crossed, strict=True)
    ]
    lost = [(both / cells.n_items).sum(axis=1) for both in crossed]
    return Quadratic(*within), Quadratic(*lost)


def _clustered(of_y: FloatArray, of_f: FloatArray, rest: FloatArray, pool: Pool) -> Quadratic:
    """Clusters of a group as units, corrected by how many have a labelled item."""
    families = pool.families
    y, f = families.labelled_sums(of_y), families.sums(rest) - families.labelled_sums(of_f)
    n = families.by_group(np.sign(families.labelled_sums(np.ones(of_y.size))))
    factor = n / np.maximum(n - 1.0, 1.0)
    return Quadratic(*(factor * families.by_group(each) for each in (y * y, y * f, f * f)))


def _degrees(parts: _Parts, pool: Pool, lam: FloatArray) -> FloatArray:
    """Units that the labelled part rests on, less one: items, strata by Satterthwaite, or clusters."""
    found = pool.kish - 1.0
    if pool.strata is not None:
        cells = pool.cells
        residual = parts.y - pool.spread(lam) * parts.f
        own = np.maximum(cells.sums(residual**2) - cells.sums(residual) ** 2 / cells.n, 0.0) * cells.factor
        least = (own**2 / np.maximum(cells.inside - 1.0, 1.0)).sum(axis=1)
        found = np.minimum(found, np.divide(own.sum(axis=1) ** 2, least, out=np.ones(least.size), where=least > 0.0))
    if pool.clusters is not None:
        families = pool.families
        found = np.minimum(found, 1.0 / some(families.by_group(families.labelled_sums(pool.share) ** 2)) - 1.0)
    return found


def _range(y: FloatArray, f: FloatArray, pool: Pool) -> FloatArray:
    """How far apart two items of a group can be."""
    low, high = np.full(pool.n_groups + 1, np.inf), np.full(pool.n_groups + 1, -np.inf)
    for values, groups in ((y, pool.own_group), (f, pool.group)):
        np.minimum.at(low, groups + 1, values)
        np.maximum.at(high, groups + 1, values)
    return np.maximum(np.where(np.isfinite(low), high - np.where(np.isfinite(low), low, 0.0), 0.0)[1:], 0.0)


def _correlation(parts: _Parts, pool: Pool) -> FloatArray:
    """Weighted by the parts' own weights squared; NaN where undefined."""
    y, f, both = (pool.sums(each) for each in (parts.y**2, parts.f**2, parts.y * parts.f))
    known = (y > 1e-24) & (f > 1e-24)
    root = np.sqrt(np.where(known, y * f, 1.0))
    return np.where(known, np.clip(both / root, -1.0, 1.0), np.nan)
