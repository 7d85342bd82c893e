"""Scores of outputs as a JSON document and on the terminal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from rich.console import Group, RenderableType

from assay.core.estimate import Estimate
from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.terminal import estimates_table, safe


class Scored(Protocol):
    """Outputs with their scores."""

    @property
    def estimates(self) -> tuple[Estimate, ...]: ...
    @property
    def without(self) -> Mapping[str, int]: ...


def scores_json(found: Scored) -> dict[str, Any]:
    """``{"estimates": [...], "without": {SCORER: ROWS}}``."""
    return {"estimates": estimates_json(found.estimates)["estimates"], "without": dict(found.without)}


def scores_summary(found: Scored, *, out: Path | None = None) -> RenderableType:
    """The mean of each scorer, then to how many outputs it could give no score."""
    parts: list[RenderableType] = [estimates_table(found.estimates)]
    parts += [safe(f"'{name}' gives no score to {count(n)} outputs.") for name, n in found.without.items()]
    parts += [safe(f"Written: {out}, each output with its scores and why.")] if out else []
    return Group(*parts)
