"""A dataset of Prodigy (``prodigy db-out``): one answer a line, as items and judgments.

Places in a text are code points, since spaCy counts so.
Written from the documentation: Prodigy is not free to install, so no file was made with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import UTF_16, Brought, Carried, Reading
from assay.core.judgment import Status
from assay.core.question import Choice, Question
from assay.datasets.carried import text_of
from assay.datasets.carried_line import carried_line
from assay.datasets.carried_rows import CarriedRows, is_id, item_key, no_id
from assay.datasets.json_records import Record, read_records
from assay.datasets.offsets import Places, passage
from assay.datasets.problems import Problems, shown
from assay.datasets.told import LeftOut
from assay.integrations.prodigy.words import (
    ACCEPT,
    HASHES,
    IGNORE,
    ITEM,
    JUDGE_KEYS,
    NAME,
    OURS,
    REJECT,
    TEXT,
    USER_TEXT,
)
from assay.labeling.inferred import menu_question, spans_question, text_question, told_by_answers
from assay.labeling.question_written import checked_question

FIX = "Write it with: prodigy db-out DATASET > FILE.jsonl."
CHOICE, SPANS, BINARY = "choice", "spans", "label"
"""What a line can answer; the name of the question too, where nothing gives a better one."""
STATUSES = {IGNORE: Status.ABSTAINED, REJECT: Status.NOT_APPLICABLE}
"""What no answer is, in views where an answer is made by hand."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says."""

    item: str
    line: int
    question: str
    way: str
    told: Mapping[str, Any]
    status: Status
    answer: Any


class _Export:
    """The lines of one file while they are read."""

    def __init__(self, path: Path, how: Reading) -> None:
        self.how, self.file = how, str(path)
        self.problems, self.left = Problems(str(path)), LeftOut()
        self.inferred: list[str] = []
        read = read_records(path)
        self.sha256, self.records = read.sha256, read.records
        usual = tuple(key for key in (how.column, ITEM, "id", HASHES[0]) if key)
        self.key = item_key(self.records, how.item, usual)
        self.items = CarriedRows(self.problems)

    def lines(self) -> Iterator[_Line]:
        """Every answer of the file; the items are gathered on the way."""
        for record in self.records:
            id = record.value.get(self.key) if self.key else None
            if not is_id(id):
                no_id(self.problems, record, self.key)
                continue
            item, way = str(id), _way(record.value)
            hidden = (*OURS, self.key, *((BINARY,) if way == BINARY else ()))
            row = {key: value for key, value in record.value.items() if key not in hidden}
            self.items.add(item, {self.column: item, **row}, record.line)
            if way is None:
                self.left.add("lines whose view has no type of question")
                continue
            if record.value.get("answer") not in (ACCEPT, REJECT, IGNORE):
                self.left.add("lines without an answer")
                continue
            try:
                yield self._said(record, item, way)
            except ValueError as error:
                self.problems.add(
                    "exchange.shape", f"The line cannot be read: {error}.", FIX, line=record.line, item=item
                )

    @property
    def column(self) -> str:
        """The column of ids."""
        return ITEM if self.key in HASHES or self.key is None else self.key

    def _said(self, record: Record, item: str, way: str) -> _Line:
        value = record.value
        pressed = value["answer"]
        if way == BINARY:
            name = self.how.question or str(value[BINARY])
            status = Status.ABSTAINED if pressed == IGNORE else Status.GIVEN
            return _Line(item, record.line, name, way, value, status, pressed)
        told = next((each for each in Status if each.value == value.get("status")), None)
        status = told or STATUSES.get(pressed, Status.GIVEN)
        relations = value.get("relations")
        self.left.add("relations", len(relations) if isinstance(relations, list) else 0)
        known = self.how.questions
        name = str(self.how.question or value.get("question") or (known[0].name if len(known) == 1 else way))
        answer = _answer(value, way, self.how) if status is Status.GIVEN else None
        return _Line(item, record.line, name, way, value, status, answer)


