"""Samples of a table: the same from the same seed, with their probabilities, and refused with all that is wrong."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

import assay
from assay.core.errors import InputError
from assay.datasets.sample_file import read_sample
from assay.datasets.tickets import tickets

LANGS = ["en"] * 120 + ["sw"] * 50 + ["zh"] * 27 + [None] * 3


def frame(n: int = 200) -> pa.Table:
    random = np.random.default_rng(1)
    return pa.table(
        {
            "item": [f"q{k:03d}" for k in range(n)],
            "lang": (LANGS * (n // 200 + 1))[:n],
            "device": ["phone", "desk"] * (n // 2),
            "size": random.lognormal(0.0, 1.0, n),
        }
    )


FRAME = frame()


def strata_of(found: Any) -> dict[str, tuple[int, int]]:
    return {each.name: (each.n_frame, each.n) for each in found.sample.strata}


def test_a_ticket_can_be_computed_by_hand() -> None:
    digest = hashlib.sha256(b"assay sample\0simple\x007\0q1").digest()
    assert tickets(["q1"], design="simple", seed=7)[0, 0] == (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def test_tickets_are_uniform_and_independent_between_designs_and_seeds() -> None:
    ids = [f"item {k}" for k in range(4000)]
    first = tickets(ids, design="simple", seed=7)
    for row in first:
        assert stats.kstest(row, "uniform").pvalue > 0.001
    others = (first[1], tickets(ids, design="neyman", seed=7)[0], tickets(ids, design="simple", seed=8)[0])
    assert max(abs(float(np.corrcoef(first[0], other)[0, 1])) for other in others) < 4 / np.sqrt(4000)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"design": "stratified", "stratum": "lang"},
        {"design": "stratified", "stratum": "lang,device", "allocation": "equal"},
        {"design": "pps", "size": "size"},
    ],
    ids=["simple", "stratified", "crossed", "pps"],
)
def test_the_order_of_the_rows_does_not_matter_and_the_seed_does(asked: dict[str, Any]) -> None:
    turned = FRAME.take(pa.array(np.random.default_rng(2).permutation(200)))
    first, again = (assay.draw_sample(each, n=40, **asked) for each in (FRAME, turned))
    assert first == again
    assert assay.draw_sample(FRAME, n=40, seed=8, **asked).table != first.table
    assert first.table["order"].to_pylist() == list(range(1, 41))
    assert first.table.column_names == ["item", "probability", "stratum", "order"]


def test_a_simple_sample_has_one_probability_and_grows_from_its_beginning() -> None:
    small, large = (assay.draw_sample(FRAME, n=n).table for n in (30, 50))
    assert set(small["probability"].to_pylist()) == {0.15}
    assert large["item"].to_pylist()[:30] == small["item"].to_pylist()


def test_a_stratified_sample_shares_by_size_keeps_its_least_and_holds_missing_values() -> None:
    found = assay.draw_sample(FRAME, n=40, design="stratified", stratum="lang")
    assert strata_of(found) == {"en": (120, 23), "sw": (50, 10), "zh": (27, 5), "missing": (3, 2)}
    chance = dict(zip(found.table["stratum"].to_pylist(), found.table["probability"].to_pylist(), strict=True))
    assert chance == {"en": 23 / 120, "sw": 10 / 50, "zh": 5 / 27, "missing": 2 / 3}


def test_a_larger_stratified_sample_holds_the_smaller_one() -> None:
    small, large = (
        set(assay.draw_sample(FRAME, n=n, design="stratified", stratum="lang").table["item"].to_pylist())
        for n in (40, 90)
    )
    assert small < large


def test_an_equal_allocation_takes_all_of_a_small_stratum_and_says_so() -> None:
    found = assay.draw_sample(FRAME, n=80, design="stratified", stratum="lang", allocation="equal")
    assert strata_of(found) == {"en": (120, 26), "sw": (50, 26), "zh": (27, 25), "missing": (3, 3)}
    assert found.sample.notes == ("strata that give all their items: missing (3)",)


def test_strata_of_several_columns_are_crossed() -> None:
    found = assay.draw_sample(FRAME, n=40, design="stratified", stratum=["lang", "device"])
    assert list(strata_of(found))[:3] == ["en / desk", "en / phone", "sw / desk"]
    assert sum(n for _, n in strata_of(found).values()) == 40


def test_neyman_gives_more_where_the_pilot_varied_more_and_something_everywhere() -> None:
    table = FRAME.filter(pa.compute.is_valid(FRAME["lang"]))
    pilot = {"item": [*(f"q{k:03d}" for k in range(20)), *(f"q{k:03d}" for k in range(120, 197))]}
    pilot["right"] = [1] * 20 + [0, 1] * 25 + [1] * 27
    asked = {"design": "neyman", "stratum": "lang", "pilot": pilot, "pilot_answer": "right"}
    found = assay.draw_sample(table, n=60, **asked)
    spread = {each.name: each.spread for each in found.sample.strata}
    assert spread["sw"] > spread["en"] > spread["zh"] > 0.0
    assert strata_of(found)["sw"][1] > 2 * strata_of(found)["zh"][1]
    assert (found.sample.design, found.sample.allocation) == ("stratified", "neyman")


def test_a_pilot_of_words_counts_how_mixed_they_are() -> None:
    pilot = {"item": [f"q{k:03d}" for k in range(200)], "said": ["a"] * 120 + ["a", "b"] * 40}
    asked = {"design": "neyman", "stratum": "lang", "pilot": pilot, "pilot_answer": "said"}
    spread = {each.name: each.spread for each in assay.draw_sample(FRAME, n=60, **asked).sample.strata}
    assert spread["sw"] > spread["en"]


def test_a_pilot_that_does_not_vary_leaves_the_sizes_to_decide() -> None:
    pilot = {"item": [f"q{k:03d}" for k in range(200)], "right": [1] * 200}
    asked = {"design": "neyman", "stratum": "lang", "pilot": pilot, "pilot_answer": "right"}
    found = assay.draw_sample(FRAME, n=40, **asked)
    assert strata_of(found)["en"] == (120, 23)
    assert "in proportion to their size" in found.sample.notes[0]


def test_pps_probabilities_are_proportional_to_size_and_the_largest_are_certain() -> None:
    table = FRAME.set_column(3, "size", pa.array([1000.0, *([1.0] * 99), *([2.0] * 100)]))
    found = assay.draw_sample(table, n=31, design="pps", size="size")
    chance = dict(zip(found.table["item"].to_pylist(), found.table["probability"].to_pylist(), strict=True))
    assert found.sample.n_certain == 1
    assert chance["q000"] == 1.0
    assert {round(each / (30 / 299), 9) for item, each in chance.items() if item != "q000"} == {1.0, 2.0}


def test_a_condition_restricts_the_frame() -> None:
    found = assay.draw_sample(FRAME, n=10, where="lang = 'sw' and device != 'desk'")
    assert (found.sample.n_frame, found.sample.frame_filter) == (25, "lang = 'sw' and device != 'desk'")
    assert all(120 <= int(item[1:]) < 170 for item in found.table["item"].to_pylist())


def test_ids_keep_how_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "frame.csv"
    file.write_text("item\n1.10\n1.1\n007\n北京 一\n", encoding="utf-8")
    found = assay.draw_sample(file, n=4)
    assert set(found.table["item"].to_pylist()) == {"1.10", "1.1", "007", "北京 一"}
    assert found.sample.frame == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_a_written_sample_is_read_back(tmp_path: Path, ending: str) -> None:
    from assay.cli.outputs import write_table

    table = FRAME.set_column(0, "item", pa.array([f"{k}.10" for k in range(200)]))
    found = assay.draw_sample(table, n=40, design="stratified", stratum="lang")
    write_table(tmp_path / f"sample.{ending}", found.table)
    drawn = read_sample(tmp_path / f"sample.{ending}")
    assert drawn.items.to_pylist() == found.table["item"].to_pylist()
    assert drawn.probability.tolist() == found.table["probability"].to_pylist()
    assert [drawn.names[code] for code in drawn.strata] == found.table["stratum"].to_pylist()


PILOT = {"item": ["q000", "q001"], "right": [1, 0]}
NEYMAN = {"design": "neyman", "stratum": "lang", "pilot": PILOT, "pilot_answer": "right"}
TWICE = pa.table({"item": ["a", "a", None, "b"], "size": [1.0, 2.0, 3.0, -1.0]})


@pytest.mark.parametrize(
    ("table", "asked", "codes"),
    [
        (FRAME, {"n": 201}, ["sample.too_large"]),
        (FRAME, {"n": 0, "least": 0, "seed": -1}, ["sample.n", "sample.least", "input.seed"]),
        (FRAME, {"n": 5, "design": "stratified", "stratum": "lang"}, ["sample.too_small"]),
        (FRAME, {"n": 5, "design": "stratifed", "allocation": "neymann"}, ["sample.design", "sample.allocation"]),
        (FRAME, {"n": 5, "item": "itm", "where": "lng = 'a'"}, ["input.unknown_column", "input.unknown_column"]),
        (FRAME, {"n": 5, "design": "stratified"}, ["sample.needs"]),
        (FRAME, {"n": 5, "design": "pps"}, ["sample.needs"]),
        (FRAME, {"n": 5, "design": "neyman"}, ["sample.needs", "sample.needs", "sample.needs"]),
        (FRAME, {"n": 5, "stratum": "lang", "size": "size"}, ["sample.not_used", "sample.not_used"]),
        (FRAME, {"n": 5, "design": "pps", "size": "lang"}, ["sample.size"]),
        (TWICE, {"n": 2, "design": "pps", "size": "size"}, ["input.missing_id", "input.duplicate_id", "sample.size"]),
        (FRAME, {"n": 5, "where": "lang = 'xx'"}, ["sample.empty_frame"]),
        (FRAME, {"n": 5, "where": "lang = "}, ["slice.syntax"]),
        (FRAME, {"n": 40, **NEYMAN}, ["sample.pilot_stratum"]),
        (FRAME, {"n": 40, **NEYMAN, "pilot": {"item": ["x"], "right": [1]}}, ["sample.pilot_item"]),
        (FRAME, {"n": 40, **NEYMAN, "pilot_answer": "rigt"}, ["input.unknown_column"]),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_all_that_is_wrong(
    table: pa.Table, asked: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        assay.draw_sample(table, **asked)
    assert [each.code for each in caught.value.problems] == codes
