"""Consensus in records: confusions with intervals, warnings, scores of numbers, row order."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.metrics.consensus import (
    find_consensus,
    items_table,
    judge_confusions,
    judges_scored,
    parted_items,
    too_little,
)
from assay.metrics.definitions.numbers import NUMBERS, number_metrics
from assay.metrics.estimate import estimate
from assay.metrics.facts import facts_from_table
from assay.metrics.judge_card import Answers, judge_answers
from assay.metrics.judge_confusion import confusion_table
from assay.metrics.long_facts import LongFacts, long_facts
from assay.metrics.number_consensus import find_numbers, number_judges, numbers_scored, numbers_table
from assay.stats.proportion import wilson_interval
from assay.stats.truth.named import infer


def facts_of(columns: dict[str, Any], **options: Any) -> LongFacts:
    return long_facts(pa.table(columns), item=["item"], judge=["judge"], answer="answer", **options)


def crowd(seed: int = 1, *, n_items: int = 200, n_judges: int = 6) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Rows of judges who take b for a more often than a for b, and the truth of each item."""
    rng = np.random.default_rng(seed)
    names = np.array(["a", "b"])
    truth = rng.integers(0, 2, n_items)
    items, judges = (each.ravel() for each in np.indices((n_items, n_judges)))
    said = np.where(rng.random(items.size) < np.where(truth[items] == 0, 0.9, 0.7), truth[items], 1 - truth[items])
    rows = {
        "item": [f"i{each}" for each in items],
        "judge": [f"j{each}" for each in judges],
        "answer": names[said].tolist(),
    }
    return rows, {f"i{place}": str(names[code]) for place, code in enumerate(truth)}


def test_a_confusion_against_a_reference_counts_votes_with_wilson_intervals() -> None:
    rows, truth = crowd()
    found = find_consensus(facts_of(rows), "majority", {})
    table = judge_confusions(found, truth, level=0.95)
    mine = next(row for row in table.to_pylist() if (row["judge"], row["truth"], row["answer"]) == ("j2", "a", "b"))
    at = [said for item, judge, said in zip(*rows.values(), strict=True) if judge == "j2" and truth[item] == "a"]
    wrong = at.count("b")
    assert (mine["n"], mine["n_effective"]) == (len(at), len(at))
    assert mine["share"] == pytest.approx(wrong / len(at))
    ends = wilson_interval(wrong / len(at), len(at), 0.025, correction=0.25 / len(at))
    assert (mine["low"], mine["high"]) == pytest.approx((float(ends.low), float(ends.high)))


@pytest.mark.parametrize("n_items", [12, 200])
def test_the_card_of_a_judge_and_the_consensus_tell_one_confusion(n_items: int) -> None:
    rows, truth = crowd(n_items=n_items, n_judges=1)
    told = judge_confusions(find_consensus(facts_of(rows), "majority", {}), truth, level=0.95).to_pylist()
    table = pa.table({**rows, "right": [truth[item] for item in rows["item"]]})
    cells = judge_answers(Answers(table, "item", "answer", "right", "j0")).confusion
    assert {(each["truth"], each["answer"]) for each in told} == {(each.right, each.said) for each in cells}
    on_card = {(each.right, each.said): each.estimate for each in cells}
    for each in told:
        mine = on_card[each["truth"], each["answer"]]
        assert (each["share"], each["n"]) == pytest.approx((mine.value, mine.n))
        assert (each["low"], each["high"]) == pytest.approx((mine.interval.low, mine.interval.high), rel=1e-9)


def test_a_confusion_against_the_consensus_rests_on_fewer_votes_where_it_is_unsure() -> None:
    rows, _ = crowd()
    facts = facts_of(rows)
    sure = confusion_table(facts, np.tile([1.0, 0.0], (200, 1)), level=0.95)
    unsure = confusion_table(facts, np.tile([0.5, 0.5], (200, 1)), level=0.95)
    assert sure["n_effective"].to_pylist()[0] == 200
    assert (unsure["n"].to_pylist()[0], unsure["n_effective"].to_pylist()[0]) == (100, 50)


