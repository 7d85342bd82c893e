"""Power by playing: data are drawn as the plan holds them for true, and our own tests judge them.

References
----------
Morris, White and Crowther (2019), Using simulation studies to evaluate statistical methods, doi:10.1002/sim.8086
(Monte-Carlo error).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, singledispatch

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assay.core.errors import InputError
from assay.stats.arrays import FloatArray
from assay.stats.clusters import clustered_standard_error
from assay.stats.enumeration import McNemarTest, WilsonThresholdTest
from assay.stats.mixed.prediction_powered import ppi_mean
from assay.stats.paired import adjusted_difference_interval, mcnemar
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest, NonInferiorityTest
from assay.stats.power.search import Powered
from assay.stats.proportion import clopper_pearson, whole_count_correction, wilson_interval
from assay.stats.quantile import side_quantile

Flags = NDArray[np.bool_]
Play = Callable[[Generator, int], Flags]

BATCHES = 20
LEAST_RUNS = 100
MOST_ROWS = 10_000_000
"""Rows drawn in all: more items mean fewer runs, so that the time is bounded."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """How often the test succeeded on drawn data."""

    power: float
    """Share of runs in which it did."""
    low: float
    """Lower end of its 95 % interval, exact."""
    high: float
    """Upper end."""
    runs: int
    """Data sets drawn."""
    seed: int
    """Of the draws."""
    test: str
    """What judged them."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """How the drawn items hang together."""

    size: float
    """Mean items of a cluster, 1 or more."""
    icc: float
    """How alike items of a cluster are, in [0, 1]."""
    cv: float = 0.0
    """Standard deviation of the sizes over their mean."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A judge beside people."""

    items: int
    """Items that only it judges."""
    correlation: float
    """Of its score and people's, in [0, 1]."""


def simulated_power(
    test: Powered,
    effect: float,
    n: int,
    *,
    runs: int = 10_000,
    seed: int = 7,
    clusters: Clusters | None = None,
    machine: Machine | None = None,
    heard: Callable[[int, int], None] | None = None,
) -> Simulation:
    """How often a test succeeds on n drawn items when ``effect`` is true, with its Monte-Carlo interval.

    Counts are drawn where counts decide; rows where clusters or a machine make them differ. Items of a cluster copy
    its common draw with probability ``sqrt(icc)``, the machine copies people's score with probability ``correlation``:
    both leave every item's own distribution as it is.

    Parameters
    ----------
    test : ConnorTest, McNemarTest, NonInferiorityTest, TwoProportionsTest, MeanDifferenceTest, WilsonThresholdTest
    n : int
        Items (in each group).
    runs : int
        Data sets; fewer are drawn when n is so large that more than `MOST_ROWS` rows would be.
    heard : callable(done, total), optional
        Hears how many runs are done.

    Raises
    ------
    InputError
        ``power.simulate`` for clusters beside a machine, or when fewer than `LEAST_RUNS` runs can be drawn.

    Examples
    --------
    >>> found = simulated_power(ConnorTest(discordance=0.13), 0.03, 1132, runs=400)
    >>> found.low < 0.8 < found.high
    True
    """
    play, words, rows = _game(test, effect, n, clusters, machine)
    done, total = 0, _affordable(rows, runs)
    rng, successes = np.random.default_rng(seed), 0
    while done < total:
        batch = min(math.ceil(total / BATCHES), total - done)
        successes += int(play(rng, batch).sum())
        done += batch
        if heard is not None:
            heard(done, total)
    low, high = clopper_pearson(successes, total, 0.025)
    return Simulation(successes / total, float(low), float(high), total, seed, words)


