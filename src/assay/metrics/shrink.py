"""Small slices pulled towards the others of their cut, beside their own values; gates decide on the latter.

Shares are shrunk as counts (beta-binomial), other metrics by random effects on their standard errors.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assay.metrics.estimates import EstimateColumn, Estimates, Shrunk
from assay.stats.quantile import side_quantile
from assay.stats.shrinkage import beta_binomial, random_effects

Floats = npt.NDArray[np.float64]

FEWEST_SLICES = 4
"""Fewer slices of a cut tell too little of what they have in common."""
OWN_WEIGHT = 0.5
"""From this weight of its own value on, a slice can be read on its own ..."""
NARROW = 0.05
"""... and also when its interval reaches no further than this to each side."""


def shrink(estimates: Estimates) -> Estimates:
    """The same estimates with ``shrunk``, ``shrunk_interval`` and ``stable`` on slices.

    All items, slices without an interval and cuts of fewer than four slices have none.
    """
    columns = tuple(replace(column, shrunk=_shrunk(column, estimates)) for column in estimates.columns)
    return Estimates(columns, estimates.slices, estimates.level)


def _shrunk(column: EstimateColumn, estimates: Estimates) -> Shrunk:
    numbers = column.numbers
    value, low, high = np.zeros((3, numbers.value.size))
    known, stable = np.zeros((2, numbers.value.size), np.bool_)
    for spec in estimates.slices.cuts:
        places = np.asarray(estimates.slices.of_cut(spec), dtype=np.int64)
        places = places[numbers.bounded[places]]
        if spec is None or places.size < FEWEST_SLICES:
            continue
        pulled, own_weight = _pull(column, places, (1.0 - estimates.level) / 2.0)
        value[places], low[places], high[places] = pulled
        known[places] = True
        stable[places] = (own_weight >= OWN_WEIGHT) | _narrow(column, places)
    return Shrunk(known, value, low, high, stable)


def _pull(
    column: EstimateColumn, places: npt.NDArray[np.int64], side_alpha: float
) -> tuple[tuple[Floats, Floats, Floats], Floats]:
    """Shrunk values with ends, clipped to the metric's range, and the weight of each slice's own value."""
    numbers, metric = column.numbers, column.metric
    own = numbers.value[places]
    if metric.share:
        units = numbers.spreads.n_units[places]
        found = beta_binomial(own * units, units, side_alpha)
    else:
        half = (numbers.high[places] - numbers.low[places]) / 2.0
        found = random_effects(own, half / float(side_quantile(side_alpha)), side_alpha)
    ends = tuple(np.clip(each, metric.low, metric.high) for each in (found.value, found.low, found.high))
    return (ends[0], np.minimum(ends[1], ends[0]), np.maximum(ends[2], ends[0])), found.weight


def _narrow(column: EstimateColumn, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    half = (column.numbers.high[places] - column.numbers.low[places]) / 2.0
    return np.asarray(half <= NARROW)
