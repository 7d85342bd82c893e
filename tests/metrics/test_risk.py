"""Claims of "at most eps": what holds, what does not, and how much a machine may label."""

from typing import Any

import numpy as np
import pytest

import assay
from assay.core.errors import InputError
from assay.stats.proportion import hypergeometric_upper, upper_bound_exact


def column(wrong: int, n: int) -> dict[str, Any]:
    return {"wrong": [1] * wrong + [0] * (n - wrong)}


def test_fifty_nine_clean_items_hold_a_twentieth_and_fifty_eight_need_one_more() -> None:
    held = assay.risk(column(0, 59), wrong="wrong", at_most=0.05).found
    short = assay.risk(column(0, 58), wrong="wrong", at_most=0.05).found
    assert (held.holds, held.needed, short.holds, short.needed) == (True, None, False, 1)


def test_the_bound_of_a_stream_is_exact_and_that_of_a_pool_is_smaller() -> None:
    stream = assay.risk(column(3, 100), wrong="wrong", at_most=0.1).found
    pool = assay.risk(column(3, 100), wrong="wrong", at_most=0.1, pool=300).found
    assert stream.upper == pytest.approx(float(upper_bound_exact(3, 100, 0.05)))
    assert pool.upper == int(hypergeometric_upper(3, 100, 300, 0.05)) / 300 < stream.upper


def test_more_items_do_not_help_where_more_is_wrong_already() -> None:
    assert assay.risk(column(20, 100), wrong="wrong", at_most=0.05).found.needed is None


def test_words_and_truth_values_say_what_was_wrong_and_empty_was_not_checked() -> None:
    for values in (["yes", "no", None], [True, False, None], [1.0, 0.0, None], ["wrong", "right", None]):
        found = assay.risk({"wrong": values}, wrong="wrong", at_most=0.5).found
        assert (found.wrong, found.n) == (1.0, 2)


def test_losses_between_have_a_safe_bound() -> None:
    found = assay.risk({"loss": [0.5, 0.0] * 50}, wrong="loss", at_most=0.5).found
    assert "Hoeffding" in found.how
    assert 0.25 < found.upper < 0.5


def test_a_stratified_sample_weighs_and_a_proportional_one_is_exact() -> None:
    sample = {
        "item": [f"i{k}" for k in range(100)],
        "probability": [0.5] * 50 + [0.1] * 50,
        "stratum": ["a"] * 50 + ["b"] * 50,
    }
    rows = {"item": sample["item"], "wrong": [0] * 98 + [1] * 2}
    uneven = assay.risk(rows, wrong="wrong", at_most=0.2, sample=sample, item="item").found
    even = assay.risk(
        rows, wrong="wrong", at_most=0.2, sample={**sample, "probability": [0.2] * 100}, item="item"
    ).found
    assert uneven.rate == pytest.approx(2 / 50 * 500 / 600)
    assert uneven.upper > even.upper == pytest.approx(float(upper_bound_exact(2, 100, 0.05)))
    assert uneven.pool == 600


def test_nothing_is_claimed_of_items_picked_by_hand() -> None:
    found = assay.risk(column(0, 500), wrong="wrong", at_most=0.05, sample="by-hand").found
    assert (found.holds, found.upper, found.reason) == (False, None, "picked_by_hand")


def scores(n: int = 2000, *, every: int = 5, seed: int = 4) -> dict[str, Any]:
    """A pool whose machine errs more where it is less sure; every fifth item was checked."""
    random = np.random.default_rng(seed)
    unsure = random.random(n)
    right = np.where(random.random(n) < 0.5, "a", "b")
    wrong = random.random(n) < 0.3 * unsure**2
    machine = np.where(wrong, np.where(right == "a", "b", "a"), right)
    checked = np.arange(n) % every == 0
    people = [x if done else None for x, done in zip(right.tolist(), checked.tolist(), strict=True)]
    return {"item": [f"i{k}" for k in range(n)], "machine": machine, "people": people, "u": unsure, "wrong": wrong}


ASKED: dict[str, Any] = {"machine": "machine", "label": "people", "uncertainty": "u"}


def test_the_machine_labels_its_surest_items_and_the_bound_holds() -> None:
    pool = scores()
    found, assigned = assay.risk(pool, at_most=0.05, item="item", **ASKED)
    machine = np.asarray(assigned["judge"].to_pylist()) == "machine"
    assert 0.5 < found.share < 1.0
    assert found.n_machine == machine.sum() == (pool["u"] < found.below).sum()
    assert found.upper <= 0.05
    assert (pool["wrong"] & machine).mean() <= found.upper
    assert found.checked == 400
    assert found.n_spared == (machine & (np.arange(2000) % 5 > 0)).sum()


