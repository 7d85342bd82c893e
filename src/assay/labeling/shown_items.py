"""The rows of a dataset as judges see them: found by id among a million, without a second copy of them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import WorkspaceError

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
MOST_AT_HAND = 4_096
"""Items whose place is remembered: each is asked for when it is offered, and again when it is answered."""
MOST_ROWS = 256
"""Items of which more is remembered; fewer, as texts may be long."""


class ShownItems:
    """What is shown of each item, and its content hash. Several threads may read it at once.

    It keeps the columns as they were read and, in order of the ids, where each row stands: 8 bytes an item.
    """

    def __init__(self, ids: Any, rows: pa.Table, known: pa.Table | None) -> None:
        """``known`` has the columns ``item`` and ``item_hash``, in any order."""
        self._ids = _whole(ids)
        self._rows = rows
        self._order = pc.sort_indices(self._ids)
        self._hashes = None if known is None else _whole(_aligned(self._ids, known))
        self._place = lru_cache(MOST_AT_HAND)(self._found)
        self._row = lru_cache(MOST_ROWS)(self._read)
        self._hash = lru_cache(MOST_ROWS)(self._read_hash)

    def row(self, item: str) -> Mapping[str, object]:
        """What is shown of an item, by column. Cost: O(log n).

        Raises
        ------
        WorkspaceError
            ``queue.lost_item``.
        """
        return self._row(item)

    def _read(self, item: str) -> Mapping[str, object]:
        place = self._place(item)
        return {name: self._rows.column(name)[place].as_py() for name in self._rows.column_names}

    def item_hash(self, item: str) -> str:
        """Content hash of an item; raises as `row`."""
        return self._hash(item)

    def _read_hash(self, item: str) -> str:
        found = None if self._hashes is None else self._hashes[self._place(item)].as_py()
        if found is None:
            raise _lost(item)
        return str(found)

    def _found(self, item: str) -> int:
        """Row of an item: arrays of texts are ordered by their bytes in UTF-8."""
        wanted, low, high = item.encode(), 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if self._id(middle).encode() < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self._order) or self._id(low) != item:
            raise _lost(item)
        return int(self._order[low].as_py())

    def _id(self, ranked: int) -> str:
        return str(self._ids[self._order[ranked].as_py()].as_py())


def _whole(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _aligned(ids: Any, known: pa.Table) -> Any:
    """The hash of each id, in the order of the ids; nothing where an item is not known."""
    return known["item_hash"].combine_chunks().take(pc.index_in(ids, value_set=known["item"].combine_chunks()))


def _lost(item: str) -> WorkspaceError:
    what = f"The item '{item[:60]}' of the queue is not in its dataset."
    return WorkspaceError("queue.lost_item", what, "Finish its import: assay import with the same file.")
