"""Reference sets and audits as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.core.item import ReferenceSet
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, plain_table, safe

MOST_SHOWN = 10


class AuditFound(Protocol):
    """What an audit gives to be shown."""

    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def rejected(self) -> tuple[Any, ...]: ...
    @property
    def n_items(self) -> int: ...


def references_json(found: Sequence[ReferenceSet]) -> dict[str, Any]:
    """``{"references": [{"name", "source", "n_items", "soft", "doubt", ...}]}``."""
    return {
        "references": [
            {
                **to_plain(each),
                "soft": each.soft,
                "doubt": each.doubt,
                "method": dict(each.method),
                "n_judges": each.n_judges,
                "n_judgments": each.n_judgments,
            }
            for each in found
        ]
    }


def references_table(found: Sequence[ReferenceSet]) -> RenderableType:
    """Name, source, items, how noisy."""
    if not found:
        return Text("No reference set yet: import labels (--label), or keep a consensus (assay consensus --keep).")
    rows = [(each.name, each.source, count(each.n_items), _noise(each)) for each in found]
    return plain_table(("name", "source", ">items", "expected wrong"), rows)


def reference_summary(found: ReferenceSet) -> RenderableType:
    """One reference set in a few lines."""
    lines = [f"{found.name}: {found.source}, {count(found.n_items)} items, expected wrong: {_noise(found)}."]
    if found.n_judgments is not None and found.n_judges is not None:
        lines.append(f"From {count(found.n_judgments)} judgments by {count(found.n_judges)} judges.")
    if found.method:
        lines.append("Options: " + ", ".join(f"{name} {value}" for name, value in found.method) + ".")
    return Group(*(safe(line, most=1_000) for line in lines))


def audit_json(found: AuditFound) -> dict[str, Any]:
    """``{"audit": {"n_items", "rejected": [{"item", "given", "likelier", "support", ...}]}, "estimates": [...]}``."""
    rejected = [each._asdict() for each in found.rejected]
    return {
        "audit": {"n_items": found.n_items, "rejected": rejected},
        "estimates": estimates_json(found.estimates)["estimates"],
    }


def audit_summary(found: AuditFound) -> RenderableType:
    """Share of supported labels, then the items that judges reject."""
    head = (
        f"Of {count(found.n_items)} items with a label and votes, judges reject the label of "
        f"{count(len(found.rejected))}."
    )
    parts: list[RenderableType] = [safe(head), estimates_table(found.estimates)]
    if found.rejected:
        rows = [
            (each.item, each.given, each.likelier, f"{each.support:.3f}", count(each.n_votes))
            for each in found.rejected[:MOST_SHOWN]
        ]
        heads = ("item", "given", "judges say", ">support", ">votes")
        parts += [Text("\nAdjudicate first", "bold"), plain_table(heads, rows)]
        rest = len(found.rejected) - MOST_SHOWN
        parts += [safe(f"and {count(rest)} more: --json gives all of them")] if rest > 0 else []
    return Group(*parts)


def _noise(found: ReferenceSet) -> str:
    return "taken as certain" if found.doubt is None else f"{found.doubt:.1%}"
