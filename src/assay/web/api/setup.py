"""What labeling stands on, for programs: questions, guidelines, queues as leads see them, and programs in numbers."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from assay.access.roles import Permission
from assay.core.errors import WorkspaceError, did_you_mean
from assay.labeling.kept import QUEUE
from assay.reports.adjudication import disagreements_json
from assay.reports.guidelines import guideline_json
from assay.reports.programs import numbers_json, programs_json
from assay.reports.questions import question_json, questions_json
from assay.reports.queues import filled_json, queue_json, queues_json
from assay.reports.skills import queue_skills_json, skills_json
from assay.web.api.bounds import READERS, Document, Name, check_sees, sees
from assay.web.api.label_records import Record
from assay.web.program_numbers import known_numbers, seen_program, sees_program
from assay.web.queue_sight import disagreements_seen, may_on, seen_queue
from assay.web.session import SignedIn, may, signed_in
from assay.workflows.program import BY, programs
from assay.workflows.questions import guideline_of, question_standing, question_standings
from assay.workflows.queues import fill_queue, queue_lines, queue_status
from assay.workflows.samples import kept_sample
from assay.workflows.skills import queue_skills, set_skills_in

router = APIRouter(prefix="/api/v1", tags=["programs"])
Who: TypeAlias = Annotated[SignedIn, Depends(signed_in)]
Reader: TypeAlias = Annotated[SignedIn, Depends(may(*READERS))]
Lead: TypeAlias = Annotated[SignedIn, Depends(may(Permission.LEAD))]
Watcher: TypeAlias = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.AUDIT))]
Manager: TypeAlias = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.AUDIT, Permission.ADMINISTER))]
SkillGiver: TypeAlias = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.ADMINISTER))]
Settler: TypeAlias = Annotated[SignedIn, Depends(may(Permission.LEAD, Permission.AUDIT, Permission.ADJUDICATE))]
OfDataset: TypeAlias = Annotated[str, Query(max_length=200, min_length=1, description="Name of the dataset.")]


class FillSent(Record):
    """What a queue is to ask of which items."""

    dataset: str
    """Dataset as name, or name@version."""
    question: str | None = None
    """Name of the question; null where a form is asked."""
    form: str | None = None
    """Name of the form whose questions are asked together; null where one question is asked."""
    sample: str | None = None
    """A kept sample, in its random order; by default all items of the dataset."""
    overlap: int = 3
    """How many judges answer each item."""
    lease_minutes: int = 30
    """How long a judge holds an item."""
    lane_by: str | None = None
    """Column whose value is the skill or language that an item needs; null where everybody gets every item."""
    priority_by: str | None = None
    """Column of whole numbers, higher ones first; null where all are alike."""
    most_a_day: int | None = None
    """Most answers that one judge gives in a day (UTC); null for no limit."""


class SkillsSent(Record):
    """What a person can judge."""

    has: list[Annotated[str, Field(max_length=200)]] = Field(max_length=100)
    """Those lanes of the queue whose skill the person has; skills that only other queues ask for stay."""


@router.get("/me")
def show_me(who: Who) -> Document:
    """Who you are here, and what this session or token may do."""
    can = [each.value for each in Permission if who.may(each)]
    return {"name": who.name, "judge": who.judge, "may": can, "grants": [str(each) for each in who.grants]}


@router.get("/questions")
def list_questions(request: Request, who: Reader) -> Document:
    """Every question on datasets that you may see, with who asks it."""
    found = question_standings(request.app.state.workspace)
    return questions_json([each for each in found if sees(who, each.kept.dataset, *READERS)])


@router.get("/questions/{name}")
def show_question(request: Request, who: Reader, name: Name, dataset: OfDataset) -> Document:
    """A question on a dataset, with its form and what judges see of an item."""
    check_sees(who, dataset, *READERS)
    return question_json(question_standing(request.app.state.workspace, name, dataset=dataset))


@router.get("/guidelines/{question}")
def show_guideline_kept(
    request: Request,
    who: Reader,
    question: Name,
    dataset: OfDataset,
    version: Annotated[str | None, Query(max_length=64, min_length=1)] = None,
) -> Document:
    """A version of a guideline (the newest, if none is named), its rules, and what changed since the one before."""
    check_sees(who, dataset, *READERS)
    return guideline_json(guideline_of(request.app.state.workspace, question, dataset=dataset, version=version))


@router.get("/queue-states")
def list_queue_states(request: Request, who: Watcher) -> Document:
    """The queues that you lead or audit, and how far each is; `/queues` are those that you may work in."""
    found = queue_lines(request.app.state.workspace)
    return queues_json([each for each in found if _watches(who, each.queue.name, each.queue.question)])


@router.get("/queues/{queue}/state")
def show_queue_state(request: Request, who: Watcher, queue: Name) -> Document:
    """How far a queue is, who did what, and which judgments are stale."""
    _check_watches(request, who, queue)
    return queue_json(queue_status(request.app.state.workspace, queue))


@router.put("/queues/{queue}")
def fill(request: Request, who: Lead, queue: Name, sent: FillSent) -> Document:
    """Fill a queue from a sample or a whole dataset; filled again it stays as it is."""
    workspace = request.app.state.workspace
    if not who.may(Permission.LEAD, queue):
        check_sees(who, sent.dataset, Permission.LEAD)
    sample = None if sent.sample is None else kept_sample(workspace, sent.sample, dataset=sent.dataset)
    found = fill_queue(
        workspace,
        name=queue,
        dataset=sent.dataset,
        question=sent.question,
        form=sent.form,
        sample=sample,
        overlap=sent.overlap,
        lease_minutes=sent.lease_minutes,
        lane_by=sent.lane_by,
        priority_by=sent.priority_by,
        most_a_day=sent.most_a_day,
        actor=who.judge,
    )
    return filled_json(found)


@router.get("/queues/{queue}/skills")
def list_skills(request: Request, who: Manager, queue: Name) -> Document:
    """What waits in each lane of a queue, and who has which of its skills."""
    seen_queue(request, who, queue, Permission.LEAD, Permission.AUDIT, Permission.ADMINISTER)
    return queue_skills_json(queue_skills(request.app.state.workspace, queue))


@router.put("/queues/{queue}/skills/{judge}")
def put_skills(request: Request, who: SkillGiver, queue: Name, judge: Name, sent: SkillsSent) -> Document:
    """Say which skills of a queue's lanes somebody has; it holds from his next item on, in every queue."""
    seen_queue(request, who, queue, Permission.LEAD, Permission.ADMINISTER)
    workspace = request.app.state.workspace
    return skills_json([set_skills_in(workspace, queue, judge, sent.has, giver=who.grants, actor=who.judge)])


