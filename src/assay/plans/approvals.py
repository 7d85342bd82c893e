"""Who approved one exact content, and that nobody approves own work."""

import unicodedata
from collections.abc import Iterable, Sequence

from assay.core.plan import Approval


def person(name: str) -> str:
    """A name as it is compared: case, surrounding blanks and Unicode form do not make another person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def same_person(first: str | None, second: str | None) -> bool:
    """Whether two names are one person's; an absent name is nobody's."""
    return first is not None and second is not None and person(first) == person(second)


def approvers(approvals: Iterable[Approval], content: str, *, not_by: Sequence[str | None]) -> tuple[str, ...]:
    """People who approved ``content``, each once in order, those of ``not_by`` (its authors) left out."""
    authors = {person(name) for name in not_by if name is not None}
    found = {person(each.by): each.by for each in reversed(list(approvals)) if each.subject == content}
    return tuple(name for key, name in reversed(found.items()) if key not in authors)
