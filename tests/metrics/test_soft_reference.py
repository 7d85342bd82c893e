"""A soft reference: values are expected values, and variances have the two parts of the law of total variance."""

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.core.slices import SliceSpec
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts, facts_from_table

CLASSES = np.array(["a", "b"])


def long_table(answers: dict[str, np.ndarray], right: np.ndarray, **columns: np.ndarray) -> pa.Table:
    """One row for each item and class; ``right`` holds the probability of "a"."""
    n = right.size
    rows = {"item": np.repeat(np.arange(n), 2), "label": np.tile(CLASSES, n)}
    rows["share"] = np.stack([right, 1 - right], axis=1).ravel()
    rows |= {name: np.repeat(CLASSES[values], 2) for name, values in answers.items()}
    return pa.table(rows | {name: np.repeat(values, 2) for name, values in columns.items()})


def soft_facts(table: pa.Table, *systems: str, **more: object) -> Facts:
    named = {name: (name, None) for name in systems}
    return facts_from_table(table, label="label", systems=named, item="item", share="share", **more)


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.beta(2, 1, n), (rng.random(n) < 0.3).astype(int)


def test_the_value_is_the_expected_value() -> None:
    right, said = drawn(200, 1)
    found = estimate("accuracy", soft_facts(long_table({"s": said}, right), "s"))[0]
    assert found.value == pytest.approx(np.where(said == 0, right, 1 - right).mean(), abs=1e-12)
    assert found.n == 200


def test_certain_probabilities_give_what_a_hard_reference_gives() -> None:
    right, said = drawn(150, 2)
    hard = (right > 0.5).astype(float)
    clusters = np.arange(150) // 5
    table = long_table({"s": said}, hard, user=clusters)
    plain = pa.table({"label": CLASSES[(hard < 0.5).astype(int)], "s": CLASSES[said], "user": clusters})
    for cluster in (None, "user"):
        soft = estimate("accuracy,f1,mcc", soft_facts(table, "s", cluster=cluster, positive="a"))
        firm = estimate(
            "accuracy,f1,mcc",
            facts_from_table(plain, label="label", systems={"s": ("s", None)}, cluster=cluster, positive="a"),
        )
        for one, other in zip(soft, firm, strict=True):
            assert one.value == pytest.approx(other.value, abs=1e-12)
            assert one.interval == pytest.approx(other.interval, abs=1e-9)
            assert one.spread.label_error == pytest.approx(0.0, abs=1e-7)


def test_the_standard_error_is_that_of_values_under_drawn_items_and_drawn_labels() -> None:
    rng = np.random.default_rng(3)
    n, pool = 400, 60_000
    right, said = rng.beta(2, 1, pool), (rng.random(pool) < 0.3).astype(int)
    good = np.where(said == 0, right, 1 - right)
    values = []
    for _ in range(4_000):
        chosen = rng.integers(0, pool, n)
        values.append((rng.random(n) < good[chosen]).mean())
    found = estimate("accuracy", soft_facts(long_table({"s": said[:n]}, right[:n]), "s"))[0]
    assert found.spread.standard_error == pytest.approx(np.std(values), rel=0.06)
    labels = np.sqrt((good[:n] * (1 - good[:n])).mean() / n)
    assert found.spread.label_error == pytest.approx(labels, rel=1e-9)


@pytest.mark.parametrize("metric", ["accuracy", "f1", "recall", "mcc", "balanced_accuracy"])
def test_the_parts_of_a_variance_follow_from_drawing_labels(metric: str) -> None:
    rng = np.random.default_rng(4)
    right, said = drawn(3_000, 5)
    found = estimate(metric, soft_facts(long_table({"s": said}, right), "s", positive="a"))[0]
    values = []
    for _ in range(400):
        label = CLASSES[(rng.random(right.size) >= right).astype(int)]
        table = pa.table({"label": label, "s": CLASSES[said]})
        facts = facts_from_table(table, label="label", systems={"s": ("s", None)}, positive="a")
        values.append(estimate(metric, facts)[0].value)
    assert found.value == pytest.approx(np.mean(values), abs=0.003)
    assert found.spread.label_error == pytest.approx(np.std(values), rel=0.12)


def test_clusters_and_labels_add() -> None:
    right, said = drawn(300, 6)
    clusters = np.arange(300) // 10
    table = long_table({"s": said}, right, user=clusters)
    found = estimate("accuracy", soft_facts(table, "s", cluster="user"))[0]
    good = np.where(said == 0, right, 1 - right)
    sums = np.bincount(clusters, good - good.mean())
    between = (sums @ sums) / 300**2
    labels = (good * (1 - good)).sum() / 300**2
    assert found.spread.standard_error**2 == pytest.approx((between + labels) * 30 / 29, rel=1e-9)


