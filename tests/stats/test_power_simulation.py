"""Playing the evaluation confirms what the formulas promise."""

import pytest

from assay.core.errors import InputError
from assay.stats.enumeration import McNemarTest, NoMoreThanTest, WilsonThresholdTest
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest, NonInferiorityTest
from assay.stats.power.search import Powered, items_needed
from assay.stats.power.simulation import Clusters, Machine, Simulation, simulated_power
from assay.stats.power.worth import Worth, unequal_design_effect

CASES = {
    "connor": (ConnorTest(0.13), 0.03),
    "mid-p": (McNemarTest(0.13), 0.03),
    "exact": (McNemarTest(0.13, "exact"), -0.03),
    "non-inferiority": (NonInferiorityTest(0.1, 0.02, 0.05), 0.0),
    "pooled": (TwoProportionsTest(0.85), 0.03),
    "unpooled": (TwoProportionsTest(0.85, "unpooled"), 0.03),
    "arcsine": (TwoProportionsTest(0.85, "arcsine"), 0.03),
    "at least": (WilsonThresholdTest(0.9), 0.93),
    "at most": (WilsonThresholdTest(0.1, at_least=False), 0.07),
}
BY_ROWS = {
    "connor": (ConnorTest(0.2), 0.06),
    "non-inferiority": (NonInferiorityTest(0.2, 0.06, 0.05), 0.0),
    "means": (MeanDifferenceTest(1 / 9, 1 / 6, 1 / 6), 0.06),
    "at least": (WilsonThresholdTest(0.8), 0.86),
}


def near(found: Simulation, power: float, *, off: float = 0.02) -> bool:
    return found.low - off <= power <= found.high + off


@pytest.mark.parametrize(("test", "effect"), CASES.values(), ids=CASES)
def test_counts_drawn_succeed_as_often_as_planned(test: Powered, effect: float) -> None:
    n = items_needed(test, effect).n_items
    found = simulated_power(test, effect, n, runs=4_000)
    assert near(found, test.power(n, effect))
    assert (found.runs, found.seed) == (4_000, 7)


@pytest.mark.parametrize(("test", "effect"), CASES.values(), ids=CASES)
def test_at_the_null_value_they_err_no_more_than_they_may(test: Powered, effect: float) -> None:
    allowed = getattr(test, "side_alpha", 0.025) * (
        1 if isinstance(test, (NonInferiorityTest, WilsonThresholdTest)) else 2
    )
    assert simulated_power(test, test.null, 1_000, runs=4_000).low <= allowed + 0.005


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [Clusters(5, 0.3), Clusters(5, 0.3, 0.7), Clusters(4, 1.0)], ids=str)
@pytest.mark.parametrize(("test", "effect"), BY_ROWS.values(), ids=BY_ROWS)
def test_clusters_drawn_succeed_as_often_as_the_design_effect_promises(
    test: Powered, effect: float, clusters: Clusters
) -> None:
    worth = Worth(unequal_design_effect(clusters.size, clusters.icc, clusters.cv))
    n = worth.items(items_needed(test, effect).n_items)
    assert near(simulated_power(test, effect, n, runs=2_000, clusters=clusters), 0.8, off=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.4, 0.7])
@pytest.mark.parametrize(("test", "effect"), BY_ROWS.values(), ids=BY_ROWS)
def test_labels_beside_a_machine_succeed_as_often_as_promised(test: Powered, effect: float, correlation: float) -> None:
    n = Worth(correlation=correlation, machine_items=3_000).items(items_needed(test, effect).n_items)
    found = simulated_power(test, effect, n, runs=2_000, machine=Machine(3_000, correlation))
    assert found.high + 0.03 >= 0.8
    assert found.low - 0.05 <= 0.8, "a bound of a share is planned with its quarter step, which a mean has not"


def test_two_groups_of_clusters_are_drawn_too() -> None:
    n = Worth(1.4).items(items_needed(TwoProportionsTest(0.7), 0.12).n_items)
    assert near(simulated_power(TwoProportionsTest(0.7), 0.12, n, runs=400, clusters=Clusters(5, 0.1)), 0.8, off=0.03)


def test_the_same_seed_gives_the_same_and_progress_is_heard() -> None:
    heard: list[tuple[int, int]] = []
    runs = [
        simulated_power(
            CASES["connor"][0], 0.03, 900, runs=999, seed=3, heard=lambda done, total: heard.append((done, total))
        )
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert heard[-1] == (999, 999)
    assert [done for done, _ in heard[:20]] == sorted({done for done, _ in heard})


def test_many_rows_mean_fewer_runs_and_too_many_none() -> None:
    test = MeanDifferenceTest(1 / 9)
    assert simulated_power(test, 0.004, 50_000, runs=10_000).runs == 200
    with pytest.raises(InputError, match="Only 10 runs of 1,000,000 rows") as caught:
        simulated_power(test, 0.001, 1_000_000)
    assert caught.value.code == "power.simulate"


def test_what_cannot_be_played_is_refused() -> None:
    for test, more in (
        (CASES["connor"][0], {"clusters": Clusters(5, 0.3), "machine": Machine(100, 0.5)}),
        (NoMoreThanTest(0.1), {}),
        (McNemarTest(0.1), {"machine": Machine(100, 0.5)}),
    ):
        with pytest.raises(InputError) as caught:
            simulated_power(test, 0.03, 100, **more)  # type: ignore[arg-type]
        assert caught.value.code == "power.simulate"