def read(path: Path, how: Reading) -> Brought:
    """Items, questions and judgments of a dataset.

    Raises
    ------
    InputError
        Every problem of the file: ``exchange.shape``, ``exchange.item``, ``exchange.judge``,
        ``exchange.two_contents`` and those of reading JSON.
    """
    export = _Export(path, how)
    lines = [*export.lines()]
    export.problems.raise_any()
    judgments = tuple(_judgments(export, lines))
    export.problems.raise_any()
    questions = tuple(_questions(export, lines))
    export.problems.raise_any()
    rows = export.items.rows
    return Brought(
        NAME,
        export.sha256,
        export.column,
        tuple(rows.values()),
        tuple(export.items.lines.values()),
        (TEXT,) if all(TEXT in row for row in rows.values()) else (),
        questions,
        judgments,
        dict(export.left.counts),
        told_by_answers(export.inferred),
    )


def _way(value: Mapping[str, Any]) -> str | None:
    """What a line answers, by the view that made it and the keys that it has."""
    view = str(value.get("_view_id", ""))
    if "options" in value or ACCEPT in value:
        return CHOICE
    if USER_TEXT in value or view == "text_input":
        return USER_TEXT
    if "spans" in value or view.startswith(("ner", "spans")):
        return SPANS
    return BINARY if isinstance(value.get(BINARY), str) else None


def _answer(value: Mapping[str, Any], way: str, how: Reading) -> Any:
    if way == USER_TEXT:
        return value.get(USER_TEXT)
    if way == CHOICE:
        chosen = value.get(ACCEPT, [])
        if not isinstance(chosen, list):
            raise ValueError("'accept' is not a list")
        return [str(each) for each in chosen]
    return [*_spans(value.get("spans"), text_of(value.get(TEXT)), how)]


def _spans(spans: Any, text: str, how: Reading) -> Iterator[dict[str, Any]]:
    places = Places(text) if how.offsets == UTF_16 else None
    if spans is not None and not isinstance(spans, list):
        raise ValueError("'spans' is not a list")
    for span in spans or ():
        ends: list[Any] = [span.get(key) for key in ("start", "end")] if isinstance(span, dict) else []
        if len(ends) != 2 or not all(isinstance(each, int) for each in ends) or not isinstance(span.get("label"), str):
            raise ValueError("a passage has no start, end and label")
        start, end = ends if places is None else passage(places, ends[0], ends[1], offsets=UTF_16)
        yield {"start": start, "end": end, "label": span["label"]}


def _questions(export: _Export, lines: Sequence[_Line]) -> Iterator[Question]:
    told = {question.name: question for question in export.how.questions}
    for name in dict.fromkeys(line.question for line in lines):
        own = [line for line in lines if line.question == name]
        ways = {line.way for line in own}
        if name in told:
            yield told[name]
            continue
        if len(ways) > 1:
            what = f"The lines of {shown(name)} are of several views: {', '.join(sorted(ways))}."
            export.problems.add("exchange.shape", what, "Write each view to a file of its own.")
            continue
        if BINARY not in ways and not [*_menu(own)]:
            export.inferred.append(name)
        try:
            yield checked_question(_inferred(name, own), export.file)
        except InputError as error:
            for each in error.problems:
                export.problems.add(each.code, each.what, each.fix)


def _inferred(name: str, lines: Sequence[_Line]) -> Question:
    given = [line.answer for line in lines if line.status is Status.GIVEN]
    match lines[0].way:
        case "label":
            return Question(name, f"Is it {name}?", Choice((ACCEPT, REJECT)))
        case "user_input":
            return text_question(name)
        case "spans":
            return spans_question(name, given, TEXT)
        case _:
            return menu_question(name, given, [*_menu(lines)])


def _menu(lines: Sequence[_Line]) -> Iterator[str]:
    for line in lines:
        options = line.told.get("options")
        for option in options if isinstance(options, list) else ():
            yield str(option.get("id")) if isinstance(option, dict) else str(option)


def _judgments(export: _Export, lines: Sequence[_Line]) -> Iterator[Carried]:
    for line in lines:
        told = line.told
        judge = next((told[key] for key in JUDGE_KEYS if isinstance(told.get(key), str)), export.how.judge)
        if not judge:
            what = "The line does not say who answered (_annotator_id, _session_id)."
            export.problems.add("exchange.judge", what, "Name them by --judge.", line=line.line, item=line.item)
            continue
        at = told.get("observed_at", told.get("_timestamp"))
        yield carried_line(line, judge, status=line.status, left=export.left, at=at)
