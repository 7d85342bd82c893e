"""Records and settings that the SDK of Argilla wrote, and all that is refused of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, kept, outgoing, read, write

from assay.core.errors import InputError
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Choice, FreeText, MultipleChoice, Ranking, Rating, Spans

TOOL = "argilla"
SETTINGS = (FIXTURES / "argilla_settings.json").read_text(encoding="utf-8")
ONE = "11111111-1111-4111-8111-111111111111"


def file(folder: Path, *records: Any) -> Path:
    path = folder / "records.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def test_settings_are_questions_and_records_judgments() -> None:
    found = read(TOOL, FIXTURES / "argilla.json", config=SETTINGS)
    assert {question.name: question.form for question in found.questions} == {
        "tone": Choice(("pos", "neg")),
        "topics": MultipleChoice(("price", "place")),
        "stars": Rating(0, 3),
        "why": FreeText(),
        "names": Spans(("person", "place"), "text"),
        "order": Ranking(("a", "b")),
    }
    assert found.questions[0].asks == "What tone?"
    assert found.texts == ("text", "a", "b")
    assert found.rows[0] == {"id": "r1", "lang": "en", "text": "Ann 😀 likes Rome", "a": "A", "b": "B"}
    rows = {(row["question"], row["judge"]): row for row in kept(found)}
    assert rows["tone", ONE]["label"] == "pos"
    assert rows["order", ONE]["structure"] == '["b","a"]'
    assert json.loads(rows["names", ONE]["structure"])[1] == {"start": 12, "end": 16, "label": "place"}
    assert rows["tone", "bert-2"]["confidence"] == 0.7
    assert {each.kind for each in found.judgments if each.judge == "bert-2"} == {JudgeKind.SYSTEM}
    assert found.left_out == {
        "vectors": 1,
        "scores of several options": 1,
        "rankings with ties, and answers without a value": 1,
    }


def test_a_response_without_a_value_was_discarded(tmp_path: Path) -> None:
    path, written = write(TOOL, outgoing("choice"), tmp_path)
    records = json.loads(path.read_text(encoding="utf-8"))
    for record in records:
        for every in record["responses"].values():
            for each in every:
                del each["status"]
    found = read(TOOL, file(tmp_path, *records), config=written.config)
    statuses = sorted(each.status for each in found.judgments if each.kind is JudgeKind.LABELER)
    assert statuses == [Status.ABSTAINED, Status.GIVEN, Status.GIVEN], "argilla 2.8 writes no status"


def test_names_are_made_such_as_argilla_allows_and_that_is_counted(tmp_path: Path) -> None:
    given = outgoing("choice")
    from dataclasses import replace

    question = replace(given.questions[0], name="What Tone?")
    said = tuple(replace(each, question="What Tone?") for each in given.judgments)
    path, written = write(TOOL, replace(given, questions=(question,), judgments=said), tmp_path)
    assert written.left_out["names that Argilla cannot have, changed"] == 1
    assert [each.name for each in read(TOOL, path, config=written.config).questions] == ["what_tone_"]


RECORD = {"id": "r1", "fields": {"text": "x"}, "responses": {"tone": [{"value": "pos", "user_id": ONE}]}}
REFUSED = {
    "no record": ({"text": "x"}, SETTINGS, "exchange.shape", "no 'fields'"),
    "no id": ({"fields": {"text": "x"}}, SETTINGS, "exchange.item", "no id under 'id'"),
    "nobody": ({**RECORD, "responses": {"tone": [{"value": "pos"}]}}, SETTINGS, "exchange.judge", "--judge"),
    "a response that is a text": ({**RECORD, "responses": {"tone": "pos"}}, SETTINGS, "exchange.shape", "responses"),
    "passages that are texts": (
        {**RECORD, "responses": {"names": [{"value": ["x"], "user_id": ONE}]}},
        SETTINGS,
        "exchange.shape",
        "answer to 'names' cannot be read",
    ),
    "texts without settings": (RECORD, None, "exchange.config", "dataset.settings.to_json"),
    "no settings": (RECORD, "[]", "exchange.config", "no settings of Argilla"),
    "settings of another kind": (
        RECORD,
        json.dumps({"questions": [{"name": "q", "settings": {"type": "video"}}]}),
        "exchange.config",
        "type 'video' are not known",
    ),
    "settings without options": (
        RECORD,
        json.dumps({"questions": [{"name": "q", "settings": {"type": "rating"}}]}),
        "exchange.config",
        "'q' of the settings cannot be read",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused(case: str, tmp_path: Path) -> None:
    record, settings, code, says = REFUSED[case]
    with pytest.raises(InputError, match=says) as refused:
        read(TOOL, file(tmp_path, record), config=settings)
    assert refused.value.code == code


def test_an_answer_that_is_not_on_the_menu_is_refused(tmp_path: Path) -> None:
    record = {**RECORD, "responses": {"tone": [{"value": "great", "user_id": ONE}]}}
    with pytest.raises(InputError) as refused:
        kept(read(TOOL, file(tmp_path, record), config=SETTINGS))
    assert refused.value.code == "answer.unknown_option"
