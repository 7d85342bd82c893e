"""A file of judgments as the columns of the ledger."""

from pathlib import Path

import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.datasets.judgment_file import JudgmentsAsked, check_items, read_judgments

ASKED = JudgmentsAsked("item", ("judge",), "answer")


def file(folder: Path, text: str) -> Path:
    path = folder / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_answer_is_a_status_and_no_answer(tmp_path: Path) -> None:
    path = file(tmp_path, "item,judge,answer\na,p,yes\na,q,\nb,p,  \n")
    people = read_judgments(path, ASKED).table
    assert people["status"].to_pylist() == ["given", "abstained", "abstained"]
    assert people["label"].to_pylist() == ["yes", None, None]
    machine = read_judgments(path, JudgmentsAsked("item", ("judge",), "answer", kind="llm_judge")).table
    assert machine["status"].to_pylist() == ["given", "failed", "failed"]


def test_a_name_that_is_no_column_stands_for_all_rows(tmp_path: Path) -> None:
    path = file(tmp_path, "item,judge,answer,rule\na,p,1,v1\nb,p,2,\n")
    found = read_judgments(path, JudgmentsAsked("item", ("judge",), "answer", "tone", "rule", "model 3")).table
    assert found["question"].to_pylist() == ["tone", "tone"]
    assert found["guideline_version"].to_pylist() == ["v1", None]
    assert found["label"].to_pylist() == ["1", "2"], "answers of a menu are texts"


def test_a_question_may_be_called_as_the_column_of_its_answers(tmp_path: Path) -> None:
    path = file(tmp_path, "item,judge,stars\na,p,4.5\nb,p,2\n")
    found = read_judgments(path, JudgmentsAsked("item", ("judge",), "stars", "stars", type="number")).table
    assert found["question"].to_pylist() == ["stars", "stars"]
    assert found["number"].to_pylist() == [4.5, 2.0]


def test_a_judge_with_two_versions_is_two_judges_of_one_name(tmp_path: Path) -> None:
    path = file(tmp_path, "item,judge,answer,model\na,gpt,x,7\na,gpt,x,8\nb,gpt,x,8\n")
    found = read_judgments(path, JudgmentsAsked("item", ("judge",), "answer", version="model", kind="llm_judge"))
    assert [judge.id for judge in found.judges] == ["gpt", "gpt"]
    versions = found.table["judge_version"].to_pylist()
    assert versions[0] != versions[1] == versions[2]
    assert {judge.version for judge in found.judges} == set(versions)


def test_several_columns_name_a_judge(tmp_path: Path) -> None:
    path = file(tmp_path, "item,judge,strategy,answer\na,gpt,plain,x\na,gpt,steps,x\n")
    found = read_judgments(path, JudgmentsAsked("item", ("judge", "strategy"), "answer")).table
    assert found["judge"].to_pylist() == ["gpt / plain", "gpt / steps"]


def test_repeated_answers_are_attempts_in_order_of_time(tmp_path: Path) -> None:
    rows = ["a,p,late,2026-10-02T08:00:00Z", "a,p,early,2026-10-01T08:00:00Z", "b,p,x,2026-10-01T09:00:00Z"]
    text = "\n".join(["item,judge,answer,when", *rows])
    found = read_judgments(file(tmp_path, text), JudgmentsAsked("item", ("judge",), "answer", time="when")).table
    assert found["label"].to_pylist() == ["early", "x", "late"]
    assert found["attempt"].to_pylist() == [1, 1, 2]
    assert found["observed_at"].to_pylist()[0] == "2026-10-01T08:00:00.000000Z"


def test_items_that_the_dataset_does_not_have_are_told_by_line(tmp_path: Path) -> None:
    found = read_judgments(file(tmp_path, "item,judge,answer\na,p,x\nz,p,x\nb,p,x\n"), ASKED)
    places = check_items(found, pa.chunked_array([["b", "a"]]))
    assert places.to_pylist() == [1, None, 0]
    with pytest.raises(InputError) as caught:
        found.problems.raise_any()
    assert [(each.code, each.line, each.item) for each in caught.value.problems] == [("input.unknown_item", 3, "z")]
