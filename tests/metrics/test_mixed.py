"""People and machine in one number: three ways, what labels are worth, and when there is no interval."""

from typing import Any

import numpy as np
import pytest
from tests.coverage.mixed_cells import WAYS, many_ends, pieces, said_by

import assay
from assay.core.errors import InputError
from assay.metrics.mixed.pieces import ALONE, MIXED, RAW, Piece

NAMED = {"item": "item", "judge": "judge", "answer": "answer", "people": "ann", "machine": "gpt"}


def judgments(
    n_items: int = 600,
    n_labelled: int = 60,
    *,
    seed: int = 1,
    machine: float = 0.9,
    systems: tuple[float, ...] = (0.8, 0.7),
    classes: tuple[str, ...] = ("good", "bad"),
    **more: Any,
) -> dict[str, list[Any]]:
    """One row a judgment; people labelled a random part, the machine and the systems all."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(classes), n_items)
    rows: list[tuple[int, str, str]] = []
    for name, skill in (("gpt", machine), *zip(("new", "old"), systems, strict=True)):
        said = np.where(rng.random(n_items) < skill, truth, rng.integers(0, len(classes), n_items))
        rows += [(item, name, classes[code]) for item, code in enumerate(said.tolist())]
    rows += [(item, "ann", classes[truth[item]]) for item in sorted(rng.permutation(n_items)[:n_labelled].tolist())]
    table: dict[str, list[Any]] = {
        name: list(each) for name, each in zip(("item", "judge", "answer"), zip(*rows, strict=True), strict=True)
    }
    return table | {name: [values[item] for item in table["item"]] for name, values in more.items()}


def by_way(found: tuple[Piece, ...], place: tuple[tuple[str, str], ...] = ()) -> dict[str, Piece]:
    return {each.way: each for each in found if each.estimate.slice == place}


def labelled_only(table: dict[str, list[Any]], system: str = "new") -> dict[str, list[str]]:
    """Labels of people with a system's answers, one row an item."""
    said = {(i, j): a for i, j, a in zip(table["item"], table["judge"], table["answer"], strict=True)}
    items = [item for item, judge in said if judge == "ann"]
    return {"label": [said[item, "ann"] for item in items], "new": [said[item, "new"] for item in items],
            "old": [said[item, "old"] for item in items]}  # fmt: skip


@pytest.mark.parametrize("metric", ["accuracy", "f1", "recall", "balanced_accuracy", "mcc"])
def test_people_alone_is_the_estimate_of_what_people_labelled(metric: str) -> None:
    table = judgments()
    alone = by_way(assay.mixed(table, candidate="new", metric=metric, **NAMED))[ALONE].estimate
    theirs = assay.estimate(labelled_only(table), label="label", prediction="new", metric=metric)[0]
    assert (alone.value, alone.interval, alone.n) == (theirs.value, theirs.interval, theirs.n)


def test_people_alone_of_a_difference_is_the_comparison_of_what_people_labelled() -> None:
    table = judgments()
    alone = by_way(assay.mixed(table, candidate="new", baseline="old", **NAMED))[ALONE].estimate
    theirs = assay.compare(labelled_only(table), label="label", baseline="old", candidate="new", metric="accuracy")[0]
    assert (alone.value, alone.interval) == (theirs.difference, theirs.interval)


@pytest.mark.parametrize("metric", ["accuracy", "f1", "precision:average=macro", "mcc"])
def test_a_good_machine_makes_the_interval_narrower_and_says_by_how_much(metric: str) -> None:
    found = by_way(assay.mixed(judgments(n_labelled=100), candidate="new", metric=metric, **NAMED))
    sharp, alone = found[MIXED], found[ALONE]
    width = [each.estimate.interval.high - each.estimate.interval.low for each in (sharp, alone)]
    assert width[0] < 0.9 * width[1]
    assert sharp.multiplier is not None
    assert sharp.multiplier > 1.2
    assert sharp.worth == f"100 labels of people are worth {100 * sharp.multiplier:.0f} (x{sharp.multiplier:.2f}) " \
        "with 600 answers of the machine"  # fmt: skip
    assert sharp.estimate.n_effective == pytest.approx((alone.estimate.n_effective or 0) * sharp.multiplier)


def test_a_useless_machine_leaves_people_alone_and_buys_nothing() -> None:
    found = by_way(assay.mixed(judgments(machine=0.0, seed=3), candidate="new", **NAMED))
    assert found[MIXED].multiplier == 1.0
    assert found[MIXED].lam == 0.0
    assert found[MIXED].worth == "60 labels of people are worth 60: this judge buys nothing here (600 answers of it)"
    assert found[MIXED].estimate.interval == found[ALONE].estimate.interval


@pytest.mark.parametrize("n", [30, 100])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_useless_judge_never_makes_intervals_wider_by_more_than_3_percent(n: int, share: float) -> None:
    rng = np.random.default_rng(4)
    right = rng.random((1_000, 21 * n)) < share
    found = many_ends(right, said_by(rng, right, "useless"), n)
    widths = {name: float((high - low).mean()) for name, (low, high) in found.items()}
    assert widths["people and machine"] <= 1.03 * widths["people alone"]


