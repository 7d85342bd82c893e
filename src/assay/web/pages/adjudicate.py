"""Adjudicate: where judges disagree, one item with all that was said of it, and the ruling."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, NotPermitted, Problem, WorkspaceError
from assay.core.people import same_person
from assay.labeling.disagreement import Contested
from assay.labeling.kept import BETWEEN, QUEUE, QueuePlan
from assay.labeling.remarks import comments_in
from assay.labeling.written_answers import answer_written, options_of
from assay.reports import disputes as dispute_words
from assay.web.faults import status_of
from assay.web.item_shown import parts_shown, queue_opened, rules_shown
from assay.web.queue_sight import disagreements_seen, may_in, may_on
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.adjudicate import Disagreements, precedents_of, rule_item
from assay.workflows.disputes import disputes, settle

router = APIRouter(include_in_schema=False)
Adjudicator = Annotated[SignedIn, Depends(may(Permission.ADJUDICATE))]
QueueName = Annotated[str, Path(max_length=200)]
MOST_LISTED = 200
"""Items that a list shows."""
NOTHING_TYPED = {"answer": "", "reason": "", "rule": ""}
"""What the form holds at first: no answer is suggested."""


@router.get("/adjudicate")
def queues_page(request: Request, who: Adjudicator) -> Response:
    """The queues in which somebody may settle disagreement."""
    every = request.app.state.workspace.store.documents.latest(QUEUE)
    open_ones = [each for each in every if may_on(who, Permission.ADJUDICATE, each.name, str(each.body["question"]))]
    queues = [(each.name, str(each.body["question"]).partition(BETWEEN)[2]) for each in open_ones]
    return page(request, "adjudicate_queues.html", queues=queues)


@router.get("/adjudicate/{queue}")
def list_page(request: Request, who: Adjudicator, queue: QueueName) -> Response:
    """Items on which judges disagree, the most doubtful first."""
    return _list(request, who, _found(request, who, queue))


@router.get("/adjudicate/{queue}/item")
def item_page(
    request: Request, who: Adjudicator, queue: QueueName, id: Annotated[str, Query(max_length=1_000)]
) -> Response:
    """One item with every answer, and the form of a ruling."""
    return _item(request, who, _found(request, who, queue), id)


@router.post("/adjudicate/{queue}/rule")
def rule(
    request: Request,
    who: Adjudicator,
    queue: QueueName,
    *,
    item: Annotated[str, Form(max_length=1_000)],
    answer: Annotated[str, Form(max_length=100_000)] = "",
    reason: Annotated[str, Form(max_length=10_000)] = "",
    rule: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep a ruling, and go on to the next item."""
    found, opened = _found(request, who, queue), queue_opened(request, queue)
    workspace, typed = request.app.state.workspace, {"answer": answer, "reason": reason, "rule": rule}
    try:
        meant = answer_written(opened.question, answer)
        rule_item(workspace, opened, item=item, answer=meant, by=who.judge, reason=reason, rule=rule or None)
    except AssayError as error:
        return _item(request, who, found, item, status=status_of(error), problem=error.problems[0], typed=typed)
    following = _next(found, who, after=item)
    base = request.url_for("list_page", queue=queue).path
    if following is None:
        return RedirectResponse(base, status_code=303)
    address = request.url_for("item_page", queue=queue).include_query_params(id=following.item)
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303)


@router.post("/adjudicate/{queue}/settle")
def settle_(
    request: Request,
    who: Adjudicator,
    queue: QueueName,
    *,
    item: Annotated[str, Form(max_length=1_000)],
    judge: Annotated[str, Form(max_length=200)],
    outcome: Annotated[str, Form(max_length=100)],
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Uphold or overturn what a judge disputes."""
    found, workspace = _found(request, who, queue), request.app.state.workspace
    if not _may_see_gold(who, found.queue):
        what = f"You label in '{queue}' yourself, and disputes tell which items are gold."
        raise NotPermitted("dispute.own_queue", what, "Ask an adjudicator who does not label there.")
    try:
        settle(workspace, queue, item, judge=judge, outcome=outcome, by=who.judge, reason=reason)
    except AssayError as error:
        return _list(request, who, found, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("list_page", queue=queue).path, status_code=303)


def _list(
    request: Request, who: SignedIn, found: Disagreements, *, status: int = 200, problem: Problem | None = None
) -> Response:
    name = found.queue.name
    told: dict[str, Any] = {
        "found": found,
        "mine": _mine(found.contested, who),
        "most": MOST_LISTED,
        "first": _next(found, who),
        "disputes": disputes(request.app.state.workspace, name) if _may_see_gold(who, found.queue) else None,
        "dispute_words": dispute_words,
        "problem": problem,
    }
    return page(request, "adjudicate_list.html", status=status, **told)


def _item(
    request: Request,
    who: SignedIn,
    found: Disagreements,
    id: str,
    *,
    status: int = 200,
    problem: Problem | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    each = next((each for each in found.contested if each.item == id), None)
    if each is None:
        what = f"Judges do not disagree on the item '{id[:60]}' of '{found.queue.name}'."
        raise WorkspaceError("ruling.unknown_item", what, "Go back to the list of items on which they do.")
    opened = queue_opened(request, found.queue.name)
    told: dict[str, Any] = {
        "found": found,
        "each": each,
        "parts": parts_shown(opened, id),
        "comments": comments_in(request.app.state.workspace.store, opened.plan.name, item=id),
        "options": options_of(opened.question, (*each.answers, *each.unsaid)),
        "sections": rules_shown(opened.guideline()),
        "precedents": precedents_of(request.app.state.workspace, found.queue.name),
        "kept": found.rulings.get(id),
        "is_mine": id in _mine([each], who),
        "typed": typed or NOTHING_TYPED,
        "problem": problem,
        "left": len(found.waiting),
    }
    return page(request, "adjudicate_item.html", status=status, **told)


def _next(found: Disagreements, who: SignedIn, *, after: str | None = None) -> Contested | None:
    """The most doubtful item that waits for a ruling and that he did not judge himself."""
    mine = _mine(found.waiting, who)
    return next((each for each in found.waiting if each.item != after and each.item not in mine), None)


def _mine(contested: Sequence[Contested], who: SignedIn) -> frozenset[str]:
    """Items that he judged himself: somebody else rules on them."""
    return frozenset(each.item for each in contested if any(same_person(one.judge, who.judge) for one in each.said))


def _found(request: Request, who: SignedIn, queue: str) -> Disagreements:
    if not may_in(request, who, Permission.ADJUDICATE, queue):
        who.check(Permission.ADJUDICATE, queue)
    return disagreements_seen(request, who, queue)


def _may_see_gold(who: SignedIn, plan: QueuePlan) -> bool:
    """Disputes show what stands against them, so nobody who labels in the queue sees them."""
    return not may_on(who, Permission.LABEL, plan.name, plan.question)
