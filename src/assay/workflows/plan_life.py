"""The life of a plan: drafted from a dataset, checked, approved, locked, amended in the open."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.addresses import shown_address
from assay.core.errors import PlanError, WorkspaceError, did_you_mean
from assay.core.item import ReferenceSet, Role
from assay.core.plan import Approval, GateKind, Lock, Plan, Tier
from assay.datasets.card_draft import count_facts
from assay.datasets.levels import level_counts
from assay.datasets.output_set import prompt_columns
from assay.gates.stages import stages_of
from assay.harness.judging.judge_file import parse_judge
from assay.harness.plan_calls import check_calls
from assay.plans.content import as_versioned, changes, plan_content, with_dataset
from assay.plans.draft import draft_plan
from assay.plans.draft_called import draft_called
from assay.plans.feasibility import Feasibility, feasibility
from assay.plans.lock import amend as amended
from assay.plans.lock import approve as approved
from assay.plans.lock import lock_plan
from assay.plans.requirements import Requirement, open_requirements
from assay.plans.trust import read_inside

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What stands between a plan and its lock."""

    plan: str
    """Name of the plan."""
    state: str
    """unlocked, locked, amended or edited."""
    content: str
    """What an approver approves."""
    requirements: tuple[Requirement, ...]
    """What the tier still requires."""
    feasibility: tuple[Feasibility, ...]
    """Whether the data can answer each gate at all."""
    changes: tuple[str, ...]
    """For an edited plan: what differs from the plan in force."""
    notes: tuple[str, ...] = ()
    """What is worth knowing of its data before it is locked."""


def draft(
    workspace: "Workspace",
    *,
    dataset: str,
    baseline: str | None,
    candidate: str | None,
    name: str | None,
    author: str,
) -> str:
    """Text of a good first plan on a dataset; on one without labels both systems are called.

    Raises
    ------
    WorkspaceError
        When the dataset is unknown, or fewer than two systems answered it and none are named.
    """
    found = workspace.dataset(dataset)
    if not any(each.role is Role.LABEL for each in found.manifest.columns):
        return draft_called(
            found.manifest,
            version=found.version,
            name=name or f"{found.manifest.name}-release",
            baseline=baseline or "old",
            candidate=candidate or "new",
            author=author or None,
        )
    systems = workspace.systems_imported(found)
    if len(systems) < 2 and not (baseline and candidate):
        raise WorkspaceError(
            "plan.no_systems",
            f"{len(systems)} systems came with {found.manifest.name}; a plan compares two.",
            "Name both (--baseline, --candidate) and give the file of their answers in the plan under 'predictions:'.",
        )
    table = workspace.table(found)
    counts = count_facts(table, found.manifest.columns)
    return draft_plan(
        found.manifest,
        version=found.version,
        name=name or f"{found.manifest.name}-release",
        baseline=baseline or systems[0],
        candidate=candidate or systems[-1],
        labels=dict(counts.labels),
        level_counts=level_counts(table, found.manifest.columns),
        author=author or None,
    )


def check(workspace: "Workspace", path: Path, *, discordance: float | None = None) -> PlanCheck:
    """What the tier still requires of a plan and whether its data can answer it; nothing is written."""
    plan, _ = workspace.read_plan(path)
    dataset = workspace.dataset_of(plan, str(path))
    versioned = with_dataset(plan, dataset.version)
    state, lock = workspace.standing(plan)
    content = plan_content(versioned)
    known = workspace.answerable(versioned, dataset, str(path))
    check_called(workspace, plan, dataset, path)
    reference = None if plan.by_verdict else workspace.reference(dataset, plan.reference)
    return PlanCheck(
        plan.name,
        state,
        content,
        open_requirements(
            versioned,
            tier_of(workspace, plan),
            n_items=known.sizes[()],
            has_card=workspace.has_card(dataset),
            approvals=workspace.approvals(content),
            columns=dataset.manifest.columns,
        ),
        feasibility(
            versioned,
            known.sizes,
            discordance=discordance,
            positive_share=known.positive_share,
            items_per_cluster=known.items_per_cluster,
        ),
        changes(lock.plan, as_versioned(plan, lock.plan.dataset)) if lock and state == "edited" else (),
        tuple(_of_reference(reference, dataset.manifest.n_items))
        if reference is not None
        else (*_of_judge(plan, path.parent), *_of_stages(plan)),
    )


def check_called(workspace: "Workspace", plan: Plan, dataset: "Dataset", path: Path) -> None:
    """Nothing for a plan whose systems can be called.

    Raises
    ------
    PlanError
        As `assay.harness.plan_calls.check_calls`.
    """
    allowed = workspace.store.settings.allow_code
    files = workspace.files_beside(path.parent)
    check_calls(plan, prompt_columns(dataset.manifest), files=files, file=str(path), allow_code=allowed)


