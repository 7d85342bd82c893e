"""From a card and what the judge did since to whether the card may still be relied upon."""

from collections.abc import Iterator, Sequence

from assay.core.estimate import Estimate
from assay.core.figures import count, figure
from assay.core.judge_card import JudgeCard
from assay.core.judge_check import WORST_FIRST, Standing, Stands

TOLERANCE = 0.05
"""By how much accuracy may be lower and the judge still be as good, where nobody says otherwise."""


def card_stands(
    card: JudgeCard,
    *,
    now: str,
    version: str,
    guideline: str,
    served: tuple[Sequence[str], Sequence[str]],
    change: Estimate | None,
    since: Estimate | None,
    tolerance: float,
) -> tuple[Stands, ...]:
    """What can be said of a card, the worst first.

    Parameters
    ----------
    version, guideline : those of the judge's newest judgments
    served : what the endpoint said that it is, before and after the card
    change : accuracy since the card less that of the card
    since : accuracy since the card
    """
    found = list(_against(card, now, version, guideline, served))
    found += [*_changed(card, change, since, tolerance)]
    return tuple(sorted(found, key=lambda each: WORST_FIRST.index(each.standing)))


def _against(
    card: JudgeCard, now: str, version: str, guideline: str, served: tuple[Sequence[str], Sequence[str]]
) -> Iterator[Stands]:
    if now >= card.valid_until:
        yield Stands(Standing.EXPIRED, f"The card held until {card.valid_until[:10]}: calibrate the judge anew.")
    if version != card.version:
        said = f"The judge answers in version {version[:12] or '(none)'} now, the card is of {card.version[:12]}."
        yield Stands(Standing.OTHER_VERSION, said)
    if guideline != card.guideline:
        said = (
            f"It goes by guideline {guideline[:12] or '(none)'} now, the card is of {card.guideline[:12] or '(none)'}."
        )
        yield Stands(Standing.OTHER_VERSION, said)
    fresh = [each for each in served[1] if each not in served[0]]
    if served[0] and fresh:
        said = f"The endpoint says that it is '{fresh[-1][:60]}' now; it was '{served[0][-1][:60]}'."
        yield Stands(Standing.OTHER_VERSION, said)


def _changed(card: JudgeCard, change: Estimate | None, since: Estimate | None, tolerance: float) -> Iterator[Stands]:
    if since is None:
        yield Stands(Standing.HOLDS, "Nothing that people judged too was judged since the card was made.")
        return
    if change is None or change.interval is None or change.value is None:
        yield _without_interval(card, since, tolerance)
        return
    told = f"{figure(change.value, change.interval)}, n {count(change.n)}"
    if change.interval.high < 0.0:
        yield Stands(Standing.DRIFTED, f"It is worse than when the card was made: accuracy changed by {told}.")
    elif change.interval.low >= -tolerance:
        yield Stands(Standing.HOLDS, f"It is still as good, within {tolerance:g}: accuracy changed by {told}.")
    else:
        said = f"Too little was judged since to say that it is still as good, within {tolerance:g}: changed by {told}."
        yield Stands(Standing.UNSURE, said)


def _without_interval(card: JudgeCard, since: Estimate, tolerance: float) -> Stands:
    """Where nothing varies: whether its accuracy since is surely not below that of the card, less the tolerance."""
    before = next((each.value for each in card.estimates if each.metric == "accuracy" and not each.slice), None)
    if since.interval is None or before is None:
        return Stands(Standing.UNSURE, f"Too little was judged since: {count(since.n)} items.")
    told = f"{figure(since.value or 0.0, since.interval)}, n {count(since.n)}"
    if since.interval.low >= before - tolerance:
        return Stands(Standing.HOLDS, f"It is still as good, within {tolerance:g}: accuracy since is {told}.")
    return Stands(Standing.UNSURE, f"Too little was judged since to say that it is still as good: accuracy is {told}.")
