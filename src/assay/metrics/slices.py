"""From cuts to slices: a slice code for each row, and the key of each slice.

Only slices that hold an item are slices. A missing value is the level ``missing``; a condition makes one slice, the
items for which it holds (level ``true``).
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assay.core.errors import InputError
from assay.core.slices import ALL_ITEMS, Cut, Named, SliceKey, SliceSpec, part_name
from assay.metrics.columns import MISSING, Codes
from assay.metrics.conditions import holds
from assay.metrics.facts import Facts

Int32s = npt.NDArray[np.int32]

MOST_SLICES = 200_000
MOST_CELLS = 20_000_000
KEPT_ROWS = 200_000
"""Codes of crosses are kept for facts up to this size, for callers that cut the same facts many times."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """All slices of one cut."""

    spec: SliceSpec | None
    """The cut; None for all items."""
    codes: Int32s
    """Slice of each row, shape (n_rows,); -1 is none."""
    keys: tuple[SliceKey, ...]
    """What each slice is."""


def group(facts: Facts, spec: SliceSpec | None) -> Grouping:
    """Slices of one cut of the facts.

    Raises
    ------
    InputError
        ``slice.unknown_column``, ``slice.type``, ``slice.parts``, ``slice.too_many``.
    """
    if spec is None:
        return Grouping(None, np.zeros(facts.n_rows, np.int32), (ALL_ITEMS,))
    known = facts.layout.known
    if spec in known:
        found: Grouping = known[spec]
        return found
    made = _grouping(facts, spec)
    if facts.n_rows <= KEPT_ROWS:
        known[spec] = made
    return made


def part_codes(facts: Facts, part: str | Cut | Named) -> Codes:
    """Levels of one part of a cut; kept, because crosses use them again."""
    key = ("part", part)
    with facts.layout.lock:
        if key not in facts.layout.known:
            facts.layout.known[key] = _part(facts, part)
        found: Codes = facts.layout.known[key]
        return found


def parse_by(text: str) -> SliceSpec:
    """The cut that a command line asks for: ``country``, ``device,country``, ``age[30,50,70]``.

    Raises
    ------
    InputError
        ``slice.parts`` for none or more than two parts, ``slice.edges`` for edges that are no ascending numbers.
    """
    names = [name.strip() for name in re.split(r",(?![^\[]*\])", text)]
    if not all(names) or not 1 <= len(names) <= 2:
        raise InputError(
            "slice.parts",
            f"The cut '{text}' has {len([name for name in names if name])} parts.",
            "Name one column, or two with a comma between them: device,country.",
        )
    return SliceSpec(tuple(_parse_part(name) for name in names))


def _parse_part(text: str) -> str | Cut:
    found = re.fullmatch(r"(?P<column>[^\[\]]+)\[(?P<edges>[^\[\]]*)\]", text)
    if not found:
        return text
    try:
        edges = tuple(float(edge) for edge in found["edges"].split(","))
    except ValueError:
        edges = ()
    if not edges or any(not low < high for low, high in pairwise(edges)):
        raise InputError(
            "slice.edges", f"The edges of '{text}' are no ascending numbers.", "Write for example age[30,50,70]."
        )
    return Cut(found["column"].strip(), edges)


def _grouping(facts: Facts, spec: SliceSpec) -> Grouping:
    if not 1 <= len(spec.parts) <= 2:
        raise InputError(
            "slice.parts", f"The cut '{spec.name}' has {len(spec.parts)} parts.", "A cut has one part, or two crossed."
        )
    parts = [part_codes(facts, part) for part in spec.parts]
    codes, occurring = _compact(*_crossed(parts))
    if occurring.size > MOST_SLICES:
        raise InputError(
            "slice.too_many",
            f"The cut '{spec.name}' makes {occurring.size} slices; the most is {MOST_SLICES}.",
            "Cut by a column with fewer values, or cut its numbers into ranges.",
        )
    return Grouping(spec, codes, _keys(parts, occurring))


def _crossed(parts: list[Codes]) -> tuple[npt.NDArray[np.int64] | Int32s, int]:
    """One code for each combination of levels, and how many there can be."""
    first = parts[0]
    if len(parts) == 1:
        return first.values, len(first.levels)
    second = parts[1]
    size = len(first.levels) * len(second.levels)
    wide = size > np.iinfo(np.int32).max
    whole = first.values.astype(np.int64) if wide else first.values
    codes = whole * whole.dtype.type(len(second.levels)) + second.values
    if _partial(first) or _partial(second):
        codes[(first.values < 0) | (second.values < 0)] = -1
    return codes, size


def _compact(codes: npt.NDArray[np.int64] | Int32s, size: int) -> tuple[Int32s, npt.NDArray[np.int64]]:
    """Codes of the combinations that occur, counted from 0, and which ones they are."""
    if size > MOST_CELLS:
        occurring, found = np.unique(codes, return_inverse=True)
        shift = int(occurring.size > 0 and occurring[0] < 0)
        return (found - shift).astype(np.int32), occurring[shift:].astype(np.int64)
    seen = np.zeros(size + 1, np.bool_)
    seen[codes] = True
    occurring = np.flatnonzero(seen[:-1])
    if occurring.size == size:
        return codes.astype(np.int32, copy=False), occurring
    place = np.full(size + 1, -1, np.int32)
    place[occurring] = np.arange(occurring.size, dtype=np.int32)
    return place[codes], occurring


def _keys(parts: list[Codes], occurring: npt.NDArray[np.int64]) -> tuple[SliceKey, ...]:
    pairs = [[(part.name, level) for level in part.levels] for part in parts]
    if len(parts) == 1:
        return tuple((pairs[0][code],) for code in occurring.tolist())
    width = len(parts[1].levels)
    return tuple((pairs[0][code // width], pairs[1][code % width]) for code in occurring.tolist())


def _partial(codes: Codes) -> bool:
    """Whether some rows are in none of the levels: only conditions leave rows out."""
    return len(codes.levels) == 1 and bool((codes.values < 0).any())


def _part(facts: Facts, part: str | Cut | Named) -> Codes:
    match part:
        case Cut():
            return _ranges(facts, part)
        case Named():
            kept = holds(part.where, facts)
            return Codes(part_name(part), np.where(kept, np.int32(0), np.int32(-1)), ("true",))
        case _:
            return facts.column(part).codes


def _ranges(facts: Facts, cut: Cut) -> Codes:
    numbers = facts.column(cut.column).numbers
    if numbers is None:
        raise InputError(
            "slice.type",
            f"Column '{cut.column}' holds texts and cannot be cut into ranges.",
            "Cut a column of numbers, or use its values as they are.",
        )
    absent = np.isnan(numbers)
    edges = np.asarray(cut.edges) if cut.edges else _quantile_edges(numbers[~absent], cut.quantiles)
    codes = np.searchsorted(edges, numbers, side="right").astype(np.int32)
    levels = range_levels(edges.tolist())
    if absent.any():
        codes[absent] = len(levels)
        levels = (*levels, MISSING)
    return Codes(cut.column, codes, levels, numbers)


def _quantile_edges(numbers: npt.NDArray[np.float64], ranges: int) -> npt.NDArray[np.float64]:
    if ranges < 2 or not numbers.size:
        return np.zeros(0)
    return np.unique(np.quantile(numbers, np.arange(1, ranges) / ranges))


def range_levels(edges: list[float]) -> tuple[str, ...]:
    """``< 30``, ``[30, 50)``, ``>= 50``; ``any`` when there is no edge."""
    if not edges:
        return ("any",)
    told = [f"{edge:.12g}" for edge in edges]
    inner = (f"[{low}, {high})" for low, high in pairwise(told))
    return (f"< {told[0]}", *inner, f">= {told[-1]}")
