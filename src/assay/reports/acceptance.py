"""Acceptance plans as JSON documents and on the terminal."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count, fixed, number
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural
from assay.stats.acceptance.planned import AcceptancePlan, CurvePoint


def acceptance_json(found: AcceptancePlan) -> dict[str, Any]:
    """``{"acceptance": {"n", "accept", "alpha", "beta", "curve": [{"rate", "accepted", ...}], ...}}``."""
    return {"acceptance": to_plain(found)}


def acceptance_summary(found: AcceptancePlan) -> RenderableType:
    """The rule in a sentence, its risks, and the operating curve."""
    lines = [_rule(found), *_risks(found), *_limits(found)]
    heads = ["rate of bad items", ">accepted", *([">leaves", ">judged a lot"] if found.lot is not None else []), ""]
    rows = [_row(found, point) for point in found.curve]
    after = [*_instead(found), *_believed(found)]
    return Group(
        *(safe(line, most=1_000) for line in lines),
        Text(),
        plain_table(heads, rows),
        *(safe(line, most=1_000) for line in after),
    )


def _rule(found: AcceptancePlan) -> str:
    of = "of each lot" if found.lot is None else f"of each lot of {count(found.lot)}"
    allowed = "none is bad" if found.accept == 0 else f"at most {count(found.accept)} are bad"
    return f"Judge {plural(count(found.n), 'item')} {of}, drawn at random; accept the lot when {allowed}."


def _risks(found: AcceptancePlan) -> Iterator[str]:
    if found.good is not None and found.alpha is not None:
        yield f"A good lot, {_rate(found.good)} bad, is refused with chance {_chance(found.alpha)}."
    if found.bad is not None and found.beta is not None:
        yield f"A bad lot, {_rate(found.bad)} bad, is accepted with chance {_chance(found.beta)}."
    if found.miss > 0.0 or found.false_alarm > 0.0:
        yield (
            f"The judge misses {_rate(found.miss)} of the bad items and calls {_rate(found.false_alarm)} of the good "
            "ones bad; rates here are true ones."
        )


def _limits(found: AcceptancePlan) -> Iterator[str]:
    marks = [(found.rate_95, "95"), (found.rate_50, "50"), (found.rate_10, "10")]
    told = ", ".join(f"{each}\u2009% of lots with {_rate(rate)} bad" for rate, each in marks if rate is not None)
    if told:
        yield f"It accepts {told}."
    if never := [each for rate, each in marks if rate is None]:
        yield f"False alarms refuse even lots without a bad item: fewer than {never[-1]}\u2009% of those are accepted."
    if found.outgoing_limit is None or found.worst_at is None:
        return
    if found.worst_at >= 1.0 and found.miss > 0.0:
        yield "Refused lots are judged whole, and bad items that are missed leave even so: see the column."
    else:
        yield (
            f"If refused lots are judged whole and bad items replaced, at most {_rate(found.outgoing_limit)} of what "
            f"leaves is bad, on average, whatever comes in (worst at {_rate(found.worst_at)})."
        )


def _row(found: AcceptancePlan, point: CurvePoint) -> tuple[str, ...]:
    mark = {found.good: "good lot", found.bad: "bad lot"}.get(point.rate, "")
    cells = [_rate(point.rate), fixed(point.accepted, 4)]
    if point.outgoing is not None and point.inspected is not None:
        cells += [_rate(point.outgoing), count(round(point.inspected))]
    return (*cells, mark)


def _instead(found: AcceptancePlan) -> Iterator[str]:
    lines = found.sequential
    if lines is not None:
        yield (
            f"Or item after item (Wald): accept once no more than {number(lines.slope)} n \u2212 "
            f"{number(lines.accept_at)} of n items are bad (the soonest after {count(lines.soonest)} without a bad "
            f"one); refuse once {number(lines.slope)} n + {number(lines.refuse_at)} or more are."
        )


def _believed(found: AcceptancePlan) -> Iterator[str]:
    if found.prior is None or found.bad is None or found.belief is None:
        return
    first, second = (number(each) for each in found.prior)
    yield (
        f"With a Beta({first}, {second}) prior, a lot accepted with {count(found.accept)} of {count(found.n)} bad is "
        f"no worse than {_rate(found.bad)} with chance {_chance(found.belief)}."
    )


def _rate(share: float) -> str:
    """Four significant digits of a percentage: rates of bad items are small."""
    return f"{number(share * 100)}\u2009%"


def _chance(share: float) -> str:
    return percent(share) if 0.001 <= share <= 0.999 or share in {0.0, 1.0} else number(share, digits=2)
