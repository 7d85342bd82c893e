"""Logs of promptfoo, OpenAI evals, FastChat and AlpacaEval: every row is kept or counted with its reason."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, kept, read

from assay.core.errors import InputError
from assay.core.exchange import Outgoing
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Amount, Choice, Pair
from assay.integrations.named import integration

PROMPTFOO, EVALS = FIXTURES / "promptfoo.json", FIXTURES / "openai_evals.jsonl"
PAIR = {"question_id": 81, "model_1": "alpha", "model_2": "beta", "judge": ["gpt-4", "pair-v2"], "turn": 1}
ANNOTATION = {"instruction": "Name a river.", "output_1": "Rhine", "output_2": "Nile", "annotator": "w"}


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_each_result_of_promptfoo_is_an_output_and_each_assertion_a_judgment_of_it() -> None:
    rows = json.loads(PROMPTFOO.read_text())["results"]["results"]
    found = read("promptfoo", PROMPTFOO)
    assert len(found.rows) == len(rows) == 12
    assert Counter((row["system"], row["prompt_id"]) for row in found.rows) == dict.fromkeys(
        [(system, f"test-{n}") for system in "ab" for n in (1, 2, 3)], 2
    )
    assert [(row["attempt"], row["output"]) for row in found.rows if row["system"] == "a"][:2] == [
        (1, "The answer is 4"),
        (2, "The answer is 4"),
    ]
    assert found.rows[0]["kind"] == "plus"
    assert {question.name for question in found.questions} == {"pass", "score", "right", "brief"}
    failed = {each.item for each in found.judgments if each.status is Status.FAILED}
    assert failed == {"test-3#b#1", "test-3#b#2"}
    assert len(kept(found)) == len(found.judgments) == 12 * 4
    assert found.left_out == {"reasons of scores": sum(2 for row in rows if row["gradingResult"])}
    passed = {each.item: each.answer for each in found.judgments if each.question == "pass"}
    assert [passed[f"{row['prompt_id']}#{row['system']}#{row['attempt']}"] for row in found.rows] == [
        None if row["failureReason"] == 2 else "right" if row["success"] else "wrong" for row in rows
    ]


def test_what_an_output_of_promptfoo_took_stands_beside_it_or_is_counted(tmp_path: Path) -> None:
    rows = json.loads(PROMPTFOO.read_text())["results"]["results"]
    found = read("promptfoo", PROMPTFOO)
    told = [(each["cost"], each["tokens_in"], each["tokens_out"], each["seconds"]) for each in found.rows]
    assert told == [
        (row["cost"], row["tokenUsage"]["prompt"], row["tokenUsage"]["completion"], row["latencyMs"] / 1000)
        for row in rows
    ]
    base = {"provider": {"id": "p"}, "success": True, "prompt": {"raw": "x"}, "response": {"output": "y"}}
    named = {**base, "vars": {"cost": "dear"}, "cost": 0.5, "tokenUsage": {"total": 9, "cached": 9}}
    found = read("promptfoo", lines(tmp_path / "r.jsonl", [named]))
    assert (found.rows[0]["cost"], "tokens_in" in found.rows[0]) == ("dear", False)
    assert found.left_out == {
        "cost of outputs, for prompts have a column of that name": 1,
        "counts of tokens without what was read and written": 1,
    }


def test_results_of_several_prompts_are_systems_of_their_own_and_assertions_without_a_name_have_their_type(
    tmp_path: Path,
) -> None:
    part = {"pass": True, "score": 1, "reason": "", "assertion": {"type": "equals", "value": "4"}}
    base = {"provider": {"id": "p"}, "success": True, "vars": {"q": "2+2", "deep": [1]}, "score": 1}
    rows = [
        {**base, "promptId": name, "prompt": {"raw": name, "label": name}, "response": {"output": {"said": 4}}}
        | {"gradingResult": {"componentResults": [part, part]}}
        for name in ("short", "long")
    ]
    found = read("promptfoo", lines(tmp_path / "r.jsonl", rows))
    assert [row["system"] for row in found.rows] == ["p / short", "p / long"]
    assert [row["prompt_id"] for row in found.rows] == ["test-1", "test-1"]
    assert found.rows[0]["output"] == '{"said":4}'
    assert {question.name for question in found.questions} == {"pass", "score", "equals", "equals 2"}
    assert found.left_out == {"variables that are lists or objects": 2}


def test_each_event_of_openai_evals_is_kept_or_counted() -> None:
    found = read("openai-evals", EVALS)
    assert [(row["prompt_id"], row["output"], row["target"]) for row in found.rows] == [
        ("sums.test.0", "4", "4"),
        ("sums.test.1", "I cannot say", "9"),
        ("sums.test.2", "10", "10"),
        ("sums.test.3", "", None),
    ]
    assert found.rows[0]["input"] == "system: Answer with a number.\nuser: What is 2+2?"
    assert [question.form for question in found.questions] == [Choice(("right", "wrong")), Amount()]
    assert [(each.answer, each.status.value) for each in found.judgments if each.question == "match"] == [
        ("right", "given"),
        ("wrong", "given"),
        ("right", "given"),
        (None, "failed"),
    ]
    assert len(kept(found)) == 8
    assert not found.left_out


def test_events_of_other_types_and_earlier_ones_are_counted(tmp_path: Path) -> None:
    sampled = {"type": "sampling", "data": {"prompt": "2+2?", "sampled": ["3"]}, "sample_id": "s"}
    rows = [
        {"spec": {"completion_fns": ["m"]}},
        sampled,
        {**sampled, "data": {"prompt": "2+2?", "sampled": ["4", "5"]}},
        {"type": "match", "data": {"correct": True, "expected": ["4", "four"]}, "sample_id": "s"},
        {"type": "embedding", "data": {}, "sample_id": "s"},
        {"type": "extra", "data": {}, "sample_id": None},
    ]
    found = read("openai-evals", lines(tmp_path / "log.jsonl", rows))
    assert (found.rows[0]["output"], found.rows[0]["target"], found.rows[0]["system"]) == ("4\n5", "4 | four", "m")
    assert sum(found.left_out.values()) == 3
    with pytest.raises(InputError, match="no event"):
        read("openai-evals", lines(tmp_path / "bad.jsonl", [{"a": 1}]))


def test_verdicts_in_both_orders_know_which_side_was_shown_first(tmp_path: Path) -> None:
    rows = [
        {**PAIR, "g1_winner": "model_1", "g2_winner": "model_2"},
        {**PAIR, "g1_winner": "tie", "g2_winner": "error"},
    ]
    rows[1]["question_id"] = 82
    found = read("fastchat", lines(tmp_path / "v.jsonl", rows))
    assert [(row["pair_id"], row["left_system"], row["right_system"]) for row in found.rows] == [
        ("81#1#alpha#beta", "alpha", "beta"),
        ("82#1#alpha#beta", "alpha", "beta"),
    ]
    assert [(each.answer, each.shown, each.status.value) for each in found.judgments] == [
        ("left", "left", "given"),
        ("right", "right", "given"),
        ("tie", "left", "given"),
        (None, "right", "failed"),
    ]
    assert isinstance(found.questions[0].form, Pair)
    assert {(each.judge, each.kind) for each in found.judgments} == {("gpt-4 pair-v2", JudgeKind.LLM_JUDGE)}
    assert [row["order_shown"] for row in kept(found)] == ["left", "right", "left", "right"]


def test_a_weighted_preference_is_a_share_and_none_is_a_status(tmp_path: Path) -> None:
    rows = [{**ANNOTATION, "preference": said, "generator_1": "base", "generator_2": "new"} for said in (1.9, None, 1)]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    found = read("alpaca-eval", tmp_path / "a.json")
    assert [each.answer for each in found.judgments] == [pytest.approx(0.9), None, 0.0]
    assert len(found.rows) == 1
    assert (found.rows[0]["left_length"], found.rows[0]["right_system"]) == (5, "new")
    (tmp_path / "a.json").write_text(json.dumps([{**ANNOTATION, "preference": 3}]))
    with pytest.raises(InputError, match="not from 1 to 2"):
        read("alpaca-eval", tmp_path / "a.json")


@pytest.mark.parametrize("name", ["promptfoo", "openai-evals", "fastchat", "alpaca-eval"])
def test_a_log_is_written_by_its_tool_alone_and_another_file_is_refused(name: str, tmp_path: Path) -> None:
    given: Any = Outgoing("d", "item", (), (), (), ())
    with pytest.raises(InputError, match="alone"):
        integration(name).write(given)
    (tmp_path / "x.json").write_text('{"a": [1]}')
    with pytest.raises(InputError) as refused:
        read(name, tmp_path / "x.json")
    assert refused.value.code == "exchange.shape"