def _game(
    test: Powered, effect: float, n: int, clusters: Clusters | None, machine: Machine | None
) -> tuple[Play, str, int]:
    """How one data set is drawn and judged, what the test is called, and the rows that it takes."""
    if clusters is not None and machine is not None:
        what = "Clusters beside a machine are planned, but not simulated."
        raise InputError("power.simulate", what, "Leave out the clusters or the machine, or do not simulate.")
    if machine is not None:
        words = "bound of the PPI++ mean" if isinstance(test, WilsonThresholdTest) else "PPI++ mean with a z test"
        return partial(_beside, test, effect, n, machine), words, n + machine.items
    if clusters is not None or isinstance(test, MeanDifferenceTest):
        words = "cluster-robust mean with a z test" if clusters is not None else test.name
        many = 2 * n if isinstance(test, TwoProportionsTest) else n
        return partial(_by_rows, test, effect, n, clusters or Clusters(1.0, 0.0)), words, many
    return partial(play_counts, test, effect, n), _judged_by(test), 0


def _affordable(rows: int, runs: int) -> int:
    total = min(runs, MOST_ROWS // rows) if rows > 0 else runs
    if total < LEAST_RUNS:
        what = f"Only {total:,} runs of {rows:,} rows can be drawn in reasonable time."
        raise InputError(
            "power.simulate", what, f"Leave out the simulation, or ask for {LEAST_RUNS} runs or more on fewer items."
        )
    return total


def _judged_by(test: Powered) -> str:
    return "interval of the paired difference" if isinstance(test, NonInferiorityTest) else test.name


@singledispatch
def play_counts(test: Powered, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    """Whether the test succeeds on each of so many drawn tables of counts."""
    raise InputError("power.simulate", f"'{test.name}' is not simulated.", "Leave out the simulation.")


@play_counts.register
def _(test: ConnorTest, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    b, c = _table(rng, test.discordance, effect, n, runs)
    return np.asarray(mcnemar(b, c).chi2_p <= 2 * test.side_alpha)


@play_counts.register
def _(test: McNemarTest, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    return test.refuses(*_table(rng, test.discordance, effect, n, runs))


@play_counts.register
def _(test: NonInferiorityTest, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    b, c = _table(rng, test.discordance, effect, n, runs)
    d = (b - c) / n
    error = np.sqrt(np.maximum((b + c) / n - d**2, 0.0) / n)
    return np.asarray(adjusted_difference_interval(d, error, n, test.side_alpha).low > -test.margin)


@play_counts.register
def _(test: TwoProportionsTest, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    first = rng.binomial(n, test.baseline, runs)
    return test.refuses(first, rng.binomial(n, test.baseline + effect, runs), n)


@play_counts.register
def _(test: WilsonThresholdTest, effect: float, n: int, rng: Generator, runs: int) -> Flags:
    share = rng.binomial(n, effect, runs) / n
    low, high = wilson_interval(share, n, test.side_alpha, correction=whole_count_correction(n))
    return np.asarray(low >= test.threshold if test.at_least else high <= test.threshold)


def _table(rng: Generator, discordance: float, effect: float, n: int, runs: int) -> tuple[FloatArray, FloatArray]:
    """Items that only the candidate, and only the baseline, has right."""
    won = min(max((discordance + effect) / 2, 0.0), 1.0)
    drawn = rng.multinomial(n, [won, max(discordance - won, 0.0), 1.0 - discordance], size=runs)
    return drawn[:, 0].astype(np.float64), drawn[:, 1].astype(np.float64)


@singledispatch
def scores(test: Powered, effect: float, rng: Generator, size: int) -> FloatArray:
    """So many independent scores of items whose mean is the effect."""
    raise InputError("power.simulate", f"'{test.name}' is not simulated row by row.", "Leave out the simulation.")


@scores.register
def _(test: ConnorTest, effect: float, rng: Generator, size: int) -> FloatArray:
    return _differences(test.discordance, effect, rng, size)


@scores.register
def _(test: NonInferiorityTest, effect: float, rng: Generator, size: int) -> FloatArray:
    return _differences(test.discordance, effect, rng, size)


@scores.register
def _(test: MeanDifferenceTest, effect: float, rng: Generator, size: int) -> FloatArray:
    return rng.normal(effect, math.sqrt(test.variance), size)


@scores.register
def _(test: WilsonThresholdTest, effect: float, rng: Generator, size: int) -> FloatArray:
    return np.asarray(rng.random(size) < effect, dtype=np.float64)


def _differences(discordance: float, effect: float, rng: Generator, size: int) -> FloatArray:
    """1 where only the candidate is right, -1 where only the baseline is, else 0."""
    point = rng.random(size)
    return np.where(point < (discordance + effect) / 2, 1.0, np.where(point < discordance, -1.0, 0.0))


def _by_rows(test: Powered, effect: float, n: int, clusters: Clusters, rng: Generator, runs: int) -> Flags:
    def once() -> bool:
        mean, error = _mean_and_error(test, effect, n, clusters, rng)
        return _succeeds(test, mean, error)

    return np.asarray([once() for _ in range(runs)])


def _mean_and_error(test: Powered, effect: float, n: int, clusters: Clusters, rng: Generator) -> tuple[float, float]:
    if isinstance(test, TwoProportionsTest):
        shares = (WilsonThresholdTest(test.baseline), test.baseline), (WilsonThresholdTest(0.5), test.baseline + effect)
        (first, one), (second, other) = (_mean_and_error(draw, share, n, clusters, rng) for draw, share in shares)
        return second - first, math.hypot(one, other)
    if clusters.size == 1.0:
        values = scores(test, effect, rng, n)
        return float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else 0.0
    codes = _cluster_codes(rng, n, clusters)
    own, common = scores(test, effect, rng, n), scores(test, effect, rng, int(codes[-1]) + 1)
    copies = rng.random(n) < math.sqrt(clusters.icc)
    found = clustered_standard_error(np.where(copies, common[codes], own), codes)
    return found.mean, found.corrected


def _cluster_codes(rng: Generator, n: int, clusters: Clusters) -> NDArray[np.int64]:
    """Cluster of each item: sizes of the mean, varying as a gamma distribution when they vary."""
    many = math.ceil(n / clusters.size) + 1
    if clusters.cv == 0.0:
        ends = np.floor(np.arange(1, many + 1) * clusters.size)
    else:
        shape = 1.0 / clusters.cv**2
        sizes = np.maximum(np.rint(rng.gamma(shape, clusters.size / shape, 2 * many + 50)), 1)
        ends = np.cumsum(sizes)
    return np.searchsorted(ends, np.arange(n), side="right").astype(np.int64)


def _beside(test: Powered, effect: float, n: int, machine: Machine, rng: Generator, runs: int) -> Flags:
    """Each run with n labels of people and the machine's scores of these and of its own items."""

    def once() -> bool:
        y, rest = scores(test, effect, rng, n), scores(test, effect, rng, machine.items)
        f = np.where(rng.random(n) < machine.correlation, y, scores(test, effect, rng, n))
        found = ppi_mean(y, f, rest)
        return _succeeds(test, found.value, found.standard_error)

    return np.asarray([once() for _ in range(runs)])


def _succeeds(test: Powered, mean: float, error: float) -> bool:
    """Whether the mean is so many standard errors away from the null value, on the side that is asked."""
    if isinstance(test, WilsonThresholdTest):
        return _bound_passes(test, mean, error)
    side_alpha: float = getattr(test, "side_alpha", 0.025)
    one_sided = isinstance(test, NonInferiorityTest)
    away = mean - test.null if one_sided else abs(mean)
    return away > error * float(side_quantile(side_alpha))


def _bound_passes(test: WilsonThresholdTest, mean: float, error: float) -> bool:
    """Wilson's bound with the items that would be as sure; a share without any variance is taken to be right."""
    share = min(max(mean, 0.0), 1.0)
    if error <= 0.0 or share in {0.0, 1.0}:
        return (share >= test.threshold) if test.at_least else (share <= test.threshold)
    low, high = wilson_interval(share, share * (1.0 - share) / error**2, test.side_alpha)
    return bool(low >= test.threshold if test.at_least else high <= test.threshold)
