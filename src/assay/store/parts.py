"""The Parquet parts of a dataset version, as one table in file order."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from assay.core.errors import LedgerAltered, WorkspaceError, did_you_mean
from assay.core.item import Part
from assay.store.blobs import Blobs
from assay.store.segments import in_arrow


def read_parts(blobs: Blobs, parts: Sequence[Part], columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of all parts in order, all columns or those asked for in the order asked.

    Raises
    ------
    WorkspaceError
        ``blob.missing``; ``dataset.no_column`` for a column that is not kept; ``dataset.no_parts``.
    LedgerAltered
        ``blob.altered``, ``dataset.unreadable``.
    """
    if not parts:
        raise WorkspaceError("dataset.no_parts", "The dataset version has no parts.", "Import it again.")
    tables = [read_part(blobs, part.sha256, columns) for part in parts]
    return pa.concat_tables(tables)


def read_part(blobs: Blobs, sha256: str, columns: Sequence[str] | None) -> pa.Table:
    """The table in one Parquet blob; errors as in `read_parts`."""
    try:
        file = pq.ParquetFile(in_arrow(blobs.read(sha256)))
        known = file.schema_arrow.names
        for name in columns or ():
            if name not in known:
                what = f"The dataset version keeps no column '{name}' in clear."
                raise WorkspaceError("dataset.no_column", what, did_you_mean(name, known))
        table = file.read(columns=None if columns is None else list(columns))
    except (pa.ArrowException, OSError) as error:
        what = f"The Parquet blob {sha256} cannot be read: {error}."
        raise LedgerAltered("dataset.unreadable", what, "See: assay verify.") from None
    return table if columns is None else table.select(list(columns))
