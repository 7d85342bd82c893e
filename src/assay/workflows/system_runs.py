"""What runs of systems need around them: their files, and the folders in which they tell pages and each other."""

from pathlib import Path
from typing import Any

from assay.datasets.reading import read_table
from assay.harness.status import RunStatus, read_statuses

RUNS = "runs"
"""Folder in a workspace in which each run keeps a file on how far it is, in the form of `harness.status`."""


def runs_of(workspace: Path, *, now: str) -> list[RunStatus]:
    """The runs that a workspace (its folder) has seen, the last one that began first; how they stand at a time."""
    return read_statuses(workspace / RUNS, now=now)


def shared_folder() -> Path:
    """Where processes share endpoints: in the user's cache."""
    import platformdirs

    return platformdirs.user_cache_path("assay", appauthor=False) / "endpoints"


def rows_in(path: Path) -> list[dict[str, Any]]:
    """The rows of a small file: examples, or answers of tools."""
    rows: list[dict[str, Any]] = read_table(path).table.to_pylist()
    return rows
