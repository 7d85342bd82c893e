"""Quantities with units: 5 km is 5,000 m, and no number of grams.

References
----------
BIPM (2019), The International System of Units, 9th edition, https://www.bipm.org/en/publications/si-brochure; inch,
pound and their kin by the international agreement of 1959.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assay.harness.scorers.numbers import bounded, last_written
from assay.harness.scorers.score import Score

KINDS: dict[str, dict[str, str]] = {
    "length": {"nm": "1e-9", "µm": "1e-6", "um": "1e-6", "mm": "0.001", "cm": "0.01", "dm": "0.1", "m": "1",
               "meter": "1", "metre": "1", "km": "1000", "kilometer": "1000", "kilometre": "1000", "in": "0.0254",
               "inch": "0.0254", "inches": "0.0254", "ft": "0.3048", "foot": "0.3048", "feet": "0.3048",
               "yd": "0.9144", "yard": "0.9144", "mi": "1609.344", "mile": "1609.344"},
    "mass": {"mg": "1e-6", "g": "0.001", "gram": "0.001", "kg": "1", "kilogram": "1", "t": "1000", "tonne": "1000",
             "oz": "0.028349523125", "ounce": "0.028349523125", "lb": "0.45359237", "lbs": "0.45359237",
             "pound": "0.45359237"},
    "time": {"ns": "1e-9", "µs": "1e-6", "us": "1e-6", "ms": "0.001", "millisecond": "0.001", "s": "1", "sec": "1",
             "second": "1", "min": "60", "minute": "60", "h": "3600", "hr": "3600", "hour": "3600", "d": "86400",
             "day": "86400", "week": "604800"},
    "volume": {"ml": "0.001", "cl": "0.01", "dl": "0.1", "l": "1", "liter": "1", "litre": "1"},
    "data": {"b": "1", "byte": "1", "kb": "1e3", "mb": "1e6", "gb": "1e9", "tb": "1e12", "kib": "1024",
             "mib": "1048576", "gib": "1073741824"},
    "speed": {"m/s": "1", "km/h": "5/18", "kph": "5/18", "mph": "0.44704"},
    "energy": {"j": "1", "kj": "1000", "mj": "1e6", "cal": "4.184", "kcal": "4184", "wh": "3600", "kwh": "3600000"},
    "money EUR": {"€": "1", "eur": "1", "euro": "1"},
    "money USD": {"$": "1", "usd": "1", "dollar": "1"},
    "money GBP": {"£": "1", "gbp": "1"},
    "money CNY": {"¥": "1", "cny": "1", "rmb": "1", "yuan": "1"},
    "share": {"%": "0.01", "percent": "0.01"},
}  # fmt: skip
"""Kind of quantity to its units, each in the first unit that is 1."""
UNITS = {name: (kind, Fraction(factor)) for kind, units in KINDS.items() for name, factor in units.items()}
BEFORE, AFTER = re.compile(r"([€$£¥])\s*$"), re.compile(r"\s*(km/h|m/s|[€$£¥%]|[^\W\d_]+)")


class Quantity(NamedTuple):
    """A number with its unit."""

    value: Fraction
    """In the unit of its kind."""
    kind: str
    """What it measures; empty for a bare number."""


def quantity(output: str, targets: Sequence[str], *, tolerance: float = 0.0, relative: bool = False) -> Score:
    """Whether the last quantity of the output is a target's, whatever its unit, within a tolerance.

    Parameters
    ----------
    tolerance : float, 0 or more
        Largest difference that counts as right, in the unit of the kind (m, kg, s, l, B, m/s, J, a share).
    relative : whether the tolerance is a share of the target
    """
    wanted = [found for found in map(last_quantity, targets) if found is not None]
    if not wanted:
        return Score(None, "no target is a quantity")
    said, why = _last(output)
    if said is None:
        return Score(0.0, why)
    alike = [each for each in wanted if each.kind == said.kind]
    if not alike:
        return Score(0.0, f"it says {said.kind or 'a number without a unit'}, not {wanted[0].kind or 'a bare number'}")
    limit = Fraction(repr(tolerance))
    near = [each for each in alike if abs(said.value - each.value) <= (limit * abs(each.value) if relative else limit)]
    return Score(float(bool(near)), f"it says {float(said.value):.6g} {said.kind}"[:80])


def last_quantity(text: str) -> Quantity | None:
    """The last number of a text with the unit beside it; None where there is no number."""
    return _last(text)[0]


def _last(text: str) -> tuple[Quantity | None, str]:
    text = bounded(text)
    number, why = last_written(text)
    if number is None:
        return None, why
    before, after = BEFORE.search(text[: number.start]), AFTER.match(text, number.end)
    unit = _unit(after[1]) if after else None
    found = unit or (UNITS[before[1]] if before else None)
    value = Fraction(number.value)
    return (Quantity(value, "") if found is None else Quantity(value * found[1], found[0])), ""


def _unit(word: str) -> tuple[str, Fraction] | None:
    """A unit as written, in lower case, or as the singular."""
    small = word.lower()
    return UNITS.get(word) or UNITS.get(small) or UNITS.get(small.removesuffix("s"))