def test_shares_of_a_row_sum_to_one_and_rows_that_do_not_occur_are_left_out() -> None:
    rows, truth = crowd()
    found = find_consensus(facts_of(rows, classes=["never"]), "dawid-skene", {})
    table = judge_confusions(found, {**truth}, level=0.95).to_pylist()
    assert {row["truth"] for row in table} == {"a", "b"}
    assert {row["answer"] for row in table} == {"a", "b", "never"}
    sums: dict[Any, float] = {}
    for row in table:
        sums[row["judge"], row["truth"]] = sums.get((row["judge"], row["truth"]), 0.0) + row["share"]
        assert row["low"] < row["share"] + 1e-12 <= row["high"] + 2e-12
    np.testing.assert_allclose(list(sums.values()), 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(("n_items", "n_judges"), [(300, 4), (300, 7), (200, 3)])
def test_confusions_by_the_consensus_cover_the_confusions_behind_them(n_items: int, n_judges: int) -> None:
    """Truth and confusions are estimated together; taken as known, the truth would give 75 to 92 %."""
    behind = {("a", "a"): 0.9, ("a", "b"): 0.1, ("b", "b"): 0.7, ("b", "a"): 0.3}
    inside = []
    for seed in range(40):
        rows, _ = crowd(seed, n_items=n_items, n_judges=n_judges)
        facts = facts_of(rows)
        posterior = infer("dawid-skene", facts.votes, {})[0].posterior
        rows_of_cells = confusion_table(facts, posterior, level=0.95, is_model=True).to_pylist()
        bounded = [row for row in rows_of_cells if row["reason"] is None]
        assert len(bounded) >= 0.6 * len(rows_of_cells)
        inside += [row["low"] <= behind[row["truth"], row["answer"]] <= row["high"] for row in bounded]
    assert np.mean(inside) >= 0.935


def test_judges_are_measured_as_systems_are() -> None:
    rows, truth = crowd()
    found = find_consensus(facts_of(rows), "dawid-skene", {})
    scored = [each for each in judges_scored(found, truth, ["accuracy"], level=0.95, seed=7) if each.slice]
    assert [each.slice for each in scored] == [(("judge", f"j{place}"),) for place in range(6)]
    right = np.mean([truth[item] == said for item, judge, said in zip(*rows.values(), strict=True) if judge == "j0"])
    assert scored[0].value == pytest.approx(right)
    assert scored[0].interval is not None


def test_items_behind_a_judge_are_those_on_which_it_says_other_than_most_and_a_draw_is_none() -> None:
    rows, _ = crowd(n_judges=5)
    found = find_consensus(facts_of(rows), "majority", {})
    said: dict[str, dict[str, str]] = {}
    for item, judge, answer in zip(*rows.values(), strict=True):
        said.setdefault(item, {})[judge] = answer
    most = {item: max("ab", key=list(of.values()).count) for item, of in said.items()}
    parted = parted_items(found, most=7)
    for judge in ("j0", "j4"):
        against = {item for item, of in said.items() if of[judge] != most[item]}
        assert (parted[judge].n_items, len(parted[judge].first)) == (len(against), 7)
        assert set(parted[judge].first) <= against
        alone = [list(said[item].values()).count(said[item][judge]) for item in parted[judge].first]
        assert alone == sorted(alone), "those with whom the fewest agree come first"
    drawn = facts_of({"item": ["i", "i"], "judge": ["x", "y"], "answer": ["a", "b"]})
    assert parted_items(find_consensus(drawn, "majority", {}), most=7) == {}


@pytest.mark.parametrize("ties", ["fractional", "first", "random"])
@pytest.mark.parametrize("method", ["majority", "dawid-skene"])
def test_the_order_of_rows_changes_no_byte(method: str, ties: str) -> None:
    rows, _ = crowd(n_judges=4)
    order = np.random.default_rng(2).permutation(len(rows["item"]))
    shuffled = {name: [column[place] for place in order] for name, column in rows.items()}
    one, other = (items_table(find_consensus(facts_of(each), method, {}, ties=ties)) for each in (rows, shuffled))
    assert one.equals(other)


def test_the_seed_decides_drawn_ties_and_nothing_else() -> None:
    rows = {"item": [f"i{n // 2}" for n in range(80)], "judge": ["x", "y"] * 40, "answer": ["a", "b"] * 40}
    facts = facts_of(rows)
    drawn = [find_consensus(facts, "majority", {}, ties="random", seed=seed) for seed in (1, 1, 2)]
    answers = [items_table(each)["answer"].to_pylist() for each in drawn]
    assert answers[0] == answers[1] != answers[2]
    assert set(answers[0]) == {"a", "b"}
    assert items_table(find_consensus(facts, "majority", {}))["answer"].null_count == 40


def test_copying_judges_are_named_in_a_warning() -> None:
    rows, _ = crowd(3, n_items=300)
    said = {(item, judge): answer for item, judge, answer in zip(*rows.values(), strict=True)}
    copied = [said[item, "j0"] if judge == "j1" else answer for item, judge, answer in zip(*rows.values(), strict=True)]
    warned = find_consensus(facts_of(rows | {"answer": copied}), "dawid-skene", {}).warnings
    assert "'j0' and 'j1' on 100% of 300 answers" in warned[0]
    assert find_consensus(facts_of(rows), "dawid-skene", {}).warnings == ()


@pytest.mark.parametrize(
    ("judges", "items", "said"),
    [
        (["x", "x"], ["a", "b"], "one judge"),
        (["x", "y"], ["a", "b"], "No item has two votes"),
        (["x", "y", "z"], ["a", "a", "b"], "one answer only"),
    ],
    ids=["one judge", "no overlap", "one vote each"],
)
def test_votes_that_show_nothing_of_a_judge_say_so(judges: list[str], items: list[str], said: str) -> None:
    facts = facts_of({"item": items, "judge": judges, "answer": ["p", "q", "p"][: len(items)]})
    assert said in too_little(facts.votes)[0]


def numbers(seed: int = 1, n: int = 150) -> tuple[Any, np.ndarray, np.ndarray]:
    """Facts of a system of numbers against a reference of numbers, both also as arrays."""
    rng = np.random.default_rng(seed)
    y = rng.normal(50, 10, n).round(2)
    x = (y + 2 + rng.normal(0, 3, n)).round(2)
    return facts_from_table(pa.table({"y": y, "x": x}), label="y", systems={"m": (None, "x")}), x, y


def test_metrics_of_numbers_equal_their_definitions() -> None:
    facts, x, y = numbers()
    found = {each.metric: each for each in estimate(list(NUMBERS.values()), facts)}
    expected = {
        "mae": np.abs(x - y).mean(),
        "rmse": np.sqrt(np.mean((x - y) ** 2)),
        "bias": np.mean(x - y),
        "error_sd": np.std(x - y),
        "correlation": np.corrcoef(x, y)[0, 1],
    }
    assert {name: each.value for name, each in found.items()} == pytest.approx(expected)
    assert found["bias"].spread.standard_error == pytest.approx(np.std(x - y, ddof=1) / np.sqrt(x.size))
    # delta method: (1 - r^2) / sqrt(n) is the normal-theory standard error of a correlation
    r = expected["correlation"]
    assert found["correlation"].spread.standard_error == pytest.approx((1 - r * r) / np.sqrt(x.size), rel=0.25)


@pytest.mark.parametrize("name", NUMBERS)
def test_gradients_of_metrics_of_numbers_equal_differences(name: str) -> None:
    from assay.metrics.definition import SmoothMeasure, Sums
    from assay.metrics.terms import row_terms

    facts, *_ = numbers(2, 40)
    measure = NUMBERS[name].measure
    assert isinstance(measure, SmoothMeasure)
    terms = row_terms(facts, facts.answers, measure.families(facts))
    sums = np.zeros(terms.n_terms)
    np.add.at(sums, terms.slots.ravel().astype(int), terms.values.ravel())
    gradient = measure.evaluate(Sums(sums[None, :], terms.places[0])).gradient[0]
    for place in range(sums.size):
        step = 1e-6 * max(abs(sums[place]), 1.0)
        ends = [sums.copy(), sums.copy()]
        ends[0][place] -= step
        ends[1][place] += step
        low, high = (float(measure.evaluate(Sums(each[None, :], terms.places[0])).value[0]) for each in ends)
        assert gradient[place] == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-9)


