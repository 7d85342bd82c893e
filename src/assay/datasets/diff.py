"""Two states of a dataset compared by item id: what was added, removed and changed, and what that does to slices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.item import Column, Role
from assay.core.safe_text import neutral
from assay.datasets.cells import Cells, kernels
from assay.datasets.checks import schema_changes
from assay.datasets.item_hashes import ITEM_ROLES
from assay.datasets.roles import item_ids, named

SHOWN = 50
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items concerned."""

    n: int
    """Exact count."""
    first: tuple[str, ...] = ()
    """Ids of the first 50, in row order."""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """Items whose label went from one value to another."""

    before: str | None
    """Label before; None where there was none."""
    after: str | None
    """Label after; None where there is none."""
    n: int
    """Exact count."""


@dataclass(frozen=True, slots=True)
class ShareChange:
    """A level of a slice column whose share of the items differs."""

    column: str
    """Slice or group column."""
    level: str | None
    """Its value; None for items without one."""
    n_before: int
    """Items with it before."""
    n_after: int
    """Items with it after."""
    share_before: float
    """Of all items before, 0 to 1."""
    share_after: float
    """Of all items after, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states of a dataset."""

    n_before: int
    """Items before."""
    n_after: int
    """Items after."""
    added: ItemList
    """Ids that are new."""
    removed: ItemList
    """Ids that are gone."""
    changed: ItemList
    """Items in both whose content differs in the columns that both have."""
    relabelled: ItemList
    """Items in both whose label differs."""
    label_changes: tuple[LabelChange, ...]
    """Labels before and after of those, the most first, at most 50 pairs."""
    schema: tuple[str, ...]
    """A sentence for each column that was added, removed, or has another type or role."""
    shares: tuple[ShareChange, ...]
    """Levels of slices and groups whose share changed, the largest change first, at most 50."""
    reordered: bool
    """Whether the common items stand in another order."""

    @property
    def same(self) -> bool:
        """Whether nothing differs, order included."""
        counts = self.added.n + self.removed.n + self.changed.n + self.relabelled.n
        return not counts and not self.schema and not self.reordered

    def lines(self) -> tuple[str, ...]:
        """The difference in plain sentences."""
        if self.same:
            return (f"The two versions hold the same {self.n_after:,} items.",)
        told = [f"Items: {self.n_before:,} before, {self.n_after:,} after."]
        kinds = {"added": self.added, "removed": self.removed, "changed": self.changed, "relabelled": self.relabelled}
        told += [_told(word, items) for word, items in kinds.items() if items.n]
        told += [f"Label {_value(c.before)} became {_value(c.after)} for {c.n:,} items." for c in self.label_changes]
        told += [f"Column {neutral(sentence)}." for sentence in self.schema]
        told += [
            f"{neutral(c.column)} = {_value(c.level)}: {c.share_before:.2%} ({c.n_before:,}) before, "
            f"{c.share_after:.2%} ({c.n_after:,}) after."
            for c in self.shares
        ]
        return (*told, "The common items stand in another order.") if self.reordered else tuple(told)


class _Side(NamedTuple):
    """One of the two states."""

    table: pa.Table
    """All its rows."""
    columns: Sequence[Column]
    """Roles."""
    rows: Rows
    """Rows of the common items, in the order of the state after."""

    def taken(self, cells: Cells) -> Any:
        """Cells of the common items."""
        return kernels.take(cells.combine_chunks(), pa.array(self.rows))


def diff_tables(
    before: pa.Table, before_columns: Sequence[Column], after: pa.Table, after_columns: Sequence[Column]
) -> Difference:
    """Compare two states of a dataset.

    Parameters
    ----------
    before, after : tables with types of the house; ids are unique (see `validate`)
    before_columns, after_columns : their roles
    """
    ids_before, ids_after = item_ids(before, before_columns), item_ids(after, after_columns)
    place = _places(ids_after, ids_before)
    common_after = np.flatnonzero(place >= 0)
    common_before = place[common_after]
    added = np.flatnonzero(place < 0)
    removed = np.flatnonzero(_places(ids_before, ids_after) < 0)
    old, new = _Side(before, before_columns, common_before), _Side(after, after_columns, common_after)
    changed = common_after[_content_differs(old, new)]
    relabelled, pairs = _relabelled(old, new)
    sentences = schema_changes({c.name: c for c in before_columns}, {c.name: c for c in after_columns})
    return Difference(
        n_before=before.num_rows,
        n_after=after.num_rows,
        added=_items(ids_after, added),
        removed=_items(ids_before, removed),
        changed=_items(ids_after, changed),
        relabelled=_items(ids_after, relabelled),
        label_changes=pairs,
        schema=tuple(sentence for _, sentence in sentences),
        shares=_share_changes(before, before_columns, after, after_columns),
        reordered=bool((np.diff(common_before) < 0).any()),
    )


