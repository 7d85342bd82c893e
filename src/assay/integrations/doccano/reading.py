"""An export of doccano as JSONL: examples with labels, passages or texts, as items and judgments.

Places in a text: doccano counts UTF-16 units, as the browser does (https://github.com/doccano/doccano/issues/2290).
doccano writes one file for each person and does not say in it who that was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import UTF_16, Brought, Carried, Reading
from assay.core.judgment import Status
from assay.core.question import Question
from assay.datasets.carried import text_of
from assay.datasets.carried_line import carried_line
from assay.datasets.carried_rows import CarriedRows, is_id, item_key, no_id
from assay.datasets.json_records import Record, read_records
from assay.datasets.offsets import Places, passage
from assay.datasets.problems import Problems, shown
from assay.datasets.told import LeftOut
from assay.integrations.doccano.words import ANSWERS, ITEM, NAME, OURS, TEXT, label_menu
from assay.labeling.inferred import menu_question, spans_question, told_by_answers
from assay.labeling.question_written import checked_question

FIX = "In doccano: Dataset, Actions, Export, JSONL."
PASSAGE_KEYS = ("start_offset", "end_offset", "label")


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says on one question."""

    item: str
    line: int
    question: str
    told: Mapping[str, Any]
    answer: list[Any]
    is_spans: bool


class _Export:
    """The lines of one file while they are read."""

    def __init__(self, path: Path, how: Reading) -> None:
        self.how, self.file = how, str(path)
        self.problems, self.left = Problems(str(path)), LeftOut()
        self.inferred: list[str] = []
        read = read_records(path)
        self.sha256, self.records = read.sha256, read.records
        usual = tuple(key for key in (how.column, ITEM, "id") if key)
        self.key = item_key(self.records, how.item, usual)
        self.items = CarriedRows(self.problems)
        self.menu = label_menu(how.config, how.config_file) if how.config is not None else ()

    def lines(self) -> Iterator[_Line]:
        """Every answer of the file; the items are gathered on the way."""
        for record in self.records:
            id = record.value.get(self.key) if self.key else None
            if not is_id(id):
                no_id(self.problems, record, self.key)
                continue
            item = str(id)
            row = {key: value for key, value in record.value.items() if key not in (*OURS, self.key)}
            self.items.add(item, {self.column: item, **row}, record.line)
            self._count(record)
            yield from self._answers(record, item)

    @property
    def column(self) -> str:
        """The column of ids."""
        return self.key or ITEM

    def _count(self, record: Record) -> None:
        for key in ("Comments", "comments", "relations"):
            found = record.value.get(key)
            self.left.add(key.lower(), len(found) if isinstance(found, list) else 0)

    def _answers(self, record: Record, item: str) -> Iterator[_Line]:
        found = {key: record.value[key] for key in ANSWERS if key in record.value}
        is_told = bool(record.value.get("status"))
        for key, value in found.items():
            members = value if isinstance(value, list) else [value]
            if not members and not is_told:
                self.left.add("lines without a label, which nobody may have judged yet")
                continue
            try:
                spans = [_span(each) for each in members]
                is_spans = any(span is not None for span in spans)
                text = text_of(record.value.get(TEXT))
                answer = [*_placed(spans, text, self.how)] if is_spans else members
            except ValueError as error:
                what = f"The {shown(key)} of this line cannot be read: {error}."
                self.problems.add("exchange.shape", what, FIX, line=record.line, item=item)
                continue
            name = key if len(found) > 1 else self._name(record.value, key)
            yield _Line(item, record.line, name, record.value, answer, is_spans)

    def _name(self, told: Mapping[str, Any], key: str) -> str:
        """The question: as asked, as the line says, as the file of the question says, else the key."""
        known = self.how.questions
        name = self.how.question or told.get("question") or (known[0].name if len(known) == 1 else key)
        return str(name)


def read(path: Path, how: Reading) -> Brought:
    """Items, questions and judgments of an export in JSONL.

    Raises
    ------
    InputError
        Every problem of the file: ``exchange.shape``, ``exchange.item``, ``exchange.judge``,
        ``exchange.two_contents``, ``exchange.config`` and those of reading JSON.
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


def _questions(export: _Export, lines: Sequence[_Line]) -> Iterator[Question]:
    told = {question.name: question for question in export.how.questions}
    for name in dict.fromkeys(line.question for line in lines):
        if name in told:
            yield told[name]
            continue
        if not export.menu:
            export.inferred.append(name)
        given = [line for line in lines if line.question == name and _status(line.told) is Status.GIVEN]
        is_spans = any(line.is_spans for line in given)
        odd = [line for line in given if is_spans and line.answer and not line.is_spans]
        for line in odd:
            what = f"Other lines mark passages for {shown(name)}, this one gives labels."
            fix = "Write each kind of project to a file of its own."
            export.problems.add("exchange.shape", what, fix, line=line.line, item=line.item)
        if odd:
            continue
        answers = [line.answer for line in given]
        if is_spans:
            menu = [{"start": 0, "end": 0, "label": label} for label in export.menu]
            made = spans_question(name, [*([each] for each in menu), *answers], TEXT)
        else:
            made = menu_question(name, [[str(each) for each in answer] for answer in answers], export.menu)
        try:
            yield checked_question(made, export.file)
        except InputError as error:
            for each in error.problems:
                export.problems.add(each.code, each.what, each.fix)


def _judgments(export: _Export, lines: Sequence[_Line]) -> Iterator[Carried]:
    for line in lines:
        told = line.told
        judge, status = told.get("judge") or export.how.judge, _status(told)
        if not isinstance(judge, str) or not judge or status is None:
            is_nobody = status is not None
            what = "The line does not say who labeled it." if is_nobody else f"Status {shown(told['status'])}."
            fix = "doccano writes one file a person: name them by --judge." if is_nobody else "Correct it."
            export.problems.add("exchange.judge", what, fix, line=line.line, item=line.item)
            continue
        yield carried_line(line, judge, status=status, left=export.left, at=told.get("observed_at"))


def _status(told: Mapping[str, Any]) -> Status | None:
    return next((each for each in Status if each.value == (told.get("status") or "given")), None)


def _span(member: Any) -> tuple[int, int, str] | None:
    """A passage as doccano writes it, in either form; None for a label."""
    if isinstance(member, dict) and set(PASSAGE_KEYS) <= set(member):
        member = [member[key] for key in PASSAGE_KEYS]
    if not isinstance(member, list):
        return None
    if len(member) != 3 or not all(isinstance(each, int) for each in member[:2]) or not isinstance(member[2], str):
        raise ValueError("a passage is [start, end, label]")
    return member[0], member[1], member[2]


def _placed(spans: Sequence[tuple[int, int, str] | None], text: str, how: Reading) -> Iterator[dict[str, Any]]:
    places = Places(text)
    for span in spans:
        if span is None:
            raise ValueError("it mixes passages with labels")
        start, end = passage(places, span[0], span[1], offsets=how.offsets or UTF_16)
        yield {"start": start, "end": end, "label": span[2]}
