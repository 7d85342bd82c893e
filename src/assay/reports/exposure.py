"""Items that may disturb, and who saw them, as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.reports.terminal import plain_table, safe
from assay.reports.words import moment

MOST_SHOWN = 200


def exposure_json(found: Any) -> dict[str, Any]:
    """``{"exposure": {"queue", "sensitive", "sensitive_limit", "break_minutes"}}``."""
    return {"exposure": {name: value for name, value in to_plain(found).items() if name != "is"}}


def exposure_summary(found: Any) -> RenderableType:
    """How the items of a queue are shown, in a sentence."""
    if not found.sensitive:
        return safe(f"Items of '{found.queue}' are shown at once.")
    limit = f"up to {count(found.sensitive_limit)} a day each" if found.sensitive_limit else "without a limit"
    rest = f"; a break is advised after {count(found.break_minutes)} minutes" if found.break_minutes else ""
    told = f"Items of '{found.queue}' are shown when a person asks for them, {limit}{rest}."
    return Group(safe(told), safe(f"Every view is kept: assay queue views {found.queue}"))


def views_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"views": [{"judge", "queue", "item", "as", "at"}]}``, the newest first."""
    names = ("judge", "queue", "item", "at")
    return {"views": [{**{name: getattr(each, name) for name in names}, "as": each.as_what} for each in found]}


def views_table(found: Sequence[Any]) -> RenderableType:
    """Who saw which item, and when."""
    if not found:
        return Text("Nobody saw an item that may disturb. Say which queues hold such items: assay queue exposure NAME.")
    rows = [(moment(each.at), each.judge, each.queue, each.item, each.as_what) for each in found[:MOST_SHOWN]]
    table = plain_table(("at (UTC)", "judge", "queue", "item", "while"), rows)
    left = len(found) - len(rows)
    return Group(table, safe(f"and {count(left)} more: --json gives all")) if left > 0 else table
