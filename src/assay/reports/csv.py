"""CSV renderings: each table of an evidence as text that a spreadsheet cannot be made to run.

RFC 4180, UTF-8, numbers at full precision. A text cell that begins with = + - @, a tab or a carriage return (or a
full-width form of them) gets a leading apostrophe; numbers stay numbers.
Reference: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias, TypeVar

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate, Interval
from assay.core.evidence import Evidence, Example, ItemsBehind
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.core.verdict import Verdict

Cell: TypeAlias = str | float | int | bool | None
Record = TypeVar("Record")
LONGEST_CELL = 30_000
"""A spreadsheet holds 32 767 characters a cell."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def evidence_tables(evidence: Evidence) -> dict[str, str]:
    """File name to CSV text: estimates, comparisons, verdicts, checks, items."""
    return {
        "estimates.csv": estimates_csv(evidence.estimates),
        "comparisons.csv": comparisons_csv(evidence.comparisons),
        "verdicts.csv": verdicts_csv(evidence.verdicts),
        "checks.csv": checks_csv(evidence.checks),
        "items.csv": items_csv(evidence.items),
    }


def estimates_csv(estimates: Iterable[Estimate]) -> str:
    """One row an estimate."""
    heads = (
        "metric", "slice", "system", "value", "low", "high", "level", "n", "n_effective", "reason", "kind", "shrunk",
        "shrunk_low", "shrunk_high", "stable", "interval_method", "variance_method",
    )  # fmt: skip
    return _table(heads, estimates, _estimate_row)


def comparisons_csv(comparisons: Iterable[Comparison]) -> str:
    """One row a comparison: candidate minus baseline."""
    heads = (
        "metric", "slice", "baseline", "baseline_value", "baseline_low", "baseline_high", "candidate",
        "candidate_value", "candidate_low", "candidate_high", "difference", "low", "high", "level", "n",
        "n_effective", "reason", "higher_is_better", "p_value", "interval_method",
    )  # fmt: skip
    return _table(heads, comparisons, _comparison_row)


def verdicts_csv(verdicts: Iterable[Verdict]) -> str:
    """One row a verdict."""
    heads = (
        "gate", "kind", "role", "metric", "slice", "outcome", "value", "low", "high", "side_alpha", "accept", "fail",
        "n", "items_needed", "reason", "waiver", "why",
    )  # fmt: skip
    return _table(heads, verdicts, _verdict_row)


def checks_csv(checks: Iterable[CheckResult]) -> str:
    """One row a data check."""
    heads = ["name", "passed", "what", "fix", "n", "items", "columns"]
    return _table(heads, checks, _check_row)


def items_csv(groups: Iterable[ItemsBehind]) -> str:
    """One row an item behind a gate that did not PASS."""
    heads = (
        "gate", "slice", "items_in_slice", "wrong_in_slice", "item", "reference", "baseline", "candidate", "score",
        "doubt", "relief",
    )  # fmt: skip
    return _table(heads, ((group, each) for group in groups for each in group.examples), _item_row)


def _item_row(pair: tuple[ItemsBehind, Example]) -> Iterable[Cell]:
    group, each = pair
    place = (group.gate, slice_text(group.slice), group.n_items, group.n_wrong)
    return (*place, each.item, each.reference, each.baseline, each.candidate, each.score, each.doubt, each.relief)


def safe_cell(cell: Cell) -> str:
    """The cell as it is written: numbers as they read back, absence as nothing, text that cannot be a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return repr(cell)
    text = neutral(cell, most=LONGEST_CELL)
    return "'" + text if cell.lstrip(" ").startswith(FORMULA_STARTS) else text


def _table(heads: Sequence[str], records: Iterable[Record], row: Callable[[Record], Iterable[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row(record)] for record in records)
    return out.getvalue()


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)


def _estimate_row(e: Estimate) -> Iterable[Cell]:
    return (
        *(e.metric, slice_text(e.slice), e.system, e.value, *_ends(e.interval), e.level, e.n, e.n_effective),
        *(e.reason, e.kind, e.shrunk, *_ends(e.shrunk_interval), e.stable, e.method.interval, e.method.variance),
    )


def _comparison_row(c: Comparison) -> Iterable[Cell]:
    baseline, candidate = c.baseline, c.candidate
    return (
        *(c.metric, slice_text(c.slice)),
        *(baseline.system, baseline.value, *_ends(baseline.interval)),
        *(candidate.system, candidate.value, *_ends(candidate.interval)),
        *(c.difference, *_ends(c.interval), c.level, c.n, c.n_effective, c.reason),
        *(c.higher_is_better, c.p_value, c.method.interval),
    )


def _verdict_row(v: Verdict) -> Iterable[Cell]:
    return (
        *(v.gate, v.kind.value, v.role.value, v.metric, slice_text(v.slice), v.outcome.value, v.value),
        *(*_ends(v.interval), v.side_alpha, v.accept, v.fail, v.n, v.items_needed, v.reason, v.waiver, v.why),
    )


def _check_row(c: CheckResult) -> Iterable[Cell]:
    return (c.name, c.passed, c.what, c.fix, c.n, " ".join(c.items), " ".join(c.columns))
