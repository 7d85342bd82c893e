"""A file to an Arrow table with types of the house: CSV, TSV, JSONL or Parquet."""

import hashlib
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from assay.core.errors import InputError, did_you_mean
from assay.datasets.delimited import Rows, read_delimited
from assay.datasets.house_types import column_type
from assay.datasets.jsonlines import read_jsonlines
from assay.datasets.limits import USUAL_LIMITS, Limits
from assay.datasets.named import Asked
from assay.datasets.parquet import read_parquet
from assay.datasets.problems import shown
from assay.texts.reading import file_sha256

FORMATS = ("csv", "jsonl", "parquet", "tsv")
ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
REMEDIES = {
    ".json": "Write one object a line (jq -c '.[]' FILE > NEW.jsonl).",
    ".xlsx": "Save the sheet as CSV (UTF-8).",
    ".xls": "Save the sheet as CSV (UTF-8).",
    ".gz": "Unpack it first: gunzip FILE.",
    ".zip": "Unpack it first.",
    ".pkl": "Pickled data are never loaded, since they can run code: write Parquet from where they were made.",
    ".pickle": "Pickled data are never loaded, since they can run code: write Parquet from where they were made.",
}


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What a file holds."""

    table: pa.Table
    """Rows in file order, columns in file order, types of the house (see ``house_types``)."""
    format: str
    """``csv``, ``tsv``, ``jsonl`` or ``parquet``."""
    sha256: str
    """Of the bytes that were read, hexadecimal."""
    lines: Any | None
    """int64 array of shape (n_rows,): the line each row starts on, from 1; None for Parquet, which has no lines."""
    notes: tuple[str, ...] = ()
    """What was decided about types that a person should see before anything is written."""

    def types(self) -> tuple[tuple[str, str], ...]:
        """Each column with its inferred type, in file order: ``(("id", "text"), ("score", "number"))``."""
        return tuple((field.name, column_type(field.type)) for field in self.table.schema)


def read_table(
    path: str | Path,
    *,
    format: str | None = None,
    columns: Sequence[str] | None = None,
    as_text: Sequence[str] = (),
    hidden: Sequence[str] = (),
    limits: Limits = USUAL_LIMITS,
) -> ReadTable:
    """Read a file wholly, infer the types of its columns over all rows, and find everything that is wrong with it.

    Parameters
    ----------
    path : path of a regular file
        Messages name it as given here.
    format : ``csv``, ``tsv``, ``jsonl`` or ``parquet``
        None takes it from the file's ending.
    columns : names
        Only these are read, in file order; None reads all.
    as_text : names
        Columns to keep as text whatever they look like (ids such as ``1.10``).
    hidden : names
        Sensitive columns: no message and no note shows their values. A name that the file does not have is no problem.
    limits : Limits
        Bounds beyond which the file is refused.

    Raises
    ------
    InputError
        With every problem of the file, by line; at most 100 are listed and the rest counted.
    """
    file = str(path)
    place = Path(path)
    check_place(place, file, limits)
    kind = _format(place, format, file)
    asked = Asked(columns, as_text, hidden, limits)
    if kind == "parquet":
        with ThreadPoolExecutor(max_workers=1) as pool:
            digest = pool.submit(file_sha256, place)
            rows = read_parquet(place, file=file, asked=asked)
            return ReadTable(rows.table, kind, digest.result(), None, rows.notes)
    data = place.read_bytes()
    with ThreadPoolExecutor(max_workers=1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        rows = _read_text(data, file, kind, asked)
        return ReadTable(rows.table, kind, digest.result(), rows.lines, rows.notes)


def _read_text(data: bytes, file: str, kind: str, asked: Asked) -> Rows:
    if kind == "jsonl":
        return read_jsonlines(data, file=file, asked=asked)
    return read_delimited(data, file=file, format=kind, asked=asked)


def check_place(path: Path, file: str, limits: Limits) -> None:
    """Nothing when a file is there, is a regular one and not too large.

    Raises
    ------
    InputError
        ``input.no_file`` with the near match, ``input.too_large``.
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError("input.no_file", f"The file cannot be read: {reason}.", _near_file(path), file=file) from None
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise InputError("input.no_file", f"This is {kind}.", "Name one data file.", file=file)
    if found.st_size > limits.max_bytes:
        what = f"The file has {found.st_size:,} bytes; at most {limits.max_bytes:,} are read."
        raise InputError("input.too_large", what, "Split it, or write the columns needed as Parquet.", file=file)


def _near_file(path: Path) -> str:
    try:
        names = [each.name for each in path.parent.iterdir() if each.suffix.lower() in ENDINGS]
    except (OSError, ValueError):
        return "Check the path."
    return did_you_mean(path.name, names) if names else "Check the path."


def _format(path: Path, asked: str | None, file: str) -> str:
    if asked is not None:
        if asked not in FORMATS:
            what = f"There is no format {shown(asked)}."
            raise InputError("input.unknown_format", what, did_you_mean(asked, FORMATS), file=file)
        return asked
    ending = path.suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    what = f"The format of a file that ends in {shown(ending)} is not known." if ending else "The file has no ending."
    fix = REMEDIES.get(ending, f"Say --format {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    raise InputError("input.unknown_format", what, fix, file=file)
