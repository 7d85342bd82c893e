"""What every scorer does with thinking, with what is empty, and without a target: never silently."""

import pytest

from assay.harness.scorers.named import SCORERS, scorer
from assay.harness.thinking import after_thinking
from assay.workflows.score import score

TARGETS = {
    "language": "en",
    "choice": "B",
    "numeric": "5",
    "quantity": "5 km",
    "json_fields": '{"a": 1}',
    "json_schema": '{"type": "object"}',
    "tool_calls": '[{"name": "f"}]',
    "tool_precision": '[{"name": "f"}]',
    "tool_recall": '[{"name": "f"}]',
}
THOUGHT = [
    ("choice", "<think>The answer is A</think>\nB", "B", 1.0),
    ("choice", "<think>The answer is A", "A", 0.0),
    ("exact", "<think>Paris or Rome?</think>\n\nParis", "Paris", 1.0),
    ("exact", "Paris or Rome?\n</think>\n\nParis", "Paris", 1.0),
    ("exact", "<b>Paris</b>", "<b>Paris</b>", 1.0),
    ("numeric", "<think>42?</think>I do not know.", "42", 0.0),
    ("json", '<think>{"a"}</think>{"a": 1}', "", 1.0),
    ("words:most=3", "<think>one two three four</think>one", "", 1.0),
    ("words:most=3:thinking=kept", "<think>one two three four</think>one", "", 0.0),
    ("regex:thinking=kept", "<think>x</think>y", "^<think>", 1.0),
    ("refusal", "<think>" + "It may be wrong. " * 50 + "</think>I'm sorry, but I can't help with that.", "", 1.0),
    ("refusal", "<think>I cannot see a problem.</think>Paris.", "", 0.0),
    ("no_refusal", "<think>I will", "", 0.0),
    ("forbidden", "<think>no such word</think>", "word", 0.0),
    ("language", "<think>Let me think of what the user is asking for</think>今天天气很好", "zh", 1.0),
]


@pytest.mark.parametrize(("asked", "said", "right", "value"), THOUGHT)
def test_what_a_model_thinks_first_is_not_its_answer(asked: str, said: str, right: str, value: float) -> None:
    assert scorer(asked)(said, [right]).value == value


def test_a_block_that_is_quoted_is_part_of_the_answer() -> None:
    assert after_thinking("Write <think>x</think> first.") == "Write <think>x</think> first."
    assert after_thinking("Write\n<think>\nx\n</think>\nfirst.") == "Write\n<think>\nx\n</think>\nfirst."
    assert after_thinking("<think>x</thinking>") is None


@pytest.mark.parametrize("name", SCORERS)
def test_an_output_that_is_missing_or_empty_scores_0_and_one_without_target_has_no_score(name: str) -> None:
    rows = {"said": [None, "", " \n", "<think>"], "right": [TARGETS.get(name, "x")] * 4}
    found = score(rows, output="said", target="right", scorers=name)
    assert found.table[name].to_pylist() == [0.0] * 4
    without = score({"said": ["x", None], "right": [None, None]}, output="said", target="right", scorers=name)
    assert without.table[name].to_pylist() == (
        [None, None] if SCORERS[name].needs_target else [without.table[name][0].as_py(), 0.0]
    )


def test_a_target_that_cannot_be_read_leaves_out_who_did_not_answer_too() -> None:
    rows = {"said": ["B", None, "B"], "right": ["Paris", "Paris", "B"]}
    found = score(rows, output="said", target="right", scorers="choice")
    assert (found.table["choice"].to_pylist(), found.without) == ([None, None, 1.0], {"choice": 2})


JSONS = [
    ('```JSON\n{"a":1}\n```', 1.0),
    ('```json {"a":1} ```', 1.0),
    ('```python\nx = 1\n```\n```json\n{"a":1}\n```', 1.0),
    ('```json\n{"a":"```x```"}\n```', 1.0),
    ('\ufeff{"a":1}', 1.0),
    ('{"a":1e999}', 0.0),
    ('{"a":NaN}', 0.0),
    ('{"a":1}\n\nThis is it.', 0.0),
]


@pytest.mark.parametrize(("said", "value"), JSONS)
def test_json_is_found_in_its_fence(said: str, value: float) -> None:
    assert scorer("json")(said, []).value == value


