"""The slices of an answer: one after the other, all items first, then cut by cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assay.core.slices import SliceKey, SliceSpec, slice_text


@dataclass(frozen=True, eq=False)
class SliceIndex:
    """Which slice is at which place."""

    cuts: tuple[SliceSpec | None, ...]
    """The cuts; None is all items."""
    keys: tuple[SliceKey, ...]
    """Slices of all cuts, one after the other."""
    starts: tuple[int, ...]
    """Where each cut starts, and the number of slices."""

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def place(self) -> dict[SliceKey, int]:
        """Place of each slice; the first one where two cuts share a slice."""
        return {key: place for place, key in reversed(list(enumerate(self.keys)))}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each slice in words."""
        return tuple(slice_text(key) for key in self.keys)

    @cached_property
    def cut_names(self) -> tuple[str, ...]:
        """Name of the cut of each slice, ``all items`` for the first."""
        return tuple("all items" if spec is None else spec.name for spec in self.cuts for _ in self.of_cut(spec))

    def of_cut(self, spec: SliceSpec | None) -> range:
        """Places of the slices of one cut; none when it was not asked for."""
        for number, cut in enumerate(self.cuts):
            if cut == spec:
                return range(self.starts[number], self.starts[number + 1])
        return range(0)


def slice_index(cuts: Sequence[SliceSpec | None], keys: Sequence[tuple[SliceKey, ...]]) -> SliceIndex:
    """The index of the slices of several cuts."""
    starts = [0]
    for each in keys:
        starts.append(starts[-1] + len(each))
    return SliceIndex(tuple(cuts), tuple(key for each in keys for key in each), tuple(starts))
