"""Numbers of people and machine as a JSON document and on the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Group, RenderableType

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.reports.json import estimates_json
from assay.reports.numbers import estimate_written
from assay.reports.terminal import plain_table, safe

Pieces = Sequence[tuple[str, Estimate]]


def mixed_json(pieces: Pieces) -> dict[str, Any]:
    """``{"mixed": [{"way", "metric", "slice", "value", "interval", "n", "n_effective", ...}]}``.

    ``way`` is ``people and machine``, ``people alone`` or ``machine alone``; the last never has an interval.
    """
    written = estimates_json(each for _, each in pieces)["estimates"]
    return {"mixed": [{"way": way, **plain} for (way, _), plain in zip(pieces, written, strict=True)]}


def mixed_summary(pieces: Pieces) -> RenderableType:
    """The three ways side by side, and what the labels are worth."""
    rows = [
        (each.metric, neutral(slice_text(each.slice)), way, _written(each), count(each.n), _effective(each))
        for way, each in pieces
    ]
    heads = ("metric", "slice", "way", "value", ">n", ">worth")
    notes = [safe(note + ".") for note in _notes(each for _, each in pieces)]
    return Group(plain_table(heads, rows), *notes)


def _notes(estimates: Iterable[Estimate]) -> list[str]:
    return [f"{slice_text(each.slice)}, {each.metric}: {note}" for each in estimates for note in each.method.notes]


def _written(estimate: Estimate) -> str:
    written = estimate_written(estimate)
    return f"{written.value} {written.rest}".strip()


def _effective(estimate: Estimate) -> str:
    return "" if estimate.n_effective is None else count(round(estimate.n_effective))
