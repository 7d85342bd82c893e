"""Where votes come from: a FILE, or the judgments of a dataset on the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from assay.datasets.log_table import LogTable


class Given(NamedTuple):
    """Votes and the columns that hold them."""

    data: Any
    """Path of a file, or an Arrow table from the ledger."""
    item: str | None
    """Columns of item ids."""
    judge: str | None
    """Columns of judges."""
    answer: str | None
    """Column of answers."""
    question: str | None = None
    """Question that was answered; None for a file."""
    position: int | None = None
    """Ledger position the judgments were read at; None for a file."""
    logs: "tuple[LogTable, ...]" = ()
    """The log that they were read from, where the file is one of another tool."""

    @property
    def shown(self) -> str | None:
        """Column of the side of a pair that was shown first; None for a file, and where some judgments do not say."""
        known = self.question is not None and self.data["shown"].null_count == 0
        return "shown" if known else None

    @property
    def sides(self) -> tuple[str, ...]:
        """What answers to a pair name; nothing for a file."""
        return () if self.question is None else ("left", "right")


def votes_given(
    file: Path | None,
    columns: tuple[str | None, str | None, str | None],
    *,
    dataset: str | None,
    question: str | None,
    workspace: Path | None,
    about: bool = False,
    systems: bool = False,
    format: str | None = None,
) -> Given:
    """The votes that a command was given: exactly one of FILE and ``--dataset``.

    ``columns`` are those of item, judge and answer as asked for; on the ledger they have names of their own.
    ``about`` allows both: the votes are then in the file, and the dataset is what they are about.
    A file may be a log of another tool: its votes have the names that the ledger gives them.
    With ``systems`` the ledger gives their answers too, and all labelers are the one judge ``people``.
    """
    from assay.cli.logs import log_in

    log = log_in(file, format) if dataset is None else None
    if log is not None:
        return _of_log(log, columns, question)
    if file is not None and (dataset is None or about) and question is None:
        return Given(file, *columns)
    if file is not None or dataset is None:
        raise typer.BadParameter("name a FILE of votes, or --dataset NAME (and --question) for judgments on the ledger")
    from assay.workflows.workspace import open_workspace

    found = open_workspace(workspace).votes(dataset, question, systems=systems)
    usual = ("item", "who" if systems else "judge", "answer")
    item, judge, answer = (asked or name for asked, name in zip(columns, usual, strict=True))
    return Given(found.table, item, judge, answer, found.question, found.position)


def _of_log(log: "LogTable", columns: tuple[str | None, str | None, str | None], question: str | None) -> Given:
    """The rows of a log; of votes those on one question, with the columns that they have."""
    if log.verdicts or "question" not in log.table.column_names:
        return Given(log.judged, *columns, logs=(log,))
    from assay.datasets.log_table import on_question

    votes = on_question(log.table, question)
    item, judge, answer = (asked or name for asked, name in zip(columns, ("item", "judge", "answer"), strict=True))
    return Given(votes, item, judge, answer, log.pairs, logs=(log,))
