"""A small filled workspace, and copies of it that a test may spoil."""

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.postgres_support import server as postgres

from assay.core.encode import to_plain
from assay.core.item import Column, DatasetVersion, Part, ReferenceSet, Role, Source
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.store.judgments import ITEM_SEGMENT, JUDGMENT_SEGMENT, filled_table
from assay.store.open import POSTGRES, SQLITE, Store, create_store, open_store
from assay.store.postgres import URL_VARIABLE
from assay.store.sealed import seal_column

NOW = "2026-11-22T14:05:00.000000Z"
LATER = "2026-11-22T15:05:00.000000Z"
N_ITEMS = 40


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def judgment(item: str, **changed: Any) -> Judgment:
    fields = {"label": "yes", "status": Status.GIVEN, "recorded_at": NOW, "guideline_version": None, **changed}
    return Judgment(item=item, item_hash="h" * 64, question="label", judge="ann", judge_version="1", **fields)


def judgments(n: int = N_ITEMS, **columns: object) -> pa.Table:
    """A table of judgments of system ``model-b``."""
    given = {
        "item": [f"i{number:03d}" for number in range(n)],
        "item_hash": [f"{number:064x}" for number in range(n)],
        "question": "label",
        "judge": "model-b",
        "judge_version": "v1",
        "status": "given",
        "label": ["yes" if number % 3 else "no" for number in range(n)],
        "attempt": 1,
        "run": "run-1",
        "recorded_at": NOW,
    }
    return filled_table(JUDGMENT_SEGMENT, n, {**given, **columns})


def dataset(store: Store, n: int = N_ITEMS, *, name: str = "loans") -> DatasetVersion:
    """A dataset version of two parts, its blobs kept."""
    table = pa.table(
        {
            "id": [f"i{number:03d}" for number in range(n)],
            "country": ["DE" if number % 2 else "FR" for number in range(n)],
            "age": pa.array(range(n), pa.int64()),
        }
    )
    cut = n // 2
    parts = tuple(
        Part(store.blobs.put_bytes(parquet(part)), "0" * 64, part.num_rows, 1)
        for part in (table.slice(0, cut), table.slice(cut))
    )
    roles = (("id", "text", Role.ID), ("country", "text", Role.SLICE), ("age", "integer", Role.OTHER))
    columns = tuple(Column(column, kind, role) for column, kind, role in roles)
    return DatasetVersion(name, columns, parts, n, Source("loans.csv", "1" * 64, "csv"))


def fill(store: Store) -> None:
    """Every kind of record once: rows, segments, documents with blobs, sealed values, events."""
    ledger, documents = store.ledger, store.documents
    manifest = dataset(store)
    version = documents.put("dataset", "loans", to_plain(manifest), actor="ann", now=NOW).version
    items = [f"i{number:03d}" for number in range(N_ITEMS)]
    hashes = [f"{number:064x}" for number in range(N_ITEMS)]
    columns = {"source": "loans", "item": items, "item_hash": hashes, "dataset": version}
    ledger.append_segment("item", filled_table(ITEM_SEGMENT, N_ITEMS, columns), id="items", actor="ann", now=NOW)
    reference = store.blobs.put_bytes(parquet(pa.table({"item": items, "answer": ["yes"] * N_ITEMS})))
    body = to_plain(ReferenceSet("loans", version, "label", "imported", reference, N_ITEMS))
    documents.put("reference", version, body, actor="ann", now=NOW)
    ledger.append("judge", [Judge("model-b", JudgeKind.SYSTEM, "v1")], id="judge-b", actor="ann", now=NOW)
    ledger.append_segment("judgment", judgments(), id="run-1:0", actor="ann", now=NOW)
    ledger.append(
        "judgment", [judgment(f"i{n:03d}", confidence=0.5) for n in range(3)], id="hand", actor="ann", now=NOW
    )
    documents.put("plan", "release", {"accept": 0.9, "name": "Grüße"}, actor="ann", now=NOW)
    documents.put("plan", "release", {"accept": 0.8}, actor="bob", now=LATER)
    seal_column(
        store,
        dataset=version,
        column="race",
        items=items[:3],
        subjects=["s1", "s1", "s2"],
        values=["a", "b", "c"],
        id="seal",
        actor="ann",
        now=NOW,
    )


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with ``work`` and ``keys``, made once; copy it before changing it."""
    folder = tmp_path_factory.mktemp("filled")
    with create_store(folder / "work", now=NOW, new_id=lambda: "w1", actor="ann", key_folder=folder / "keys") as store:
        fill(store)
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh workspace and its key, made once."""
    folder = tmp_path_factory.mktemp("empty")
    create_store(folder / "work", now=NOW, new_id=lambda: "w0", actor="ann", key_folder=folder / "keys").close()
    return folder


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Path]:
    """Copy a made folder for this test."""

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / "own"))

    return copy


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Modules that say ``ON_BOTH_STORES`` run their tests of a workspace on SQLite and on Postgres."""
    if getattr(metafunc.module, "ON_BOTH_STORES", False):
        for name in {"filled", "empty"} & set(metafunc.fixturenames):
            metafunc.parametrize(name, [SQLITE, POSTGRES], indirect=True)


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The filled workspace on Postgres: folder with ``work`` and ``keys``, and a database to copy."""
    yield from _made_on_postgres(tmp_path_factory.mktemp("filled"), "w1", fill)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A fresh workspace on Postgres, to copy."""
    yield from _made_on_postgres(tmp_path_factory.mktemp("empty"), "w0", lambda store: None)


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A small filled workspace of this test's own."""
    yield from _own(request, "filled")


@pytest.fixture
def empty(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A fresh workspace of this test's own."""
    yield from _own(request, "empty")


def _made_on_postgres(folder: Path, workspace: str, fill_it: Callable[[Store], None]) -> Iterator[tuple[Path, str]]:
    name = postgres.make_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(URL_VARIABLE, postgres.address(name).render_as_string(hide_password=False))
        places = {"key_folder": folder / "keys", "database": POSTGRES}
        with create_store(folder / "work", now=NOW, new_id=lambda: workspace, actor="ann", **places) as store:
            fill_it(store)
    yield folder, name
    postgres.drop_database(name)


def _own(request: pytest.FixtureRequest, name: str) -> Iterator[Store]:
    copied = request.getfixturevalue("copied")
    if getattr(request, "param", SQLITE) == SQLITE:
        folder = copied(request.getfixturevalue(f"{name}_folder"))
        with open_store(folder / "work", key_folder=folder / "keys") as store:
            yield store
        return
    made, database = request.getfixturevalue(f"{name}_database")
    folder, own = copied(made), postgres.make_database(like=database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(URL_VARIABLE, postgres.address(own).render_as_string(hide_password=False))
        with open_store(folder / "work", key_folder=folder / "keys") as store:
            yield store
    postgres.drop_database(own)
