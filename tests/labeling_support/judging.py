"""Judges who work through a queue by a rule of their own, and references for what they say."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from tests.labeling_support.queues import Ids, Ticking, new_workspace

from assay.core.judgment import Judgment
from assay.store.open import open_store
from assay.workflows import work
from assay.workflows.workspace import Workspace


def made_once(folder: Path, fill: Callable[[Workspace, Path], object]) -> Path:
    """A folder with a filled workspace, to be copied by `copy_of`."""
    workspace = new_workspace(folder)
    fill(workspace, folder)
    workspace.store.close()
    return folder


def copy_of(made: Path, folder: Path) -> Iterator[Workspace]:
    """A copy of a workspace that was made once, for one test to spoil; its ids go on from 900000."""
    own = Path(shutil.copytree(made, folder / "own"))
    ids = Ids()
    ids.begin_at(900_000)
    store = open_store(own / "work", key_folder=own / "keys")
    yield Workspace(store, now=Ticking(), new_id=ids)
    store.close()


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
