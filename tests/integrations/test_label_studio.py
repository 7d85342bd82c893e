"""An export of Label Studio, its labeling config, and all that is refused of either."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, FORMS, ROWS, judgments, kept, outgoing, read, write

from assay.core.errors import InputError
from assay.core.exchange import Brought
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Amount, Boxes, Choice, FreeText, MultipleChoice, Pair, Ranking, Rating, Spans
from assay.integrations.label_studio.config import read_config

TOOL = "label-studio"
CONFIG = (FIXTURES / "label_studio.xml").read_text(encoding="utf-8")
NAMES = '<View><Text name="t" value="$text"/><Labels name="names" toName="t"><Label value="place"/></Labels></View>'
TONE = '<View><Text name="t" value="$text"/><Choices name="tone" toName="t"><Choice value="a"/><Choice value="b"/>'
TONE += "</Choices></View>"


def file(folder: Path, tasks: Any) -> Path:
    path = folder / "export.json"
    path.write_text(tasks if isinstance(tasks, str) else json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return path


def task(*results: dict[str, Any], text: str = "😀 Rome", **more: Any) -> dict[str, Any]:
    """One task with one annotation."""
    return {"id": 1, "data": {"text": text}, "annotations": [{"completed_by": 3, "result": list(results), **more}]}


def mark(start: int, end: int, *labels: str, text: str | None = None) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": list(labels), **({} if text is None else {"text": text})}
    return {"from_name": "names", "to_name": "t", "type": "labels", "value": value}


def choose(*options: str) -> dict[str, Any]:
    return {"from_name": "tone", "to_name": "t", "type": "choices", "value": {"choices": list(options)}}


def test_a_config_is_questions_of_every_form() -> None:
    forms = {name: each.question.form for name, each in read_config(CONFIG, "c.xml").items() if each.question}
    assert forms == {
        "tone": Choice(("positive", "neg")),
        "topics": MultipleChoice(("price", "place")),
        "harm": MultipleChoice(("harm", "harm/insult", "harm/threat", "none")),
        "names": Spans(("person", "place"), "text", overlaps=True),
        "stars": Rating(1, 7),
        "count": Amount(0, 10, None, whole=True),
        "why": FreeText(),
        "better": Pair("answer_a", "answer_b", tie=False),
        "boxes": Boxes(("sign",), "image"),
    }, "an alias stands for its choice, as in the results"
    asks = {name: each.question.asks for name, each in read_config(CONFIG, "c.xml").items() if each.question}
    assert (asks["tone"], asks["names"], asks["topics"]) == ("What is said?", "Mark the names.", "topics?")


def test_a_file_of_the_real_tool_comes_in_with_all_that_was_said() -> None:
    found = read(TOOL, FIXTURES / "label_studio.json", config=CONFIG)
    assert found.item == "id"
    assert [row["id"] for row in found.rows] == ["101", "102", "103"]
    assert found.texts == ("text",)
    forms = {question.name: question.form for question in found.questions}
    assert forms["order"] == Ranking(("b", "a"))
    rows = kept(found)
    people = [row for row in rows if row["judge"] != "bert-2"]
    assert {row["judge"] for row in people} == {"user-7", "user-8"}, "ids of users, never their mail addresses"
    first = {row["question"]: row for row in people if (row["item"], row["judge"]) == ("101", "user-7")}
    assert first["tone"]["label"] == "positive"
    assert first["harm"]["structure"] == '["none"]'
    assert first["stars"]["number"] == 6
    assert first["why"]["text"] == "because 😀"
    assert first["better"]["label"] == "left"
    assert first["order"]["structure"] == '["b","a"]'
    assert json.loads(first["names"]["structure"])[1] == {"start": 12, "end": 16, "label": "place"}
    assert first["tone"]["observed_at"] == "2026-03-04T05:06:07.891234Z"
    assert sum(row["seconds"] or 0 for row in first.values()) == 3.25, "the time of a submission counts once"
    skipped = [row for row in people if row["item"] == "103"]
    assert {row["status"] for row in skipped} == {"abstained"}
    [system] = [each for each in found.judgments if each.judge == "bert-2"]
    assert (system.kind, system.confidence) == (JudgeKind.SYSTEM, 0.75)
    assert found.left_out["results of 'boxes' (<rectanglelabels>), for which there is no type of question"] == 1


def test_what_the_server_itself_gave_back_is_what_was_written_for_it(tmp_path: Path) -> None:
    given = outgoing(*FORMS)
    _, written = write(TOOL, given, tmp_path)
    found = read(TOOL, FIXTURES / "label_studio_server.json", config=written.config, column="item")
    assert found.rows == ROWS
    answers = {(each.item, each.question): set() for each in found.judgments}
    for each in plain_rows(found):
        answers[each["item"], each["question"]].add(each["answer"])
    for name in FORMS:
        asked = replace(found, judgments=tuple(each for each in judgments(name) if each.kind is JudgeKind.LABELER))
        expected = {each["answer"] for each in plain_rows(asked) if each["item"] == "r0"}
        assert answers["r0", name] == expected, name
        assert answers["r2", name] == {None}, "a skip"
    assert {each.judge for each in found.judgments} == {"user-1"}, "who imported them"
    assert found.left_out == {"predictions of which the file has the number only": 1}


def plain_rows(found: Brought) -> list[dict[str, Any]]:
    """The judgments as the ledger takes them, with the one answer of each."""
    names = ("label", "number", "text", "structure")
    return [
        {**row, "answer": next((row[name] for name in names if row[name] is not None), None)} for row in kept(found)
    ]


def test_two_annotations_by_one_person_are_two_attempts(tmp_path: Path) -> None:
    one = task(choose("a"), created_at="2026-01-01T10:00:00Z")
    one["annotations"].append({"completed_by": 3, "result": [choose("b")], "created_at": "2026-01-01T11:00:00+02:00"})
    rows = kept(read(TOOL, file(tmp_path, [one]), config=TONE))
    assert [(row["label"], row["attempt"]) for row in rows] == [("b", 1), ("a", 2)], "in order of time"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [(2, 6, "Rome"), (3, 7, "Rome"), (2, 6, None)],
    ids=["code points, since 2022", "UTF-16 units, before", "no text: code points"],
)
def test_the_marked_text_decides_what_a_passage_is_counted_in(
    tmp_path: Path, start: int, end: int, text: str | None
) -> None:
    found = read(TOOL, file(tmp_path, [task(mark(start, end, "place", text=text))]), config=NAMES)
    assert found.judgments[0].answer == [{"start": 2, "end": 6, "label": "place"}]


def test_nothing_marked_is_an_answer_and_an_open_choice_is_counted(tmp_path: Path) -> None:
    both = NAMES.replace("</View>", TONE.removeprefix('<View><Text name="t" value="$text"/>'))
    found = read(TOOL, file(tmp_path, [task()]), config=both)
    assert [(each.question, each.answer) for each in found.judgments] == [("names", [])]
    assert found.left_out == {"annotations that leave 'tone' open": 1}


def test_marks_in_html_are_counted_and_not_taken_for_none(tmp_path: Path) -> None:
    mark_in_html = {**mark(0, 1), "value": {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "labels": ["place"]}}
    found = read(TOOL, file(tmp_path, [task(mark_in_html, mark(2, 6, "place")), {**task(), "id": 2}]), config=NAMES)
    assert [(each.item, each.answer) for each in found.judgments] == [("2", [])]
    assert found.left_out == {"results of 'names' (<labels>), for which there is no type of question": 1}


def test_without_a_config_the_questions_are_made_from_the_answers(tmp_path: Path) -> None:
    tasks = [task(choose("a"), mark(2, 6, "place")), {**task(choose("b")), "id": 2}]
    forms = {each.name: each.form for each in read(TOOL, file(tmp_path, tasks)).questions}
    assert forms == {"tone": Choice(("a", "b")), "names": Spans(("place",), "text")}


def test_a_score_or_a_time_that_cannot_be_read_is_left_out_and_counted(tmp_path: Path) -> None:
    one = task(choose("a"), lead_time=-2, created_at="yesterday")
    one["predictions"] = [{"model_version": "m", "score": 3.5, "result": [choose("b")]}, 17]
    found = read(TOOL, file(tmp_path, [one]), config=TONE)
    assert [(each.seconds, each.observed_at, each.confidence) for each in found.judgments] == [(None,) * 3] * 2
    assert sorted(found.left_out) == [
        "lead times that cannot be read",
        "predictions of which the file has the number only",
        "scores of predictions outside of 0 to 1",
        "times of creation that cannot be read",
    ]


def test_an_item_of_5_mb_is_read_and_its_last_passage_found(tmp_path: Path) -> None:
    text = "😀 " + "x" * 5_000_000 + " Rome"
    found = read(
        TOOL, file(tmp_path, [task(mark(5_000_004, 5_000_008, "place", text="Rome"), text=text)]), config=NAMES
    )
    assert found.judgments[0].answer == [{"start": 5_000_003, "end": 5_000_007, "label": "place"}]


BOMB = '<!DOCTYPE v [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><View>&b;</View>'
REFUSED_CONFIGS = {
    "not XML": ("<View><Text", "exchange.bad_xml", "Copy the labeling config"),
    "empty": ("", "exchange.bad_xml", "Copy the labeling config"),
    "an entity": (BOMB, "exchange.bad_xml", "declares a document type or an entity"),
    "a document type": ('<!DOCTYPE View SYSTEM "file:///etc/passwd"><View/>', "exchange.bad_xml", "document type"),
    "too deep": ("<View>" * 100 + "</View>" * 100, "exchange.bad_xml", "nests them deeper than 60"),
    "too many": ("<View>" + "<Text/>" * 20_001 + "</View>", "exchange.bad_xml", "more than 20,000 tags"),
    "nothing asked": ('<View><Text name="t" value="$text"/></View>', "exchange.config", "no tag that asks"),
    "two of a name": (TONE.replace("</View>", TONE[TONE.index("<Choices") :]), "exchange.config", "called 'tone'"),
    "one choice": (TONE.replace('<Choice value="b"/>', ""), "question.menu", "has 1 options"),
    "a slash in a path": (
        TONE.replace("Choices", "Taxonomy").replace(
            '<Choice value="a"/>', '<Choice value="a"><Choice value="x/y"/></Choice>'
        ),
        "exchange.config",
        "parts the levels",
    ),
    "a number that is none": (
        '<View><Number name="n" toName="t" min="low"/></View>',
        "exchange.config",
        "The min of <number> is 'low'",
    ),
    "a name that no question has": (TONE.replace('"tone"', '"a:b"'), "question.value", "without : @"),
}


@pytest.mark.parametrize("case", REFUSED_CONFIGS)
def test_a_config_that_cannot_be_used_is_refused(case: str) -> None:
    text, code, says = REFUSED_CONFIGS[case]
    with pytest.raises(InputError, match=says) as refused:
        read_config(text, "config.xml")
    assert refused.value.code == code
    assert refused.value.problems[0].file == "config.xml"


REFUSED = {
    "cut off": ('[{"id": 1,\n "data": {"te', "input.bad_json", "cut off", 2),
    "not JSON": ("id,text\n1,x\n", "input.bad_json", "begins with 'i'", 1),
    "a comma too many": ('[{"id": 1, "data": {}},\n]', "input.bad_json", "not JSON", 2),
    "something behind": ('[{"id": 1, "data": {}}]\nand more', "input.bad_json", "follows the end", 2),
    "a comma missing": ('[{"id": 1, "data": {}}\n{"id": 2, "data": {}}]', "input.bad_json", "comma", 2),
    "an array of numbers": ("[1, 2]", "input.json_not_object", "not an object", 1),
    "no task": ("[]", "input.no_rows", "no object", None),
    "a key twice": ('[{"id": 1, "id": 2, "data": {}}]', "input.duplicate_key", "'id' stands twice", 1),
    "NaN": ('[{"id": 1, "data": {"x": NaN}}]', "input.bad_json", "JSON has no NaN", 1),
    "half a character": ('[{"id": 1, "data": {"x": "\\ud83d"}}]', "input.bad_json", "not JSON", 1),
    "too deep": ('[{"data": ' + "[" * 80 + "]" * 80 + "}]", "input.json_depth", "deeper than 64", 1),
    "far too deep": ('[{"data": ' + "[" * 100_000 + "]" * 100_000 + "}]", "input.json_depth", "too deep", 1),
    "JSON-MIN": ('[\n{"id": 1, "text": "x", "tone": "a"}]', "exchange.shape", "not JSON-MIN", 2),
    "no id": ('[{"data": {"text": "x", "code": 7}}]', "exchange.item", "--id: text, code", 1),
    "a result that is no list": ([task() | {"annotations": [{"completed_by": 1, "result": {}}]}],
                                 "exchange.shape", "its result is not a list", 1),
    "nobody named": ([task() | {"annotations": [{"result": []}]}], "exchange.shape", "name them by --judge", 1),
    "a passage elsewhere": ([task(mark(0, 4, "place", text="Oslo"))], "exchange.passage", "'Oslo' does not stand", 1),
    "a passage without ends": ([task(mark(None, None, "place"))], "exchange.shape", "no start, end", 1),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(case: str, tmp_path: Path) -> None:
    tasks, code, says, line = REFUSED[case]
    with pytest.raises(InputError, match=says) as refused:
        read(TOOL, file(tmp_path, tasks), config=NAMES)
    assert refused.value.code == code
    assert refused.value.problems[0].line == line


@pytest.mark.parametrize(
    ("results", "config", "code"),
    [
        ([choose("c")], TONE, "answer.unknown_option"),
        ([choose("a", "b")], TONE, "answer.type"),
        ([mark(2, 99, "place")], NAMES, "answer.passage"),
        ([mark(2, 2, "place")], NAMES, "answer.passage"),
        ([mark(2, 6, "person")], NAMES, "answer.unknown_option"),
        ([mark(2, 6, "place"), mark(2, 6, "place")], NAMES, "answer.twice"),
    ],
    ids=["unknown", "two of one", "out of range", "empty", "unknown label", "twice"],
)
def test_an_answer_that_its_question_does_not_allow_is_told_with_item_and_judge(
    tmp_path: Path, results: list[dict[str, Any]], config: str, code: str
) -> None:
    found = read(TOOL, file(tmp_path, [task(*results)]), config=config)
    with pytest.raises(InputError, match="judge 'user-3'") as refused:
        kept(found)
    [problem] = refused.value.problems
    assert (problem.code, problem.item, problem.line) == (code, "1", 1)


def test_a_skip_is_no_answer_even_where_something_was_chosen(tmp_path: Path) -> None:
    found = read(TOOL, file(tmp_path, [task(choose("a"), was_cancelled=True)]), config=TONE)
    assert [(each.status, each.answer) for each in found.judgments] == [(Status.ABSTAINED, None)]
