"""The story of suggestions: a machine judge suggests answers in a queue, and the anchoring this causes is measured."""

from typing import TYPE_CHECKING, NamedTuple

from assay.core.errors import WorkspaceError
from assay.labeling.anchoring import Anchoring, anchoring
from assay.labeling.gold import find_gold
from assay.labeling.kept import QueuePlan, find_queue, question_of
from assay.labeling.known import known_answers
from assay.labeling.suggestions import (
    SUGGESTION,
    Suggesting,
    check_suggesting,
    find_suggesting,
    machine_judges,
    suggested_answers,
)
from assay.labeling.work_done import work_done

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class Coverage(NamedTuple):
    """For how many items of a queue there is a suggestion."""

    n_items: int
    """Items of the queue."""
    n_suggested: int
    """Those with a suggestion."""
    n_gold_without: int
    """Gold items without one, while others have some: whoever sees none could guess that it is gold."""


class SuggestionsShown(NamedTuple):
    """Who suggests in a queue, for which items, and what that does."""

    suggesting: Suggesting
    """Who suggests; nobody any more where its judge is None."""
    coverage: Coverage
    """For how many items."""
    found: Anchoring
    """What suggestions do, whoever suggested."""


def suggest(workspace: "Workspace", queue: str, *, judge: str, hidden: float = 0.3, actor: str) -> SuggestionsShown:
    """From now on labelers of a queue see what a machine judge answered, but for a random share of the assignments.

    What it answers later is suggested once this is done again.

    Raises
    ------
    InputError
        ``suggestion.form``, ``suggestion.hidden``.
    WorkspaceError
        ``queue.unknown``, ``suggestion.judge``; ``suggestion.nothing`` when it judged no item of the queue.
    """
    store = workspace.store
    plan = find_queue(store, queue)
    check_suggesting(question_of(store, plan).question, judge, hidden, machine_judges(store))
    before = find_suggesting(store, queue)
    secret = before.secret if before else workspace.new_id()
    made = Suggesting(queue, judge, hidden, secret, store.ledger.size())
    if not _coverage(workspace, plan, made).n_suggested:
        what = f"{judge} answered the question of '{queue}' on none of its items."
        raise WorkspaceError("suggestion.nothing", what, "Bring its answers in: assay judgments import FILE.")
    workspace.put(SUGGESTION, queue, made, actor=actor)
    return suggestions(workspace, queue)


def stop_suggesting(workspace: "Workspace", queue: str, *, actor: str) -> SuggestionsShown:
    """From now on nothing is suggested in a queue.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``, ``suggestion.none``.
    """
    made = _found(workspace, queue)
    workspace.put(SUGGESTION, queue, Suggesting(queue, None, made.hidden, made.secret, made.position), actor=actor)
    return suggestions(workspace, queue)


def suggestions(workspace: "Workspace", queue: str, *, level: float = 0.95, seed: int = 7) -> SuggestionsShown:
    """Who suggests in a queue and what that does, with intervals; not for those who label.

    Raises
    ------
    WorkspaceError
        ``queue.unknown``, ``suggestion.none``.
    """
    store, made = workspace.store, _found(workspace, queue)
    plan = find_queue(store, queue)
    done = work_done(store, plan, position=store.ledger.size())
    found = anchoring(done, known_answers(store, plan), level=level, seed=seed)
    return SuggestionsShown(made, _coverage(workspace, plan, made), found)


def _found(workspace: "Workspace", queue: str) -> Suggesting:
    find_queue(workspace.store, queue)
    made = find_suggesting(workspace.store, queue)
    if made is None:
        fix = f"Let a machine judge: assay suggestion set {queue} --judge NAME."
        raise WorkspaceError("suggestion.none", f"Nothing was ever suggested in '{queue}'.", fix)
    return made


def _coverage(workspace: "Workspace", plan: QueuePlan, made: Suggesting) -> Coverage:
    store = workspace.store
    items, gold = {each.item for each in store.queues.items(plan.name)}, find_gold(store, plan.name)
    if made.judge is None:
        return Coverage(len(items), 0, 0)
    known = set(suggested_answers(store, plan, made.judge, position=made.position))
    without = [each for each in (gold.items if gold else ()) if each not in known]
    return Coverage(len(items), len(items & known), len(without) if items & known else 0)
