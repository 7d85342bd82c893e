"""The first screen: recommendation, who decided, the verdicts, and the forest plot of the gates' comparisons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.plan import GateKind
from assay.core.slices import SliceKey
from assay.core.verdict import Decision, Outcome, Verdict
from assay.reports.charts import cut
from assay.reports.words import (
    ADVICE,
    ADVICE_MARKS,
    KINDS,
    ROLES,
    SEVERITY,
    moment,
    outcome_words,
    plural,
    recommendation_words,
    severity,
)

MOST_ROWS = 12
"""Verdicts on the first screen, so that the decision prints on at most two pages."""
LONGEST_NAME, LONGEST_WHY, LONGEST_REASON = 80, 240, 600
"""Columns that a name and a sentence take there; the tables below have them whole."""

Ways = Mapping[tuple[str, SliceKey], str]
"""Where the items behind each verdict are: a place of the page, or an address."""


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict as the first screen shows it."""

    outcome: Outcome
    """For the tone of the mark."""
    outcome_words: str
    """``✗ FAIL``, ``✗ FAIL, waived``."""
    gate: str
    """Name of the gate."""
    role: str
    """core, guardrail, slice."""
    kind: str
    """What the gate asks."""
    why: str
    """The sentence with the slice and the numbers."""
    n: str
    """Items behind it, or empty."""
    siblings: str
    """For the first of a gate with many slices: how the others stand."""
    href: str
    """Where the items behind it are, or empty."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The first screen."""

    advice: str
    """``hold`` and so on, for the tone."""
    title: str
    """``✗ Hold``."""
    why: str
    """The one sentence."""
    decided: str
    """Who decided what and when, or that nobody has."""
    decided_reason: str
    """Why, or empty."""
    differs: bool
    """Whether the decision is another than the recommendation."""
    tally: str
    """``1 FAIL, 2 INCONCLUSIVE, 3 PASS``."""
    lines: Sequence[VerdictLine]
    """At most ``MOST_ROWS``."""
    n_more: str
    """How many verdicts are not on this screen; empty for none."""


def decision_view(evidence: Evidence, decision: Decision | None, ways: Ways) -> DecisionView:
    """What the first screen says of an evidence and of what was decided on it."""
    recommendation = evidence.recommendation
    lines = verdict_lines(evidence.verdicts, ways)
    more = len(evidence.verdicts) - len(lines)
    return DecisionView(
        advice=recommendation.advice.value,
        title=f"{ADVICE_MARKS[recommendation.advice]} {ADVICE[recommendation.advice]}",
        why=cut(recommendation_words(recommendation), LONGEST_REASON),
        decided=_decided(decision),
        decided_reason=cut(decision.reason, LONGEST_REASON) if decision else "",
        differs=decision is not None and decision.advice is not recommendation.advice,
        tally=tally(evidence.verdicts),
        lines=lines,
        n_more=count(more) if more else "",
    )


def verdict_lines(verdicts: Sequence[Verdict], ways: Ways, *, most: int = MOST_ROWS) -> list[VerdictLine]:
    """Failures first: the worst verdict of each gate, then further ones that did not PASS, as far as there is room."""
    by_gate: dict[str, list[Verdict]] = {}
    for verdict in sorted(verdicts, key=severity):
        by_gate.setdefault(verdict.gate, []).append(verdict)
    firsts = sorted((group[0] for group in by_gate.values()), key=severity)[:most]
    others = [each for group in by_gate.values() for each in group[1:] if each.outcome is not Outcome.PASS]
    chosen = [*firsts, *sorted(others, key=severity)[: most - len(firsts)]]
    first_ids = {id(each) for each in firsts}
    return [
        _line(each, by_gate[each.gate] if id(each) in first_ids else [], ways) for each in sorted(chosen, key=severity)
    ]


def tally(verdicts: Sequence[Verdict]) -> str:
    """``1 FAIL, 2 INCONCLUSIVE, 3 PASS``, the waived told apart; outcomes that no verdict has are left out."""
    counts = Counter((verdict.outcome, verdict.waiver is not None) for verdict in verdicts)
    parts = [
        f"{count(counts[outcome, is_waived])} {'waived ' if is_waived else ''}{outcome.value}"
        for outcome in SEVERITY
        for is_waived in (False, True)
        if counts[outcome, is_waived]
    ]
    return ", ".join(parts) or "no verdicts"


def _line(verdict: Verdict, group: Sequence[Verdict], ways: Ways) -> VerdictLine:
    others = [each for each in group if each is not verdict]
    siblings = f"{plural(count(len(others)), 'other slice')}: {tally(others)}" if others else ""
    return VerdictLine(
        outcome=verdict.outcome,
        outcome_words=outcome_words(verdict),
        gate=cut(verdict.gate, LONGEST_NAME),
        role=ROLES[verdict.role],
        kind=KINDS[verdict.kind],
        why=cut(verdict.why, LONGEST_WHY),
        n="" if verdict.n is None or verdict.kind is GateKind.CHECK else count(verdict.n),
        siblings=siblings,
        href=ways.get((verdict.gate, verdict.slice), ""),
    )


def _decided(decision: Decision | None) -> str:
    if decision is None:
        return "No decision recorded yet."
    return (
        f"Decided: {ADVICE[decision.advice]}, by {cut(decision.by, LONGEST_NAME)} (as claimed), {moment(decision.at)}"
    )
