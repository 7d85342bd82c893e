"""The story of judgments read page by page: all pages are of the ledger position at which the first one was read."""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.core.errors import InputError
from assay.store.votes import votes_on

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")
MOST = 1_000
TOLD = ("item", "judge", "answer", "status", "guideline", "kind", "judge_version", "attempt", "seconds", "observed_at")


class JudgmentPage(NamedTuple):
    """Some judgments."""

    question: str
    """What was asked."""
    position: int
    """Entries of the ledger that count."""
    rows: tuple[dict[str, Any], ...]
    """One a judgment."""
    next: str | None
    """What the next page is asked by; None after the last."""


def judgment_page(
    workspace: "Workspace", dataset: str, question: str | None = None, *, cursor: str | None = None, limit: int = MOST
) -> JudgmentPage:
    """A page of the judgments on one question of a dataset version that count, answers of systems left out.

    Raises
    ------
    InputError
        ``page.cursor`` for one that no page gave.
    WorkspaceError
        ``dataset.unknown``, ``judgments.none``, ``judgments.which_question``, ``judgments.unknown_question``.
    """
    found, size = workspace.dataset(dataset), workspace.store.ledger.size()
    position, start = (size, 0) if cursor is None else _read(cursor)
    if position > size:
        raise _bad(cursor)
    votes = votes_on(workspace.store, found.manifest, question, version=found.version, position=position)
    table = votes.table.select(TOLD)
    rows = tuple(table.slice(start, limit).to_pylist())
    end = start + len(rows)
    is_last = not rows or end >= table.num_rows
    return JudgmentPage(votes.question, position, rows, None if is_last else f"{position}.{end}")


def _read(cursor: str) -> tuple[int, int]:
    match = CURSOR.fullmatch(cursor)
    if match is None:
        raise _bad(cursor)
    return int(match.group(1)), int(match.group(2))


def _bad(cursor: str | None) -> InputError:
    return InputError("page.cursor", f"'{cursor}' is no cursor.", "Give what 'next' of the page before said.")
