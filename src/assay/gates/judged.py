"""From the verdicts of a judge and of people on outputs to verdicts of gates: on corrected numbers, or refused."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate
from assay.core.evidence import Corrected, Doubt, JudgedBy
from assay.core.figures import count, money
from assay.core.plan import GateKind, Plan
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey, SliceSpec
from assay.core.verdict import Outcome, Verdict
from assay.gates.claims import TOO_FEW_ITEMS, Claim, claims_of
from assay.gates.corrected import (
    compared_without_people,
    comparisons_of,
    corrected_of,
    estimates_of,
    nothing_judged,
    without_people,
)
from assay.gates.labels import labels_needed
from assay.gates.lookup import Lookup
from assay.gates.verdicts import SPANS_THRESHOLD, check_gates
from assay.gates.why import capitalised, metric_words, on_slice, plural
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts
from assay.metrics.mixed.cut import LEAST_LABELLED
from assay.metrics.mixed.judged import PASS_RATE, Judged, confused, judged_pieces

WAITS, NOBODY_ASKED, NOT_JUDGED = "waits_for_people", "judge_uncorrected", "not_judged"
TOO_FEW = "too_few_labelled"


class ByJudge(NamedTuple):
    """What a plan scored by a judge needs beside its facts."""

    judged: JudgedBy
    """Who judged, and how far people are."""
    table: pa.Table
    """By `assay.core.facts`, with what people said."""


class Numbers(NamedTuple):
    """What a judge and people say."""

    estimates: tuple[Estimate, ...]
    """Pass rates of both systems, corrected where people judged."""
    comparisons: tuple[Comparison, ...]
    """Their differences."""
    judged: JudgedBy
    """With raw and corrected side by side."""


def judged_numbers(plan: Plan, facts: Facts, given: ByJudge, *, by: Sequence[SliceSpec]) -> Numbers:
    """Corrected numbers on all items and slices; what the judge alone says, without an interval, before people judged.

    Parameters
    ----------
    facts : the verdicts of the judge held against "good"
    """
    judged, table = given
    baseline, candidate = plan.baseline.name, plan.candidate.name
    level = plan.level
    pieces = judged_pieces(Judged(table, baseline, candidate, plan.cluster), by=by, level=level)
    if pieces is None:
        reason = WAITS if judged.stages else NOBODY_ASKED
        raw = estimate([PASS_RATE], facts, by=by, level=level, systems=(baseline, candidate))
        apart = compare([PASS_RATE], facts, baseline=baseline, candidate=candidate, by=by, level=level)
        if not judged.version:
            return Numbers(*nothing_judged(raw, apart, NOT_JUDGED), judged)
        if not judged.stages and not judged.demands_card:
            return Numbers(tuple(raw), tuple(apart), judged)
        return Numbers(without_people(raw, reason), compared_without_people(apart, reason), judged)
    parted = {name: confused(table, name) for name in (baseline, candidate)}
    records = corrected_of(pieces, baseline=baseline, candidate=candidate, confused=parted)
    return Numbers(estimates_of(pieces), comparisons_of(pieces), replace(judged, corrected=records))


def judged_verdicts(
    plan: Plan,
    estimates: Sequence[Estimate],
    comparisons: Sequence[Comparison],
    checks: Sequence[CheckResult],
    judged: JudgedBy,
) -> tuple[Verdict, ...]:
    """Verdicts on corrected numbers at the error of the stage; INCONCLUSIVE where the tier refuses the judge."""
    at_stage = replace(plan, level=1.0 - 2.0 * judged.side_alpha)
    found = check_gates(at_stage, estimates, comparisons, checks, needed=False)
    if judged.demands_card and judged.doubts:
        return tuple(_refused(each, judged.doubts[0]) for each in found)
    claims = {(each.gate.name, each.slice): each for each in claims_of(plan, Lookup(plan, estimates, comparisons))}
    return tuple(_outlook(plan, each, claims.get((each.gate, each.slice)), judged) for each in found)


def labels_in_all(verdicts: Sequence[Verdict]) -> int | None:
    """Labels that would likely settle all that is undecided; None where nothing tells, or they would not."""
    known = [each.items_needed for each in verdicts if each.outcome is Outcome.INCONCLUSIVE and each.items_needed]
    return max(known) if known else None


def _refused(verdict: Verdict, doubt: Doubt) -> Verdict:
    """A verdict that rests on a judge whom the tier does not take; what rests on data alone stands."""
    if verdict.kind is GateKind.CHECK:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.INCONCLUSIVE,
        why=doubt.sentence,
        interval=None,
        side_alpha=None,
        other_side_alpha=None,
        items_needed=None,
        reason=doubt.code,
    )


def _outlook(plan: Plan, verdict: Verdict, claim: Claim | None, judged: JudgedBy) -> Verdict:
    """What labels would settle an undecided verdict, and what they would cost."""
    if verdict.outcome is not Outcome.INCONCLUSIVE or claim is None:
        return verdict
    if verdict.reason in (TOO_FEW_ITEMS, TOO_FEW) and judged.corrected:
        return replace(verdict, why=_too_few(claim))
    if verdict.reason == NOT_JUDGED:
        return replace(verdict, why=f"Judge '{neutral(judged.judge, most=60)}' has not judged these outputs yet.")
    if verdict.reason == WAITS:
        return replace(verdict, why=_waiting(judged))
    if verdict.reason != SPANS_THRESHOLD or verdict.side_alpha is None or claim.gate.kind is GateKind.GAP:
        return verdict
    record = _record(judged.corrected, plan, claim)
    if record is None:
        return verdict
    pairs = labels_needed(claim, verdict.side_alpha, plan.power, correlation=record.correlation, pool=record.n_judged)
    needed = None if pairs is None else 2 * pairs
    return replace(verdict, why=f"{verdict.why} {_said(needed, 2 * claim.n, judged)}", items_needed=needed)


def _record(corrected: Sequence[Corrected], plan: Plan, claim: Claim) -> Corrected | None:
    """The number behind a claim: the difference for a gate on one, else the candidate's."""
    baseline = plan.baseline.name if claim.gate.kind is GateKind.NON_INFERIORITY else None
    wanted: tuple[SliceKey, str, str | None] = (claim.slice, plan.candidate.name, baseline)
    return next((each for each in corrected if (each.slice, each.system, each.baseline) == wanted), None)