@pytest.mark.parametrize("judge", ["useless", "good", "near perfect"])
def test_the_simulated_intervals_are_those_of_the_command(judge: str) -> None:
    """What the coverage grid measures many at a time is what one call gives."""
    rng = np.random.default_rng(5)
    right = rng.random((6, 840)) < 0.8
    said = said_by(rng, right, judge)
    many = many_ends(right, said, 40)
    for place in range(6):
        labelled = np.arange(840) < 40
        for name, way in WAYS.items():
            (one,) = [each for each in pieces(right[place], said[place], labelled) if each.way == way]
            low, high = (ends[place] for ends in many[name])
            assert one.estimate.interval == pytest.approx((low, high), abs=1e-12)


def test_the_machine_alone_never_has_an_interval() -> None:
    raw = by_way(assay.mixed(judgments(), candidate="new", **NAMED))[RAW]
    assert (raw.estimate.interval, raw.estimate.reason) == (None, "not_checked")
    assert raw.estimate.n == 600


def test_a_slice_with_few_labels_leans_on_all_items_and_one_with_hardly_any_has_no_value() -> None:
    table = judgments(group=["big"] * 500 + ["small"] * 96 + ["rare"] * 4, seed=7)
    found = assay.mixed(table, candidate="new", by="group", **NAMED)
    every, small = (by_way(found, place)[MIXED] for place in ((), (("group", "small"),)))
    assert every.lam is not None
    assert small.lam is not None
    rare = by_way(found, (("group", "rare"),))
    assert (rare[MIXED].estimate.value, rare[MIXED].estimate.reason) == (None, "too_few_labelled")
    assert rare[MIXED].multiplier is None
    assert rare[RAW].estimate.value is not None


def test_no_estimate_is_bare_of_zero_width_or_not_a_number() -> None:
    table = judgments(n_labelled=12, group=["a", "b", "c", "d"] * 150, machine=1.0, systems=(1.0, 0.5), seed=8)
    for piece in assay.mixed(table, candidate="new", by="group", metric="accuracy,f1,recall,mcc", **NAMED):
        estimate = piece.estimate
        assert estimate.interval is not None or estimate.reason
        assert estimate.value is None or np.isfinite(estimate.value)
        if estimate.interval is not None:
            assert estimate.interval.low < estimate.interval.high
            assert estimate.interval.low <= estimate.value <= estimate.interval.high


def test_clusters_widen_what_hangs_together() -> None:
    rng = np.random.default_rng(9)
    cluster = np.repeat(np.arange(60), 10)
    right = rng.random(600) < rng.beta(0.8, 0.2, 60)[cluster]
    said, labelled = said_by(rng, right, "good"), np.arange(600) % 4 == 0
    plain, together = (
        next(each for each in pieces(right, said, labelled, cluster=given) if each.way == MIXED)
        for given in (None, cluster)
    )
    ends = [each.estimate.interval for each in (plain, together)]
    assert ends[1].high - ends[1].low > 1.2 * (ends[0].high - ends[0].low)


def test_the_share_of_an_answer_is_that_of_people_where_they_answered() -> None:
    table = judgments()
    found = by_way(assay.mixed(table, positive="good", **NAMED))
    own = [a for j, a in zip(table["judge"], table["answer"], strict=True) if j == "ann"]
    assert found[ALONE].estimate.value == pytest.approx(own.count("good") / len(own))
    assert found[MIXED].estimate.metric == "share"
    assert (found[MIXED].multiplier or 0) > 1.2


def test_the_mean_of_numbers_is_that_of_people_where_they_answered() -> None:
    table = judgments(classes=("1", "2", "3", "4.5"))
    found = by_way(assay.mixed(table, metric="mean", **NAMED))
    own = [float(a) for j, a in zip(table["judge"], table["answer"], strict=True) if j == "ann"]
    assert found[ALONE].estimate.value == pytest.approx(np.mean(own))
    assert found[MIXED].estimate.interval is not None
    assert (found[MIXED].multiplier or 0) > 1.2


@pytest.mark.parametrize("metric", ["mae", "rmse", "bias"])
def test_errors_of_numbers_are_sharpened_too(metric: str) -> None:
    found = by_way(assay.mixed(judgments(classes=("1", "2", "3")), metric=metric, candidate="new", **NAMED))
    assert found[ALONE].estimate.interval is not None
    assert (found[MIXED].multiplier or 0) > 1.0


def test_equal_strata_drawn_alike_are_nearly_a_simple_sample() -> None:
    table = judgments(part=["a", "b"] * 300, seed=10)
    simple, stratified = (
        by_way(assay.mixed(table, candidate="new", **NAMED, **more))[MIXED].estimate
        for more in ({}, {"stratum": "part"})
    )
    assert stratified.value == pytest.approx(simple.value, abs=0.03)
    assert stratified.interval == pytest.approx(simple.interval, abs=0.05)
    assert any("Stratified sample of 2 strata" in note for note in stratified.method.notes)


