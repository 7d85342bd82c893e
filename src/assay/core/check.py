"""Checks of data and what they found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one dataset version."""

    name: str
    """duplicates, missing, schema_change, imbalance, label_copy, ..."""
    passed: bool
    """Whether a gate on it would PASS."""
    what: str
    """What was found, in one sentence with counts."""
    fix: str
    """What to do about it; empty when it passed."""
    n: int
    """Exact count of items or columns concerned (0 when passed)."""
    items: tuple[str, ...] = ()
    """At most 50 ids of items concerned."""
    columns: tuple[str, ...] = ()
    """Columns concerned."""
