"""Output sets: what systems said, as items of a dataset version that know their prompt, system, run and attempt.

The id of an output is made of its prompt, system and attempt, so that the same output again is the same item and
what was judged of it still counts. It does not name the system: people who see it learn nothing from it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from assay.core.canonical import content_hash
from assay.core.encode import from_plain
from assay.core.ports import Progress
from assay.store.answers import entries_about
from assay.store.judgments import ITEM_SEGMENT, filled_table
from assay.store.segments import MOST_ROWS

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
KIND = "output_set"
"""Kind of the document that describes an output set; its name is the version."""
DIGITS = 12
"""Of the hash in the id of an output."""


@dataclass(frozen=True, slots=True)
class OutputSet:
    """What some systems said to the items of one dataset version."""

    name: str
    """Name of the dataset that the outputs are."""
    version: str
    """Its version."""
    parents: str
    """Dataset version of the prompts."""
    column: str
    """Column that holds the text."""
    systems: tuple[str, ...]
    """Who said it."""
    attempts: int
    """How often each prompt was asked."""


def output_id(parent: str, system: str, attempt: int) -> str:
    """External id of an output: its prompt, and a sign of system and attempt that tells neither."""
    sign = content_hash({"parent": parent, "system": system, "attempt": attempt})[:DIGITS]
    return f"{parent}#{sign}"


def append_outputs_as_items(
    store: "Store", output_set: OutputSet, rows: pa.Table, *, actor: str, now: str, progress: Progress | None = None
) -> None:
    """Append the outputs as items of their version, in segments; those that are there already stay as they are.

    ``rows`` has the columns ``item``, ``item_hash``, ``parent``, ``system``, ``run`` and ``attempt``.
    """
    for start in range(0, rows.num_rows, MOST_ROWS):
        part = rows.slice(start, MOST_ROWS)
        columns: dict[str, Any] = {name: part[name] for name in part.column_names}
        columns |= {"source": output_set.name, "dataset": output_set.version}
        name = f"items:{output_set.name}:{output_set.version}:{start}"
        if store.ledger.entry(name) is not None:  # another run said the same, and was first
            continue
        table = filled_table(ITEM_SEGMENT, part.num_rows, columns)
        store.ledger.append_segment("item", table, id=name, actor=actor, now=now)
        if progress:
            progress(start + part.num_rows, rows.num_rows, "outputs kept")


def scores_run(version: str, scorer: str, scorer_version: str) -> str:
    """Run of a scorer's judgments on an output set."""
    return content_hash({"outputs": version, "judge": scorer_version, "scorer": scorer})[:32]


def output_items(store: "Store", version: str, *, position: int) -> pa.Table:
    """The items of an output set as of one position: ``item``, ``item_hash``, ``parent``, ``system``, ``run``,
    ``attempt``; each once, also where two plans got the same outputs."""
    names = ["item", "item_hash", "parent", "system", "run", "attempt"]
    found = [ITEM_SEGMENT.empty_table().select(names)]
    for entry in entries_about(store, "item", None, version, position):
        table = store.ledger.segment(entry, columns=(*names, "dataset"))
        found.append(table.filter(pc.equal(table["dataset"], version)).select(names))
    return _each_once(pa.concat_tables(found))


def _each_once(items: pa.Table) -> pa.Table:
    """The first row of each item, in the order in which they stand."""
    if pc.count_distinct(items["item"]).as_py() == items.num_rows:
        return items
    _, first = np.unique(np.asarray(items["item"].to_pylist(), np.str_), return_index=True)
    return items.take(np.sort(first))


def output_set_of(store: "Store", version: str) -> OutputSet | None:
    """The output set that a dataset version is; None where it is none."""
    document = store.documents.find(KIND, version)
    return None if document is None else from_plain(OutputSet, document.body)
