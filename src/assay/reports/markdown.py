"""Markdown: the short summary that a CI page or a pull request shows."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from assay.core.estimate import Comparison
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.core.verdict import Decision, Outcome, Verdict
from assay.reports.numbers import difference_written, estimate_written, level_words
from assay.reports.page.called import BOUND_HEADS, CALL_HEADS, called_view
from assay.reports.page.items import adjudicate_lines
from assay.reports.page.judged import HEADS, judged_view
from assay.reports.page.reference import reference_facts
from assay.reports.words import ADVICE, ADVICE_MARKS, ROLES, moment, outcome_words, recommendation_words, severity

MOST_VERDICTS = 20
SPECIAL: Final = re.compile(r"([\\`*_\[\]{}|~!])")
ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "&#64;"}


def markdown_summary(evidence: Evidence, *, decision: Decision | None = None) -> str:
    """Recommendation, decision, verdicts, what changed, and how to verify; ends with a line break."""
    blocks = [
        _heading(evidence),
        plain(recommendation_words(evidence.recommendation)),
        _decided(evidence, decision),
        _verdicts(evidence.verdicts),
        _judged(evidence),
        _called(evidence),
        _changes(evidence),
        _reference(evidence),
        _unsure(evidence),
        _foot(evidence),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def plain(text: str) -> str:
    """Text from outside that Markdown shows as it is: no markup, no mention, no link, no image, no new line."""
    shown = neutral(text)
    escaped = "".join(ENTITIES.get(character, character) for character in SPECIAL.sub(r"\\\1", shown))
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;")


def _heading(evidence: Evidence) -> str:
    advice = evidence.recommendation.advice
    return f"## {ADVICE_MARKS[advice]} {ADVICE[advice]}: {plain(evidence.lock.plan.name)}"


def _decided(evidence: Evidence, decision: Decision | None) -> str:
    if decision is None:
        return "No decision recorded yet."
    differs = "" if decision.advice is evidence.recommendation.advice else ", other than recommended"
    who = f"**Decided: {ADVICE[decision.advice]}**{differs}, by {plain(decision.by)} (as claimed)"
    return f"{who}, {moment(decision.at)} UTC. {plain(decision.reason)}".strip()


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    ordered = sorted(verdicts, key=severity)
    rows = [_verdict_row(verdict) for verdict in ordered[:MOST_VERDICTS]]
    rest = len(ordered) - len(rows)
    table = markdown_table(("Verdict", "Gate", "Why", "n"), rows)
    return table + (f"\n\nand {count(rest)} more verdicts, in the report." if rest else "")


def _verdict_row(verdict: Verdict) -> tuple[str, ...]:
    gate = f"{plain(verdict.gate)} ({ROLES[verdict.role]})"
    place = f", {plain(slice_text(verdict.slice))}" if verdict.slice else ""
    return outcome_words(verdict), gate + place, plain(verdict.why), "" if verdict.n is None else count(verdict.n)


def _changes(evidence: Evidence) -> str:
    rows = [_change_row(each) for each in evidence.comparisons if not each.slice]
    if not rows:
        return ""
    plan = evidence.lock.plan
    heads = (
        "Metric",
        f"Baseline {plain(plan.baseline.name)}",
        f"Candidate {plain(plan.candidate.name)}",
        "Change",
        "n",
    )
    return f"### What changed\n\nAll items, {level_words(plan.level)}.\n\n{markdown_table(heads, rows)}"


def _change_row(comparison: Comparison) -> tuple[str, ...]:
    return (
        plain(comparison.metric),
        plain(str(estimate_written(comparison.baseline))),
        plain(str(estimate_written(comparison.candidate))),
        plain(str(difference_written(comparison))),
        count(comparison.n),
    )


def _judged(evidence: Evidence) -> str:
    """What the judge alone says beside what it and people say, and whether it may be relied upon."""
    view = judged_view(evidence)
    if view is None:
        return ""
    said = "\n".join(f"- {plain(each)}" for each in view.says)
    facts = "\n".join(f"- {plain(term)}: {plain(words)}" for term, words in view.facts)
    rows = [
        (plain(line.name), *(plain(str(each)) for each in (line.raw, line.people, line.mixed)), plain(line.worth))
        for line in view.lines[:MOST_VERDICTS]
    ]
    whys = "\n".join(f"- {plain(line.name)}: {plain(line.why)}" for line in view.lines[:3] if line.why)
    table = markdown_table(HEADS, rows) if rows else ""
    return "\n\n".join(part for part in ("### Judge and people", said, table, whys, facts) if part)


def _called(evidence: Evidence) -> str:
    """What calls came to, and what is missing of them."""
    view = called_view(evidence)
    if view is None:
        return ""
    calls = markdown_table(CALL_HEADS, [tuple(map(plain, row)) for row in view.calls]) if view.calls else ""
    bounds = markdown_table(BOUND_HEADS, [tuple(map(plain, row)) for row in view.bounds]) if view.bounds else ""
    said = "\n".join(f"- {plain(each)}" for each in view.says)
    return "\n\n".join(part for part in ("### Calls", calls, said, bounds) if part)


def _reference(evidence: Evidence) -> str:
    """Where a named reference set came from, what is known of it, and the items to adjudicate first."""
    facts = [f"- {plain(term)}: {plain(words)}" for term, words in reference_facts(evidence)]
    first = [f"- {plain(line)}" for line in adjudicate_lines(evidence)]
    parts = [("### Adjudicate first", first), ("### Where the right answers came from", facts)]
    return "\n\n".join(f"{heading}\n\n" + "\n".join(lines) for heading, lines in parts if lines)


def _unsure(evidence: Evidence) -> str:
    failed = [check for check in evidence.checks if not check.passed]
    lines = [f"- Data check {plain(check.name)}: {plain(check.what)} {plain(check.fix)}" for check in failed]
    lines += [f"- {plain(limit)}" for limit in evidence.limits]
    return "### Risks and limits\n\n" + "\n".join(lines) if lines else ""


def _foot(evidence: Evidence) -> str:
    head = evidence.run.head
    waived = sum(verdict.waiver is not None and verdict.outcome is Outcome.FAIL for verdict in evidence.verdicts)
    return (
        f"Plan {plain(evidence.plan_state)}, `{evidence.lock.content[:12]}`; data {plain(evidence.lock.plan.dataset)}; "
        f"waived failures: {waived}; look {count(evidence.looks)} at this benchmark.\n"
        f"Tree head `{head.root}` at {count(head.size)} entries, key `{head.key}`, "
        f"{moment(evidence.run.finished_at)} UTC."
    )


def markdown_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Rows as a table of Markdown; cells are taken as they are."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
