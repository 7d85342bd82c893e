"""The story of judgments: what people and machines said of the items of a dataset comes onto the ledger."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.core.canonical import content_hash
from assay.core.errors import WorkspaceError
from assay.core.ports import Progress
from assay.datasets.judgment_file import JudgmentFile, JudgmentsAsked, check_items, read_judgments
from assay.datasets.problems import Problems
from assay.metrics.judgment_counts import QuestionCount, question_counts
from assay.store.answers import items_of
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.votes import append_judgments, votes_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

KIND = "judgments"
"""Kind of the document that says where an import came from."""


class JudgmentsImported(NamedTuple):
    """What an import of judgments did."""

    dataset: str
    """Dataset version that was judged."""
    file: str
    """Base name of the file."""
    run: str
    """Run that these judgments carry."""
    n_judgments: int
    """Rows."""
    statuses: Mapping[str, int]
    """Judgments by status."""
    n_items: int
    """Items that were judged."""
    n_judges: int
    """Who judged."""
    questions: tuple[str, ...]
    """What was asked, by name."""
    is_new: bool
    """False when these judgments were here already."""


def import_judgments(
    workspace: "Workspace",
    file: Path,
    asked: JudgmentsAsked,
    *,
    dataset: str,
    actor: str,
    progress: Progress | None = None,
) -> JudgmentsImported:
    """Judgments in a file, on the ledger; the same file again adds nothing, and an interrupted import is finished.

    Raises
    ------
    InputError
        With every problem of the file; then nothing is written.
    """
    read = read_judgments(file, asked)
    version, places = _placed(workspace, read, dataset)
    run = content_hash({"dataset": version, "sha256": read.sha256, "asked": asdict(asked)})[:32]
    name = f"{version}:{run}"
    is_new = workspace.store.documents.find(KIND, name) is None
    found = _found(read.table, version, file.name, run, is_new=is_new)
    if is_new:
        known = items_of(workspace.store, version, position=workspace.store.ledger.size())
        hashes = None if known is None else known["item_hash"].combine_chunks().take(places)
        columns: dict[str, Any] = {column: read.table[column] for column in read.table.column_names}
        columns |= {"item_hash": hashes, "run": run, "recorded_at": ""}
        table = filled_table(JUDGMENT_SEGMENT, read.table.num_rows, columns)
        append_judgments(
            workspace.store, table, read.judges, run=run, actor=actor, now=workspace.now(), progress=progress
        )
        body = {**found._asdict(), "sha256": read.sha256, "asked": asdict(asked)}
        workspace.put(KIND, name, {key: body[key] for key in body if key != "is_new"}, actor=actor)
    return found


def counted(workspace: "Workspace", dataset: str) -> tuple["Dataset", tuple[QuestionCount, ...]]:
    """Questions that people and machine judges answered on a dataset version, as of now."""
    found = workspace.dataset(dataset)
    every = votes_of(workspace.store, found.version, position=workspace.store.ledger.size())
    return found, question_counts(every)


def _placed(workspace: "Workspace", read: JudgmentFile, dataset: str) -> tuple[str, Any]:
    """The dataset version and the place of each judged item in it, or everything that is wrong."""
    version = _version(workspace, dataset, read.problems)
    known = None if version is None else items_of(workspace.store, version, position=workspace.store.ledger.size())
    places = None if known is None else check_items(read, known["item"])
    read.problems.raise_any()
    return version or "", places


def _version(workspace: "Workspace", dataset: str, problems: Problems) -> str | None:
    try:
        return workspace.dataset(dataset).version
    except WorkspaceError as error:
        for each in error.problems:
            problems.add(each.code, each.what, each.fix)
    return None


def _found(table: pa.Table, version: str, file: str, run: str, *, is_new: bool) -> JudgmentsImported:
    statuses = Counter(str(status) for status in table["status"].to_pylist())
    return JudgmentsImported(
        version,
        file,
        run,
        table.num_rows,
        dict(sorted(statuses.items())),
        len(table["item"].unique()),
        len(table["judge"].unique()),
        tuple(sorted(str(name) for name in table["question"].unique().to_pylist())),
        is_new,
    )
