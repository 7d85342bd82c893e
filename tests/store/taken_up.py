"""Opens a workspace of an older schema as `assay upgrade` leaves it."""

from pathlib import Path

from assay.store.migrate import upgrade_schema
from assay.store.open import Store, open_store


def open_taken_up(folder: Path, *, key_folder: Path) -> Store:
    """The workspace, its tables taken to the newest schema first."""
    with open_store(folder, key_folder=key_folder, as_it_is=True) as older:
        upgrade_schema(older.database)
    return open_store(folder, key_folder=key_folder)
