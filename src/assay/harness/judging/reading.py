"""What a judge's answer says: an answer of the menu, or a status and why there is none; never a guess.

A model that reasons may think first, in a block such as ``<think>...</think>`` with which its text begins: what stands
there is not its answer, and a block that does not end leaves none. A block anywhere else is part of the text, for a
judge may quote one from what it judges.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from assay.core.answers import Given
from assay.core.judgment import Status
from assay.core.question import LEFT, Question
from assay.core.safe_text import neutral
from assay.harness.judging.found_json import Found, found_json
from assay.harness.judging.menu import NotOnMenu, Several, is_cannot_say, on_menu

LONGEST = 200_000
"""Characters of an answer that are read; a longer one is none."""
MOST_REASONS, MOST_TEXT = 2_000, 500
"""Characters that are kept of the reasons, and of an answer as it came."""
REASONS = ("rationale", "reason", "reasons", "reasoning", "explanation")
ANSWER = "answer"
LINE = re.compile(
    r"^(?:[^\S\n]|[>*_#`-])*(?:(?:my |the )?(?:final |overall )?(?:answer|verdict|rating|score|label)"
    r"|(?:最终)?(?:答案|回答|结论|评分))[\s*_`]*(?:is\b|[:：=]|是|为)[\s*_`:：]*(\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
TAGGED = re.compile(
    r"^[ \t]*<(?:final_)?(answer|verdict|rating|score|label)>([^<>]{1,500})</(?:final_)?\1>[ \t.]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""An answer in a tag of its own line."""
FENCE = "```"
THINKS = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
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
    thinks = THINKS.match(text)
    if thinks is not None:
        ends = re.compile(rf"</{thinks[1]}>", re.IGNORECASE).search(text, thinks.end())
        if ends is None:
            return "", Read(Status.FAILED, None, CUT)
        text = text[ends.end() :]
    return text, None if text.strip() else Read(Status.FAILED, None, EMPTY)


def _of_member(member: Any, question: Question) -> Read:
    if member is None:
        return Read(Status.FAILED, None, NO_ANSWER)
    fields = _fields(member) if isinstance(member, dict) else {ANSWER: member}
    if ANSWER not in fields:
        return Read(Status.FAILED, None, NO_ANSWER)
    return _settled([fields[ANSWER]], question, LEFT, _reasons(fields))


def _of_objects(found: Found, question: Question, first: str) -> Read | None:
    """The answer that the objects give; None where none has one."""
    if found.is_twice:
        return Read(Status.FAILED, None, SEVERAL)
    with_answer = [fields for each in found.objects if ANSWER in (fields := _fields(each))]
    if not with_answer:
        return None
    return _settled([each[ANSWER] for each in with_answer], question, first, _reasons(with_answer[-1]))


def _of_prose(text: str, question: Question, first: str, *, is_cut: bool = False) -> Read:
    text = _unfenced(text)
    lines = [found[1] for found in LINE.finditer(text)] + [found[2].strip() for found in TAGGED.finditer(text)]
    bare = [text] if not lines and len(text) <= MOST_TEXT else []
    if is_cut:
        return _nothing(text, is_cut=True)
    if lines:
        return _settled(lines, question, first, neutral(text, most=MOST_REASONS))
    read = _settled(bare, question, first, "") if bare and "\n" not in text.strip() else None
    if read is not None and read.why not in (OUTSIDE, SEVERAL):
        return read
    return _nothing(text, is_cut=False)


def _unfenced(text: str) -> str:
    """What stands in the one fenced block that a text is; any other text as it is."""
    bare = text.strip()
    language, line, inside = bare.removeprefix(FENCE).removesuffix(FENCE).partition("\n")
    is_fenced = bare.startswith(FENCE) and bare.endswith(FENCE) and bare.count(FENCE) == 2
    return inside if is_fenced and line and " " not in language.strip() else text


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
    return (
        Read(Status.ABSTAINED, None, SAYS_NOT, rationale) if given is None else Read(Status.GIVEN, given, "", rationale)
    )


def _given(answer: Any, question: Question, first: str) -> Given:
    return on_menu(question, answer, first=first)


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
