"""How large and how deep a file may be before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one file may make us hold in memory."""

    max_bytes: int = 8 * 2**30
    """Size of the file, and of each Parquet column once it is unpacked, in bytes."""
    max_rows: int = 200_000_000
    """Rows."""
    max_columns: int = 20_000
    """Columns."""
    max_cells: int = 2**29
    """Rows times columns read, for formats in which an absent cell takes no room in the file."""
    max_depth: int = 64
    """How deep a JSON value may be nested."""


USUAL_LIMITS = Limits()
