"""What each doubtful item adds to the label variance: it sums to it, and adjudicating the item removes it."""

import numpy as np
import pyarrow as pa
import pytest

from assay.core.slices import SliceSpec
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.label_effects import effects_on, label_effects

CLASSES = np.array(["a", "b", "c"])
N = 200


def classes(seed: int, **kept: str) -> Facts:
    """Three answers an item, with probabilities; two systems, clusters of four, weights, two countries."""
    rng = np.random.default_rng(seed)
    right = rng.dirichlet([1, 1, 1], N)
    columns = {
        "item": np.repeat(np.arange(N), 3),
        "right": np.tile(CLASSES, N),
        "share": right.ravel(),
        "user": np.repeat(np.arange(N) // 4, 3),
        "w": np.repeat(rng.uniform(0.5, 2, N), 3),
        "country": np.repeat(np.array(["DE", "FR"])[np.arange(N) % 2], 3),
    }
    columns |= {name: np.repeat(CLASSES[rng.integers(0, 3, N)], 3) for name in ("old", "new")}
    systems = {name: (name, None) for name in ("old", "new")}
    by = (SliceSpec(("country",)),)
    return facts_from_table(
        pa.table(columns), label="right", systems=systems, item="item", share="share", positive="a", by=by, **kept
    )


def scores(seed: int) -> Facts:
    rng = np.random.default_rng(seed)
    right = rng.beta(2, 2, N)
    table = {
        "item": np.repeat(np.arange(N), 2),
        "right": np.tile(["a", "b"], N),
        "share": np.stack([right, 1 - right], axis=1).ravel(),
    }
    for name in ("old", "new"):
        table[name] = np.repeat(np.clip(right + rng.normal(0, 0.3, N), 0, 1), 2)
    systems = {name: (None, name) for name in ("old", "new")}
    return facts_from_table(pa.table(table), label="right", systems=systems, item="item", share="share", positive="a")


@pytest.mark.parametrize("kept", [{}, {"cluster": "user"}, {"weight": "w"}], ids=["plain", "clustered", "weighted"])
@pytest.mark.parametrize("metric", ["accuracy", "f1", "f1:average=macro", "mcc", "recall"])
def test_the_effects_sum_to_the_label_variance_of_values_and_differences(metric: str, kept: dict[str, str]) -> None:
    facts = classes(1, **kept)
    all_items = np.zeros(facts.n_rows, np.int32)
    value = estimate(metric, facts, systems=["new"])[0]
    difference = compare(metric, facts, baseline="old", candidate="new")[0]
    for systems, found in ((("new",), value), (("old", "new"), difference)):
        effects = label_effects(facts, metric, systems, all_items, 1)
        assert effects.shape == (N,)
        assert effects.sum() == pytest.approx(found.spread.label_error**2, rel=1e-9)


@pytest.mark.parametrize("metric", ["auroc", "brier", "log_loss"])
def test_the_effects_of_scores_sum_to_the_label_variance(metric: str) -> None:
    facts = scores(2)
    all_items = np.zeros(facts.n_rows, np.int32)
    found = compare(metric, facts, baseline="old", candidate="new")[0]
    effects = label_effects(facts, metric, ("old", "new"), all_items, 1)
    assert effects.sum() == pytest.approx(found.spread.label_error**2, rel=1e-9)


def test_slices_have_effects_of_their_own() -> None:
    facts = classes(3)
    spec = SliceSpec(("country",))
    key = (("country", "FR"),)
    effects = effects_on(facts, "f1", ("new",), spec, [key])
    found = next(each for each in estimate("f1", facts, by=(spec,), systems=["new"]) if each.slice == key)
    assert effects.sum() == pytest.approx(found.spread.label_error**2, rel=1e-9)
    both = effects_on(facts, "f1", ("new",), spec, [key, (("country", "DE"),)])
    assert np.count_nonzero(effects) < np.count_nonzero(both)
    assert both[effects > 0] == pytest.approx(effects[effects > 0])


def test_a_doubtful_item_that_is_wrong_either_way_has_no_effect() -> None:
    table = pa.table(
        {
            "item": ["1", "1", "2", "2", "3"],
            "right": ["b", "c", "a", "b", "a"],
            "share": [0.5, 0.5, 0.9, 0.1, 1.0],
            "s": ["a"] * 5,
        }
    )
    facts = facts_from_table(table, label="right", systems={"s": ("s", None)}, item="item", share="share")
    effects = label_effects(facts, "accuracy", ("s",), np.zeros(5, np.int32), 1)
    assert effects == pytest.approx([0.0, 0.9 * 0.1 / 9, 0.0])


def test_adjudicating_an_item_removes_its_part_of_the_label_variance() -> None:
    rng = np.random.default_rng(4)
    right = rng.beta(2, 1, 50)
    said = np.where(rng.random(50) < 0.7, "a", "b")

    def facts_of(right: np.ndarray) -> Facts:
        share = np.stack([right, 1 - right], axis=1).ravel()
        columns = {"item": np.repeat(np.arange(50), 2), "right": np.tile(["a", "b"], 50), "s": np.repeat(said, 2)}
        table = pa.table(columns | {"share": share})
        return facts_from_table(table, label="right", systems={"s": ("s", None)}, item="item", share="share")

    before = estimate("accuracy", facts_of(right))[0].spread.label_error ** 2
    effects = label_effects(facts_of(right), "accuracy", ("s",), np.zeros(100, np.int32), 1)
    first = int(effects.argmax())
    ruled = right.copy()
    ruled[first] = 1.0
    after = estimate("accuracy", facts_of(ruled))[0].spread.label_error ** 2
    assert before - after == pytest.approx(effects[first], rel=1e-9)


def test_certain_references_and_metrics_that_do_not_tell_have_no_effects() -> None:
    facts = scores(5)
    assert label_effects(facts, "ece", ("new",), np.zeros(facts.n_rows, np.int32), 1) is None
    certain = facts_from_table(
        pa.table({"label": ["a", "b"], "s": ["a", "a"]}), label="label", systems={"s": ("s", None)}
    )
    assert label_effects(certain, "accuracy", ("s",), np.zeros(2, np.int32), 1) is None
