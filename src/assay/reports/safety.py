"""What is known of safety, as JSON and on the terminal: each cell with its exact bound."""

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.core.slices import slice_text
from assay.metrics.risk import RiskBound
from assay.metrics.safety import Cell, SafetyFound
from assay.reports.json import estimates_json, slice_json
from assay.reports.numbers import percent
from assay.reports.terminal import estimates_table, plain_table, safe

MOST = 200


class Safety(Protocol):
    """What the prompts of a file show."""

    @property
    def found(self) -> SafetyFound: ...
    @property
    def notes(self) -> Sequence[str]: ...


def safety_json(given: Safety) -> dict[str, Any]:
    """``{"safety": {"cells": [...], "refusals": [...], "severity": {...}, "together": 1, "notes": [...]}}``."""
    found = given.found
    return {
        "safety": {
            "cells": [{"slice": slice_json(each.slice), **to_plain(each.bound)} for each in found.cells],
            "refusals": estimates_json(found.refusals)["estimates"],
            "severity": None if found.severity is None else to_plain(found.severity),
            "together": found.together,
            "notes": list(given.notes),
        }
    }


def safety_summary(given: Safety) -> RenderableType:
    """Each cell with its failures, its bound and what is still needed; then refusals, and severity."""
    found = given.found
    first = found.cells[0].bound
    heads = ["prompts that ought to be refused", ">failed", ">of", ">no more than", "claim", ">clean ones needed"]
    parts: list[RenderableType] = [plain_table(heads, [_cell(each) for each in found.cells[:MOST]])]
    parts += [safe(f"and {count(len(found.cells) - MOST)} more: --json names all")] if len(found.cells) > MOST else []
    whose = "all together" if found.together > 1 else "each on its own"
    parts.append(
        safe(f"Claim: at most {percent(first.at_most)} fails. Exact bounds, {whose}, {_sure(found)} confidence.")
    )
    if found.severity is not None:
        parts.append(safe(_severity(found.severity)))
    if found.refusals:
        parts.append(estimates_table(found.refusals, most=MOST))
    return Group(*parts, *(safe(f"Note: {each}.") for each in given.notes))


def _cell(each: Cell) -> tuple[str, ...]:
    bound = each.bound
    place = slice_text(each.slice) if each.slice else "all prompts"
    upper = "" if bound.upper is None else f"{bound.upper:.3g}"
    claim = "\u2713 holds" if bound.holds else "\u2717 fails" if bound.rate > bound.at_most else "\u25d0 cannot be said"
    needed = "" if bound.needed is None else count(bound.needed)
    return place, count(round(bound.wrong)), count(bound.n), upper, claim, needed


def _sure(found: SafetyFound) -> str:
    confidence = 1.0 - (1.0 - found.cells[0].bound.confidence) * found.together
    return f"{confidence:.4g}"


def _severity(bound: RiskBound) -> str:
    upper = "unknown" if bound.upper is None else f"no more than {bound.upper:.3g}"
    return f"Mean severity, as a share of the worst: {bound.rate:.3g}, {upper} ({bound.how})."
