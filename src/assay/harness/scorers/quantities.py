"""Quantities with units: 5 km is 5,000 m, 1 h 30 min is 90 min, and neither is any number of grams."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assay.harness.scorers.numbers import FACTORS, NUMBER, OF_MONEY, number_of, said_number
from assay.harness.scorers.score import Score
from assay.harness.scorers.units import CHINESE_UNIT, Unit, unit_of

BEFORE = re.compile(r"(?:([€$£¥])|\b(USD|EUR|GBP|CNY|RMB))\s*$")
TIMES = re.compile(r"\s*(百万|[千万亿]|k(?![\w/])|(?i:(?:thousand|million|billion|trillion|bn|mn|mio)s?\b))")
LETTER = re.compile(r"[mbtk](?![^\W_])", re.IGNORECASE)
"""A letter behind an amount of money."""
PART = r"(?:°\s?[CFcf]\b|[°℃℉Ω%€$£¥]|[^\W\d_]+[23](?![\w.])|[^\W\d_]+[²³]?)"
AFTER = re.compile(
    rf"[\s-]?\s*(?:(square|sq\.?|cubic|cu\.?)\s)?(?:US )?"
    rf"(degrees? (?:celsius|fahrenheit)|{PART}(?:/{PART}|\sper\s{PART})?)",
    re.IGNORECASE,
)
RAISED = {"sq": "²", "cu": "³"}
IN = re.compile(r"\s+[^\W\d_]")
"""A word behind "in", which is no inch then."""
LINKED = re.compile(rf"({NUMBER.pattern})\s?({PART})(?:\s*(?:,|and|und|et|y|零)?\s*)$", re.IGNORECASE)
OUTSIDE = re.compile(rf"({NUMBER.pattern})\s?({PART})\s*\(\s*(?:≈|~|=|about|approx\.?|or|i\.e\.,?)?\s*$", re.IGNORECASE)
NEAR = 80
"""Characters before a quantity in which another part of it is looked for."""
MOST_PARTS = 4


class Quantity(NamedTuple):
    """A number with its unit."""

    value: Fraction
    """In the unit of its kind."""
    kind: str
    """What it measures; empty for a bare number."""
    unknown: str = ""
    """The word behind a bare number, which is no unit that is known."""


def quantity(
    output: str, targets: Sequence[str], *, tolerance: float = 0.0, relative: bool = False, decimal: str = "point"
) -> Score:
    """Whether the last quantity of the output is a target's, whatever its unit, within a tolerance.

    A target with a word behind its number that is no unit gives no score: what is counted cannot be compared.

    Parameters
    ----------
    tolerance : float, 0 or more
        Largest difference that counts as right, in the unit of the kind (m, kg, s, l, B, m/s, J, W, K, a share).
    relative : whether the tolerance is a share of the target
    decimal : ``point`` or ``comma``, as for `numeric`
    """
    comma = decimal == "comma"
    wanted = [found for found in (last_quantity(each, comma=comma) for each in targets) if found is not None]
    if not wanted:
        return Score(None, "no target is a quantity")
    known = [each for each in wanted if not each.unknown]
    if not known:
        return Score(None, f"'{wanted[0].unknown[:40]}' is no unit that is known: 'numeric' compares bare numbers")
    said, why = _last(output, comma)
    if said is None:
        return Score(0.0, why)
    alike = [each for each in known if each.kind == said.kind]
    if not alike:
        return Score(0.0, f"it says {said.kind or 'a number without a unit'}, not {known[0].kind or 'a bare number'}")
    limit = Fraction(repr(tolerance))
    near = [each for each in alike if abs(said.value - each.value) <= (limit * abs(each.value) if relative else limit)]
    return Score(float(bool(near)), f"it says {float(said.value):.6g} {said.kind}"[:80])


def last_quantity(text: str, *, comma: bool = False) -> Quantity | None:
    """The last number of a text with the unit beside it; None where there is no number."""
    return _last(text, comma)[0]


def _last(text: str, comma: bool) -> tuple[Quantity | None, str]:
    text, number, why = said_number(text, comma=comma)
    if number is None:
        return None, why
    before = text[max(0, number.start - NEAR) : number.start]
    money, factor, end = BEFORE.search(before), Fraction(1), number.end
    times = TIMES.match(text, end)
    letter = LETTER.match(text, end) if money else None
    if times is not None:
        factor, end = Fraction(FACTORS[times[1].lower()]), times.end()
    elif letter is not None:
        factor = Fraction(OF_MONEY.get(letter[0].lower()) or FACTORS["k"])
    unit, word = (unit_of(money[1] or money[2]), "") if money else _unit_at(text, end)
    value = Fraction(number.value) * factor
    if unit is None:
        return Quantity(value, "", word), ""
    return Quantity(_with_parts(before, value * unit.factor + unit.offset, unit), unit.kind), ""


def _unit_at(text: str, at: int) -> tuple[Unit | None, str]:
    """The unit at a place, or the word there that is none."""
    found = AFTER.match(text, at)
    if found is None:
        return None, ""
    word = re.sub(r"\sper\s", "/", found[2])
    if word.lower() == "in" and IN.match(text, found.end()):
        return None, ""
    chinese = CHINESE_UNIT.match(word)
    unit = unit_of((chinese[0] if chinese else word.replace("° ", "°")) + RAISED.get((found[1] or "")[:2].lower(), ""))
    if unit is None and not word.isascii():
        return None, ""
    return unit, "" if unit else word


def _with_parts(before: str, value: Fraction, unit: Unit) -> Fraction:
    """A quantity with the larger parts that stand before it, or the one that it says once more in brackets."""
    outside = OUTSIDE.search(before)
    if outside is not None:
        larger, number = unit_of(outside[2]), number_of(outside[1])
        same = larger is not None and number is not None and larger.kind == unit.kind
        return Fraction(number) * larger.factor + larger.offset if same and larger and number is not None else value
    for _ in range(MOST_PARTS):
        found = LINKED.search(before)
        larger = None if found is None else unit_of(found[2])
        number = None if found is None else number_of(found[1])
        if found is None or larger is None or number is None:
            return value
        if larger.kind != unit.kind or larger.factor <= unit.factor or unit.offset or number < 0:
            return value
        value, unit, before = value + Fraction(number) * larger.factor, larger, before[: found.start()]
    return value
