"""Options of a metric, read and checked."""

import math
from collections.abc import Mapping

from assay.core.errors import InputError, did_you_mean


def one_of(metric: str, option: str, options: Mapping[str, str], allowed: tuple[str, ...]) -> str | None:
    """The value of an option that has a menu; None when it was not given.

    Raises
    ------
    InputError
        ``metric.option`` with the near match.
    """
    value = options.get(option)
    if value is not None and value not in allowed:
        raise InputError("metric.option", f"Metric '{metric}' has no {option}={value}.", did_you_mean(value, allowed))
    return value


def positive_number(metric: str, option: str, options: Mapping[str, str]) -> float:
    """The value of an option that must be a number above 0.

    Raises
    ------
    InputError
        ``metric.option`` when it is absent or no such number.
    """
    text = options.get(option, "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        shown = f"{option}={text}" if text else f"no {option}"
        raise InputError(
            "metric.option",
            f"Metric '{metric}' was asked with {shown}.",
            f"Write a number above 0, for example {metric}:{option}=2.",
        )
    return value


def whole_number(metric: str, option: str, options: Mapping[str, str], *, default: int, most: int) -> int:
    """The value of an option that must be a whole number from 1 to ``most``.

    Raises
    ------
    InputError
        ``metric.option`` when it is no such number.
    """
    text = options.get(option, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise InputError(
            "metric.option",
            f"Metric '{metric}' was asked with {option}={text}.",
            f"Write a whole number from 1 to {most}, for example {metric}:{option}={default}.",
        )
    return int(text)
