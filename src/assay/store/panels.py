"""Whether those who make up a machine judge agree on an item: members of a panel, or its answers when asked again."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assay.core.judgment import Status
from assay.store.judge_runs import JUDGE_FILE

if TYPE_CHECKING:
    from assay.store.open import Store

PANEL = "panel"
"""Kind of a judge of several models, as its file tells it."""


def panels(store: "Store", judge: str) -> frozenset[str]:
    """The versions of a judge that are panels, as the files say that it was called by."""
    bodies: list[Mapping[str, Any]] = [each.body for each in store.documents.every(JUDGE_FILE)]
    return frozenset(str(body["version"]) for body in bodies if body["name"] == judge and body["told"]["kind"] == PANEL)


def all_agree(votes: pa.Table, panels: frozenset[str]) -> dict[str, bool]:
    """Of each item that several judged whether all said the same; items with one plain answer are left out.

    A panel differs where a member that gave an answer gave another one, or where it came to none; a judge that was
    asked again differs where its answers do.

    Parameters
    ----------
    votes : table of one version of a judge, as `assay.store.votes.machine_votes` gives it
    """
    found: dict[str, list[tuple[object, bool | None]]] = {}
    for item, answer, together in _told(votes, panels):
        found.setdefault(item, []).append((answer, together))
    return {
        item: len({answer for answer, _ in said}) == 1 and all(together is not False for _, together in said)
        for item, said in found.items()
        if len(said) > 1 or said[0][1] is not None
    }


def _told(votes: pa.Table, panels: frozenset[str]) -> Iterator[tuple[str, object, bool | None]]:
    """Item, answer, and for a panel whether its members agreed."""
    names = ("item", "label", "number", "status", "confidence", "judge_version")
    for item, label, number, status, share, version in zip(*(votes[name].to_pylist() for name in names), strict=True):
        is_whole = status == Status.GIVEN.value and (share is None or share >= 1.0)
        yield str(item), label if label is not None else number, is_whole if version in panels else None
