"""Small slices pulled towards the others; systems swapped within a random half of the clusters."""

from typing import Any

import numpy as np
import pytest

from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.null import swap_within_clusters
from assay.metrics.shrink import shrink


def many_slices(make: Any, *, sizes: list[int], seed: int = 2) -> Any:
    random = np.random.default_rng(seed)
    n = sum(sizes)
    right = random.random(n) < 0.8
    y = random.integers(0, 2, n)
    score = np.clip(np.where(y == 1, 0.65, 0.35) + random.normal(0, 0.2, n), 0, 1)
    data = {"y": y, "p": np.where(right, y, 1 - y), "s": score, "g": np.repeat(np.arange(len(sizes)), sizes)}
    return make.facts(data, by=["g"])


@pytest.mark.parametrize("metric", ["accuracy", "auroc", "log_loss", "mcc"])
def test_a_small_slice_is_pulled_further_and_called_unstable(metric: str, make: Any) -> None:
    found = shrink(estimate(metric, many_slices(make, sizes=[40] * 8 + [4000]), by=["g"]))
    middle = np.mean([each.value for each in found[1:]])
    for each in found[1:9]:
        assert abs(each.shrunk - middle) < abs(each.value - middle) + 0.02
        assert each.shrunk_interval.low <= each.shrunk <= each.shrunk_interval.high
    assert found[9].stable is True
    assert found[1].stable is False
    assert abs(found[9].shrunk - found[9].value) < 0.02


def test_all_items_and_cuts_of_few_slices_are_not_shrunk(make: Any) -> None:
    found = shrink(estimate("accuracy", many_slices(make, sizes=[40] * 3), by=["g"]))
    assert all(each.shrunk is each.shrunk_interval is each.stable is None for each in found)


def test_shrinking_leaves_values_and_intervals_alone(make: Any) -> None:
    before = estimate("accuracy,ece", many_slices(make, sizes=[40] * 6), by=["g"])
    after = shrink(before)
    assert [(each.value, each.interval) for each in before] == [(each.value, each.interval) for each in after]
    table = after.to_arrow()
    assert table["shrunk"].null_count == 2


def test_a_swap_moves_whole_clusters_and_nothing_else(make: Any) -> None:
    facts = make.facts(make.clustered(200), cluster="c")
    swapped = swap_within_clusters(facts, "old", "new", 5)
    old, new = facts.answers_of("old"), facts.answers_of("new")
    moved = (swapped.answers_of("new").score == old.score) & (new.score != old.score)
    kept = (swapped.answers_of("new").score == new.score) & (new.score != old.score)
    for start, stop in zip(facts.layout.starts[:-1], facts.layout.starts[1:], strict=True):
        assert not (moved[start:stop].any() and kept[start:stop].any())
    assert 0.3 < moved.mean() / (moved.mean() + kept.mean()) < 0.7
    assert swapped.layout is facts.layout
    np.testing.assert_array_equal(
        np.sort([swapped.answers_of("old").score, swapped.answers_of("new").score], axis=0),
        np.sort([old.score, new.score], axis=0),
    )


def test_the_seed_decides_the_swap(make: Any) -> None:
    facts = make.facts(make.clustered(200), cluster="c")
    first, again, other = (
        swap_within_clusters(facts, "old", "new", seed).answers_of("new").label for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.slow
def test_swapped_systems_differ_significantly_about_as_often_as_they_should(make: Any) -> None:
    facts = make.facts(make.clustered(600), cluster="c")
    p = [
        compare("accuracy", swap_within_clusters(facts, "old", "new", seed), baseline="old", candidate="new")[0].p_value
        for seed in range(400)
    ]
    assert 0.02 < np.mean(np.asarray(p) < 0.05) < 0.09
