"""The story of gold: items with a known answer go into a queue unseen, and say how good each judge is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from assay.core.answers import LABEL, check_answer
from assay.core.errors import InputError, WorkspaceError
from assay.core.question import Question
from assay.labeling.gold import GOLD, GOLD_LANE, Gold, check_no_lanes, check_rate, find_gold, placed, usual_number
from assay.labeling.gold_quality import GoldQuality, gold_answers, gold_quality, right_answers
from assay.labeling.kept import QueuePlan, find_queue, question_of
from assay.labeling.rulings import precedent_items

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class GoldAdded(NamedTuple):
    """Gold as it stands after some was added."""

    gold: Gold
    """All gold of the queue."""
    n_new: int
    """Items that were not gold before."""
    n_doubtful: int
    """Items of the reference whose answer is not sure enough."""
    n_held_back: int
    """Items with a known answer that belong to the queue's sample or were answered already."""


class GoldItem(NamedTuple):
    """One gold item."""

    item: str
    """External id."""
    answer: str
    """Its known answer."""
    n_answers: int
    """Answers that judges gave, the last of each."""
    n_right: int
    """Those that are the known one."""
    is_rejected: bool
    """Whether the judges contradict it: it is to be reviewed."""


class GoldShown(NamedTuple):
    """The gold of a queue and what answers to it say."""

    gold: Gold
    """Which items, at what rate."""
    items: tuple[GoldItem, ...]
    """Each item, those to be reviewed first."""
    quality: GoldQuality | None
    """How good judges are; None while nobody answered any."""


def add_gold(
    workspace: "Workspace", queue: str, *, reference: str | None, rate: float, n: int | None = None, actor: str
) -> GoldAdded:
    """Put items with a known answer into a queue as gold, until there are ``n``; the same again adds none.

    Without ``n`` there are as many that a judge who works through the whole queue meets gold at this rate.

    Raises
    ------
    InputError
        ``gold.rate``; ``gold.other_reference`` when the queue's gold has another one; ``gold.answer`` when an answer
        of the reference is not on the menu; ``gold.form`` for a question that has no menu; ``gold.lanes`` where items
        need skills; ``gold.none`` when no item can be gold.
    WorkspaceError
        ``queue.unknown``, ``dataset.no_reference``, ``reference.unknown``.
    """
    check_rate(rate)
    store = workspace.store
    plan = find_queue(store, queue)
    check_no_lanes(queue, plan.lanes)
    asked = question_of(store, plan)
    workspace.reference(next(each for each in workspace.datasets() if each.version == plan.dataset), reference)
    before = find_gold(store, queue)
    _check_same(before, reference)
    right, n_doubtful = right_answers(store, plan.dataset, reference)
    _check_menu(asked.question, right)
    held = {each.item: each for each in store.queues.items(queue)}
    secret = before.secret if before else workspace.new_id()
    n_usual = sum(1 for each in held.values() if each.lane != GOLD_LANE)
    wanted = usual_number(rate, n_usual if rate < 1.0 else len(right)) if n is None else n
    taboo = precedent_items(store, asked.key)
    found = placed(sorted(right), held, n=wanted, secret=secret, is_sample=plan.sample is not None, taboo=taboo)
    store.queues.fill(queue, found.fresh)
    store.queues.set_needs(queue, found.moved)
    items = tuple(each.item for each in store.queues.items(queue) if each.lane == GOLD_LANE and each.open)
    if not items:
        raise _no_gold(queue, len(right), n_doubtful, found.n_held_back)
    gold = Gold(queue, reference, rate, secret, items)
    if gold != before:
        workspace.put(GOLD, queue, gold, actor=actor)
    return GoldAdded(gold, len(items) - len(before.items if before else ()), n_doubtful, found.n_held_back)


def shown_gold(workspace: "Workspace", queue: str, *, level: float = 0.95, seed: int = 7) -> GoldShown:
    """The gold of a queue, item by item, and the accuracy of each judge on it with intervals.

    For those who lead: it says which items are gold.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``; ``gold.not_added`` when the queue has none.
    """
    store = workspace.store
    plan = find_queue(store, queue)
    gold = find_gold(store, queue)
    if gold is None:
        fix = f"Add some: assay gold add {queue} --reference NAME --rate 0.1."
        raise WorkspaceError("gold.not_added", f"The queue '{queue}' has no gold.", fix)
    position = store.ledger.size()
    quality = gold_quality(store, plan, gold, position=position, level=level, seed=seed)
    return GoldShown(gold, _items(workspace, plan, gold, quality, position), quality)


def _items(
    workspace: "Workspace", plan: QueuePlan, gold: Gold, quality: GoldQuality | None, position: int
) -> tuple[GoldItem, ...]:
    right, _ = right_answers(workspace.store, plan.dataset, gold.reference)
    said: dict[str, dict[str, str]] = {item: {} for item in gold.items}
    for row in gold_answers(workspace.store, plan, gold, position=position).to_pylist():
        said[row["item"]][row["judge"]] = row["answer"]
    rejected = {each.item: place for place, each in enumerate(quality.rejected if quality else ())}
    rows = [
        GoldItem(item, right[item], len(answers), list(answers.values()).count(right[item]), item in rejected)
        for item, answers in said.items()
    ]
    return tuple(sorted(rows, key=lambda each: (rejected.get(each.item, len(rejected)), each.item)))


def _check_same(before: Gold | None, reference: str | None) -> None:
    if before is not None and before.reference != reference:
        named = f"'{before.reference}'" if before.reference else "the labels of the import"
        what = f"The gold of '{before.queue}' has {named} as its reference."
        raise InputError("gold.other_reference", what, "Gold of a queue has one reference: name the same.")


def _check_menu(question: Question, right: Mapping[str, str]) -> None:
    for answer in sorted(set(right.values())):
        try:
            column = check_answer(question, answer).column
        except InputError as error:
            what = f"The reference says '{answer[:60]}', and {error.problems[0].what}"
            raise InputError("gold.answer", what, "Name a reference set that answers this question.") from None
        if column != LABEL:
            what = f"The question '{question.name}' has no menu of single answers."
            raise InputError("gold.form", what, "Gold is for questions with one answer from a menu, or of pairs.")


def _no_gold(queue: str, n_right: int, n_doubtful: int, n_held_back: int) -> InputError:
    what = (
        f"No item can be gold in '{queue}': {n_right} have a known answer, {n_held_back} of them belong to its sample "
        f"or were answered, and {n_doubtful} more are too doubtful."
    )
    return InputError("gold.none", what, "Keep items with a known answer out of the sample, or import more of them.")
