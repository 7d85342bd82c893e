"""A table of the page: the first rows as plain HTML, all rows as data that the page's module filters and sorts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

from assay.core.figures import count
from assay.core.safe_text import LONGEST, neutral
from assay.reports.numbers import Written
from assay.reports.words import plural

Cell: TypeAlias = str | Written
PLAIN_ROWS = 50
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table."""

    label: str
    """Its head."""
    kind: str = "text"
    """``text``, ``figure`` (a number with its interval), ``count`` (a whole number) or ``outcome``."""
    is_choice: bool = False
    """Whether the page offers its levels to choose from."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    """As many as the table has fields."""
    href: str = ""
    """Where its first cell leads: an anchor of this page, or nowhere."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table with its words and all its rows."""

    id: str
    """Anchor, unique on the page."""
    caption: str
    """What the rows are and how they are ordered."""
    fields: tuple[Field, ...]
    """Its columns."""
    rows: tuple[Row, ...]
    """All rows, in the order shown."""

    @property
    def plain_rows(self) -> Sequence[Row]:
        """The rows that stand in the page without its module, and on paper."""
        return self.rows[:PLAIN_ROWS]

    @property
    def shown_words(self) -> str:
        """``50 of 5 000 rows shown.``"""
        return f"{count(len(self.plain_rows))} of {plural(count(len(self.rows)), 'row')} shown."

    @property
    def data(self) -> Markup:
        """All rows as JSON that no HTML parser can leave early; a row is ``[href, cell, ...]``."""
        rows = [(row.href, *[_cell(cell) for cell in row.cells]) for row in self.rows]
        return script_json({"rows": rows, "shown": PLAIN_ROWS})


def script_json(value: Any) -> Markup:
    """JSON for a ``script`` element: ``<``, ``>``, ``&`` and line separators stand as escapes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - escaped just above


def _cell(cell: Cell) -> Cell:
    """The cell made harmless; most need nothing, and tables are long. A written number becomes a JSON pair."""
    if isinstance(cell, Written) or (len(cell) <= LONGEST and cell.isprintable()):
        return cell
    return neutral(cell)
