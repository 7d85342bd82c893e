"""Records of Argilla 2 (``dataset.records.to_json``), with responses and suggestions, as items and judgments.

Places in a text are code points, as its server checks; what was marked in a browser behind an emoji counts UTF-16
units there (https://github.com/argilla-io/argilla/issues/5729), and nothing in the file tells which.
Argilla 2.8 writes no status of a response; one without a value was discarded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import CODE_POINTS, UTF_16, Brought, Carried, Reading
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Question, Spans
from assay.datasets.carried import text_of
from assay.datasets.carried_rows import CarriedRows, is_id
from assay.datasets.json_records import Record, read_records
from assay.datasets.offsets import Places, passage
from assay.datasets.problems import Problems, shown
from assay.datasets.told import LeftOut
from assay.integrations.argilla.settings import read_settings
from assay.labeling.inferred import menu_question, rating_question, told_by_answers
from assay.labeling.question_written import checked_question

NAME = "argilla"
ID = "id"
FIX = "Write it in Python: dataset.records.to_json('records.json')."
NEEDS_SETTINGS = "Give the settings: --config settings.json, from dataset.settings.to_json('settings.json')."
STATUSES = {"discarded": Status.ABSTAINED, "submitted": Status.GIVEN, None: Status.GIVEN}


@dataclass(frozen=True, slots=True)
class _Said:
    """One response or suggestion."""

    item: str
    line: int
    question: str
    judge: str
    kind: JudgeKind
    status: Status
    value: Any
    confidence: float | None


class _Export:
    """The records of one file while they are read."""

    def __init__(self, path: Path, how: Reading) -> None:
        self.how, self.file = how, str(path)
        self.problems, self.left = Problems(str(path)), LeftOut()
        self.inferred: list[str] = []
        read = read_records(path)
        self.sha256, self.records = read.sha256, read.records
        settings = read_settings(how.config, how.config_file) if how.config is not None else {}
        self.told = {**settings, **{question.name: question for question in how.questions}}
        self.items = CarriedRows(self.problems)
        self.column = how.item or self._usual()

    def said(self) -> Iterator[_Said]:
        """Every response and suggestion; the items are gathered on the way."""
        for record in self.records:
            row = self._row(record)
            if row is None:
                continue
            item = str(row[self.column])
            self.items.add(item, row, record.line)
            vectors = record.value.get("vectors")
            self.left.add("vectors", len(vectors) if isinstance(vectors, dict) else 0)
            for key, read in (("responses", self._responses), ("suggestions", self._suggestions)):
                try:
                    yield from read(record.value.get(key) or {}, item, record.line)
                except (ValueError, AttributeError, TypeError):
                    what = f"The {key} of this record cannot be read."
                    self.problems.add("exchange.shape", what, FIX, line=record.line, item=item)

    def _usual(self) -> str:
        """The dataset's column of ids where every record has it among its metadata or fields, else the record's id."""
        column = self.how.column
        parts = [[each.value.get(key) for key in ("metadata", "fields")] for each in self.records]
        is_there = all(any(isinstance(part, dict) and column in part for part in both) for both in parts)
        return column if column is not None and is_there else ID

    def _row(self, record: Record) -> dict[str, Any] | None:
        fields, more = record.value.get("fields"), record.value.get("metadata") or {}
        if not isinstance(fields, dict) or not isinstance(more, dict):
            what = "This is no record: it has no 'fields'."
            self.problems.add("exchange.shape", what, FIX, line=record.line)
            return None
        row = {**{f"metadata.{key}" if key in fields else key: value for key, value in more.items()}, **fields}
        id = row.get(self.column) or (record.value.get(ID) if self.how.item is None else None)
        if not is_id(id):
            what = f"The record has no id under {shown(self.column)}."
            self.problems.add("exchange.item", what, "Name the key of the ids by --id.", line=record.line)
            return None
        return {self.column: str(id), **{key: value for key, value in row.items() if key != self.column}}

    def _responses(self, told: Mapping[str, Any], item: str, line: int) -> Iterator[_Said]:
        for question, every in told.items():
            for each in every:
                status = STATUSES.get(each.get("status"))
                if status is Status.GIVEN and each.get("value") is None:
                    status = Status.ABSTAINED
                judge = str(each.get("user_id") or self.how.judge or "")
                if status is None:
                    self.left.add("drafts")
                    continue
                if not judge:
                    what = "A response does not say whose it is (user_id)."
                    self.problems.add("exchange.judge", what, "Name them by --judge.", line=line, item=item)
                    continue
                yield _Said(item, line, question, judge, JudgeKind.LABELER, status, each.get("value"), None)

    def _suggestions(self, told: Mapping[str, Any], item: str, line: int) -> Iterator[_Said]:
        for question, each in told.items():
            score = each.get("score")
            self.left.add("scores of several options", int(isinstance(score, list)))
            sure = None if isinstance(score, list) else self.left.share(score, "scores of suggestions")
            agent = str(each.get("agent") or "suggestions")
            yield _Said(item, line, question, agent, JudgeKind.SYSTEM, Status.GIVEN, each.get("value"), sure)


def read(path: Path, how: Reading) -> Brought:
    """Items, questions and judgments of records.

    Raises
    ------
    InputError
        Every problem of the file or the settings: ``exchange.shape``, ``exchange.item``, ``exchange.config`` and
        those of reading JSON.
    """
    export = _Export(path, how)
    said = [*export.said()]
    export.problems.raise_any()
    questions = {each.name: each for each in _questions(export, said)}
    export.problems.raise_any()
    rows = export.items.rows
    judgments = [each for one in said for each in _judgment(export, one, questions[one.question], rows[one.item])]
    export.problems.raise_any()
    fields = dict.fromkeys(key for record in export.records for key in record.value["fields"])
    texts = [key for key in fields if all(isinstance(row.get(key), str) for row in rows.values())]
    return Brought(
        NAME,
        export.sha256,
        export.column,
        tuple(rows.values()),
        tuple(export.items.lines.values()),
        tuple(key for key in texts if key != export.column),
        tuple(questions.values()),
        tuple(judgments),
        dict(export.left.counts),
        told_by_answers(export.inferred),
    )


def _questions(export: _Export, said: Sequence[_Said]) -> Iterator[Question]:
    configured = export.told if export.how.config is not None else {}
    for name in dict.fromkeys((*configured, *(one.question for one in said))):
        if name in export.told:
            yield export.told[name]
            continue
        export.inferred.append(name)
        values = [one.value for one in said if one.question == name and one.status is Status.GIVEN]
        try:
            yield checked_question(_inferred(name, values), export.file)
        except InputError as error:
            for each in error.problems:
                export.problems.add(each.code, each.what, each.fix)


def _inferred(name: str, values: Sequence[Any]) -> Question:
    kinds = {type(each) for each in values}
    if kinds == {int}:
        return rating_question(name, values)
    if kinds == {list} and all(isinstance(option, str) for each in values for option in each):
        return menu_question(name, values)
    what = f"What {shown(name)} asks, and whether its answers are a menu, is told in the settings alone."
    raise InputError("exchange.config", what, NEEDS_SETTINGS)


def _judgment(export: _Export, one: _Said, question: Question, row: Mapping[str, Any]) -> Iterator[Carried]:
    answer = None
    if one.status is Status.GIVEN:
        try:
            answer = _answer(one.value, question, row, export.how.offsets or CODE_POINTS)
        except (ValueError, TypeError, KeyError):
            what = f"The answer to {shown(question.name)} cannot be read."
            export.problems.add("exchange.shape", what, FIX, line=one.line, item=one.item)
            return
        if answer is None:
            export.left.add("rankings with ties, and answers without a value")
            return
    yield Carried(one.item, one.question, one.judge, one.kind, one.status, answer, one.line, one.confidence)


def _answer(value: Any, question: Question, row: Mapping[str, Any], offsets: str) -> Any:
    if isinstance(question.form, Spans):
        places = Places(text_of(row.get(question.form.column))) if offsets == UTF_16 else None
        return [_span(each, places) for each in value]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        ranks = [each["rank"] for each in value]
        ordered = sorted(value, key=lambda each: each["rank"])
        return [str(each["value"]) for each in ordered] if len(set(ranks)) == len(ranks) else None
    return value


def _span(span: Mapping[str, Any], places: Places | None) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    if places is not None:
        start, end = passage(places, start, end, offsets=UTF_16)
    return {"start": start, "end": end, "label": span["label"]}
