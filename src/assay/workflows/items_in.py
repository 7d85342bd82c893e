"""The story of what lies behind a number of an evaluation: the items of its slice, with what both systems answered."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import WorkspaceError
from assay.core.item import Role
from assay.core.slices import SliceKey, slice_text
from assay.gates.assess import reported_slices
from assay.metrics.behind import Listed, Which, items_listed
from assay.metrics.planned import planned_facts
from assay.metrics.slices import group
from assay.store.evidence import last_evidence

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""

LONGEST = 160
"""Characters of an item's text in the list."""


class ItemsIn(NamedTuple):
    """Some items of one slice."""

    listed: Listed
    """What both systems answered to each."""
    texts: Mapping[str, str]
    """How the first text column of each begins; empty where the items have none."""


def items_in(workspace: "Workspace", plan: str, key: SliceKey, *, which: Which, start: int, most: int) -> ItemsIn:
    """Items of one slice of the last evidence of a plan, as of the ledger position that it was made at.

    Raises
    ------
    WorkspaceError
        ``evidence.none``; ``evidence.unknown_slice``.
    """
    kept = last_evidence(workspace.store, plan)
    locked = kept.evidence.lock.plan
    dataset = workspace.dataset_of(locked, plan)
    facts = planned_facts(locked, workspace.evidence_facts(kept, dataset))
    spec = next((each for each in reported_slices(locked) if key in group(facts, each).keys), None)
    if key and spec is None:
        what = f"The evaluation of '{plan[:60]}' has no slice '{slice_text(key)[:100]}'."
        raise WorkspaceError("evidence.unknown_slice", what, "Come here from an evaluation.")
    names = {"baseline": locked.baseline.name, "candidate": locked.candidate.name}
    listed = items_listed(facts, spec=spec, key=key, which=which, start=start, most=most, **names)
    return ItemsIn(listed, _texts(workspace, dataset, [each.item for each in listed.examples]))


def _texts(workspace: "Workspace", dataset: "Dataset", items: list[str]) -> Mapping[str, str]:
    columns = dataset.manifest.columns
    id_column = dataset.manifest.id_column
    text = next((each.name for each in columns if each.role is Role.TEXT), None)
    if text is None:
        return {}
    table = workspace.table(dataset, [id_column, text])
    ids = table[id_column].cast(pa.string())
    found = table.filter(pc.is_in(ids, value_set=pa.array(items, pa.string()))).to_pylist()
    return {str(row[id_column]): _cut(str(row[text] or "")) for row in found}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\u2026"
