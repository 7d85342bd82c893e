"""Judges who work through a queue by a rule of their own, and references for what they say."""

from collections.abc import Callable, Mapping

import pyarrow as pa

from assay.core.judgment import Judgment
from assay.workflows import work
from assay.workflows.workspace import Workspace


def works(
    workspace: Workspace, queue: str, judge: str, says: Callable[[str], object], *, most: int = 10_000
) -> list[str]:
    """A judge answers until there is nothing for him, or ``most`` items; which items he got."""
    desk, got = work.sit_down(workspace, queue, judge=judge), list[str]()
    offer = work.next_item(desk) if most else None
    while offer is not None and len(got) < most:
        item = offer.asked.assignment.item
        got.append(item)
        _, offer = work.answer(desk, offer, says(item))
    return got


def keep_reference(workspace: Workspace, dataset: str, name: str, right: Mapping[str, str]) -> None:
    """A reference set of certain answers."""
    table = pa.table({"item": list(right), "answer": list(right.values()), "probability": [1.0] * len(right)})
    workspace.keep_reference(workspace.dataset(dataset), name, table, source="imported", actor="ann")


def judgments(workspace: Workspace) -> list[Judgment]:
    """All judgments of the ledger that came one by one."""
    return [judgment for _, judgment in workspace.store.ledger.read("judgment", Judgment)]
