"""The evaluate story: a locked plan runs on its data and leaves evidence."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.core.canonical import content_hash
from assay.core.errors import AssayError, NotPermitted, PlanError, WorkspaceError
from assay.core.evidence import Evidence, RunBlock
from assay.core.item import Role
from assay.core.plan import Lock, Plan, SystemSpec
from assay.core.ports import Progress
from assay.core.version import version
from assay.datasets.checks import run_checks
from assay.datasets.outputs import RecordedAnswers, read_outputs
from assay.gates.assess import assess
from assay.gates.caveats import caveats
from assay.metrics.planned import planned_facts
from assay.plans.content import as_versioned, changes, plan_content, with_dataset
from assay.plans.pull_request import compare_with_base
from assay.plans.trust import resolve_inside
from assay.store.answers import items_of
from assay.store.jobs import Job, JobState
from assay.store.outputs import Outputs, append_outputs

if TYPE_CHECKING:
    import pyarrow as pa

    from assay.workflows.workspace import Dataset, Workspace

NOBODY = "nobody"
"""Who locked the plan of an exploratory run."""


class Given(NamedTuple):
    """Answers of one system of a plan, on the ledger already or about to be."""

    outputs: Outputs
    """Which answers they are."""
    read: RecordedAnswers | None = None
    """What a file beside the plan says; None when they came with the dataset's import."""
    items: "pa.Table | None" = None
    """The items that the file answers, with their content hashes; None as above."""


class Look(NamedTuple):
    """One plan on one set of answers."""

    lock: Lock
    """The plan in force."""
    dataset: "Dataset"
    """The benchmark."""
    outputs: tuple[Outputs, ...]
    """The answers, baseline first."""

    @property
    def content(self) -> dict[str, Any]:
        """Plan and answers by their hashes."""
        return {"plan": self.lock.content, "outputs": [each.run for each in self.outputs]}

    @property
    def name(self) -> str:
        """Equal for the same plan on the same answers of the same benchmark."""
        return f"{self.dataset.version}:{content_hash(self.content)}"


def evaluate(
    workspace: "Workspace",
    path: Path,
    *,
    actor: str,
    exploratory: bool = False,
    base: Path | None = None,
    progress: Progress | None = None,
) -> Evidence:
    """Run a plan: answers on the ledger, facts as of one position, estimates, comparison, verdicts, evidence.

    The same command takes up an interrupted run; the same plan on the same answers is the same look and evidence.

    Raises
    ------
    PlanError
        ``plan.not_locked`` or ``plan.edited`` unless ``exploratory``.
    NotPermitted
        ``plan.changed_without_approval`` when it differs from ``base``; ``plan.path_outside``.
    """
    started = workspace.now()
    plan, text = workspace.read_plan(path)
    lock, state = in_force(workspace, plan, text, path, exploratory=exploratory)
    if base is not None:
        hold_against(workspace, base, lock)
    dataset = workspace.dataset_of(lock.plan, str(path))
    if lock.locked_by == NOBODY:
        workspace.answerable(lock.plan, dataset, str(path))
    given = all_answers(workspace, dataset, lock.plan, path.parent)
    look = Look(lock, dataset, tuple(each.outputs for each in given))
    with taken_up(workspace, look) as job:
        for each in given:
            keep_answers(workspace, each, actor=actor, progress=progress)
        evidence = found_now(workspace, look, state=state, started=started, job=job, actor=actor, progress=progress)
        return workspace.keep_evidence(evidence, look.outputs, actor=actor)


def found_now(
    workspace: "Workspace",
    look: Look,
    *,
    state: str,
    started: str,
    job: Job,
    actor: str,
    progress: Progress | None,
) -> Evidence:
    """The evidence as of the ledger as it stands now."""
    lock, dataset, outputs = look.lock, look.dataset, look.outputs
    looks = count_look(workspace, look, actor=actor)
    position = workspace.store.ledger.size()
    facts = planned_facts(lock.plan, workspace.facts(lock.plan, dataset, outputs, position=position))
    if progress:
        progress(0, dataset.manifest.n_items, "items evaluated")
    checks = run_checks(
        lock.plan.checks, workspace.table(dataset), dataset.manifest.columns, previous=workspace.previous(dataset)
    )
    waivers = workspace.waivers(lock.plan.name)
    found = assess(
        lock.plan,
        facts,
        checks=checks,
        waivers=waivers,
        plan_content=lock.content,
        plan_state=state,
        now=started,
    )
    sensitive = tuple(c.name for c in dataset.manifest.columns if c.role is Role.SENSITIVE)
    reference = workspace.reference(dataset, lock.plan.reference)
    named = reference if lock.plan.reference is not None else None
    head = workspace.store.ledger.sign_head(workspace.now())
    return Evidence(
        lock=lock,
        plan_state=state,
        dataset=dataset.manifest,
        reference_source=reference.source,
        sensitive_columns=sensitive,
        estimates=tuple(found.estimates),
        comparisons=tuple(found.comparisons),
        checks=tuple(checks),
        verdicts=found.verdicts,
        recommendation=found.recommendation,
        waivers=waivers,
        curves=found.curves,
        items=found.items,
        looks=looks,
        limits=caveats(lock.plan, facts, looks=looks, state=state, reference_source=reference.source, reference=named),
        seed=lock.plan.seed,
        run=RunBlock(started, workspace.now(), position, head, version(), job.retries),
        reference=named,
    )


