"""Logs of other tools on the command line: recognised or named, and what of them was left out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from assay.datasets.log_table import LogTable

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="The file is a log of inspect, lm-eval, promptfoo, openai-evals, fastchat or alpaca-eval; "
        "recognised as a rule.",
    ),
]
Beside = Annotated[list[Path] | None, typer.Option(help="Another log, whose systems are compared too. Repeatable.")]
WRONG = "An output that is missing counts as wrong, in every verdict from 0 to 1."
LEFT_OUT = "An output that is missing is left out: nobody judged it."
OfVerdict = Annotated[str | None, typer.Option("--verdict", help="Of a log: which scorer, where it has several.")]


def log_in(file: Path | None, format: str | None) -> "LogTable | None":
    """The log that a file is; None for an ordinary file of data.

    Raises
    ------
    InputError
        What is wrong with a file that is not there or holds nothing, before columns of it are asked for.
    """
    if file is None:
        return None
    from assay.integrations.logs import log_of, recognised

    if not _holds_something(file):
        from assay.datasets.reading import read_table

        read_table(file)
    named = format or recognised(file)
    return None if named is None else log_of(file, format=named)


def _holds_something(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size > 0
    except OSError:  # a name that no file can have
        return False


def logs_beside(files: "Iterable[Path] | None", format: str) -> "list[LogTable]":
    """Further logs of the same format."""
    from assay.integrations.logs import log_of

    return [log_of(each, format=format) for each in files or ()]


def judged_in(log: "LogTable | None", file: Path | None) -> Any:
    """The rows of a log that somebody judged, or the file itself."""
    return file if log is None else log.judged


def with_log(document: dict[str, Any], logs: "Iterable[LogTable]") -> dict[str, Any]:
    """The document with what the logs hold: format, rows, what was left out, notes."""
    told = [
        {"format": each.format, "rows": each.table.num_rows, "left_out": dict(each.left_out), "notes": list(each.notes)}
        for each in logs
    ]
    return {**document, "logs": told}


def told(content: Any, logs: "Sequence[LogTable]") -> Any:
    """A document or a table about what was judged, with what the logs behind it hold; as it is where there is none.

    Where several outputs answer one prompt, that they count as independent is said: agreement knows no clusters.
    """
    if not logs:
        return content
    logs = [replace(each, notes=(*each.notes, *_alike(each))) for each in logs]
    return with_log(content, logs) if isinstance(content, dict) else beside_log(content, logs, failed=LEFT_OUT)


def _alike(log: "LogTable") -> list[str]:
    if log.pairs is not None or not 0 < log.n_prompts < log.table.num_rows:
        return []
    from assay.core.figures import count

    what = f"{count(log.table.num_rows)} outputs answer {count(log.n_prompts)} prompts, and each counts as independent"
    return [f"{what}: intervals are too narrow where answers to one prompt are judged alike."]


def beside_log(table: "RenderableType", logs: "Iterable[LogTable]", *, failed: str = WRONG) -> "RenderableType":
    """The table, then what was read from the logs, what was left out, and what missing outputs count as."""
    from rich.console import Group

    from assay.core.figures import count
    from assay.reports.carried import left_out_lines
    from assay.reports.terminal import safe
    from assay.reports.words import plural

    lines: list[str] = []
    for each in logs:
        what = "vote" if each.pairs else "output"
        lines.append(f"Read as a log of {each.format}: {plural(count(each.table.num_rows), what)}.")
        lines += [*each.notes, *([failed] if each.n_failed else []), *left_out_lines(each.left_out)]
    return Group(table, *(safe(line) for line in lines))
