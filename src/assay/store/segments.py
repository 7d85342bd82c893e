"""Parquet segments: up to 100,000 records of one kind in one blob."""

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import compute

from assay.core.errors import InputError, LedgerAltered, Problem, did_you_mean
from assay.core.judgment import Status
from assay.store.judgments import SEGMENT_SCHEMAS
from assay.store.tables.ledger import ANSWERS

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
MOST_ROWS = 100_000
"""Records a segment may hold."""
MOST_BYTES = 1 << 30
"""Uncompressed bytes that a segment may have to be read at all."""


def segment_schema(kind: str) -> str:
    """Name and version of the layout of a segment."""
    return f"{kind}-segment/1"


def fitted(kind: str, table: pa.Table, *, at: str) -> pa.Table:
    """The table of a segment in the one layout of its kind, checked; judgments get ``recorded_at`` = ``at``.

    Raises
    ------
    InputError
        With every problem: ``segment.kind``, ``segment.column``, ``segment.size``, ``segment.value``.
    """
    if kind not in SEGMENT_SCHEMAS:
        known = did_you_mean(kind, SEGMENT_SCHEMAS)
        raise InputError("segment.kind", f"Records of kind '{kind}' are not kept in segments.", known)
    schema = SEGMENT_SCHEMAS[kind]
    if kind == "judgment":
        table = _recorded(table, at)
    problems = [*_column_problems(schema, table), *_size_problems(table)]
    if problems:
        raise InputError.gather(problems)
    try:
        whole = table.select(schema.names).cast(_with_nulls(schema)).combine_chunks()
    except (pa.ArrowInvalid, ValueError) as error:
        raise InputError("segment.value", f"A value does not fit its column: {error}", "Correct the table.") from None
    problems = _value_problems(kind, whole)
    if problems:
        raise InputError.gather(problems)
    return whole.cast(schema)


def _with_nulls(schema: pa.Schema) -> pa.Schema:
    """The same columns, all of which may be absent, so that the absent ones can be counted and named."""
    return pa.schema([field.with_nullable(True) for field in schema])


def parquet_bytes(table: pa.Table) -> bytes:
    """The Parquet file of a segment; the same table and version of pyarrow give the same bytes."""
    sink = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(None),
        sink,
        version="2.6",
        compression="zstd",
        compression_level=1,
        row_group_size=MOST_ROWS,
        store_schema=False,
        write_page_index=False,
        use_dictionary=_few_values(table),
    )
    return sink.getvalue()


def in_arrow(data: bytes) -> pa.BufferReader:
    """Bytes in memory of Arrow's own, which its threads let go of without Python.

    Bytes of Python may be let go of while Python ends, and then the process is aborted (Arrow issue 34314).
    """
    buffer = pa.allocate_buffer(len(data))
    pa.FixedSizeBufferWriter(buffer).write(data)
    return pa.BufferReader(buffer)


def read_segment(kind: str, data: bytes, *, columns: Sequence[str] | None = None) -> pa.Table:
    """The table of a segment, all columns or those asked for.

    Raises
    ------
    LedgerAltered
        ``segment.unreadable`` when the bytes are not a segment of that kind.
    """
    schema = SEGMENT_SCHEMAS.get(kind)
    try:
        file = pq.ParquetFile(in_arrow(data))
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if schema is None or file.metadata.num_rows > MOST_ROWS or not 0 <= size <= MOST_BYTES:
            raise ValueError(f"{file.metadata.num_rows} rows, {size} bytes of kind {kind}")
        names = list(columns or schema.names)
        table = file.read(columns=names).select(names).cast(pa.schema([schema.field(name) for name in names]))
        table.validate(full=True)
    except (pa.ArrowException, ValueError, KeyError, OSError, OverflowError, MemoryError) as error:
        what = f"The segment cannot be read: {error}"
        raise LedgerAltered("segment.unreadable", what, "Restore it from a backup.") from None
    return table


def _few_values(table: pa.Table) -> Any:
    """Columns worth a dictionary: those whose values repeat."""
    return [name for name in table.column_names if name not in ("item", "item_hash", "number")]


def _recorded(table: pa.Table, at: str) -> pa.Table:
    column = pa.repeat(pa.scalar(at, pa.string()), table.num_rows)
    if "recorded_at" in table.column_names:
        return table.set_column(table.column_names.index("recorded_at"), "recorded_at", column)
    return table.append_column("recorded_at", column)


def _column_problems(schema: pa.Schema, table: pa.Table) -> list[Problem]:
    missing = [name for name in schema.names if name not in table.column_names]
    unknown = [name for name in table.column_names if name not in schema.names]
    fix = f"Columns are: {', '.join(schema.names)}."
    return [
        *(Problem("segment.column", f"The column {name} is missing.", fix) for name in missing),
        *(Problem("segment.column", f"There is no column {name} in a segment.", fix) for name in unknown),
    ]


def _size_problems(table: pa.Table) -> list[Problem]:
    if 0 < table.num_rows <= MOST_ROWS:
        return []
    what = f"A segment of {table.num_rows:,} records."
    return [Problem("segment.size", what, f"Append 1 to {MOST_ROWS:,} at a time.")]


def _value_problems(kind: str, table: pa.Table) -> list[Problem]:
    due = [field.name for field in SEGMENT_SCHEMAS[kind] if not field.nullable]
    wrong: list[tuple[str, Any]] = [(f"{name} is absent", pc.is_null(table[name])) for name in due]
    numbers = [field.name for field in table.schema if pa.types.is_float64(field.type)]
    wrong += [(f"{name} is not a finite number", pc.invert(pc.is_finite(table[name]))) for name in numbers]
    wrong += _judgment_rules(table) if kind == "judgment" else []
    return [problem for what, where in wrong if (problem := _first(table, what, where)) is not None]


def _judgment_rules(table: pa.Table) -> list[tuple[str, Any]]:
    filled: Any = pa.scalar(0, pa.int8())
    for name in ANSWERS:
        filled = pc.add(filled, pc.is_valid(table[name]).cast(pa.int8()))
    given = pc.equal(table["status"], Status.GIVEN.value)
    statuses = pa.array([status.value for status in Status])
    confidence = table["confidence"]
    return [
        ("the status is not one of the words", pc.invert(pc.is_in(table["status"], value_set=statuses))),
        ("a given answer is not in exactly one answer column", pc.and_(given, pc.not_equal(filled, 1))),
        ("there is an answer although none was given", pc.and_(pc.invert(given), pc.not_equal(filled, 0))),
        ("confidence is not from 0 to 1", pc.or_(pc.less(confidence, 0.0), pc.greater(confidence, 1.0))),
        ("attempt is below 1", pc.less(table["attempt"], 1)),
    ]


def _first(table: pa.Table, what: str, where: Any) -> Problem | None:
    count = pc.sum(where).as_py() or 0
    if not count:
        return None
    row = pc.index(where, True).as_py()
    item = table["item"][row].as_py()
    return Problem(
        "segment.value", f"In {count} records {what}; the first is row {row}.", "Correct the table.", item=item
    )
