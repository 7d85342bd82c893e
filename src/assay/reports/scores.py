"""Scores of outputs as a JSON document and on the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.metrics.attempts import AttemptsFound
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, safe
from assay.reports.words import plural


class Scored(Protocol):
    """Outputs with their scores."""

    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def without(self) -> Mapping[str, int]: ...
    @property
    def attempts(self) -> Sequence[tuple[str, AttemptsFound]]: ...


def scores_json(found: Scored) -> dict[str, Any]:
    """``{"estimates": [...], "without": {SCORER: ROWS}, "attempts": {SCORER: {...}}}``."""
    told = {name: _attempts_json(each) for name, each in found.attempts}
    estimates = estimates_json(found.estimates)["estimates"]
    return {"estimates": estimates, "without": dict(found.without), "attempts": told}


def _attempts_json(found: AttemptsFound) -> dict[str, Any]:
    between, within = (None, None) if found.variance is None else found.variance
    return {
        "n_items": found.n_items,
        "fewest": found.fewest,
        "between": between,
        "within": within,
        "advised": found.advised,
        "left": found.left,
    }


def attempts_line(name: str, found: AttemptsFound) -> str:
    """Where the variance of a mean comes from, and whether more attempts or more items would help."""
    if found.variance is None or found.advised is None or found.left is None:
        return f"'{name}': each item needs two attempts before it can be said what more attempts would buy."
    between, within = found.variance
    told = f"'{name}': variance {between:.3g} between items, {within:.3g} within them"
    if found.fewest >= found.advised:
        return f"{told}. More attempts would hardly help: ask more items."
    return f"{told}. {found.advised} attempts an item would make the interval {found.left:.0%} as wide."


def scores_summary(found: Scored, *, out: Path | None = None) -> RenderableType:
    """The mean of each scorer, then to how many outputs it could give no score."""
    parts: list[RenderableType] = [estimates_table(found.estimates)]
    parts += [safe(f"'{name}' gives no score to {plural(count(n), 'output')}.") for name, n in found.without.items()]
    parts += [safe(attempts_line(*each)) for each in found.attempts]
    parts += [safe(f"Written: {out}, each output with its scores and why.")] if out else []
    return Group(*parts)
