"""From the answers of several calls to one: the majority of a panel, the share of claims that are supported."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from assay.core.answers import check_answer
from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.core.question import Amount, Choice, Question
from assay.harness.judging.frame import SUPPORTED, UNSUPPORTED
from assay.harness.judging.reading import Read

SPLIT, NO_CLAIMS, CLAIMS_UNREAD, MEMBERS_UNREAD = "split", "no_claims", "claims_unread", "members_unread"
"""Why there is no answer though there were calls, or could be none."""
CLAIM = Question("claim", "Is the claim supported?", Choice((SUPPORTED, UNSUPPORTED)))
"""What is asked of each claim; the guideline says what support is."""


class Settled(NamedTuple):
    """One answer made of several."""

    read: Read
    """What it came to."""
    detail: str
    """Canonical JSON of what it was made of."""
    confidence: float | None = None
    """For a panel: share of the members with this answer, of those that gave one."""


def check_claims(question: Question) -> None:
    """Nothing when a share of supported claims is an answer to the question.

    Raises
    ------
    InputError
        ``judging.form``.
    """
    form = question.form
    fits = isinstance(form, Amount) and not form.whole and (form.low or 0.0) <= 0.0 and (form.high or 1.0) >= 1.0
    if not fits:
        what = f"The question '{question.name}' cannot be answered with the share of claims that are supported."
        raise InputError("judging.form", what, "Ask a number: type: number, low: 0, high: 1.")


def majority(reads: Sequence[Read], models: Sequence[str]) -> Settled:
    """What most members of a panel say, of those that gave an answer; without a most, the panel abstains.

    Fewer than half that gave one are no panel: it failed, or refused where every member did.
    """
    detail = _json([_told(read, model=model) for read, model in zip(reads, models, strict=True)])
    given = [each.given for each in reads if each.given is not None]
    if 2 * len(given) < len(reads):
        statuses = {each.status for each in reads}
        (status,) = statuses if len(statuses) == 1 else (Status.FAILED,)
        return Settled(Read(status, None, MEMBERS_UNREAD), detail)
    counts = Counter(given).most_common()
    best, n = counts[0]
    if len(counts) > 1 and counts[1][1] == n:
        return Settled(Read(Status.ABSTAINED, None, SPLIT), detail, n / len(given))
    reasons = next(each.rationale for each in reads if each.given == best)
    return Settled(Read(Status.GIVEN, best, "", reasons), detail, n / len(given))


def support(reads: Sequence[Read], question: Question) -> Settled:
    """The share of claims that are supported; none where a claim could not be judged, for it might be either."""
    if not reads:
        return Settled(Read(Status.NOT_APPLICABLE, None, NO_CLAIMS), "[]")
    detail = _json([_told(read, claim=place) for place, read in enumerate(reads, start=1)])
    unread = [each for each in reads if each.given is None]
    if unread:
        statuses = {each.status for each in unread}
        (status,) = statuses if len(statuses) == 1 else (Status.FAILED,)
        return Settled(Read(status, None, CLAIMS_UNREAD), detail)
    share = sum(each.given is not None and each.given.value == SUPPORTED for each in reads) / len(reads)
    reasons = next((each.rationale for each in reads if each.given and each.given.value == UNSUPPORTED), "")
    return Settled(Read(Status.GIVEN, check_answer(question, share), "", reasons), detail)


def _told(read: Read, **known: Any) -> dict[str, Any]:
    answer = None if read.given is None else read.given.value
    return {**known, "status": read.status.value, "answer": answer, "why": read.why, "rationale": read.rationale[:300]}


def _json(told: list[dict[str, Any]]) -> str:
    return canonical_json(told).decode()
