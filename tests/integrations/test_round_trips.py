"""What leaves for a tool and comes back from it is what was there, in all that the tool can carry."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.integrations.carrying import FORMS, ROWS, judgments, kept, outgoing, plain, read, write

from assay.core.errors import InputError
from assay.core.exchange import UTF_16
from assay.core.judgment import JudgeKind
from assay.integrations.argilla.settings import name_of
from assay.integrations.argilla.writing import user_id

LINES = ("doccano", "prodigy")
NO_QUESTION = {"argilla": {"number"}, **{line: {"number", "ranking"} for line in LINES}}
"""Forms that a tool has nothing for."""
CHANGED = {
    "label-studio": {"rating-from-0", "pair-with-tie", "ranking"},
    "argilla": {"pair", "pair-with-tie"},
}
"""Forms of which the tool's own configuration says less, or says it otherwise."""


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("tool", ["label-studio", "argilla", "doccano", "prodigy"])
def test_judgments_come_back_as_they_left(tool: str, name: str, tmp_path: Path) -> None:
    given = outgoing(name)
    if name in NO_QUESTION.get(tool, ()):
        with pytest.raises(InputError) as refused:
            write(tool, given, tmp_path)
        assert refused.value.code == "exchange.form"
        return
    path, written = write(tool, given, tmp_path)
    assert (written.n_items, written.n_judgments) == (len(ROWS), 4)
    form = FORMS[name][0]
    back = read(tool, path, questions=given.questions, column="item")
    assert back.rows == ROWS
    if tool == "argilla":
        expected = [replace(each, seconds=None, observed_at=None) for each in judgments(name)]
        found = [replace(each, judge=_known(each.judge)) for each in back.judgments]
        assert written.left_out["seconds"] == 2, "what is lost is counted"
        assert written.left_out["times of answers"] == 3
    else:
        expected, found = list(judgments(name)), list(back.judgments)
        assert not written.left_out
    assert plain(found, form) == plain(expected, form)
    assert len(kept(back)) == 4


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("tool", ["label-studio", "argilla"])
def test_questions_come_back_from_the_configuration_of_the_tool(tool: str, name: str, tmp_path: Path) -> None:
    if name in NO_QUESTION.get(tool, ()):
        return
    given = outgoing(name)
    path, written = write(tool, given, tmp_path)
    assert written.config is not None
    back = read(tool, path, config=written.config, column="item")
    assert [question.asks for question in back.questions] == [f"{name}?"]
    same = tuple(question.form for question in back.questions) == (FORMS[name][0],)
    assert same is (name not in CHANGED[tool])
    assert len(kept(back)) == 4


@pytest.mark.parametrize("tool", LINES)
@pytest.mark.parametrize("name", ["choice", "several", "spans", "pair-with-tie"])
def test_a_line_by_itself_tells_its_question(tool: str, name: str, tmp_path: Path) -> None:
    path, _ = write(tool, outgoing(name), tmp_path)
    back = read(tool, path)
    assert [question.name for question in back.questions] == [name]
    assert {row["status"] for row in kept(back)} == {"given", "abstained"}


@pytest.mark.parametrize("tool", LINES)
def test_several_questions_are_refused_where_a_file_asks_one(tool: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Name one: --question NAME") as refused:
        write(tool, outgoing("choice", "text"), tmp_path)
    assert refused.value.code == "exchange.one_question"


def test_label_studio_holds_questions_of_every_form_in_one_project(tmp_path: Path) -> None:
    names = [name for name in FORMS if name != "binary"]
    path, written = write("label-studio", outgoing(*names), tmp_path)
    assert written.n_judgments == 4 * len(names)
    back = read("label-studio", path, config=written.config, column="item")
    assert sorted(question.name for question in back.questions) == sorted(names)
    assert len(kept(back)) == 4 * len(names)
    assert sum(each.seconds or 0 for each in back.judgments if each.kind is JudgeKind.LABELER) == pytest.approx(
        len(names) * (1.5 + 2.0)
    ), "the seconds of one submission are told once"


@pytest.mark.parametrize("tool", ["label-studio", "argilla", "doccano", "prodigy"])
def test_passages_behind_an_emoji_are_written_in_either_count(tool: str, tmp_path: Path) -> None:
    given = replace(outgoing("spans"), offsets=UTF_16)
    path, _ = write(tool, given, tmp_path)
    back = read(tool, path, questions=given.questions, column="item", offsets=UTF_16)
    spans = next(each.answer for each in back.judgments if each.answer)
    assert spans == [{"start": 9, "end": 13, "label": "place"}]
    assert ROWS[0]["text"][9:13] == "Rome"


def test_names_in_other_scripts_stay_apart_in_argilla() -> None:
    names = [name_of(name) for name in ("语气", "主题", "Tone 语", "Customer review")]
    assert len({*names}) == 4
    assert all(name.isascii() and name for name in names)
    assert names[3] == "customer_review"


def test_a_file_of_many_tasks_without_an_id_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text('[{"data": {"Review ID": "R-1"}}, {"data": {"Review ID": "R-2"}}]')
    with pytest.raises(InputError, match="--id: Review ID") as refused:
        read("label-studio", path)
    assert len(refused.value.problems) == 1


def _known(judge: str) -> str:
    """The judge from whom a user id of Argilla was made."""
    return next((name for name in ("user-1", "user-2") if user_id(name) == judge), judge)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("tool", ["csv", "jsonl"])
def test_a_plain_table_brings_back_answers_with_guideline_and_round(tool: str, name: str, tmp_path: Path) -> None:
    given = outgoing(name)
    said = tuple(replace(each, guideline="v1", round=2) for each in given.judgments)
    path, written = write(tool, replace(given, judgments=said), tmp_path)
    assert written.left_out == {"items without a judgment": 1}
    back = read(tool, path, questions=given.questions)
    assert back.rows == ()
    form = FORMS[name][0]
    expected, found = plain(said, form), plain(back.judgments, form)
    if (tool, name) == ("csv", "text"):
        expected = [
            replace(each, answer=each.answer.replace("\n", "\\n")) if each.answer else each for each in expected
        ]
    assert found == expected


def test_label_studio_keeps_rounds_and_every_tool_tells_what_it_cannot_keep(tmp_path: Path) -> None:
    given = outgoing("choice")
    people = [each for each in given.judgments if each.kind is JudgeKind.LABELER]
    given = replace(given, judgments=tuple(replace(each, guideline="v1", round=2) for each in people))
    path, written = write("label-studio", given, tmp_path)
    assert written.left_out["versions of guidelines"] == 3
    assert [each.round for each in read("label-studio", path, item="item", questions=given.questions).judgments] == [
        2,
        2,
        2,
    ]
    for tool in ("argilla", "doccano", "prodigy"):
        left = write(tool, given, tmp_path)[1].left_out
        assert (left["versions of guidelines"], left["rounds behind the first"]) == (3, 3), tool


@pytest.mark.parametrize(
    ("tool", "text", "code"),
    [
        ("csv", "item,question,judge,answer\na,q,,yes\n", "exchange.shape"),
        ("csv", "item,question,judge,answer,status\na,q,j1,yes,done\n", "exchange.shape"),
        ("jsonl", '{"item": "a", "question": "q", "judge": "j1", "answer": {"a": 1}}\n', "exchange.config"),
        ("jsonl", '{"item": "a"}\n', "exchange.shape"),
    ],
)
def test_a_plain_table_that_says_too_little_is_refused(tool: str, text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(tool, path)
    assert refused.value.code == code
