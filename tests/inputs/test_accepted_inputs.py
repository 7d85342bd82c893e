"""Inputs that are answered: exit 0, and each number with an interval strictly around it or a stable reason word."""

import math
from typing import Any

import pytest
from tests.inputs.accepted_files import CLASS_METRICS, COMPARED, EVERY_METRIC, IMPORTED, TABLE, Accepted

from assay.metrics.reasons import WORDS


def key_of(row: dict[str, Any]) -> str:
    cut = ",".join(f"{name}={level}" for name, level in (row["slice"] or {}).items())
    return f"{row['metric']}@{cut}" if cut else str(row["metric"])


def check_number(row: dict[str, Any], value: str = "value") -> None:
    """A value in an interval of positive width (at its end where no value lies beyond), or a reason; never NaN."""
    number, interval = row[value], row["interval"]
    if interval is None:
        assert row["reason"] in WORDS
        assert row["reason"] is not None
        return
    assert number is not None
    assert math.isfinite(number)
    assert interval[0] < interval[1]
    assert interval[0] <= number <= interval[1]
    assert all(map(math.isfinite, interval))


def words_of(case: Accepted) -> tuple[str, ...]:
    named = ("--score", "score") if "--score" in case.options else ("--prediction", "pred", "--score", "score")
    own = tuple(word for word in case.options if word not in ("--score", "score"))
    return ("estimate", case.name, "--label", "label", *named, "--metric", case.metrics, *own)


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_odd_file_gets_numbers_with_intervals_or_reasons(assay: Any, tmp_path: Any, case: Accepted) -> None:
    content = case.content.encode() if isinstance(case.content, str) else case.content
    (tmp_path / "work" / case.name).write_bytes(content)
    said = assay(*words_of(case), "--json")
    assert said.code == 0, said.err
    assert "NaN" not in said.out.replace('"NaN"', "")
    assert "Infinity" not in said.out
    found = said.json()["estimates"]
    for row in found:
        check_number(row)
    by_key = {key_of(row): row for row in found}
    for key, reason in case.reasons.items():
        assert by_key[key]["reason"] == reason, by_key[key]
        assert (by_key[key]["interval"] is None) == (reason is not None)
    for part in case.says:
        assert part in said.out
    drawn = assay(*words_of(case))
    assert drawn.code == 0, drawn.err
    assert "nan" not in drawn.out.lower().replace("nan)", "") or "NaN" in str(case.content)


@pytest.mark.parametrize("content", COMPARED.values(), ids=COMPARED.keys())
def test_odd_answers_are_compared_with_intervals_or_reasons(assay: Any, tmp_path: Any, content: str) -> None:
    (tmp_path / "work" / "a.csv").write_text(content)
    words = (
        "compare", "a.csv", "--label", "label", "--baseline", "old", "--candidate", "new", "--baseline-score", "p",
        "--candidate-score", "q", "--metric", CLASS_METRICS if "maybe" in content or "c,b" in content else EVERY_METRIC,
        "--cluster", "cluster", "--margin", "0.05",
    )  # fmt: skip
    said = assay(*words, "--json")
    assert said.code == 0, said.err
    for row in said.json()["comparisons"]:
        check_number(row, "difference")
        assert row["verdict"] in ("PASS", "FAIL", "INCONCLUSIVE")
        assert row["interval"] or row["verdict"] == "INCONCLUSIVE"
    assert assay(*words).code == 0


@pytest.mark.parametrize(("content", "says"), IMPORTED.values(), ids=IMPORTED.keys())
def test_odd_file_becomes_a_dataset_that_verifies(desk: Any, content: str, says: str) -> None:
    desk.put({"odd.csv": content})
    options = ("--id", "id", "--label", "l", "--prediction", "m=p", "--name", "odd")
    said = desk.call("import", "odd.csv", *options)
    assert said.code == 0, said.err
    shown = desk.call("dataset", "show", "odd")
    assert shown.code == 0, shown.err
    again = desk.call("import", "odd.csv", *options)
    assert "Already here" in again.out
    assert desk.call("dataset", "diff", "odd", "odd").code == 0
    assert desk.call("dataset", "card", "odd", "--out", "odd.yaml").code == 0
    assert desk.call("plan", "new", "--dataset", "loans", "--out", "new.yaml").code == 0
    assert desk.call("verify").code == 0
    assert max(map(len, (said.out + shown.out).splitlines())) <= 200


def test_tables_have_a_hundred_inputs_in_all() -> None:
    assert len(TABLE) + len(COMPARED) + len(IMPORTED) >= 90
