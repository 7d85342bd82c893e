"""From what a judge gave as its answer to an answer of the menu: written otherwise it is the same, else it is none."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.core.answers import Given, check_answer
from assay.core.errors import InputError
from assay.core.question import LEFT, RIGHT, TIE, Amount, Choice, Form, Pair, Question, Rating
from assay.harness.judging.frame import CANNOT_SAY, FIRST, SECOND

NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,15})?")
OF = re.compile(rf"({NUMBER.pattern})\s*(?:/|out of|of|分之)\s*(\d{{1,9}})")
AFTER = re.compile(r"(?:[\s,;:.!(（。，；：!-]|分|stars?|points?|$)")
EDGES = " \t\r\n\"'`*_#“”‘’「」『』.。!！,，;；:：()（）[]【】"
ENDS = tuple(",.;:!?，。；：！？(（-–—")
"""Marks between an option and the reasons for it."""
CANNOT = frozenset(
    [
        *("cannot say", "can't say", "cannot tell", "can't tell", "cannot decide", "cannot judge", "cannot be decided"),
        *("无法判断", "不能判断", "无法确定", "无法回答"),
    ]
)
"""Ways to say that the guideline does not decide."""
SIDES = {
    **dict.fromkeys((FIRST, "1", "output 1", "the first"), FIRST),
    **dict.fromkeys((SECOND, "2", "output 2", "the second"), SECOND),
}
"""Ways to name a side of a pair."""
LONGEST = 1_000
"""Characters of an answer from a menu that are looked at."""


class NotOnMenu(Exception):
    """The answer is none that the question allows."""


class Several(Exception):
    """There is more than one answer."""


def is_cannot_say(answer: object) -> bool:
    """Whether a judge says that the guideline does not decide."""
    return isinstance(answer, str) and len(answer) <= LONGEST and (folded(answer) in CANNOT or answer == CANNOT_SAY)


def on_menu(question: Question, answer: Any, *, first: str = LEFT) -> Given:
    """The answer as a judgment holds it; ``first`` is the side of a pair that was shown first.

    Raises
    ------
    NotOnMenu
        When it is none that the question allows.
    Several
        When it names several.
    """
    reader = _READERS.get(type(question.form))
    value = answer if reader is None else reader(question.form, answer)
    if isinstance(question.form, Pair):
        value = {FIRST: first, SECOND: RIGHT if first == LEFT else LEFT}.get(value, value)
    try:
        return check_answer(question, value)
    except InputError as error:
        raise NotOnMenu(error.problems[0].what) from None


def folded(text: str) -> str:
    """A text by which spellings of one option are the same: width, case, quotes, marks and blanks do not count."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().strip(EDGES)
    return " ".join(plain.replace("_", " ").replace("’", "'").split())


def one_of(answer: str, options: Sequence[str]) -> str:
    """The option that a text names, alone or before a mark and reasons; raises as `on_menu`."""
    if answer in options:
        return answer
    by_fold: dict[str, list[str]] = {}
    for option in options:
        by_fold.setdefault(folded(option), []).append(option)
    text = folded(answer)
    exact = by_fold.get(text, [])
    if len(exact) == 1:
        return exact[0]
    begun = [fold for fold in by_fold if fold and _begins(text, fold)]
    best = max(begun, key=len, default=None)
    if best is None or len(by_fold[best]) != 1:
        raise NotOnMenu(answer[:LONGEST])
    rest = text[len(best) :].strip(f"{EDGES}/-–—")
    if any(rest == fold or _begins(rest, fold) for fold in by_fold if fold != best):
        raise Several(answer[:LONGEST])
    return by_fold[best][0]


def _begins(text: str, option: str) -> bool:
    """Whether a text begins with an option and a mark that ends it."""
    return text.startswith(option) and text[len(option) :].lstrip()[:1] in ENDS


def _choice(form: Choice, answer: Any) -> Any:
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = str(answer)
    return one_of(answer, form.options) if isinstance(answer, str) else answer


def _pair(form: Pair, answer: Any) -> Any:
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(answer, str):
        return answer
    named = SIDES.get(folded(answer))
    return named or one_of(answer, (FIRST, SECOND, TIE) if form.tie else (FIRST, SECOND))


def _rating(form: Rating, answer: Any) -> Any:
    if not isinstance(answer, str):
        return int(answer) if isinstance(answer, float) and answer.is_integer() else answer
    words = {folded(word): form.low + step for step, word in enumerate(form.words)}
    if folded(answer) in words:
        return words[folded(answer)]
    found = _number(answer, top=form.high)
    return int(found) if found.is_integer() else found


def _amount(form: Amount, answer: Any) -> Any:
    if not isinstance(answer, str):
        return int(answer) if form.whole and isinstance(answer, float) and answer.is_integer() else answer
    text = answer.strip()
    if form.unit and text.casefold().endswith(form.unit.casefold()):
        text = text[: -len(form.unit)].strip()
    found = _number(text, top=None)
    return int(found) if form.whole and found.is_integer() else found


def _number(answer: str, *, top: float | None) -> float:
    """The one number with which a text begins; ``4/5`` is 4 where 5 is the top of the scale."""
    text = unicodedata.normalize("NFKC", answer[:LONGEST]).casefold().strip(EDGES)
    share = OF.match(text)
    if share is not None and top is not None and float(share[2]) == top:
        text = f"{share[1]} {text[share.end() :]}".strip()
    found = NUMBER.match(text)
    if found is None or not AFTER.match(text[found.end() :]):
        raise NotOnMenu(answer[:LONGEST])
    if len(NUMBER.findall(text)) > 1:
        raise Several(answer[:LONGEST])
    return float(found[0])


_READERS: Mapping[type[Form], Callable[[Any, Any], Any]] = {
    Choice: _choice,
    Pair: _pair,
    Rating: _rating,
    Amount: _amount,
}