def test_metrics_of_numbers_without_variation_have_a_reason() -> None:
    table = pa.table({"y": [1.0, 2.0, 3.0], "x": [1.0, 2.0, 3.0]})
    found = estimate(list(NUMBERS.values()), facts_from_table(table, label="y", systems={"m": (None, "x")}))
    assert {each.metric: each.reason for each in found if each.metric != "correlation"} == dict.fromkeys(
        ("mae", "rmse", "bias", "error_sd"), "no_variation"
    )
    flat = pa.table({"y": [2.0, 2.0, 2.0], "x": [1.0, 2.0, 3.0]})
    still = estimate([NUMBERS["correlation"]], facts_from_table(flat, label="y", systems={"m": (None, "x")}))[0]
    assert (still.value, still.reason) == (None, "single_class")


def test_metrics_of_numbers_are_found_by_name() -> None:
    assert [each.name for each in number_metrics(["mae", "bias", "mae"])] == ["mae", "bias"]
    with pytest.raises(InputError, match="rmse"):
        number_metrics(["rsme"])


SCORES = {
    "item": ["a", "a", "a", "b", "b", "c", "d", "d"],
    "judge": ["x", "y", "z", "x", "y", "x", "x", "y"],
    "answer": [1.0, 2.0, 6.0, 4.0, 5.0, 7.0, 3.0, 3.0],
}


