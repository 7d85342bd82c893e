"""What a file of another tool holds, as the tables of a dataset and of its judgments; every problem by its line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.answers import Given, check_answer
from assay.core.errors import InputError
from assay.core.exchange import Brought, Carried
from assay.core.judgment import Judge, Status, judge_named
from assay.core.question import Amount, Boxes, Choice, Form, FreeText, MultipleChoice, Pair, Question, Rating, Spans
from assay.datasets.jsonlines import read_jsonlines
from assay.datasets.judgment_file import JudgmentFile, attempts, in_time
from assay.datasets.named import Asked
from assay.datasets.problems import Problems, shown
from assay.datasets.reading import ReadTable

ANSWERS = ("label", "number", "text", "structure")
"""Columns of a judgment that hold an answer."""


def carried_items(brought: Brought, file: str, *, as_text: Sequence[str] = (), hidden: Sequence[str] = ()) -> ReadTable:
    """The items as a table with types of the house, as `assay.datasets.reading.read_table` gives them.

    Raises
    ------
    InputError
        As `assay.datasets.jsonlines.read_jsonlines`, with the lines of the file that was read.
    """
    data = b"\n".join(json.dumps(row, ensure_ascii=False).encode() for row in brought.rows)
    try:
        rows = read_jsonlines(data, file=file, asked=Asked(None, as_text, hidden))
    except InputError as error:
        lines = brought.lines
        raise InputError.gather(
            each if each.line is None else replace(each, line=lines[each.line - 1]) for each in error.problems
        ) from None
    return ReadTable(rows.table, brought.format, brought.sha256, np.array(brought.lines, np.int64), rows.notes)


def carried_judgments(
    brought: Brought, questions: Sequence[Question], file: str, *, contents: Mapping[str, Mapping[str, str]]
) -> JudgmentFile:
    """The judgments as columns of the ledger, each answer held against its question.

    Problems: ``exchange.question``, ``exchange.item``, and those of `assay.core.answers.check_answer`, each with the
    line and the item.

    Parameters
    ----------
    contents : column to item to text, of each column in which passages are marked
    """
    problems = Problems(file)
    asked = {question.name: question for question in questions}
    given = [_given(each, asked, contents, problems) for each in brought.judgments]
    judges = _judges(brought.judgments)
    version = {(judge.id, judge.kind): judge.version for judge in judges}
    columns: dict[str, list[Any]] = {
        **{name: [getattr(each, name) for each in brought.judgments] for name in ("item", "question", "judge")},
        "judge_version": [version[each.judge, each.kind] for each in brought.judgments],
        "status": [each.status.value for each in brought.judgments],
        **{name: [_in_column(each, name) for each in given] for name in ANSWERS},
        **{name: [getattr(each, name) for each in brought.judgments] for name in ("confidence", "seconds")},
        "observed_at": [each.observed_at for each in brought.judgments],
        "guideline_version": [each.guideline for each in brought.judgments],
        "order_shown": [each.shown for each in brought.judgments],
    }
    table = pa.table({name: pa.array(values, _TYPES.get(name, pa.string())) for name, values in columns.items()})
    order = in_time(table["observed_at"], table.num_rows)
    table = table.take(pa.array(order, pa.int64()))
    rounds = [brought.judgments[place].round or nth for place, nth in zip(order, attempts(table), strict=True)]
    table = table.append_column("attempt", pa.array(rounds, pa.int64()))
    lines = np.array([each.line or 0 for each in brought.judgments], np.int64)
    return JudgmentFile(table, judges, brought.sha256, problems, order, lines)


def contents_of(rows: Sequence[Mapping[str, Any]], item: str, questions: Sequence[Question]) -> "Contents":
    """The texts in which passages are marked: column to item to text."""
    columns = {question.form.column for question in questions if isinstance(question.form, Spans | Boxes)}
    return {column: {str(row[item]): text_of(row.get(column)) for row in rows} for column in columns}


Contents = dict[str, dict[str, str]]


def text_of(value: object) -> str:
    """A value of an item as the text in which passages are marked."""
    return "" if value is None else str(value)


class _Nothing(NamedTuple):
    """No answer."""

    column: str = ""
    value: None = None


_TYPES = {"number": pa.float64(), "confidence": pa.float64(), "seconds": pa.float64()}


def _given(
    each: Carried, asked: Mapping[str, Question], contents: Mapping[str, Mapping[str, str]], problems: Problems
) -> Given | _Nothing:
    question = asked.get(each.question)
    if question is None:
        what = f"There is no question {shown(each.question)}."
        problems.add("exchange.question", what, "Give its file: --config FILE.", line=each.line, item=each.item)
    if question is None or each.status is not Status.GIVEN:
        return _Nothing()
    form = question.form
    content = contents[form.column].get(each.item) if isinstance(form, Spans | Boxes) else None
    try:
        return check_answer(question, fitted(form, each.answer), content=content)
    except InputError as error:
        for problem in error.problems:
            what = f"Question {shown(question.name)}, judge {shown(each.judge)}: {problem.what}"
            problems.add(problem.code, what, problem.fix, line=each.line, item=each.item)
        return _Nothing()


def fitted(form: Form, answer: Any) -> Any:
    """An answer in the shape of its form: tools write one option as a list, and a number as a text.

    Examples
    --------
    >>> fitted(Choice(("yes", "no")), ["no"])
    'no'
    >>> fitted(MultipleChoice(("a", "b")), "a")
    ['a']
    """
    match form:
        case MultipleChoice() if isinstance(answer, str):
            return [answer]
        case Choice() | Pair() if isinstance(answer, list) and len(answer) == 1:
            return answer[0]
        case FreeText() if isinstance(answer, list) and answer and all(isinstance(each, str) for each in answer):
            return "\n".join(answer)
        case Rating() | Amount():
            one = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
            return _number(one) if isinstance(one, str) else one
    return answer


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _in_column(given: Given | _Nothing, name: str) -> str | float | None:
    return given.value if given.column == name else None


def _judges(judgments: Sequence[Carried]) -> tuple[Judge, ...]:
    known = {(each.judge, each.kind) for each in judgments}
    return tuple(sorted((judge_named(*each) for each in known), key=lambda judge: (judge.id, judge.version)))
