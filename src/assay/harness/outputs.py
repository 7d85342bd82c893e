"""What an output says: a class of a menu, or a status that tells why it is none; never a guess."""

from collections.abc import Mapping, Sequence

from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.harness.scorers.texts import normal
from assay.harness.thinking import after_thinking

REFUSALS = frozenset({"refusal", "content_filter"})
"""Failures in which the system would not answer."""
OWN = frozenset({"length", "shape", "too_long", "tool_calls", "turns"})
"""Failures in which it did answer, but not with anything that can be used."""


def status_of(why: str) -> Status:
    """The status of a prompt that was given up: what the system did itself, or that no answer was to be had."""
    if why in REFUSALS:
        return Status.REFUSED
    return Status.FAILED if why in OWN else Status.EXPIRED


def menu_of(classes: Sequence[str]) -> Mapping[str, str]:
    """Classes by how they are compared: in lower case, without punctuation and repeated blanks.

    Raises
    ------
    InputError
        ``scoring.menu`` for two classes that are the same so.
    """
    found: dict[str, str] = {}
    for each in classes:
        plain = normal(each) or each.strip()
        if found.setdefault(plain, each) != each:
            what = f"The classes '{found[plain]}' and '{each}' cannot be told apart in what a system writes."
            raise InputError("scoring.menu", what, "Rename one, or name a menu in the plan: scoring: {menu: [...]}.")
    return found


def class_said(text: str, menu: Mapping[str, str]) -> str | None:
    """The class that an output is, after its thinking and normalising; None for one outside the menu."""
    answer = after_thinking(text) or ""
    return menu.get(normal(answer) or answer.strip())
