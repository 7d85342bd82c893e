"""The table of slices: both systems, the change, the shrunk value, n, and whether a slice can be read on its own."""

from assay.core.estimate import Comparison, Estimate
from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.slices import SliceKey, slice_text
from assay.core.verdict import Outcome, Verdict
from assay.reports.numbers import Written, difference_written, estimate_written, oriented, shrunk_written
from assay.reports.page.table import Field, PageTable, Row
from assay.reports.words import DASH, SEVERITY, outcome_words, severity

FIELDS = (
    Field("Slice"),
    Field("Metric", is_choice=True),
    Field("Verdict", "outcome", is_choice=True),
    Field("Baseline", "figure"),
    Field("Candidate", "figure"),
    Field("Change", "figure"),
    Field("Candidate, shrunk", "figure"),
    Field("n", "count"),
    Field("Stable", is_choice=True),
)
CAPTION = (
    "Failing slices first, then undecided ones, then those that lost most. Shrunk: pulled towards the other slices in "
    "proportion to its noise. Stable: large enough to be read on its own."
)
STABLE = {True: "yes", False: "no", None: DASH}
NOTHING = Written("", "")

Place = tuple[str, SliceKey]


def slices_table(evidence: Evidence, anchors: dict[SliceKey, str]) -> PageTable | None:
    """Every metric on every slice; None where nothing was cut."""
    verdicts = _verdicts(evidence)
    shrunk = _candidates(evidence)
    compared = [each for each in evidence.comparisons if each.slice]
    places = {(each.metric, each.slice) for each in compared}
    alone = [each for place, each in shrunk.items() if place not in places]
    compared.sort(key=lambda each: _order(each, verdicts.get((each.metric, each.slice))))
    rows = [_row(each, shrunk, verdicts, anchors) for each in compared]
    rows += [_row_alone(each, verdicts, anchors) for each in alone]
    return PageTable("slices", CAPTION, FIELDS, tuple(rows)) if rows else None


def _verdicts(evidence: Evidence) -> dict[Place, Verdict]:
    """The worst verdict on each metric and slice."""
    worst: dict[Place, Verdict] = {}
    for verdict in sorted(evidence.verdicts, key=severity, reverse=True):
        if verdict.metric and verdict.slice:
            worst[verdict.metric, verdict.slice] = verdict
    return worst


def _candidates(evidence: Evidence) -> dict[Place, Estimate]:
    name = evidence.lock.plan.candidate.name
    return {(each.metric, each.slice): each for each in evidence.estimates if each.slice and each.system == name}


def _order(comparison: Comparison, verdict: Verdict | None) -> tuple[int, float]:
    rank = SEVERITY.index(verdict.outcome) if verdict else SEVERITY.index(Outcome.PASS)
    difference = comparison.difference
    return rank, float("inf") if difference is None else oriented(difference, comparison.higher_is_better)


def _row(
    comparison: Comparison,
    shrunk: dict[Place, Estimate],
    verdicts: dict[Place, Verdict],
    anchors: dict[SliceKey, str],
) -> Row:
    place = (comparison.metric, comparison.slice)
    candidate = shrunk.get(place, comparison.candidate)
    cells = (
        slice_text(comparison.slice),
        comparison.metric,
        _outcome(verdicts.get(place)),
        estimate_written(comparison.baseline),
        estimate_written(comparison.candidate),
        difference_written(comparison),
        shrunk_written(candidate),
        count(comparison.n),
        STABLE[candidate.stable],
    )
    return Row(cells, _href(anchors, comparison.slice))


def _row_alone(estimate: Estimate, verdicts: dict[Place, Verdict], anchors: dict[SliceKey, str]) -> Row:
    outcome = _outcome(verdicts.get((estimate.metric, estimate.slice)))
    cells = (
        *(slice_text(estimate.slice), estimate.metric, outcome, NOTHING, estimate_written(estimate), NOTHING),
        *(shrunk_written(estimate), count(estimate.n), STABLE[estimate.stable]),
    )
    return Row(cells, _href(anchors, estimate.slice))


def _outcome(verdict: Verdict | None) -> str:
    return "" if verdict is None else outcome_words(verdict)


def _href(anchors: dict[SliceKey, str], key: SliceKey) -> str:
    anchor = anchors.get(key)
    return f"#{anchor}" if anchor else ""
