"""Numbers against numbers, with a tolerance and a unit.

``3/4`` is three quarters and ``1 1/2`` one and a half; ``3-5``, ``3 to 5`` and ``between 3 and 5`` name two numbers,
and ``2024-05-06`` or ``5/6/2024`` name none: they are never taken for one of theirs.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from assay.harness.scorers.numerals import LONGEST, plain
from assay.harness.scorers.score import Score

NUMBER = re.compile(
    r"(?:(?<![\w.)%])[-+\u2212])?"
    r"(?:(?:(?<![A-Za-z_])|(?<=USD|EUR|GBP|CNY|RMB))(?<!\d\.)"
    r"(?:\d{1,3}(?:[,\u2009\u00a0]\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\d))?|(?<!\d)\.\d+)"
)
"""A number as it is written; a dash behind a letter or a number is no minus, and ``H2O`` and ``v1.2`` hold none."""
NEAR = 200
"""Characters before a number in which another one is looked for that belongs to it."""
MONEY = "$€£¥"
FACTORS = {
    **dict.fromkeys(("k", "thousand", "thousands", "千"), Decimal(1_000)),
    **dict.fromkeys(("million", "millions", "mn", "mns", "mio", "mios", "百万"), Decimal(10**6)),
    **dict.fromkeys(("billion", "billions", "bn", "bns"), Decimal(10**9)),
    **dict.fromkeys(("%", "percent"), Decimal(1) / 100),
    **dict.fromkeys(("trillion", "trillions"), Decimal(10**12)),
    **{"万": Decimal(10**4), "亿": Decimal(10**8)},
}
"""What a word behind a number makes of it."""
OF_MONEY = {"m": Decimal(10**6), "b": Decimal(10**9), "t": Decimal(10**12)}
"""The same behind a number with the sign of a currency before it: elsewhere they are units."""
WORD_AFTER = re.compile(r"\s*(%|[千万亿]|百万|[^\W\d_]+)?")
OVER = re.compile(rf"({NUMBER.pattern})\s?[/\u2044]\s?$")
WHOLE = re.compile(r"(?<![\w.,/-])([-+\u2212]?\d+)[ \u00a0]$")
NEIGHBOUR = re.compile(r"(?:\d[,:]|\^\s?[{(]?|[A-Za-z0-9)]\*\*)$")
"""What stands before a number that is no whole one: of ``3,14``, ``12:30`` and ``2^10``."""
CALLED = (
    re.compile(r"\\boxed\s?\{((?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]{0,50}\}){0,200}\}){1,200})\}"),
    re.compile(r"^[^\S\n]*####[^\S\n]*(\S[^\n]*)$", re.MULTILINE),
    re.compile(r"<answer>([^<>]{1,500})</answer>", re.IGNORECASE),
    re.compile(
        r"(?:\banswer(?:\s+is)?\s*[*_]{0,3}(?:[:=]|(?<=is))|答案(?:是|为)?[:：]?)[\s*_$`]{0,9}"
        r"([^\n]*?(?:[.!](?=\s|$)|。|(?=\n|$)))",
        re.IGNORECASE,
    ),
)
"""Where an output says that something is its answer, the plainest first."""
DATE = re.compile(r"\d\s?[/\u2044]\s?$")
DASH = r"(?:[-\u2010-\u2015\u2212~\uff5e]|\b(?:to|or)\b|[到至])"
BLANK = r"[^\S\n]"
RANGE = re.compile(rf"\d{BLANK}*(%|[^\W\d_]+)?{BLANK}*{DASH}{BLANK}*[{MONEY}]?{BLANK}?$|\d{BLANK}+$", re.IGNORECASE)
BETWEEN = re.compile(
    rf"\bbetween\s+[{MONEY}]?\s?{NUMBER.pattern}\s*(?:%|[^\W\d_]+)?\s+and\s+[{MONEY}]?\s?$", re.IGNORECASE
)
MINUS = re.compile(rf"(?:(?<![\w.)%])[-\u2212]\s?[{MONEY}]\s?|(?<![\d)%] )\b(?:minus|negative) )$", re.IGNORECASE)
"""A minus before the sign of a currency, or as a word that takes nothing from another number."""
NONE, TWO = "it holds no number", "it names two numbers, or a date"
COMMA = "its comma may be decimal: that is told by decimal=comma"


class Written(NamedTuple):
    """A number of a text."""

    value: Decimal
    """The number, without what stands beside it."""
    start: int
    """Where it begins."""
    end: int
    """Behind its last character."""


def numeric(
    output: str, targets: Sequence[str], *, tolerance: float = 0.0, relative: bool = False, decimal: str = "point"
) -> Score:
    """Whether the number that the output calls its answer, or else its last one, is a target's, within a tolerance.

    An answer is called one in a box of LaTeX, behind ``####``, in ``<answer>``, or by "the answer is". Thousands may be
    parted by commas or thin blanks; a following ``%``, ``k``, ``thousand``, ``million`` or ``billion`` counts. A
    fraction is one number; a range is none, for it names two.

    Parameters
    ----------
    tolerance : float, 0 or more
        Largest difference that counts as right.
    relative : whether the tolerance is a share of the target
    decimal : ``point`` or ``comma``
        What stands before the decimals. With a point ``3,14`` is no number, for it may be two.
    """
    comma = decimal == "comma"
    wanted = [number for number in (last_number(each, comma=comma) for each in targets) if number is not None]
    if not wanted:
        return Score(None, "no target is a number")
    said, why = _last(output, comma)
    if said is None:
        return Score(0.0, why)
    limit = Decimal(repr(tolerance))
    near = [each for each in wanted if abs(said - each) <= (limit * abs(each) if relative else limit)]
    return Score(float(bool(near)), f"its number is {said.normalize():f}"[:80])


def last_number(text: str, *, comma: bool = False) -> Decimal | None:
    """The number that a text calls its answer, or else its last one; None where there is none."""
    return _last(text, comma)[0]


def _last(text: str, comma: bool) -> tuple[Decimal | None, str]:
    text, found, why = said_number(text, comma=comma)
    if found is None:
        return None, why
    return found.value * factor_beside(text, found), ""


def factor_beside(text: str, found: "Written") -> Decimal:
    """What the word behind a number makes of it."""
    after = WORD_AFTER.match(text, found.end)
    word = (after[1] or "").lower() if after else ""
    is_money = text[max(0, found.start - 2) : found.start].strip()[-1:] in tuple(MONEY)
    return FACTORS.get(word) or (OF_MONEY.get(word) if is_money else None) or Decimal(1)


def said_number(text: str, *, comma: bool = False) -> tuple[str, "Written | None", str]:
    """The part of a text that says its number, written plainly; the number in it, and why there is none."""
    text = text[-LONGEST:]
    for called in CALLED:
        every = [found for found in called.finditer(text) if not found[1].rstrip().endswith("?")]
        part = plain(every[-1][1], comma=comma) if every else ""
        found, why = last_written(part)
        if found is not None or (part and why is not NONE):
            return part, found, why
    whole = plain(text, comma=comma)
    return whole, *last_written(whole)


def last_written(text: str) -> tuple[Written | None, str]:
    """The last number of a text and where it stands, and why there is none."""
    every = list(NUMBER.finditer(text))
    if not every:
        return None, NONE
    last = every[-1]
    start, number = last.start(), number_of(last[0])
    before = text[max(0, start - NEAR) : start]
    if NEIGHBOUR.search(before) or re.match(r"\.\d", text[last.end() : last.end() + 2]):
        return None, COMMA if before[-1:] == "," else TWO
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
