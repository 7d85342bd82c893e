"""Numbers of people and machine as a JSON document and on the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey, slice_text
from assay.reports.json import estimates_json
from assay.reports.numbers import Written, estimate_written
from assay.reports.terminal import plain_table, safe, tones
from assay.reports.words import DASH

MIXED, ALONE, RAW = "people and machine", "people alone", "machine alone"
MOST_NOTES = 8


class Piece(Protocol):
    """A number in one way of using the answers."""

    @property
    def way(self) -> str: ...
    @property
    def estimate(self) -> Estimate: ...
    @property
    def n_machine(self) -> int: ...
    @property
    def multiplier(self) -> float | None: ...
    @property
    def lam(self) -> float | None: ...
    @property
    def correlation(self) -> float | None: ...
    @property
    def worth(self) -> str | None: ...


def mixed_json(pieces: Sequence[Piece]) -> dict[str, Any]:
    """``{"mixed": [{"way", "multiplier", "worth", "lambda", "correlation", "n_machine", "metric", "value", ...}]}``.

    ``way`` is ``people and machine``, ``people alone``, ``machine alone`` (never with an interval) or ``judge
    calibrated elsewhere``; the rest of an object is an estimate.
    """
    written = estimates_json(each.estimate for each in pieces)["estimates"]
    return {"mixed": [{**_own(each), **plain} for each, plain in zip(pieces, written, strict=True)]}


def mixed_summary(pieces: Sequence[Piece]) -> RenderableType:
    """The ways side by side, what the labels are worth, and what was assumed."""
    places: dict[tuple[str, SliceKey], dict[str, Piece]] = {}
    for each in pieces:
        places.setdefault((each.estimate.metric, each.estimate.slice), {})[each.way] = each
    ways = list(dict.fromkeys(each.way for each in pieces))
    has_slices = any(key for _, key in places)
    has_labels = any(each.worth for each in pieces)
    heads = ("metric", *(("slice",) if has_slices else ()), *ways, ">n", *((">worth",) if has_labels else ()))
    rows = [_row(found, ways, has_slices, has_labels) for found in places.values()]
    worth = [f"{each.estimate.metric}: {each.worth}." for each in pieces if each.worth and not each.estimate.slice]
    assumed = list(dict.fromkeys(note for each in pieces for note in _notes(each)))[:MOST_NOTES]
    told = [safe(line, most=1_000) for line in worth]
    return Group(
        plain_table(heads, rows), *told, *(Text(neutral(f"{note[:1].upper()}{note[1:]}."), "dim") for note in assumed)
    )


def _own(piece: Piece) -> dict[str, Any]:
    return {
        "way": piece.way,
        "multiplier": piece.multiplier,
        "worth": piece.worth,
        "lambda": piece.lam,
        "correlation": piece.correlation,
        "n_machine": piece.n_machine,
    }


def _row(found: dict[str, Piece], ways: Sequence[str], has_slices: bool, has_labels: bool) -> list[str | Text]:
    first = found[ways[0]]
    place = [slice_text(first.estimate.slice)] if has_slices else []
    written = [tones(_written(found[way]), between="\n") if way in found else "" for way in ways]
    n = count(first.estimate.n if has_labels or first.way == MIXED else first.n_machine)
    return [first.estimate.metric, *place, *written, n, *([_worth(first)] if has_labels else [])]


def _written(piece: Piece) -> Written:
    """Short where the machine is alone, whose numbers never have an interval."""
    found = estimate_written(piece.estimate)
    is_raw = piece.way == RAW and piece.estimate.value is not None
    return found._replace(rest="(not checked)") if is_raw else found


def _worth(piece: Piece) -> str:
    """``159``, or a dash where nothing can be said."""
    return DASH if piece.multiplier is None else count(round(piece.estimate.n * piece.multiplier))


def _notes(piece: Piece) -> Iterable[str]:
    """Notes of the way that the reader came for."""
    if piece.way in (ALONE, RAW):
        return ()
    return (note for note in piece.estimate.method.notes if note != piece.worth)
