"""The story of questions and guidelines: files for git become documents, and somebody else approves the rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError, PlanError, WorkspaceError
from assay.core.item import Column
from assay.core.plan import Approval, Lock
from assay.core.question import Question, strength_question
from assay.core.question_form import QuestionForm
from assay.datasets.output_set import output_columns, outputs_name
from assay.datasets.output_set import shown_columns as output_shown
from assay.labeling.approving import approve_guideline
from assay.labeling.asked_together import FORM, find_form, queues_asking_too, queues_of_form
from assay.labeling.form_file import parse_form
from assay.labeling.guideline import guideline_body, parse_guideline
from assay.labeling.guideline_diff import RuleChange, StepChange, changed_rules, changed_steps, other_text_changed
from assay.labeling.kept import (
    APPROVAL,
    GUIDELINE,
    QUESTION,
    KeptGuideline,
    KeptQuestion,
    find_guideline,
    find_question,
    guideline_versions,
    in_force,
    kept_questions,
    question_key,
    queues_asking,
)
from assay.labeling.question_file import parse_question
from assay.labeling.showing import check_columns, shown_columns

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


class QuestionStanding(NamedTuple):
    """A question and how far it is from being asked."""

    kept: KeptQuestion
    """The question."""
    shown: tuple[str, ...]
    """Columns of the dataset that judges see."""
    guideline: str | None
    """Version of the guideline in force; None while none is approved."""
    n_guidelines: int
    """Versions of its guideline, those that wait for approval among them."""
    queues: tuple[str, ...]
    """Queues that ask it."""


class Instructed(NamedTuple):
    """A version of a guideline and how it stands."""

    question: str
    """Name of the question."""
    kept: KeptGuideline
    """The version."""
    in_force: str | None
    """The version by which judges work now; None while none is approved."""
    changes: tuple[RuleChange, ...]
    """What changed since the version before it, or the one that it is compared with."""
    other_text: bool
    """Whether words outside of all rules changed too."""
    compared_with: str | None
    """That version; None for the first."""
    steps: tuple[StepChange, ...] = ()
    """Steps of the decision tree that changed since that version."""


class KeptForm(NamedTuple):
    """A form with its questions."""

    dataset: str
    """Name of the dataset whose items it asks about."""
    form: QuestionForm
    """Its questions by name, with their conditions."""
    questions: tuple[Question, ...]
    """The questions themselves, in the order shown."""


def add_question(workspace: "Workspace", file: Path, *, dataset: str, actor: str) -> KeptQuestion:
    """The question in a file, kept for the items of a dataset; the same again is the one that is there.

    Raises
    ------
    PlanError
        With every mistake of the file.
    InputError
        ``question.unknown_column``, ``question.hidden_column``, ``question.nothing_to_show``; ``question.in_use`` when
        a queue asks what stands under this name.
    WorkspaceError
        ``dataset.unknown``.
    """
    question = parse_question(workspace.read_text(file), str(file))
    _keep(workspace, [question], dataset=dataset, actor=actor)
    return find_question(workspace.store, question.name, dataset=_asked_about(workspace, dataset)[0])


def add_form(workspace: "Workspace", file: Path, *, dataset: str, actor: str) -> KeptForm:
    """The form in a file and its questions, kept for the items of a dataset; the same again changes nothing.

    Raises
    ------
    PlanError, InputError, WorkspaceError
        As `add_question`; ``form.in_use`` when a queue asks another form of this name.
    """
    form, asked = parse_form(workspace.read_text(file), str(file))
    name, _ = _asked_about(workspace, dataset)
    key = question_key(name, form.name)
    known, store = workspace.store.documents.find(FORM, key), workspace.store
    is_other = known is not None and find_form(store, form.name, dataset=name) != form
    if is_other and (asking := queues_of_form(store, form.name, dataset=name)):
        what = f"The form '{form.name}' is asked by the queue '{asking[0]}', and this file has another one."
        raise InputError("form.in_use", what, "Give it another name: answers to two forms must not be mixed.")
    _keep(workspace, asked, dataset=dataset, actor=actor)
    workspace.put(FORM, key, form, actor=actor)
    return KeptForm(name, find_form(store, form.name, dataset=name), asked)


def questions(workspace: "Workspace", dataset: str | None = None) -> tuple[KeptQuestion, ...]:
    """Every question, by dataset and name; of one dataset where it is named."""
    every = kept_questions(workspace.store)
    return tuple(each for each in every if dataset is None or each.dataset == dataset)


def question_standing(workspace: "Workspace", name: str, *, dataset: str | None = None) -> QuestionStanding:
    """A question by name, what judges see of an item, its guideline and who asks it.

    Raises
    ------
    WorkspaceError
        ``question.unknown``, ``question.which_dataset``.
    """
    return _standing(workspace, find_question(workspace.store, name, dataset=dataset))


def question_standings(workspace: "Workspace", dataset: str | None = None) -> tuple[QuestionStanding, ...]:
    """Every question with its standing; of one dataset where it is named.

    Raises
    ------
    WorkspaceError
        ``dataset.unknown``.
    """
    name = None if dataset is None else _asked_about(workspace, dataset)[0]
    return tuple(_standing(workspace, kept) for kept in questions(workspace, name))


def add_guideline(
    workspace: "Workspace", file: Path, *, question: str, dataset: str | None = None, actor: str
) -> Instructed:
    """The guideline in a file as the newest version; the same again is no new version. It awaits approval.

    Raises
    ------
    PlanError
        With every mistake of the file.
    WorkspaceError
        ``question.unknown``, ``question.which_dataset``.
    """
    asked = find_question(workspace.store, question, dataset=dataset)
    guideline = parse_guideline(workspace.read_text(file), str(file), question=asked.key, asked=asked.question)
    workspace.put(GUIDELINE, asked.key, guideline_body(asked.key, guideline.text), actor=actor)
    return guideline_of(workspace, question, dataset=dataset)


def guideline_of(
    workspace: "Workspace",
    question: str,
    *,
    dataset: str | None = None,
    version: str | None = None,
    since: str | None = None,
) -> Instructed:
    """A version of a guideline (the newest, if none is named) and what changed since another (the one before it).

    Raises
    ------
    WorkspaceError
        ``question.unknown``, ``question.which_dataset``, ``guideline.none``, ``guideline.unknown_version``.
    """
    asked = find_question(workspace.store, question, dataset=dataset)
    versions = guideline_versions(workspace.store, asked.key)
    found = find_guideline(versions, version, question=question)
    before = versions[: versions.index(found)]
    old = find_guideline(versions, since, question=question) if since else (before[-1] if before else None)
    current = in_force(versions)
    return Instructed(
        question,
        found,
        current.guideline.version if current else None,
        changed_rules(old.guideline, found.guideline) if old else (),
        other_text_changed(old.guideline, found.guideline) if old else False,
        old.guideline.version if old else None,
        changed_steps(old.guideline, found.guideline) if old else (),
    )


def approve(
    workspace: "Workspace", question: str, *, dataset: str | None = None, version: str | None = None, actor: str
) -> Instructed:
    """A named person's approval of a version of a guideline (the newest, if none is named); it is in force then.

    Raises
    ------
    NotPermitted
        ``guideline.own_approval``.
    PlanError
        ``guideline.superseded`` for a version that is not the newest: add its file again first.
    WorkspaceError
        As `guideline_of`.
    """
    asked = find_question(workspace.store, question, dataset=dataset)
    versions = guideline_versions(workspace.store, asked.key)
    found = find_guideline(versions, version, question=question)
    if found.guideline.version != versions[-1].guideline.version:
        what = f"Version {found.guideline.version[:12]} of the guideline of '{question}' is not the newest."
        raise PlanError("guideline.superseded", what, "To go back to it, add its file again and approve that.")
    known_as = workspace.store.accounts.known_as
    written = [each._replace(by=known_as(each.by)) for each in versions]
    approval: Approval = approve_guideline(written, found, by=known_as(actor), now=workspace.now())
    if not any(each.by == actor for each in found.approvals):
        workspace.put(APPROVAL, approval.subject, approval, actor=actor)
    return guideline_of(workspace, question, dataset=dataset, version=found.guideline.version)


def _keep(workspace: "Workspace", asked: Sequence[Question], *, dataset: str, actor: str) -> None:
    """Questions for the items of a dataset, each with the one that keeps its strength; all of them, or none."""
    store = workspace.store
    name, columns = _asked_about(workspace, dataset)
    every = [one for each in asked for one in (each, strength_question(each)) if one is not None]
    known = {each.question.name: each for each in questions(workspace, name)}
    for question in every:
        check_columns(question, columns, dataset=name)
        kept = known.get(question.name)
        is_other = kept is not None and kept.question != question
        if is_other and (asking := queues_asking_too(store, question.name, dataset=name)):
            what = f"The question '{question.name}' is asked by the queue '{asking[0]}', and this file has another one."
            fix = "Give it another name: answers to two questions must not be mixed."
            raise InputError("question.in_use", what, fix)
    for question in every:
        workspace.put(QUESTION, question_key(name, question.name), question, actor=actor)


def _asked_about(workspace: "Workspace", dataset: str) -> tuple[str, tuple[Column, ...]]:
    """Name and columns of a dataset; of the outputs of a locked plan before there are any, as they will be.

    Raises
    ------
    WorkspaceError
        ``dataset.unknown``.
    """
    try:
        found = workspace.dataset(dataset).manifest
    except WorkspaceError:
        for document in workspace.store.documents.latest("lock"):
            plan = from_plain(Lock, document.body).plan
            if outputs_name(plan.name) == dataset:
                prompts = workspace.dataset(plan.dataset).manifest.columns
                return dataset, output_columns(output_shown(prompts, hidden=plan.targets))
        raise
    return found.name, found.columns


def _standing(workspace: "Workspace", kept: KeptQuestion) -> QuestionStanding:
    versions = guideline_versions(workspace.store, kept.key)
    current = in_force(versions)
    _, columns = _asked_about(workspace, kept.dataset)
    shown = shown_columns(kept.question, columns)
    asking = queues_asking(workspace.store, kept.key)
    return QuestionStanding(kept, shown, current.guideline.version if current else None, len(versions), asking)
