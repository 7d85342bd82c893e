"""When two names mean one person, so that nobody approves own work under another spelling."""

import unicodedata


def person(name: str) -> str:
    """A name as it is compared: case, surrounding blanks and Unicode form do not make another person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def same_person(first: str | None, second: str | None) -> bool:
    """Whether two names are one person's; an absent name is nobody's."""
    return first is not None and second is not None and person(first) == person(second)