@contextmanager
def taken_up(workspace: "Workspace", look: Look) -> Iterator[Job]:
    """The job of this plan on these answers; one that was begun and did not end is taken up, and counts as a retry."""
    jobs, run = workspace.store.jobs, f"evaluate:{look.name}"
    job = jobs.begin(run, total=len(look.outputs), now=workspace.now())
    try:
        yield job
    except Exception:
        with suppress(AssayError):
            jobs.end(run, JobState.FAILED, now=workspace.now())
        raise
    jobs.end(run, JobState.DONE, now=workspace.now())


def in_force(workspace: "Workspace", plan: Plan, text: str, path: Path, *, exploratory: bool) -> tuple[Lock, str]:
    """The lock that a plan file runs under and its state; for an exploratory run a lock that nobody gave."""
    state, lock = workspace.standing(plan)
    if lock and state in ("locked", "amended"):
        return lock, state
    if exploratory:
        whole = with_dataset(plan, workspace.dataset_of(plan, str(path)).version)
        return Lock(whole, text, plan_content(whole), workspace.now(), NOBODY), state
    if lock is None:
        raise PlanError(
            "plan.not_locked",
            f"Plan '{plan.name}' is not locked, so its results could not be believed.",
            f"Lock it first: assay plan lock {path} --by YOU. To look around: --exploratory.",
            file=str(path),
        )
    said = "; ".join(changes(lock.plan, as_versioned(plan, lock.plan.dataset)))
    raise PlanError(
        "plan.edited",
        f"Plan '{plan.name}' was edited after it was locked: {said}.",
        f"Take it back, or amend it in the open: assay plan amend {path} --by YOU --approver OTHER --reason WHY.",
        file=str(path),
    )


def hold_against(workspace: "Workspace", base: Path, lock: Lock) -> None:
    """Refuse a plan that differs from the one of the base branch without an approval by somebody else."""
    before, _ = workspace.read_plan(base)
    version_of = lock.plan.dataset.partition("@")[2]
    whole = with_dataset(before, version_of) if before.dataset.partition("@")[0] in lock.plan.dataset else before
    approvals = (*workspace.approvals(lock.content), *lock.approvals)
    review = compare_with_base(whole, lock.plan, approvals, author=lock.plan.author, file=str(base))
    if review.problems:
        raise NotPermitted.gather(review.problems)


def all_answers(workspace: "Workspace", dataset: "Dataset", plan: Plan, folder: Path) -> tuple[Given, ...]:
    """The answers of baseline and candidate, all read and checked before any of them is kept.

    Raises
    ------
    InputError, NotPermitted, WorkspaceError
        With the problems of both.
    """
    given: list[Given] = []
    faults: list[AssayError] = []
    for spec in (plan.baseline, plan.candidate):
        try:
            given.append(answers_of(workspace, dataset, spec, folder))
        except AssayError as error:
            faults.append(error)
    if faults:
        raise type(faults[0]).gather(problem for fault in faults for problem in fault.problems)
    return tuple(given)


def answers_of(workspace: "Workspace", dataset: "Dataset", spec: SystemSpec, folder: Path) -> Given:
    """The answers of a system of the plan: those that came with the import, or read from a file beside the plan."""
    if spec.predictions is None:
        return Given(workspace.outputs(dataset, spec.name))
    known = items_of(workspace.store, dataset.version, position=workspace.store.ledger.size())
    if known is None:
        raise WorkspaceError(
            "dataset.no_items", f"The items of {dataset.manifest.name} are not on the ledger.", "Import it again."
        )
    id_column = next(column.name for column in dataset.manifest.columns if column.role is Role.ID)
    answers = read_outputs(
        resolve_inside(folder, spec.predictions),
        system=spec.name,
        item=id_column,
        label=spec.label_column,
        score=spec.score_column,
        known=known["item"],
    )
    judge = content_hash({"sha256": answers.sha256, "label": spec.label_column, "score": spec.score_column})
    outputs = Outputs(
        dataset.version,
        spec.name,
        judge,
        content_hash({"dataset": dataset.version, "system": spec.name, "judge": judge})[:32],
        Path(spec.predictions).name,
        has_labels=True,
        has_scores=answers.scores is not None,
    )
    return Given(outputs, answers, known)


def keep_answers(workspace: "Workspace", given: Given, *, actor: str, progress: Progress | None) -> None:
    """Answers that were read from a file, appended to the ledger; those that are there already stay as they are."""
    if given.read is None or given.items is None:
        return
    append_outputs(
        workspace.store,
        given.outputs,
        items=given.items["item"],
        item_hashes=given.items["item_hash"],
        labels=given.read.labels,
        scores=given.read.scores,
        actor=actor,
        now=workspace.now(),
        progress=progress,
    )


def count_look(workspace: "Workspace", look: Look, *, actor: str) -> int:
    """Which look at this benchmark this is, from 1; the same plan on the same answers is one look, however often."""
    workspace.put("look", look.name, look.content, actor=actor)
    every = [each.name for each in workspace.store.documents.every("look")]
    return [name for name in every if name.startswith(look.dataset.version)].index(look.name) + 1
