"""A guideline is approved by somebody who did not write it."""

from collections.abc import Sequence

from assay.core.errors import NotPermitted
from assay.core.people import same_person
from assay.core.plan import Approval
from assay.labeling.kept import KeptGuideline


def approve_guideline(versions: Sequence[KeptGuideline], asked: KeptGuideline, *, by: str, now: str) -> Approval:
    """A named person's approval of exactly this text.

    Raises
    ------
    NotPermitted
        ``guideline.own_approval`` when an author of this text approves.
    """
    version = asked.guideline.version
    authors = [each.by for each in versions if each.guideline.version == version]
    if any(same_person(by, author) for author in authors):
        what = f"{by} wrote this guideline and cannot approve it."
        raise NotPermitted("guideline.own_approval", what, "Ask someone else: nobody approves own rules.")
    return Approval(version, by, now)
