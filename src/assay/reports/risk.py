"""Risk bounds as JSON documents and on the terminal."""

from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from assay.core.encode import to_plain
from assay.core.figures import count, number
from assay.metrics.risk import MachineShare, RiskBound
from assay.reports.numbers import percent
from assay.reports.terminal import safe
from assay.reports.words import plural, reason_words


def risk_json(found: RiskBound | MachineShare) -> dict[str, Any]:
    """``{"risk": {"at_most", "holds", "upper", ...}}`` or ``{"machine_share": {"at_most", "share", "below", ...}}``."""
    return {"risk" if isinstance(found, RiskBound) else "machine_share": to_plain(found)}


def risk_summary(found: RiskBound | MachineShare, *, out: Path | None = None) -> RenderableType:
    """The claim in a sentence, what it rests on, and what would help where it does not hold."""
    lines = _bound_lines(found) if isinstance(found, RiskBound) else _share_lines(found)
    lines += [f"Note: {each}." for each in found.notes]
    lines += [f"How: {found.how}."]
    lines += [f"{out} written: who labels each item."] if out is not None else []
    return Group(*(safe(line, most=1_000) for line in lines))


def _bound_lines(found: RiskBound) -> list[str]:
    claim = f"at most {percent(found.at_most)} is wrong"
    seen = f"{_losses(found.wrong)} of {plural(count(found.n), 'checked item')} wrong ({number(found.rate, digits=2)})"
    if found.upper is None:
        return [f"Nothing can be claimed: {reason_words(found.reason)}. {seen}."]
    bound = f"no more than {number(found.upper, digits=3)} is wrong, with {percent(found.confidence)} confidence"
    if found.holds:
        return [f"It holds that {claim}: {bound}.", f"{seen}{_of_pool(found.pool)}."]
    return [
        f"It cannot be said that {claim}: {bound}.",
        f"{seen}{_of_pool(found.pool)}.",
        _help(found),
    ]


def _help(found: RiskBound) -> str:
    if found.needed is None:
        return "More items alone will not help: mend what is wrong, or claim less."
    return f"If no more were wrong, {plural(count(found.needed), 'more checked item')} would do."


def _share_lines(found: MachineShare) -> list[str]:
    seen = f"{count(found.checked)} items were checked, {_losses(found.wrong)} of them wrong"
    if found.n_machine == 0:
        return [f"The machine may label none: {_reason(found)}.", f"{seen}."]
    which = "every item" if found.below is None else f"the items with an uncertainty below {number(found.below)}"
    upper = number(found.upper or 0.0, digits=3)
    part = f"{percent(found.share)} ({count(found.n_machine)} of {plural(count(found.n_pool), 'item')})"
    return [
        f"The machine may label {part}: {which}.",
        f"Then no more than {upper} of all are wrong, with {percent(found.confidence)} confidence "
        f"(asked: at most {number(found.at_most)}), and {plural(count(found.n_spared), 'item')} need nobody.",
        f"{seen}; of the {count(found.checked_below)} that it may label, {_losses(found.wrong_below)}.",
    ]


def _reason(found: MachineShare) -> str:
    if found.reason == "too_few_checked":
        more = "" if found.needed is None else f"; with {count(found.needed)}, none of them wrong, a claim is possible"
        return f"{count(found.checked)} checked items are too few even without an error{more}"
    if found.reason == "surest_items_wrong":
        return "too many of its surest answers are wrong"
    return reason_words(found.reason)


def _of_pool(pool: int | None) -> str:
    return "" if pool is None else f", of a pool of {count(pool)}"


def _losses(total: float) -> str:
    return count(int(total)) if float(total).is_integer() else number(total)
