"""Units of quantities: what each measures, and how large it is; a letter's case is part of it (``mJ`` is no ``MJ``).

References
----------
BIPM (2019), The International System of Units, 9th edition, https://www.bipm.org/en/publications/si-brochure; inch,
pound and their kin by the international agreement of 1959.
"""

import re
from fractions import Fraction
from typing import NamedTuple

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
    "data": {"byte": "1", "kb": "1e3", "mb": "1e6", "gb": "1e9", "tb": "1e12", "kib": "1024", "mib": "1048576",
             "gib": "1073741824"},
    "speed": {"m/s": "1", "km/h": "5/18", "kph": "5/18", "mph": "0.44704"},
    "energy": {"joule": "1", "cal": "4.184", "kcal": "4184", "wh": "3600", "kwh": "3600000"},
    "power": {"watt": "1"},
    "angle": {"°": "1", "degree": "1"},
    "temperature": {"kelvin": "1"},
    "money EUR": {"€": "1", "eur": "1", "euro": "1"},
    "money USD": {"$": "1", "usd": "1", "dollar": "1"},
    "money GBP": {"£": "1", "gbp": "1"},
    "money CNY": {"¥": "1", "cny": "1", "rmb": "1", "yuan": "1"},
    "share": {"%": "0.01", "percent": "0.01"},
}  # fmt: skip
"""Kind of quantity to its units as they are written whatever the case, each in the first unit that is 1."""
CHINESE: dict[str, str] = {
    "公里": "km", "千米": "km", "厘米": "cm", "毫米": "mm", "米": "m", "公斤": "kg", "千克": "kg", "毫克": "mg",
    "克": "g", "吨": "t", "小时": "h", "分钟": "min", "秒": "s", "天": "d", "周": "week", "毫升": "ml", "升": "l",
    "元": "¥", "美元": "$", "欧元": "€", "英镑": "£", "摄氏度": "°C", "平方米": "m²", "立方米": "m³",
}  # fmt: skip
CHINESE_UNIT = re.compile("|".join(sorted(CHINESE, key=len, reverse=True)))
SYMBOLS: dict[str, tuple[str, str]] = {
    "m": ("length", "1"), "g": ("mass", "0.001"), "s": ("time", "1"), "l": ("volume", "1"), "L": ("volume", "1"),
    "J": ("energy", "1"), "Wh": ("energy", "3600"), "W": ("power", "1"), "V": ("voltage", "1"), "A": ("current", "1"),
    "N": ("force", "1"), "Pa": ("pressure", "1"), "Hz": ("frequency", "1"), "Ω": ("resistance", "1"),
    "B": ("data", "1"), "b": ("data", "1/8"), "bit": ("data", "1/8"), "K": ("temperature", "1"),
    "mol": ("amount", "1"), "bar": ("pressure", "100000"),
}  # fmt: skip
"""Symbols before which a prefix may stand."""
PREFIXES = {"p": -12, "n": -9, "µ": -6, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "": 0, "k": 3, "M": 6, "G": 9,
            "T": 12}  # fmt: skip
EXACT: dict[str, tuple[str, str]] = {"KB": ("data", "1e3"), "kph": ("speed", "5/18"), "ha": ("area", "10000"),
         "hPa": ("pressure", "100")}  # fmt: skip
OFFSETS = {
    **dict.fromkeys(("°c", "℃", "celsius", "degree celsius", "degrees celsius"), (Fraction(1), Fraction("273.15"))),
    **dict.fromkeys(
        ("°f", "℉", "fahrenheit", "degree fahrenheit", "degrees fahrenheit"),
        (Fraction(5, 9), Fraction("459.67") * 5 / 9),
    ),
}
"""Scales of temperature that do not begin at nothing: what one degree is in K, and what nought is."""
WORDS = {name: (kind, Fraction(factor)) for kind, units in KINDS.items() for name, factor in units.items()}
TELLING = frozenset(
    [*("m", "cm", "dm", "mm", "um", "nm", "g", "mg", "t", "s", "ms", "us", "ns", "d", "h", "l", "ml"),
     *("kb", "mb", "gb", "tb")]
)  # fmt: skip
"""Words that are units in small letters, or as `SYMBOLS` have them: in capitals they are others, or none."""
POWERS = {"²": 2, "³": 3, "2": 2, "3": 3}
OF_POWER = {("length", 2): ("area", Fraction(1)), ("length", 3): ("volume", Fraction(1000))}
OF_RATIO = {("length", "time"): "speed"}


class Unit(NamedTuple):
    """What a unit measures, and how large it is."""

    kind: str
    """What it measures; what no table has is a kind of its own."""
    factor: Fraction
    """In the unit of its kind that is 1."""
    offset: Fraction = Fraction(0)
    """What nought of it is."""


def unit_of(written: str) -> Unit | None:
    """The unit that is written so; a ratio or a power of units that no table has is one of its own kind."""
    scale = OFFSETS.get(written.lower())
    if scale is not None:
        return Unit("temperature", *scale)
    over = [each.strip() for each in written.split("/")]
    if written.lower() in WORDS or len(over) == 1:
        return _powered(written)
    upper, *lower = [_powered(each) for each in over]
    if len(lower) != 1 or upper is None or lower[0] is None:
        return None
    below = lower[0]
    kind = OF_RATIO.get((upper.kind, below.kind), f"{upper.kind} per {below.kind}")
    return Unit(kind, upper.factor / below.factor)


def _powered(written: str) -> Unit | None:
    power = POWERS.get(written[-1:], 1)
    found = _single(written[:-1] if power > 1 else written)
    if found is None or power == 1:
        return found
    kind, size = OF_POWER.get((found.kind, power), (f"{found.kind}{written[-1]}", Fraction(1)))
    return Unit(kind, found.factor**power * size)


def _single(word: str) -> Unit | None:
    """A unit as its symbol, as a word, or as the singular of one."""
    if word in EXACT:
        return _unit(EXACT[word])
    for length in (3, 2, 1):
        symbol, prefix = word[-length:], word[:-length]
        if symbol in SYMBOLS and prefix in PREFIXES and not (word.islower() and word in WORDS):
            kind, factor = SYMBOLS[symbol]
            return Unit(kind, Fraction(factor) * Fraction(10) ** PREFIXES[prefix])
    if word in CHINESE:
        return unit_of(CHINESE[word])
    small = word.lower()
    for name in (small, small.removesuffix("s")):
        if name in WORDS and (word == name or small not in TELLING):
            return Unit(*WORDS[name])
    return None


def _unit(told: tuple[str, str]) -> Unit:
    return Unit(told[0], Fraction(told[1]))
