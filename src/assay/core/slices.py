"""Which items a number is about: slice keys, and how a plan or a command asks for slices."""

from dataclasses import dataclass
from typing import TypeAlias

from assay.core.expression import Expression

SliceKey: TypeAlias = tuple[tuple[str, str], ...]
"""Conditions that hold together, as (column or slice name, level) pairs in the order asked; ``()`` is all items."""

ALL_ITEMS: SliceKey = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A numeric column turned into ranges."""

    column: str
    """The numeric column."""
    edges: tuple[float, ...] = ()
    """Inner edges, ascending; a value equal to an edge belongs to the range above it."""
    quantiles: int = 0
    """When there are no edges: this many ranges of equal count."""


@dataclass(frozen=True, slots=True)
class Named:
    """A slice given by a condition: ``young: age < 30``."""

    name: str
    """What reports call it."""
    where: Expression
    """The parsed condition."""
    text: str
    """The condition as written."""


@dataclass(frozen=True, slots=True)
class SliceSpec:
    """One way to cut the items: all levels of one part, or of a cross of two."""

    parts: tuple[str | Cut | Named, ...]
    """One or two parts; a plain string is a column whose levels are the slices."""

    @property
    def name(self) -> str:
        """``country``, ``device x country``, ``young``."""
        return " x ".join(part_name(part) for part in self.parts)


def part_name(part: str | Cut | Named) -> str:
    """The column or the name under which the levels of a part appear in a slice key."""
    match part:
        case Cut():
            return part.column
        case Named():
            return part.name
        case _:
            return part


def slice_text(key: SliceKey | None) -> str:
    """``all items``, ``country=DE``, ``device=phone, country=DE``."""
    return ", ".join(f"{name}={level}" for name, level in key) if key else "all items"
