"""One question for a tool that asks one question of one text: which, of what text, and from what menu."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assay.core.errors import InputError
from assay.core.exchange import Carried, Outgoing
from assay.core.question import LEFT, RIGHT, TIE, Choice, Form, FreeText, MultipleChoice, Pair, Question, Rating, Spans

CARRIED = (Choice, MultipleChoice, FreeText, Spans, Pair, Rating)
"""Forms that are labels, passages or a text."""


class AskedAlone(NamedTuple):
    """What such a file asks."""

    question: Question
    """The question."""
    text: str
    """Column of the text that it is asked of."""
    judgments: Mapping[str, Sequence[Carried]]
    """What was said of each item, in order."""


def asked_alone(given: Outgoing, tool: str) -> AskedAlone:
    """The only question of what is to be written.

    Raises
    ------
    InputError
        ``exchange.one_question``, ``exchange.form``, ``exchange.nothing_to_show``.
    """
    if len(given.questions) != 1:
        what = f"A file of {tool} asks one question; these are {len(given.questions)}."
        raise InputError("exchange.one_question", what, "Name one: --question NAME.")
    question = given.questions[0]
    form = question.form
    if not isinstance(form, CARRIED):
        what = f"{tool} has nothing for the type of the question '{question.name}'."
        raise InputError("exchange.form", what, "Export it to label-studio or jsonl.")
    texts = [form.column] if isinstance(form, Spans) else [*question.show, *given.texts]
    if not texts:
        what = f"The dataset has no text column that '{question.name}' could show."
        raise InputError("exchange.nothing_to_show", what, "Name columns in the question, under show:.")
    judgments: dict[str, list[Carried]] = {}
    for each in given.judgments:
        judgments.setdefault(each.item, []).append(each)
    return AskedAlone(question, texts[0], judgments)


def other_columns(row: Mapping[str, Any], own: Sequence[str], reserved: Sequence[str]) -> tuple[dict[str, Any], int]:
    """The columns beside ``own``, without those that the tool has another meaning for, and how many these are."""
    others = {key: value for key, value in row.items() if key not in own}
    kept = {key: value for key, value in others.items() if key not in reserved}
    return kept, len(others) - len(kept)


def menu_of(form: Form) -> tuple[str, ...]:
    """What can be chosen, as labels; empty for a free text."""
    match form:
        case Choice(options) | MultipleChoice(options):
            return options
        case Spans(labels):
            return labels
        case Pair(tie=tie):
            return (LEFT, RIGHT, TIE) if tie else (LEFT, RIGHT)
        case Rating(low, high):
            return tuple(str(step) for step in range(low, high + 1))
        case _:
            return ()


def as_labels(form: Form, answer: Any) -> list[Any]:
    """An answer as a list of labels or texts."""
    if isinstance(form, Rating):
        return [f"{answer:g}"]
    return answer if isinstance(answer, list) else [answer]
