"""Two commands on a bare file, with no workspace; and the same from Python on every kind of frame."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import assay as package

ESTIMATE_FIELDS = {"metric", "slice", "value", "interval", "level", "n", "n_effective", "reason", "method"}
COMPARE_FIELDS = {"metric", "slice", "baseline", "candidate", "difference", "interval", "verdict"}


@pytest.fixture
def predictions(tmp_path: Path, loans_table: pa.Table) -> Path:
    path = tmp_path / "predictions.parquet"
    pq.write_table(loans_table, path)
    return path


def test_estimate_prints_each_metric_on_each_slice_with_interval_or_reason(assay, predictions: Path) -> None:
    said = assay(
        "estimate", predictions, "--label", "label", "--prediction", "pred_b", "--score", "score_b",
        "--metric", "accuracy,f1,auroc,ece", "--by", "country", "--by", "device,country", "--cluster", "user",
        "--positive", "repaid", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    rows = said.json()["estimates"]
    assert len(rows) == 4 * (1 + 3 + 6)
    assert all(set(row) >= ESTIMATE_FIELDS for row in rows)
    assert rows[0]["slice"] is None
    assert {"country": "DE"} in [row["slice"] for row in rows]
    assert {"device": "phone", "country": "FI"} in [row["slice"] for row in rows]
    for row in rows:
        assert (
            row["reason"] or row["interval"][0] < row["value"] < row["interval"][1] or row["metric"].startswith("ece")
        )


def test_compare_gives_a_verdict_on_the_margin(assay, predictions: Path) -> None:
    said = assay(
        "compare", predictions, "--label", "label", "--baseline", "pred_a", "--candidate", "pred_b",
        "--metric", "accuracy", "--margin", "0.01", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    (row,) = said.json()["comparisons"]
    assert set(row) >= COMPARE_FIELDS
    assert row["difference"] == pytest.approx(row["candidate"] - row["baseline"])
    assert row["verdict"] == "PASS"
    assert row["interval"][0] > -0.01


def test_tables_are_readable_without_json(assay, predictions: Path) -> None:
    said = assay("compare", predictions, "--label", "label", "--baseline", "pred_a", "--candidate", "pred_b",
                 "--metric", "accuracy,f1", "--margin", "0.01", "--by", "country", "--positive", "repaid")  # fmt: skip
    assert said.code == 0, said.err
    assert "country=FI" in said.out
    assert "PASS" in said.out


def frames(table: pa.Table) -> dict[str, Any]:
    import duckdb
    import ibis
    import polars

    connection = duckdb.connect()
    return {
        "arrow": table,
        "pandas": table.to_pandas(),
        "polars": polars.from_arrow(table),
        "duckdb": connection.from_arrow(table),
        "ibis": ibis.memtable(table),
        "dict": table.to_pydict(),
    }


@pytest.mark.parametrize("kind", ["pandas", "polars", "duckdb", "ibis", "dict"])
def test_every_frame_gives_the_numbers_of_the_arrow_table(kind: str, loans_table: pa.Table) -> None:
    asked: dict[str, Any] = {
        "label": "label", "prediction": "pred_b", "score": "score_b", "metric": "accuracy,f1,auroc", "by": "country",
        "cluster": "user", "positive": "repaid",
    }  # fmt: skip
    data = frames(loans_table)
    expected = package.estimate(data["arrow"], **asked)
    found = package.estimate(data[kind], **asked)
    assert list(found) == list(expected)


def test_results_convert_to_frames_and_render_in_a_notebook(loans_table: pa.Table) -> None:
    found = package.compare(
        loans_table, label="label", baseline="pred_a", candidate="pred_b", metric="accuracy", by="country"
    )
    assert isinstance(found.to_arrow(), pa.Table)
    assert "country" in found._repr_html_()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--metric", "acuracy"], "accuracy"),
        (["--metric", "accuracy", "--by", "contry"], "country"),
        (["--metric", "accuracy", "--label", "lable"], "label"),
        (["--metric", "accuracy", "--level", "2"], "level"),
    ],
)
def test_a_misspelled_name_is_told_with_the_near_match(assay, predictions: Path, words: list[str], told: str) -> None:
    said = assay("estimate", predictions, "--label", "label", "--prediction", "pred_b", *words)
    assert said.code == 3
    assert told in said.err
    assert "Traceback" not in said.err