@router.get("/queues/{queue}/disagreements")
def list_disagreements(request: Request, who: Settler, queue: Name) -> Document:
    """Items on which judges disagree, the most doubtful first, with what was ruled."""
    _check_watches(request, who, queue, Permission.LEAD, Permission.AUDIT, Permission.ADJUDICATE)
    return disagreements_json(disagreements_seen(request, who, queue))


@router.get("/programs")
def list_programs(request: Request, who: Watcher) -> Document:
    """The programs that you may see."""
    return programs_json([each for each in programs(request.app.state.workspace) if sees_program(who, each)])


@router.get("/programs/{name}")
def show_program(
    request: Request, who: Watcher, name: Name, by: Annotated[str, Query(max_length=60)] = "judge"
) -> Document:
    """A program in numbers: those of its page, some minutes old where counting takes long."""
    if by not in BY:
        raise WorkspaceError("program.none_by", f"A program is not told by '{by}'.", did_you_mean(by, BY))
    seen_program(request, who, name)
    known = known_numbers(request, name, by)
    return {**numbers_json(known.numbers), "counted_at": known.at}


def _watches(who: SignedIn, queue: str, question: str, *permissions: Permission) -> bool:
    """By a role for all, for the queue, or for its dataset."""
    asked = permissions or (Permission.LEAD, Permission.AUDIT)
    return any(may_on(who, each, queue, question) for each in asked)


def _check_watches(request: Request, who: SignedIn, queue: str, *permissions: Permission) -> None:
    document = request.app.state.workspace.store.documents.find(QUEUE, queue)
    question = "" if document is None else str(document.body["question"])
    if not _watches(who, queue, question, *permissions):
        who.check(permissions[0] if permissions else Permission.LEAD, queue)
