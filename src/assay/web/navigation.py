"""The way around: few words, each for who may go there; the first one that fits is where he begins."""

from typing import NamedTuple

from assay.access.roles import Permission
from assay.web.session import SignedIn


class Way(NamedTuple):
    """A word of the navigation."""

    word: str
    """What it is called, from the glossary."""
    path: str
    """Where it leads."""
    permissions: frozenset[Permission]
    """Any of them lets somebody go there."""
    does: str
    """What one does there, for the first page."""
    below: tuple[str, ...] = ()
    """Where pages of this way begin, beside ``path``."""

    def leads_to(self, path: str) -> bool:
        """Whether a page is of this way."""
        return any(path == each or path.startswith(f"{each}/") for each in (self.path, *self.below))


WAYS = (
    Way("Label", "/label", frozenset({Permission.LABEL}), "Answer the next item of your queues."),
    Way("Rework", "/rework", frozenset({Permission.LABEL}), "Answer anew what a reviewer sent back."),
    Way("Feedback", "/feedback", frozenset({Permission.LABEL}), "See where you were right, and why not."),
    Way("Review", "/review", frozenset({Permission.REVIEW}), "Look at answers of others."),
    Way("Adjudicate", "/adjudicate", frozenset({Permission.ADJUDICATE}), "Settle what labelers disagree on."),
    Way(
        "Programs",
        "/programs",
        frozenset({Permission.LEAD, Permission.AUDIT}),
        "See how labeling goes, and act.",
        ("/pilots", "/lots", "/quality", "/suggestions", "/skills", "/clarity", "/gold", "/disputes", "/fraud"),
    ),
    Way(
        "Evaluations",
        "/evaluations",
        frozenset({Permission.EVALUATE, Permission.AUDIT}),
        "See what systems and judges are worth, and what was decided.",
        ("/runs", "/judges"),
    ),
    Way("Views", "/views", frozenset({Permission.AUDIT}), "See who saw items that may disturb."),
    Way(
        "People",
        "/people",
        frozenset({Permission.ADMINISTER, Permission.INVITE}),
        "Invite people, and say what each may do.",
    ),
)
"""In order of what somebody with several roles does first. A way without a page yet is not shown."""


def ways(paths: frozenset[str], who: SignedIn | None) -> tuple[Way, ...]:
    """The words for somebody, of those whose pages there are; none when nobody is signed in."""
    if who is None:
        return ()
    return tuple(way for way in WAYS if way.path in paths and any(map(who.may, way.permissions)))
