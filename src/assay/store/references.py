"""Reference sets of a dataset version: each a document that names a Parquet blob of answers."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import compute

from assay.core.encode import from_plain
from assay.core.errors import Problem
from assay.core.item import ReferenceSet
from assay.store.answers import items_of
from assay.store.judgments import REFERENCE_DISTRIBUTION, REFERENCE_TABLE

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
LONGEST_ID = 60


def references_of(store: "Store", version: str) -> tuple[ReferenceSet, ...]:
    """Every reference set of a dataset version: the imported labels first, then those made here, oldest first."""
    imported = store.documents.history("reference", version)[-1:]
    made = [each for each in store.documents.every("reference") if each.name.startswith(f"{version}:")]
    return tuple(from_plain(ReferenceSet, each.body) for each in (*imported, *made))


def reference_document(version: str, name: str) -> str:
    """Name of the document of a reference set that was made here."""
    return f"{version}:{name}"


def foreign_items(store: "Store", version: str, items: Any, *, name: str) -> list[Problem]:
    """What is wrong when some items are not in a dataset version; none when all are."""
    known = items_of(store, version, position=store.ledger.size())
    names = pa.array([], pa.string()) if known is None else known["item"].combine_chunks()
    foreign = pc.unique(items.filter(pc.invert(pc.is_in(items, value_set=names))))
    if not len(foreign):
        return []
    many = "1 item is" if len(foreign) == 1 else f"{len(foreign)} items are"
    what = f"{many} not in {name}; the first is '{str(foreign[0].as_py())[:LONGEST_ID]}'."
    return [Problem("reference.no_item", what, "Leave them out, or name the dataset they belong to.")]


def answers_bytes(distribution: pa.Table) -> tuple[bytes, bool]:
    """Item, answer and probability as a Parquet file, and whether it is soft: certain answers need no probability."""
    soft = not pc.all(pc.equal(distribution["probability"], 1.0)).as_py()
    schema = REFERENCE_DISTRIBUTION if soft else REFERENCE_TABLE
    sink = io.BytesIO()
    pq.write_table(distribution.select(schema.names).cast(schema), sink, compression="zstd")
    return sink.getvalue(), soft


def same_content(first: ReferenceSet, second: ReferenceSet) -> bool:
    """Whether both hold the same answers made in the same way; when, and as of which position, may differ."""
    first, second = (replace(each, made_at=None, made_by=None, position=None) for each in (first, second))
    return first == second