def _of_reference(reference: ReferenceSet, n_items: int) -> Iterator[str]:
    """What a plan's reference leaves out, and how noisy it is."""
    absent = n_items - reference.n_items
    if absent:
        yield (
            f"The reference set '{reference.name}' has answers to {reference.n_items:,} of {n_items:,} items; "
            f"the other {absent:,} are left out."
        )
    if reference.doubt is not None:
        yield (
            f"About {100 * reference.doubt:.1f} % of its likeliest answers are expected to be wrong; that doubt makes "
            "every interval wider."
        )


def _of_judge(plan: Plan, folder: Path) -> Iterator[str]:
    """Where the judge of a plan is called, and whether its systems are called there too."""
    if plan.scoring is None or plan.scoring.judge_file is None:
        return
    file = plan.scoring.judge_file
    spec = parse_judge(read_inside(folder, file), str(folder / file), addresses=plan.addresses)
    for url in dict.fromkeys(each.url for each in spec.callers):
        called = [each.name for each in (plan.baseline, plan.candidate) if each.call and each.call.url == url]
        beside = f", where {' and '.join(repr(each) for each in called)} is called too" if called else ""
        yield f"Judge '{spec.name}' in {file} is called at {shown_address(url)}{beside}."


def _of_stages(plan: Plan) -> Iterator[str]:
    """Stages of people's labels at which a gate has too few prompts: half of the outputs are the baseline's."""
    stages = stages_of(plan.scoring) if plan.scoring is not None else ()
    for gate in plan.gates if stages else ():
        short = [each for each in stages if each // 2 < gate.min_items]
        if short and gate.kind is not GateKind.CHECK:
            yield (
                f"Gate '{gate.name}' asks for at least {gate.min_items} prompts and cannot be decided when people have "
                f"judged {' or '.join(map(str, short))} outputs, which are half as many prompts: raise 'stages' to "
                f"{2 * gate.min_items}, or lower 'min_items'."
            )


def approve(workspace: "Workspace", path: Path, *, by: str) -> Approval:
    """A named person's approval of exactly this content, kept."""
    plan, _ = workspace.read_plan(path)
    dataset = workspace.dataset_of(plan, str(path))
    approval = approved(plan, dataset_version=dataset.version, by=by, now=workspace.now())
    workspace.put("approval", approval.subject, approval, actor=by)
    return approval


def lock(workspace: "Workspace", path: Path, *, by: str) -> Lock:
    """Freeze a plan before its first result.

    Raises
    ------
    PlanError
        One problem for each open requirement; ``plan.already_locked``; ``plan.has_results`` once an evidence of
        another content under this name exists.
    """
    plan, text = workspace.read_plan(path)
    state, in_force = workspace.standing(plan)
    if in_force and state in ("locked", "amended"):
        return in_force
    if in_force and workspace.store.documents.find("evidence", plan.name):
        raise PlanError(
            "plan.has_results",
            f"Plan '{plan.name}' has results already; it cannot be locked again with another content.",
            "Amend it in the open: assay plan amend.",
            file=str(path),
        )
    dataset = workspace.dataset_of(plan, str(path))
    versioned = with_dataset(plan, dataset.version)
    known = workspace.answerable(versioned, dataset, str(path))
    check_called(workspace, plan, dataset, path)
    content = plan_content(versioned)
    locked = lock_plan(
        plan,
        text,
        dataset_version=dataset.version,
        now=workspace.now(),
        by=by,
        approvals=workspace.approvals(content),
        tier=tier_of(workspace, plan),
        n_items=known.sizes[()],
        has_card=workspace.has_card(dataset),
        columns=dataset.manifest.columns,
    )
    workspace.put("lock", plan.name, locked, actor=by)
    return locked


def amend(workspace: "Workspace", path: Path, *, by: str, approver: str, reason: str) -> Lock:
    """Change a locked plan in the open.

    Raises
    ------
    PlanError
        ``plan.not_locked``, ``plan.nothing_to_amend``, ``plan.no_reason``.
    NotPermitted
        ``plan.own_approval``.
    """
    plan, text = workspace.read_plan(path)
    _, in_force = workspace.standing(plan)
    if in_force is None:
        what = f"Plan '{plan.name}' is not locked, so there is nothing to amend."
        raise PlanError("plan.not_locked", what, "Lock it: assay plan lock.", file=str(path))
    dataset = workspace.dataset_of(plan, str(path))
    workspace.answerable(with_dataset(plan, dataset.version), dataset, str(path))
    changed = amended(
        in_force,
        plan,
        text,
        now=workspace.now(),
        by=by,
        approver=approver,
        reason=reason,
        tier=tier_of(workspace, plan),
    )
    workspace.put("lock", plan.name, changed, actor=by)
    return changed


def tier_of(workspace: "Workspace", plan: Plan) -> Tier:
    """The tier that a plan names.

    Raises
    ------
    PlanError
        ``plan.unknown_tier`` with the known ones.
    """
    tiers = workspace.tiers()
    if plan.tier not in tiers:
        raise PlanError("plan.unknown_tier", f"There is no tier '{plan.tier}'.", did_you_mean(plan.tier, tiers))
    return tiers[plan.tier]
