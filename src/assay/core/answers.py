"""Answers: is one allowed by its question, and in which column of a judgment does it go?"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from assay.core.canonical import canonical_json
from assay.core.errors import InputError, Problem, did_you_mean
from assay.core.figures import count
from assay.core.media import media_in
from assay.core.question import (
    LEFT,
    RIGHT,
    TIE,
    Amount,
    Boxes,
    Choice,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.core.safe_text import neutral

LABEL, NUMBER, TEXT, STRUCTURE = "label", "number", "text", "structure"
SHOWN = 60
MOST_PROBLEMS = 20
MOST_MEMBERS = 10_000
"""A longer list is not looked into."""
LONG_NUMBER = 10**15
MOST_LEVELS = 20
"""Levels of a path that are looked at."""
LEVEL = "/"
"""Parts a path of a menu."""
NOT_KEPT = {0: "a NUL", **dict.fromkeys(range(55296, 57344), "half a character")}
"""Code points that no store keeps."""


class Given(NamedTuple):
    """An answer as a judgment holds it."""

    column: str
    """``label``, ``number``, ``text`` or ``structure``."""
    value: str | float
    """What stands in it; a structure as canonical JSON (RFC 8785)."""


def check_answer(question: Question, answer: object, *, content: str | None = None) -> Given:
    """The column of a judgment that an answer fills, in the one form in which equal answers are equal.

    Parameters
    ----------
    answer : as JSON has it: a text, a number, a list of texts, or for passages and boxes a list of objects
    content : for passages, the text in which they are marked; for boxes, what the dataset has of the image

    Raises
    ------
    InputError
        Everything that is wrong with the answer: ``answer.type``, ``answer.unknown_option``, ``answer.twice``,
        ``answer.too_few``, ``answer.too_many``, ``answer.within``, ``answer.not_finite``, ``answer.not_whole``,
        ``answer.out_of_range``, ``answer.incomplete``, ``answer.too_short``, ``answer.too_long``,
        ``answer.character``, ``answer.passage``, ``answer.overlap``, ``answer.box``.

    Examples
    --------
    >>> from assay.core.question import Choice, MultipleChoice, Question
    >>> check_answer(Question("toxic", "Is it toxic?", Choice(("yes", "no"))), "no")
    Given(column='label', value='no')
    >>> check_answer(Question("harm", "What harm?", MultipleChoice(("insult", "threat"))), ["threat", "insult"])
    Given(column='structure', value='["insult","threat"]')
    """
    if isinstance(question.form, Spans):
        return _spans(question.form, answer, content or "")
    if isinstance(question.form, Boxes):
        return _boxes(question.form, answer, content or "")
    return _CHECKS[type(question.form)](question.form, answer)


def _choice(form: Choice, answer: object) -> Given:
    text = _text(answer, "one option of the menu")
    _raise_any([*_unknown((text,), form.options)])
    return Given(LABEL, text)


def _pair(form: Pair, answer: object) -> Given:
    text = _text(answer, "left or right")
    _raise_any([*_unknown((text,), (LEFT, RIGHT, TIE) if form.tie else (LEFT, RIGHT))])
    return Given(LABEL, text)


def _multiple(form: MultipleChoice, answer: object) -> Given:
    chosen = _texts(answer)
    problems = [*_unknown(chosen, form.options), *_twice(chosen), *_within(chosen)]
    most = len(form.options) if form.most is None else form.most
    if len(chosen) < form.least:
        what = f"{count(len(chosen))} options are chosen."
        problems.append(Problem("answer.too_few", what, f"Choose {count(form.least)} or more."))
    if len(chosen) > most:
        what = f"{count(len(chosen))} options are chosen."
        problems.append(Problem("answer.too_many", what, f"Choose at most {count(most)}."))
    _raise_any(problems)
    kept = set(chosen)
    return Given(STRUCTURE, _structure([option for option in form.options if option in kept]))


def _ranking(form: Ranking, answer: object) -> Given:
    ranked = _texts(answer)
    problems = [*_unknown(ranked, form.options), *_twice(ranked)]
    named = set(ranked)
    absent = [option for option in form.options if option not in named]
    if absent:
        what = f"The ranking leaves out {_listed(absent)}."
        problems.append(Problem("answer.incomplete", what, "Rank everything once, the best first."))
    _raise_any(problems)
    return Given(STRUCTURE, _structure(list(ranked)))


def _rating(form: Rating, answer: object) -> Given:
    return _within_range(answer, form.low, form.high, whole=True)


def _amount(form: Amount, answer: object) -> Given:
    return _within_range(answer, form.low, form.high, whole=form.whole)


def _free_text(form: FreeText, answer: object) -> Given:
    text = _text(answer, "a text")
    n = len(text.strip())
    if n < form.least:
        raise InputError("answer.too_short", f"The text has {_characters(n)}.", f"Write {count(form.least)} or more.")
    if len(text) > form.most:
        what = f"The text has {_characters(len(text))}."
        raise InputError("answer.too_long", what, f"Write at most {count(form.most)}.")
    bad = next((at for at, each in enumerate(text) if ord(each) in NOT_KEPT), None)
    if bad is not None:
        what = f"Character {count(bad + 1)} of the text is {NOT_KEPT[ord(text[bad])]}."
        raise InputError("answer.character", what, "Leave it out: it cannot be kept as text.")
    return Given(TEXT, text)


def _spans(form: Spans, answer: object, content: str) -> Given:
    spans = _list(answer, form.most, "a list of passages")
    problems = [problem for span in spans for problem in _span(form, span, len(content))]
    _raise_any(problems)
    ordered = sorted({(each["start"], each["end"], each["label"]) for each in spans})
    if len(ordered) < len(spans):
        raise InputError("answer.twice", "A passage is marked twice with one label.", "Mark it once.")
    if not form.overlaps:
        _raise_any([*_overlapping(ordered, content)])
    return Given(STRUCTURE, _structure([{"start": a, "end": b, "label": label} for a, b, label in ordered]))


def _span(form: Spans, span: Any, n: int) -> Iterator[Problem]:
    if not isinstance(span, dict) or set(span) != {"start", "end", "label"}:
        what = f"A passage is {_shown(span)}."
        yield Problem("answer.type", what, 'Write it as {"start": 0, "end": 4, "label": "..."}.')
        return
    start, end, label = span["start"], span["end"], span["label"]
    if not isinstance(label, str):
        yield Problem("answer.type", f"The label of a passage is {_shown(label)}.", "Give a label of the menu.")
    else:
        yield from _unknown((label,), form.labels)
    if not (_is_whole(start) and _is_whole(end) and 0 <= start < end <= n):
        what = f"A passage goes from {_shown(start)} to {_shown(end)} in a text of {_characters(n)}."
        fix = "Count code points from 0; the end is left out and lies behind the start."
        yield Problem("answer.passage", what, fix)


def _overlapping(ordered: Sequence[tuple[int, int, str]], content: str) -> Iterator[Problem]:
    for one, two in pairwise(ordered):
        if two[0] < one[1]:
            what = f"'{neutral(content[one[0] : one[1]], most=SHOWN)}' and '{_passage(content, two)}' overlap."
            yield Problem("answer.overlap", what, "Mark passages that share no character.")


def _passage(content: str, span: tuple[int, int, str]) -> str:
    return neutral(content[span[0] : span[1]], most=SHOWN)


def _boxes(form: Boxes, answer: object, content: str) -> Given:
    boxes, image = _list(answer, form.most, "a list of boxes"), media_in(content)
    size = (0, 0) if image is None else (image.width, image.height)
    _raise_any([problem for box in boxes for problem in _box(form, box, size)])
    ordered = sorted({(each["y"], each["x"], each["height"], each["width"], each["label"]) for each in boxes})
    if len(ordered) < len(boxes):
        raise InputError("answer.twice", "A box is drawn twice with one label.", "Draw it once.")
    kept = [{"label": label, "x": x, "y": y, "width": w, "height": h} for y, x, h, w, label in ordered]
    return Given(STRUCTURE, _structure(kept))


def _box(form: Boxes, box: Any, size: tuple[int, int]) -> Iterator[Problem]:
    if not isinstance(box, dict) or set(box) != {"label", "x", "y", "width", "height"}:
        fix = 'Write it as {"label": "...", "x": 0, "y": 0, "width": 10, "height": 10}.'
        yield Problem("answer.type", f"A box is {_shown(box)}.", fix)
        return
    if not isinstance(box["label"], str):
        yield Problem("answer.type", f"The label of a box is {_shown(box['label'])}.", "Give a label of the menu.")
    else:
        yield from _unknown((box["label"],), form.labels)
    sides = [(box["x"], box["width"], size[0]), (box["y"], box["height"], size[1])]
    if not all(_is_whole(at) and _is_whole(n) and at >= 0 and n >= 1 and at + n <= most for at, n, most in sides):
        told = ", ".join(f"{name} {_shown(box[name])}" for name in ("x", "y", "width", "height"))
        fix = f"Use whole pixels inside the image of {size[0]} x {size[1]}, counted from its upper left corner."
        yield Problem("answer.box", f"A box has {told}.", fix)


def _within_range(answer: object, low: float | None, high: float | None, *, whole: bool) -> Given:
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        raise InputError("answer.type", f"The answer is {_shown(answer)}.", "Give a number.")
    try:
        value = float(answer)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise InputError("answer.not_finite", f"The answer is {_shown(answer)}.", "Give a finite number, or skip.")
    if whole and not value.is_integer():
        raise InputError("answer.not_whole", f"The answer is {_shown(answer)}.", "Give a whole number.")
    if (low is not None and value < low) or (high is not None and value > high):
        raise InputError("answer.out_of_range", f"The answer is {_shown(answer)}.", range_words(low, high))
    return Given(NUMBER, value + 0.0)


def range_words(low: float | None, high: float | None) -> str:
    """``Give a number from 1 to 5.``"""
    if low is not None and high is not None:
        return f"Give a number from {low:g} to {high:g}."
    return f"Give {low:g} or more." if low is not None else f"Give {high:g} or less."


def _unknown(chosen: Sequence[str], menu: Sequence[str]) -> Iterator[Problem]:
    known = set(menu)
    for each in dict.fromkeys(chosen):
        if each not in known:
            yield Problem("answer.unknown_option", f"{_shown(each)} is not on the menu.", did_you_mean(each, menu))


def _twice(chosen: Sequence[str]) -> Iterator[Problem]:
    for each, n in Counter(chosen).items():
        if n > 1:
            yield Problem("answer.twice", f"{_shown(each)} is named {count(n)} times.", "Name it once.")


def _within(chosen: Sequence[str]) -> Iterator[Problem]:
    """A path beside one that lies above it."""
    named = set(chosen)
    for each in dict.fromkeys(chosen):
        levels = each.split(LEVEL)[:MOST_LEVELS]
        above = next((path for n in range(1, len(levels)) if (path := LEVEL.join(levels[:n])) in named), None)
        if above is not None:
            what = f"{_shown(each)} lies under {_shown(above)}, and both are chosen."
            yield Problem("answer.within", what, "Choose the more exact one alone; it says the other.")


def _text(answer: object, wanted: str) -> str:
    if not isinstance(answer, str):
        raise InputError("answer.type", f"The answer is {_shown(answer)}.", f"Give {wanted}.")
    return answer


def _texts(answer: object) -> Sequence[str]:
    members = _list(answer, MOST_MEMBERS, "a list of options")
    others = [each for each in members if not isinstance(each, str)]
    if others:
        raise InputError("answer.type", f"The list holds {_shown(others[0])}.", "Give options of the menu.")
    return members


def _list(answer: object, most: int, wanted: str) -> Sequence[Any]:
    if not isinstance(answer, (list, tuple)):
        raise InputError("answer.type", f"The answer is {_shown(answer)}.", f"Give {wanted}.")
    if len(answer) > most:
        what = f"The answer has {count(len(answer))} members."
        raise InputError("answer.too_many", what, f"Give at most {count(most)}.")
    return answer


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _structure(value: list[Any]) -> str:
    return canonical_json(value).decode()


def _characters(n: int) -> str:
    return "1 character" if n == 1 else f"{count(n)} characters"


def _listed(options: Sequence[str]) -> str:
    return ", ".join(_shown(each) for each in options[:MOST_PROBLEMS])


def _shown(value: object) -> str:
    """A value as a message may quote it; nothing is written out that may be huge."""
    if isinstance(value, str):
        return f"'{neutral(value, most=SHOWN)}'"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, (list, tuple)):
        return f"a list of {count(len(value))}"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) or abs(value) < LONG_NUMBER else "a very large number"
    return "an object" if isinstance(value, dict) else f"of type {type(value).__name__[:SHOWN]}"


def _raise_any(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError.gather(problems[:MOST_PROBLEMS])


_CHECKS: dict[type, Callable[[Any, object], Given]] = {
    Choice: _choice,
    MultipleChoice: _multiple,
    Rating: _rating,
    Amount: _amount,
    Pair: _pair,
    Ranking: _ranking,
    FreeText: _free_text,
}
