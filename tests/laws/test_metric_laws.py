"""Laws that metrics keep; every metric is enrolled by name, and a new one that is not makes a test fail."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.metrics.compare import compare
from assay.metrics.definition import SmoothMeasure
from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.measure import measure_smooth
from assay.metrics.registry import known_metrics, parse_metric
from assay.metrics.slices import parse_by
from assay.metrics.terms import row_terms
from assay.stats.moments import Moments, cluster_moments

OF_ANSWERS = (
    "accuracy",
    "pass_rate",
    "balanced_accuracy",
    "precision",
    "recall",
    "specificity",
    "f1",
    "f_beta:beta=2",
    "mcc",
    "kappa",
    "precision:average=macro",
    "recall:average=weighted",
    "f1:average=macro",
    "specificity:average=micro",
)
OF_SCORES = ("log_loss", "brier", "mean_score", "auroc", "average_precision", "ece", "ece:bins=5,kind=mass")
ALL = OF_ANSWERS + OF_SCORES
SMOOTH = tuple(name for name in ALL if isinstance(parse_metric(name).measure, SmoothMeasure))
SAME_UNDER_RENAMED_CLASSES = (
    "accuracy",
    "balanced_accuracy",
    "mcc",
    "kappa",
    "f1:average=macro",
    "recall:average=weighted",
)
SAME_UNDER_STRETCHED_SCORES = ("auroc", "average_precision")
REPLICATED = ("ece", "ece:bins=5,kind=mass")
DRAWN_AT_FIXED_EDGES = tuple(name for name in ALL if "mass" not in name)
"""Bins of equal mass move when an item is repeated; weights do not move them."""

LEAN = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Two systems on 12 to 60 items of some clusters, with ties and weights."""
    n = draw(st.integers(12, 60))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    y = random.random(n) < draw(st.sampled_from([0.2, 0.5, 0.8]))
    columns: dict[str, Any] = {"y": y.astype(int), "c": random.integers(0, max(3, n // 4), n)}
    for system, noise in (("new", 0.2), ("old", 0.35)):
        score = np.clip(np.round(0.3 + 0.4 * y + random.normal(0, noise, n), draw(st.sampled_from([1, 3]))), 0, 1)
        columns |= {f"p_{system}": (score > 0.5).astype(int), f"s_{system}": score}
    return pa.table({**columns, "w": random.choice([0.5, 1.0, 2.5], n), "g": random.choice(["a", "b"], n)})


def facts_of(table: pa.Table, *, cluster: str | None = "c", weight: str | None = None) -> Facts:
    systems = {name: (f"p_{name}", f"s_{name}") for name in ("new", "old")}
    return facts_from_table(table, label="y", systems=systems, by=[parse_by("g")], cluster=cluster, weight=weight)


def numbers(facts: Facts, metric: str) -> list[Any]:
    """Value, ends and reason of all items and each slice."""
    found = estimate(metric, facts, by=["g"], systems=["new"])
    return [(each.value, each.interval, each.reason) for each in found]


def alike(first: list[Any], second: list[Any], tolerance: float = 1e-9) -> None:
    assert [each[2] for each in first] == [each[2] for each in second]
    for one, other in zip(first, second, strict=True):
        assert (one[0] is None) == (other[0] is None)
        assert (one[1] is None) == (other[1] is None)
        if one[0] is not None:
            assert one[0] == pytest.approx(other[0], abs=tolerance)
        if one[1] is not None:
            assert tuple(one[1]) == pytest.approx(tuple(other[1]), abs=max(tolerance, 1e-7))


def test_every_metric_is_enrolled() -> None:
    assert {name.partition(":")[0] for name in ALL} == set(known_metrics())


@pytest.mark.parametrize("metric", ALL)
@given(table=tables(), seed=st.integers(0, 99))
@LEAN
def test_order_invariant(metric: str, table: pa.Table, seed: int) -> None:
    shuffled = table.take(np.random.default_rng(seed).permutation(table.num_rows))
    alike(numbers(facts_of(table, weight="w"), metric), numbers(facts_of(shuffled, weight="w"), metric))


@pytest.mark.parametrize("metric", ALL)
@given(table=tables())
@LEAN
def test_other_names_of_clusters_change_nothing(metric: str, table: pa.Table) -> None:
    renamed = table.set_column(
        table.schema.get_field_index("c"), "c", pa.array([f"u{99 - key}" for key in table["c"].to_pylist()])
    )
    alike(numbers(facts_of(table), metric), numbers(facts_of(renamed), metric))


@pytest.mark.parametrize("metric", DRAWN_AT_FIXED_EDGES)
@given(table=tables())
@LEAN
def test_a_weight_of_two_is_the_item_twice(metric: str, table: pa.Table) -> None:
    weights = np.where(np.arange(table.num_rows) % 3 == 0, 2, 1)
    weighted = table.set_column(table.schema.get_field_index("w"), "w", pa.array(weights))
    repeated = table.take(np.repeat(np.arange(table.num_rows), weights))
    first = estimate(metric, facts_of(weighted, weight="w"), by=["g"])
    second = estimate(metric, facts_of(repeated), by=["g"])
    for one, other in zip(first, second, strict=True):
        assert one.reason == other.reason or {one.reason, other.reason} == {"too_few_items", "one_cluster"}
        assert (one.value is None) == (other.value is None)
        if one.value is not None:
            assert one.value == pytest.approx(other.value, abs=1e-9)
        if one.interval is not None:
            assert one.spread.standard_error == pytest.approx(other.spread.standard_error, abs=1e-7)


@pytest.mark.parametrize("metric", ALL)
@given(table=tables(), scale=st.sampled_from([0.001, 3.7, 1e6]))
@LEAN
def test_the_unit_of_weights_changes_nothing(metric: str, table: pa.Table, scale: float) -> None:
    scaled = table.set_column(table.schema.get_field_index("w"), "w", pa.array(table["w"].to_numpy() * scale))
    alike(numbers(facts_of(table, weight="w"), metric), numbers(facts_of(scaled, weight="w"), metric))


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("options", [{}, {"cluster": None}, {"weight": "w"}, {"cluster": None, "weight": "w"}], ids=str)
@given(table=tables())
@LEAN
def test_an_interval_holds_its_value_within_the_range_and_is_never_of_width_zero(
    metric: str, options: dict[str, Any], table: pa.Table
) -> None:
    definition = parse_metric(metric)
    for each in estimate(metric, facts_of(table, **options), by=["g"]):
        if each.value is None:
            assert each.interval is None
            assert each.reason
            continue
        assert definition.low <= each.value <= definition.high
        assert (each.interval is None) == (each.reason is not None)
        if each.interval is not None:
            assert definition.low <= each.interval.low <= each.value <= each.interval.high <= definition.high
            assert each.interval.high - each.interval.low > 1e-9


@pytest.mark.parametrize("metric", ALL)
@given(table=tables())
@LEAN
def test_swapping_baseline_and_candidate_mirrors_the_comparison(metric: str, table: pa.Table) -> None:
    facts = facts_of(table)
    first = compare(metric, facts, baseline="old", candidate="new", by=["g"])
    second = compare(metric, facts, baseline="new", candidate="old", by=["g"])
    for one, other in zip(first, second, strict=True):
        assert (one.reason, one.n) == (other.reason, other.n)
        assert (one.difference is None) == (other.difference is None)
        if one.difference is None:
            continue
        assert one.difference == pytest.approx(-other.difference, abs=1e-9)
        if one.interval is not None:
            width = one.interval.high - one.interval.low
            tolerance = 0.2 * width if metric in REPLICATED else 1e-9  # replicates of the two orders differ
            assert tuple(one.interval) == pytest.approx((-other.interval.high, -other.interval.low), abs=tolerance)
            assert one.p_value == pytest.approx(other.p_value, abs=0.2 if metric in REPLICATED else 1e-9)


@pytest.mark.parametrize("metric", ALL)
@given(table=tables())
@LEAN
def test_a_system_does_not_differ_from_its_copy(metric: str, table: pa.Table) -> None:
    systems = {"new": ("p_new", "s_new"), "copy": ("p_new", "s_new")}
    facts = facts_from_table(table, label="y", systems=systems, cluster="c")
    found = compare(metric, facts, baseline="copy", candidate="new")[0]
    if found.difference is not None:
        assert found.difference == pytest.approx(0.0, abs=1e-12)
    if found.interval is not None:
        assert found.interval.low < 0.0 < found.interval.high
        assert found.p_value == pytest.approx(1.0)


@pytest.mark.parametrize("metric", ALL)
@given(table=tables())
@LEAN
def test_a_slice_of_all_items_is_all_items(metric: str, table: pa.Table) -> None:
    whole = table.set_column(table.schema.get_field_index("g"), "g", pa.array(["all"] * table.num_rows))
    found = numbers(facts_of(whole), metric)
    alike(found[:1], found[1:])


@pytest.mark.parametrize("metric", ALL)
@given(table=tables())
@LEAN
def test_a_higher_level_is_wider(metric: str, table: pa.Table) -> None:
    low, high = (estimate(metric, facts_of(table), level=level, systems=["new"])[0] for level in (0.8, 0.99))
    if low.interval is not None and high.interval is not None:
        assert high.interval.low <= low.interval.low
        assert low.interval.high <= high.interval.high


@pytest.mark.parametrize("metric", SAME_UNDER_RENAMED_CLASSES)
@given(table=tables())
@LEAN
def test_names_of_classes_do_not_matter_where_all_count_alike(metric: str, table: pa.Table) -> None:
    renamed = pa.table(
        {
            name: pa.array([["b", "a"][value] for value in table[name].to_pylist()])
            if name in ("y", "p_new", "p_old")
            else table[name]
            for name in table.column_names
        }
    )
    alike(numbers(facts_of(table), metric), numbers(facts_of(renamed), metric))


@pytest.mark.parametrize("metric", SAME_UNDER_STRETCHED_SCORES)
@given(table=tables())
@LEAN
def test_ranks_do_not_see_how_scores_are_stretched(metric: str, table: pa.Table) -> None:
    stretched = table.set_column(
        table.schema.get_field_index("s_new"), "s_new", pa.array(np.exp(3 * table["s_new"].to_numpy()) - 50)
    )
    alike(numbers(facts_of(table), metric), numbers(facts_of(stretched), metric))


@pytest.mark.parametrize("metric", SMOOTH)
@given(table=tables(), border=st.integers(0, 10))
@LEAN
def test_states_of_parts_without_a_common_cluster_merge_to_the_whole(metric: str, table: pa.Table, border: int) -> None:
    whole, before, after = (
        table.filter(pa.array(kept))
        for kept in (
            np.ones(table.num_rows, bool),
            table["c"].to_numpy() < border,
            table["c"].to_numpy() >= border,
        )
    )
    if (
        not before.num_rows
        or not after.num_rows
        or len({*before["y"].to_pylist()}) < 2
        or len({*after["y"].to_pylist()}) < 2
    ):
        return
    measure = parse_metric(metric).measure
    assert isinstance(measure, SmoothMeasure)
    states, places = zip(*(state(facts_of(each), measure.families) for each in (whole, before, after)), strict=True)
    merged = states[1].merge(states[2])
    (one,), (other,) = (measure_smooth(measure, each, [places[0]], clustered=True) for each in (states[0], merged))
    np.testing.assert_allclose(one.value, other.value, atol=1e-12)
    np.testing.assert_allclose(one.variance, other.variance, atol=1e-12)
    np.testing.assert_array_equal(one.reason, other.reason)


def state(facts: Facts, families: Callable[[Facts], tuple[str, ...]]) -> tuple[Moments, dict[str, tuple[int, int]]]:
    terms = row_terms(facts, (facts.answers_of("new"),), families(facts))
    codes = np.zeros(facts.n_rows, np.int32)
    moments = cluster_moments(facts.layout.starts, codes, terms.slots, terms.values, n_slices=1, n_terms=terms.n_terms)
    return moments, terms.places[0]
