"""The story of disputes: a judge holds his answer for right, somebody else upholds what stands or overturns it."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import InputError, WorkspaceError
from assay.core.estimate import Estimate
from assay.labeling.disagreement import as_text
from assay.labeling.disputes import (
    DISPUTE,
    Dispute,
    KeptDispute,
    Outcome,
    check_may_settle,
    dispute_name,
    disputes_in,
    outcome_named,
    overturn_rate,
    said,
)
from assay.labeling.gold import GOLD, Gold, find_gold
from assay.labeling.gold_quality import right_answers
from assay.labeling.kept import QueuePlan, find_queue
from assay.labeling.rulings import check_may_rule, rulings_in
from assay.labeling.votes import answers_in
from assay.store.queueing.assignment import Need

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Disputed(NamedTuple):
    """A dispute with what stands against it."""

    kept: KeptDispute
    """What the judge says, and what became of it."""
    stands: str | None
    """The known answer of gold, or the ruling; None where neither is."""
    ruled_by: str | None
    """Who gave the ruling; None for gold."""


class Disputes(NamedTuple):
    """The disputes of a queue."""

    queue: str
    """Name of the queue."""
    disputes: tuple[Disputed, ...]
    """Each dispute, those that wait first."""
    overturned: Estimate | None
    """Share of the settled ones that were overturned; None while none is settled."""


def raise_dispute(workspace: "Workspace", queue: str, item: str, *, judge: str, reason: str) -> KeptDispute:
    """A judge's reason to hold his answer for right; the same again is the dispute that is there.

    Any item that he answered can be disputed, and he is told the same whether or not it is gold.

    Raises
    ------
    InputError
        ``dispute.reason``; ``dispute.settled`` when it was settled already.
    WorkspaceError
        ``queue.unknown``; ``dispute.no_answer`` when he gave no answer to this item here.
    """
    store = workspace.store
    plan, words = find_queue(store, queue), said(reason)
    answer = _answers(workspace, plan, item).get(judge)
    if answer is None:
        what = f"{judge} gave no answer to the item '{item[:60]}' in '{queue}'."
        raise WorkspaceError("dispute.no_answer", what, "Dispute an item that you answered here.")
    known = next((each for each in disputes_in(store, queue) if _is_of(each.dispute, item, judge)), None)
    if known is not None and known.dispute.outcome is not Outcome.WAITS:
        what = f"The dispute of '{item[:60]}' was settled: {known.dispute.outcome.value}."
        raise InputError("dispute.settled", what, "Talk to the lead of the program if there is something new.")
    fresh = Dispute(queue, item, judge, answer, words)
    document = workspace.put(DISPUTE, dispute_name(queue, item, judge), fresh, actor=judge)
    return KeptDispute(fresh, document.at)


def disputes(workspace: "Workspace", queue: str, *, level: float = 0.95, seed: int = 7) -> Disputes:
    """Every dispute of a queue with what stands against it, and how often disputes are overturned.

    For those who settle: it says which items are gold.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store = workspace.store
    plan, gold, rulings = find_queue(store, queue), find_gold(store, queue), rulings_in(store, queue)
    right = right_answers(store, plan.dataset, gold.reference)[0] if gold else {}
    every = []
    for kept in disputes_in(store, queue):
        ruled = rulings.get(kept.dispute.item)
        known = right.get(kept.dispute.item) if gold and kept.dispute.item in gold.items else None
        stands = known if ruled is None else as_text(ruled.ruling.answer)
        every.append(Disputed(kept, stands, None if ruled is None else ruled.ruling.judge))
    rate = overturn_rate([each.kept.dispute for each in every], level=level, seed=seed)
    return Disputes(queue, tuple(every), rate)


def settle(
    workspace: "Workspace", queue: str, item: str, *, judge: str, outcome: str, by: str, reason: str
) -> KeptDispute:
    """Uphold what stands, or overturn it; gold that is overturned is gold no more, and counts against nobody.

    A ruling that is overturned is to be given anew: assay adjudicate rule.

    Raises
    ------
    InputError
        ``dispute.outcome``, ``dispute.reason``.
    NotPermitted
        ``ruling.own_item`` for who answered the item, ``dispute.own_ruling`` for who gave the ruling.
    WorkspaceError
        ``queue.unknown``, ``dispute.unknown``.
    """
    store = workspace.store
    plan, decided, words = find_queue(store, queue), outcome_named(outcome), said(reason)
    known = next((each for each in disputes_in(store, queue) if _is_of(each.dispute, item, judge)), None)
    if known is None:
        what = f"{judge} does not dispute the item '{item[:60]}' of '{queue}'."
        raise WorkspaceError("dispute.unknown", what, f"List disputes: assay dispute list {queue}.")
    account = store.accounts.named(by)
    names = [by, *([account.judge] if account else [])]
    check_may_rule(names, _answers(workspace, plan, item), item=item)
    ruled = rulings_in(store, queue).get(item)
    check_may_settle(names, ruled_by=ruled.ruling.judge if ruled else None)
    settled = replace(known.dispute, outcome=decided, by=names[-1], because=words)
    document = workspace.put(DISPUTE, dispute_name(queue, item, judge), settled, actor=names[-1])
    gold = find_gold(store, queue)
    if decided is Outcome.OVERTURNED and gold is not None and item in gold.items:
        _retire(workspace, gold, item, actor=names[-1])
    return KeptDispute(settled, document.at)


def _retire(workspace: "Workspace", gold: Gold, item: str, *, actor: str) -> None:
    """Gold whose known answer was wrong is offered no more, and leaves the accuracy of everybody."""
    workspace.store.queues.set_needs(gold.queue, [Need(item, open=False)])
    workspace.put(GOLD, gold.queue, gold.without(item), actor=actor)


def _answers(workspace: "Workspace", plan: QueuePlan, item: str) -> dict[str, str]:
    """The last answer of each judge to an item of a queue."""
    every = answers_in(workspace.store, plan, position=workspace.store.ledger.size(), late=True)
    return {row["judge"]: as_text(row["answer"]) for row in every.to_pylist() if row["item"] == item}


def _is_of(dispute: Dispute, item: str, judge: str) -> bool:
    return (dispute.item, dispute.judge) == (item, judge)
