"""The story of a judge's reasons: what it said of each item and why, where people say something else first."""

from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.core.errors import WorkspaceError
from assay.datasets.judged import JudgedBy, judged_by, likeliest
from assay.store.judge_runs import judge_runs, reasons_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Reasoned(NamedTuple):
    """What a judge said of one item, with its reasons."""

    item: str
    """The item."""
    shown: str | None
    """For pairs: the side that was shown first."""
    attempt: int
    """The k-th answer."""
    status: str
    """Whether there is an answer."""
    said: str | None
    """The answer."""
    right: str | None
    """What people, or the reference set, say; None where that is not known."""
    why: str
    """Why there is no answer."""
    rationale: str
    """Reasons that the judge gave."""
    reply: str
    """How its answer began, as it came."""
    detail: str
    """Canonical JSON of what is behind it: answers to claims, of the members of a panel, of tools."""

    @property
    def is_disputed(self) -> bool:
        """Whether it is known that people say something else."""
        return self.right is not None and self.said != self.right


def reasons(
    workspace: "Workspace",
    judge: str,
    *,
    dataset: str,
    question: str | None = None,
    reference: str | None = None,
    item: str | None = None,
) -> tuple[JudgedBy, tuple[Reasoned, ...]]:
    """What a judge (``name``, or ``name@version``) said and why: first where people say something else.

    Raises
    ------
    WorkspaceError
        ``judge.unknown``, ``judge.unknown_version``; ``judge.no_reasons`` where its judgments came from a file.
    """
    found = workspace.dataset(dataset)
    known = None if reference is None else workspace.reference_table(workspace.reference(found, reference))
    said = judged_by(workspace.votes(dataset, question), judge, None if known is None else likeliest(known))
    right = dict(zip(said.table["item"].to_pylist(), said.table["right"].to_pylist(), strict=True))
    rows = [
        _reasoned(row, right)
        for _, run in judge_runs(workspace.store, said.judge)
        if (run.judge_version, run.dataset) == (said.version, found.version)
        for row in _rows(reasons_of(workspace.store, run))
        if row["question"] == said.question and row["demanded"] is None and item in (None, row["item"])
    ]
    if not rows:
        what = f"Nothing is kept of why '{said.judge}' answered '{said.question}' so."
        raise WorkspaceError("judge.no_reasons", what, "Reasons are kept of judges that are asked: assay judge run.")
    newest = {(each.item, each.shown, each.attempt): each for each in rows}
    return said, tuple(sorted(newest.values(), key=lambda each: (not each.is_disputed, each.status == "given")))


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    return list(table.to_pylist())


def _reasoned(row: dict[str, Any], right: dict[Any, Any]) -> Reasoned:
    return Reasoned(
        item=str(row["item"]),
        shown=row["shown"],
        attempt=int(row["attempt"]),
        status=str(row["status"]),
        said=row["answer"],
        right=right.get(row["item"]),
        why=str(row["why"] or ""),
        rationale=str(row["rationale"] or ""),
        reply=str(row["text"] or ""),
        detail=str(row["detail"] or ""),
    )
