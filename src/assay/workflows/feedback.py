"""The story of feedback: a labeler learns where he was wrong and why, and the lead decides what is told of gold."""

from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import WorkspaceError, did_you_mean
from assay.labeling.disputes import Dispute, disputes_in
from assay.labeling.feedback import (
    FEEDBACK,
    Feedback,
    FeedbackRule,
    TellsGold,
    feedback,
    tells_gold,
    tells_named,
    told_in,
)
from assay.labeling.kept import find_queue
from assay.labeling.work_done import given_only, work_done

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

MOST_LATEST = 20
"""Own answers that may be disputed from the page, the newest first; any other one by its item."""


class OwnAnswer(NamedTuple):
    """An answer that a labeler gave."""

    item: str
    """External id."""
    answer: str
    """What he answered."""
    at: str
    """When, UTC."""


class FeedbackShown(NamedTuple):
    """What a labeler sees of his work in a queue."""

    queue: str
    """Name of the queue."""
    judge: str
    """His pseudonym."""
    gold: TellsGold
    """What the queue tells of gold."""
    found: Feedback
    """What he is told."""
    latest: tuple[OwnAnswer, ...]
    """His latest answers, the newest first: each can be disputed, whatever it is there for."""
    disputes: tuple[Dispute, ...]
    """What he disputes, and what became of it."""


def allow_feedback(workspace: "Workspace", queue: str, *, gold: str, actor: str) -> FeedbackRule:
    """From now on a queue tells its labelers so much of gold: ``never``, ``retired`` or ``answered``.

    Raises
    ------
    InputError
        ``feedback.gold``.
    WorkspaceError
        ``queue.unknown``.
    """
    find_queue(workspace.store, queue)
    rule = FeedbackRule(queue, tells_named(gold))
    workspace.put(FEEDBACK, queue, rule, actor=actor)
    return rule


def check_worked(workspace: "Workspace", queue: str, judge: str) -> None:
    """Nothing when somebody of that pseudonym answered in a queue.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``; ``feedback.unknown_judge`` with the near match.
    """
    plan = find_queue(workspace.store, queue)
    done = work_done(workspace.store, plan, position=workspace.store.ledger.size())
    known = sorted({str(each) for each in done["judge"].to_pylist()})
    if judge not in known:
        what = f"Nobody called '{judge[:60]}' answered in '{queue}'."
        fix = did_you_mean(judge, known) if known else "Nobody answered there yet."
        raise WorkspaceError("feedback.unknown_judge", what, fix)


def own_feedback(
    workspace: "Workspace", queue: str, *, judge: str, level: float = 0.95, seed: int = 7
) -> FeedbackShown:
    """What a labeler is told of his own work in a queue.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``.
    """
    store = workspace.store
    plan = find_queue(store, queue)
    done = work_done(store, plan, position=store.ledger.size())
    found = feedback(done, told_in(store, plan), judge, level=level, seed=seed)
    given = given_only(done)
    columns = (given[name].to_pylist() for name in ("item", "judge", "answer", "at"))
    mine = {item: OwnAnswer(item, answer, at) for item, who, answer, at in zip(*columns, strict=True) if who == judge}
    latest = sorted(mine.values(), key=lambda each: each.at, reverse=True)[:MOST_LATEST]
    said = tuple(each.dispute for each in disputes_in(store, queue) if each.dispute.judge == judge)
    return FeedbackShown(queue, judge, tells_gold(store, queue), found, tuple(latest), said)
