"""The story of adjudication: where judges disagree somebody else rules, says why, and sets a precedent."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from assay.core.answers import check_answer
from assay.core.canonical import content_hash
from assay.core.encode import to_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.judgment import Judge, Judgment
from assay.labeling.disagreement import Contested, contested, weighed
from assay.labeling.gold import GOLD_LANE
from assay.labeling.judging import labeler
from assay.labeling.kept import KeptQuestion, QueuePlan, find_queue, question_of
from assay.labeling.open_queue import OpenQueue
from assay.labeling.rulings import (
    RULING,
    KeptRuling,
    Ruling,
    check_may_rule,
    check_reason,
    check_rule,
    precedents,
    ruled,
    ruling_name,
    rulings_in,
)
from assay.labeling.showing import content_of
from assay.store.answers import judgment_name
from assay.store.queueing.assignment import Need
from assay.store.queueing.listing import Held
from assay.store.votes import votes_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Disagreements(NamedTuple):
    """Where the judges of a queue disagree, and what was ruled."""

    queue: QueuePlan
    """What it asks."""
    question: KeptQuestion
    """The question."""
    contested: tuple[Contested, ...]
    """Items with more than one answer, or a ruling; the most doubtful first."""
    rulings: dict[str, KeptRuling]
    """The ruling that stands on an item, where there is one."""
    n_answered: int
    """Items with an answer."""
    method: str
    """The consensus by which answers are weighed."""
    n_kept_back: int = 0
    """Contested items that are left out, as they may still come to the judge who asks."""

    @property
    def waiting(self) -> tuple[Contested, ...]:
        """Contested items without a ruling."""
        return tuple(each for each in self.contested if each.item not in self.rulings)


def disagreements(workspace: "Workspace", queue: str, *, method: str = "dawid-skene") -> Disagreements:
    """Items of a queue on which judges disagree, the most doubtful first, with what was ruled; gold is left out.

    Raises
    ------
    InputError
        ``stats.method``.
    WorkspaceError
        ``queue.unknown``.
    """
    plan = find_queue(workspace.store, queue)
    asked, rulings = question_of(workspace.store, plan), rulings_in(workspace.store, queue)
    answers, found = weighed(workspace.store, plan, method, position=workspace.store.ledger.size())
    if found is None:
        return Disagreements(plan, asked, (), rulings, 0, method)
    several = contested(answers, found, also=frozenset(rulings))
    return Disagreements(plan, asked, several, rulings, len(found.facts.items), method)


def disagreements_before(workspace: "Workspace", queue: str, *, judge: str) -> Disagreements:
    """As `disagreements`, for somebody who labels in the queue himself: without the items that may still come to him.

    What others said of those would be in his answer.
    """
    found, to_come = disagreements(workspace, queue), workspace.store.queues.items_to_come(queue, judge)
    told = tuple(each for each in found.contested if each.item not in to_come)
    return found._replace(contested=told, n_kept_back=len(found.contested) - len(told))


def rule_item(
    workspace: "Workspace",
    queue: OpenQueue,
    *,
    item: str,
    answer: object,
    by: str,
    reason: str,
    rule: str | None = None,
) -> KeptRuling:
    """A named judge's answer that stands from now on, with its reason; the item is not offered any more.

    The same again is the ruling that is there; another one takes the place of the earlier, which stays on the ledger.

    Raises
    ------
    InputError
        What is wrong with the answer; ``ruling.reason``, ``ruling.unknown_rule``, ``judge.name``.
    NotPermitted
        ``ruling.own_item`` when the adjudicator judged this item himself, under whatever spelling.
    WorkspaceError
        ``queue.unknown_item``.
    """
    store, name, guideline = workspace.store, queue.plan.name, queue.guideline()
    held, judge = _held(workspace, name, item), labeler(store.accounts.known_as(by))
    check_may_rule((by, judge.id), _judges_of(workspace, queue, item), item=item)
    check_rule(rule, guideline)
    given = check_answer(queue.question, answer, content=content_of(queue.question, queue.items.row(item)))
    before = rulings_in(store, name).get(item)
    version = guideline.version if guideline else None
    told = Ruling(name, queue.asked.key, item, given.value, check_reason(reason), rule, version, judge.id, "")
    if before is not None and before.ruling == replace(told, judgment=before.ruling.judgment):
        return before
    judgment = ruled(
        given,
        queue=name,
        item=item,
        item_hash=queue.items.item_hash(item),
        question=queue.question.name,
        judge=judge,
        round=held.round,
        guideline_version=version,
        supersedes=before.ruling.judgment if before else None,
        at=workspace.now(),
    )
    kept = replace(told, judgment=_append(workspace, judge, judgment, told))
    workspace.put(RULING, ruling_name(name, item), kept, actor=judge.id)
    store.queues.set_needs(name, [Need(item, open=False)])
    return rulings_in(store, name)[item]


def precedents_of(workspace: "Workspace", queue: str, rule: str | None = None) -> tuple[KeptRuling, ...]:
    """Rulings that make the rules of a queue's guideline clear, or one of them, in the order of the rules.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    plan = find_queue(workspace.store, queue)
    return precedents(workspace.store, plan.question, rule)


def _held(workspace: "Workspace", queue: str, item: str) -> Held:
    every = {each.item: each for each in workspace.store.queues.items(queue, without=[GOLD_LANE])}
    if item not in every:
        what = f"The item '{item[:60]}' is not in the queue '{queue}'."
        raise WorkspaceError("queue.unknown_item", what, did_you_mean(item, every))
    return every[item]


def _judges_of(workspace: "Workspace", queue: OpenQueue, item: str) -> set[str]:
    """Whoever judged the item on this question, in whatever queue and round."""
    every = votes_of(workspace.store, queue.plan.dataset, position=workspace.store.ledger.size())
    columns = (every[name].to_pylist() for name in ("item", "question", "judge"))
    wanted = (item, queue.question.name)
    return {str(judge) for found, question, judge in zip(*columns, strict=True) if (found, question) == wanted}


def _append(workspace: "Workspace", judge: Judge, judgment: Judgment, told: Ruling) -> str:
    """Keep the judgment of a ruling, once however often this is tried; how the ledger calls it."""
    ledger, now = workspace.store.ledger, workspace.now()
    if judge not in ledger.judges():
        ledger.append("judge", [judge], id=f"judge:{judge.version}", actor=judge.id, now=now)
    n_before = len(workspace.store.documents.history(RULING, ruling_name(told.queue, told.item)))
    id = f"ruling:{content_hash({**to_plain(told), 'n_before': n_before})}"
    known = ledger.entry(id)
    entry = known or ledger.append("judgment", [judgment], id=id, actor=judge.id, now=now)
    return judgment_name(entry.seq, 0)
