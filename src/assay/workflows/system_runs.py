"""What runs of systems need around them: their files, and the folders in which they tell pages and each other."""

from pathlib import Path
from typing import Any

import orjson

from assay.core.errors import InputError
from assay.datasets.reading import read_table
from assay.harness.status import RunStatus, read_statuses
from assay.texts.reading import read_text

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


def read_list(path: Path) -> list[Any]:
    """A reviewed JSON file that holds a list.

    Raises
    ------
    InputError
        ``input.json_list`` when it does not.
    """
    try:
        found = orjson.loads(read_text(path))
    except ValueError as error:
        raise InputError("input.json_list", f"It is no JSON: {error}.", "Write a JSON list.", file=str(path)) from None
    if not isinstance(found, list):
        raise InputError("input.json_list", "It holds no list.", "Write a JSON list.", file=str(path))
    return found
