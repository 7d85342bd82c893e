"""Questions: what is asked of an item, and the form that an answer has."""

from dataclasses import dataclass, field
from typing import TypeAlias

from assay.core.layout import LATER

MOST_CHARACTERS = 10_000
"""Longest free text, where a question names no limit of its own."""
MOST_SPANS = 1_000
"""Most passages of one item."""
MOST_BOXES = 1_000
"""Most boxes on one image."""
STRENGTH = ".strength"
"""Ends the name of the question that keeps how much better a side is."""
LEFT, RIGHT, TIE = "left", "right", "tie"
"""Answers to a pairwise question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer from a menu; its answer is a ``label``."""

    options: tuple[str, ...]
    """The menu, in the order shown."""


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """Some answers from a menu, or none; its answer is a ``structure``, a list in the order of the menu.

    Options may be paths: ``harm/insult`` lies under ``harm``. A path says all that lies above it, so that nobody
    chooses both.
    """

    options: tuple[str, ...]
    """The menu, in the order shown."""
    least: int = 0
    """Fewest that must be chosen."""
    most: int | None = None
    """Most that may be chosen; None for all."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A whole number on a scale; its answer is a ``number``."""

    low: int
    """Lowest step."""
    high: int
    """Highest step."""
    words: tuple[str, ...] = ()
    """A word for each step from the lowest, or none."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a range; its answer is a ``number``."""

    low: float | None = None
    """Smallest that is allowed."""
    high: float | None = None
    """Largest that is allowed."""
    unit: str | None = None
    """What it counts or measures, as shown: ``kg``, ``minutes``."""
    whole: bool = False
    """Whether it must be a whole number."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Which of two columns of an item is better; its answer is a ``label``: ``left``, ``right`` or ``tie``."""

    left: str
    """Column of the left one."""
    right: str
    """Column of the right one."""
    tie: bool = True
    """Whether neither may be better."""
    strength: tuple[str, ...] = field(default=(), metadata=LATER)
    """Words for how much better a side may be, the weakest first; none where that is not asked."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everything of a menu in order, the best first; its answer is a ``structure``, a list."""

    options: tuple[str, ...]
    """What is ranked, in the order shown; a column of that name shows its text."""


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text of the judge's own; its answer is a ``text``."""

    least: int = 1
    """Fewest characters (code points), blanks at the ends left out."""
    most: int = MOST_CHARACTERS
    """Most characters."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Passages of a column, each with a label; its answer is a ``structure``, a list in reading order.

    A passage is ``{"start", "end", "label"}``: offsets in code points from 0, the end left out.
    """

    labels: tuple[str, ...]
    """The menu of labels, in the order shown."""
    column: str
    """Column whose passages are marked."""
    overlaps: bool = False
    """Whether passages may share characters."""
    most: int = MOST_SPANS
    """Most passages."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes on an image, each with a label; its answer is a ``structure``, a list from top to bottom.

    A box is ``{"label", "x", "y", "width", "height"}`` in whole pixels of the image, from its upper left corner.
    """

    labels: tuple[str, ...]
    """The menu of labels, in the order shown."""
    column: str
    """Column of the images."""
    most: int = MOST_BOXES
    """Most boxes."""


Form: TypeAlias = Choice | MultipleChoice | Rating | Amount | Pair | Ranking | FreeText | Spans | Boxes
FORMS: tuple[type[Form], ...] = (Choice, MultipleChoice, Rating, Amount, Pair, Ranking, FreeText, Spans, Boxes)
"""Every form that a question can have."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an item, and the allowed answers."""

    name: str
    """Name of the question; judgments carry it."""
    asks: str
    """The question as the judge reads it."""
    form: Form
    """What an answer looks like."""
    show: tuple[str, ...] = ()
    """Columns of the item that the judge sees; none stands for its texts."""
    markdown: tuple[str, ...] = field(default=(), metadata=LATER)
    """Columns among those shown that are Markdown; the others are shown as they are written."""


def strength_question(question: Question) -> Question | None:
    """The choice that keeps how much better a side of a pair is; None where that is not asked."""
    form = question.form
    if not isinstance(form, Pair) or not form.strength:
        return None
    name, asks = f"{question.name}{STRENGTH}", f"{question.asks} (how much)"
    return Question(name, asks, Choice(form.strength), columns_of(question))


def columns_of(question: Question) -> tuple[str, ...]:
    """Columns of an item without which the question cannot be asked."""
    match question.form:
        case Pair(left, right):
            asked: tuple[str, ...] = (left, right)
        case Spans(column=column) | Boxes(column=column):
            asked = (column,)
        case _:
            asked = ()
    return tuple(dict.fromkeys((*question.show, *asked, *question.markdown)))
