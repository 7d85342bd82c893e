"""Where the records of a delimited file begin and end, exactly, before any value is read.

RFC 4180: a quote opens at the start of a cell and closes at its end; inside, a quote is doubled. Then a line end or a
delimiter separates exactly when an even number of quotes came before it, which arrays can tell for a whole block at a
time. Cost: a few passes over the bytes; memory: a block.

Reference: RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 24
LF, CR, QUOTE = 10, 13, 34

Bytes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StrayQuote:
    """The first quote that RFC 4180 does not allow; what follows it cannot be told apart."""

    line: int
    """Its line."""
    opened: int | None
    """Line in which the cell was opened, for a closing quote that something follows; None for an opening one."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Records of a delimited file; blank lines are no records."""

    lines: Places
    """Line on which each record starts, from 1."""
    cells: Places
    """Cells of each record."""
    header: slice
    """Bytes of the first record."""
    longest: int
    """Bytes of the longest record."""
    stray: StrayQuote | None
    """The first stray quote; records are those that ended before it."""
    unclosed: int | None
    """Line of a quote that is never closed."""
    ends_with_line: bool
    """Whether the last record ends with a line end; a file that was cut off seldom does."""


@dataclass(slots=True)
class _Scan:
    """What is carried from block to block."""

    start: int
    quotes: int = 0
    line: int = 1
    cells: int = 0
    record_line: int = 1
    opened_line: int = 1
    record_start: int = 0
    lines: list[Places] = field(default_factory=list)
    counts: list[Places] = field(default_factory=list)
    starts: list[Places] = field(default_factory=list)
    ends: list[Places] = field(default_factory=list)


def find_structure(data: bytes, *, delimiter: bytes, start: int = 0, block: int = BLOCK) -> Structure:
    """Records of ``data`` from byte ``start``, which must be UTF-8; ``delimiter`` is one ASCII byte.

    ``block`` bytes are looked at a time; the result does not depend on it.
    """
    whole = np.frombuffer(data, dtype=np.uint8)
    scan = _Scan(start=start, record_start=start)
    has_quotes = data.find(b'"', start) >= 0
    has_returns = data.find(b"\r", start) >= 0
    stray = None
    for low in range(start, len(whole), block):
        high = min(low + block, len(whole))
        stray = _scan_block(
            scan, whole, low, high, delimiter=delimiter[0], has_quotes=has_quotes, has_returns=has_returns
        )
        if stray:
            break
    unclosed = scan.opened_line if not stray and scan.quotes % 2 else None
    ended = stray is not None or unclosed is not None or scan.record_start >= len(whole)
    if not ended:
        _end_record(scan, len(whole))
    return _structure(scan, whole, stray, unclosed, ended)


def _scan_block(
    scan: _Scan, whole: Bytes, low: int, high: int, *, delimiter: int, has_quotes: bool, has_returns: bool
) -> StrayQuote | None:
    block = whole[low:high]
    newlines = _line_ends(whole, low, high, has_returns)
    commas = np.flatnonzero(block == delimiter) + low
    quotes = np.flatnonzero(block == QUOTE) + low if has_quotes else np.empty(0, np.int64)
    stray = _stray_quote(scan, whole, quotes, newlines, delimiter) if len(quotes) else None
    if stray is not None:
        place, found = stray
        newlines, commas, quotes = newlines[newlines < place], commas[commas < place], quotes[quotes < place]
    ends = np.arange(len(newlines))
    if has_quotes:
        ends = np.flatnonzero((scan.quotes + np.searchsorted(quotes, newlines)) % 2 == 0)
        commas = commas[(scan.quotes + np.searchsorted(quotes, commas)) % 2 == 0]
    _add_records(scan, newlines, ends, commas)
    if len(quotes):
        opening = quotes[-1] if (scan.quotes + len(quotes)) % 2 else None
        if opening is not None:
            scan.opened_line = scan.line + int(np.searchsorted(newlines, opening))
    scan.quotes += len(quotes)
    scan.line += len(newlines)
    return found if stray is not None else None


