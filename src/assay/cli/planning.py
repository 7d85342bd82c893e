"""What stands between a plan and its lock, in words and as JSON."""

from typing import TYPE_CHECKING, Any

from assay.core.encode import to_plain
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.reports.terminal import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from assay.plans.feasibility import Feasibility
    from assay.workflows.plan_life import PlanCheck

LONGEST = 2000
VERDICTS = {"can": "can answer", "cannot": "cannot answer", "unknown": "may answer"}


def check_json(found: "PlanCheck") -> dict[str, Any]:
    """One document about a plan check."""
    plain: dict[str, Any] = to_plain(found)
    return plain


def check_summary(found: "PlanCheck") -> "RenderableType":
    """Requirements still open, whether the data can answer each gate, and what to do next."""
    from rich.console import Group

    head = f"Plan '{neutral(found.plan)}' is well formed and {found.state}; its content is {found.content[:12]}."
    wanted = [f"  still required: {each.what} {each.fix}" for each in found.requirements]
    changed = [f"  changed since the lock: {each}" for each in found.changes]
    rows = [
        (
            each.gate,
            slice_text(each.slice),
            VERDICTS.get(each.verdict, each.verdict),
            f"{each.n:,}",
            "" if each.n_needed is None else f"{each.n_needed:,}",
        )
        for each in found.feasibility
    ]
    table = plain_table(["gate", "slice", "the data", ">items", ">needed"], rows)
    why = [
        f"  {neutral(each.gate)}, {slice_text(each.slice)}: {neutral(each.why, most=LONGEST)}" for each in unsure(found)
    ]
    following = (
        "Nothing more is required: assay plan lock."
        if not found.requirements
        else "Meet what is still required above, then: assay plan lock."
    )
    notes = [f"  {neutral(each, most=LONGEST)}" for each in found.notes]
    return Group(head, *changed, *wanted, *notes, table, *why, following)


def unsure(found: "PlanCheck") -> "list[Feasibility]":
    """For each gate that the data may not answer, its smallest slice: what would have to be true."""
    least: dict[str, Feasibility] = {}
    for each in found.feasibility:
        if each.verdict != "can" and (each.gate not in least or each.n < least[each.gate].n):
            least[each.gate] = each
    return list(least.values())
