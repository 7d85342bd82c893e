"""Estimates and comparisons are sequences of records, tables, and safe HTML."""

from typing import Any

import pyarrow as pa
import pytest

from assay.core.canonical import canonical_json
from assay.core.encode import to_plain
from assay.core.errors import InputError
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate

METRICS = "accuracy,f1,auroc,log_loss,ece"
PAIR = {"baseline": "old", "candidate": "new"}


@pytest.fixture
def facts(make: Any) -> Any:
    return make.facts(make.clustered(200), cluster="c", by=["g", "g,h"])


def test_order_is_system_then_metric_then_slice_with_all_items_first(facts: Any) -> None:
    found = estimate("accuracy,f1", facts, by=["g"])
    assert len(found) == 2 * 2 * 4
    heads = [(each.system, each.metric, each.slice) for each in found]
    assert heads[:2] == [("new", "accuracy", ()), ("new", "accuracy", (("g", "x"),))]
    assert heads[4][:2] == ("new", "f1")
    assert heads[8][0] == "old"


def test_a_sequence_is_read_by_place_from_the_end_and_in_parts(facts: Any) -> None:
    found = estimate("accuracy", facts, by=["g"])
    assert found[-1] == found[len(found) - 1]
    assert found[1:3] == (found[1], found[2])
    with pytest.raises(IndexError):
        found[len(found)]


def test_an_estimate_is_found_by_metric_slice_and_system(facts: Any) -> None:
    found = estimate("accuracy,f_beta:beta=2", facts, by=["g"])
    assert found.find("f_beta:beta=2.0", (("g", "y"),), "old").system == "old"
    for call, message in (
        (lambda: found.find("f1"), "Metric 'f1' was not estimated"),
        (lambda: found.find("accuracy", (("g", "q"),)), "No slice 'g=q'"),
        (lambda: found.find("accuracy", (), "newer"), "System 'newer' was not estimated"),
    ):
        with pytest.raises(InputError, match=message):
            call()


def test_a_table_has_one_row_an_estimate_and_null_for_what_is_absent(make: Any) -> None:
    facts = make.facts({"y": [1, 1, 0, 1], "p": [1, 0, 0, 1], "g": ["a", "a", "b", "c"]}, by=["g"])
    rows = estimate("recall", facts, by=["g"]).to_arrow().to_pylist()
    assert [row["slice"] for row in rows] == ["all items", "g=a", "g=b", "g=c"]
    assert rows[2]["value"] is rows[2]["low"] is None
    assert rows[2]["reason"] == "no_positives"
    assert rows[3]["value"] == 1.0
    assert rows[3]["reason"] == "too_few_items"
    assert rows[1]["low"] < rows[1]["value"] < rows[1]["high"]


def test_a_table_says_the_same_as_the_records(facts: Any) -> None:
    found = estimate(METRICS, facts, by=["g,h"])
    for row, each in zip(found.to_arrow().to_pylist(), found, strict=True):
        ends = (row["low"], row["high"]) if each.interval else None
        assert (row["value"], ends, row["n"], row["reason"]) == (each.value, each.interval, each.n, each.reason)


def test_a_table_of_comparisons_says_the_same_as_the_records(facts: Any) -> None:
    found = compare(METRICS, facts, by=["g"], **PAIR)
    table = found.to_arrow()
    assert isinstance(table, pa.Table)
    for row, each in zip(table.to_pylist(), found, strict=True):
        assert (row["difference"], row["p_value"]) == (each.difference, each.p_value)
        assert (row["baseline"], row["candidate"]) == (each.baseline.value, each.candidate.value)
    assert found.find("f1", (("g", "x"),)).metric == "f1"


def test_notebooks_show_value_and_interval_and_escape_what_came_from_data(make: Any) -> None:
    data = {"y": [1, 0] * 30, "p": [1, 0, 0, 0] * 15, "p2": [0, 0] * 30, "g": ["<script>"] * 60}
    facts = make.facts(data, by=["g"])
    page = (
        estimate("accuracy,precision", facts, by=["g"])._repr_html_()
        + compare("accuracy", facts, by=["g"], **PAIR)._repr_html_()
    )
    assert "0.750 (0.623 to 0.846)" in page
    assert "none: never predicted" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_many_rows_are_shown_in_part_and_counted(make: Any) -> None:
    data = {"y": [1, 0] * 75, "p": [1, 0] * 75, "g": list(range(150))}
    page = estimate("accuracy", make.facts(data, by=["g"]), by=["g"])._repr_html_()
    assert "100 of 151 rows shown" in page


def test_every_record_is_plain_json_without_nan(facts: Any) -> None:
    for each in (*estimate(METRICS, facts, by=["g,h"]), *compare(METRICS, facts, by=["g,h"], **PAIR)):
        canonical_json(to_plain(each))
