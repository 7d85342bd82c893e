"""Terminal renderings: Rich tables and summaries that hold at 80 columns and without colour.

Each function gives what Rich can draw; every text from outside passes `neutral`, and none is read as Rich markup.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.ledger import Finding
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.core.verdict import Advice, Decision, Outcome, Recommendation, Verdict
from assay.reports.fitting import FittingTable
from assay.reports.numbers import (
    Written,
    difference_written,
    estimate_written,
)
from assay.reports.page.called import BOUND_HEADS, CALL_HEADS, called_view
from assay.reports.page.items import adjudicate_lines
from assay.reports.page.judged import judged_view
from assay.reports.words import (
    ADVICE,
    ADVICE_MARKS,
    MARKS,
    ROLES,
    moment,
    outcome_words,
    recommendation_words,
    severity,
)

MOST_ROWS = 50
MOST_VERDICTS = 20
LONGEST_CELL, LONGEST_SENTENCE = 80, 400
WHOLE = frozenset({"verdict", ">n"})
"""Columns that are never broken."""
STYLES = {Outcome.PASS: "green", Outcome.FAIL: "bold red", Outcome.INCONCLUSIVE: "yellow"}
ADVICE_STYLES = {
    Advice.SHIP: "bold green",
    Advice.SHIP_WITH_GUARDRAILS: "bold green",
    Advice.NOT_YET: "bold yellow",
    Advice.HOLD: "bold red",
}


def estimates_table(estimates: Sequence[Estimate], *, most: int = MOST_ROWS) -> RenderableType:
    """Metric, slice, value with interval, n; the first ``most`` rows and how many more there are."""
    if not estimates:
        return Text("No estimates: no metric was asked for.")
    has_systems = len({each.system for each in islice(estimates, most)}) > 1
    heads = ["metric", "slice", *(["system"] if has_systems else []), "value", ">n"]
    table = _table(heads)
    for each in islice(estimates, most):
        system = [name(each.system or "")] if has_systems else []
        cells = (name(each.metric), name(slice_text(each.slice)), *system)
        table.add_row(*cells, tones(estimate_written(each)), count(each.n))
    return _with_rest(table, len(estimates), most)


def comparisons_table(
    comparisons: Sequence[Comparison], verdicts: Iterable[Verdict] = (), *, most: int = MOST_ROWS
) -> RenderableType:
    """Metric, slice, baseline, candidate, change, n, and the verdict where one was asked for."""
    if not comparisons:
        return Text("No comparisons: no metric was asked for.")
    by_place = {(each.metric, each.slice): each for each in verdicts}
    has_slices = any(each.slice for each in islice(comparisons, most))
    heads = ["metric", *(["slice"] if has_slices else []), "baseline", "candidate", "change", ">n"]
    table = _table([*heads, *(["verdict"] if by_place else [])])
    for each in islice(comparisons, most):
        verdict = by_place.get((each.metric, each.slice))
        place = [name(slice_text(each.slice))] if has_slices else []
        table.add_row(name(each.metric), *place, *_figures(each), *([_outcome(verdict)] if by_place else []))
    return _with_rest(table, len(comparisons), most)


def verdicts_table(verdicts: Sequence[Verdict], *, most: int = MOST_VERDICTS) -> RenderableType:
    """Failures first: verdict, gate, why (which names the slice), n."""
    if not verdicts:
        return Text("No verdicts: the plan has no gates.")
    ordered = sorted(verdicts, key=severity)
    table = _table(["verdict", "gate", "why", ">n"])
    for verdict in ordered[:most]:
        gate = Text.assemble(name(verdict.gate), f" ({ROLES[verdict.role]})")
        n = "" if verdict.n is None else count(verdict.n)
        table.add_row(_outcome(verdict), gate, safe(verdict.why), n)
    return _with_rest(table, len(ordered), most)


def checks_table(checks: Sequence[CheckResult]) -> RenderableType:
    """Each data check with what it found and what to do."""
    if not checks:
        return Text("No data checks were asked for.")
    table = _table(["", "check", "found", "what to do"])
    for check in sorted(checks, key=lambda each: each.passed):
        outcome = Outcome.PASS if check.passed else Outcome.FAIL
        mark = Text(f"{MARKS[outcome]} {outcome.value}", STYLES[outcome])
        table.add_row(mark, name(check.name), safe(check.what), safe(check.fix))
    return table


def recommendation_line(recommendation: Recommendation) -> RenderableType:
    """``✗ Hold`` and the one sentence why."""
    advice = recommendation.advice
    title = Text(f"{ADVICE_MARKS[advice]} {ADVICE[advice]}", ADVICE_STYLES[advice])
    return Group(title, safe(recommendation_words(recommendation)))


def verdicts_summary(verdicts: Sequence[Verdict], recommendation: Recommendation) -> RenderableType:
    """Recommendation, then the verdicts."""
    return Group(recommendation_line(recommendation), Text(), verdicts_table(verdicts))


def evidence_summary(evidence: Evidence, *, decision: Decision | None = None) -> RenderableType:
    """What a release meeting needs from one screen: recommendation, verdicts, what changed, what failed, where."""
    overall = [each for each in evidence.comparisons if not each.slice]
    failed = [check for check in evidence.checks if not check.passed]
    parts: list[RenderableType] = [
        recommendation_line(evidence.recommendation),
        *([decision_line(decision)] if decision else []),
        Text(),
        verdicts_table(evidence.verdicts),
    ]
    parts += [safe(line, most=1_000) for line in adjudicate_lines(evidence)]
    if evidence.judged is not None:
        parts += _judged(evidence)
    parts += _called(evidence)
    if overall:
        parts += [Text("\nWhat changed, all items", "bold"), comparisons_table(overall)]
    if failed:
        parts += [Text("\nData checks that found something", "bold"), checks_table(failed)]
    if evidence.limits:
        parts += [Text("\nLimits", "bold"), *(Padding(safe(limit), (0, 0, 0, 2)) for limit in evidence.limits)]
    return Group(*parts, Text(), _foot(evidence))


def _judged(evidence: Evidence) -> list[RenderableType]:
    """Judge alone, people alone, both; what waits for people, and why the judge is doubted."""
    view = judged_view(evidence)
    if view is None:
        return []
    shown = view.lines[: view.n_overall]
    rows: list[list[str | Text]] = [
        [name(line.name), *map(_two_lines, (line.raw, line.people, line.mixed)), line.worth] for line in shown
    ]
    heads = ("pass rate", "judge alone", "people alone", "judge and people", "labels")
    parts: list[RenderableType] = [Text("\nJudge and people", "bold")]
    parts += [plain_table(heads, rows)] if rows else []
    parts += [safe(f"{line.name}: {line.why}", most=1_000) for line in shown if line.why]
    parts += [safe(each, most=1_000) for each in view.says]
    return parts


def _called(evidence: Evidence) -> list[RenderableType]:
    """What calls came to, and what is missing of them."""
    view = called_view(evidence)
    if view is None:
        return []
    parts: list[RenderableType] = [Text("\nCalls", "bold")]
    parts += [plain_table(CALL_HEADS[:5], [row[:5] for row in view.calls])] if view.calls else []
    parts += [safe(each, most=1_000) for each in view.says]
    parts += [plain_table(BOUND_HEADS, view.bounds)] if view.bounds else []
    return parts


def _two_lines(written: Written) -> Text:
    return tones(written, between="\n")


def decision_line(decision: Decision) -> Text:
    """Who decided what, when and why."""
    who = f"Decided: {ADVICE[decision.advice]}, by {decision.by} (as claimed), {moment(decision.at)} UTC. "
    return safe(who + decision.reason)


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> RenderableType:
    """Texts in columns, hostile ones made visible; a head that begins with ``>`` is aligned right."""
    table = _table(heads)
    for row in rows:
        table.add_row(*(safe(cell) if isinstance(cell, str) else cell for cell in row))
    return table


def findings_table(findings: Sequence[Finding]) -> RenderableType:
    """What ``verify`` found altered, or that everything matches its proofs."""
    if not findings:
        return Text(f"{MARKS[Outcome.PASS]} Intact: every record and byte matches its proof.", "green")
    table = _table(["altered", "where", "expected and found"])
    for finding in findings[:MOST_ROWS]:
        table.add_row(safe(finding.what), safe(finding.where), safe(finding.detail))
    title = Text(f"{MARKS[Outcome.FAIL]} Altered: {count(len(findings))} found.", "bold red")
    return Group(title, _with_rest(table, len(findings), MOST_ROWS))


def safe(text: str, *, most: int = LONGEST_SENTENCE) -> Text:
    """Text from outside in one line: nothing in it is markup or a terminal command."""
    return Text(neutral(text, most=most), overflow="fold")


def name(text: str) -> Text:
    """A name from outside, cut so that a table stays a table."""
    return safe(text, most=LONGEST_CELL)


def tones(written: Written, *, between: str = " ") -> Text:
    """A number with its interval in a lighter tone; a line break ``between`` them makes columns narrow."""
    value, rest = neutral(written.value), neutral(written.rest)
    return Text.assemble(value, (f"{between}{rest}", "dim") if rest else "", overflow="fold")


def _figures(comparison: Comparison) -> tuple[RenderableType, ...]:
    return (
        tones(estimate_written(comparison.baseline), between="\n"),
        tones(estimate_written(comparison.candidate), between="\n"),
        tones(difference_written(comparison), between="\n"),
        count(comparison.n),
    )


def _outcome(verdict: Verdict | None) -> Text:
    return Text("") if verdict is None else Text(outcome_words(verdict), STYLES[verdict.outcome])


def _table(heads: Sequence[str]) -> Table:
    """A table with a line under its head; a head that begins with ``>`` has its column at the right."""
    columns = [
        Column(
            head.removeprefix(">"),
            justify="right" if head.startswith(">") else "left",
            overflow="fold",
            no_wrap=head in WHOLE,
        )
        for head in heads
    ]
    return FittingTable(*columns, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 1))


def _with_rest(table: Table, total: int, most: int) -> RenderableType:
    rest = total - most
    if rest <= 0:
        return table
    return Group(table, Text(f"and {count(rest)} more rows: --json gives all of them", "dim"))


def _foot(evidence: Evidence) -> Text:
    run = evidence.run
    text = (
        f"Plan {evidence.lock.plan.name} ({evidence.plan_state}, {evidence.lock.content[:12]}), "
        f"look {count(evidence.looks)} at this benchmark, {moment(run.finished_at)} UTC. "
        f"Tree head {run.head.root[:16]} at {count(run.head.size)} entries."
    )
    return Text(neutral(text, most=1_000), "dim")
