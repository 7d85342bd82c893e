"""Numbers against numbers, with a tolerance and a unit.

``3/4`` is three quarters and ``1 1/2`` one and a half; ``3-5``, ``3 to 5`` and ``between 3 and 5`` name two numbers,
and ``2024-05-06`` or ``5/6/2024`` name none: they are never taken for one of theirs.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from assay.harness.scorers.score import Score

NUMBER = re.compile(
    r"(?:(?<![\w.)%])[-+\u2212])?"
    r"(?:(?:\d{1,3}(?:[,\u2009\u00a0]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?|(?<!\d)\.\d+)"
)
"""A number as it is written; a dash behind a letter or a number is no minus."""
LONGEST = 100_000
"""Characters in which a number is looked for, from the end."""
NEAR = 200
"""Characters before a number in which another one is looked for that belongs to it."""
MONEY = "$€£¥"
FACTORS = {"k": Decimal(1_000), "thousand": Decimal(1_000), "million": Decimal(10**6), "billion": Decimal(10**9)}
WORD_AFTER = re.compile(r"\s*(%|[^\W\d_]+)?")
SHARE = re.compile(r"([-\u2212]?)\s?\\d?frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}")
"""A fraction of LaTeX."""
OVER = re.compile(rf"({NUMBER.pattern})\s?[/\u2044]\s?$")
WHOLE = re.compile(r"(?<![\w.,/-])([-+\u2212]?\d+)[ \u00a0]$")
DATE = re.compile(r"\d\s?[/\u2044]\s?$")
DASH = r"(?:[-\u2010-\u2015\u2212~\uff5e]|\b(?:to|or)\b|[到至])"
BLANK = r"[^\S\n]"
RANGE = re.compile(rf"\d{BLANK}*(%|[^\W\d_]+)?{BLANK}*{DASH}{BLANK}*[{MONEY}]?{BLANK}?$|\d{BLANK}+$", re.IGNORECASE)
BETWEEN = re.compile(
    rf"\bbetween\s+[{MONEY}]?\s?{NUMBER.pattern}\s*(?:%|[^\W\d_]+)?\s+and\s+[{MONEY}]?\s?$", re.IGNORECASE
)
MINUS = re.compile(rf"(?<![\w.)%])[-\u2212]\s?[{MONEY}]\s?$")
"""A minus before the sign of a currency."""
NONE, TWO = "it holds no number", "it names two numbers, or a date"


class Written(NamedTuple):
    """A number of a text."""

    value: Decimal
    """The number, without what stands beside it."""
    start: int
    """Where it begins."""
    end: int
    """Behind its last character."""


def numeric(output: str, targets: Sequence[str], *, tolerance: float = 0.0, relative: bool = False) -> Score:
    """Whether the last number of the output is a target's, within a tolerance.

    Thousands may be parted by commas or thin blanks; a following ``%``, ``k``, ``thousand``, ``million`` or
    ``billion`` counts. The last number is taken, for that is where an answer stands after its working. A fraction is
    one number; a range is none, for it names two.

    Parameters
    ----------
    tolerance : float, 0 or more
        Largest difference that counts as right.
    relative : whether the tolerance is a share of the target
    """
    wanted = [number for number in map(last_number, targets) if number is not None]
    if not wanted:
        return Score(None, "no target is a number")
    said, why = _last(output)
    if said is None:
        return Score(0.0, why)
    limit = Decimal(repr(tolerance))
    near = [each for each in wanted if abs(said - each) <= (limit * abs(each) if relative else limit)]
    return Score(float(bool(near)), f"its number is {said.normalize():f}"[:80])


def last_number(text: str) -> Decimal | None:
    """The last number of a text; None where there is none."""
    return _last(text)[0]


def _last(text: str) -> tuple[Decimal | None, str]:
    text = bounded(text)
    found, why = last_written(text)
    if found is None:
        return None, why
    after = WORD_AFTER.match(text, found.end)
    word = (after[1] or "").lower() if after else ""
    return found.value / 100 if word == "%" else found.value * FACTORS.get(word, Decimal(1)), ""


def bounded(text: str) -> str:
    """The part of a text in which a number is looked for, its fractions written in a line."""
    return SHARE.sub(r" \1\2/\3", text[-LONGEST:])


def last_written(text: str) -> tuple[Written | None, str]:
    """The last number of a text and where it stands, and why there is none."""
    every = list(NUMBER.finditer(text))
    if not every:
        return None, NONE
    last = every[-1]
    start, number = last.start(), number_of(last[0])
    before = text[max(0, start - NEAR) : start]
    over = OVER.search(before)
    if over is not None:
        upper, whole = number_of(over[1]), WHOLE.search(before[: over.start()])
        if DATE.search(before[: over.start()]) or not number or upper is None:
            return None, TWO
        number, start = _share(upper, number, whole), start - len(before) + (whole or over).start()
        before = text[max(0, start - NEAR) : start]
    if number is None:
        return None, NONE
    if _is_range(before, text, start, last.end()):
        return None, TWO
    return Written(-number if MINUS.search(before) else number, start, last.end()), ""


def _share(upper: Decimal, lower: Decimal, whole: re.Match[str] | None) -> Decimal:
    if whole is None:
        return upper / lower
    first = number_of(whole[1]) or Decimal(0)
    return (first * lower + (-upper if whole[1][0] in "-\u2212" else upper)) / lower


def _is_range(before: str, text: str, start: int, end: int) -> bool:
    """Whether a number before this one belongs to it: with a dash between them, and alike in their units."""
    if BETWEEN.search(before):
        return True
    found = RANGE.search(before)
    if found is None:
        return False
    if found[0].strip().isdigit():
        return text[start] in "+-\u2212"
    after = WORD_AFTER.match(text, end)
    return found[1] is None or (after is not None and found[1].lower() == (after[1] or "").lower())


def number_of(written: str) -> Decimal | None:
    """The number that is written so; thousands may be parted."""
    digits = re.sub(r"[,\u2009\u00a0]", "", written).replace("\u2212", "-")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
