"""The story of reference sets: what a dataset is held against, where it came from, and what judges say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.core.estimate import Estimate
from assay.core.item import ReferenceSet
from assay.datasets.votes import Names, read_votes, vote_table
from assay.metrics.audit import Rejected, audit_reference
from assay.metrics.fact_table import check_columns
from assay.metrics.long_facts import long_facts, number_column
from assay.stats.arrays import FloatArray

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

SOURCES = ("imported", "adjudicated")
"""What a file of references can be; a consensus is computed."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Which given labels judges reject."""

    estimates: tuple[Estimate, ...]
    """Share of the references that the votes support, for all items and each answer."""
    rejected: tuple[Rejected, ...]
    """Items whose reference the votes speak against, the clearest first."""
    n_items: int
    """Items with a reference and a vote."""


def add_reference(
    workspace: "Workspace",
    file: Path,
    *,
    dataset: str,
    name: str,
    item: str,
    answer: str,
    probability: str | None,
    source: str,
    actor: str,
) -> ReferenceSet:
    """Keep a file of right answers, or of probabilities of answers, as a reference set of a dataset version.

    Raises
    ------
    InputError
        ``reference.source``, ``reference.no_item``, ``reference.taken``, ``input.share``, ``input.unknown_column``.
    """
    if source not in SOURCES:
        raise InputError("reference.source", f"There is no source '{source}'.", did_you_mean(source, SOURCES))
    columns = [name for name in (item, answer, probability) if name]
    table = read_votes(file, columns, as_text=[item])
    check_columns(table, columns)
    given = table.filter(table[answer].is_valid())
    share = np.ones(given.num_rows) if probability is None else number_column(given, probability)
    ids = given[item].cast(pa.string())
    _check_shares([str(each) for each in ids.to_pylist()], share, probability or answer)
    columns = ["item", "answer", "probability"]
    distribution = pa.Table.from_arrays([ids, given[answer].cast(pa.string()), pa.array(share)], names=columns)
    found = workspace.dataset(dataset)
    doubt = _doubt(distribution)
    record, blob = workspace.new_reference(found, name, distribution, source=source, doubt=doubt)
    workspace.put("reference", f"{found.version}:{name}", record, actor=actor, blobs=[blob])
    return record


def audit(
    workspace: "Workspace",
    file: Path,
    *,
    dataset: str,
    reference: str | None,
    item: Names | None,
    judge: Names | None,
    answer: str | None,
    level: float,
    seed: int,
) -> Audit:
    """Which labels of a reference set the votes of judges reject.

    Raises
    ------
    InputError
        As `assay.agree`; ``reference.no_item`` when no item has both a reference and a vote.
    """
    table, (items, people, said) = vote_table(file, item=item, judge=judge, answer=answer, judges=None)
    kept = workspace.reference(workspace.dataset(dataset), reference)
    right = likeliest(workspace.reference_table(kept))
    facts = long_facts(table, item=items, judge=people, answer=said, classes=sorted(set(right.values())))
    estimates, rejected, n_items = audit_reference(facts, right, level=level, seed=seed)
    return Audit(estimates, rejected, n_items)


def likeliest(table: pa.Table) -> dict[str, str]:
    """The likeliest answer of each item; of equal ones the first in the table."""
    is_soft = "probability" in table.column_names
    best: dict[str, tuple[float, str]] = {}
    for row in table.to_pylist():
        item, share = str(row["item"]), float(row["probability"]) if is_soft else 1.0
        if item not in best or share > best[item][0]:
            best[item] = (share, str(row["answer"]))
    return {item: answer for item, (_, answer) in best.items()}


def _doubt(distribution: pa.Table) -> float | None:
    """Share of items whose likeliest answer is expected to be wrong; None where every reference is certain."""
    best = distribution.group_by("item").aggregate([("probability", "max")])["probability_max"].to_numpy()
    found = float(1.0 - best.mean())
    return found if found > 0 else None


def _check_shares(ids: Sequence[str], share: FloatArray, name: str) -> None:
    sums: dict[str, float] = {}
    for item, one in zip(ids, share.tolist(), strict=True):
        sums[item] = sums.get(item, 0.0) + one
    wrong: Sequence[str] = [item for item, whole in sums.items() if abs(whole - 1.0) > 1e-6]
    if wrong or not np.all((share >= 0.0) & (share <= 1.0)):
        shown = f"item '{wrong[0]}' has {sums[wrong[0]]:g}" if wrong else "one is outside 0 to 1"
        what = f"'{name}' does not sum to 1 over the answers of {len(wrong) or 1} items; {shown}."
        raise InputError("input.share", what, "Give one answer an item, or every answer with its probability.")
