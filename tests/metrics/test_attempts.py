"""pass@k and pass^k over items, and what more attempts would buy."""

from math import comb

import numpy as np
import pytest

from assay import score
from assay.core.errors import InputError
from assay.metrics.attempts import attempts_found
from assay.metrics.shares import mean_share

MADE, WON = 5, (5, 3, 1, 0)


def test_the_values_are_means_over_items_of_the_unbiased_estimators() -> None:
    """Chen et al. (2021): 1 - C(n - c, k) / C(n, k) for each item; all of k: C(c, k) / C(n, k)."""
    passed = np.concatenate([[1.0] * won + [0.0] * (MADE - won) for won in WON])
    items = np.repeat(np.arange(len(WON)), MADE)
    found = attempts_found("exact", passed, items, (1, 2, 5), level=0.95)
    for k in (1, 2, 5):
        at = np.asarray([1 - comb(MADE - won, k) / comb(MADE, k) for won in WON])
        hat = np.asarray([comb(won, k) / comb(MADE, k) for won in WON])
        values = {each.metric: each for each in found.estimates}
        assert values[f"exact pass@{k}"].value == pytest.approx(at.mean())
        assert values[f"exact pass^{k}"].value == pytest.approx(hat.mean())
        assert values[f"exact pass@{k}"].interval == pytest.approx(mean_share("x", "x.", at, ()).interval)
        assert values[f"exact pass@{k}"].n == len(WON)
    assert (found.n_items, found.fewest) == (4, 5)


def test_items_that_are_all_or_nothing_need_no_more_attempts_and_coins_do() -> None:
    items = np.repeat(np.arange(40), 4)
    certain = attempts_found("s", np.repeat([0.0, 1.0] * 20, 4), items, (1,), level=0.95)
    assert (certain.advised, certain.left) == (1, 1.0)
    coins = attempts_found("s", np.tile([1.0, 0.0, 1.0, 0.0], 40), items, (1,), level=0.95)
    assert coins.variance is not None
    assert (coins.variance.between, coins.advised) == (0.0, 64)
    assert coins.left == pytest.approx(0.25)


def test_one_attempt_tells_no_variance_and_a_k_beyond_the_attempts_is_refused() -> None:
    found = attempts_found("s", np.asarray([1.0, 0.0]), np.asarray([0, 1]), (1,), level=0.95)
    assert found.variance is None
    with pytest.raises(InputError) as refused:
        attempts_found("s", np.asarray([1.0, 0.0]), np.asarray([0, 1]), (2,), level=0.95)
    assert refused.value.code == "attempts.too_few"


def test_a_score_tells_attempts_and_amounts_beside_the_mean() -> None:
    rows = {"q": ["a"] * 3 + ["b"] * 3, "said": ["1", "1", "0", "0", "0", "1"], "right": ["1"] * 6, "ms": [*range(6)]}
    found = score(rows, output="said", target="right", scorers="exact", attempts_of="q", k=(1, 3), amounts="ms")
    values = {each.metric: each.value for each in found.estimates}
    assert values["exact pass@3"] == 1.0
    assert values["exact pass^3"] == 0.0
    assert values["ms_mean"] == 2.5
    assert values["ms_p50"] == 2.0


def test_attempts_at_one_item_are_not_independent_in_the_mean_either() -> None:
    rows = {"q": [*range(40)] * 4, "said": ["1"] * 80 + ["0"] * 10 + ["1"] * 70, "right": ["1"] * 160}
    how = {"output": "said", "target": "right", "scorers": "exact"}
    told, clustered, apart = (score(rows, **how, **more) for more in ({"attempts_of": "q"}, {"cluster": "q"}, {}))
    mean = told.estimates[0]
    assert (mean.interval, mean.n) == (clustered.estimates[0].interval, 160)
    assert mean.method.variance == clustered.estimates[0].method.variance != apart.estimates[0].method.variance
