"""JSON renderings: the documents that `--json` prints, one shape each, documented in `docs/reference`."""

import json
from collections.abc import Iterable
from typing import Any

from assay.core.encode import to_plain
from assay.core.estimate import Comparison, Estimate, Interval
from assay.core.evidence import Evidence, evidence_to_plain
from assay.core.safe_text import UNSEEN
from assay.core.slices import SliceKey
from assay.core.verdict import Verdict


def estimates_json(estimates: Iterable[Estimate]) -> dict[str, Any]:
    """``{"estimates": [{"metric", "slice", "system", "value", "interval", "level", "n", "n_effective", ...}]}``.

    ``slice`` is null for all items and else as ``{"country": "DE"}``; ``interval`` is ``[low, high]`` or null,
    and then ``reason`` says why.
    """
    return {"estimates": [_estimate(each) for each in estimates]}


def comparisons_json(comparisons: Iterable[Comparison], verdicts: Iterable[Verdict] = ()) -> dict[str, Any]:
    """``{"comparisons": [{"metric", "slice", "baseline", "candidate", "difference", "interval", "verdict", ...}]}``.

    ``baseline`` and ``candidate`` are the two values; their names and intervals stand beside them.
    ``verdict`` is that of the verdict on the same metric and slice, null where none was asked for.
    """
    by_place = {(each.metric, each.slice): each for each in verdicts}
    return {"comparisons": [_comparison(each, by_place.get((each.metric, each.slice))) for each in comparisons]}


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """The whole evidence, as a bundle keeps it."""
    return evidence_to_plain(evidence)


def json_text(document: Any) -> str:
    """Readable JSON that ends with a line break; unseen characters stand as JSON escapes, so a terminal is safe.

    Raises
    ------
    ValueError
        For NaN or an infinity: absence is a word.
    """
    return visible(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)) + "\n"


def visible(text: str) -> str:
    """JSON that says the same with unseen characters as JSON escapes."""
    return "\n".join(line if line.isprintable() else UNSEEN.sub(_escape, line) for line in text.split("\n"))


def _escape(found: Any) -> str:
    return "\\u007f" if found.group() == "\x7f" else json.dumps(found.group())[1:-1]


def slice_json(key: SliceKey) -> dict[str, str] | None:
    """``{"country": "DE"}``, or null for all items."""
    return dict(key) if key else None


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "metric": estimate.metric,
        "slice": slice_json(estimate.slice),
        "system": estimate.system,
        "value": estimate.value,
        "interval": _interval(estimate.interval),
        "level": estimate.level,
        "n": estimate.n,
        "n_effective": estimate.n_effective,
        "reason": estimate.reason,
        "kind": estimate.kind,
        "shrunk": estimate.shrunk,
        "shrunk_interval": _interval(estimate.shrunk_interval),
        "stable": estimate.stable,
        "method": to_plain(estimate.method),
    }


def _comparison(comparison: Comparison, verdict: Verdict | None) -> dict[str, Any]:
    baseline, candidate = comparison.baseline, comparison.candidate
    return {
        "metric": comparison.metric,
        "slice": slice_json(comparison.slice),
        "baseline": baseline.value,
        "candidate": candidate.value,
        "difference": comparison.difference,
        "interval": _interval(comparison.interval),
        "verdict": None if verdict is None else verdict.outcome.value,
        "why": None if verdict is None else verdict.why,
        "level": comparison.level,
        "n": comparison.n,
        "n_effective": comparison.n_effective,
        "reason": comparison.reason,
        "higher_is_better": comparison.higher_is_better,
        "p_value": comparison.p_value,
        "baseline_name": baseline.system,
        "baseline_interval": _interval(baseline.interval),
        "baseline_reason": baseline.reason,
        "candidate_name": candidate.system,
        "candidate_interval": _interval(candidate.interval),
        "candidate_reason": candidate.reason,
        "method": to_plain(comparison.method),
    }
