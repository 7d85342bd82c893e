"""From the columns of a table to the arrays of the facts: the menu of classes, the order of rows, scores, weights.

Everything that cannot be used is collected as a problem, so that a user learns all of it at once.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import InputError, Problem, did_you_mean
from assay.metrics.encoding import ArrowArray, Encoded, encode, numbers, one_array, reading_order
from assay.stats.kernel import in_threads
from assay.stats.moments import cluster_order

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

USUAL_POSITIVE = ("1", "true", "yes", "positive", "pos")
USUAL_NEGATIVE = {"0": "1", "false": "true", "no": "yes", "negative": "positive", "neg": "pos"}
MOST_PLACES = 5


class Menu(NamedTuple):
    """The classes, and every column of classes in codes of the menu."""

    classes: tuple[str, ...]
    """In reading order."""
    positive: str | None
    """The positive class, if there is one."""
    positive_how: str
    """How it was found."""
    codes: dict[str, Int32s]
    """By column, in table order; -1 where missing."""


class RowOrder(NamedTuple):
    """Which rows of the table are facts, in order of their cluster."""

    rows: Int64s | None
    """Row of the table at each place; None when all rows stay where they are."""
    starts: Int64s
    """Where each cluster starts, and the number of rows."""
    unclustered: int
    """Rows without a cluster key."""


def check_columns(table: pa.Table, wanted: Iterable[str]) -> None:
    """Every wanted column is in the table, once.

    Raises
    ------
    InputError
        ``input.unknown_column`` for each one that is absent, ``input.repeated_column`` for each that is there twice.
    """
    names = table.column_names
    problems = [
        Problem("input.unknown_column", f"No column '{name}'.", did_you_mean(name, names))
        if name not in names
        else Problem("input.repeated_column", f"There are several columns '{name}'.", "Rename all but one.")
        for name in dict.fromkeys(wanted)
        if names.count(name) != 1
    ]
    if problems:
        raise InputError.gather(problems)


def read_menu(table: pa.Table, label: str, answers: Iterable[str], positive: str | None) -> Menu:
    """Classes of the label and the answers, and the positive one.

    Raises
    ------
    InputError
        ``input.unknown_class`` when the positive class is none of them; ``input.answers_do_not_fit`` when no answer
        of a column is one of the labels.
    """
    names = tuple(dict.fromkeys((label, *answers)))
    found_codes = in_threads(lambda name: _occurring(encode(one_array(table[name]))), names, work=table.num_rows)
    encoded = dict(zip(names, found_codes, strict=True))
    _check_fit(label, encoded)
    found = {level for each in encoded.values() for level in each.levels}
    chosen, how = positive_class(found, positive)
    classes = tuple(sorted(found | ({chosen} if chosen is not None else set()), key=reading_order))
    place = {name: code for code, name in enumerate(classes)}
    codes = {name: _recoded(each, place) for name, each in encoded.items()}
    return Menu(classes, chosen, how, codes)


def positive_class(classes: Iterable[str], asked: str | None) -> tuple[str | None, str]:
    """The positive class of a menu and how it was found; None when more than two classes leave it open."""
    names = sorted(classes, key=reading_order)
    if asked is not None:
        if names and asked not in names and USUAL_NEGATIVE.get(names[0]) != asked:
            raise InputError("input.unknown_class", f"No class '{asked}'.", did_you_mean(asked, names))
        return asked, f"{asked} (as asked)"
    if not names or len(names) > 2:
        return None, "none"
    for usual in USUAL_POSITIVE:
        for name in names:
            if name.lower() == usual:
                return name, f"{name} (the usual one)"
    if len(names) == 1 and names[0].lower() in USUAL_NEGATIVE:
        absent = USUAL_NEGATIVE[names[0].lower()]
        return absent, f"{absent} (the usual one; it does not occur)"
    return names[-1], f"{names[-1]} (the last of the classes)"


def row_order(table: pa.Table, labelled: Flags, cluster: str | None) -> RowOrder:
    """Labelled rows in order of their cluster; a row without a key is a cluster of its own."""
    kept = None if labelled.all() else np.flatnonzero(labelled)
    n_rows = labelled.size if kept is None else kept.size
    if cluster is None:
        return RowOrder(kept, np.arange(n_rows + 1, dtype=np.int64), 0)
    codes, n_clusters = _cluster_codes(one_array(table[cluster]))
    codes = codes if kept is None else codes[kept]
    absent = np.flatnonzero(codes < 0)
    if absent.size:
        codes = codes.copy()
        codes[absent] = n_clusters + np.arange(absent.size, dtype=np.int32)
    order, starts = cluster_order(codes, n_clusters + absent.size)
    starts = np.unique(starts) if n_rows else np.zeros(1, np.int64)
    return RowOrder(order if kept is None else kept[order], starts, int(absent.size))


def cluster_codes(table: pa.Table, cluster: str, item: str) -> tuple[Int32s, int]:
    """Cluster of each row; rows without a key are clusters by their item. And how many items have none."""
    codes, n_clusters = _cluster_codes(one_array(table[cluster]))
    absent = np.flatnonzero(codes < 0)
    if not absent.size:
        return codes, 0
    alone, names = np.unique(encode(one_array(table[item])).values[absent], return_inverse=True)
    codes = codes.copy()
    codes[absent] = n_clusters + names.astype(np.int32)
    return codes, int(alone.size)


def read_numbers(array: ArrowArray, name: str, what: str) -> tuple[Floats, list[Problem]]:
    """Finite numbers of a column, NaN where missing, and what is wrong with it."""
    found = numbers(array)
    if found is None:
        fix = f"Give a column of numbers as {what}."
        return np.full(len(array), np.nan), [Problem("input.not_a_number", f"Column '{name}' holds {array.type}.", fix)]
    present = ~np.isfinite(found)
    if array.null_count and present.any():
        present &= np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    return found, bad_rows(present, "input.not_finite", f"'{name}' is NaN or infinite", f"Give a finite {what}.")


def bad_rows(bad: Flags, code: str, what: str, fix: str) -> list[Problem]:
    """One problem with the number of bad rows and the first places; none when none is bad."""
    n_bad = int(np.count_nonzero(bad))
    if not n_bad:
        return []
    first = np.flatnonzero(bad)[:MOST_PLACES]
    more = ", ..." if n_bad > MOST_PLACES else ""
    places = ", ".join(str(row + 1) for row in first.tolist())
    return [Problem(code, f"{what} in {n_bad} of {bad.size} items (rows {places}{more}).", fix)]


def _occurring(encoded: Encoded) -> Encoded:
    """Without levels that no row has."""
    counts = np.bincount(encoded.values + 1, minlength=len(encoded.levels) + 1)[1:]
    if counts.all():
        return encoded
    kept = np.flatnonzero(counts)
    place = np.full(len(encoded.levels) + 1, -1, np.int32)
    place[kept] = np.arange(kept.size, dtype=np.int32)
    return Encoded(place[encoded.values], tuple(encoded.levels[code] for code in kept.tolist()))


def _recoded(encoded: Encoded, place: Mapping[str, int]) -> Int32s:
    lookup = np.asarray([place[level] for level in encoded.levels] + [-1], dtype=np.int32)
    return np.asarray(lookup[encoded.values])


def _check_fit(label: str, encoded: Mapping[str, Encoded]) -> None:
    labels = encoded[label].levels
    problems = [
        Problem(
            "input.answers_do_not_fit",
            f"No answer of column '{name}' ({_some(each.levels)}) is a class of '{label}' ({_some(labels)}).",
            "Write answers and labels alike, or name the column that holds the answers.",
        )
        for name, each in encoded.items()
        if each.levels and labels and not set(each.levels) & set(labels) and len(labels) + len(each.levels) > 2
    ]
    if problems:
        raise InputError.gather(problems)


def _some(levels: tuple[str, ...]) -> str:
    shown = sorted(levels, key=reading_order)[:4]
    return ", ".join(name[:40] for name in shown) + (", ..." if len(levels) > len(shown) else "")


def _cluster_codes(array: ArrowArray) -> tuple[Int32s, int]:
    """Codes of the cluster keys; whole numbers in a narrow range are their own codes."""
    if pa.types.is_integer(array.type) and not array.null_count and len(array):
        keys = array.to_numpy(zero_copy_only=False)
        low, high = int(keys.min()), int(keys.max())
        if high - low < 4 * keys.size:
            return np.asarray(keys - keys.dtype.type(low), dtype=np.int32), high - low + 1
    encoded = encode(array)
    return encoded.values, len(encoded.levels)
