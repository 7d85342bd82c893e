"""The story of what was evaluated: the last evidence of each plan."""

from typing import TYPE_CHECKING, NamedTuple

from assay.core.evidence import Evidence
from assay.core.named import named
from assay.core.verdict import Decision
from assay.store.evidence import last_evidence

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

KIND = "evidence"
MOST_PLANS = 100


class Evaluated(NamedTuple):
    """The last evidence of a plan."""

    plan: str
    """Name of the plan."""
    dataset: str
    """Name of its dataset."""
    at: str
    """When the evidence was made, UTC."""
    evidence: Evidence
    """All of it."""
    decision: Decision | None
    """The last decision on it."""


def evaluations(workspace: "Workspace", *, most: int = MOST_PLANS) -> tuple[Evaluated, ...]:
    """The last evidence of each plan, the newest first."""
    latest = sorted(workspace.store.documents.latest(KIND), key=lambda each: each.at, reverse=True)
    return tuple(evaluation(workspace, each.name) for each in latest[:most])


def is_evaluated(workspace: "Workspace", plan: str) -> bool:
    """Whether a plan has evidence."""
    return workspace.store.documents.find(KIND, plan) is not None


def evaluation(workspace: "Workspace", plan: str) -> Evaluated:
    """The last evidence of a plan, by its name.

    Raises
    ------
    WorkspaceError
        ``evidence.none``.
    """
    kept = last_evidence(workspace.store, plan)
    decision = kept.decisions[-1] if kept.decisions else None
    name = named(kept.evidence.lock.plan.dataset).name
    return Evaluated(plan, name, kept.evidence.run.finished_at, kept.evidence, decision)


def datasets_of(workspace: "Workspace", plan: str) -> frozenset[str]:
    """Names of what the last evidence of a plan rests on: its benchmark, and the sets of outputs that were judged.

    Raises
    ------
    WorkspaceError
        ``evidence.none``.
    """
    kept = last_evidence(workspace.store, plan)
    sets = {each.output_set for each in kept.outputs if each.output_set}
    judged = (each.manifest.name for each in workspace.datasets() if each.version in sets)
    return frozenset({named(kept.evidence.lock.plan.dataset).name, *judged})
