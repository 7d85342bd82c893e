"""Runs of called systems: what each prompt came to as one blob, and a document that says what the run came to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.core.called import CalledRun
from assay.core.encode import from_plain, to_plain
from assay.store.parts import read_part

if TYPE_CHECKING:
    from assay.store.open import Store

KIND = "run"
"""Kind of the document; its name is the dataset version, the settings of the system and how often it was asked."""
_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int64(), pa.float64()
_COLUMNS: Mapping[str, pa.DataType] = {
    **{"item": _TEXT, "attempt": _WHOLE, "output": _TEXT, "why": _TEXT, "version": _TEXT},
    **{"tokens_in": _WHOLE, "tokens_out": _WHOLE, "tries": _WHOLE, "earlier": _TEXT},
    **{"seconds": _NUMBER, "cost": _NUMBER, "words": _TEXT},
}
RUN_TABLE = pa.schema(_COLUMNS)
"""One row a prompt, the attempts of an item side by side."""
TOOLS_TABLE = pa.schema({**_COLUMNS, "tool_calls": _TEXT, "turns": _TEXT})
"""The same of a system with tools: what it called at the end, and the turns before, as JSON."""


class KeptRun(NamedTuple):
    """A run as it is kept."""

    run: CalledRun
    """What it came to."""
    dataset: str
    """Dataset version whose items were asked."""
    at: str
    """When it was kept, UTC."""
    table: str
    """Blob of `RUN_TABLE` or `TOOLS_TABLE`."""


def keep_run(store: "Store", run: CalledRun, table: bytes, *, dataset: str, actor: str, now: str) -> None:
    """Keep a run, with a Parquet file of its table; the same again is the one that is there."""
    blob = store.blobs.put_bytes(table)
    body: Mapping[str, Any] = {"run": to_plain(run), "dataset": dataset, "table": blob}
    store.documents.put(KIND, run_name(dataset, run.settings, run.attempts), body, actor=actor, now=now, blobs=[blob])


def find_run(store: "Store", dataset: str, settings: str, attempts: int) -> KeptRun | None:
    """The newest run of a system on a dataset version; None where there is none."""
    found = store.documents.find(KIND, run_name(dataset, settings, attempts))
    return None if found is None else _kept(found)


def run_recorded(store: "Store", dataset: str, run: CalledRun) -> KeptRun | None:
    """The kept run of which an evidence tells; None where there is none, as of a judge that was called."""
    history = store.documents.history(KIND, run_name(dataset, run.settings, run.attempts))
    return next((each for each in map(_kept, reversed(history)) if replace(each.run, system=run.system) == run), None)


def every_run(store: "Store") -> Sequence[KeptRun]:
    """All runs, oldest first."""
    return [_kept(each) for each in store.documents.every(KIND)]


def run_table(store: "Store", kept: KeptRun) -> pa.Table:
    """What each prompt came to."""
    return read_part(store.blobs, kept.table, None)


def run_name(dataset: str, settings: str, attempts: int) -> str:
    """Name of the document of a run."""
    return f"{dataset}:{settings}:{attempts}"


def _kept(document: Any) -> KeptRun:
    run: CalledRun = from_plain(CalledRun, document.body["run"])
    return KeptRun(run, str(document.body["dataset"]), document.at, str(document.body["table"]))
