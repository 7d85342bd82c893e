"""Columns of numbers by slice, read as a sequence of records that are made when asked for."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

from assay.core.errors import InputError, did_you_mean
from assay.core.slices import SliceKey, slice_text
from assay.metrics.slice_index import SliceIndex

Column = TypeVar("Column")
Record = TypeVar("Record")


class BySlice(Sequence[Record], Generic[Column, Record]):
    """One record for each column and slice: column after column, in each the slices (all items first)."""

    def __init__(self, columns: tuple[Column, ...], slices: SliceIndex, level: float) -> None:
        self.columns = columns
        self.slices = slices
        self.level = level

    @abstractmethod
    def record(self, column: int, place: int) -> Record:
        """The record of one column on one slice."""

    def __len__(self) -> int:
        return len(self.columns) * len(self.slices)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, place: int | slice) -> Record | tuple[Record, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        found = place + len(self) if place < 0 else place
        if not 0 <= found < len(self):
            raise IndexError(f"record {place} of {len(self)}")
        return self.record(*divmod(found, len(self.slices)))

    def __iter__(self) -> Iterator[Record]:
        return (self[place] for place in range(len(self)))

    def on_slice(self, column: int, key: SliceKey) -> Record:
        """The record of one column on a slice given by its key.

        Raises
        ------
        InputError
            ``slice.unknown``: with the near match.
        """
        if key not in self.slices.place:
            known = did_you_mean(slice_text(key), self.slices.texts)
            raise InputError("slice.unknown", f"No slice '{slice_text(key)}'.", known)
        return self.record(column, self.slices.place[key])