def test_one_more_error_would_be_too_many() -> None:
    pool = scores()
    found = assay.risk(pool, at_most=0.05, **ASKED).found
    assert int(hypergeometric_upper(int(found.wrong_below), 400, 2000, 0.05)) / 2000 == found.upper
    assert int(hypergeometric_upper(int(found.wrong_below) + 1, 400, 2000, 0.05)) / 2000 > 0.05


def test_a_looser_claim_never_gives_the_machine_less() -> None:
    shares = [assay.risk(scores(), at_most=eps, **ASKED).found.share for eps in (0.01, 0.02, 0.05, 0.08, 0.2)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_where_all_were_checked_the_claim_is_about_items_to_come() -> None:
    pool = scores(400, every=1)
    found = assay.risk(pool, at_most=0.05, **ASKED).found
    assert "Clopper-Pearson" in found.how
    assert found.upper == pytest.approx(float(upper_bound_exact(found.wrong_below, 400, 0.05)))


def test_too_few_checked_items_say_how_many_there_must_be() -> None:
    found = assay.risk(scores(1000, every=50), at_most=0.01, **ASKED).found
    assert (found.share, found.reason, found.below) == (0.0, "too_few_checked", None)
    assert int(hypergeometric_upper(0, found.needed, 1000, 0.05)) <= 10
    assert int(hypergeometric_upper(0, found.needed - 1, 1000, 0.05)) > 10


def test_errors_among_the_surest_are_the_reason_why_it_may_label_none() -> None:
    pool = scores()
    turned = {**pool, "u": [float(not wrong) for wrong in pool["wrong"]]}
    found = assay.risk(turned, at_most=0.02, **ASKED).found
    assert (found.n_machine, found.reason) == (0, "surest_items_wrong")


def test_a_drawn_sample_stands_for_its_frame() -> None:
    pool = scores()
    drawn = assay.draw_sample({"item": pool["item"]}, n=400).table
    chosen = set(drawn["item"].to_pylist())
    right = [m if not w else ("a" if m == "b" else "b") for m, w in zip(pool["machine"], pool["wrong"], strict=True)]
    pool["people"] = [x if item in chosen else None for x, item in zip(right, pool["item"], strict=True)]
    found = assay.risk(pool, at_most=0.05, sample=drawn, item="item", **ASKED).found
    assert (found.checked, found.n_pool) == (400, 2000)
    assert found.share > 0.3


WRONG: dict[str, Any] = {"wrong": "wrong", "at_most": 0.1}
SHARE: dict[str, Any] = {"machine": "m", "label": "h", "uncertainty": "u", "at_most": 0.1}
ANSWERS: dict[str, Any] = {"m": ["a", "b"], "h": ["a", "b"]}
UNSURE = {"wrong": "wrong", "uncertainty": "u", "at_most": 0.1, "pool": 9}


@pytest.mark.parametrize(
    ("rows", "asked", "codes"),
    [
        (column(0, 5), {**WRONG, "at_most": 5.0, "confidence": 95.0}, ["risk.at_most", "risk.confidence"]),
        (column(0, 5), {**WRONG, "pool": 3}, ["risk.pool"]),
        (column(0, 5), {**WRONG, "wrong": "wrng"}, ["input.unknown_column"]),
        (column(0, 5), {"at_most": 0.1}, ["risk.what_is_wrong"]),
        ({"wrong": ["perhaps", "no"]}, WRONG, ["risk.loss"]),
        ({"wrong": [2.0, 0.0]}, WRONG, ["risk.loss"]),
        ({"wrong": [None, None]}, WRONG, ["risk.no_items"]),
        ({**ANSWERS, "h": ["x", "y"], "u": [0.1, 0.2]}, SHARE, ["input.answers_do_not_fit"]),
        ({**ANSWERS, "u": [0.1, None]}, SHARE, ["risk.uncertainty"]),
        ({**ANSWERS, "u": ["low", "high"]}, SHARE, ["risk.uncertainty"]),
        ({**column(0, 5), "u": [1, 2, 3, 4, 5]}, UNSURE, ["risk.pool"]),
        (column(0, 5), {**WRONG, "sample": {"item": ["a"], "probability": [0.1]}}, ["sample.no_item"]),
    ],
)
def test_what_cannot_be_claimed_is_refused(rows: Any, asked: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        assay.risk(rows, **asked)
    assert [each.code for each in caught.value.problems] == codes


def test_a_sample_in_proportion_to_a_size_is_refused() -> None:
    sample = {"item": ["a", "b", "c"], "probability": [0.1, 0.2, 0.3]}
    rows = {"item": ["a", "b", "c"], "wrong": [0, 0, 0]}
    with pytest.raises(InputError) as caught:
        assay.risk(rows, wrong="wrong", at_most=0.5, sample=sample, item="item")
    assert caught.value.code == "risk.unequal"
