"""The items behind each gate that did not PASS: the first groups open to read, the rest in one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.evidence import Evidence, Example, ItemsBehind
from assay.core.figures import count, fixed
from assay.core.slices import SliceKey, slice_text
from assay.core.verdict import Outcome
from assay.reports.page.table import Field, PageTable, Row
from assay.reports.words import DASH, MARKS, plural, severity

MOST_GROUPS = 20
UNRANKED = (9, 9, 9)
SCORE_DECIMALS = 3
FIELDS = (
    Field("Gate", is_choice=True),
    Field("Slice"),
    Field("Item"),
    Field("Reference"),
    Field("Baseline"),
    Field("Candidate"),
    Field("Candidate is", "outcome"),
    Field("Score", "count"),
)
RIGHT = f"{MARKS[Outcome.PASS]} right"
WRONG = f"{MARKS[Outcome.FAIL]} wrong"


@dataclass(frozen=True, slots=True)
class Group:
    """Items behind one slice of one gate."""

    anchor: str
    """Where verdicts and slices lead."""
    title: str
    """Gate and slice."""
    counts: str
    """How many items, how many of them wrong."""
    table: PageTable
    """At most 50 items."""


@dataclass(frozen=True, slots=True)
class ItemsView:
    """All items behind the gates that did not PASS."""

    groups: Sequence[Group]
    """At most ``MOST_GROUPS``."""
    rest: PageTable | None
    """Items of further groups."""
    by_gate: dict[tuple[str, SliceKey], str]
    """Gate and slice to the anchor of its group."""
    by_slice: dict[SliceKey, str]
    """Slice to the anchor of its first group."""
    all_passed: bool
    """Whether there is nothing to look at."""


def items_view(evidence: Evidence) -> ItemsView:
    """The groups of failures first, then of undecided gates, else in the order of the evidence."""
    ranks = {(verdict.gate, verdict.slice): severity(verdict) for verdict in evidence.verdicts}
    ordered = sorted(evidence.items, key=lambda behind: ranks.get((behind.gate, behind.slice), UNRANKED))
    shown = ordered[:MOST_GROUPS]
    groups = [_group(index, behind) for index, behind in enumerate(shown)]
    by_gate = {(behind.gate, behind.slice): group.anchor for behind, group in zip(shown, groups, strict=True)}
    by_slice: dict[SliceKey, str] = {}
    for (_, key), anchor in by_gate.items():
        by_slice.setdefault(key, anchor)
    all_passed = all(verdict.outcome is Outcome.PASS for verdict in evidence.verdicts)
    return ItemsView(groups, _rest(ordered[MOST_GROUPS:]), by_gate, by_slice, all_passed)


def _group(index: int, behind: ItemsBehind) -> Group:
    anchor = f"items-{index}"
    title = f"{behind.gate}: {slice_text(behind.slice)}"
    shown = len(behind.examples)
    counts = f"{count(behind.n_wrong)} of {plural(count(behind.n_items), 'item')} wrong"
    caption = f"{plural(count(shown), 'item')} of {count(behind.n_items)}: those that the candidate got wrong first."
    rows = tuple(Row(_cells(example)) for example in behind.examples)
    return Group(anchor, title, counts, PageTable(f"{anchor}-table", caption, FIELDS[2:], rows))


def _rest(groups: Sequence[ItemsBehind]) -> PageTable | None:
    rows = tuple(
        Row((*place, *_cells(example)))
        for behind in groups
        for place in [(behind.gate, slice_text(behind.slice))]
        for example in behind.examples
    )
    if not rows:
        return None
    caption = f"Items behind {plural(count(len(groups)), 'further slice')}."
    return PageTable("items-rest", caption, FIELDS, rows)


def _cells(example: Example) -> tuple[str, ...]:
    is_right = example.candidate == example.reference
    return (
        example.item,
        example.reference,
        DASH if example.baseline is None else example.baseline,
        DASH if example.candidate is None else example.candidate,
        RIGHT if is_right else WRONG,
        DASH if example.score is None else fixed(example.score, SCORE_DECIMALS),
    )
