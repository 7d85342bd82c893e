"""From facts to recommendation: the one path that evaluate, replay and the self-test share."""

from collections.abc import Sequence
from typing import NamedTuple

from assay.core.check import CheckResult
from assay.core.evidence import Curve, ItemsBehind
from assay.core.plan import GateKind, Plan
from assay.core.slices import SliceSpec
from assay.core.verdict import Outcome, Recommendation, Verdict, Waiver
from assay.gates.claims import LABELS
from assay.gates.recommend import recommend
from assay.gates.verdicts import check_gates
from assay.gates.waivers import apply_waivers
from assay.metrics.behind import items_behind
from assay.metrics.compare import compare
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimate import estimate
from assay.metrics.estimates import Estimates
from assay.metrics.facts import Facts
from assay.metrics.reliability import reliability_curve
from assay.metrics.shrink import shrink


class Assessment(NamedTuple):
    """Everything in an evidence that follows from the facts."""

    estimates: Estimates
    """Both systems, all metrics, all slices, small slices shrunk."""
    comparisons: Comparisons
    """All metrics, all slices."""
    verdicts: tuple[Verdict, ...]
    """Waivers applied."""
    recommendation: Recommendation
    """By the tier's table."""
    curves: tuple[Curve, ...]
    """Of each system that gives scores."""
    items: tuple[ItemsBehind, ...]
    """Behind each verdict on items that is not PASS."""


def assess(
    plan: Plan,
    facts: Facts,
    *,
    checks: Sequence[CheckResult],
    waivers: Sequence[Waiver],
    plan_content: str,
    plan_state: str,
    now: str,
) -> Assessment:
    """What the plan says of these facts; ``now`` decides only which waivers have expired."""
    specs = reported_slices(plan)
    metrics = reported_metrics(plan)
    names = plan.baseline.name, plan.candidate.name
    estimates = shrink(estimate(metrics, facts, by=specs, level=plan.level, seed=plan.seed, systems=names))
    comparisons = compare(
        metrics, facts, baseline=names[0], candidate=names[1], by=specs, level=plan.level, seed=plan.seed
    )
    checked = check_gates(plan, estimates, comparisons, checks)
    verdicts = apply_waivers(checked, waivers, plan_content=plan_content, now=now)
    return Assessment(
        estimates,
        comparisons,
        verdicts,
        recommend(verdicts, plan_state=plan_state),
        tuple(
            reliability_curve(facts, answers.system, level=plan.level)
            for answers in facts.answers
            if answers.score is not None and len(facts.classes) == 2
        ),
        behind(plan, facts, verdicts),
    )


def reported_metrics(plan: Plan) -> tuple[str, ...]:
    """Metrics of the plan, those of its gates included, each once, in the order written."""
    return tuple(dict.fromkeys([*plan.metrics, *(gate.metric for gate in plan.gates if gate.metric)]))


def reported_slices(plan: Plan) -> tuple[SliceSpec, ...]:
    """Cuts of the plan, those of its gates included, each once, in the order written."""
    return tuple(dict.fromkeys([*plan.slices, *(gate.by for gate in plan.gates if gate.by)]))


def behind(plan: Plan, facts: Facts, verdicts: Sequence[Verdict]) -> tuple[ItemsBehind, ...]:
    """Items behind each verdict that did not PASS; data checks name theirs themselves."""
    specs = {gate.name: gate.by for gate in plan.gates}
    return tuple(
        items_behind(
            facts,
            gate=verdict.gate,
            spec=specs.get(verdict.gate) if verdict.slice else None,
            key=verdict.slice,
            baseline=plan.baseline.name,
            candidate=plan.candidate.name,
            doubtful=_doubtful(verdict),
        )
        for verdict in verdicts
        if verdict.outcome is not Outcome.PASS and verdict.kind is not GateKind.CHECK
    )


def _doubtful(verdict: Verdict) -> str | None:
    """Whether the items to adjudicate come first, and among which they are sought."""
    if verdict.reason != LABELS:
        return None
    return "difference" if verdict.kind is GateKind.NON_INFERIORITY else "value"
