"""Parquet in, by column, bounded before anything is unpacked; and out, always the same bytes for the same rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as pt

from assay.core.errors import InputError
from assay.datasets.delimited import Rows, check_names
from assay.datasets.house_types import check_finite, to_house
from assay.datasets.limits import Limits
from assay.datasets.named import Asked, wanted_columns
from assay.datasets.problems import Problems, shown

ROW_GROUP = 131_072
MAGIC, ENCRYPTED_MAGIC = b"PAR1", b"PARE"


def read_parquet(path: Path, *, file: str, asked: Asked) -> Rows:
    """Rows of a Parquet file; of the columns, only those that are wanted are unpacked.

    Raises
    ------
    InputError
        ``input.parquet_broken``, ``input.encrypted``, ``input.no_rows``, sizes beyond the limits, names given twice,
        types that cannot be kept, NaN or infinity in a number column.
    """
    _check_ends(path, file)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as opened:
            names = _check_metadata(opened, asked.columns, file, asked.limits)
            table = _unpack(path, names, opened, file, asked.limits)
    except (pa.ArrowException, OSError) as error:
        raise _broken(error, file) from None
    problems, notes = Problems(file, hidden=asked.hidden), list[str]()
    typed = to_house(table, problems=problems, notes=notes)
    check_finite(typed, problems=problems, lines=None)
    problems.raise_any()
    for name in asked.as_text:
        if name in typed.column_names:
            place = typed.column_names.index(name)
            typed = typed.set_column(place, name, pc.cast(typed.column(place), pa.string()))
    return Rows(typed, None, tuple(notes))


def parquet_bytes(table: pa.Table) -> bytes:
    """``table`` as Parquet: zstd, row groups of 131,072, no metadata of the writer; equal tables give equal bytes.

    The bytes may change with the version of Arrow; the logical hash does not.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(None),
        sink,
        row_group_size=ROW_GROUP,
        compression="zstd",
        compression_level=3,
        version="2.6",
        data_page_version="1.0",
        write_page_checksum=True,
        write_statistics=True,
    )
    found: bytes = sink.getvalue().to_pybytes()
    return found


def _check_ends(path: Path, file: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(4)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 4))
        tail = stream.read(4)
    if not size:
        raise InputError("input.empty", "The file is empty.", "Write the Parquet file again.", file=file)
    if ENCRYPTED_MAGIC in (head, tail):
        fix = "Decrypt it first: columns with personal data are better named with --sensitive."
        raise InputError("input.encrypted", "The Parquet file is encrypted.", fix, file=file)
    if head != MAGIC:
        fix = "If it is another format, say so with --format csv, tsv or jsonl."
        raise InputError(
            "input.parquet_broken", "This is not a Parquet file (it does not begin with PAR1).", fix, file=file
        )
    if tail != MAGIC:
        fix = "Write or copy it again."
        raise InputError(
            "input.parquet_broken", "The Parquet file is cut off (it does not end with PAR1).", fix, file=file
        )


def _check_metadata(opened: pq.ParquetFile, columns: Sequence[str] | None, file: str, limits: Limits) -> list[str]:
    """Names of the columns to read, when the file's own account of itself is within bounds."""
    names = opened.schema_arrow.names
    problems = Problems(file)
    check_names(names, problems, line=None, limits=limits)
    rows = opened.metadata.num_rows
    if rows > limits.max_rows:
        what = f"The file has {rows:,} rows; at most {limits.max_rows:,} are read."
        problems.add("input.too_many_rows", what, "Split it, or keep the rows that the evaluation needs.")
    if rows < 1:
        what = f"The file has {len(names):,} columns and no rows."
        problems.add("input.no_rows", what, "Give at least one row.")
    problems.raise_any()
    wanted = wanted_columns(names, columns, file=file)
    if rows * len(wanted) > limits.max_cells:
        what = f"Rows times columns is {rows * len(wanted):,}; at most {limits.max_cells:,} cells are read."
        raise InputError("input.too_many_cells", what, "Read fewer columns.", file=file)
    return wanted


def _unpack(path: Path, names: list[str], opened: pq.ParquetFile, file: str, limits: Limits) -> pa.Table:
    """The wanted columns; texts come with their dictionaries, so that their true size is known before it is spent."""
    kinds = {name: opened.schema_arrow.field(name).type for name in names}
    coded = [name for name, kind in kinds.items() if _is_text(kind)]
    indices = {opened.schema_arrow.names[place]: place for place in range(len(opened.schema_arrow.names))}
    with pq.ParquetFile(path, read_dictionary=coded, page_checksum_verification=True) as reader:
        table = reader.read(columns=_paths(reader, names), use_threads=True)
    table = table.select(sorted(names, key=indices.__getitem__))
    for name in coded:
        size = sum(map(_decoded_bytes, table.column(name).chunks))
        if size > limits.max_bytes:
            what = f"Column {shown(name)} unpacks to {size:,} bytes; at most {limits.max_bytes:,} are read."
            raise InputError("input.too_large", what, "Leave the column out, or split the file.", file=file)
    return table


def _paths(reader: pq.ParquetFile, names: list[str]) -> list[str]:
    """Leaf paths of the wanted top-level columns."""
    wanted = set(names)
    schema = reader.schema
    leaves = [schema.column(place).path for place in range(len(schema))]
    return [path for path in leaves if path in wanted or path.split(".", 1)[0] in wanted]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_binary(kind) or pt.is_large_binary(kind))


def _decoded_bytes(chunk: Any) -> int:
    """Bytes that a dictionary-coded text column takes once each cell has its own copy."""
    if not pt.is_dictionary(chunk.type):
        return int(chunk.nbytes)
    lengths = pc.cast(pc.binary_length(chunk.dictionary), pa.int64())
    return int(pc.sum(pc.take(lengths, chunk.indices)).as_py() or 0)


def _broken(error: Exception, file: str) -> InputError:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if "encrypt" in text.lower() or "decrypt" in text.lower():
        return InputError("input.encrypted", "The Parquet file is encrypted.", "Decrypt it first.", file=file)
    what = f"The Parquet file cannot be read: {shown(text)}."
    return InputError("input.parquet_broken", what, "It is damaged or cut off: write or copy it again.", file=file)
