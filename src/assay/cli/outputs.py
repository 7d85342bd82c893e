"""Files that a command writes: whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.errors import InputError, Problem
from assay.core.evidence import Evidence
from assay.core.verdict import Decision

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = (".parquet", ".csv", ".jsonl")
"""Endings of files that a table can be written to."""


def write_whole(path: Path, content: str | bytes, *, mode: int = 0o644) -> None:
    """Write beside the target and rename, so that nobody reads half a file.

    Raises
    ------
    InputError
        ``output.cannot_write`` when the folder is absent or not writable.
    """
    data = content.encode() if isinstance(content, str) else content
    check_place(path)
    beside = None
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise cannot_write(path, str(error.strerror)) from error


def check_place(*paths: Path | None) -> None:
    """Refuse files that could not be written, before any work is done for them.

    Raises
    ------
    InputError
        ``output.cannot_write`` for each whose folder is absent or that is a folder itself.
    """
    problems: list[Problem] = []
    for path in paths:
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            wrong = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
            problems += cannot_write(path, wrong).problems
    if problems:
        raise InputError.gather(problems)


def make_folder(path: Path) -> None:
    """Make a folder for several files.

    Raises
    ------
    InputError
        ``output.cannot_write``.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, str(error.strerror)) from error


def cannot_write(path: Path, why: str) -> InputError:
    """The error for a file or folder that cannot be written."""
    fix = "Name a file in a folder that exists, or for tables a folder."
    return InputError("output.cannot_write", f"This cannot be written: {why}.", fix, file=str(path))


def write_renderings(
    evidence: Evidence,
    decision: Decision | None,
    *,
    html: Path | None = None,
    markdown: Path | None = None,
    junit: Path | None = None,
) -> None:
    """Write the renderings that were asked for."""
    if html:
        from assay.reports.html import render_report

        write_whole(html, render_report(evidence, decision=decision))
    if markdown:
        from assay.reports.markdown import markdown_summary

        write_whole(markdown, markdown_summary(evidence, decision=decision))
    if junit:
        from assay.reports.junit import junit_xml

        write_whole(junit, junit_xml(evidence))


def check_table(path: Path | None, *, apart_from: Sequence[Path | None] = ()) -> None:
    """Refuse a file for a table that could not be written, before any work is done for it.

    ``apart_from`` are files that the work needs: the table may not take their place.

    Raises
    ------
    InputError
        ``output.format``, ``output.cannot_write``, ``output.in_place``.
    """
    if path is not None and any(each is not None and _same(path, each) for each in apart_from):
        what = "The table would take the place of a file that the same command needs."
        raise InputError("output.in_place", what, "Name another file: --out FILE.", file=str(path))
    if path is not None and path.suffix.lower() not in TABLES:
        raise InputError("output.format", f"{path} ends in '{path.suffix}'.", "Write .parquet, .csv or .jsonl.")
    check_place(path)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def write_table(path: Path, table: "pa.Table") -> None:
    """An Arrow table as CSV, JSONL or Parquet, by the ending of the file.

    Raises
    ------
    InputError
        ``output.format``, ``output.cannot_write``.
    """
    import io

    check_table(path)
    sink = io.BytesIO()
    match path.suffix.lower():
        case ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(table, sink, compression="zstd")
        case ".csv":
            import pyarrow.csv as pacsv

            pacsv.write_csv(table, sink)
        case _:
            from assay.core.canonical import canonical_json

            sink.writelines(canonical_json(row) + b"\n" for row in table.to_pylist())
    write_whole(path, sink.getvalue())
