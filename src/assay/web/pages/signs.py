"""What a lead looks into: unclear rules, signs of fraud, gold in doubt, and what labelers dispute."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from assay.access.roles import Permission
from assay.core.errors import AssayError, Problem, WorkspaceError
from assay.labeling.feedback import TellsGold, tells_gold
from assay.labeling.kept import BETWEEN, QueuePlan
from assay.reports import disputes as dispute_words
from assay.reports import fraud as fraud_words
from assay.reports import gold_review as gold_words
from assay.reports.numbers import estimate_written, percent
from assay.web.faults import status_of
from assay.web.item_shown import parts_shown, queue_opened
from assay.web.queue_sight import SEES, check_is_no_labeler, may_in, seen_queue, seen_queues
from assay.web.session import SignedIn, may
from assay.web.templating import page
from assay.workflows.clarity import HowClear, how_clear
from assay.workflows.disputes import disputes
from assay.workflows.feedback import allow_feedback
from assay.workflows.fraud import signs_of_fraud
from assay.workflows.gold_review import Doubts, doubtful_gold, retire_gold

router = APIRouter(include_in_schema=False)
Sees = Annotated[SignedIn, Depends(may(*SEES))]
Lead = Annotated[SignedIn, Depends(may(Permission.LEAD))]
QueueName = Annotated[str, Path(max_length=200)]
Text = Annotated[str, Form(max_length=1_000)]
MOST = 20
"""Items, remarks and pairs that a page shows."""


@router.get("/clarity")
@router.get("/fraud")
@router.get("/gold")
@router.get("/disputes")
def choose_queue(request: Request, who: Sees) -> Response:
    """The queues that somebody may look into."""
    return page(request, "quality_queues.html", queues=seen_queues(request, who))


@router.get("/clarity/{queue}")
def clarity_page(request: Request, who: Sees, queue: QueueName) -> Response:
    """Which rule to mend first, and the items on which judges part."""
    plan = _looked_into(request, who, queue)
    told: dict[str, Any] = {"queue": queue, "found": _clear(request, plan), "written": estimate_written, "most": MOST}
    return page(request, "clarity.html", **told)


@router.get("/fraud/{queue}")
def fraud_page(request: Request, who: Sees, queue: QueueName) -> Response:
    """Two signs of fraud with how often they are false, and the items behind them."""
    _looked_into(request, who, queue)
    found = signs_of_fraud(request.app.state.workspace, queue)
    return page(request, "fraud.html", queue=queue, found=found, words=fraud_words, percent=percent, most=MOST)


@router.get("/disputes/{queue}")
def disputes_page(request: Request, who: Sees, queue: QueueName) -> Response:
    """What labelers hold for right against gold and rulings, and how often they were right."""
    _looked_into(request, who, queue)
    told: dict[str, Any] = {
        "queue": queue,
        "found": disputes(request.app.state.workspace, queue),
        "words": dispute_words,
        "may_settle": may_in(request, who, Permission.ADJUDICATE, queue),
    }
    return page(request, "disputes.html", **told)


@router.get("/gold/{queue}")
def gold_page(request: Request, who: Sees, queue: QueueName) -> Response:
    """Gold that judges contradict, and what labelers are told of gold."""
    return _gold(request, who, _looked_into(request, who, queue))


@router.post("/gold/{queue}/retire")
def retire(
    request: Request, who: Lead, queue: QueueName, item: Text = "", because: Text = "", holds: Text = ""
) -> Response:
    """An item is gold no more."""
    plan = _looked_into(request, who, queue, Permission.LEAD)
    try:
        workspace = request.app.state.workspace
        retire_gold(workspace, queue, item, because=because, holds=holds == "yes", by=who.judge)
    except AssayError as error:
        return _gold(request, who, plan, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("gold_page", queue=queue).path, status_code=303)


@router.post("/gold/{queue}/tell")
def tell(request: Request, who: Lead, queue: QueueName, gold: Text = "") -> Response:
    """What labelers are told of gold from now on."""
    plan = _looked_into(request, who, queue, Permission.LEAD)
    try:
        allow_feedback(request.app.state.workspace, queue, gold=gold, actor=who.judge)
    except AssayError as error:
        return _gold(request, who, plan, status=status_of(error), problem=error.problems[0])
    return RedirectResponse(request.url_for("gold_page", queue=queue).path, status_code=303)


def _looked_into(request: Request, who: SignedIn, queue: str, *permissions: Permission) -> QueuePlan:
    """The queue, for who may look into it and does not label there."""
    plan = seen_queue(request, who, queue, *permissions)
    check_is_no_labeler(request, who, queue)
    return plan


def _clear(request: Request, plan: QueuePlan) -> HowClear | None:
    """How clear the question of a queue is; None before the first answer."""
    dataset, _, question = plan.question.partition(BETWEEN)
    try:
        return how_clear(request.app.state.workspace, question, dataset=dataset)
    except WorkspaceError as error:
        if error.code not in ("judgments.none", "judgments.unknown_question"):
            raise
        return None


def _gold(
    request: Request, who: SignedIn, plan: QueuePlan, *, status: int = 200, problem: Problem | None = None
) -> Response:
    workspace, found = request.app.state.workspace, _doubts(request, plan.name)
    opened = queue_opened(request, plan.name)
    told: dict[str, Any] = {
        "queue": plan.name,
        "found": found,
        "rows": [(each, parts_shown(opened, each.item)) for each in (found.items if found else ())[:MOST]],
        "counted": gold_words.counted,
        "tells": tells_gold(workspace.store, plan.name).value,
        "choices": tuple(each.value for each in TellsGold),
        "may_lead": may_in(request, who, Permission.LEAD, plan.name),
        "problem": problem,
    }
    return page(request, "gold.html", status=status, **told)


def _doubts(request: Request, queue: str) -> Doubts | None:
    try:
        return doubtful_gold(request.app.state.workspace, queue)
    except WorkspaceError as error:
        if error.code != "gold.not_added":
            raise
        return None
