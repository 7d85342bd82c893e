"""PPI++ and what labels are worth beside a machine: values of the reference implementation and of the formula."""

import numpy as np
import pytest

from assay.stats.mixed.difference import choose_lam, pooled_means
from assay.stats.mixed.pool import Pool
from assay.stats.mixed.prediction_powered import effective_n, ppi_mean
from assay.stats.student import student_interval


def example() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Drawn as the values below were: ppi_py 0.2.3 (https://github.com/aangelopoulos/ppi_py), seed 0, alpha 0.05."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 50)
    return y, np.where(rng.random(50) < 0.8, y, 1 - y), rng.integers(0, 2, 500)


def test_ppi_of_a_mean() -> None:
    """Angelopoulos, Duchi and Zrnic (2023), arXiv:2311.01453, as ppi_py 0.2.3 computes it: 0.537834, lam 0.541519."""
    found = ppi_mean(*example(), corrected=False)
    low, high = student_interval(found.value, found.standard_error, 0.025)
    assert (round(found.value, 6), round(found.lam, 6)) == (0.537834, 0.541519)
    assert (round(float(low), 6), round(float(high), 6)) == (0.424287, 0.651381)


def test_the_form_for_a_whole_pool_has_the_same_value_and_lam() -> None:
    y, f, rest = example()
    pool = Pool(np.zeros(550, np.int64), np.arange(50), 1)
    every = np.r_[f, rest].astype(float)
    lam = choose_lam(y.astype(float), every, pool)
    value = pooled_means(y[:, None].astype(float), every[:, None], pool, lam)[0, 0]
    assert (round(float(value), 6), round(float(lam[0]) * 500 / 550, 6)) == (0.537834, 0.541519)


@pytest.mark.parametrize(("rho", "times"), [(0.9, 4.375), (0.5, 1.3125), (0.0, 1.0)])
def test_labels_beside_twenty_times_as_many_answers(rho: float, times: float) -> None:
    """n / (1 - rho^2 N / (n + N)) with N = 20 n, by hand: 1 / (1 - .81 x 20/21) = 4.375, 1 / (1 - .25 x 20/21)."""
    assert effective_n(100, 2000, rho) / 100 == pytest.approx(times, abs=5e-5)
