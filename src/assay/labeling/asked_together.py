"""Questions that are asked together of an item: which of them are asked after which answers, and what each gives.

The first question is the one that a queue is filled for. A submission gives one judgment a question, in this order;
one that is not asked, because its condition does not hold, is *not applicable*. How much better a side of a pair is
counts as a question of its own, behind the pair, so that whoever reads pairs reads sides.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assay.core.answers import Given, check_answer
from assay.core.encode import from_plain
from assay.core.errors import InputError, Problem, WorkspaceError, did_you_mean
from assay.core.expression import Expression, parse_expression
from assay.core.holding import holds_for
from assay.core.question import LEFT, RIGHT, STRENGTH, Question, strength_question
from assay.core.question_form import QuestionForm
from assay.labeling.kept import BETWEEN, QUEUE, QueuePlan, kept_questions, queues_asking
from assay.labeling.showing import content_of
from assay.store.open import Store

FORM = "form"
"""Kind of document."""


class AskedToo(NamedTuple):
    """One of the questions."""

    question: Question
    """What is asked."""
    condition: Expression | None = None
    """When; None for always."""


class GivenToo(NamedTuple):
    """What a submission says to one question."""

    question: str
    """Its name."""
    given: Given | None
    """The answer; None where it was not asked."""


def find_form(store: Store, name: str, *, dataset: str) -> QuestionForm:
    """The form of that name.

    Raises
    ------
    WorkspaceError
        ``form.unknown`` with the near match.
    """
    document = store.documents.find(FORM, f"{dataset}{BETWEEN}{name}")
    if document is None:
        known = [each.name.partition(BETWEEN)[2] for each in store.documents.latest(FORM)]
        fix = f"{did_you_mean(name, known)} Or: assay question add FILE."
        raise WorkspaceError("form.unknown", f"There is no form '{name[:60]}' on '{dataset}'.", fix)
    return from_plain(QuestionForm, document.body)


def queues_of_form(store: Store, name: str, *, dataset: str) -> tuple[str, ...]:
    """Names of the queues that ask a form."""
    plans = [(each.name, each.body) for each in store.documents.latest(QUEUE) if each.body.get("form") == name]
    return tuple(queue for queue, body in plans if str(body["question"]).startswith(f"{dataset}{BETWEEN}"))


def queues_asking_too(store: Store, question: str, *, dataset: str) -> tuple[str, ...]:
    """Names of the queues that ask a question, alone or within a form, or as the strength of a pair."""
    asked = question.removesuffix(STRENGTH)
    forms = {
        each.name.partition(BETWEEN)[2]
        for each in store.documents.latest(FORM)
        if each.name.startswith(f"{dataset}{BETWEEN}")
        and asked in {one.question for one in from_plain(QuestionForm, each.body).questions}
    }
    within = (name for form in sorted(forms) for name in queues_of_form(store, form, dataset=dataset))
    return (*within, *queues_asking(store, f"{dataset}{BETWEEN}{asked}"))


def dataset_of(plan: QueuePlan) -> str:
    """Name of the dataset whose items a queue holds."""
    return plan.question.partition(BETWEEN)[0]


def asked_together(store: Store, plan: QueuePlan, question: Question) -> tuple[AskedToo, ...]:
    """The questions of a queue in their order; none where it asks one question that gives one judgment."""
    if plan.form is None:
        return (AskedToo(question),) if strength_question(question) is not None else ()
    dataset = dataset_of(plan)
    return form_asked(store, find_form(store, plan.form, dataset=dataset), dataset=dataset)


def form_asked(store: Store, form: QuestionForm, *, dataset: str) -> tuple[AskedToo, ...]:
    """The questions of a form with their conditions."""
    kept = {each.question.name: each.question for each in kept_questions(store) if each.dataset == dataset}
    return tuple(
        AskedToo(kept[each.question], None if each.condition is None else parse_expression(each.condition))
        for each in form.questions
    )


def is_asked(asked: AskedToo, answers: Mapping[str, object]) -> bool:
    """Whether a question is asked after the answers to those before it."""
    return asked.condition is None or holds_for(asked.condition, answers)


def given_together(
    every: Sequence[AskedToo], answers: Mapping[str, object], row: Mapping[str, object]
) -> tuple[GivenToo, ...]:
    """What a submission gives to each question, in order; answers to questions that are not asked are left out.

    Parameters
    ----------
    answers : question to answer, as `assay.core.answers.check_answer` takes it
    row : the item, in whose columns passages and boxes are marked

    Raises
    ------
    InputError
        ``answer.missing`` for a question that is asked and not answered, ``answer.unknown_question``, and what is
        wrong with the answers, each with its question.
    """
    found: list[GivenToo] = []
    problems = list(_strangers(every, answers))
    so_far: dict[str, object] = {}
    for asked in every:
        is_needed = is_asked(asked, so_far)
        answer = so_far[asked.question.name] = answers.get(asked.question.name) if is_needed else None
        try:
            found += _given(asked, answer, row, is_needed=is_needed)
        except InputError as error:
            name = asked.question.name
            problems += [Problem(each.code, f"{name}: {each.what}", each.fix) for each in error.problems]
    if problems:
        raise InputError.gather(problems)
    return tuple(found)


def strength_of(answer: object) -> tuple[object, object]:
    """Side and strength of an answer to a pair: ``{"side", "strength"}``, or a side alone."""
    if isinstance(answer, dict) and set(answer) == {"side", "strength"}:
        return answer["side"], answer["strength"]
    return answer, None


def _given(asked: AskedToo, answer: Any, row: Mapping[str, object], *, is_needed: bool) -> list[GivenToo]:
    question, behind = asked.question, strength_question(asked.question)
    if answer is None:
        if is_needed:
            raise InputError("answer.missing", "There is no answer.", "Answer every question that is shown.")
        names = [question.name, *([] if behind is None else [behind.name])]
        return [GivenToo(name, None) for name in names]
    side, strength = strength_of(answer) if behind is not None else (answer, None)
    given = GivenToo(question.name, check_answer(question, side, content=content_of(question, row)))
    if behind is None:
        return [given]
    how_much = None if side not in (LEFT, RIGHT) else check_answer(behind, strength)
    return [given, GivenToo(behind.name, how_much)]


def _strangers(every: Sequence[AskedToo], answers: Mapping[str, object]) -> list[Problem]:
    known = [each.question.name for each in every]
    return [
        Problem("answer.unknown_question", f"'{str(name)[:60]}' is not asked.", did_you_mean(str(name), known))
        for name in answers
        if name not in known
    ]
