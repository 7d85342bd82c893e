"""What several pages show of an item: its texts and the rules beside it, each made harmless."""

from fastapi import Request
from markupsafe import Markup

from assay.labeling.guideline import Guideline
from assay.labeling.open_queue import OpenQueue
from assay.labeling.showing import Kind, Part, parts_of
from assay.web.markdown import item_html, sections_of
from assay.workflows.work import open_queue

MOST_MARKDOWN = 20_000
"""A longer text is shown as it is written."""


def queue_opened(request: Request, queue: str) -> OpenQueue:
    """What a queue shows, read once in a process for everybody who looks at answers of others."""
    state = request.app.state
    if not hasattr(state, "looked_at"):
        state.looked_at = {}
    if queue not in state.looked_at:
        state.looked_at[queue] = open_queue(state.workspace, queue)
    opened: OpenQueue = state.looked_at[queue]
    return opened


def parts_shown(opened: OpenQueue, item: str) -> list[tuple[Part, Markup | None]]:
    """Each text of an item with its markup; None for what is shown as it is written."""
    return [(part, _html(part)) for part in parts_of(opened.question, opened.items.row(item))]


def rules_shown(guideline: Guideline | None) -> list[tuple[str | None, str | None, Markup]]:
    """Number, title and markup of each section of a guideline."""
    sections = [] if guideline is None else sections_of(guideline)
    return [(each.number, each.title, Markup(each.html)) for each in sections]  # noqa: S704 - made harmless there


def _html(part: Part) -> Markup | None:
    if part.kind is not Kind.MARKDOWN or len(part.text) > MOST_MARKDOWN:
        return None
    return Markup(item_html(part.text))  # noqa: S704 - made harmless there
