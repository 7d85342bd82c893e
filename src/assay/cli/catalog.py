"""Dataset versions in words and as JSON, for the commands that show them."""

from typing import TYPE_CHECKING, Any

from assay.core.encode import to_plain
from assay.core.safe_text import neutral, shell_word
from assay.reports.terminal import checks_table, plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from assay.datasets.diff import Difference
    from assay.workflows.bring_in import Imported
    from assay.workflows.catalog import Description
    from assay.workflows.workspace import Dataset


def imported_json(found: "Imported") -> dict[str, Any]:
    """One document about an import."""
    plain: dict[str, Any] = to_plain(found)
    return plain


def imported_summary(found: "Imported", *, judged: bool = False) -> "RenderableType":
    """What was read, how its columns are taken, what the checks found, and what to do next."""
    from rich.console import Group

    state = "Would be written" if not found.is_written else "Imported" if found.is_new else "Already here"
    head = f"{state}: {neutral(found.name)}@{found.version[:12]}, {found.n_items:,} items."
    columns = plain_table(
        ["column", "type", "role", "system"],
        [(each.name, each.type, each.role.value, each.system or "") for each in found.columns],
    )
    notes = [neutral(note) for note in found.notes]
    following = _next(found, judged=judged) if found.is_written else "Nothing was written."
    failed = [check for check in found.checks if not check.passed]
    return Group(head, columns, *notes, *([checks_table(failed)] if failed else []), following)


def _next(found: "Imported", *, judged: bool) -> str:
    """What came with the file, a plan where there is something to evaluate, else what people are to be asked."""
    known = any(each.role.value in ("label", "prediction", "score") for each in found.columns)
    do = "assay judgments list" if judged else "assay plan new" if known else "assay question add FILE"
    return f"Next: {do} --dataset {shell_word(found.name)}"


def datasets_json(found: "tuple[Dataset, ...]") -> dict[str, Any]:
    """Every version with its time of import."""
    rows = [
        {
            "name": each.manifest.name,
            "version": each.version,
            "n_items": each.manifest.n_items,
            "imported_at": each.imported_at,
        }
        for each in found
    ]
    return {"datasets": rows}


def datasets_table(found: "tuple[Dataset, ...]") -> "RenderableType":
    """Every version in a line, or what to do when there is none."""
    if not found:
        return "No datasets yet. Bring one in with: assay import FILE --name NAME --id COLUMN --label COLUMN"
    rows = [(each.manifest.name, each.version[:12], f"{each.manifest.n_items:,}", each.imported_at) for each in found]
    return plain_table(["name", "version", ">items", "imported (UTC)"], rows)


def dataset_json(found: "Description") -> dict[str, Any]:
    """One version with its columns, lineage, checks and whether it has a card."""
    plain: dict[str, Any] = to_plain(found)
    return plain


def dataset_summary(found: "Description") -> "RenderableType":
    """One version: what it is, where it came from, its columns, its checks."""
    from rich.console import Group

    manifest, source = found.manifest, found.manifest.source
    head = f"{neutral(manifest.name)}@{found.version}, {manifest.n_items:,} items, {len(manifest.parts)} parts"
    lineage = f"From {neutral(source.file)} ({source.format}, sha256 {source.sha256}), imported {found.imported_at}."
    card = "It has a card." if found.has_card else "It has no card yet: assay dataset card NAME --out card.yaml"
    columns = plain_table(
        ["column", "type", "role", "system"],
        [(each.name, each.type, each.role.value, each.system or "") for each in manifest.columns],
    )
    return Group(head, lineage, card, columns, checks_table(found.checks))


def diff_summary(found: "Difference") -> str:
    """What changed, a sentence a line."""
    return "\n".join(neutral(each) for each in found.lines())