def _waiting(judged: JudgedBy) -> str:
    if not judged.n_asked:
        return "No person judged these outputs yet, so nothing says how wrong the judge is."
    return (
        f"People judged {count(judged.n_answered)} of the {count(judged.n_asked)} outputs that they were asked about; "
        "the decision waits for the rest."
    )


def _too_few(claim: Claim) -> str:
    """Where people judged fewer prompts than the gate asks for."""
    where = on_slice(claim.slice)
    return (
        f"{capitalised(metric_words(claim.gate.metric or ''))}{where} rests on {plural(claim.n, 'prompt')} that people "
        f"judged; the gate asks for at least {count(max(claim.gate.min_items, LEAST_LABELLED))}."
    )


def _said(needed: int | None, n: int, judged: JudgedBy) -> str:
    if needed is None:
        told = "More labels of people on these outputs would not make this value pass"
        is_last = judged.stage >= len(judged.stages)
        return f"{told}." if is_last else f"{told}; the next declared stage shows whether the value stays."
    told = f"At this value {count(needed)} outputs judged by people would likely settle it; {count(n)} are judged"
    return f"{told}{cost_words(max(needed - n, 0), judged)}."


def cost_words(n: int, judged: JudgedBy) -> str:
    """`` (180 more cost about 90.00 EUR)``; empty where no cost is known."""
    if judged.label_cost is None or not n:
        return ""
    return f" ({count(n)} more cost about {money(n * judged.label_cost, judged.currency or '').rstrip()})"
