"""Several systems side by side, as JSON and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType

from assay.core.figures import count
from assay.core.slices import slice_text
from assay.metrics.several import Several
from assay.reports.json import comparisons_json, estimates_json, slice_json
from assay.reports.numbers import difference_written, estimate_written
from assay.reports.terminal import name, plain_table, safe, tones

MOST = 60
"""Pairs of one metric on the terminal."""


def several_json(found: Sequence[Several]) -> dict[str, Any]:
    """``{"systems": [{"metric", "slice", "level", "ranks": [...], "pairs": [...]}]}``."""
    return {"systems": [_one(each) for each in found]}


def _one(found: Several) -> dict[str, Any]:
    values = estimates_json([each.estimate for each in found.systems])["estimates"]
    pairs = comparisons_json([each.comparison for each in found.pairs])["comparisons"]
    return {
        "metric": found.metric,
        "slice": slice_json(found.slice),
        "level": found.level,
        "ranks": [
            {"rank": each.rank, "best_rank": each.best_rank, "worst_rank": each.worst_rank, **value}
            for each, value in zip(found.systems, values, strict=True)
        ],
        "pairs": [
            {"p_adjusted": each.p_adjusted, "differs": each.differs, **pair}
            for each, pair in zip(found.pairs, pairs, strict=True)
        ],
    }


def several_summary(found: Sequence[Several]) -> RenderableType:
    """For each metric and slice the systems with the ranks they may have, then the pairs."""
    parts: list[RenderableType] = []
    for each in found:
        place = f" on {slice_text(each.slice)}" if each.slice else ""
        parts.append(safe(f"{each.metric}{place}"))
        parts.append(plain_table(["system", "value", ">rank", ">may be", ">n"], [_ranked(one) for one in each.systems]))
        heads = ["candidate", "baseline", "change", ">p (Holm)"]
        parts.append(plain_table(heads, [_pair(one) for one in each.pairs[:MOST]]))
        rest = len(each.pairs) - MOST
        parts += [safe(f"and {count(rest)} more pairs: --json names all")] if rest > 0 else []
    level = f"{found[0].level:.0%}" if found else "95%"
    parts.append(safe(f"The intervals of all pairs of a table hold together, {level} of the time or more."))
    return Group(*parts)


def _ranked(one: Any) -> tuple[Any, ...]:
    span = str(one.best_rank) if one.best_rank == one.worst_rank else f"{one.best_rank} to {one.worst_rank}"
    value = tones(estimate_written(one.estimate))
    return name(one.estimate.system or ""), value, str(one.rank), span, count(one.estimate.n)


def _pair(one: Any) -> tuple[Any, ...]:
    said = one.comparison
    p = "" if one.p_adjusted is None else f"{one.p_adjusted:.3g}"
    return name(said.candidate.system or ""), name(said.baseline.system or ""), tones(difference_written(said)), p
