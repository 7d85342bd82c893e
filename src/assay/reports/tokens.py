"""Tokens for programs, as a JSON document and on the terminal; never what they say."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from assay.reports.terminal import plain_table
from assay.reports.words import DASH, moment


def tokens_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"tokens": [{"id", "name", "judge", "scopes", "made_at", "ends_at", "used_at"}]}``."""
    return {"tokens": [token_json(each) for each in found]}


def token_json(each: Any) -> dict[str, Any]:
    """One token without its secret, which nobody knows any more."""
    kept = each.kept
    times = {"made_at": kept.made_at, "ends_at": kept.ends_at, "used_at": kept.used_at}
    return {"id": kept.id, "name": kept.name, "judge": each.judge, "scopes": list(kept.scopes), **times}


def tokens_table(found: Sequence[Any]) -> RenderableType:
    """A line a token."""
    if not found:
        return Text("No token yet: assay token make ACCOUNT NAME --scope lead")
    rows = [
        (
            each.kept.id,
            each.kept.name,
            each.judge,
            " ".join(each.kept.scopes),
            moment(each.kept.used_at) if each.kept.used_at else "never",
            moment(each.kept.ends_at) if each.kept.ends_at else DASH,
        )
        for each in found
    ]
    return plain_table(("Id", "For", "Ledger", "May", "Used (UTC)", "Until (UTC)"), rows)
