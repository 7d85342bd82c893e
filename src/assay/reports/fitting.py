"""Tables that stay readable where the terminal is narrow: no word and no interval is broken.

A table whose columns fit only by breaking lines between words gets such widths; one that does not fit even so is told
as blocks, each row under its name with a line for each of its other cells.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

PIECE = re.compile(r"\([^()\n]* to [^()\n]*\)\S*|[✓✗◐] [A-Z]+\S*|\S+")
"""What must stay on one line: an interval, a verdict with its mark, or a word, each with what follows at once."""
LONGEST_PIECE = 28
"""A longer word, such as a hash, may be broken."""
EDGES, INDENT = 2, 2
"""Columns of the terminal at both ends of a table, and before a line of a block."""
LABELS = ("slice", "gate", "item", "judge")
"""Second columns that belong to the name of a row."""


class FittingTable(Table):
    """A table of texts that chooses its form by the width it gets."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        natural = [max(_lines(column), default=0) for column in self.columns]
        if sum(natural) <= self._room(options, 3):
            yield from super().__rich_console__(console, options)
            return
        least = [
            widest if column.no_wrap else min(widest, max(_pieces(column), default=0))
            for column, widest in zip(self.columns, natural, strict=True)
        ]
        for between in (3, 2):
            room = self._room(options, between)
            if sum(least) <= room:
                yield self._narrow(between, _spread(least, natural, room))
                return
        yield from self._blocks(options.max_width)

    def _room(self, options: ConsoleOptions, between: int) -> int:
        return options.max_width - EDGES - between * (len(self.columns) - 1)

    def _narrow(self, between: int, widths: list[int]) -> Table:
        """The same table with lines broken between pieces."""
        heads = [
            Column(column.header, justify=column.justify, overflow="fold", width=width)
            for column, width in zip(self.columns, widths, strict=True)
        ]
        padding = (0, 1, 0, between - 2)
        table = Table(*heads, box=self.box, pad_edge=False, header_style=self.header_style, padding=padding)
        for cells in self._cells():
            table.add_row(*(_broken(cell, width) for cell, width in zip(cells, widths, strict=True)))
        return table

    def _blocks(self, width: int) -> Iterator[RenderableType]:
        heads = [_plain(column.header) for column in self.columns]
        n_labels = 2 if len(heads) > 2 and heads[1] in LABELS else 1
        label = max(map(len, heads[n_labels:]), default=0)
        room = max(1, width - label - 2 * INDENT)
        for cells in self._cells():
            yield Text(", ".join(_one_line(cell).plain for cell in cells[:n_labels]), "bold", overflow="fold")
            grid = Table.grid(Column(no_wrap=True, width=label), Column(overflow="fold"), padding=(0, INDENT, 0, 0))
            for head, cell in zip(heads[n_labels:], cells[n_labels:], strict=True):
                if _plain(cell).strip():
                    grid.add_row(Text(head, "dim"), _broken(_one_line(cell), room))
            yield Padding(grid, (0, 0, 0, INDENT), expand=False)
        yield Text()

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        return zip(*(column.cells for column in self.columns), strict=True)


def _spread(least: list[int], natural: list[int], room: int) -> list[int]:
    """Widths from the least ones on, each further column of the terminal to whose texts need the most lines."""
    widths = list(least)
    for _ in range(room - sum(least)):
        short = [place for place, width in enumerate(widths) if width < natural[place]]
        if not short:
            break
        widths[max(short, key=lambda place: natural[place] / widths[place])] += 1
    return widths


def _broken(cell: Any, width: int) -> Text:
    """The cell with lines of at most ``width``, where its pieces are no longer; tones are kept."""
    text = cell.copy() if isinstance(cell, Text) else Text(str(cell), overflow="fold")
    plain, begin = list(text.plain), 0
    for piece in PIECE.finditer(text.plain):
        begin = max(begin, text.plain.rfind("\n", 0, piece.start()) + 1)
        if begin < piece.start() and Text(text.plain[begin : piece.end()]).cell_len > width:
            plain[piece.start() - 1], begin = "\n", piece.start()
    text.plain = "".join(plain)
    return text


def _texts(column: Column) -> Iterable[str]:
    return (_plain(cell) for cell in (column.header, *column.cells))


def _lines(column: Column) -> Iterator[int]:
    return (Text(line).cell_len for text in _texts(column) for line in text.splitlines())


def _pieces(column: Column) -> Iterator[int]:
    lengths = (Text(piece).cell_len for text in _texts(column) for piece in PIECE.findall(text))
    return (min(length, LONGEST_PIECE) for length in lengths)


def _plain(cell: Any) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)


def _one_line(cell: Any) -> Text:
    """The cell as one line, its tones kept."""
    return Text(" ").join(cell.split("\n")) if isinstance(cell, Text) else Text(str(cell))
