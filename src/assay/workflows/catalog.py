"""The catalog story: what a dataset version is, how two differ, and the card that a person reviews."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.check import CheckResult
from assay.core.errors import InputError
from assay.core.item import DatasetVersion
from assay.datasets.card import DatasetCard, missing_fields, parse_card
from assay.datasets.card_draft import draft_card
from assay.datasets.checks import known_checks, run_checks
from assay.datasets.diff import Difference, diff_tables

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Description:
    """One dataset version as a person looks at it."""

    version: str
    """Content hash."""
    manifest: DatasetVersion
    """Columns, parts, lineage."""
    imported_at: str
    """UTC."""
    checks: tuple[CheckResult, ...]
    """Every data check."""
    has_card: bool
    """Whether a person filled in its card."""


def describe(workspace: "Workspace", name: str) -> Description:
    """A version with its lineage and every check."""
    found = workspace.dataset(name)
    columns = found.manifest.columns
    checks = run_checks(tuple(known_checks()), workspace.table(found), columns, previous=workspace.previous(found))
    return Description(found.version, found.manifest, found.imported_at, tuple(checks), workspace.has_card(found))


def compare_versions(workspace: "Workspace", before: str, after: str) -> Difference:
    """What changed between two versions: items by id, labels, columns, shares of slices."""
    old, new = workspace.dataset(before), workspace.dataset(after)
    return diff_tables(workspace.table(old), old.manifest.columns, workspace.table(new), new.manifest.columns)


def card_text(workspace: "Workspace", name: str) -> str:
    """A first card with exact counts, and a mark where a person must write."""
    found = workspace.dataset(name)
    return draft_card(found.manifest, workspace.table(found))


def keep_card(workspace: "Workspace", name: str, file: Path, *, by: str) -> DatasetCard:
    """Keep a card that a person filled in; without a reviewer in it, ``by`` reviewed it now.

    Raises
    ------
    PlanError
        With every mistake of the file.
    InputError
        ``card.unfilled`` with the fields that are missing; ``card.other_dataset``.
    """
    found = workspace.dataset(name)
    card = parse_card(workspace.read_text(file), str(file))
    if card.reviewer is None and by:
        card = replace(card, reviewer=by, reviewed_at=card.reviewed_at or workspace.now()[:10])
    if card.version != found.version:
        what = f"The card is of version {card.version[:12]}, not of {found.manifest.name}@{found.version[:12]}."
        raise InputError("card.other_dataset", what, "Begin from: assay dataset card NAME --out FILE.", file=str(file))
    if missing := missing_fields(card):
        what = f"The card lacks {', '.join(missing)}."
        raise InputError("card.unfilled", what, "Write them; say 'not known' where that is the truth.", file=str(file))
    workspace.put("card", found.version, card, actor=by or card.reviewer or "card")
    return card
