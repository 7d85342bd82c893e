"""Logs of Inspect and of lm-evaluation-harness, made by the real tools: every row and every score accounted for."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, kept, read

from assay.core.errors import InputError
from assay.core.exchange import Outgoing
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Amount, Choice
from assay.integrations.named import integration

INSPECT, LM_EVAL = "inspect", "lm-eval"
LOG = FIXTURES / "inspect.eval"


def test_each_sample_of_each_epoch_is_an_output_and_each_score_a_judgment_of_it() -> None:
    found = read(INSPECT, LOG)
    assert [(row["prompt_id"], row["attempt"], row["output"], row["target"]) for row in found.rows] == [
        ("sum-0", 1, "4", "4"),
        ("sum-0", 2, "The answer is 7", "4"),
        ("sum-1", 1, "9", "9"),
        ("sum-1", 2, "I cannot say", "9"),
        ("sum-2", 1, "10", "10"),
        ("sum-2", 2, "12", "10"),
    ]
    assert found.rows[0]["output_id"] == "sum-0#mockllm/model#1"
    assert (found.rows[0]["input"], found.rows[0]["kind"]) == ("What is 2+2?", "plus")
    assert [question.form for question in found.questions] == [Choice(("right", "wrong")), Amount()]
    verdicts = {each.item: each.answer for each in found.judgments if each.question == "match"}
    assert list(verdicts.values()) == ["right", "wrong"] * 3
    assert {each.kind for each in found.judgments} == {JudgeKind.SCORER}
    assert len(kept(found)) == len(found.judgments) == 12
    assert found.left_out == {"messages of conversations": 12, "explanations of scores": 12}


def test_answers_of_several_filters_are_never_one_number(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (FIXTURES / "lm_eval_words.jsonl").read_text().splitlines()]
    scored = {"strict": 0, "flexible": 1}
    both = [{**each, "filter": name, "exact_match": scored[name]} for each in lines for name in scored]
    file = tmp_path / "samples.jsonl"
    file.write_text("\n".join(map(json.dumps, both)), encoding="utf-8")
    brought, found = read(LM_EVAL, file, judge="dummy"), dict[str, list[Any]]()
    assert [(row["prompt_id"], row["attempt"]) for row in brought.rows] == [("0", 1), ("1", 1), ("2", 1)]
    for each in brought.judgments:
        found.setdefault(each.question, []).append(each.answer)
    assert found == {"exact_match (strict)": [0.0] * 3, "exact_match (flexible)": [1.0] * 3}


def test_samples_of_a_task_that_writes_and_of_one_that_chooses() -> None:
    words = read(LM_EVAL, FIXTURES / "lm_eval_words.jsonl", judge="dummy")
    assert [(row["prompt_id"], row["output"], row["target"]) for row in words.rows] == [
        ("0", "lol", "4"),
        ("1", "lol", "9"),
        ("2", "lol", "10"),
    ]
    assert [(each.question, each.answer) for each in words.judgments] == [("exact_match", 0.0)] * 3
    chosen = read(LM_EVAL, FIXTURES / "lm_eval_choice.jsonl", judge="dummy")
    lines = [json.loads(line) for line in (FIXTURES / "lm_eval_choice.jsonl").read_text().splitlines()]
    for row, line in zip(chosen.rows, lines, strict=True):
        chances = [float(each[0]) for each in line["filtered_resps"]]
        assert row["output"] == line["doc"]["choices"][chances.index(max(chances))]
    assert [each.answer for each in chosen.judgments] == [line["acc"] for line in lines]
    assert len(kept(chosen)) == 3


def test_a_sample_whose_system_failed_and_a_score_that_is_none_are_statuses(tmp_path: Path) -> None:
    line = {"doc_id": 1, "target": None, "filtered_resps": [], "metrics": ["acc", "f1"], "acc": None, "f1": 0.5}
    (tmp_path / "s.jsonl").write_text(json.dumps(line))
    found = read(LM_EVAL, tmp_path / "s.jsonl", judge="m")
    assert [(each.question, each.status) for each in found.judgments] == [("acc", Status.FAILED), ("f1", Status.GIVEN)]


def test_every_line_that_is_no_sample_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"a": 1}\n{"b": 2}\n')
    with pytest.raises(InputError, match="no 'doc_id'") as refused:
        read(LM_EVAL, tmp_path / "s.jsonl")
    assert [problem.line for problem in refused.value.problems] == [1, 2]


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "version", "no header"])
def test_a_damaged_archive_is_refused_by_what_is_wrong_with_it(damage: str, tmp_path: Path) -> None:
    path, data = tmp_path / "log.eval", LOG.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "flipped":
            other = bytearray(data)
            for place in range(300, len(data) // 2, 97):
                other[place] ^= 255
            path.write_bytes(bytes(other))
        case "text":
            path.write_text("no archive")
        case "empty":
            path.write_bytes(b"")
        case "version":
            place = data.index(b"PK\x01\x02") + 6
            path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
        case _:
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("samples/a.json", "{}")
    with pytest.raises(InputError) as refused:
        read(INSPECT, path)
    assert refused.value.code == "exchange.shape"


@pytest.mark.parametrize("name", [INSPECT, LM_EVAL])
def test_a_log_is_written_by_its_tool_alone(name: str) -> None:
    given: Any = Outgoing("d", "item", (), (), (), ())
    with pytest.raises(InputError, match="alone"):
        integration(name).write(given)
