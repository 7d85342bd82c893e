"""Estimates of a drawn sample: weights, strata, stopped queues, and no interval without a design."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import assay
from assay.core.errors import InputError
from assay.datasets.sample_file import read_sample
from assay.metrics.designed import with_sample
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table

SIZES, DRAWN = (500, 300, 200), (40, 40, 40)


def data(*, seed: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stratified sample and the labelled rows of its items."""
    random = np.random.default_rng(seed)
    strata = np.repeat(np.arange(3), DRAWN)
    right = random.random(strata.size) < np.asarray([0.95, 0.6, 0.8])[strata]
    other = right ^ (random.random(strata.size) < 0.2)
    items = [f"i{k}" for k in range(strata.size)]
    names = np.asarray(["a", "b", "c"])[strata]
    chance = (np.asarray(DRAWN) / SIZES)[strata]
    sample = {"item": items, "probability": chance, "stratum": names, "order": random.permutation(strata.size)}
    rows = {
        "item": items,
        "label": np.where(random.random(strata.size) < 0.4, "yes", "no"),
        "half": np.arange(strata.size) % 2,
        "group": np.arange(strata.size) // 2,
    }
    flip = {"yes": "no", "no": "yes"}
    rows["pred"] = [x if ok else flip[x] for x, ok in zip(rows["label"], right, strict=True)]
    rows["rival"] = [x if ok else flip[x] for x, ok in zip(rows["label"], other, strict=True)]
    rows["right"], rows["stratum"] = right.astype(float), names
    return sample, {name: np.asarray(values) for name, values in rows.items()}


SAMPLE, ROWS = data()
ASKED: dict[str, Any] = {"label": "label", "prediction": "pred", "metric": "accuracy", "item": "item"}
SHARES = np.asarray(SIZES) / sum(SIZES)


def only(chosen: Any) -> dict[str, Any]:
    return {name: np.asarray(values)[chosen] for name, values in ROWS.items()}


def stratified(values: Any) -> tuple[float, float]:
    """Mean and standard error by the book (Cochran 1977, 5.6), without finite-population correction."""
    parts = [values[ROWS["stratum"] == name] for name in "abc"]
    mean = sum(w * part.mean() for w, part in zip(SHARES, parts, strict=True))
    variance = sum(w**2 * part.var(ddof=1) / part.size for w, part in zip(SHARES, parts, strict=True))
    return float(mean), float(np.sqrt(variance))


def test_accuracy_of_a_stratified_sample_is_that_of_the_book() -> None:
    found = assay.estimate(ROWS, sample=SAMPLE, **ASKED)[0]
    mean, error = stratified(ROWS["right"])
    assert found.value == pytest.approx(mean)
    assert found.spread.standard_error == pytest.approx(error)
    assert "strata" in found.method.variance


def test_a_difference_of_two_systems_is_that_of_the_book() -> None:
    asked = {key: value for key, value in ASKED.items() if key != "prediction"}
    found = assay.compare(ROWS, sample=SAMPLE, baseline="rival", candidate="pred", **asked)[0]
    gain = ROWS["right"] - (ROWS["rival"] == ROWS["label"])
    mean, error = stratified(gain)
    assert found.difference == pytest.approx(mean)
    assert found.spread.standard_error == pytest.approx(error)


def test_a_slice_across_strata_is_a_domain() -> None:
    """Linearised ratio: z = w d (y - R) / sum w d, n_h / (n_h - 1) times its spread within each stratum."""
    found = next(each for each in assay.estimate(ROWS, sample=SAMPLE, by="half", **ASKED) if each.slice)
    weight, inside, right = 1.0 / SAMPLE["probability"], ROWS["half"] == 0, ROWS["right"]
    whole = (weight * inside).sum()
    ratio = (weight * inside * right).sum() / whole
    z = weight * inside * (right - ratio) / whole
    variance = sum(z[ROWS["stratum"] == name].var(ddof=1) * 40 for name in "abc")
    n, n_slice = inside.size, inside.sum()
    assert found.value == pytest.approx(ratio)
    assert found.spread.standard_error == pytest.approx(np.sqrt(variance * (n - 1) / n * n_slice / (n_slice - 1)))


@pytest.mark.parametrize("metric", ["f1", "balanced_accuracy", "mcc", "recall"])
def test_strata_never_widen_what_they_explain(metric: str) -> None:
    flat = {**SAMPLE, "stratum": np.full(120, "all")}
    flat["probability"] = SAMPLE["probability"]
    asked = {**ASKED, "metric": metric, "positive": "yes"}
    with_strata, without = (assay.estimate(ROWS, sample=each, **asked)[0] for each in (SAMPLE, flat))
    assert with_strata.value == pytest.approx(without.value)
    assert with_strata.spread.standard_error <= without.spread.standard_error * 1.02
    assert "unequal probabilities" in without.method.notes[0]


def test_a_simple_sample_is_estimated_as_without_one() -> None:
    simple = {**SAMPLE, "stratum": np.full(120, "all"), "probability": np.full(120, 0.12)}
    found, plain = assay.estimate(ROWS, sample=simple, **ASKED)[0], assay.estimate(ROWS, **ASKED)[0]
    assert (found.value, found.interval, found.spread) == (plain.value, plain.interval, plain.spread)


def test_weights_of_items_multiply_what_the_sample_gives() -> None:
    rows = {**ROWS, "traffic": np.linspace(1.0, 2.0, 120)}
    found = assay.estimate(rows, sample=SAMPLE, weight="traffic", **ASKED)[0]
    assert found.value == pytest.approx(np.average(ROWS["right"], weights=rows["traffic"] / SAMPLE["probability"]))


