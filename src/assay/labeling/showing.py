"""What a judge sees of an item: its texts, never what others or machines said of it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.item import Column, Role
from assay.core.question import LEFT, RIGHT, Pair, Question, Spans, columns_of
from assay.labeling.conversation import turns_of
from assay.labeling.table import table_of
from assay.labeling.trace import steps_of

NEVER = frozenset({Role.LABEL, Role.SENSITIVE})
"""Roles that are not shown even where a question asks for them: the answer held to be right, and sealed columns."""
UNASKED = NEVER | {Role.ID, Role.PREDICTION, Role.SCORE, Role.WEIGHT}
"""Roles that are not shown where a question names no columns."""
NOTHING = "(nothing)"


class Kind(StrEnum):
    """How a text is shown."""

    TEXT = "text"
    """As it is written."""
    MARKDOWN = "markdown"
    """As the Markdown that it is."""
    CONVERSATION = "conversation"
    """Turn by turn."""
    TRACE = "trace"
    """Step by step, each folded."""
    TABLE = "table"
    """In rows and columns."""


class Part(NamedTuple):
    """One text of an item."""

    name: str
    """What is written above it: the column, or the side of a pair."""
    text: str
    """As the dataset has it."""
    kind: Kind = Kind.TEXT
    """How it is shown."""
    is_side: bool = False
    """Whether it is one of the two of a pair."""


def check_columns(question: Question, columns: Sequence[Column], *, dataset: str) -> None:
    """Nothing when the question can be asked of items with these columns.

    Raises
    ------
    InputError
        All of ``question.unknown_column`` and ``question.hidden_column``; ``question.nothing_to_show``.
    """
    known = {column.name: column for column in columns}
    problems = []
    for name in columns_of(question):
        if name not in known:
            what = f"The question '{question.name}' shows the column '{name[:60]}', which '{dataset}' does not have."
            problems.append(Problem("question.unknown_column", what, did_you_mean(name, known)))
        elif known[name].role in NEVER:
            what = f"The question '{question.name}' shows '{name}', whose role is {known[name].role.value}."
            fix = "Leave it out: judges must not see the answers held to be right, nor sealed columns."
            problems.append(Problem("question.hidden_column", what, fix))
    if problems:
        raise InputError.gather(problems)
    if not shown_columns(question, columns):
        what = f"'{dataset}' has no column that the question '{question.name}' could show."
        raise InputError("question.nothing_to_show", what, "Import it with --text COLUMN, or name columns under show:.")


def shown_columns(question: Question, columns: Sequence[Column]) -> tuple[str, ...]:
    """Columns that the judge sees: those that the question names, else the texts, else all that give nothing away."""
    texts = [column.name for column in columns if column.role is Role.TEXT]
    clear = [column.name for column in columns if column.role not in UNASKED]
    chosen = question.show or texts or (() if columns_of(question) else clear)
    return tuple(dict.fromkeys((*chosen, *columns_of(question))))


def parts_of(question: Question, row: Mapping[str, object], *, swapped: bool = False) -> tuple[Part, ...]:
    """The texts of an item in order; the sides of a pair come last, without their names."""
    sides = (question.form.left, question.form.right) if isinstance(question.form, Pair) else ()
    parts = [_part(question, name, value) for name, value in row.items() if name not in sides]
    ordered = tuple(reversed(sides)) if swapped else sides
    shown = (_part(question, name, row[name]) for name in ordered)
    return (*parts, *(each._replace(name=f"({n})", is_side=True) for n, each in enumerate(shown, start=1)))


def order_shown(question: Question, assignment: str) -> str | None:
    """Which side of a pair comes first: drawn by the id of the assignment, so that it is the same when shown again."""
    if not isinstance(question.form, Pair):
        return None
    return RIGHT if sum(assignment.encode()) % 2 else LEFT


def content_of(question: Question, row: Mapping[str, object]) -> str | None:
    """The text in which passages are marked; None for other questions."""
    if not isinstance(question.form, Spans):
        return None
    value = row[question.form.column]
    return "" if value is None else str(value)


def _part(question: Question, name: str, value: object) -> Part:
    text = _text(value)
    if isinstance(question.form, Spans) and name == question.form.column:
        return Part(name, text)
    kind = _kind(text)
    return Part(name, text, Kind.MARKDOWN if kind is Kind.TEXT and name in question.markdown else kind)


def _kind(text: str) -> Kind:
    """What a text holds, by what stands in it."""
    if turns_of(text):
        return Kind.CONVERSATION
    if steps_of(text):
        return Kind.TRACE
    return Kind.TEXT if table_of(text) is None else Kind.TABLE


def _text(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)
