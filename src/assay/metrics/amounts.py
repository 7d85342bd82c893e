"""Amounts (seconds, tokens, money) as estimates: means, and quantiles between two values that were seen."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.core.slices import SliceKey
from assay.metrics.limits import limits
from assay.metrics.shares import NO_ITEMS, ONE_CLUSTER, TOO_FEW, absent, clustered_error
from assay.stats.order_statistics import quantile_interval, woodruff_interval

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PERCENTILES = (50, 90, 95, 99)
NO_VARIATION = "no_variation"
EXACT = "Between two of the values seen, whose ranks are exact for any distribution (order statistics)."
BY_SHARE = "Woodruff: Wilson's interval of the share below, with effective n, read off the values."
STUDENT = "Student's t."


class Of(NamedTuple):
    """Whose amounts they are."""

    key: SliceKey = ()
    """Which slice."""
    system: str | None = None
    """Which system."""
    clusters: Codes | None = None
    """The item of each value; None for independent values."""
    level: float = 0.95
    """Coverage of the interval."""


def mean_amount(name: str, sentence: str, values: Floats, of: Of, *, least: float = -np.inf) -> Estimate:
    """The mean of amounts, with Student's t and, where items repeat, the standard error of clusters.

    No interval from fewer than two values or clusters, nor where all values are one; none goes below ``least``.
    """
    n, repeated = values.size, _repeated(values, of.clusters)
    units = n if repeated is None else int(np.unique(repeated).size)
    if n == 0:
        return absent(name, sentence, of.key, n, NO_ITEMS, system=of.system, level=of.level)
    value, apart = float(values.mean()), _apart(repeated, units)
    reason = TOO_FEW if n < 2 else ONE_CLUSTER if units < 2 else NO_VARIATION if np.ptp(values) == 0.0 else None
    if reason is not None:
        card = MethodCard(name, sentence, "None: see the reason.", apart)
        return Estimate(name, of.key, of.system, value, None, of.level, n, None, reason, Spread(Rule.NONE), card)
    error = clustered_error(values, repeated)
    spread = Spread(Rule.STUDENT, error, float(units), units - 1.0, least, np.inf)
    card = MethodCard(name, sentence, STUDENT, apart, (("standard error", repr(error)),))
    bounds = limits(value, spread, (1.0 - of.level) / 2.0)
    effective = float(np.var(values, ddof=1)) / error**2
    return Estimate(name, of.key, of.system, value, bounds, of.level, n, min(effective, n), None, spread, card)


def quantile_amount(name: str, sentence: str, values: Floats, share: float, of: Of) -> Estimate:
    """The value that a share of amounts do not exceed, with an interval; none where the sample is too small for one.

    A 95 % interval of the 95th percentile needs 72 values, one of the 99th needs 368, one of the median six.
    """
    n, repeated = values.size, _repeated(values, of.clusters)
    if n == 0:
        return absent(name, sentence, of.key, n, NO_ITEMS, system=of.system, level=of.level)
    side_alpha, effective = (1.0 - of.level) / 2.0, float(n)
    if repeated is None:
        found, how, units = quantile_interval(values, share, side_alpha), EXACT, n
    else:
        units = int(np.unique(repeated).size)
        effective = _effective(values, share, repeated)
        degrees = max(units - 1.0, 1.0)
        found = woodruff_interval(values, share, side_alpha, n_effective=effective, degrees=degrees)
        how = BY_SHARE
    known = found.low is not None and found.high is not None and units > 1
    reason = TOO_FEW if not known else NO_VARIATION if found.low == found.high else None
    bounds = None
    if reason is None and found.low is not None and found.high is not None:
        bounds = Interval(found.low, found.high)
    card = MethodCard(name, sentence, how if bounds else "None: see the reason.", _apart(repeated, units))
    spread = Spread(Rule.NONE)
    return Estimate(name, of.key, of.system, found.value, bounds, of.level, n, min(effective, n), reason, spread, card)


def amount_estimates(name: str, what: str, values: Floats, of: Of) -> list[Estimate]:
    """The mean and the `PERCENTILES` of an amount."""
    return [
        mean_amount(f"{name}_mean", f"{what}: the mean.", values, of, least=0.0),
        *(
            quantile_amount(f"{name}_p{each}", f"{what}: {each} % need no more.", values, each / 100, of)
            for each in PERCENTILES
        ),
    ]


def _effective(values: Floats, share: float, clusters: Codes) -> float:
    """How many independent values would be as sure of the share that does not exceed the quantile."""
    below = (values <= np.quantile(values, share, method="inverted_cdf")).astype(np.float64)
    if below.min() == below.max():
        return float(np.unique(clusters).size)
    mean, error = float(below.mean()), clustered_error(below, clusters)
    return mean * (1.0 - mean) / error**2


def _repeated(values: Floats, clusters: Codes | None) -> Codes | None:
    return None if clusters is None or np.unique(clusters).size == values.size else clusters


def _apart(repeated: Codes | None, units: int) -> str:
    if repeated is None:
        return "Independent items."
    return f"Rows of one item may depend on each other; {units} items."
