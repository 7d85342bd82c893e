"""How a number is written: `0.874 (0.861 to 0.886)`, the same in verdicts, reports and the terminal.

Two significant digits of the interval's width decide the decimals of the value and of both ends, so that a
reader sees no digit that the data cannot carry. The minus is U+2212; thousands are parted by a thin space, U+2009.
"""

import math
import re

from assay.core.estimate import Interval

MINUS = "\u2212"
THIN_SPACE = "\u2009"
DIGITS_OF_WIDTH = 2
DIGITS_ALONE = 4
CHANCE_DECIMALS = 3
DIGITS_OF_SMALL = 3
WITHOUT_MINOR = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
"""Currencies without a minor unit (ISO 4217)."""
WITH_THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
NEGATIVE_ZERO = re.compile(r"-(0(?:\.0*)?)(?![\d.])")


def figure(value: float, interval: Interval | None) -> str:
    """``value (low to high)``; the value alone to four significant digits when there is no interval.

    Raises
    ------
    ValueError
        For NaN, an infinity, or an interval whose low end is not below its high end: such a record is a bug.

    Examples
    --------
    >>> figure(0.8742, Interval(0.8611, 0.8861))
    '0.874 (0.861 to 0.886)'
    >>> figure(0.8, None)
    '0.8'
    """
    if interval is None:
        return number(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number; absence is a word")
    decimals = decimals_of(interval)
    return _signs(f"{value:,.{decimals}f} ({interval.low:,.{decimals}f} to {interval.high:,.{decimals}f})")


def decimals_of(interval: Interval) -> int:
    """Decimals that show two significant digits of the interval's width; 0 from a width of 10 on."""
    width = interval.high - interval.low
    if not (math.isfinite(width) and width > 0):
        raise ValueError(f"an interval needs finite ends with low < high, not {interval.low} to {interval.high}")
    exponent = int(f"{width:.{DIGITS_OF_WIDTH - 1}e}".partition("e")[2])
    return max(0, DIGITS_OF_WIDTH - 1 - exponent)


def fixed(value: float, decimals: int) -> str:
    """``value`` with so many decimals, a true minus, and thousands parted; never ``−0``."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number; absence is a word")
    return _signs(f"{value:,.{decimals}f}")


def number(value: float, *, digits: int = DIGITS_ALONE) -> str:
    """A number that is given, not estimated (a threshold, a margin): significant digits without trailing zeros."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number; absence is a word")
    short = f"{value:.{digits}g}"
    if "e" not in short and abs(value) < 1000:
        return _signs(short)
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    text = fixed(value, max(0, digits - 1 - exponent))
    return text.rstrip("0").rstrip(".") if "." in text else text


def chance(probability: float) -> str:
    """A probability with three decimals; one that is neither 0 nor 1 is never written as if it were."""
    written = fixed(probability, CHANCE_DECIMALS)
    if 0 < probability < 1 and written in (fixed(0, CHANCE_DECIMALS), fixed(1, CHANCE_DECIMALS)):
        return "<0.001" if probability < 0.5 else ">0.999"
    return written


def count(n: int) -> str:
    """An exact whole number with thousands parted: ``12 480`` with a thin space."""
    return fixed(n, 0)


def _signs(text: str) -> str:
    """Formatted numbers with true minus signs and thin spaces; zero has no sign."""
    if "-" in text:
        text = NEGATIVE_ZERO.sub(r"\1", text).replace("-", MINUS)
    return text.replace(",", THIN_SPACE) if "," in text else text


def minor_digits(currency: str) -> int:
    """Decimals of a currency (ISO 4217): its smallest unit is the last of them."""
    return 0 if currency in WITHOUT_MINOR else 3 if currency in WITH_THOUSANDTHS else 2


def money(minor: float, currency: str) -> str:
    """``12.40 USD`` of 1240 minor units; of less than one unit, what is no whole number of them keeps three digits.

    Examples
    --------
    >>> money(1240, "USD"), money(1.181, "USD"), money(12, "USD"), money(0.588, "JPY")
    ('12.40 USD', '0.0118 USD', '0.12 USD', '0.588 JPY')
    """
    digits = minor_digits(currency)
    value = minor / 10**digits
    if 0.0 < abs(value) < 1.0 and not float(minor).is_integer():
        digits = max(digits, DIGITS_OF_SMALL - 1 - int(f"{value:.{DIGITS_OF_SMALL - 1}e}".partition("e")[2]))
    return f"{fixed(value, digits)} {currency}"
