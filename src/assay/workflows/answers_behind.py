"""The story of what lies behind a number of a queue: each item with all that was answered, and what is known of it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from assay.labeling.disagreement import as_text
from assay.labeling.kept import find_queue
from assay.labeling.known import known_answers
from assay.labeling.votes import answers_in

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class SaidOfItem(NamedTuple):
    """One answer to an item."""

    judge: str
    """Pseudonym."""
    answer: str
    """As text."""
    at: str
    """When, UTC."""


class ItemBehind(NamedTuple):
    """An item with all that was answered."""

    item: str
    """External id."""
    known: str | None
    """Its known answer, of gold or a ruling; None where nobody knows it."""
    answers: tuple[SaidOfItem, ...]
    """Every answer that was given in the queue, in order of time."""


def items_behind(workspace: "Workspace", queue: str, items: Collection[str]) -> tuple[ItemBehind, ...]:
    """Items of a queue, in the order in which they are asked for; for those who lead: it says what gold is.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store = workspace.store
    plan = find_queue(store, queue)
    known = known_answers(store, plan)
    wanted: dict[str, list[SaidOfItem]] = {each.item: [] for each in store.queues.items(queue) if each.item in items}
    for row in answers_in(store, plan, position=store.ledger.size(), late=True).to_pylist():
        if row["item"] in wanted:
            wanted[row["item"]].append(SaidOfItem(row["judge"], as_text(row["answer"]), row["observed_at"]))
    return tuple(
        ItemBehind(item, known.get(item), tuple(sorted(wanted[item], key=lambda each: (each.at, each.judge))))
        for item in dict.fromkeys(items)
        if item in wanted
    )