CALL = '{"name": "pay", "arguments": {"sum": 3}}'
CALLS = [
    f"[{CALL}]",
    f"```json\n[{CALL}]\n```",
    f"<tool_call>\n{CALL}\n</tool_call>",
    f"I pay now.\n<tool_call>{CALL}",
    f"[TOOL_CALLS] [{CALL}]",
    '[{"type": "tool_use", "name": "pay", "input": {"sum": 3}}]',
    '[{"functionCall": {"name": "pay", "args": {"sum": 3}}}]',
    '{"name": "pay", "parameters": {"sum": 3}}',
    f'{{"tool_calls": [{{"function": {CALL}}}]}}',
    f"<think>Pay?</think>{CALL}",
]


@pytest.mark.parametrize("said", CALLS)
def test_a_call_is_read_as_providers_and_models_write_it(said: str) -> None:
    assert scorer("tool_calls")(said, [CALL]).value == 1.0
    assert scorer("forbidden_tools")(said, ["pay"]).value == 0.0
    assert scorer("forbidden_tools")(said, ["find"]).value == 1.0


@pytest.mark.parametrize("said", [f"I will: [{CALL}]", '[{"name": "pay", "arguments": {"sum":', f"Then {CALL}, done."])
def test_a_forbidden_call_is_seen_in_prose_and_cut_off(said: str) -> None:
    assert scorer("forbidden_tools")(said, ["pay"]).value == 0.0


def test_a_call_without_arguments_has_none_and_data_of_a_call_is_no_call() -> None:
    assert scorer("tool_calls")('[{"name": "f"}]', ['[{"name": "f", "arguments": {}}]']).value == 1.0
    nested = '[{"name": "save", "arguments": {"tool": {"name": "pay"}}}]'
    assert scorer("forbidden_tools")(nested, ["pay"]).value == 1.0


@pytest.mark.parametrize("name", ["rouge_1", "rouge_l"])
def test_rouge_gives_no_score_where_its_library_sees_nothing(name: str) -> None:
    assert scorer(name)("北京大学", ["北京大学"]).value is None
    assert scorer(name)("😀", ["😀"]).value is None
    assert scorer(name)("the cat", ["the cat"]).value == 1.0


def test_words_of_other_scripts_are_compared() -> None:
    assert scorer("normalised")("“北京。”", ["北京"]).value == 1.0
    assert scorer("normalised")("\u200fשלום", ["שלום"]).value == 1.0
    assert scorer("token_f1")("北京大学", ["北京"]).value == pytest.approx(2 / 3)
    assert (scorer("bleu:tokens=zh")("今天天气很好", ["今天天气不好"]).value or 0.0) > 0.2


CITED = [
    ("Paris is big.[1] It is old.[3]", 0.5),
    ("Paris is big. [1]\nIt is old.", 0.5),
    ("Paris [^1] is big.", 1.0),
    ("巴黎很大【1】。它很老。", 0.5),
    ("Paris is big [1-2].", 1.0),
    ("# Paris\n1. It is big [1]\n2. It is old [2]", 1.0),
    ("Dr. Smith is here [1].", 1.0),
]


@pytest.mark.parametrize(("said", "share"), CITED)
def test_a_citation_belongs_to_its_sentence(said: str, share: float) -> None:
    assert scorer("cited")(said, ["a", "b"]).value == share


def test_a_schema_that_cannot_be_meant_gives_no_score() -> None:
    for schema in ('{"required": "a"}', '{"enum": "abc"}', '{"exclusiveMinimum": true}'):
        assert scorer("json_schema")('{"a": 1}' if "required" in schema else "1", [schema]).value is None
    assert scorer("json_fields")("true", ["1"]).value == 0.0


@pytest.mark.parametrize(
    "flood", ["```json\n", "<tool_call>", "<think>", "[1]", ". ", '{"name": "f"', "\\boxed{", "answer: 1"]
)
def test_a_flood_is_scored_at_once(flood: str) -> None:
    said = flood * (300_000 // len(flood))
    for name in ("json", "tool_calls", "forbidden_tools", "cited", "citation_support", "numeric", "quantity", "choice"):
        assert scorer(name)(said, [TARGETS.get(name, "f")]).why
