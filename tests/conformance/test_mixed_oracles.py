"""PPI++ equals ppi-python on random data, of 0 and 1, of numbers and of probabilities."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from assay.stats.mixed.prediction_powered import ppi_mean
from assay.stats.student import student_interval

pytestmark = pytest.mark.filterwarnings("ignore::Warning")
"""The peer uses what its dependencies have deprecated."""


@cache
def peer() -> Any:
    import ppi_py

    return ppi_py


def drawn(kind: str, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    n, rest = int(rng.integers(20, 200)), int(rng.integers(50, 3000))
    if kind == "classes":
        skill = rng.uniform(0.5, 0.99)
        y, other = (rng.integers(0, 2, size) for size in (n, rest))
        f, f_rest = (np.where(rng.random(each.size) < skill, each, 1 - each) for each in (y, other))
        return y.astype(float), f.astype(float), f_rest.astype(float)
    y, other = rng.normal(3, 2, n), rng.normal(3, 2, rest)
    noise = rng.uniform(0.1, 4)
    f, f_rest = (0.6 * each + rng.normal(0, noise, each.size) for each in (y, other))
    if kind == "probabilities":
        return tuple(1 / (1 + np.exp(-each)) for each in (y, f, f_rest))
    return (y, -f, -f_rest) if kind == "against" else (y, f, f_rest)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["classes", "numbers", "probabilities", "against"])
def test_value_lam_and_interval_are_those_of_the_peer(kind: str, seed: int) -> None:
    y, f, rest = drawn(kind, seed)
    found = ppi_mean(y, f, rest, corrected=False)
    value = float(np.squeeze(peer().ppi_mean_pointestimate(y, f, rest)))
    low, high = (float(np.squeeze(end)) for end in peer().ppi_mean_ci(y, f, rest, alpha=0.05))
    ours = student_interval(found.value, found.standard_error, 0.025)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert (float(ours.low), float(ours.high)) == pytest.approx((low, high), abs=1e-9)
    slope = float(np.mean(rest) - np.mean(f))
    assert found.lam == pytest.approx((value - float(np.mean(y))) / slope, abs=1e-7)


@pytest.mark.parametrize("lam", [0.0, 0.3, 1.0])
def test_a_lam_fixed_beforehand_gives_the_interval_of_the_peer(lam: float) -> None:
    y, f, rest = drawn("numbers", 7)
    found = ppi_mean(y, f, rest, lam=lam, corrected=False)
    low, high = (float(np.squeeze(end)) for end in peer().ppi_mean_ci(y, f, rest, alpha=0.05, lam=lam))
    ours = student_interval(found.value, found.standard_error, 0.025)
    assert (float(ours.low), float(ours.high)) == pytest.approx((low, high), abs=1e-9)