def test_a_consensus_of_numbers_has_an_interval_or_a_reason_for_each_item() -> None:
    table = numbers_table(find_numbers(facts_of(SCORES), "mean", {})).to_pylist()
    assert [row["answer"] for row in table] == [3.0, 4.5, 7.0, 3.0]
    assert [row["reason"] for row in table] == [None, None, "one_vote", "no_variation"]
    assert table[0]["low"] == pytest.approx(3.0 - 4.302653 * 1.527525, abs=1e-4)
    assert table[2]["standard_error"] is None
    median = numbers_table(find_numbers(facts_of(SCORES), "median", {})).to_pylist()
    assert [(row["answer"], row["reason"]) for row in median] == [
        (2.0, "few_votes"), (4.5, "few_votes"), (7.0, "one_vote"), (3.0, "few_votes"),
    ]  # fmt: skip


def test_numbers_are_scored_against_a_reference_on_the_items_it_has() -> None:
    found = find_numbers(facts_of(SCORES), "mean", {})
    scored = numbers_scored(found, {"a": 2.0, "b": 5.0, "zz": 1.0}, ["mae", "bias"], seed=7)
    assert [(each.metric, each.value, each.n) for each in scored] == [("mae", 0.75, 2), ("bias", 0.25, 2)]


def test_judges_of_numbers_are_held_against_the_reference_the_others_or_the_model() -> None:
    against = {
        (each.slice[0][1], each.metric): each.value
        for each in number_judges(find_numbers(facts_of(SCORES), "mean", {}), {"a": 2.0, "b": 5.0}, seed=7)
    }
    assert against["x", "bias"] == pytest.approx((-1.0 - 1.0) / 2)
    others = number_judges(find_numbers(facts_of(SCORES), "mean", {}), None, seed=7)
    bias = next(each for each in others if each.slice == (("judge", "x"),) and each.metric == "bias")
    assert bias.value == pytest.approx(((1 - 4) + (4 - 5) + 0) / 3)
    assert bias.n == 3
    model = number_judges(find_numbers(facts_of(SCORES), "weighted", {}), None, seed=7)
    assert {each.metric for each in model} == {"bias", "error_sd"}
    assert "average vote" in model[0].method.definition
    assert ("smoothing", "1") in model[0].method.options


@pytest.mark.parametrize("method", ["mean", "median", "weighted"])
def test_a_text_among_numbers_is_refused_with_its_value_and_row(method: str) -> None:
    rows = SCORES | {"answer": ["1", "2", "six", "4", "5", "inf", "3", "3"]}
    with pytest.raises(InputError, match=r"'six' is no number \(row 3\); 2 different answers are none"):
        find_numbers(facts_of(rows), method, {})
