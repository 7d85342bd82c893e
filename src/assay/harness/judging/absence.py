"""Why verdicts have no answer, in four words: an endpoint that fails is not a judge that cannot be read."""

from assay.core.judge_card import Absence
from assay.core.judgment import Status
from assay.harness.judging.reading import REFUSED, SAYS_NOT, UNREADABLE
from assay.harness.judging.settling import CLAIMS_UNREAD, MEMBERS_UNREAD, NO_CLAIMS, SPLIT

BY_WHY = {
    **dict.fromkeys(UNREADABLE, Absence.UNREADABLE),
    **dict.fromkeys((REFUSED, "content_filter"), Absence.REFUSED),
    **dict.fromkeys((SAYS_NOT, SPLIT), Absence.ABSTAINED),
}
BY_STATUS = {Status.REFUSED.value: Absence.REFUSED, Status.ABSTAINED.value: Absence.ABSTAINED}
MIXED = frozenset([CLAIMS_UNREAD, MEMBERS_UNREAD, NO_CLAIMS, "item_too_long"])
"""What may be either, or was never asked."""


def absence(why: str | None, status: str | None = None) -> Absence | None:
    """What kind of absence it is; None where there is an answer, or where that is not known.

    Parameters
    ----------
    why : as `assay.harness.judging.asking` tells it, or such a word; what it gives no name to is a failure of a call
    status : of the judgment, where it is known

    Examples
    --------
    >>> absence("status_500"), absence("outside_menu"), absence(None, "refused"), absence(None, "given")
    (<Absence.NO_REPLY: 'no_reply'>, <Absence.UNREADABLE: 'unreadable'>, <Absence.REFUSED: 'refused'>, None)
    """
    if why in set(Absence):
        return Absence(why)
    if status == Status.GIVEN.value:
        return None
    if status in BY_STATUS:
        return BY_STATUS[status]
    if not why or why in MIXED:
        return None
    return BY_WHY.get(why, Absence.NO_REPLY)
