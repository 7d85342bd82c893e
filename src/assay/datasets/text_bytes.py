"""Bytes of a text file: strict UTF-8, and what to do when they are something else."""

import codecs

import pyarrow as pa

from assay.core.errors import InputError

CHUNK = 1 << 24
MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
OTHER_FORMATS = (
    (b"PAR1", "a Parquet file", "Give it the ending .parquet or say --format parquet."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it first: gunzip FILE."),
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "Unpack it, or save the sheet as CSV (UTF-8)."),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "Unpack it first: unzstd FILE."),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV or Parquet."),
    (b"ARROW1", "an Arrow IPC file", "Write it as Parquet."),
    (b"%PDF", "a PDF", "Give the data as CSV, JSONL or Parquet."),
)


def text_start(data: bytes, file: str) -> int:
    """Where the text begins: 3 after a UTF-8 byte order mark, else 0.

    Raises
    ------
    InputError
        ``input.empty``, ``input.wrong_format``, ``input.encoding`` or ``input.nul``, with the first bad byte's place.
    """
    if not data.strip():
        raise InputError(
            "input.empty", "The file is empty.", "Give a file with a header and at least one row.", file=file
        )
    _refuse_other_formats(data, file)
    _refuse_other_encodings(data, file)
    if not _is_utf8(data):
        raise _first_bad_byte(data, file)
    nul = data.find(b"\x00")
    if nul >= 0:
        raise InputError(
            "input.nul",
            f"Byte {nul:,} is NUL, which no text holds; the file is damaged or not text.",
            "Export it again, or remove the bytes: tr -d '\\000' < FILE > NEW.",
            file=file,
            line=_line_of(data, nul),
        )
    return 3 if data.startswith(codecs.BOM_UTF8) else 0


def _refuse_other_formats(data: bytes, file: str) -> None:
    for magic, what, fix in OTHER_FORMATS:
        if data.startswith(magic):
            raise InputError("input.wrong_format", f"This is {what}, not text.", fix, file=file)


def _refuse_other_encodings(data: bytes, file: str) -> None:
    name = next((name for mark, name in MARKS if data.startswith(mark)), None)
    head = data[:4096]
    if name is None and len(head) >= 4 and min(head[::2].count(0), head[1::2].count(0)) * 8 < head.count(0):
        name = "UTF-16" if head.count(0) * 4 > len(head) else None
    if name:
        raise InputError(
            "input.encoding",
            f"The file is {name}, not UTF-8.",
            f"Convert it: iconv -f {name} -t UTF-8 FILE > NEW.",
            file=file,
            line=1,
        )


def _is_utf8(data: bytes) -> bool:
    """Whether all bytes are strict UTF-8, checked by Arrow without a copy."""
    offsets = pa.array([0, len(data)], pa.int64()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _first_bad_byte(data: bytes, file: str) -> InputError:
    """The first place that Python's strict decoder refuses."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + CHUNK], final=start + CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return _bad_byte(data, start - pending + error.start, file)
    return _bad_byte(data, len(data) - 1, file)


def _bad_byte(data: bytes, place: int, file: str) -> InputError:
    return InputError(
        "input.encoding",
        f"Byte {place:,} (0x{data[place]:02X}) is not UTF-8.",
        "If the file is Windows-1252 or Latin-1, convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW; "
        "if it was cut off, export it again.",
        file=file,
        line=_line_of(data, place),
    )


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
