"""One of the smaller works, run by ``python -m bench.ledger_work WORK [FOLDER]``."""

import importlib.util
import itertools
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa

from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.open import Store, create_store
from assay.store.verify import verify_store
from bench.clock import time_here

ROWS, BATCH = 1_000_000, 100_000
NOW = "2026-11-22T12:00:00.000000Z"
EVIDENCE = Path(__file__).parents[1] / "tests" / "reports" / "evidence_examples.py"


def segment(start: int) -> pa.Table:
    """100,000 judgments."""
    columns = {
        "item": pa.array([f"item-{number:08d}" for number in range(start, start + BATCH)]),
        "item_hash": "0" * 64,
        "question": "label",
        "judge": "model",
        "judge_version": "1" * 64,
        "status": "given",
        "recorded_at": NOW,
        "label": pa.array(["yes" if number % 3 else "no" for number in range(BATCH)]),
        "attempt": 1,
        "run": "run-1",
    }
    return filled_table(JUDGMENT_SEGMENT, BATCH, columns)


def store_in(folder: Path) -> Store:
    """A fresh workspace."""
    ids = itertools.count()
    home = Path(mkdtemp(dir=folder))
    return create_store(
        home / ".assay", now=NOW, new_id=lambda: f"id{next(ids)}", actor="bench", key_folder=home / "keys"
    )


def append(folder: Path, tables: list[pa.Table]) -> Store:
    """All of them on a fresh ledger."""
    store = store_in(folder)
    for number, table in enumerate(tables):
        store.ledger.append_segment("judgment", table, id=f"s{number}", actor="bench", now=NOW)
    return store


def insert(folder: Path, tables: list[pa.Table]) -> None:
    """All of them into one plain table, a transaction a batch."""
    connection = sqlite3.connect(Path(mkdtemp(dir=folder)) / "plain.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    names = tables[0].column_names
    connection.execute(f"CREATE TABLE judgment ({', '.join(names)})")
    marks = ", ".join("?" * len(names))
    for table in tables:
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        with connection:
            connection.executemany(f"INSERT INTO judgment VALUES ({marks})", rows)  # noqa: S608 - our own names
    connection.close()


def report() -> Callable[[], object]:
    """Rendering of an evidence with 5,000 slices."""
    from assay.reports.html import render_report

    spec = importlib.util.spec_from_file_location("evidence_examples", EVIDENCE)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{EVIDENCE} is not there")
    module = importlib.util.module_from_spec(spec)
    sys.modules["evidence_examples"] = module
    spec.loader.exec_module(module)
    evidence = module.many_slices(5000)
    return lambda: render_report(evidence)


def work(name: str, folder: Path | None) -> Callable[[], object]:
    """The piece of work of that name."""
    if name == "report" or folder is None:
        return report()
    tables = [segment(start) for start in range(0, ROWS, BATCH)]
    if name == "insert":
        return lambda: insert(folder, tables)
    if name == "append":
        return lambda: append(folder, tables)
    store = append(folder, tables)
    return lambda: verify_store(store)


if __name__ == "__main__":
    asked = work(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    print(json.dumps(time_here(asked, warm=0 if sys.argv[1] == "insert" else 1)))
