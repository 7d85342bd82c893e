"""Tables as an Excel workbook: numbers as numbers, texts as texts that no program takes for a formula or a link."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from assay.core.estimate import Estimate
from assay.core.safe_text import neutral
from assay.reports.numbers import estimate_written
from assay.reports.words import reason_words

Cell: TypeAlias = str | int | float | None
LONGEST_CELL = 32_000
"""Excel holds 32,767 characters in a cell."""
MOST_ROWS = 1_048_575
LONGEST_NAME = 31
ESTIMATE_HEADS = (
    *("metric", "slice", "system", "value", "low", "high", "level", "n", "effective n"),
    *("as told", "why there is none", "what it is"),
)


class Sheet(NamedTuple):
    """One sheet."""

    name: str
    """At most 31 characters."""
    heads: Sequence[str]
    """First row, which stays in view."""
    rows: Iterable[Sequence[Cell]]
    """The others."""


def workbook(sheets: Sequence[Sheet], *, at: str) -> bytes:
    """An ``.xlsx`` file; the same sheets at the same time are the same bytes.

    Parameters
    ----------
    at : UTC time that the file says it was made at
    """

    xlsxwriter: Any = import_module("xlsxwriter")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime.fromisoformat(at).replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:LONGEST_NAME])
            page.freeze_panes(1, 0)
            for column, head in enumerate(sheet.heads):
                page.write_string(0, column, head, bold)
            for row, cells in enumerate(sheet.rows, 1):
                if row > MOST_ROWS:
                    break
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(row, column, neutral(cell, most=LONGEST_CELL))
                    elif cell is not None:
                        page.write_number(row, column, cell)
            page.autofit()
    return out.getvalue()


def estimates_sheet(name: str, estimates: Iterable[Estimate]) -> Sheet:
    """One row an estimate, with its interval and n beside it, or why there is none."""
    return Sheet(name, ESTIMATE_HEADS, (_row(each) for each in estimates))


def _row(each: Estimate) -> Sequence[Cell]:
    low, high = each.interval or (None, None)
    return (
        each.metric,
        ", ".join(f"{name}={level}" for name, level in each.slice) or "all items",
        each.system,
        each.value,
        low,
        high,
        each.level,
        each.n,
        each.n_effective,
        str(estimate_written(each)),
        reason_words(each.reason) if each.reason else None,
        each.method.definition,
    )
