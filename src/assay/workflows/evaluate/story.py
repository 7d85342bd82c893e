"""The evaluate story: a locked plan runs on its data and leaves evidence."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.core.called import CalledRun
from assay.core.canonical import content_hash
from assay.core.errors import AssayError, NotPermitted, PlanError
from assay.core.evidence import Evidence, RunBlock
from assay.core.item import Role
from assay.core.plan import Lock, Plan
from assay.core.ports import Progress
from assay.core.version import version
from assay.datasets.checks import run_checks
from assay.gates.caveats import caveats
from assay.gates.missing import assess_all
from assay.plans.content import as_versioned, changes, plan_content, with_dataset
from assay.plans.pull_request import compare_with_base
from assay.store.jobs import Job, JobState
from assay.store.outputs import Outputs
from assay.workflows.evaluate.answers import all_answers, keep_all
from assay.workflows.evaluate.asking import Fill, ask_people, judged_of, needs_people, outputs_of
from assay.workflows.evaluate.called import Calling
from assay.workflows.evaluate.judging import Ask, judge_called, judge_calls, judge_outputs

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

NOBODY = "nobody"
"""Who locked the plan of an exploratory run."""
SCORED = "scored"
"""Source of a reference that is none: each output is good or not."""


class Look(NamedTuple):
    """One plan on one set of answers."""

    lock: Lock
    """The plan in force."""
    dataset: "Dataset"
    """The benchmark."""
    outputs: tuple[Outputs, ...]
    """The answers, baseline first."""
    runs: tuple[CalledRun, ...] = ()
    """What the calls of called systems came to."""

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
    again: bool = False,
    shared: Path | None = None,
    fill: Fill | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> Evidence:
    """Run a plan: answers had and put on the ledger, facts as of one position, estimates, comparison, verdicts.

    The same command takes up an interrupted run; the same plan on the same answers is the same look and evidence.
    With ``again``, calls that failed before are made once more; ``shared`` is where processes share endpoints.
    ``fill`` is `assay.workflows.queues.fill_queue`: with it people are asked where a plan declares stages of labels
    and needs them; ``ask`` is `assay.workflows.judge_run.run_judge`: with it the judge in a plan's file is called.
    Stories do not know each other.

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
    paces = {each.name: each.call for each in (plan.baseline, plan.candidate) if each.call is not None}
    asked = replace(lock.plan, budget=plan.budget)
    how, spec = Calling(paces, again, shared, progress), judge_called(workspace, asked, path.parent)
    answers = all_answers(workspace, dataset, asked, path.parent, how=how)
    look = Look(lock, dataset, answers.outputs, answers.runs)
    with taken_up(workspace, look) as job:
        keep_all(workspace, answers, lock.plan, actor=actor, progress=progress)
        outputs = outputs_of(workspace, lock.plan, answers.outputs)
        if spec is not None and outputs is not None and ask is not None:
            spent = sum(each.cost or 0.0 for each in answers.runs)
            rest: dict[str, Any] = {"paces": plan, "how": how, "spent": spent, "actor": actor}
            judge_outputs(workspace, outputs, spec, path.parent, ask=ask, addresses=asked.addresses, **rest)
            called = judge_calls(workspace, outputs, spec)
            look = look._replace(runs=(*look.runs, *([called] if called else [])))
        now: dict[str, Any] = {"state": state, "started": started, "job": job, "actor": actor, "progress": progress}
        evidence = found_now(workspace, look, **now)
        while fill is not None and asked_once_more(workspace, look, evidence, fill=fill, actor=actor):
            evidence = found_now(workspace, look, **now)
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
    table = workspace.facts(lock.plan, dataset, outputs, position=position)
    if progress:
        progress(0, dataset.manifest.n_items, "items evaluated")
    checks = run_checks(
        lock.plan.checks, workspace.table(dataset), dataset.manifest.columns, previous=workspace.previous(dataset)
    )
    waivers = workspace.waivers(lock.plan.name)
    judged = judged_of(workspace, lock.plan, outputs, position=position, now=started)
    facts, found, missing = assess_all(
        lock.plan,
        table,
        checks=checks,
        waivers=waivers,
        plan_content=lock.content,
        plan_state=state,
        now=started,
        judged=judged,
    )
    sensitive = tuple(c.name for c in dataset.manifest.columns if c.role is Role.SENSITIVE)
    reference = None if lock.plan.by_verdict else workspace.reference(dataset, lock.plan.reference)
    source, named = SCORED if reference is None else reference.source, reference if lock.plan.reference else None
    head = workspace.store.ledger.sign_head(workspace.now())
    return Evidence(
        lock=lock,
        plan_state=state,
        dataset=dataset.manifest,
        reference_source=source,
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
        limits=caveats(
            lock.plan, facts, looks=looks, state=state, reference_source=source, reference=named, judged=judged
        ),
        seed=lock.plan.seed,
        run=RunBlock(started, workspace.now(), position, head, version(), job.retries, calls=look.runs),
        reference=named,
        missing=missing,
        judged=found.judged,
    )


def asked_once_more(workspace: "Workspace", look: Look, evidence: Evidence, *, fill: Fill, actor: str) -> bool:
    """Whether the decision needs the next declared stage of labels, and people were asked for it just now."""
    outputs = outputs_of(workspace, look.lock.plan, look.outputs)
    if outputs is None or not needs_people(evidence):
        return False
    position = workspace.store.ledger.size()
    table = workspace.facts(look.lock.plan, look.dataset, look.outputs, position=position)
    return ask_people(workspace, outputs, table, evidence, fill=fill, actor=actor)


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
    approvals = (*workspace.approvals(lock.content), *lock.approvals)
    review = compare_with_base(
        as_versioned(before, lock.plan.dataset), lock.plan, approvals, author=lock.plan.author, file=str(base)
    )
    if review.problems:
        raise NotPermitted.gather(review.problems)


def count_look(workspace: "Workspace", look: Look, *, actor: str) -> int:
    """Which look at this benchmark this is, from 1; the same plan on the same answers is one look, however often."""
    workspace.put("look", look.name, look.content, actor=actor)
    every = [each.name for each in workspace.store.documents.every("look")]
    return [name for name in every if name.startswith(look.dataset.version)].index(look.name) + 1
