"""The entries of an ``.eval`` file: a zip whose entries are stored, deflated or compressed by Zstandard.

The zip module of Python 3.11 to 3.13 does not know Zstandard (method 93); Arrow does. Sizes are bounded before
anything is unpacked, and no entry is written anywhere.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from assay.core.errors import InputError
from assay.datasets.problems import Problems
from assay.datasets.python_json import without_constants

ZSTANDARD = 93
MOST_ENTRIES = 1_000_000
MOST_BYTES = 2**33
"""All entries unpacked."""
MOST_ENTRY = 2**28
"""One entry unpacked."""
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
FIX = "Give a log that inspect_ai wrote (an .eval or a .json file), whole."


class Entry(NamedTuple):
    """One document of the log."""

    name: str
    """Its name in the archive."""
    value: dict[str, Any]
    """What it holds."""


class Archive:
    """An ``.eval`` file that is open for reading."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, str(path)
        try:
            self.data = path.read_bytes()
            with zipfile.ZipFile(path) as opened:
                self.entries = {each.filename: each for each in opened.infolist()}
        except FileNotFoundError:
            raise InputError("input.no_file", "There is no such file.", "Check the path.", file=self.file) from None
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            what = f"The file is no archive: {str(error)[:100]}."
            raise InputError("exchange.shape", what, FIX, file=self.file) from None
        sizes = [each.file_size for each in self.entries.values()]
        if len(sizes) > MOST_ENTRIES or sum(sizes) > MOST_BYTES or max(sizes, default=0) > MOST_ENTRY:
            what = f"The archive has {len(sizes):,} entries that unpack to {sum(sizes):,} bytes."
            raise InputError("input.too_large", what, "Split the log.", file=self.file)
        self.sha256 = sha256(self.data).hexdigest()

    def read(self, name: str) -> Entry:
        """One document.

        Raises
        ------
        InputError
            ``exchange.shape`` when it is missing, cut off, or no JSON object.
        """
        try:
            value = orjson.loads(without_constants(self._bytes(self.entries[name])))
        except KeyError:
            what = f"The log has no '{name}'."
            raise InputError("exchange.shape", what, FIX, file=self.file) from None
        except (ValueError, OSError, zlib.error, struct.error) as error:
            what = f"'{name[:80]}' cannot be read: {str(error)[:100]}."
            raise InputError("exchange.shape", what, FIX, file=self.file) from None
        if not isinstance(value, dict):
            raise InputError("exchange.shape", f"'{name[:80]}' holds no JSON object.", FIX, file=self.file)
        return Entry(name, value)

    def first_of(self, *names: str) -> Entry:
        """The first of these documents that is there.

        Raises
        ------
        InputError
            As `read`, of the first name where none is.
        """
        return self.read(next((name for name in names if name in self.entries), names[0]))

    def below(self, folder: str) -> Iterator[Entry]:
        """The documents of a folder, in the order of their names.

        Raises
        ------
        InputError
            As `read`, with every document that cannot be read.
        """
        problems = Problems(self.file)
        for name in sorted(self.entries):
            if name.startswith(folder) and name.endswith(".json"):
                try:
                    yield self.read(name)
                except InputError as error:
                    for each in error.problems:
                        problems.add(each.code, each.what, each.fix)
        problems.raise_any()

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        """What an entry unpacks to, never more than it says."""
        signature, *_, name_length, extra_length = LOCAL_HEADER.unpack_from(self.data, entry.header_offset)
        if signature != b"PK\x03\x04":
            raise ValueError("the archive is damaged")
        start = entry.header_offset + LOCAL_HEADER.size + name_length + extra_length
        packed = self.data[start : start + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise ValueError("the archive is cut off")
        match entry.compress_type:
            case zipfile.ZIP_STORED:
                found = packed
            case zipfile.ZIP_DEFLATED:
                found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
            case _ if entry.compress_type == ZSTANDARD:
                with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as stream:
                    found = stream.read(entry.file_size + 1)
            case _:
                raise ValueError(f"compression {entry.compress_type} is not known")
        if len(found) != entry.file_size or zlib.crc32(found) != entry.CRC:
            raise ValueError("its bytes are not what the archive says")
        return found
