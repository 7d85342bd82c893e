"""Quality: the rules of a queue, tried on history in one action, switched on by name; what they did, and lifting it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, Problem
from assay.labeling.dry_run import DryRun
from assay.labeling.kept import QueuePlan
from assay.labeling.quality_file import NAME, written_rule
from assay.labeling.quality_rule import COLLECTORS, Collects, Does
from assay.reports import quality as words
from assay.web.faults import status_of
from assay.web.item_shown import parts_shown, queue_opened
from assay.web.queue_sight import SEES, check_is_no_labeler, may_in, seen_queue, seen_queues
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.answers_behind import items_behind
from assay.workflows.quality_rules import keep_rule, kept_rule, lift, rule_of_text, ruled_queue, stop_rule, try_rule

router = APIRouter(include_in_schema=False)
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Lead = Annotated[SignedIn, Depends(may(Permission.LEAD))]
QueueName = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=500)]
USUAL = {
    "name": "", "collect": "gold accuracy", "bound": "0.7", "last": "30", "least": "10", "every": "5", "do": "pause",
    "skill": "", "seconds": "", "says": "",
}  # fmt: skip
"""What the form of a rule holds at first."""
MOST_ITEMS = 50
"""Items behind a number that one page shows."""


@router.get("/quality")
def queues_page(request: Request, who: Sees) -> Response:
    """The queues that somebody may look into, each with all that can be seen of its quality."""
    return page(request, "quality_queues.html", queues=seen_queues(request, who))


@router.get("/quality/{queue}")
def rules_page(
    request: Request, who: Sees, queue: QueueName, rule: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """The rules of a queue and what they did; one of them tried on history where it is named."""
    plan, workspace = seen_queue(request, who, queue), request.app.state.workspace
    tried = try_rule(workspace, kept_rule(workspace, rule).rule) if rule else None
    return _page(request, who, plan, tried=tried)


@router.post("/quality/{queue}")
def try_or_add(
    request: Request,
    who: Lead,
    queue: QueueName,
    *,
    act: Annotated[str, Form(max_length=20)] = "try",
    name: Text = "",
    collect: Text = "",
    bound: Text = "",
    last: Text = "",
    least: Text = "",
    every: Text = "",
    do: Text = "",
    skill: Text = "",
    seconds: Text = "",
    says: Text = "",
) -> Response:
    """Try a rule on all that was answered so far, or switch it on in the name of who is signed in."""
    plan, workspace = seen_queue(request, who, queue, Permission.LEAD), request.app.state.workspace
    typed = {"collect": collect, "bound": bound, "last": last, "least": least, "every": every, "do": do}
    typed |= {"name": name, "skill": skill, "seconds": seconds, "says": says}
    fields = {NAME: name, "queue": queue, **{key: value for key, value in typed.items() if key != "name"}}
    try:
        text = written_rule(fields)
        made = rule_of_text(workspace, text, source="form")
        if act == "add":
            keep_rule(workspace, made, actor=who.judge)
            return _back(request, queue)
        return _page(request, who, plan, tried=try_rule(workspace, made), typed=typed, text=text)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0], typed=typed)


@router.post("/quality/{queue}/stop")
def stop(request: Request, who: Lead, queue: QueueName, rule: Text = "") -> Response:
    """A rule acts on nobody any more."""
    plan, workspace = seen_queue(request, who, queue, Permission.LEAD), request.app.state.workspace
    try:
        if kept_rule(workspace, rule).rule.queue == queue:
            stop_rule(workspace, rule, actor=who.judge)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0])
    return _back(request, queue)


@router.post("/quality/{queue}/lift")
def lift_(request: Request, who: Lead, queue: QueueName, judge: Text = "", because: Text = "") -> Response:
    """Somebody works again whom a rule kept from items."""
    plan = seen_queue(request, who, queue, Permission.LEAD)
    try:
        lift(request.app.state.workspace, queue, judge, by=who.judge, because=because)
    except AssayError as error:
        return _page(request, who, plan, status=status_of(error), problem=error.problems[0])
    return _back(request, queue)


@router.get("/quality/{queue}/items")
def items_page(
    request: Request,
    who: Sees,
    queue: QueueName,
    item: Annotated[list[Annotated[str, Query(max_length=1_000)]] | None, Query(max_length=1_000)] = None,
) -> Response:
    """The items behind a number: each with what it shows, what is known of it, and all that was answered."""
    seen_queue(request, who, queue)
    check_is_no_labeler(request, who, queue)
    asked = item or []
    found = items_behind(request.app.state.workspace, queue, asked[:MOST_ITEMS])
    opened = queue_opened(request, queue)
    rows = [(each, parts_shown(opened, each.item)) for each in found]
    return page(request, "quality_items.html", queue=queue, rows=rows, more=max(0, len(asked) - MOST_ITEMS))


def _page(
    request: Request,
    who: SignedIn,
    plan: QueuePlan,
    *,
    status: int = 200,
    problem: Problem | None = None,
    tried: DryRun | None = None,
    typed: dict[str, str] | None = None,
    text: str = "",
) -> Response:
    told: dict[str, Any] = {
        "queue": plan.name,
        "found": ruled_queue(request.app.state.workspace, plan.name),
        "words": words,
        "may_lead": may_in(request, who, Permission.LEAD, plan.name),
        "shows_items": not may_in(request, who, Permission.LABEL, plan.name),
        "collects": [(each.value, COLLECTORS[each]) for each in Collects],
        "actions": tuple(each.value for each in Does if plan.lanes or each is not Does.REMOVE_SKILL),
        "lanes": plan.lanes,
        "tried": tried,
        "typed": typed or USUAL,
        "text": text,
        "problem": problem,
    }
    return page(request, "quality.html", status=status, **told)


def _back(request: Request, queue: str) -> Response:
    return RedirectResponse(request.url_for("rules_page", queue=queue).path, status_code=303)
