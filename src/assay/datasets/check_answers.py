"""Checks around the label: rare classes, and columns that give the label away."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.check import CheckResult
from assay.core.item import Role
from assay.datasets.cells import kernels
from assay.datasets.check_input import CheckInput, listed
from assay.datasets.coding import Codes
from assay.datasets.problems import shown

RAREST_OF_EVEN = 0.1
"""A class with less than this part of an even share (1 / number of classes) is rare."""
COPY_SHARE = 0.999
"""A column copies the label when the other items with its value tell the label for this share of every class."""
ENOUGH_ITEMS = 20
SUSPECTS = (Role.SLICE, Role.GROUP, Role.OTHER, Role.TEXT, Role.TIME)


def check_imbalance(data: CheckInput) -> CheckResult:
    """The share of the rarest class, against a tenth of what it would be if all classes were equal."""
    labels = data.named(Role.LABEL)
    if not labels:
        return data.passed("imbalance", "There is no label column.")
    codes, values = _labels(data, labels[0])
    counts = np.bincount(codes, minlength=len(values))
    n = int(counts.sum())
    if len(counts) < 2:
        what = f"All {n:,} labelled items have the one class {shown(values[0])}." if n else "No item has a label."
        fix = "Draw items of the other classes: nothing about them can be estimated."
        return CheckResult("imbalance", False, what, fix, max(n, 1), (), (labels[0],))
    rarest = int(counts.argmin())
    least = RAREST_OF_EVEN / len(counts)
    told = f"{shown(values[rarest])} has {int(counts[rarest]):,} of {n:,} labelled items ({counts[rarest] / n:.3%})"
    rare = counts < least * n
    if not rare.any():
        return data.passed("imbalance", f"The rarest of {len(counts):,} classes, {told}.", columns=labels)
    what = f"{int(rare.sum()):,} of {len(counts):,} classes are rare (less than {least:.3%}); the rarest, {told}."
    fix = "Draw more items of the rare classes, or use metrics that do not hide them (balanced accuracy, recall)."
    concerned = np.flatnonzero(rare[codes])
    rows = np.flatnonzero(_given(data, labels[0]))[concerned]
    return CheckResult("imbalance", False, what, fix, len(rows), data.ids(rows), (labels[0],))


def check_label_copy(data: CheckInput) -> CheckResult:
    """Columns that give the label away.

    An item's label is told by a column when most *other* items with the same value have that label. A column copies
    the label when that holds for 99.9 % of the items of every class. A value that only one item has tells nothing,
    so that ids and free texts are not suspected; a missing value counts as a value.
    """
    labels, suspects = data.named(Role.LABEL), data.named(*SUSPECTS)
    if not labels:
        return data.passed("label_copy", "There is no label column.")
    codes, values = _labels(data, labels[0])
    if len(values) < 2 or len(codes) < ENOUGH_ITEMS:
        what = f"{len(values):,} classes in {len(codes):,} items are too few to tell whether a column copies them."
        return data.passed("label_copy", what)
    given = _given(data, labels[0])
    copies = tuple(name for name in suspects if tells_label(data.coded(name).codes[given], codes))
    if not copies:
        return data.passed("label_copy", f"None of {len(suspects):,} columns tells the label.", columns=suspects)
    what = f"The label '{labels[0]}' of at least 99.9 % of each class is told by {listed(copies)}."
    fix = (
        "Make sure that no system was shown them, and remove them; a column that groups items of one source is "
        "declared with --cluster."
    )
    return CheckResult("label_copy", False, what, fix, len(copies), (), copies)


def tells_label(column: Codes, label: Codes) -> bool:
    """Whether the other items with the same value tell the label, for 99.9 % of the items of every class.

    Parameters
    ----------
    column, label : int arrays of shape (n_items,), codes from 0
    """
    n, n_values, n_classes = len(label), int(column.max()) + 1, int(label.max()) + 1
    if 2 * n_values - n > (1 - COPY_SHARE) * n:
        return False  # so many values stand once that the share cannot be reached
    pairs, place, counts = np.unique(column * n_classes + label, return_inverse=True, return_counts=True)
    others = _most_of_others(pairs // n_classes, counts, n_values)
    told = (counts - 1 > others)[place]
    shares = np.bincount(label, weights=told) / np.bincount(label)
    return bool((shares >= COPY_SHARE).all())


def _most_of_others(values: Codes, counts: Codes, n_values: int) -> npt.NDArray[np.int64]:
    """For each (value, label) pair: the largest count of another label with the same value; 0 where there is none."""
    most, second = np.zeros(n_values, np.int64), np.zeros(n_values, np.int64)
    order = np.argsort(counts, kind="stable")
    ordered = values[order]
    most[ordered] = counts[order]
    largest = np.full(n_values, -1)
    largest[ordered] = order
    rest = order[largest[ordered] != order]
    second[values[rest]] = counts[rest]
    is_largest = largest[values] == np.arange(len(values))
    return np.where(is_largest, second[values], most[values])


def _given(data: CheckInput, label: str) -> npt.NDArray[np.bool_]:
    given: npt.NDArray[np.bool_] = data.table.column(label).is_valid().to_numpy()
    return given


def _labels(data: CheckInput, label: str) -> tuple[Codes, list[str]]:
    """Codes of the given labels, without gaps, and their texts."""
    coded = data.coded(label)
    used, codes = np.unique(coded.codes[_given(data, label)], return_inverse=True)
    return codes, kernels.cast(coded.values, pa.string()).take(used).to_pylist()
