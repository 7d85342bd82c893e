"""Sensitive columns, taken out of a table before anything of it is written in clear.

Their cells are handed on as text for the store to seal; in their place stands a text column of nulls.
Salts, keys and commitments are the store's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from assay.core.item import Column, Role
from assay.datasets.cells import nulls, table_of
from assay.datasets.roles import item_ids, named

ITEM = "item"


@dataclass(frozen=True, slots=True)
class Taken:
    """A table without its sensitive values, and the values."""

    table: pa.Table
    """The same rows and columns; a sensitive column is text and null throughout."""
    sealed: pa.Table
    """Column ``item`` (text), then each sensitive column as text, null where the cell was; row order kept."""


def take_sensitive(table: pa.Table, columns: Sequence[Column]) -> Taken:
    """Take the cells of the sensitive columns out of ``table``."""
    names = named(columns, Role.SENSITIVE)
    values = {name: pc.cast(table.column(name), pa.string()) for name in names}
    sealed = table_of([ITEM], [item_ids(table, columns)])
    for name in names:
        sealed = sealed.append_column(name, values[name])
        table = table.set_column(table.column_names.index(name), name, nulls(table.num_rows))
    return Taken(table, sealed)


def declared_after_sealing(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns as the written table has them: a sensitive one is text."""
    return tuple(
        Column(column.name, "text", column.role, column.system) if column.role is Role.SENSITIVE else column
        for column in columns
    )
