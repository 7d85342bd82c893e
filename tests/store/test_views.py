"""Views for BI: the same names, columns and rows on both stores, and nothing in them of gold, people or secrets."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect
from tests.store.conftest import LATER, NOW, judgment

from assay.core.judgment import Judgment
from assay.store.open import Store
from assay.store.queueing.assignment import ANY_LANE, QueueItem
from assay.store.sqlite import SqliteDatabase
from assay.store.submit import submit
from assay.store.tables.views import views_of_schema_4

ON_BOTH_STORES = True
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "views.md"
PROGRAM = {
    "name": "mod",
    "purpose": "To try.",
    "dataset": "loans",
    "queues": ["first", "second"],
    "members": [{"judge": "j1", "vendor": "acme", "languages": []}, {"judge": "j2", "vendor": None, "languages": []}],
}


def by(judge: str, item: str, **changed: Any) -> Judgment:
    return replace(judgment(item, **changed), judge=judge)


def work(store: Store) -> None:
    """Two queues, one with a gold item; two answers, a late one, a ruling, a correction; a program."""
    for name in ("first", "second"):
        store.queues.make(name, lease_seconds=60)
    usual = [QueueItem(f"i{n:03d}", n, needed=2) for n in range(3)]
    store.queues.fill("first", [*usual, QueueItem("i009", 0, needed=100, lane="gold")])
    for n, (judge, lane) in enumerate((("j1", ANY_LANE), ("j2", ANY_LANE), ("j2", "gold"))):
        held = store.queues.claim("first", judge, now=NOW, new_id=lambda n=n: f"a{n}", lanes=[lane])
        assert held is not None
        said = by(judge, held.item, run="queue:first", seconds=2.0)
        submit(store, held.id, lambda _, said=said: [said], judge=judge, now=LATER)  # type: ignore[misc]
    late = by("j3", "i001", run="queue:first:late")
    ruling = by("j4", "i001", run="queue:first:ruled")
    store.ledger.append("judgment", [late, ruling], id="more", actor="ann", now=LATER)
    first = rows(store, "bi_judgments", "judge = 'j1'")[0]["judgment"]
    store.ledger.append("judgment", [by("j1", "i000", supersedes=first)], id="c", actor="j1", now=LATER)
    store.queues.claim("first", "j1", now=LATER, new_id=lambda: "a9")
    store.documents.put("program", "mod", {**PROGRAM, "purpose": "Before."}, actor="ann", now=NOW)
    store.documents.put("program", "mod", PROGRAM, actor="ann", now=LATER)


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """As a tool for BI reads: by a connection of its own, which trusts the views."""
    database = store.database
    engine = create_engine(f"sqlite:///{database.path}") if isinstance(database, SqliteDatabase) else database.engine
    with engine.connect() as connection:
        yield connection
    if engine is not database.engine:
        engine.dispose()


def rows(store: Store, view: str, where: str = "1 = 1") -> list[dict[str, Any]]:
    with reading(store) as connection:
        return [dict(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{view}" WHERE {where}').mappings()]


def test_queues_judgments_and_programs_are_told_alike_on_both_stores_and_without_gold(filled: Store) -> None:
    work(filled)
    counted = {"items": 3, "finished": 1, "needed": 6, "answered": 2, "held": 1}
    empty = dict.fromkeys(counted, 0)
    assert rows(filled, "bi_queues", "queue = 'first'") == [{"queue": "first", **counted}]
    assert rows(filled, "bi_queues", "queue = 'second'") == [{"queue": "second", **empty}]
    assert rows(filled, "bi_program_progress") == [{"program": "mod", "queues": 2, **counted}]
    items = {row["item"]: (row["answered"], row["held"], row["is_finished"]) for row in rows(filled, "bi_queue_items")}
    assert items == {"i000": (2, 0, 1), "i001": (0, 1, 0), "i002": (0, 0, 0)}
    told = {row["judge"]: row for row in rows(filled, "bi_judgments", "queue = 'first'")}
    assert {judge: (row["is_late"], row["is_ruling"], row["is_superseded"]) for judge, row in told.items()} == {
        "j1": (0, 0, 1),
        "j2": (0, 0, 0),
        "j3": (1, 0, 0),
        "j4": (0, 1, 0),
    }
    assert (told["j1"]["label"], told["j1"]["seconds"], told["j1"]["recorded_at"]) == ("yes", 2.0, LATER)
    assert [row["item"] for row in rows(filled, "bi_judgments", "judge = 'j2'")] == ["i000"], "not the gold item"
    assert {row["assignment"] for row in rows(filled, "bi_assignments")} == {"a0", "a1", "a9"}
    days = {row["judge"]: (row["day"], row["answers"], row["late"]) for row in rows(filled, "bi_judge_days")}
    assert days == {"j1": ("2026-11-22", 1, 0), "j2": ("2026-11-22", 2, 0)}, "answers to gold are work"
    (program,) = rows(filled, "bi_programs")
    assert [program[name] for name in ("program", "versions", "dataset", "purpose")] == ["mod", 2, "loans", "To try."]
    assert sorted(row["queue"] for row in rows(filled, "bi_program_queues")) == ["first", "second"]
    members = {row["judge"]: row["vendor"] for row in rows(filled, "bi_program_members")}
    assert members == {"j1": "acme", "j2": None}
    assert rows(filled, "bi_judges") == [{"judge": "model-b", "judge_version": "v1", "kind": "system"}]


@pytest.mark.parametrize("view", views_of_schema_4("sqlite"))
def test_every_view_has_the_columns_that_its_page_tells(empty: Store, view: str) -> None:
    section = PAGE.read_text("utf-8").split(f"\n## `{view}`\n")[1].split("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    with reading(empty) as connection:
        assert told == [column["name"] for column in inspect(connection).get_columns(view)]


def test_the_views_read_no_table_of_people_secrets_or_sealed_values() -> None:
    texts = " ".join(" ".join(views_of_schema_4(dialect).values()) for dialect in ("sqlite", "postgresql"))
    read = set(re.findall(r"(?:FROM|JOIN) (\w+)", texts))
    known = {"judge", "judgment", "queue", "queue_item", "assignment", "document", "document_latest"}
    assert {name for name in read if not name.startswith(("bi_", "json_"))} == known
