"""The slices of a plan: columns, ranges, conditions, and crosses of two."""

from collections.abc import Sequence
from typing import TypeAlias

from assay.core.errors import AssayError
from assay.core.expression import parse_expression
from assay.core.slices import Cut, Named, SliceSpec, part_name
from assay.plans.fields import Fields
from assay.plans.settings import SLICE
from assay.texts.findings import Findings
from assay.texts.nodes import MapNode

Part: TypeAlias = str | Cut | Named


class SliceBook:
    """The slices of a plan by name, so that a cross or a gate can ask for ranges and conditions defined elsewhere."""

    def __init__(self) -> None:
        self.specs: tuple[SliceSpec, ...] = ()
        self.parts: dict[str, Part] = {}

    def spec(self, columns: Sequence[str]) -> SliceSpec | None:
        """The cut by one or two names, each a slice of the plan or else a column; None for no names."""
        return SliceSpec(tuple(self.parts.get(name, name) for name in columns)) if columns else None


def read_slices(maps: Sequence[MapNode], findings: Findings) -> SliceBook:
    """All slices of a plan, in the order written; mistakes go to ``findings``."""
    book = SliceBook()
    entries = [(Fields(node, SLICE, _where(node), findings), node.line) for node in maps]
    cuts = [(_columns_or_part(fields), line) for fields, line in entries]
    for cut, line in cuts:
        if cut is not None and not isinstance(cut, tuple):
            _define(book, cut, line, findings)
    for cut, line in cuts:
        columns = cut if isinstance(cut, tuple) else (part_name(cut),) if cut is not None else ()
        spec = book.spec(columns)
        if spec is not None and spec in book.specs:
            what = f"The slice '{spec.name}' stands twice."
            findings.note("plan.duplicate_slice", what, "Keep one of them.", line)
        elif spec is not None:
            book.specs = (*book.specs, spec)
    return book


def _where(node: MapNode) -> str:
    return f"the slice in line {node.line}"


def _define(book: SliceBook, part: Cut | Named, line: int, findings: Findings) -> None:
    """Ranges and conditions have one meaning in a plan, so that a slice key is read in one way."""
    name = part_name(part)
    if book.parts.get(name, part) != part:
        what = f"'{name}' is cut in two ways."
        findings.note("plan.duplicate_slice", what, "Keep one set of ranges, or give a condition another name.", line)
    book.parts.setdefault(name, part)


def _columns_or_part(fields: Fields) -> tuple[str, ...] | Cut | Named | None:
    if fields.given("where") or fields.given("name"):
        return _named(fields)
    if not fields.given("by"):
        what = f"{fields.subject} says neither which column nor which condition."
        fields.findings.note(
            "plan.slice_without_condition", what, "Write 'by: column', or 'name:' and 'where:'.", fields.line
        )
        return None
    columns = fields.columns("by")
    if fields.given("edges") or fields.given("quantiles"):
        return _cut(fields, columns)
    return columns or None


def _cut(fields: Fields, columns: tuple[str, ...]) -> Cut | None:
    edges, quantiles = fields.numbers("edges"), fields.whole("quantiles") or 0
    if len(columns) != 1:
        if columns:
            what = f"{fields.subject} asks for ranges of {len(columns)} columns."
            fix = "Give the ranges of one column in a slice of its own; crosses then use them by its name."
            fields.findings.note("plan.slice_ranges", what, fix, fields.line)
        return None
    if fields.given("edges") and fields.given("quantiles"):
        what = f"{fields.subject} has both 'edges' and 'quantiles'."
        fields.findings.note("plan.slice_ranges", what, "Keep one of them.", fields.line)
        return None
    if fields.given("edges") and (not edges or list(edges) != sorted(set(edges))):
        what = f"'edges' in {fields.where} are {list(edges)}."
        fix = "Write at least one, each larger than the one before."
        fields.findings.note("plan.slice_ranges", what, fix, fields.line_of("edges"))
        return None
    return Cut(columns[0], edges, quantiles)


def _named(fields: Fields) -> Named | None:
    name, where = fields.text("name"), fields.text("where")
    for other in ("by", "edges", "quantiles"):
        if fields.given(other):
            what = f"{fields.subject} has a condition and '{other}'."
            fields.findings.note("plan.slice_ranges", what, "Make two slices of it.", fields.line_of(other))
    if not fields.given("where"):
        what = f"{fields.subject} has a name and no condition."
        fields.findings.note("plan.slice_without_condition", what, "Add 'where:', such as: age < 30.", fields.line)
    if not fields.given("name"):
        what = f"{fields.subject} has a condition and no name."
        fields.findings.note("plan.slice_without_name", what, "Add 'name:', which reports will show.", fields.line)
    if name is None or where is None:
        return None
    try:
        return Named(name, parse_expression(where), where)
    except AssayError as error:
        fields.findings.note_error(error, fields.line_of("where"))
        return None
