"""The facts table behind an evidence: of one ledger position, so what was read once stays right."""

import weakref
from typing import TYPE_CHECKING

import pyarrow as pa

from assay.store.database import Database
from assay.store.evidence import KeptEvidence

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

_LAST: weakref.WeakKeyDictionary[Database, tuple[tuple[str, int], pa.Table]] = weakref.WeakKeyDictionary()
"""Of each database, hash and ledger position of the evidence whose facts were read last, and these: pages lead from
item to item."""


def evidence_facts(workspace: "Workspace", kept: KeptEvidence, dataset: "Dataset") -> pa.Table:
    """The facts table that an evidence was made from, by `assay.core.facts`; ``dataset`` is that of its plan."""
    database, plan, position = workspace.store.database, kept.evidence.lock.plan, kept.evidence.run.entry
    known = _LAST.get(database)
    if known is None or known[0] != (kept.hash, position):
        known = ((kept.hash, position), workspace.facts(plan, dataset, kept.outputs, position=position))
        _LAST[database] = known
    return known[1]
