"""Answers as they are written on the command line and chosen on the page of a ruling."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from assay.core.errors import InputError
from assay.core.question import LEFT, RIGHT, TIE, Choice, FreeText, Pair, Question, Rating
from assay.core.safe_text import neutral
from assay.labeling.disagreement import Weighed

MOST_STEPS = 21
"""A longer scale is not offered step by step."""


class Option(NamedTuple):
    """An answer that a ruling can choose."""

    key: str
    """Key that chooses it: a digit, or empty behind the ninth."""
    value: str
    """As `answer_written` reads it."""
    label: str
    """As it is shown."""
    n: int
    """Judges who gave it."""
    probability: float
    """How likely it is the right one."""


def answer_written(question: Question, text: str) -> object:
    """What a written answer means: a text as it is for a choice, a pair or a free text, anything else as JSON.

    Raises
    ------
    InputError
        ``answer.type``.
    """
    if isinstance(question.form, Choice | Pair | FreeText):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        what = f"The answer to '{question.name}' is '{neutral(text, most=60)}'."
        raise InputError("answer.type", what, 'Write a number, or a list such as ["a","b"], as JSON.') from None


def options_of(question: Question, given: Sequence[Weighed]) -> tuple[Option, ...]:
    """What a ruling can choose: the menu where there is one, else the answers that were given."""
    said = {each.answer: each for each in given}
    menu = _menu(question) or [(answer, answer) for answer in said]
    nobody = Weighed("", 0, 0.0)
    keys = [str(n) if n <= 9 else "" for n in range(1, len(menu) + 1)]
    return tuple(
        Option(key, value, label, said.get(value, nobody).n, said.get(value, nobody).probability)
        for key, (value, label) in zip(keys, menu, strict=True)
    )


def _menu(question: Question) -> list[tuple[str, str]]:
    match question.form:
        case Choice(options):
            return [(option, option) for option in options]
        case Pair(tie=tie):
            sides = [(LEFT, "(1) is better"), (RIGHT, "(2) is better")]
            return [*sides, (TIE, "Neither is better")] if tie else sides
        case Rating(low, high, words) if high - low < MOST_STEPS:
            named = words or tuple("" for _ in range(low, high + 1))
            return [(str(n), f"{n} {word}".strip()) for n, word in zip(range(low, high + 1), named, strict=True)]
        case _:
            return []
