"""From facts to recommendation: the one path that evaluate, replay and the self-test share."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate
from assay.core.evidence import Curve, ItemsBehind, JudgedBy
from assay.core.plan import GateKind, Plan
from assay.core.slices import SliceKey, SliceSpec
from assay.core.verdict import Outcome, Recommendation, Verdict, Waiver
from assay.gates.claims import LABELS, claims_of
from assay.gates.gap import Gap
from assay.gates.judged import ByJudge, judged_numbers, judged_verdicts, labels_in_all
from assay.gates.lookup import Lookup
from assay.gates.recommend import recommend
from assay.gates.verdicts import check_gates
from assay.gates.waivers import apply_waivers
from assay.metrics.behind import items_behind
from assay.metrics.compare import compare
from assay.metrics.comparisons import Comparisons
from assay.metrics.estimate import estimate
from assay.metrics.estimates import Estimates
from assay.metrics.facts import Facts
from assay.metrics.label_effects import effects_on
from assay.metrics.reliability import reliability_curve
from assay.metrics.shrink import shrink
from assay.stats.arrays import FloatArray


class Assessment(NamedTuple):
    """Everything in an evidence that follows from the facts."""

    estimates: Sequence[Estimate]
    """Both systems, all metrics, all slices, small slices shrunk; corrected where a judge said what is good."""
    comparisons: Sequence[Comparison]
    """All metrics, all slices."""
    verdicts: tuple[Verdict, ...]
    """Waivers applied."""
    recommendation: Recommendation
    """By the tier's table."""
    curves: tuple[Curve, ...]
    """Of each system that gives scores."""
    items: tuple[ItemsBehind, ...]
    """Behind each verdict on items that is not PASS."""
    judged: JudgedBy | None = None
    """Who judged the outputs, with raw and corrected side by side; None where nothing was scored by a judge."""


def assess(
    plan: Plan,
    facts: Facts,
    *,
    checks: Sequence[CheckResult],
    waivers: Sequence[Waiver],
    plan_content: str,
    plan_state: str,
    now: str,
    judged: JudgedBy | None = None,
    table: pa.Table | None = None,
) -> Assessment:
    """What the plan says of these facts; ``now`` decides only which waivers have expired.

    Parameters
    ----------
    judged : who judged, where a judge said which outputs are good
    table : then the same facts by `assay.core.facts`, with what people said; no answer is missing
    """
    specs = reported_slices(plan)
    by_judge = None if judged is None or table is None else ByJudge(judged, table)
    estimates, comparisons, judged = (
        _numbers(plan, facts, specs) if by_judge is None else judged_numbers(plan, facts, by_judge, by=specs)
    )
    checked = gates_checked(plan, estimates, comparisons, checks, judged=judged)
    if judged is not None:
        judged = replace(judged, needed=labels_in_all(checked))
    verdicts = apply_waivers(checked, waivers, plan_content=plan_content, now=now)
    return Assessment(
        estimates,
        comparisons,
        verdicts,
        recommend(verdicts, plan_state=plan_state, noun="item" if judged is None else "label"),
        tuple(
            reliability_curve(facts, answers.system, level=plan.level)
            for answers in facts.answers
            if answers.score is not None and len(facts.classes) == 2
        ),
        behind(plan, facts, verdicts, Lookup(plan, estimates, comparisons)),
        judged,
    )


def gates_checked(
    plan: Plan,
    estimates: Sequence[Estimate],
    comparisons: Sequence[Comparison],
    checks: Sequence[CheckResult],
    *,
    judged: JudgedBy | None,
) -> tuple[Verdict, ...]:
    """Verdicts before waivers; where a judge judged, at the error of its stage, or refused."""
    if judged is None:
        return check_gates(plan, estimates, comparisons, checks)
    return judged_verdicts(plan, estimates, comparisons, checks, judged)


def _numbers(plan: Plan, facts: Facts, specs: Sequence[SliceSpec]) -> tuple[Estimates, Comparisons, None]:
    metrics, names = reported_metrics(plan), (plan.baseline.name, plan.candidate.name)
    estimates = shrink(estimate(metrics, facts, by=specs, level=plan.level, seed=plan.seed, systems=names))
    comparisons = compare(
        metrics, facts, baseline=names[0], candidate=names[1], by=specs, level=plan.level, seed=plan.seed
    )
    return estimates, comparisons, None


def reported_metrics(plan: Plan) -> tuple[str, ...]:
    """Metrics of the plan, those of its gates included, each once, in the order written."""
    return tuple(dict.fromkeys([*plan.metrics, *(gate.metric for gate in plan.gates if gate.metric)]))


def reported_slices(plan: Plan) -> tuple[SliceSpec, ...]:
    """Cuts of the plan, those of its gates included, each once, in the order written."""
    return tuple(dict.fromkeys([*plan.slices, *(gate.by for gate in plan.gates if gate.by)]))


def behind(plan: Plan, facts: Facts, verdicts: Sequence[Verdict], lookup: Lookup) -> tuple[ItemsBehind, ...]:
    """Items behind each verdict that did not PASS, or those to adjudicate; data checks name theirs themselves."""
    specs = {gate.name: gate.by for gate in plan.gates}
    return tuple(
        items_behind(
            facts,
            gate=verdict.gate,
            spec=specs.get(verdict.gate) if verdict.slice else None,
            key=verdict.slice,
            baseline=plan.baseline.name,
            candidate=plan.candidate.name,
            effects=_effects(plan, facts, verdict, specs.get(verdict.gate), lookup),
        )
        for verdict in verdicts
        if verdict.outcome is not Outcome.PASS and verdict.kind is not GateKind.CHECK
    )


def _effects(plan: Plan, facts: Facts, verdict: Verdict, spec: SliceSpec | None, lookup: Lookup) -> FloatArray | None:
    """What the doubt in each item adds to the label variance of a verdict that hangs on it; None for another."""
    if verdict.reason != LABELS or verdict.metric is None:
        return None
    names = plan.baseline.name, plan.candidate.name
    systems = names if verdict.kind is GateKind.NON_INFERIORITY else names[1:]
    if verdict.kind is GateKind.GAP:
        return effects_on(facts, verdict.metric, systems, spec, _extremes(plan, verdict, lookup))
    return effects_on(facts, verdict.metric, systems, spec if verdict.slice else None, (verdict.slice,))


def _extremes(plan: Plan, verdict: Verdict, lookup: Lookup) -> tuple[SliceKey, ...]:
    """The two slices whose gap a verdict is on."""
    claims = claims_of(plan, lookup)
    measured = next(claim.measured for claim in claims if claim.gate.name == verdict.gate)
    return measured.between if isinstance(measured, Gap) else ()
