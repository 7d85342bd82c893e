"""Stable order of numbers by radix sort: the largest cost of rank statistics, so it is done in three passes.

Numbers are scaled to 32-bit integers without losing their order, sorted by 11 bits at a time (least significant
first), and put right where different numbers share an integer.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from assay.stats.kernel import LARGE_WORK, Kernel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

DIGIT_BITS = 11
LARGEST_KEY = float(2**32 - 1)
MOST_MOVES = 8
"""Moves for each number, on average, until putting right is given up."""


def ascending(numbers: Floats) -> Integers:
    """Places of finite numbers in ascending order; equal ones keep their order. 32 bits each, where that is enough.

    The same as ``numpy.argsort(numbers, kind="stable")``, and several times faster for many numbers.
    """
    whole: type[np.signedinteger[Any]] = np.int32 if numbers.size <= np.iinfo(np.int32).max else np.int64
    if numbers.size < LARGE_WORK:
        return np.argsort(numbers, kind="stable").astype(whole)
    low, high = float(numbers.min()), float(numbers.max())
    if low == high:
        return np.arange(numbers.size, dtype=whole)
    scale = LARGEST_KEY / (high - low)
    if not np.isfinite(scale) or scale == 0.0:
        return np.argsort(numbers, kind="stable").astype(whole)
    keys = ((numbers - low) * scale).astype(np.uint32)
    order = _by_keys(keys, np.arange(numbers.size, dtype=whole))
    left = np.asarray([MOST_MOVES * numbers.size])
    _put_right(numbers, order, left, work=numbers.size)
    return order if left[0] >= 0 else np.argsort(numbers, kind="stable").astype(whole)


def _by_keys(keys: npt.NDArray[np.uint32], order: Integers) -> Integers:
    moved, other = np.empty_like(keys), np.empty_like(order)
    for shift in (0, DIGIT_BITS, 2 * DIGIT_BITS):
        _radix_pass(keys, order, np.uint32(shift), np.zeros(2**DIGIT_BITS, np.int64), moved, other, work=keys.size)
        keys, moved = moved, keys
        order, other = other, order
    return order


def _radix_pass_loop(keys: Any, order: Any, shift: Any, place: Any, moved: Any, other: Any) -> None:
    """Counting sort by one digit of the keys."""
    mask = np.uint32(place.shape[0] - 1)
    for i in range(keys.shape[0]):
        place[np.uint64((keys[np.uint64(i)] >> shift) & mask)] += 1
    before = 0
    for each in range(place.shape[0]):
        count = place[each]
        place[each] = before
        before += count
    for i in range(keys.shape[0]):
        key = keys[np.uint64(i)]
        digit = np.uint64((key >> shift) & mask)
        at = np.uint64(place[digit])
        place[digit] += 1
        moved[at] = key
        other[at] = order[np.uint64(i)]


def _put_right_loop(numbers: Any, order: Any, left: Any) -> None:
    """Insertion sort of an order that is nearly right, as long as ``left`` moves last."""
    for i in range(1, order.shape[0]):
        row = order[i]
        number = numbers[row]
        j = i
        while j > 0 and numbers[order[j - 1]] > number:
            order[j] = order[j - 1]
            j -= 1
        order[j] = row
        left[0] -= i - j
        if left[0] < 0:
            return


_radix_pass = Kernel(_radix_pass_loop)
_put_right = Kernel(_put_right_loop)
