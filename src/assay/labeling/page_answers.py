"""Answers as a page sends and shows them: numbers as they are typed, sides of a pair by their place on the screen."""

import json
from typing import Any

from assay.core.judgment import Judgment, Status
from assay.core.question import LEFT, RIGHT, Amount, Pair, Question, Rating
from assay.labeling.keys import read_typed


def read_answer(question: Question, sent: object, *, order: str | None) -> object:
    """What an answer means, as `assay.core.answers.check_answer` takes it.

    A number may be sent as it is typed, in any script. The side of a pair is sent as the key that stands on it: 1 for
    the one shown first, 2 for the other, 0 for neither. All else is sent as it is.

    Raises
    ------
    InputError
        ``answer.key``.
    """
    if isinstance(question.form, Rating | Amount | Pair) and isinstance(sent, str):
        return read_typed(question, [sent[:200]], order=order)
    return read_typed(question, [""]) if isinstance(question.form, Pair) else sent


def shown_answer(question: Question, judgment: Judgment) -> Any:
    """An answer that was given as the page would send it again; None where none was."""
    if judgment.status is not Status.GIVEN:
        return None
    if isinstance(question.form, Pair):
        first, second = (RIGHT, LEFT) if judgment.order_shown == RIGHT else (LEFT, RIGHT)
        return {first: "1", second: "2"}.get(judgment.label or "", "0")
    if judgment.structure is not None:
        return json.loads(judgment.structure)
    given = (judgment.label, judgment.number, judgment.text)
    return next(each for each in given if each is not None)
