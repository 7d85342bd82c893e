"""Answers that other runs had to the same: a file each, named by the key of all that the answer depends on.

Any number of processes read and write one folder: a file is written aside and renamed. A file that cannot be read is
none. Failures are not kept.
"""

import os
import zlib
from pathlib import Path
from typing import Any

import orjson


class Cache:
    """A folder of answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> dict[str, Any] | None:
        """The record of a key."""
        try:
            data = self._place(key).read_bytes()
        except OSError:
            return None
        body = data[9:]
        if data[:8] != b"%08x" % zlib.crc32(body):
            return None
        found = orjson.loads(body)
        return found if isinstance(found, dict) else None

    def keep(self, key: str, record: dict[str, Any]) -> None:
        """A record with an answer, for all runs to come."""
        body, place = orjson.dumps(record), self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f"{place.name}.{os.getpid()}")
        aside.write_bytes(b"%08x %s" % (zlib.crc32(body), body))
        aside.replace(place)

    def _place(self, key: str) -> Path:
        name = key if key.isalnum() else orjson.dumps(key).hex()
        return self.folder / name[:2] / name
