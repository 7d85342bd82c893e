"""Exports of doccano and Prodigy, one answer a line, and all that is refused of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, kept, read

from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.core.question import Choice, FreeText, MultipleChoice, Question, Spans

DOCCANO, PRODIGY = "doccano", "prodigy"


def file(folder: Path, *lines: Any) -> Path:
    path = folder / "export.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_what_doccano_itself_gave_back_is_what_was_written_for_it() -> None:
    found = read(DOCCANO, FIXTURES / "doccano_sequence.jsonl")
    assert found.rows[0] == {"item": "r0", "text": "Ann 😀 in Rome", "lang": "en"}
    assert [(each.judge, each.status, each.answer, each.seconds) for each in found.judgments] == [
        ("user-1", Status.GIVEN, [{"start": 9, "end": 13, "label": "LOC"}], 1.5),
        ("user-2", Status.GIVEN, [{"start": 3, "end": 4, "label": "PER"}], None),
        ("user-1", Status.ABSTAINED, None, None),
    ], "UTF-16 units in the file, code points here"
    found = read(DOCCANO, FIXTURES / "doccano_classification.jsonl")
    assert sorted(row["structure"] or "" for row in kept(found)) == ["", '["a","b"]', '["a","b"]']
    why = Question("why", "Why?", FreeText())
    texts = [row["text"] for row in kept(read(DOCCANO, FIXTURES / "doccano_seq2seq.jsonl", questions=(why,)))]
    assert sorted(text or "" for text in texts) == ["", "because 😀\nof", "because 😀\nof"]


def test_a_file_of_one_person_takes_the_name_that_is_given(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        {"id": 1, "text": "x", "label": ["a"]},
        {"id": 2, "text": "y", "label": ["b"]},
        {"id": 3, "text": "z", "label": []},
    )
    found = read(DOCCANO, path, judge="j1", question="tone")
    assert [question.form for question in found.questions] == [Choice(("a", "b"))]
    assert [(row["question"], row["judge"], row["label"]) for row in kept(found)] == [
        ("tone", "j1", "a"),
        ("tone", "j1", "b"),
    ]
    assert found.left_out == {"lines without a label, which nobody may have judged yet": 1}
    with pytest.raises(InputError, match="name them by --judge") as refused:
        read(DOCCANO, path)
    assert refused.value.code == "exchange.judge"


def test_labels_of_a_project_make_the_whole_menu(tmp_path: Path) -> None:
    path = file(tmp_path, {"id": 1, "text": "x", "label": ["b", "a"]})
    menu = json.dumps([{"text": name, "suffix_key": None} for name in "abc"])
    [question] = read(DOCCANO, path, judge="j1", config=menu).questions
    assert question.form == MultipleChoice(("a", "b", "c"))
    with pytest.raises(InputError, match="no file of labels"):
        read(DOCCANO, path, judge="j1", config="{}")


def test_relations_and_comments_are_counted_and_entities_read(tmp_path: Path) -> None:
    entity = {"id": 0, "label": "place", "start_offset": 3, "end_offset": 7}
    line = {"id": 1, "text": "😀 Rome", "entities": [entity], "relations": [{"id": 0}], "Comments": ["?"]}
    found = read(DOCCANO, file(tmp_path, line), judge="j1")
    assert found.judgments[0].answer == [{"start": 2, "end": 6, "label": "place"}]
    assert found.left_out == {"relations": 1, "comments": 1}


def press(answer: str = "accept", **more: Any) -> dict[str, Any]:
    return {
        "text": "😀 Rome",
        "_input_hash": 7,
        "_annotator_id": "tone-ann",
        "_timestamp": 1767323045,
        "answer": answer,
        **more,
    }


def test_views_of_prodigy_are_questions(tmp_path: Path) -> None:
    options = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    chosen = read(PRODIGY, file(tmp_path, press(options=options, accept=["b"])))
    assert [question.form for question in chosen.questions] == [Choice(("a", "b"))], "options nobody chose are there"
    [row] = kept(chosen)
    assert (row["question"], row["label"], row["judge"], row["item"]) == ("choice", "b", "tone-ann", "7")
    assert row["observed_at"] == "2026-01-02T03:04:05.000000Z"
    marked = read(PRODIGY, file(tmp_path, press(spans=[{"start": 2, "end": 6, "label": "place", "token_start": 1}])))
    assert [question.form for question in marked.questions] == [Spans(("place",), "text")]
    assert marked.judgments[0].answer == [{"start": 2, "end": 6, "label": "place"}], "code points"
    binary = read(
        PRODIGY, file(tmp_path, press(label="ABOUT ROME"), press("reject", label="ABOUT ROME", _annotator_id="b"))
    )
    assert [question.form for question in binary.questions] == [Choice(("accept", "reject"))]
    assert [(row["question"], row["label"]) for row in kept(binary)] == [
        ("ABOUT ROME", "accept"),
        ("ABOUT ROME", "reject"),
    ]
    typed = read(PRODIGY, file(tmp_path, press(user_input="so", _view_id="text_input")))
    assert [row["text"] for row in kept(typed)] == ["so"]


def test_ignore_is_a_skip_and_reject_says_that_no_answer_fits(tmp_path: Path) -> None:
    options = ["a", "b"]
    lines = [
        press(options=options, accept=["a"]),
        press("ignore", options=options, _annotator_id="b"),
        press("reject", options=options, _annotator_id="c"),
    ]
    found = read(PRODIGY, file(tmp_path, *lines, press("maybe", options=options), press(image="x", _input_hash=8)))
    assert [each.status for each in found.judgments] == [Status.GIVEN, Status.ABSTAINED, Status.NOT_APPLICABLE]
    assert found.left_out == {"lines without an answer": 1, "lines whose view has no type of question": 1}


REFUSED = {
    "not JSON": (DOCCANO, ['{"id": 1, "text": "x", "label": ["a"]}', "{oops"], "input.bad_json", "not JSON", 2),
    "no id": (DOCCANO, [{"text": "x", "label": ["a"]}], "exchange.item", "--id: text, label", 1),
    "two texts": (
        DOCCANO,
        [{"id": 1, "text": "x", "label": ["a"]}, {"id": 1, "text": "y", "label": ["b"]}],
        "exchange.two_contents",
        "stands on line 1 too, with another 'text'",
        2,
    ),
    "a passage of two": (
        DOCCANO,
        [{"id": 1, "text": "x", "label": [[0, 1]]}],
        "exchange.shape",
        "start, end, label",
        1,
    ),
    "mixed": (DOCCANO, [{"id": 1, "text": "x", "label": [[0, 1, "a"], "b"]}], "exchange.shape", "mixes", 1),
    "a status that is none": (
        DOCCANO,
        [{"id": 1, "text": "x", "label": ["a"], "status": "done", "judge": "j1"}],
        "exchange.judge",
        "Status 'done'",
        1,
    ),
    "nobody": (PRODIGY, [press(_annotator_id=None, label="A")], "exchange.judge", "Name them by --judge", 1),
    "accept is no list": (PRODIGY, [press(accept="a")], "exchange.shape", "'accept' is not a list", 1),
    "a passage without a label": (
        PRODIGY,
        [press(spans=[{"start": 0, "end": 1}])],
        "exchange.shape",
        "no start, end",
        1,
    ),
    "two views": (
        PRODIGY,
        [press(spans=[], question="q"), press(accept=["a"], question="q")],
        "exchange.shape",
        "several views: choice, spans",
        None,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(case: str, tmp_path: Path) -> None:
    tool, lines, code, says, line = REFUSED[case]
    with pytest.raises(InputError, match=says) as refused:
        read(tool, file(tmp_path, *lines), judge=None if code == "exchange.judge" else "j1")
    assert refused.value.code == code
    assert refused.value.problems[0].line == line


@pytest.mark.parametrize(
    ("label", "code"),
    [([[0, 99, "a"]], "answer.passage"), ([[1, 2, "a"]], "answer.passage"), ([["x", 2, "a"]], "exchange.shape")],
    ids=["out of range", "in the middle of an emoji", "no number"],
)
def test_a_passage_that_is_no_place_of_the_text_is_refused(label: list[Any], code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        kept(read(DOCCANO, file(tmp_path, {"id": 1, "text": "😀 Rome", "label": label}), judge="j1"))
    assert refused.value.code == code
