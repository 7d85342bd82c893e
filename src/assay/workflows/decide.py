"""The decide story: what a named person decided, and which failures were accepted until when."""

from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.slices import SliceKey
from assay.core.verdict import Advice, Decision, Waiver
from assay.gates.decide import decide as decided
from assay.gates.waivers import grant

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


def decide(workspace: "Workspace", path: Path, *, advice: Advice, by: str, reason: str) -> Decision:
    """Keep a person's decision on the plan's last evidence.

    Raises
    ------
    InputError
        ``decision.no_reason`` when it differs from the recommendation without a reason.
    """
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan)
    decision = decided(
        kept.hash, kept.evidence.recommendation, advice=advice, by=by, reason=reason, now=workspace.now()
    )
    workspace.put("decision", kept.hash, decision, actor=by)
    return decision


def waive(
    workspace: "Workspace",
    path: Path,
    *,
    gate: str,
    until: str,
    reason: str,
    by: str,
    approver: str,
    key: SliceKey | None,
) -> Waiver:
    """Keep the acceptance of a gate's failure until a time; the next evaluate or gate counts it."""
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan).evidence
    waiver = grant(
        kept.lock.plan,
        gate,
        plan_content=kept.lock.content,
        reason=reason,
        by=by,
        approver=approver,
        expires_at=until,
        now=workspace.now(),
        id=workspace.new_id(),
        slice=key,
    )
    workspace.put("waiver", plan.name, waiver, actor=by)
    return waiver
