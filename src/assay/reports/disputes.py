"""Disputes as JSON documents and on the terminal."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.json import estimates_json
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, plural

LONGEST = 2_500


def dispute_json(kept: Any) -> dict[str, Any]:
    """``{"dispute": {"queue", "item", "judge", "answer", "reason", "outcome", "by", "because", "at"}}``."""
    return {"dispute": _dispute(kept)}


def dispute_summary(kept: Any) -> RenderableType:
    """What was said, and how it stands; not whether the item is gold."""
    made = kept.dispute
    line = f"{made.judge} holds '{made.answer}' for right on item {made.item} of '{made.queue}'"
    if made.by is None:
        return safe(f"{line}; an adjudicator settles it.", most=LONGEST)
    return safe(f"{line}: {made.outcome.value} by {made.by}. {made.because}", most=LONGEST)


def disputes_json(found: Any) -> dict[str, Any]:
    """``{"disputes": [{"queue", "item", ..., "stands", "ruled_by"}], "overturned": estimate or null}``."""
    rows = [{**_dispute(each.kept), "stands": each.stands, "ruled_by": each.ruled_by} for each in found.disputes]
    rate = None if found.overturned is None else estimates_json([found.overturned])["estimates"][0]
    return {"disputes": rows, "overturned": rate}


def disputes_summary(found: Any) -> RenderableType:
    """Each dispute with what stands against it, and how often they are overturned."""
    if not found.disputes:
        return Text("No dispute yet.")
    rows = [
        (
            each.kept.dispute.item,
            each.kept.dispute.judge,
            each.kept.dispute.answer,
            each.stands or DASH,
            each.kept.dispute.reason,
            each.kept.dispute.outcome.value,
        )
        for each in found.disputes
    ]
    parts: list[RenderableType] = [plain_table(("item", "judge", "says", "stands", "reason", "outcome"), rows)]
    rate = overturned_words(found)
    if rate:
        parts.append(safe(rate, most=LONGEST))
    if any(each.kept.dispute.by is None for each in found.disputes):
        next_step = f"assay dispute settle {found.queue} ITEM --judge NAME --outcome upheld --by NAME --reason"
        parts.append(safe(f'Next: {next_step} "..."', most=LONGEST))
    return Group(*parts)


def overturned_words(found: Any) -> str:
    """How often disputes are overturned, with its interval; empty while none is settled."""
    rate = found.overturned
    if rate is None or rate.value is None:
        return ""
    ends = " (too few for an interval)"
    if rate.interval is not None:
        ends = f" ({fixed(rate.interval.low, 2)} to {fixed(rate.interval.high, 2)})"
    return f"Overturned: {fixed(rate.value, 2)}{ends} of {plural(count(rate.n), 'settled dispute')}."


def _dispute(kept: Any) -> dict[str, Any]:
    return {**asdict(kept.dispute), "outcome": kept.dispute.outcome.value, "at": kept.at}
