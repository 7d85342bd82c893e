"""The story of doubtful gold: what judges contradict goes before the lead, who keeps or retires it."""

from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import WorkspaceError, did_you_mean
from assay.labeling.disagreement import as_text
from assay.labeling.gold import GOLD, Gold, find_gold
from assay.labeling.gold_quality import gold_answers, gold_quality
from assay.labeling.gold_retired import GOLD_RETIRED, Retired, check_because, retired_name
from assay.labeling.kept import QueuePlan, find_queue
from assay.labeling.known import known_gold
from assay.store.queueing.assignment import Need

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LEVEL, SEED = 0.95, 7


class GoldAnswer(NamedTuple):
    """What one judge answered to a gold item."""

    judge: str
    """Pseudonym."""
    answer: str
    """His last answer."""


class DoubtfulGold(NamedTuple):
    """A gold item that the judges contradict."""

    item: str
    """External id."""
    known: str
    """The answer that is held for right."""
    probability: float
    """How likely it is right, by the judges and the reference together."""
    likelier: str
    """The likeliest answer."""
    answers: tuple[GoldAnswer, ...]
    """Each judge's answer, by judge."""


class Doubts(NamedTuple):
    """The gold of a queue that is to be reviewed."""

    queue: str
    """Name of the queue."""
    items: tuple[DoubtfulGold, ...]
    """The least likely first."""
    n_gold: int
    """Gold items of the queue."""
    n_answered: int
    """Those that were answered."""


def doubtful_gold(workspace: "Workspace", queue: str) -> Doubts:
    """Gold whose known answer the posterior contradicts, with all that was answered; for those who lead.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``, ``gold.not_added``.
    """
    store = workspace.store
    plan, gold = _gold(workspace, queue)
    position = store.ledger.size()
    quality = gold_quality(store, plan, gold, position=position, level=LEVEL, seed=SEED)
    if quality is None:
        return Doubts(queue, (), len(gold.items), 0)
    said: dict[str, dict[str, str]] = {}
    for row in gold_answers(store, plan, gold, position=position).to_pylist():
        said.setdefault(row["item"], {})[row["judge"]] = as_text(row["answer"])
    items = tuple(
        DoubtfulGold(each.item, each.given, each.support, each.likelier, _sorted(said[each.item]))
        for each in quality.rejected
    )
    return Doubts(queue, items, len(gold.items), quality.n_items)


def retire_gold(workspace: "Workspace", queue: str, item: str, *, because: str, holds: bool, by: str) -> Retired:
    """An item is gold no more: it is not offered any more and leaves the accuracy of everybody.

    ``holds`` says whether its known answer is right; only then may it be told where the queue tells retired gold.

    Raises
    ------
    InputError
        ``gold.reason``.
    WorkspaceError
        ``queue.unknown``, ``gold.not_added``, ``gold.unknown_item``.
    """
    words, (plan, gold) = check_because(because), _gold(workspace, queue)
    if item not in gold.items:
        what = f"The item '{item[:60]}' is no gold of '{queue}'."
        raise WorkspaceError("gold.unknown_item", what, did_you_mean(item, gold.items))
    made = Retired(queue, item, known_gold(workspace.store, plan).get(item, ""), holds, words)
    workspace.store.queues.set_needs(queue, [Need(item, open=False)])
    workspace.put(GOLD_RETIRED, retired_name(queue, item), made, actor=by)
    workspace.put(GOLD, queue, gold.without(item), actor=by)
    return made


def _gold(workspace: "Workspace", queue: str) -> tuple[QueuePlan, Gold]:
    plan, gold = find_queue(workspace.store, queue), find_gold(workspace.store, queue)
    if gold is None:
        fix = f"Add some: assay gold add {queue} --reference NAME --rate 0.1."
        raise WorkspaceError("gold.not_added", f"The queue '{queue}' has no gold.", fix)
    return plan, gold


def _sorted(answers: dict[str, str]) -> tuple[GoldAnswer, ...]:
    return tuple(GoldAnswer(judge, answers[judge]) for judge in sorted(answers))
