"""A table of judgments as `assay export --to csv` or ``--to jsonl`` wrote it; the items are in the dataset."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.errors import InputError
from assay.core.exchange import Brought, Carried, Reading
from assay.core.judgment import JudgeKind, Status
from assay.core.question import Boxes, Form, MultipleChoice, Question, Ranking, Spans
from assay.datasets.carried_rows import is_id
from assay.datasets.json_records import read_records
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import read_table
from assay.datasets.told import LeftOut
from assay.integrations.tables.words import COLUMNS, NEEDED
from assay.labeling.inferred import menu_question, number_question, told_by_answers
from assay.labeling.question_written import checked_question
from assay.reports.csv import FORMULA_STARTS

APOSTROPHE = "'"
Row = Mapping[str, Any]


def read_lines(path: Path, how: Reading) -> Brought:
    """The judgments of JSON lines.

    Raises
    ------
    InputError
        ``exchange.shape`` with the line, ``exchange.config``, and those of reading JSON.
    """
    found = read_records(path)
    return _brought("jsonl", path, found.sha256, [(each.line, each.value) for each in found.records], how)


def read_csv(path: Path, how: Reading) -> Brought:
    """The judgments of CSV; the apostrophe that keeps a spreadsheet from running a cell is taken off.

    Raises
    ------
    InputError
        As `read_lines`, and those of `assay.datasets.reading.read_table`.
    """
    read = read_table(path, format="csv", as_text=COLUMNS)
    rows = [{name: _bare(cell) for name, cell in row.items()} for row in read.table.to_pylist()]
    lines = [0] * len(rows) if read.lines is None else [int(line) for line in read.lines]
    return _brought("csv", path, read.sha256, list(zip(lines, rows, strict=True)), how)


def _brought(format: str, path: Path, sha256: str, rows: Sequence[tuple[int, Row]], how: Reading) -> Brought:
    problems, left = Problems(str(path)), LeftOut()
    known = {question.name: question for question in how.questions}
    judgments = [each for line, row in rows for each in _judgment(row, line, known, left, problems)]
    problems.raise_any()
    names = dict.fromkeys(each.question for each in judgments)
    inferred = [name for name in names if name not in known]
    questions = [known.get(name) or _inferred(name, judgments, str(path)) for name in names]
    return Brought(
        format,
        sha256,
        how.column or "item",
        (),
        (),
        (),
        tuple(questions),
        tuple(judgments),
        dict(left.counts),
        told_by_answers(inferred),
    )


def _judgment(
    row: Row, line: int, known: Mapping[str, Question], left: LeftOut, problems: Problems
) -> Iterator[Carried]:
    lacking = [name for name in NEEDED if not is_id(row.get(name))]
    kind, status = _word(JudgeKind, row.get("kind") or "labeler"), _word(Status, row.get("status") or _usual(row))
    if lacking or kind is None or status is None:
        what = f"The row has no {lacking[0]}." if lacking else "The kind or the status of the row is not known."
        problems.add("exchange.shape", what, f"Give the columns {', '.join(COLUMNS)}.", line=line)
        return
    item, question, judge = (str(row[name]) for name in NEEDED)
    told = {name: _number(row.get(name)) for name in ("confidence", "seconds")}
    guideline = row.get("guideline")
    yield Carried(
        item,
        question,
        judge,
        kind,
        status,
        _answer(row.get("answer"), known[question].form if question in known else None),
        line,
        left.share(told["confidence"], "confidences"),
        left.seconds(told["seconds"], "seconds"),
        left.time(row.get("observed_at"), "times"),
        str(guideline) if guideline else None,
        left.side(row.get("shown"), "sides shown first"),
        round=left.round(row.get("round"), "rounds"),
    )


def _inferred(name: str, judgments: Sequence[Carried], file: str) -> Question:
    given = [each.answer for each in judgments if each.question == name and each.status is Status.GIVEN]
    if given and all(isinstance(each, (int, float)) for each in given):
        return number_question(name)
    lists = [each if isinstance(each, list) else [each] for each in given]
    if not all(isinstance(option, str) for each in lists for option in each):
        what = f"What {shown(name)} asks cannot be told from its answers."
        raise InputError("exchange.config", what, "Give the question: --config FILE.yaml.", file=file)
    return checked_question(menu_question(name, lists), file)


def _answer(value: Any, form: Form | None) -> Any:
    """As JSON has it; a structure that stands in a cell is read."""
    if isinstance(value, str) and isinstance(form, (MultipleChoice, Ranking, Spans, Boxes)):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _word(of: type[Any], value: Any) -> Any:
    return next((each for each in of if each.value == value), None)


def _usual(row: Row) -> str:
    return Status.ABSTAINED.value if row.get("answer") in (None, "") else Status.GIVEN.value


def _number(value: Any) -> Any:
    try:
        return (float(value) if value else None) if isinstance(value, str) else value
    except ValueError:
        return value


def _bare(cell: Any) -> Any:
    is_marked = isinstance(cell, str) and cell.startswith(APOSTROPHE)
    return cell[1:] if is_marked and cell[1:].lstrip(" ").startswith(FORMULA_STARTS) else cell
