"""A mean of shares as an estimate: Wilson's interval with effective n, rows of one cluster together."""

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, MethodCard, Rule, Spread
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.stats.proportion import whole_count_correction

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_ITEMS, TOO_FEW, ONE_CLUSTER = "no_items", "too_few_items", "one_cluster"


def mean_share(
    name: str,
    sentence: str,
    values: Floats,
    key: SliceKey,
    *,
    clusters: Codes | None = None,
    system: str | None = None,
    level: float = 0.95,
) -> Estimate:
    """Mean of values in [0, 1], with the standard error of a mean (ddof 1) or, where it is larger, that of clusters."""
    n = values.size
    repeated = None if clusters is None or np.unique(clusters).size == n else clusters
    units = n if repeated is None else int(np.unique(repeated).size)
    if n < 2 or units < 2:
        reason = NO_ITEMS if n == 0 else TOO_FEW if n < 2 else ONE_CLUSTER
        return absent(name, sentence, key, n, reason, system=system, level=level)
    value, error = float(values.mean()), clustered_error(values, repeated)
    inside = value * (1.0 - value)
    effective = inside / error**2 + 1.0 if error > 0 and inside > 0 else float(units)
    whole = repeated is None and bool(np.isin(values, (0.0, 1.0)).all())
    spread = Spread(
        Rule.WILSON,
        error,
        effective,
        None if whole else units - 1.0,
        correction=float(whole_count_correction(n)) if whole else 0.0,
    )
    apart = "Independent items." if repeated is None else f"Rows of one item may depend on each other; {units} items."
    card = MethodCard(name, sentence, "Wilson score with effective n.", apart, (("standard error", repr(error)),))
    bounds = limits(value, spread, (1.0 - level) / 2.0)
    return Estimate(name, key, system, value, bounds, level, n, min(effective, n), None, spread, card)


def absent(
    name: str, sentence: str, key: SliceKey, n: int, reason: str, *, system: str | None = None, level: float = 0.95
) -> Estimate:
    """An estimate without a value, and why."""
    card = MethodCard(name, sentence, "None: see the reason.", "None.")
    return Estimate(name, key, system, None, None, level, n, None, reason, Spread(Rule.NONE), card)


def counted(name: str, sentence: str, n: int, of: int, key: SliceKey, *, system: str | None, level: float) -> Estimate:
    """An exact count, which needs no interval."""
    card = MethodCard(name, sentence, "None: a count is exact.", "None.")
    return Estimate(name, key, system, float(n), None, level, of, None, None, Spread(Rule.NONE), card, kind="count")


def clustered_error(values: Floats, clusters: Codes | None) -> float:
    """Standard error of a mean (ddof 1) or, where it is larger, that of clusters; None for independent values."""
    parts, n = values - values.mean(), values.size
    own = float(parts @ parts) * n / (n - 1.0)
    if clusters is None:
        return float(np.sqrt(own)) / n
    sums = np.bincount(np.unique(clusters, return_inverse=True)[1], parts)
    return float(np.sqrt(max(float(sums @ sums) * sums.size / (sums.size - 1.0), own))) / n