def test_a_difference_has_only_the_doubt_of_items_answered_differently() -> None:
    right, said = drawn(500, 7)
    other = said.copy()
    other[:50] = 1 - other[:50]
    facts = soft_facts(long_table({"x": said, "y": other}, right), "x", "y")
    found = compare("accuracy", facts, baseline="x", candidate="y")[0]
    doubt = 4 * (right[:50] * (1 - right[:50])).sum() / 500**2
    assert found.spread.label_error**2 == pytest.approx(doubt, rel=1e-9)


def test_slices_count_items() -> None:
    right, said = drawn(90, 8)
    table = long_table({"s": said}, right, country=np.array(["x", "y", "z"])[np.arange(90) % 3])
    spec = SliceSpec(("country",))
    found = estimate("accuracy", soft_facts(table, "s", by=(spec,)), by=(spec,))
    assert [one.n for one in found] == [90, 30, 30, 30]


def test_rank_metrics_take_a_soft_reference() -> None:
    rng = np.random.default_rng(9)
    right = rng.beta(2, 2, 2_000)
    score = np.clip(right + rng.normal(0, 0.3, right.size), 0, 1)
    table = long_table({}, right, score=score)
    facts = facts_from_table(
        table, label="label", systems={"s": (None, "score")}, item="item", share="share", positive="a"
    )
    found = estimate("auroc", facts)[0]
    values = []
    for _ in range(100):
        label = CLASSES[(rng.random(right.size) >= right).astype(int)]
        hard = facts_from_table(
            pa.table({"label": label, "score": score}), label="label", systems={"s": (None, "score")}, positive="a"
        )
        values.append(estimate("auroc", hard)[0].value)
    assert found.value == pytest.approx(np.mean(values), abs=0.005)
    assert found.spread.label_error == pytest.approx(np.std(values), rel=0.25)


@pytest.mark.parametrize(
    ("share", "said"), [([0.5, 0.4], "sum"), ([1.5, -0.5], "probability")], ids=["not one", "out of range"]
)
def test_probabilities_that_are_none_are_refused(share: list[float], said: str) -> None:
    table = pa.table({"item": ["1", "1"], "label": ["a", "b"], "share": share, "s": ["a", "a"]})
    with pytest.raises(InputError, match=said) as caught:
        soft_facts(table, "s")
    assert caught.value.problems[0].code == "input.share"


def hard(metric: str, right: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The metric of each replicate against drawn labels; arrays of shape (n_replicates, n_items), 1 is "a"."""
    if metric == "accuracy":
        return (right == said).mean(axis=1)
    both = (right & said).sum(axis=1)
    return 2 * both / (right.sum(axis=1) + said.sum(axis=1))


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["accuracy", "f1"])
@pytest.mark.parametrize("items_a_cluster", [1, 5], ids=["alone", "clustered"])
def test_values_differences_and_errors_are_those_of_drawn_clusters_and_drawn_labels(
    metric: str, items_a_cluster: int
) -> None:
    """3,000 worlds: clusters drawn from a pool, the label of each item from its posterior, scored as certain."""
    rng = np.random.default_rng(11)
    pool, n_clusters, worlds = 5_000, 400 // items_a_cluster, 3_000
    lift = rng.normal(0, 1, pool)[:, None]
    chance = 1 / (1 + np.exp(-(rng.normal(0, 1.2, (pool, items_a_cluster)) + lift)))
    old, new = (rng.random(chance.shape) < 0.2 + 0.6 * (chance > 0.5) * skill for skill in (0.8, 1.0))
    values: dict[str, list[np.ndarray]] = {"new": [], "difference": []}
    for _ in range(30):
        chosen = rng.integers(0, pool, (worlds // 30, n_clusters))
        shape = (worlds // 30, -1)
        right = (rng.random((*chosen.shape, items_a_cluster)) < chance[chosen]).reshape(shape)
        scores = [hard(metric, right, each[chosen].reshape(shape)) for each in (old, new)]
        values["new"].append(scores[1])
        values["difference"].append(scores[1] - scores[0])
    found: dict[str, list[tuple[float, float]]] = {"new": [], "difference": []}
    for _ in range(40):
        chosen = rng.integers(0, pool, n_clusters)
        answers = {name: 1 - each[chosen].ravel().astype(int) for name, each in (("old", old), ("new", new))}
        users = np.repeat(np.arange(n_clusters), items_a_cluster)
        table = long_table(answers, chance[chosen].ravel(), user=users)
        facts = soft_facts(table, "old", "new", cluster="user", positive="a")
        both = compare(metric, facts, baseline="old", candidate="new")[0]
        found["new"].append((both.candidate.value, both.candidate.spread.standard_error))
        found["difference"].append((both.difference, both.spread.standard_error))
    for name, drawn_values in values.items():
        drawn_whole = np.concatenate(drawn_values)
        value, error = np.mean(found[name], axis=0)
        monte_carlo = drawn_whole.std() * np.sqrt(1 / 40 + 1 / worlds)
        assert value == pytest.approx(drawn_whole.mean(), abs=3 * monte_carlo), name
        assert error == pytest.approx(drawn_whole.std(), rel=0.06), name
