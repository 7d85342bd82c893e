"""The story of adaptive overlap: items whose answer is sure are done with, the others are asked once more."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import WorkspaceError
from assay.labeling.adaptive import (
    OVERLAP,
    USUAL_METHOD,
    Adaptive,
    Decided,
    Why,
    check_adaptive,
    decided,
    find_adaptive,
    needs,
)
from assay.labeling.disagreement import weighed
from assay.labeling.gold import GOLD_LANE
from assay.labeling.kept import find_queue

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Adapted(NamedTuple):
    """What the items of a queue need now."""

    rule: Adaptive
    """When an item has answers enough."""
    items: tuple[Decided, ...]
    """Each item that is offered, with what it needs and why."""
    n_changed: int
    """Items that need another number of answers than before."""

    @property
    def counts(self) -> Mapping[Why, int]:
        """Items by why they need what they need."""
        return {why: sum(1 for each in self.items if each.why is why) for why in Why}

    @property
    def n_answers(self) -> int:
        """Answers that came and count."""
        return sum(each.n_answers for each in self.items)

    @property
    def n_needed(self) -> int:
        """Answers that are needed in all, as far as is known now."""
        return sum(each.needed for each in self.items)


def set_overlap(
    workspace: "Workspace",
    queue: str,
    *,
    level: float = 0.95,
    least: int = 2,
    most: int = 5,
    method: str = USUAL_METHOD,
    worth: float | None = None,
    actor: str,
) -> Adapted:
    """From now on the items of a queue get answers until they are sure enough; what they need is adapted at once.

    Raises
    ------
    InputError
        ``overlap.level``, ``overlap.answers``, ``overlap.worth``, ``stats.method``.
    WorkspaceError
        ``queue.unknown``.
    """
    find_queue(workspace.store, queue)
    rule = Adaptive(queue, level, least, most, method, worth)
    check_adaptive(rule)
    workspace.put(OVERLAP, queue, rule, actor=actor)
    return adapt(workspace, queue)


def adapt(workspace: "Workspace", queue: str) -> Adapted:
    """What each item needs by the answers that came; the queue offers items by it from then on.

    Gold is left as it is. The same answers give the same needs, so it can be run at any time and as often as wanted.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``; ``overlap.fixed`` when the overlap of the queue is a fixed number.
    """
    store = workspace.store
    plan, rule = find_queue(store, queue), find_adaptive(store, queue)
    if rule is None:
        what = f"Each item of the queue '{queue}' gets {plan.overlap} answers, whatever they say."
        raise WorkspaceError("overlap.fixed", what, f"Give it a rule: assay overlap set {queue} --level 0.95.")
    _, found = weighed(store, plan, rule.method, position=store.ledger.size())
    items = store.queues.items(queue, without=[GOLD_LANE])
    rules = decided(rule, items, found)
    changed = needs(rules, items)
    store.queues.set_needs(queue, changed)
    return Adapted(rule, rules, len(changed))


def adapt_all(workspace: "Workspace") -> tuple[Adapted, ...]:
    """Every queue that has a rule, adapted: for the server to call from time to time."""
    return tuple(adapt(workspace, document.name) for document in workspace.store.documents.latest(OVERLAP))
