"""The import story: a file becomes an immutable dataset version, its labels a reference set, its answers judgments."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is for what, as the user declared it."""

    item: str
    """Column of ids."""
    label: str | None = None
    """Column of the answers held to be right."""
    predictions: Mapping[str, str] | None = None
    """System to column of its answers."""
    scores: Mapping[str, str] | None = None
    """System to column of its probabilities."""
    slices: tuple[str, ...] = ()
    """Columns whose levels are slices."""
    cluster: str | None = None
    """Column of clusters."""
    weight: str | None = None
    """Column of weights."""
    time: str | None = None
    """Column of times."""
    text: tuple[str, ...] = ()
    """Columns that people and machines read."""
    group: tuple[str, ...] = ()
    """Fairness groups."""
    sensitive: tuple[str, ...] = ()
    """Columns to be sealed."""
