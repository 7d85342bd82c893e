"""What came from another tool or went to one, as JSON and on the terminal; what could not be carried is named."""

from collections.abc import Mapping
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.exchange import Brought, Written
from assay.core.figures import count
from assay.reports.judgments import Imported, imported_json, imported_summary
from assay.reports.terminal import safe
from assay.reports.words import plural

MOST_SHOWN = 20
LONGEST = 1_000


class CarriedImported(Protocol):
    """What an import from another tool did beside the dataset."""

    @property
    def judgments(self) -> Imported: ...
    @property
    def n_known(self) -> int: ...
    @property
    def questions_added(self) -> tuple[str, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def carried_json(brought: Brought, kept: CarriedImported | None) -> dict[str, Any]:
    """``{"format", "questions", "questions_added", "judgments": {...}, "n_known", "left_out", "notes"}``."""
    judgments = None if kept is None else imported_json(kept.judgments)["judgments"]
    return {
        "format": brought.format,
        "questions": [question.name for question in brought.questions],
        "questions_added": [] if kept is None else list(kept.questions_added),
        "judgments": judgments,
        "n_known": 0 if kept is None else kept.n_known,
        "left_out": dict(brought.left_out),
        "notes": list(brought.notes),
    }


def carried_summary(brought: Brought, kept: CarriedImported | None) -> RenderableType:
    """Questions and judgments that came with the items, and what could not be carried."""
    lines = [f"Questions: {', '.join(question.name for question in brought.questions) or 'none'}."]
    if kept is None:
        lines.append(f"{plural(count(len(brought.judgments)), 'judgment')} would be added.")
    if kept is not None and kept.n_known:
        lines.append(f"Here already, not added again: {plural(count(kept.n_known), 'judgment')}.")
    rest = [safe(line, most=LONGEST) for line in (*lines, *brought.notes, *left_out_lines(brought.left_out))]
    head = [imported_summary(kept.judgments)] if kept is not None and kept.judgments.n_judgments else []
    return Group(*head, *rest)


def written_json(file: str, format: str, written: Written) -> dict[str, Any]:
    """``{"export": {"file", "format", "n_items", "n_judgments", "left_out"}}``."""
    counts = {"n_items": written.n_items, "n_judgments": written.n_judgments, "left_out": dict(written.left_out)}
    return {"export": {"file": file, "format": format, **counts}}


def written_summary(file: str, written: Written) -> RenderableType:
    """How much went out, and what could not be carried."""
    items, judgments = plural(count(written.n_items), "item"), plural(count(written.n_judgments), "judgment")
    lines = [f"Written: {file}, {items}, {judgments}.", *left_out_lines(written.left_out)]
    return Group(*(safe(line, most=LONGEST) for line in lines))


def left_out_lines(left_out: Mapping[str, int]) -> list[str]:
    """``Not carried (3): drafts.``, most first."""
    ordered = sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    lines = [f"Not carried ({count(n)}): {what}." for what, n in ordered[:MOST_SHOWN]]
    rest = len(ordered) - MOST_SHOWN
    return [*lines, f"and {count(rest)} more kinds: --json names all."] if rest > 0 else lines
