"""Webhooks and how their events stand, as a JSON document and on the terminal; never their secrets."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.reports.terminal import plain_table
from assay.reports.words import plural


def webhooks_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"webhooks": [{"id", "url", "events", "n_due", "n_taken", "n_given_up", ...}]}``."""
    return {"webhooks": [_plain(each) for each in found]}


def webhooks_table(found: Sequence[Any]) -> RenderableType:
    """A line a webhook."""
    if not found:
        return Text("No webhook yet: assay webhook add URL")
    rows = [
        (
            each.webhook.id,
            each.webhook.url,
            " ".join(each.webhook.kinds) or "all",
            count(each.n_due),
            count(each.n_taken),
            count(each.n_given_up),
        )
        for each in found
    ]
    return plain_table(("Id", "Address", "Events", ">On their way", ">Taken", ">Given up"), rows)


def delivered_words(done: Any) -> str:
    """How a round of bringing went, in a line."""
    if not sum(done):
        return "Nothing was due."
    failed = f", {count(done.n_failed)} will be tried again" if done.n_failed else ""
    gone = f", {count(done.n_given_up)} given up" if done.n_given_up else ""
    return f"{plural(count(done.n_taken), 'event')} taken{failed}{gone}."


def _plain(each: Any) -> dict[str, Any]:
    hook = each.webhook
    counts = {"n_due": each.n_due, "n_taken": each.n_taken, "n_given_up": each.n_given_up}
    return {
        "id": hook.id,
        "url": hook.url,
        "events": list(hook.kinds),
        "since": hook.made_at,
        "by": hook.made_by,
    } | counts
