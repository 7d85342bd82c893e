"""A question that a file does not tell, made from its answers: the menu is what was answered."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

from assay.core.question import Amount, Choice, Form, FreeText, MultipleChoice, Question, Ranking, Rating, Spans
from assay.core.safe_text import neutral

USUAL_STEPS = 5


def told_by_answers(names: Iterable[str]) -> tuple[str, ...]:
    """What a person should know of questions that were made from their answers; nothing where there are none."""
    shown = ", ".join(f"'{neutral(name, most=60)}'" for name in names)
    return (f"What {shown} may be answered is what was answered; --config gives the whole.",) if shown else ()


def menu_question(name: str, answers: Iterable[Sequence[str]], options: Sequence[str] = ()) -> Question:
    """One option of a menu, or several where somebody chose several or none; the ``options`` that are known first."""
    given = [list(each) for each in answers]
    menu = tuple(dict.fromkeys(chain(options, *given)))
    is_single = all(len(each) == 1 for each in given)
    form: Form = Choice(menu) if is_single else MultipleChoice(menu)
    return Question(name, f"{name}?", form)


def spans_question(name: str, answers: Iterable[Sequence[dict[str, Any]]], column: str) -> Question:
    """Passages of a column; they may share characters where some do."""
    given = [sorted(each, key=lambda span: (span["start"], span["end"])) for each in answers]
    labels = tuple(dict.fromkeys(str(span["label"]) for each in given for span in each))
    overlaps = any(two["start"] < one["end"] for each in given for one, two in pairwise(each))
    return Question(name, f"{name}?", Spans(labels, column, overlaps), (column,))


def rating_question(name: str, answers: Iterable[float]) -> Question:
    """A scale from 1 to 5, and as far beyond as was given."""
    steps = [1, USUAL_STEPS, *(int(each) for each in answers)]
    return Question(name, f"{name}?", Rating(min(steps), max(steps)))


def number_question(name: str) -> Question:
    """Any number."""
    return Question(name, f"{name}?", Amount())


def text_question(name: str) -> Question:
    """Any text."""
    return Question(name, f"{name}?", FreeText())


def ranking_question(name: str, answers: Iterable[Sequence[str]]) -> Question:
    """Everything that was ranked."""
    return Question(name, f"{name}?", Ranking(tuple(dict.fromkeys(chain.from_iterable(answers)))))
