"""Arrow schemas of segments (items, judgments) and of the tables that documents name (samples, references, sealed).

No dictionary types: equal content has equal bytes. A field that is not nullable here must not be null.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError, ShapeMismatch
from assay.core.judgment import Judgment, Status


def _schema(*columns: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=nullable) for name, kind, nullable in columns])


_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int64(), pa.float64()

JUDGMENT_SEGMENT = _schema(
    ("item", _TEXT, False),
    ("item_hash", _TEXT, False),
    ("question", _TEXT, False),
    ("judge", _TEXT, False),
    ("judge_version", _TEXT, False),
    ("guideline_version", _TEXT, True),
    ("status", _TEXT, False),
    ("recorded_at", _TEXT, False),
    ("label", _TEXT, True),
    ("number", _NUMBER, True),
    ("text", _TEXT, True),
    ("structure", _TEXT, True),
    ("confidence", _NUMBER, True),
    ("order_shown", _TEXT, True),
    ("attempt", _WHOLE, False),
    ("seconds", _NUMBER, True),
    ("cost_minor", _WHOLE, True),
    ("currency", _TEXT, True),
    ("sample", _TEXT, True),
    ("run", _TEXT, True),
    ("observed_at", _TEXT, True),
    ("supersedes", _TEXT, True),
)
"""Fields of `assay.core.judgment.Judgment`; ``recorded_at`` is set by the ledger."""

ITEM_SEGMENT = _schema(
    ("source", _TEXT, False),
    ("item", _TEXT, False),
    ("item_hash", _TEXT, False),
    ("dataset", _TEXT, False),
    ("parent", _TEXT, True),
    ("right_parent", _TEXT, True),
    ("system", _TEXT, True),
    ("run", _TEXT, True),
    ("attempt", _WHOLE, True),
)
"""Fields of `assay.store.records.Item`; the columns of the item are in the Parquet parts of its dataset version."""

REFERENCE_TABLE = _schema(("item", _TEXT, False), ("answer", _TEXT, False))
"""One answer an item (`assay.core.item.ReferenceSet.table`)."""

REFERENCE_DISTRIBUTION = _schema(("item", _TEXT, False), ("answer", _TEXT, False), ("probability", _NUMBER, False))
"""Several answers an item, with probabilities that sum to 1."""

SEALED_TABLE = _schema(("item", _TEXT, False), ("subject", _TEXT, False), ("commitment", _TEXT, False))
"""Commitments to the sealed values of one column."""

SEGMENT_SCHEMAS: Mapping[str, pa.Schema] = {"item": ITEM_SEGMENT, "judgment": JUDGMENT_SEGMENT}
"""Kinds that may be appended as Parquet segments."""


def filled_table(schema: pa.Schema, n_rows: int, columns: Mapping[str, Any]) -> pa.Table:
    """A table of ``schema``: arrays as given, single values repeated, the rest null.

    Parameters
    ----------
    columns : name to Arrow or numpy array of ``n_rows``, or one text or number for all rows

    Raises
    ------
    InputError
        ``segment.column`` for a column that the schema does not have.
    ShapeMismatch
        ``segment.rows`` for an array of another length.
    """
    unknown = sorted(set(columns) - set(schema.names))
    if unknown:
        raise InputError("segment.column", f"There is no column {unknown[0]}.", f"Columns: {', '.join(schema.names)}.")
    return pa.Table.from_arrays([_filled(field, n_rows, columns.get(field.name)) for field in schema], schema=schema)


def _filled(field: "pa.Field[Any]", n_rows: int, value: Any) -> Any:
    if value is None:
        return pa.nulls(n_rows, field.type)
    if isinstance(value, (str, int, float)):
        return pa.repeat(pa.scalar(value, field.type), n_rows)
    array = value if isinstance(value, (pa.Array, pa.ChunkedArray)) else pa.array(value, field.type)
    if len(array) != n_rows:
        raise ShapeMismatch(
            "segment.rows", f"{field.name} has {len(array)} rows, not {n_rows}.", "Give one value a row."
        )
    return array.cast(field.type)


def judgment_table(records: Iterable[Judgment]) -> pa.Table:
    """Judgments as the table of a segment."""
    names = [field.name for field in fields(Judgment)]
    rows = [{name: getattr(record, name) for name in names} for record in records]
    return pa.Table.from_pylist([{**row, "status": str(row["status"])} for row in rows], schema=JUDGMENT_SEGMENT)


def judgments_of(table: pa.Table) -> Sequence[Judgment]:
    """The judgments that the table of a segment holds."""
    return [replace(Judgment(**row), status=Status(row["status"])) for row in table.to_pylist()]