def test_unequal_probabilities_are_weighed() -> None:
    """Easy items were drawn four times as often: without weights the share would be too high."""
    rng = np.random.default_rng(11)
    easy = rng.random(4000) < 0.5
    right = rng.random(4000) < np.where(easy, 0.9, 0.5)
    chance = np.where(easy, 0.2, 0.05)
    labelled = rng.random(4000) < chance
    rows = [(i, "gpt", "no") for i in range(4000)] + [(i, "new", "yes") for i in range(4000)]
    rows += [(i, "ann", "yes" if right[i] else "no") for i in np.flatnonzero(labelled)]
    table = {name: list(each) for name, each in zip(("item", "judge", "answer"), zip(*rows, strict=True), strict=True)}
    table["p"] = [float(chance[i]) for i in table["item"]]
    plain = by_way(assay.mixed(table, candidate="new", **NAMED))[MIXED].estimate
    weighed = by_way(assay.mixed(table, candidate="new", probability="p", **NAMED))[MIXED].estimate
    assert plain.value > 0.78
    assert weighed.interval.low < 0.7 < weighed.interval.high


def test_a_stratum_without_labels_gives_no_interval_and_is_named() -> None:
    table = judgments(part=["a", "b"] * 300)
    kept = [
        row for row in range(len(table["item"])) if not (table["judge"][row] == "ann" and table["part"][row] == "b")
    ]
    table = {name: [values[row] for row in kept] for name, values in table.items()}
    found = by_way(assay.mixed(table, candidate="new", stratum="part", **NAMED))[MIXED]
    assert (found.estimate.interval, found.estimate.reason) == (None, "stratum_unanswered")
    assert found.worth is None
    assert any(note.endswith("nothing is known of them: b") for note in found.estimate.method.notes)


def test_items_picked_by_hand_give_no_interval_and_no_multiplier() -> None:
    for more in ({"design": "by-hand"}, {"sample": "by-hand"}):
        found = by_way(assay.mixed(judgments(), candidate="new", **NAMED, **more))
        for way in (MIXED, ALONE):
            assert (found[way].estimate.interval, found[way].estimate.reason) == (None, "picked_by_hand")
        assert found[MIXED].multiplier is None


def test_labels_outside_of_the_sample_do_not_count() -> None:
    table = judgments()
    own = [i for i, j in zip(table["item"], table["judge"], strict=True) if j == "ann"]
    sample = {"item": own[:40], "probability": [40 / 600] * 40}
    found = by_way(assay.mixed(table, candidate="new", sample=sample, **NAMED))
    assert found[ALONE].estimate.n == 40
    assert "20 labels of items that the sample did not draw do not count" in found[MIXED].estimate.method.notes


def test_a_metric_that_is_no_function_of_sums_is_refused() -> None:
    with pytest.raises(InputError, match="no smooth function of sums"):
        assay.mixed(judgments(), candidate="new", metric="auroc", **NAMED)


def test_a_judge_calibrated_elsewhere_corrects_its_share() -> None:
    here, there = judgments(seed=12), judgments(n_items=400, n_labelled=400, seed=13)
    there["item"] = [f"other {item}" for item in there["item"]]
    without = [row for row in range(len(here["item"])) if here["judge"][row] != "ann"]
    here = {name: [values[row] for row in without] for name, values in here.items()}
    for more in ({"positive": "good"}, {"candidate": "new"}):
        corrected, raw = assay.mixed(here, calibration=there, **NAMED, **more)
        assert corrected.way == "judge calibrated elsewhere"
        assert corrected.estimate.interval.low < corrected.estimate.value < corrected.estimate.interval.high
        assert raw.estimate.interval is None
    assert corrected.estimate.value > raw.estimate.value  # a judge that errs makes a good system look worse


def test_rates_may_be_given_instead() -> None:
    rows = {"item": list(range(2000)), "judge": ["gpt"] * 2000, "answer": ["yes"] * 1240 + ["no"] * 760}
    (corrected, _) = assay.mixed(
        rows, item="item", judge="judge", answer="answer", machine="gpt", sensitivity="0.9/200", specificity="0.8/200"
    )
    assert corrected.estimate.value == pytest.approx(0.6)


@pytest.mark.slow
@pytest.mark.parametrize("machine", [0.5, 0.97], ids=["half guessed", "near perfect"])
@pytest.mark.parametrize("n", [30, 100])
def test_intervals_of_paired_differences_hold_the_truth(n: int, machine: float) -> None:
    """True difference 0.1; of 300 intervals at least 94 % hold it, within Monte Carlo error."""
    held = 0
    for seed in range(300):
        table = judgments(20 * n, n, seed=seed, machine=machine, systems=(0.8, 0.6))
        found = by_way(assay.mixed(table, candidate="new", baseline="old", **NAMED))[MIXED].estimate.interval
        held += found.low <= 0.1 <= found.high
    assert held >= 274  # 94 % of 300, less two standard errors
