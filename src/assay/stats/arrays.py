"""What every function of the room takes: checked number arrays that broadcast together.

A number that cannot be used is refused at the border with its value, so that no formula below meets NaN.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assay.core.errors import InputError, ShapeMismatch

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]


class Bounds(NamedTuple):
    """Two ends of an interval, or of many at once; arrays of one shape (0-d for a single interval)."""

    low: FloatArray
    """Lower ends."""
    high: FloatArray
    """Upper ends."""


def bounds(low: ArrayLike, high: ArrayLike) -> Bounds:
    """The two ends as float arrays of one shape; ``float(ends.low)`` works for a single interval."""
    return Bounds(np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64))


def numbers(name: str, values: ArrayLike) -> FloatArray:
    """The values as finite floats.

    Raises
    ------
    InputError
        ``stats.not_a_number`` when one is not finite or no number; the message gives the first.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as cause:
        raise InputError("stats.not_a_number", f"{name} has a value that is no number.", "Pass numbers.") from cause
    return within(name, array, None, None)


def within(name: str, values: ArrayLike, low: float | None, high: float | None) -> FloatArray:
    """The values as floats, each finite and in ``[low, high]`` (None leaves a side open).

    Raises
    ------
    InputError
        ``stats.not_a_number`` or ``stats.out_of_range``; the message gives the first value that is wrong.
    """
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise InputError(
            "stats.not_a_number",
            f"{name} holds {_first(array, ~np.isfinite(array))}.",
            "Leave out rows without a value first; absence is a word, not a number.",
        )
    wrong = np.zeros(array.shape, dtype=bool)
    if low is not None:
        wrong |= array < low
    if high is not None:
        wrong |= array > high
    if wrong.any():
        asked = f"in [{low:g}, {high:g}]" if low is not None and high is not None else _one_side(low, high)
        raise InputError("stats.out_of_range", f"{name} is {_first(array, wrong):g}.", f"It must be {asked}.")
    return array


def above(name: str, values: ArrayLike, low: float) -> FloatArray:
    """The values as floats, each finite and strictly above ``low``.

    Raises
    ------
    InputError
        ``stats.not_a_number`` or ``stats.out_of_range``; the message gives the first value that is wrong.
    """
    array = within(name, values, None, None)
    if (array <= low).any():
        shown = _first(array, array <= low)
        raise InputError("stats.out_of_range", f"{name} is {shown:g}.", f"It must be above {low:g}.")
    return array


def between(name: str, values: ArrayLike, low: float, high: float) -> FloatArray:
    """The values as floats, each strictly between ``low`` and ``high``.

    Raises
    ------
    InputError
        ``stats.not_a_number`` or ``stats.out_of_range``; the message gives the first value that is wrong.
    """
    array = within(name, values, None, None)
    wrong = (array <= low) | (array >= high)
    if wrong.any():
        asked = f"It must be above {low:g} and below {high:g}."
        raise InputError("stats.out_of_range", f"{name} is {_first(array, wrong):g}.", asked)
    return array


def counts(name: str, values: ArrayLike) -> FloatArray:
    """The values as floats, each a whole number of 0 or more.

    Raises
    ------
    InputError
        ``stats.not_a_count``; the message gives the first value that is wrong.
    """
    array = within(name, values, 0.0, None)
    if (array != np.floor(array)).any():
        shown = _first(array, array != np.floor(array))
        raise InputError("stats.not_a_count", f"{name} is {shown:g}.", "It must be a whole number of 0 or more.")
    return array


def same_length(**arrays: FloatArray | IntArray) -> int:
    """The one length of arrays that must be aligned by row.

    Raises
    ------
    ShapeMismatch
        ``stats.not_aligned`` when lengths differ or one is not one-dimensional; the message gives all shapes.
    """
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) != 1 or any(len(shape) != 1 for shape in shapes.values()):
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ShapeMismatch("stats.not_aligned", f"Shapes are {told}.", "Pass one-dimensional arrays of one length.")
    return int(next(iter(shapes.values()))[0])


def together(**arrays: FloatArray) -> tuple[FloatArray, ...]:
    """The arrays stretched to one shape by numpy's rules, in the order given.

    Raises
    ------
    ShapeMismatch
        ``stats.not_aligned`` when they do not broadcast; the message gives all shapes.
    """
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError as cause:
        told = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ShapeMismatch(
            "stats.not_aligned", f"Shapes are {told}.", "Pass arrays of one shape, or single numbers."
        ) from cause


def _first(array: FloatArray, where: NDArray[np.bool_]) -> float:
    return float(np.atleast_1d(array)[np.atleast_1d(where)][0])


def _one_side(low: float | None, high: float | None) -> str:
    return f"at least {low:g}" if low is not None else f"at most {high:g}"
