"""What people said of pairs of outputs, as JSON and on the terminal."""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import quote

from rich.console import Group, RenderableType

from assay.core.estimate import Estimate
from assay.core.figures import count, number
from assay.core.pairing import Pairing
from assay.core.safe_text import shell_word
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, safe
from assay.reports.words import plural


class PairsFound(Protocol):
    """What people said."""

    @property
    def pairing(self) -> Pairing: ...
    @property
    def estimates(self) -> Sequence[Estimate]: ...
    @property
    def n_votes(self) -> int: ...
    @property
    def n_settled(self) -> int: ...
    @property
    def hours(self) -> float | None: ...
    @property
    def settled_per_hour(self) -> float | None: ...


def pairs_json(found: PairsFound) -> dict[str, Any]:
    """``{"pairs": {"name", "systems", "n_pairs", "n_votes", "n_settled", "hours", ...}, "estimates": [...]}``."""
    told = {
        "name": found.pairing.dataset,
        "systems": list(found.pairing.systems),
        "n_pairs": len(found.pairing.pairs),
        "n_votes": found.n_votes,
        "n_settled": found.n_settled,
        "hours": found.hours,
        "settled_per_hour": found.settled_per_hour,
    }
    return {"pairs": told, "estimates": estimates_json(found.estimates)["estimates"]}


def pairs_summary(found: PairsFound) -> RenderableType:
    """Win rates, agreement, and what an hour settles."""
    n = len(found.pairing.pairs)
    head = f"{count(found.n_votes)} choices on {plural(count(n), 'pair')}, {count(found.n_settled)} settled."
    lines = [head]
    if found.hours is not None and found.settled_per_hour is not None:
        lines.append(f"{number(found.hours)} hours of work: {number(found.settled_per_hour)} pairs settled an hour.")
    return Group(estimates_table(found.estimates, most=200), *(safe(line) for line in lines))


def made_json(pairing: Pairing, queue: str, left_out: dict[str, int]) -> dict[str, Any]:
    """``{"pairs": {"name", "queue", "systems", "n_pairs", "left_out"}}``."""
    told = {"name": pairing.dataset, "queue": queue, "systems": list(pairing.systems), "n_pairs": len(pairing.pairs)}
    return {"pairs": {**told, "left_out": left_out}}


def made_summary(pairing: Pairing, queue: str, left_out: dict[str, int]) -> RenderableType:
    """How many pairs of which systems wait for people, and where."""
    lines = [
        f"{plural(count(len(pairing.pairs)), 'pair')} of {', '.join(pairing.systems)} in the queue {queue}.",
        *(f"Left out ({count(n)}): {what}." for what, n in left_out.items()),
        f"People label at /label/{quote(queue)} (assay serve), or by: assay work {shell_word(queue)} --judge NAME",
        f"Then: assay pair show {shell_word(pairing.dataset)}",
    ]
    return Group(*(safe(line) for line in lines))
