"""The items behind each gate that did not PASS: the first groups open to read, the rest in one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assay.core.evidence import Evidence, Example, ItemsBehind
from assay.core.figures import THIN_SPACE, count, fixed
from assay.core.safe_text import neutral
from assay.core.slices import SliceKey, slice_text
from assay.core.verdict import Outcome
from assay.reports.numbers import percent
from assay.reports.page.table import Field, PageTable, Row
from assay.reports.words import DASH, MARKS, plural, severity

T = TypeVar("T")
MOST_GROUPS = 20
UNRANKED = (9, 9, 9)
SCORE_DECIMALS = 3
MOST_NAMED = 5
LONGEST_ID = 80
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
    counts = f"{count(behind.n_wrong)} of {plural(count(behind.n_items), 'item')} wrong"
    if hangs_on_labels(behind):
        counts = f"{plural(count(len(behind.examples)), 'item')} to adjudicate first"
    doubts = _doubts(behind)
    at = 1 if hangs_on_labels(behind) else len(FIELDS) - 2
    rows = tuple(Row(_put_at(at, _cells(each), [cell(each) for _, cell in doubts])) for each in behind.examples)
    fields = _put_at(at, FIELDS[2:], [field for field, _ in doubts])
    return Group(anchor, title, counts, PageTable(f"{anchor}-table", _caption(behind), fields, rows))


def _put_at(at: int, whole: Sequence[T], more: Sequence[T]) -> tuple[T, ...]:
    return (*whole[:at], *more, *whole[at:])


def adjudicate_lines(evidence: Evidence) -> Sequence[str]:
    """For each gate that hangs on its labels, the items to adjudicate first and how much of the doubt they carry."""
    return [_adjudicate(behind) for behind in evidence.items if hangs_on_labels(behind)]


def hangs_on_labels(behind: ItemsBehind) -> bool:
    """Whether these are items to adjudicate."""
    return any(example.relief is not None for example in behind.examples)


def _adjudicate(behind: ItemsBehind) -> str:
    named = ", ".join(neutral(each.item, most=LONGEST_ID) for each in behind.examples[:MOST_NAMED])
    more = len(behind.examples) - MOST_NAMED
    where = f" on {neutral(slice_text(behind.slice), most=LONGEST_ID)}" if behind.slice else ""
    return (
        f"Adjudicate first for '{neutral(behind.gate, most=LONGEST_ID)}'{where}: {named}"
        f"{f' and {count(more)} more, in this order in the report and JSON' if more > 0 else ''}. "
        f"{_carried(behind)}"
    )


def _carried(behind: ItemsBehind) -> str:
    share = percent(sum(each.relief or 0.0 for each in behind.examples))
    if len(behind.examples) == 1:
        return f"It carries {share} of the label doubt."
    return f"These {count(len(behind.examples))} carry {share} of the label doubt."


def _caption(behind: ItemsBehind) -> str:
    shown = f"{plural(count(len(behind.examples)), 'item')} of {count(behind.n_items)}"
    if hangs_on_labels(behind):
        return f"{shown} to adjudicate, in this order: what would settle most first. {_carried(behind)}"
    return f"{shown}: those that the candidate got wrong first."


def _doubts(behind: ItemsBehind) -> list[tuple[Field, Callable[[Example], str]]]:
    """Columns on doubtful references, with their cells; none where references are certain."""
    found: list[tuple[Field, Callable[[Example], str]]] = []
    if hangs_on_labels(behind):
        found.append((Field("Share of the label doubt", "count"), lambda each: _one_decimal(each.relief or 0.0)))
    if any(example.doubt is not None for example in behind.examples):
        found.append((Field("Reference may be wrong", "count"), lambda each: _one_decimal(each.doubt or 0.0)))
    return found


def _one_decimal(share: float) -> str:
    """A share in a column of shares, so that their points stand below each other."""
    return f"{fixed(100.0 * share, 1)}{THIN_SPACE}%"


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
