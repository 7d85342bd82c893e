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
OF = re.compile(rf"({NUMBER.pattern})\s*(?:/|out of|of|分之)\s*(\d{{1,9}})(?:\.0{{1,9}})?(?!\d)")
REASON = (
    *("because", "since", "as", "for", "due", "given that", "weil", "da", "denn", "porque", "ya que", "parce que"),
    *("car", "perché", "потому", "因为", "由于"),
)
"""Words with which reasons begin."""
BEGINS_REASON = re.compile(rf"[\s,;:.()–—-]*(?:{'|'.join(REASON)})(?:(?<=[因为由于])|\b)", re.IGNORECASE)
AFTER = re.compile(rf"\s*(?:[,;:!(–—-]|\.(?!\d)|。|分|stars?\b|points?\b|(?:{'|'.join(REASON)})\b|$)", re.IGNORECASE)
"""What may follow a number that is an answer."""
UNIT = re.compile(r"^\s*(?:分|stars?|points?)")
EDGES = " \t\r\n\"'`*_#“”‘’「」『』.。!！,，;；:：()（）[]【】"
ENDS = tuple(",.;:!，。；：！(（-–—")
"""Marks between an option and the reasons for it; behind a question mark it would be a doubt."""
CALLED = re.compile(r"^(?:the )?(?:option|choice) ")
COUNTING = ("first", "second", "third", "next", "last", "finally")
"""Words that begin a sentence of a list too: ``First, both are correct.``"""
APART = re.compile(
    r"\b(?:than|over|to|not|unlike|against|rather than|instead of|vs\.?)\s+(?:the\s+)?[\"'`*“‘(\[]*$", re.IGNORECASE
)
"""Words before an option that is named but not given."""
CANNOT = frozenset(
    [
        *("cannot say", "can't say", "cannot tell", "can't tell", "cannot decide", "cannot judge", "cannot be decided"),
        *("无法判断", "不能判断", "无法确定", "无法回答"),
    ]
)
"""Ways to say that the guideline does not decide."""
SIDES = {
    **dict.fromkeys((FIRST, "1", "output 1", "the first", "first output", "the first output"), FIRST),
    **dict.fromkeys((SECOND, "2", "output 2", "the second", "second output", "the second output"), SECOND),
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
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().replace("**", "").strip(EDGES)
    return " ".join(plain.replace("_", " ").replace("’", "'").split())


def alone(question: Question, text: str, *, first: str = LEFT) -> Given | None:
    """The answer that a text is, with nothing beside it; None where it is none, or the form has no menu or scale."""
    form, plain = question.form, folded(text)
    if len(text) > LONGEST or not plain:
        return None
    value: Any = None
    if isinstance(form, Choice):
        folds = _folds(form.options)
        exact = [option for option in form.options if text.strip() == option]
        value = _only(exact or folds.get(plain) or folds.get(CALLED.sub("", plain)))
    elif isinstance(form, Pair):
        value = SIDES.get(plain.removesuffix(" is better")) or (TIE if plain == TIE and form.tie else None)
    elif isinstance(form, Rating):
        words = _steps(form)
        value = words[plain] if plain in words else _lone_number(plain, top=form.high, words=words)
    elif isinstance(form, Amount):
        value = _lone_number(_without_unit(form, plain), top=None, words={})
    try:
        return None if value is None else on_menu(question, value, first=first)
    except (NotOnMenu, Several):
        return None


def names_another(question: Question, text: str, given: Given, *, first: str = LEFT, begins: bool = False) -> bool:
    """Whether a text names another answer than the one that was given; with ``begins`` whether it begins with one."""
    words = _words(question)
    if words is None:
        return False
    plain = _plain(text)
    begun = words.match(plain) if begins else None
    if begun is not None and folded(begun[0]) in COUNTING and counts(plain[begun.end() :]):
        return False
    named = [begun] if begins else words.finditer(plain)
    return any(alone(question, each[0], first=first) not in (None, given) for each in named if each is not None)


def one_of(answer: str, options: Sequence[str]) -> str:
    """The option that a text names, alone or before a mark and reasons; raises as `on_menu`.

    Reasons may name another option where they say so (``because``, ``not B``, ``than B``); elsewhere it is a second
    answer.
    """
    if answer in options:
        return answer
    by_fold, text = _folds(options), folded(answer)
    exact = by_fold.get(text) or by_fold.get(CALLED.sub("", text), [])
    if len(exact) == 1:
        return exact[0]
    begun = [fold for fold in by_fold if fold and _begins(text, fold)]
    best = max(begun, key=len, default=None)
    if best is None or len(by_fold[best]) != 1:
        raise NotOnMenu(answer[:LONGEST])
    rest = text[len(best) :]
    if best in COUNTING and counts(rest):
        raise NotOnMenu(answer[:LONGEST])
    if BEGINS_REASON.match(rest) is None and _second(_plain(answer), options, best):
        raise Several(answer[:LONGEST])
    return by_fold[best][0]


def counts(rest: str) -> bool:
    """Whether what follows a word such as ``First`` makes it the beginning of a list."""
    return rest.lstrip().startswith(",") and BEGINS_REASON.match(rest) is None


def _second(text: str, options: Sequence[str], best: str) -> bool:
    """Whether another option stands behind the one that a text begins with, and is given too."""
    return any(
        folded(found[0]) != best and APART.search(text[max(found.start() - 40, 0) : found.start()]) is None
        for found in _named(options).finditer(text, len(best))
    )


def _named(options: Sequence[str]) -> re.Pattern[str]:
    """Options as words of their own, longest first; a single letter as it is written, for it may be an article."""
    longest = sorted({plain for option in options if (plain := _plain(option))}, key=len, reverse=True)
    words = "|".join(re.escape(each) if len(each) == 1 else f"(?i:{re.escape(each)})" for each in longest)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def _words(question: Question) -> re.Pattern[str] | None:
    """Answers of a question as words of their own; None where it has no menu and no scale."""
    form = question.form
    if isinstance(form, Choice | Pair):
        return _named(form.options if isinstance(form, Choice) else (*SIDES, TIE))
    return NUMBER if isinstance(form, Rating | Amount) else None


def _folds(options: Sequence[str]) -> dict[str, list[str]]:
    by_fold: dict[str, list[str]] = {}
    for option in options:
        by_fold.setdefault(folded(option), []).append(option)
    return by_fold


def _only(found: Sequence[str] | None) -> str | None:
    return found[0] if found and len(found) == 1 else None


def _plain(text: str) -> str:
    """A text as it is folded, but for its case."""
    return " ".join(
        unicodedata.normalize("NFKC", text[:LONGEST])
        .replace("**", "")
        .strip(EDGES)
        .replace("_", " ")
        .replace("’", "'")
        .split()
    )


def _begins(text: str, option: str) -> bool:
    """Whether a text begins with an option and a mark that ends it: not ``no-one``, not ``3.5``."""
    rest = text[len(option) :]
    mark = rest.lstrip()[:1]
    behind = rest.lstrip()[1:2]
    if not text.startswith(option) or mark not in ENDS:
        return False
    return not behind.isdigit() if mark != "-" else rest[:1] == " " or behind in ("", " ", "-")


def _choice(form: Choice, answer: Any) -> Any:
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = str(answer)
    return one_of(answer, form.options) if isinstance(answer, str) else answer


def _pair(form: Pair, answer: Any) -> Any:
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(answer, str):
        return answer
    named = SIDES.get(folded(answer).removesuffix(" is better"))
    return named or one_of(answer, (FIRST, SECOND, TIE) if form.tie else (FIRST, SECOND))


def _rating(form: Rating, answer: Any) -> Any:
    if not isinstance(answer, str):
        return int(answer) if isinstance(answer, float) and answer.is_integer() else answer
    words = _steps(form)
    if folded(answer) in words:
        return words[folded(answer)]
    found, rest = _number(answer, top=form.high)
    if words.get(folded(rest.strip(f"{EDGES}–—-")), found) != found:
        raise Several(answer[:LONGEST])
    return int(found) if found.is_integer() else found


def _amount(form: Amount, answer: Any) -> Any:
    if not isinstance(answer, str):
        return int(answer) if form.whole and isinstance(answer, float) and answer.is_integer() else answer
    found, _ = _number(_without_unit(form, answer.strip()), top=None)
    return int(found) if form.whole and found.is_integer() else found


def _steps(form: Rating) -> dict[str, int]:
    return {folded(word): form.low + step for step, word in enumerate(form.words)}


def _without_unit(form: Amount, text: str) -> str:
    is_last = form.unit and text.casefold().endswith(form.unit.casefold())
    return text[: -len(form.unit)].strip() if form.unit and is_last else text


def _number(answer: str, *, top: float | None) -> tuple[float, str]:
    """The one number with which a text begins, and the rest; ``4/5`` is 4 where 5 is the top of the scale."""
    text = folded(answer)
    share = OF.match(text)
    if share is not None and top is not None and float(share[2]) == top:
        text = f"{share[1]} {text[share.end() :]}".strip()
    found = NUMBER.match(text)
    if found is None or not AFTER.match(text[found.end() :]):
        raise NotOnMenu(answer[:LONGEST])
    if len(NUMBER.findall(text)) > 1:
        raise Several(answer[:LONGEST])
    return float(found[0]), text[found.end() :]


def _lone_number(text: str, *, top: float | None, words: Mapping[str, int]) -> int | float | None:
    """The number that a text is, with points and its word of the scale at most."""
    try:
        found, rest = _number(text, top=top)
    except (NotOnMenu, Several):
        return None
    rest = folded(UNIT.sub("", rest, count=1).strip(f"{EDGES}–—-"))
    if rest and words.get(rest) != found:
        return None
    return int(found) if found.is_integer() else found


_READERS: Mapping[type[Form], Callable[[Any, Any], Any]] = {
    Choice: _choice,
    Pair: _pair,
    Rating: _rating,
    Amount: _amount,
}