def test_clusters_leave_strata_out_and_say_so() -> None:
    found = assay.estimate(ROWS, sample=SAMPLE, cluster="group", **ASKED)[0]
    assert found.interval is not None
    assert "strata are left out" in found.method.notes[0]


def test_a_queue_stopped_early_in_order_gives_an_interval_by_the_new_probabilities() -> None:
    order = np.asarray(SAMPLE["order"])
    done = order < np.sort(order)[70]
    found = assay.estimate(only(done), sample=SAMPLE, **ASKED)[0]
    parts = [ROWS["right"][done & (ROWS["stratum"] == name)].mean() for name in "abc"]
    assert found.value == pytest.approx(float(SHARES @ parts))
    assert found.interval is not None
    assert any("stopped early" in note for note in found.method.notes)


def test_a_queue_answered_out_of_order_gives_no_interval() -> None:
    found = assay.estimate(only(np.asarray(SAMPLE["order"]) >= 40), sample=SAMPLE, by="half", **ASKED)
    assert {(each.interval, each.reason) for each in found} == {(None, "out_of_order")}
    assert all(each.value is not None for each in found)


def test_a_part_of_a_sample_without_its_order_gives_no_interval() -> None:
    unordered = {name: values for name, values in SAMPLE.items() if name != "order"}
    assert assay.estimate(ROWS, sample=unordered, **ASKED)[0].interval is not None
    found = assay.estimate(only(np.arange(120) != 5), sample=unordered, **ASKED)[0]
    assert (found.interval, found.reason) == (None, "out_of_order")


def test_a_stratum_without_an_answer_gives_no_interval() -> None:
    found = assay.estimate(only(ROWS["stratum"] != "c"), sample=SAMPLE, **ASKED)[0]
    assert (found.interval, found.reason) == (None, "stratum_unanswered")


def test_items_picked_by_hand_give_values_without_interval() -> None:
    asked = {**ASKED, "metric": "accuracy,f1,ece"}
    found = assay.estimate(ROWS, sample="by-hand", **asked)
    assert found[0].value == pytest.approx(ROWS["right"].mean())
    assert {each.interval for each in found} == {None}
    assert {each.reason for each in found} == {"picked_by_hand", "no_score"}


def test_a_difference_of_items_picked_by_hand_has_no_interval_and_no_verdict() -> None:
    from assay.workflows.from_data import judge

    asked = {key: value for key, value in ASKED.items() if key != "prediction"}
    found = assay.compare(ROWS, sample="by-hand", baseline="rival", candidate="pred", **asked)
    assert (found[0].interval, found[0].reason, found[0].p_value) == (None, "picked_by_hand", None)
    assert judge(found, margin=0.5)[0].outcome.value == "INCONCLUSIVE"


def test_labelled_items_that_were_not_drawn_are_left_out_and_told() -> None:
    kept = {name: np.asarray(values)[:100] for name, values in SAMPLE.items()}
    kept["order"] = np.arange(100)
    found = assay.estimate(ROWS, sample=kept, **ASKED)[0]
    assert found.n == 100
    assert "left out: 20 items with a label that the sample did not draw" in found.method.notes


def test_strata_of_one_item_are_joined() -> None:
    names = [*SAMPLE["stratum"][:118], "x", "y"]
    chance = [*SAMPLE["probability"][:118], 0.5, 0.25]
    found = assay.estimate(ROWS, sample={**SAMPLE, "stratum": names, "probability": chance}, **ASKED)[0]
    assert found.interval is not None


def test_a_single_stratum_of_one_item_joins_another() -> None:
    names, chance = [*SAMPLE["stratum"][:119], "x"], [*SAMPLE["probability"][:119], 0.5]
    found = assay.estimate(ROWS, sample={**SAMPLE, "stratum": names, "probability": chance}, **ASKED)[0]
    assert found.interval is not None


@pytest.mark.parametrize(
    ("sample", "more", "code"),
    [
        (SAMPLE, {"item": None}, "sample.no_item"),
        ({"item": ["a"]}, {}, "sample.file"),
        ({"item": ["zz"], "probability": [0.5]}, {}, "sample.no_answers"),
        ({"item": ["i1", "i1"], "probability": [0.5, 2.0]}, {}, "sample.file"),
        ({"item": ["i1"], "probability": ["much"]}, {}, "sample.file"),
    ],
)
def test_a_sample_that_cannot_be_used_is_refused(sample: Any, more: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        assay.estimate(ROWS, sample=sample, **{**ASKED, **more})
    assert caught.value.code == code


def test_a_soft_reference_that_is_certain_gives_the_numbers_of_a_hard_one() -> None:
    drawn = read_sample(SAMPLE)
    hard = pa.table({name: ROWS[name] for name in ("item", "label", "pred")})
    soft = hard.append_column("share", pa.array(np.ones(120)))
    asked: dict[str, Any] = {"label": "label", "systems": {"s": ("pred", None)}, "item": "item"}
    facts = facts_from_table(hard, **asked), facts_from_table(soft, share="share", **asked)
    found = [estimate("accuracy,f1", with_sample(each, drawn)) for each in facts]
    for one, other in zip(*found, strict=True):
        assert one.value == pytest.approx(other.value)
        assert one.spread.standard_error == pytest.approx(other.spread.standard_error)
