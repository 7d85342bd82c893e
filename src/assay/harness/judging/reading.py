"""What a judge's answer says: an answer of the menu, or a status and why there is none; never a guess."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from assay.core.answers import Given
from assay.core.judgment import Status
from assay.core.question import LEFT, Question
from assay.core.safe_text import neutral
from assay.harness.judging.found_json import Found, found_json
from assay.harness.judging.menu import NotOnMenu, Several, is_cannot_say, on_menu
from assay.harness.judging.stated import (
    bare_answers,
    has_menu,
    prose_of,
    refuses_work,
    says_another,
    stated,
    takes_back,
)
from assay.harness.thinking import after_thinking

LONGEST = 200_000
"""Characters of an answer that are read; a longer one is none."""
MOST_REASONS, MOST_TEXT = 2_000, 500
"""Characters that are kept of the reasons, and of an answer as it came."""
REASONS = ("rationale", "reason", "reasons", "reasoning", "explanation")
ANSWER = "answer"
ALSO = ("verdict", "rating", "score", "label", "judgment", "judgement", "decision", "choice", "winner")
"""What judges call the field of the answer where they do not call it as they are asked to."""
REFUSES = re.compile(
    r"\b(?:i(?:'m| am)? (?:sorry|unable|not able|cannot|can't|can not|won't)|as an ai|i (?:must |have to )?decline)"
    r"|抱歉|对不起|我(?:无法|不能|拒绝)",
    re.IGNORECASE,
)
SEEN = 300
"""Characters at the beginning in which a refusal stands."""
EMPTY, TOO_LONG, CUT, NO_ANSWER, SEVERAL, OUTSIDE, SAYS_NOT, REFUSED = (
    *("empty", "too_long", "cut", "no_answer", "two_answers", "outside_menu", "cannot_say", "refusal"),
)
"""Why there is no answer."""
UNREADABLE = frozenset([EMPTY, TOO_LONG, CUT, NO_ANSWER, SEVERAL, OUTSIDE])


class Read(NamedTuple):
    """What an answer says on one question."""

    status: Status
    """Whether there is an answer."""
    given: Given | None = None
    """The answer."""
    why: str = ""
    """Why there is none."""
    rationale: str = ""
    """Reasons, in one line; of a call that failed what the server said."""


def read_answer(text: str, question: Question, *, first: str = LEFT) -> Read:
    """What a judge said on one question; ``first`` is the side of a pair that was shown first."""
    text, early = _after_thinking(text)
    if early is not None:
        return early
    found = found_json(text)
    if found.objects or found.is_cut or found.is_twice:
        return _of_objects(found, question, first) or _of_prose(text, question, first, is_cut=found.is_cut)
    return _of_prose(text, question, first)


def read_rubric(text: str, questions: Sequence[Question]) -> list[Read]:
    """What a judge said on each question of a rubric, in order."""
    text, early = _after_thinking(text)
    if early is not None:
        return [early] * len(questions)
    found = found_json(text)
    whole = [each for each in found.objects if any(question.name in each for question in questions)]
    if len(whole) > 1 or found.is_twice:
        return [Read(Status.FAILED, None, SEVERAL)] * len(questions)
    if not whole:
        return [_nothing(text, is_cut=found.is_cut)] * len(questions)
    return [_of_member(whole[0].get(question.name), question) for question in questions]


def kept_text(text: str) -> str:
    """How an answer began, in one line."""
    return neutral(text, most=MOST_TEXT)


def _after_thinking(text: str) -> tuple[str, Read | None]:
    """What a judge says once it has thought, and why there is nothing."""
    if len(text) > LONGEST:
        return "", Read(Status.FAILED, None, TOO_LONG)
    answer = after_thinking(text)
    if answer is None:
        return "", Read(Status.FAILED, None, CUT)
    return answer, None if answer.strip() else Read(Status.FAILED, None, EMPTY)


def _of_member(member: Any, question: Question) -> Read:
    if member is None:
        return Read(Status.FAILED, None, NO_ANSWER)
    fields = _fields(member) if isinstance(member, dict) else {ANSWER: member}
    answers = _answers(fields, question)
    if not answers:
        return Read(Status.FAILED, None, NO_ANSWER)
    return _unless(_settled(answers, question, LEFT, _reasons(fields)), _others(fields), question, LEFT)


def _of_objects(found: Found, question: Question, first: str) -> Read | None:
    """The answer that the objects give; None where none has one."""
    if found.is_twice:
        return Read(Status.FAILED, None, SEVERAL)
    every = [_fields(each) for each in found.objects]
    chosen = [fields for fields in every if ANSWER in fields] or [
        fields for fields in every if _answers(fields, question)
    ]
    if not chosen:
        return None
    read = _settled(
        [each for fields in chosen for each in _answers(fields, question)], question, first, _reasons(chosen[-1])
    )
    prose = prose_of(found.outside)
    said, others = stated(prose, question), [each for fields in every for each in _others(fields)]
    read = _unless(read, [*others, *said.answers, *said.perhaps], question, first)
    bare = bare_answers(prose, question, first=first, beside=True)
    return _unless_beside(read, bare, (prose, found.behind), question, first)


def _answers(fields: dict[str, Any], question: Question) -> list[Any]:
    """The answer of an object; without one, all that is called like one."""
    if ANSWER in fields or not has_menu(question):
        return [fields[ANSWER]] if ANSWER in fields else []
    return _others(fields)


def _others(fields: dict[str, Any]) -> list[Any]:
    return [fields[name] for name in ALSO if name in fields]


def _of_prose(text: str, question: Question, first: str, *, is_cut: bool = False) -> Read:
    if is_cut:
        return _nothing(text, is_cut=True)
    prose, reasons = prose_of(text), neutral(text, most=MOST_REASONS)
    said = stated(prose, question)
    perhaps = [each for each in said.perhaps if _is_one(_settled([each], question, first, ""))]
    answers = said.answers or perhaps
    bare = bare_answers(prose, question, first=first, beside=bool(answers))
    if answers:
        read = _unless(_settled(answers, question, first, reasons), perhaps, question, first)
        return _unless_beside(read, bare, (prose, said.behind), question, first)
    if bare:
        read = Read(Status.FAILED, None, SEVERAL, reasons) if len(set(bare)) > 1 else _of_given(bare[0], reasons)
        read = _unless_beside(read, bare, (prose, prose), question, first)
    elif len(prose) <= MOST_TEXT and "\n" not in prose.strip():
        read = _settled([prose], question, first, "")
        read = _nothing(text, is_cut=False) if read.why == OUTSIDE else read
    else:
        return _nothing(text, is_cut=False)
    is_refusal = read.status is Status.GIVEN and refuses_work(text[:SEEN])
    return Read(Status.REFUSED, None, REFUSED, reasons) if is_refusal else read


def _unless(read: Read, others: Sequence[Any], question: Question, first: str) -> Read:
    """What was read, unless one of some other places says another answer of the menu."""
    if not _is_one(read) or not has_menu(question):
        return read
    made = [_settled([each], question, first, "") for each in others]
    is_other = any(each.status is Status.GIVEN and each.given != read.given for each in made)
    return Read(Status.FAILED, None, SEVERAL, read.rationale) if is_other else read


def _unless_beside(
    read: Read, bare: Sequence[Given | None], beside: tuple[str, str], question: Question, first: str
) -> Read:
    """What was read, unless a line alone says otherwise, or the prose beside it or behind it does."""
    if not _is_one(read):
        return read
    is_other = any(each != read.given for each in bare)
    if not is_other and read.given is not None:
        is_other = says_another(*beside, question, read.given, first=first)
    return Read(Status.FAILED, None, SEVERAL, read.rationale) if is_other else read


def _is_one(read: Read) -> bool:
    return read.status in (Status.GIVEN, Status.ABSTAINED)


def _of_given(given: Given | None, rationale: str) -> Read:
    if given is None:
        return Read(Status.ABSTAINED, None, SAYS_NOT, rationale)
    return Read(Status.GIVEN, given, "", rationale)


def _settled(answers: Sequence[Any], question: Question, first: str, rationale: str) -> Read:
    """One answer, given once or several times alike."""
    made: set[Given | None] = set()
    for answer in answers:
        if answer is None or answer == "":
            return Read(Status.FAILED, None, NO_ANSWER, rationale)
        try:
            made.add(
                None
                if is_cannot_say(answer) and not _is_option(answer, question, first)
                else _given(answer, question, first)
            )
        except Several:
            return Read(Status.FAILED, None, SEVERAL, rationale)
        except NotOnMenu:
            return Read(Status.FAILED, None, OUTSIDE, rationale)
    if len(made) > 1:
        return Read(Status.FAILED, None, SEVERAL, rationale)
    (given,) = made
    return _of_given(given, rationale)


def _given(answer: Any, question: Question, first: str) -> Given:
    given = on_menu(question, answer, first=first)
    if isinstance(answer, str) and takes_back(answer, question, given, first=first):
        raise Several(answer[:MOST_TEXT])
    return given


def _is_option(answer: Any, question: Question, first: str) -> bool:
    """Whether the menu itself has an option of that name; a text of one's own is no menu."""
    try:
        return on_menu(question, answer, first=first).column == "label"
    except (NotOnMenu, Several):
        return False


def _nothing(text: str, *, is_cut: bool) -> Read:
    begun = neutral(text, most=MOST_REASONS)
    if is_cut:
        return Read(Status.FAILED, None, CUT, begun)
    if REFUSES.search(text[:SEEN]):
        return Read(Status.REFUSED, None, REFUSED, begun)
    return Read(Status.FAILED, None, NO_ANSWER, begun)


def _fields(made: dict[str, Any]) -> dict[str, Any]:
    return {str(name).strip().casefold(): value for name, value in made.items()}


def _reasons(fields: dict[str, Any]) -> str:
    found = next((fields[name] for name in REASONS if isinstance(fields.get(name), str)), "")
    return neutral(found, most=MOST_REASONS)
