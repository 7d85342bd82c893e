"""A flipped byte in the database file is found, or leaves every record as it was."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assay.core.ledger import Soundness
from assay.store.keys import Keyring
from assay.store.open import create_store
from assay.store.tables import ledger
from assay.store.verify import verify_folder

SIDES = ("-wal", "-shm", "-journal")


def dump(path: Path) -> Any:
    """Every row of the ledger and sealed tables, as anyone would read them; None when they cannot be read."""
    tables = (*ledger.LEDGER_TABLES, *ledger.SEALED_TABLES)
    try:
        with closing(sqlite3.connect(path)) as connection:
            return [sorted(connection.execute(f'SELECT * FROM "{table.name}"'), key=repr) for table in tables]
    except (sqlite3.Error, UnicodeError, MemoryError, OverflowError):
        return None


def flip_and_look(folder: Path, keys: Keyring, sound: bytes, records: Any, position: int, mask: int) -> str:
    """What one flipped byte leads to: ``found``, ``harmless``, or ``missed``."""
    path = folder / "assay.db"
    for side in SIDES:
        Path(f"{path}{side}").unlink(missing_ok=True)
    path.write_bytes(sound[:position] + bytes([sound[position] ^ mask]) + sound[position + 1 :])
    if verify_folder(folder, keys=keys).outcome is Soundness.ALTERED:
        return "found"
    return "harmless" if dump(path) == records else "missed"


def flips(folder: Path, n: int, seed: int) -> dict[str, int]:
    path, keys = folder / "work" / "assay.db", Keyring(folder / "keys")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound, records = path.read_bytes(), dump(path)
    assert verify_folder(folder / "work", keys=keys).outcome is Soundness.INTACT
    used = [position for position, byte in enumerate(sound) if byte]
    draw, counts = random.Random(seed), {"found": 0, "harmless": 0, "missed": 0}
    for number in range(n):
        anywhere = draw.randrange(len(sound)) if number % 2 else draw.choice(used)  # half of the file is empty pages
        place = anywhere, draw.randrange(1, 256)
        said = flip_and_look(folder / "work", keys, sound, records, *place)
        counts[said] += 1
        assert said != "missed", f"byte {place[0]} with mask {place[1]:#x} (seed {seed})"
    return counts


def test_flipped_bytes_are_found_or_harmless(filled_folder: Path, copied: Callable[[Path], Path]) -> None:
    counts = flips(copied(filled_folder), 60, seed=11)
    assert counts["found"] > 15


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_2000_flipped_bytes_are_found_or_harmless(
    filled_folder: Path, copied: Callable[[Path], Path], seed: int
) -> None:
    counts = flips(copied(filled_folder), 1000, seed=seed)
    assert counts["found"] > 300


def test_every_byte_of_a_row_is_covered(filled_folder: Path, copied: Callable[[Path], Path]) -> None:
    """Not a sample: each byte where one known text stands in the file."""
    folder = copied(filled_folder)
    path, keys = folder / "work" / "assay.db", Keyring(folder / "keys")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound, records = path.read_bytes(), dump(path)
    start = sound.index(b'{"accept":0.9')
    for position in range(start, start + 20):
        assert flip_and_look(folder / "work", keys, sound, records, position, 0x04) == "found"


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 10_000])
def test_a_cut_database_is_altered(filled_folder: Path, copied: Callable[[Path], Path], size: int) -> None:
    folder = copied(filled_folder)
    path = folder / "work" / "assay.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes()[:size])
    assert verify_folder(folder / "work", keys=Keyring(folder / "keys")).outcome is Soundness.ALTERED


def test_a_database_of_zeros_is_altered(tmp_path: Path) -> None:
    create_store(tmp_path / "w", now="t", new_id=lambda: "w", actor="a", key_folder=tmp_path / "k").close()
    (tmp_path / "w" / "assay.db").write_bytes(bytes(40_000))
    assert verify_folder(tmp_path / "w", keys=Keyring(tmp_path / "k")).outcome is Soundness.ALTERED
