"""Answers as a page sends and shows them: numbers as they are typed, sides of a pair by their place on the screen."""

import json
from collections.abc import Sequence
from typing import Any

from assay.core.errors import InputError
from assay.core.judgment import Judgment, Status
from assay.core.question import Amount, Pair, Question, Rating, strength_question
from assay.labeling.asked_together import AskedToo
from assay.labeling.keys import key_of_side, read_typed


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


def read_answers(every: Sequence[AskedToo], sent: object, *, order: str | None) -> dict[str, object]:
    """What the answers to questions that are asked together mean: question to answer.

    A pair that asks for a strength may stand alone; its answer is sent as that of any question.

    Raises
    ------
    InputError
        ``answer.type``, ``answer.key``.
    """
    if len(every) == 1 and not isinstance(sent, dict):
        sent = {every[0].question.name: sent}
    if not isinstance(sent, dict):
        raise InputError("answer.type", "The answers are no object.", 'Send them by question: {"toxic": "yes"}.')
    known = {each.question.name: each.question for each in every}
    given = {name: each for name, each in sent.items() if each is not None}
    return {
        name: read_answer(known[name], each, order=order) if name in known else each for name, each in given.items()
    }


def shown_answers(every: Sequence[AskedToo], judgments: Sequence[Judgment]) -> Any:
    """As `shown_answer`, for questions that are asked together: question to answer, those not asked left out."""
    by_question = {each.question: each for each in judgments}
    found = {}
    for asked in every:
        question, judgment = asked.question, by_question.get(asked.question.name)
        behind = strength_question(question)
        how_much = None if behind is None else by_question.get(behind.name)
        if judgment is not None and judgment.status is Status.GIVEN:
            strength = None if how_much is None else how_much.label
            found[question.name] = shown_answer(question, judgment, strength=strength)
    return found if len(every) > 1 else found.get(every[0].question.name)


def shown_answer(question: Question, judgment: Judgment, *, strength: str | None = None) -> Any:
    """An answer that was given as the page would send it again; None where none was."""
    if judgment.status is not Status.GIVEN:
        return None
    if isinstance(question.form, Pair):
        return key_of_side(question.form, judgment.label or "", judgment.order_shown, strength=strength)
    if judgment.structure is not None:
        return json.loads(judgment.structure)
    given = (judgment.label, judgment.number, judgment.text)
    return next(each for each in given if each is not None)
