"""Samples of each design estimate without bias and cover what they claim, drawn and estimated as users do it.

A frame of 2,000 items in four strata whose accuracy differs, sampled a thousand times with seeds 0 to 999.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pytest

import assay
from assay.core.estimate import Estimate

pytestmark = pytest.mark.slow

RUNS, N = 1_000, 200
SIZES, RATES = (1000, 500, 300, 200), (0.02, 0.10, 0.50, 0.30)
LEAST_COVERED = 0.94


class Runs(NamedTuple):
    """What the runs of one design gave."""

    values: Any
    covered: float

    def bias(self, truth: float) -> float:
        """In Monte-Carlo standard errors."""
        return float(abs(self.values.mean() - truth) / (self.values.std(ddof=1) / np.sqrt(RUNS)))


def frame() -> dict[str, Any]:
    random = np.random.default_rng(11)
    strata = np.repeat(np.arange(4), SIZES)
    traffic = random.lognormal(0.0, 1.0, strata.size)
    wrong = random.random(strata.size) < np.asarray(RATES)[strata]
    place = random.permutation(strata.size)
    return {
        "item": np.asarray([f"i{k}" for k in range(strata.size)])[place],
        "lang": np.asarray(["en", "zh", "sw", "ta"])[strata][place],
        "traffic": traffic[place],
        "risk": (np.asarray(RATES)[strata] + 0.02)[place],
        "label": np.full(strata.size, "x"),
        "pred": np.where(wrong, "y", "x")[place],
        "right": (~wrong).astype(float)[place],
    }


FRAME = frame()
TABLE = pa.table(FRAME)
TRUTH = float(FRAME["right"].mean())
PLACE = {item: row for row, item in enumerate(FRAME["item"].tolist())}


def rows_of(drawn: Any) -> Any:
    return TABLE.take(pa.array([PLACE[item] for item in drawn["item"].to_pylist()]))


def estimated(drawn: Any, answered: Any, **options: Any) -> Estimate:
    asked: dict[str, Any] = {"label": "label", "prediction": "pred", "metric": "accuracy", "item": "item"}
    return assay.estimate(rows_of(answered), sample=drawn, **asked, **options)[0]


def runs(draw: Callable[[int], Any], truth: float, *, kept: int | None = None, **options: Any) -> Runs:
    found = []
    for seed in range(RUNS):
        drawn = draw(seed)
        found.append(estimated(drawn, drawn if kept is None else drawn.slice(0, kept), **options))
    values = np.asarray([each.value for each in found])
    covered = [each.interval is not None and each.interval.low <= truth <= each.interval.high for each in found]
    return Runs(values, float(np.mean(covered)))


def drawn_by(**options: Any) -> Callable[[int], Any]:
    return lambda seed: assay.draw_sample(TABLE, n=N, seed=seed, **options).table


def neyman(seed: int) -> Any:
    pilot = assay.draw_sample(TABLE, n=80, seed=seed, design="stratified", stratum="lang", allocation="equal").table
    asked = {"pilot": rows_of(pilot), "pilot_answer": "right"}
    return assay.draw_sample(TABLE, n=N, seed=seed, design="neyman", stratum="lang", **asked).table


DESIGNS: dict[str, Callable[[int], Any]] = {
    "simple": drawn_by(),
    "proportional": drawn_by(design="stratified", stratum="lang"),
    "equal": drawn_by(design="stratified", stratum="lang", allocation="equal"),
    "neyman": neyman,
    "pps": drawn_by(design="pps", size="risk"),
}


@cache
def runs_of(design: str, kept: int | None = None) -> Runs:
    return runs(DESIGNS[design], TRUTH, kept=kept)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_estimates_without_bias_and_covers(design: str) -> None:
    found = runs_of(design)
    assert found.bias(TRUTH) < 3.0
    assert found.covered >= LEAST_COVERED


def test_neyman_after_a_pilot_varies_less_than_proportional_and_that_less_than_simple() -> None:
    spread = [runs_of(design).values.var() for design in ("neyman", "proportional", "simple")]
    assert spread[0] < 0.95 * spread[1] < 0.95 * spread[2]


def test_traffic_weighted_accuracy_varies_less_when_drawn_in_proportion_to_traffic() -> None:
    truth = float(np.average(FRAME["right"], weights=FRAME["traffic"]))
    pps = runs(drawn_by(design="pps", size="traffic"), truth, weight="traffic")
    simple = runs(drawn_by(), truth, weight="traffic")
    assert pps.bias(truth) < 3.0
    assert pps.covered >= LEAST_COVERED
    assert pps.values.var() < 0.6 * simple.values.var()


@pytest.mark.parametrize("design", ["simple", "equal", "pps"])
def test_a_queue_stopped_early_in_random_order_estimates_without_bias_and_covers(design: str) -> None:
    found = runs_of(design, kept=113)
    assert found.bias(TRUTH) < 3.0
    assert found.covered >= LEAST_COVERED
