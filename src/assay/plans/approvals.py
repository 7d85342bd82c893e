"""Who approved one exact content, and that nobody approves own work."""

from collections.abc import Iterable, Sequence

from assay.core.people import person
from assay.core.plan import Approval


def approvers(approvals: Iterable[Approval], content: str, *, not_by: Sequence[str | None]) -> tuple[str, ...]:
    """People who approved ``content``, each once in order, those of ``not_by`` (its authors) left out."""
    authors = {person(name) for name in not_by if name is not None}
    found = {person(each.by): each.by for each in reversed(list(approvals)) if each.subject == content}
    return tuple(name for key, name in reversed(found.items()) if key not in authors)