def _places(ids: Cells, known: Cells) -> Rows:
    """Row of each id in ``known``, -1 where it is not there."""
    found: Any = kernels.index_in(ids, value_set=known.combine_chunks()).fill_null(-1)
    return np.asarray(found.to_numpy(), np.int64)


def _items(ids: Cells, rows: Rows) -> ItemList:
    return ItemList(len(rows), tuple(str(ids[int(row)]) for row in rows[:SHOWN]))


def _content_differs(old: _Side, new: _Side) -> npt.NDArray[np.bool_]:
    """For each common item, whether its content differs in the columns that both states have."""
    kept = {column.name: old.table.schema.field(column.name).type for column in old.columns}
    content = {column.name for column in old.columns if column.role in ITEM_ROLES}
    names = [column.name for column in new.columns if column.role in ITEM_ROLES and column.name in content]
    differs = np.zeros(len(new.rows), np.bool_)
    for name in names:
        if kept[name] == new.table.schema.field(name).type:
            differs |= _cells_differ(old.taken(old.table.column(name)), new.taken(new.table.column(name)))
    return differs


def _cells_differ(first: Any, second: Any) -> npt.NDArray[np.bool_]:
    """Rows whose cells differ; two absent cells are equal."""
    absent = kernels.and_(kernels.is_null(first), kernels.is_null(second))
    same = kernels.or_(kernels.equal(first, second).fill_null(False), absent)
    return np.asarray(~same.to_numpy(zero_copy_only=False))


def _relabelled(old: _Side, new: _Side) -> tuple[Rows, tuple[LabelChange, ...]]:
    """Rows (after) of the common items whose label differs, and how many went from which value to which."""
    names = named(old.columns, Role.LABEL), named(new.columns, Role.LABEL)
    if not names[0] or not names[1]:
        return np.empty(0, np.int64), ()
    first = kernels.cast(old.taken(old.table.column(names[0][0])), pa.string())
    second = kernels.cast(new.taken(new.table.column(names[1][0])), pa.string())
    differs = np.flatnonzero(_cells_differ(first, second))
    counts = Counter(zip(first.take(differs).to_pylist(), second.take(differs).to_pylist(), strict=True))
    pairs = tuple(LabelChange(*pair, n) for pair, n in counts.most_common(SHOWN))
    return new.rows[differs], pairs


def _share_changes(
    before: pa.Table, before_columns: Sequence[Column], after: pa.Table, after_columns: Sequence[Column]
) -> tuple[ShareChange, ...]:
    roles = (Role.SLICE, Role.GROUP)
    names = [name for name in named(after_columns, *roles) if name in named(before_columns, *roles)]
    found = [change for name in names for change in _level_changes(name, before.column(name), after.column(name))]
    changed = [change for change in found if change.share_before != change.share_after]
    changed.sort(key=lambda change: -abs(change.share_after - change.share_before))
    return tuple(changed[:SHOWN])


def _level_changes(name: str, before: Cells, after: Cells) -> list[ShareChange]:
    first, second = _level_counts(before), _level_counts(after)
    total_before, total_after = max(len(before), 1), max(len(after), 1)
    return [
        ShareChange(name, level, first[level], second[level], first[level] / total_before, second[level] / total_after)
        for level in {**first, **second}
    ]


def _level_counts(cells: Cells) -> Counter[str | None]:
    counted: Any = kernels.value_counts(kernels.cast(cells, pa.string()))
    pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    return Counter(dict(pairs))


def _value(value: str | None) -> str:
    return "(none)" if value is None else f"'{neutral(value, most=60)}'"


def _told(word: str, items: ItemList, most: int = 10) -> str:
    names = ", ".join(neutral(item, most=60) for item in items.first[:most])
    return f"{items.n:,} {word}: {names}" + (", ..." if items.n > most else ".")