def _line_ends(whole: Bytes, low: int, high: int, has_returns: bool) -> Places:
    """Places of line ends: LF, CR LF (at the LF) and CR alone."""
    block = whole[low:high]
    if not has_returns:
        return np.flatnonzero(block == LF) + low
    following = whole[low + 1 : high + 1]
    alone = block == CR
    alone[: len(following)] &= following != LF
    return np.flatnonzero((block == LF) | alone) + low


def _stray_quote(
    scan: _Scan, whole: Bytes, quotes: Places, newlines: Places, delimiter: int
) -> tuple[int, StrayQuote] | None:
    """The first quote of the block that is neither at the edge of a cell nor doubled, with its place."""
    opening = (scan.quotes + np.arange(len(quotes))) % 2 == 0
    before = whole[np.maximum(quotes - 1, scan.start)]
    after = whole[np.minimum(quotes + 1, len(whole) - 1)]
    fine_before = _is_edge(before, delimiter) | (before == QUOTE) | (quotes == scan.start)
    fine_after = _is_edge(after, delimiter) | (after == QUOTE) | (quotes == len(whole) - 1)
    wrong = np.flatnonzero(np.where(opening, ~fine_before, ~fine_after))
    if not len(wrong):
        return None
    first = int(wrong[0])
    place = int(quotes[first])
    line = scan.line + int(np.searchsorted(newlines, place))
    if opening[first]:
        return place, StrayQuote(line, None)
    opened = scan.line + int(np.searchsorted(newlines, quotes[first - 1])) if first else scan.opened_line
    return place, StrayQuote(line, opened)


def _is_edge(values: Bytes, delimiter: int) -> npt.NDArray[np.bool_]:
    edge: npt.NDArray[np.bool_] = (values == delimiter) | (values == LF) | (values == CR)
    return edge


def _add_records(scan: _Scan, newlines: Places, ends: Places, commas: Places) -> None:
    """Records that end in this block; what is left of the last one is carried."""
    places = newlines[ends]
    before = np.searchsorted(commas, places)
    if not len(ends):
        scan.cells += len(commas)
        return
    counts = np.diff(before, prepend=0)
    counts[0] += scan.cells
    scan.counts.append(counts + 1)
    scan.lines.append(np.concatenate(([scan.record_line], scan.line + ends[:-1] + 1)))
    scan.starts.append(np.concatenate(([scan.record_start], places[:-1] + 1)))
    scan.ends.append(places)
    scan.cells = len(commas) - int(before[-1])
    scan.record_line = scan.line + int(ends[-1]) + 1
    scan.record_start = int(places[-1]) + 1


def _end_record(scan: _Scan, end: int) -> None:
    """The last record, which no line end closes."""
    scan.counts.append(np.array([scan.cells + 1]))
    scan.lines.append(np.array([scan.record_line]))
    scan.starts.append(np.array([scan.record_start]))
    scan.ends.append(np.array([end]))


def _structure(scan: _Scan, whole: Bytes, stray: StrayQuote | None, unclosed: int | None, ended: bool) -> Structure:
    empty = [np.empty(0, np.int64)]
    starts, ends = np.concatenate(scan.starts or empty), np.concatenate(scan.ends or empty)
    lengths = ends - starts
    blank = (lengths == 0) | ((lengths == 1) & (whole[np.minimum(starts, len(whole) - 1)] == CR))
    kept = np.flatnonzero(~blank)
    header = slice(int(starts[kept[0]]), int(ends[kept[0]])) if len(kept) else slice(0, 0)
    return Structure(
        lines=np.concatenate(scan.lines or empty)[kept],
        cells=np.concatenate(scan.counts or empty)[kept],
        header=header,
        longest=int(lengths.max(initial=0)),
        stray=stray,
        unclosed=unclosed,
        ends_with_line=ended,
    )
