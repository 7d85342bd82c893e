"""What a tier still requires of a plan before it may be locked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.core.errors import did_you_mean
from assay.core.expression import columns_of
from assay.core.item import Column, Role
from assay.core.people import person
from assay.core.plan import Approval, GateRole, Plan, Tier
from assay.core.slices import Cut, Named
from assay.plans.approvals import approvers
from assay.plans.content import plan_content, with_dataset


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must be done before the lock."""

    code: str
    """Stable and dotted: ``tier.approvals``."""
    what: str
    """What is required and what is there."""
    fix: str
    """The next step."""
    line: int | None = None
    """Line in the plan file, where one is concerned."""


def open_requirements(
    plan: Plan,
    tier: Tier,
    *,
    n_items: int,
    has_card: bool,
    approvals: Sequence[Approval],
    dataset_version: str | None = None,
    columns: Sequence[Column] | None = None,
) -> tuple[Requirement, ...]:
    """What the tier still requires; none when the plan may be locked.

    Parameters
    ----------
    plan, tier : Plan, Tier
        The plan and the tier of the name it gives.
    n_items : int
        Items of the dataset version that have a label.
    has_card : bool
        Whether the dataset has a reviewed card.
    approvals : sequence of Approval
        Of any content; only those of this content count, and the author's own never does.
    dataset_version : str, optional
        Full version; approvals are of the content with it filled in.
    columns : sequence of Column, optional
        Columns of the dataset, to find names that it does not have.
    """
    versioned = with_dataset(plan, dataset_version) if dataset_version is not None else plan
    return (
        *plan_requirements(plan, tier),
        *_of_data(tier, n_items, has_card=has_card),
        *(column_requirements(plan, columns) if columns is not None else ()),
        *_of_people(versioned, tier, approvals),
    )


def plan_requirements(plan: Plan, tier: Tier) -> tuple[Requirement, ...]:
    """What the tier requires of the text of the plan, whatever the data and the people."""
    return tuple(_of_plan(plan, tier))


def _of_plan(plan: Plan, tier: Tier) -> Iterator[Requirement]:
    if plan.tier != tier.name:
        what = f"The plan asks for the tier '{plan.tier}', but was held against '{tier.name}'."
        yield Requirement("tier.name", what, "Name a tier of the workspace.")
    if plan.level < tier.min_level:
        what = f"Tier {tier.name} requires level {tier.min_level:g} or more; the plan has {plan.level:g}."
        yield Requirement("tier.level", what, f"Write 'level: {tier.min_level:g}'.")
    if plan.power < tier.min_power:
        what = f"Tier {tier.name} requires power {tier.min_power:g} or more; the plan has {plan.power:g}."
        yield Requirement("tier.power", what, f"Write 'power: {tier.min_power:g}'.")
    if tier.needs_multiplicity and plan.multiplicity == "none":
        what = f"Tier {tier.name} requires a correction for many gates."
        yield Requirement("tier.multiplicity", what, "Write 'multiplicity: holm'.")
    roles = {gate.role for gate in plan.gates}
    for role, needed in ((GateRole.GUARDRAIL, tier.needs_guardrail), (GateRole.SLICE, tier.needs_slice)):
        if needed and role not in roles:
            what = f"Tier {tier.name} requires at least one gate with role {role.value}."
            yield Requirement(f"tier.{role.value}", what, f"Add a gate with 'role: {role.value}'.")


def _of_data(tier: Tier, n_items: int, *, has_card: bool) -> Iterator[Requirement]:
    if n_items < tier.min_items:
        what = f"Tier {tier.name} requires {tier.min_items:,} judged items; the dataset has {n_items:,}."
        yield Requirement("tier.items", what, f"Judge {tier.min_items - n_items:,} more, or choose a lower tier.")
    if tier.needs_card and not has_card:
        what = f"Tier {tier.name} requires a reviewed card of the dataset."
        yield Requirement("tier.card", what, "Write and review one: assay dataset card.")


def _of_people(plan: Plan, tier: Tier, approvals: Sequence[Approval]) -> Iterator[Requirement]:
    if plan.author is None and (tier.min_approvals or plan.reviewers):
        what = "The plan names no author, so nobody can tell an approval from the author's own."
        yield Requirement("tier.author", what, "Add 'author:'.")
    content = plan_content(plan)
    names = approvers(approvals, content, not_by=(plan.author,))
    have = {person(name) for name in names}
    for reviewer in plan.reviewers:
        if person(reviewer) not in have:
            what = f"Reviewer {reviewer} has not approved this content ({content[:12]})."
            yield Requirement("tier.reviewer", what, f"Ask for: assay plan approve --by {reviewer}.")
    if len(names) < tier.min_approvals:
        what = (
            f"Tier {tier.name} asks for approval by others than the author: {len(names)} of {tier.min_approvals} found."
        )
        yield Requirement("tier.approvals", what, "Ask someone else to run: assay plan approve.")


def column_requirements(plan: Plan, columns: Sequence[Column]) -> Iterator[Requirement]:
    """Columns that the plan reads and the dataset does not have, or keeps sealed."""
    known = {column.name: column for column in columns}
    for name, line in _columns_read(plan):
        if name not in known:
            what = f"The dataset has no column '{name}'."
            yield Requirement("plan.unknown_column", what, did_you_mean(name, known), line)
        elif known[name].role is Role.SENSITIVE:
            what = f"Column '{name}' is sensitive and kept sealed: it cannot be read by a plan."
            yield Requirement("plan.sensitive_column", what, "Import it with the role group to cut by it.", line)


def _columns_read(plan: Plan) -> tuple[tuple[str, int | None], ...]:
    target = plan.scoring.target if plan.scoring else None
    found: dict[str, int | None] = {name: None for name in (plan.cluster, plan.weight, target) if name}
    lines = {gate.by: gate.line for gate in plan.gates if gate.by is not None}
    for spec in plan.slices:
        for part in spec.parts:
            for name in _columns_of_part(part):
                found.setdefault(name, lines.get(spec))
    return tuple(found.items())


def _columns_of_part(part: str | Cut | Named) -> tuple[str, ...]:
    match part:
        case Cut(column):
            return (column,)
        case Named(where=where):
            return tuple(columns_of(where))
        case _:
            return (part,)
