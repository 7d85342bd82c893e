"""Drawn samples as JSON documents and on the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count, number
from assay.core.item import Sample
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, VERSION_DIGITS

if TYPE_CHECKING:
    import pyarrow as pa

MOST_SHOWN = 10
BY_ANOTHER_ORDER = (
    "A queue works these items by priority or by skills, so their random order is left out: an estimate has a design "
    "once all of them are answered, and none before."
)
DESIGNS = {
    "simple": "every item equally likely",
    "stratified": "at random within each stratum",
    "pps": "likelier the larger its size",
}
FIELDS = ("n", "n_frame", "allocation", "by", "strata", "size", "n_certain", "pilot", "notes")
"""Fields of a sample that are told even where a stored record leaves them out."""


def sample_json(found: Sample, items: "pa.Table | None" = None) -> dict[str, Any]:
    """``{"sample": {"name", "frame", "design", "seed", "n", "strata", ...}, "items": [...]}``.

    ``items`` are those drawn (item, probability, stratum, order), in the order in which they are to be worked; null
    where they went to a file.
    """
    return {"sample": _plain(found), "items": None if items is None else items.to_pylist()}


def samples_json(found: Sequence[Sample]) -> dict[str, Any]:
    """``{"samples": [{"name", "frame", "design", "seed", "n", "strata", ...}]}``."""
    return {"samples": [_plain(each) for each in found]}


def samples_table(found: Sequence[Sample], frames: Mapping[str, str]) -> RenderableType:
    """Name, dataset version, design, items drawn of how many; ``frames`` names the versions."""
    if not found:
        return Text("No sample yet: assay sample draw --dataset NAME --name PILOT --n 200.")
    rows = [
        (each.name, frames[each.frame], _design(each), count(each.n or 0), count(each.n_frame or 0)) for each in found
    ]
    return plain_table(("name", "dataset", "design", ">n", ">of"), rows)


def sample_summary(found: Sample, items: "pa.Table", *, out: Path | None = None) -> RenderableType:
    """What was drawn and how, the strata, and the first items to work."""
    parts: list[RenderableType] = [safe(_head(found), most=1_000)]
    if found.strata:
        parts += [Text(), _strata(found)]
    if found.n_certain:
        parts.append(safe(f"{count(found.n_certain)} items are so large that they were drawn for certain."))
    parts += [safe(f"Note: {each}.", most=1_000) for each in found.notes]
    is_ordered = "order" in items.column_names
    if not is_ordered:
        parts.append(safe(BY_ANOTHER_ORDER, most=1_000))
    if out is not None:
        how = "work the items in their order; " if is_ordered else ""
        parts.append(safe(f"{out} written: {how}give it to estimate as --sample {out}."))
        return Group(*parts)
    rows = [
        (count(row["order"]) if is_ordered else DASH, row["item"], row["stratum"], number(row["probability"]))
        for row in items.slice(0, MOST_SHOWN).to_pylist()
    ]
    parts += [Text("\nFirst to work", "bold"), plain_table((">order", "item", "stratum", ">probability"), rows)]
    rest = items.num_rows - MOST_SHOWN
    return Group(*parts, *([safe(f"and {count(rest)} more: --out FILE writes all of them")] if rest > 0 else []))


def _plain(found: Sample) -> dict[str, Any]:
    plain = {**to_plain(found), **{name: to_plain(getattr(found, name)) for name in FIELDS}}
    return {**plain, "strata": [{"spread": None, **each} for each in plain["strata"]], "table": found.table or None}


def _head(found: Sample) -> str:
    where = f" where {found.frame_filter}" if found.frame_filter else ""
    called = f"Sample '{found.name}'" if found.name else "Sample"
    return (
        f"{called}: {count(found.n or 0)} of {count(found.n_frame or 0)} items{where}, {_design(found)}: "
        f"{DESIGNS.get(found.design, found.design)}. Seed {found.seed}, "
        f"frame {found.frame[:VERSION_DIGITS] or 'in memory'}."
    )


def _design(found: Sample) -> str:
    by = f" by {', '.join(found.by)}" if found.by else ""
    shared = f" ({found.allocation})" if found.allocation else ""
    size = f" by {found.size}" if found.size else ""
    return f"{found.design}{by}{shared}{size}"


def _strata(found: Sample) -> RenderableType:
    with_spread = any(each.spread is not None for each in found.strata)
    rows = [
        (
            each.name,
            count(each.n),
            count(each.n_frame),
            number(each.n / each.n_frame),
            *((number(each.spread or 0.0),) if with_spread else ()),
        )
        for each in found.strata
    ]
    return plain_table(("stratum", ">n", ">of", ">probability", *((">spread",) if with_spread else ())), rows)
