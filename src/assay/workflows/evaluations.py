"""The story of what was evaluated: the last evidence of each plan, and what systems said to one item of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import WorkspaceError
from assay.core.evidence import Evidence
from assay.core.item import Role
from assay.core.verdict import Decision
from assay.datasets.output_set import OUTPUT
from assay.store.evidence import last_evidence
from assay.store.output_sets import output_items
from assay.store.outputs import Outputs

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
KIND = "evidence"
MOST_PLANS = 100


class Evaluated(NamedTuple):
    """The last evidence of a plan."""

    plan: str
    """Name of the plan."""
    dataset: str
    """Name of its dataset."""
    at: str
    """When the evidence was made, UTC."""
    evidence: Evidence
    """All of it."""
    decision: Decision | None
    """The last decision on it."""


class Said(NamedTuple):
    """What one judge said of an output."""

    judge: str
    """Name; people by pseudonym."""
    kind: str
    """``labeler``, ``llm_judge``, ``scorer`` and so on."""
    question: str
    """What was asked."""
    answer: str | None
    """Its answer; None where it gave none."""
    status: str
    """Why there is none, or ``given``."""


class OutputSeen(NamedTuple):
    """One output with what judges said of it."""

    item: str
    """Id of the output."""
    system: str
    """Who said it."""
    attempt: int
    """The k-th answer to the prompt."""
    text: str
    """What it says."""
    said: tuple[Said, ...]
    """Verdicts of machines and people."""


class ItemSeen(NamedTuple):
    """One item of a benchmark and what systems said to it."""

    item: str
    """Its id."""
    columns: tuple[tuple[str, str], ...]
    """Its columns that are not sensitive, as texts."""
    outputs: tuple[OutputSeen, ...]
    """What systems said, baseline first; none where they answered from the menu."""


def evaluations(workspace: "Workspace", *, most: int = MOST_PLANS) -> tuple[Evaluated, ...]:
    """The last evidence of each plan, the newest first."""
    latest = sorted(workspace.store.documents.latest(KIND), key=lambda each: each.at, reverse=True)
    return tuple(evaluation(workspace, each.name) for each in latest[:most])


def evaluation(workspace: "Workspace", plan: str) -> Evaluated:
    """The last evidence of a plan, by its name.

    Raises
    ------
    WorkspaceError
        ``evidence.none``.
    """
    kept = last_evidence(workspace.store, plan)
    decision = kept.decisions[-1] if kept.decisions else None
    name = kept.evidence.lock.plan.dataset.partition("@")[0]
    return Evaluated(plan, name, kept.evidence.run.finished_at, kept.evidence, decision)


def item_seen(workspace: "Workspace", plan: str, item: str) -> ItemSeen:
    """One item of the benchmark of a plan, what each system said to it, and what judges said of that.

    Raises
    ------
    WorkspaceError
        ``evidence.none``; ``evidence.unknown_item``.
    """
    kept = last_evidence(workspace.store, plan)
    dataset = workspace.dataset_of(kept.evidence.lock.plan, plan)
    columns = _row(workspace, dataset, item)
    if columns is None:
        what = f"The benchmark of '{plan[:60]}' has no item '{item[:100]}'."
        raise WorkspaceError("evidence.unknown_item", what, "Come here from an evaluation.")
    versions = dict.fromkeys(each.output_set for each in kept.outputs if each.output_set)
    outputs = tuple(one for version in versions for one in _outputs(workspace, version, item, kept.outputs))
    return ItemSeen(item, columns, outputs)


def _row(workspace: "Workspace", dataset: "Dataset", item: str) -> tuple[tuple[str, str], ...] | None:
    """The columns of one item, without those that are sensitive."""
    shown = [each.name for each in dataset.manifest.columns if each.role is not Role.SENSITIVE]
    id_column = next(each.name for each in dataset.manifest.columns if each.role is Role.ID)
    table = workspace.table(dataset, shown)
    found = table.filter(pc.equal(table[id_column].cast(pa.string()), item)).slice(0, 1)
    if not found.num_rows:
        return None
    row = found.to_pylist()[0]
    return tuple((name, "" if row[name] is None else str(row[name])) for name in shown)


def _outputs(workspace: "Workspace", version: str, parent: str, given: tuple[Outputs, ...]) -> list[OutputSeen]:
    """What the output set holds for one prompt, in the order of the systems."""
    known = next((each for each in workspace.datasets() if each.version == version), None)
    if known is None:
        return []
    items = output_items(workspace.store, version, position=workspace.store.ledger.size())
    items = items.filter(pc.equal(items["parent"], parent))
    id_column = next(each.name for each in known.manifest.columns if each.role is Role.ID)
    table = workspace.table(known, [id_column, OUTPUT])
    table = table.filter(pc.is_in(table[id_column].cast(pa.string()), value_set=items["item"].combine_chunks()))
    ids: list[Any] = table[id_column].cast(pa.string()).to_pylist()
    texts = dict(zip(ids, table[OUTPUT].to_pylist(), strict=True))
    asked = dict.fromkeys(each.question for each in given if each.question)
    said = _said(workspace, f"{known.manifest.name}@{version}", list(asked), set(texts))
    order = {each.system: place for place, each in enumerate(given)}
    rows = sorted(items.to_pylist(), key=lambda row: (order.get(row["system"], len(order)), row["attempt"]))
    return [
        OutputSeen(row["item"], row["system"], row["attempt"], texts[row["item"]] or "", tuple(said[row["item"]]))
        for row in rows
        if row["item"] in texts
    ]


def _said(workspace: "Workspace", dataset: str, questions: Sequence[str], items: set[str]) -> dict[str, list[Said]]:
    """What judges said of some outputs, on the questions that the plan's judge and people answer."""
    found: dict[str, list[Said]] = {each: [] for each in items}
    for question in questions:
        try:
            votes = workspace.votes(dataset, question).table
        except WorkspaceError as error:
            if error.code not in ("judgments.none", "judgments.unknown_question"):
                raise
            continue
        for row in votes.filter(pc.is_in(votes["item"], value_set=pa.array(sorted(items), pa.string()))).to_pylist():
            answer = None if row["answer"] is None else str(row["answer"])
            found[row["item"]].append(Said(row["judge"], row["kind"], question, answer, row["status"]))
    return found
