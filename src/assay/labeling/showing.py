"""What a judge sees of an item: its texts, never what others or machines said of it."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.item import Column, Role
from assay.core.media import media_in
from assay.core.question import LEFT, RIGHT, Boxes, Pair, Question, Spans, columns_of
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
    IMAGE = "image"
    """As a picture."""
    AUDIO = "audio"
    """As a sound that is played."""
    VIDEO = "video"
    """As a film that is played."""


PLAYED = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO})
"""Kinds whose bytes are asked for by an address of their own."""


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
        elif _is_boxed(question, name) and known[name].role is not Role.MEDIA:
            what = f"Boxes are drawn on '{name[:60]}', which is no column of media."
            problems.append(Problem("question.no_image", what, f"Import it as one: --media {name[:60]}."))
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
    texts = [column.name for column in columns if column.role in (Role.TEXT, Role.MEDIA)]
    clear = [column.name for column in columns if column.role not in UNASKED]
    chosen = question.show or texts or (() if columns_of(question) else clear)
    return tuple(dict.fromkeys((*chosen, *columns_of(question))))


def parts_of(
    question: Question,
    row: Mapping[str, object],
    *,
    swapped: bool = False,
    beside: Sequence[Question] = (),
    media: Collection[str] = (),
) -> tuple[Part, ...]:
    """The texts of an item in order; the sides of a pair come last, without their names.

    Parameters
    ----------
    beside : questions that are asked of the item at the same time
    media : columns that hold media; a text elsewhere that looks like a medium is a text
    """
    every = (question, *beside)
    sides = next(((each.form.left, each.form.right) for each in every if isinstance(each.form, Pair)), ())
    parts = [_part(every, name, value, media) for name, value in row.items() if name not in sides]
    ordered = tuple(reversed(sides)) if swapped else sides
    shown = (_part(every, name, row[name], media) for name in ordered)
    return (*parts, *(each._replace(name=f"({n})", is_side=True) for n, each in enumerate(shown, start=1)))


def order_shown(question: Question, assignment: str, *, beside: Sequence[Question] = ()) -> str | None:
    """Which side of a pair comes first: drawn by the id of the assignment, so that it is the same when shown again."""
    if not any(isinstance(each.form, Pair) for each in (question, *beside)):
        return None
    return RIGHT if sum(assignment.encode()) % 2 else LEFT


def content_of(question: Question, row: Mapping[str, object]) -> str | None:
    """The text in which passages are marked, or the image on which boxes are drawn; None for other questions."""
    if not isinstance(question.form, Spans | Boxes):
        return None
    value = row[question.form.column]
    return "" if value is None else str(value)


def _is_boxed(question: Question, name: str) -> bool:
    return isinstance(question.form, Boxes) and name == question.form.column


def _part(every: Sequence[Question], name: str, value: object, media: Collection[str]) -> Part:
    text = _text(value)
    medium = media_in(text) if name in media else None
    if medium is not None:
        return Part(name, text, Kind(medium.plays))
    if any(isinstance(each.form, Spans) and name == each.form.column for each in every):
        return Part(name, text)
    kind = _kind(text)
    is_markdown = kind is Kind.TEXT and any(name in each.markdown for each in every)
    return Part(name, text, Kind.MARKDOWN if is_markdown else kind)


def _kind(text: str) -> Kind:
    """What a text holds, by what stands in it."""
    if turns_of(text):
        return Kind.CONVERSATION
    if steps_of(text):
        return Kind.TRACE
    return Kind.TEXT if table_of(text) is None else Kind.TABLE


def _text(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)
