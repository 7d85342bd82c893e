"""What the checks look at: a table with roles, coded columns made once, and how a result is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.check import CheckResult
from assay.core.item import Column, Role
from assay.datasets.coding import Coded, code_cells
from assay.datasets.roles import item_ids, named

ITEMS_SHOWN = 50
COLUMNS_SHOWN = 5


@dataclass(frozen=True)
class CheckInput:
    """A table with the roles of its columns."""

    table: pa.Table
    """Rows with types of the house."""
    columns: tuple[Column, ...]
    """Their roles."""
    previous: tuple[Column, ...] | None = None
    """Columns of the version before."""
    _coded: dict[str, Coded] = field(default_factory=dict)

    def named(self, *roles: Role) -> list[str]:
        """Names of the columns that have one of the roles."""
        return named(self.columns, *roles)

    def coded(self, name: str) -> Coded:
        """A column as codes; kept, since several checks ask for the label."""
        if name not in self._coded:
            self._coded[name] = code_cells(self.table.column(name))
        return self._coded[name]

    def content(self) -> list[str]:
        """Columns that hold the content of an item: its texts, else its other columns with slices and groups.

        Slices and groups alone describe items and do not tell them apart: then there is no content.
        """
        texts = self.named(Role.TEXT)
        if texts or not self.named(Role.OTHER):
            return texts
        return self.named(Role.OTHER, Role.SLICE, Role.GROUP, Role.TIME)

    def content_codes(self) -> Coded:
        """Equal content has equal codes."""
        codes = np.zeros(self.table.num_rows, np.int64)
        for name in self.content():
            column = self.coded(name)
            _, codes = np.unique(codes * max(len(column.values), 1) + column.codes, return_inverse=True)
        return Coded(codes, None)

    def ids(self, rows: npt.NDArray[np.intp]) -> tuple[str, ...]:
        """Ids of at most 50 rows."""
        found = item_ids(self.table, self.columns)
        return tuple(str(found[int(row)]) for row in islice(rows, ITEMS_SHOWN))

    def passed(self, name: str, what: str, *, columns: Sequence[str] = ()) -> CheckResult:
        """A check that found nothing."""
        return CheckResult(name, True, what, "", 0, (), tuple(columns))


def listed(names: Sequence[str]) -> str:
    """``'a', 'b'``; with a count when there are more than five."""
    more = f" and {len(names) - COLUMNS_SHOWN:,} more" if len(names) > COLUMNS_SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:COLUMNS_SHOWN]) + more
