"""Appending: once by id, whole or not at all, covered by a signed head."""

import subprocess
import sys
from collections.abc import Callable

import pyarrow as pa
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from assay.core.errors import InputError, WorkspaceError
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.core.ledger import Entry
from assay.store import appends, log
from assay.store.database import Database
from assay.store.judgments import JUDGMENT_SEGMENT, judgment_table, judgments_of
from assay.store.open import Store, open_store
from assay.store.postgres import PostgresDatabase, database_url
from assay.store.records import Event, Item
from assay.store.signing import head_holds
from assay.store.sqlite import SqliteDatabase
from assay.store.tables.operational import JOB
from assay.store.verify import verify_store

ON_BOTH_STORES = True

NOW, LATER = "2026-11-22T14:05:00.000000Z", "2026-11-23T09:00:00.000000Z"
JUDGE = Judge("m", JudgeKind.SYSTEM, "v1")


def judgment(item: str = "i1", **changed: object) -> Judgment:
    fields: dict[str, object] = {
        "item_hash": "h",
        "question": "label",
        "judge": "m",
        "judge_version": "v1",
        "guideline_version": None,
        "status": Status.GIVEN,
        "recorded_at": "not yet",
        "label": "yes",
    }
    return Judgment(item=item, **(fields | changed))


APPENDS: dict[str, Callable[[Store, str, str], Entry]] = {
    "rows": lambda store, id, now: store.ledger.append("judgment", [judgment()], id=id, actor="ann", now=now),
    "segment": lambda store, id, now: store.ledger.append_segment(
        "judgment", judgment_table([judgment()]), id=id, actor="ann", now=now
    ),
}
OTHER: dict[str, Callable[[Store, str, str], Entry]] = {
    "rows": lambda store, id, now: store.ledger.append("judgment", [judgment(label="no")], id=id, actor="ann", now=now),
    "segment": lambda store, id, now: store.ledger.append_segment(
        "judgment", judgment_table([judgment(label="no")]), id=id, actor="ann", now=now
    ),
}


@pytest.mark.parametrize("way", APPENDS)
def test_an_entry_says_what_was_appended(empty: Store, way: str) -> None:
    entry = APPENDS[way](empty, "a", NOW)
    assert (entry.seq, entry.id, entry.kind, entry.actor, entry.at, entry.count) == (1, "a", "judgment", "ann", NOW, 1)
    assert entry == empty.ledger.entry("a") == empty.ledger.entries()[1]
    assert (entry.segment is None) == (way == "rows")


@pytest.mark.parametrize("way", APPENDS)
def test_the_same_id_with_the_same_records_is_the_same_entry_also_later(empty: Store, way: str) -> None:
    first = APPENDS[way](empty, "a", NOW)
    assert APPENDS[way](empty, "a", LATER) == first
    assert empty.ledger.size() == 2


@pytest.mark.parametrize("way", APPENDS)
def test_the_same_id_with_other_records_is_refused(empty: Store, way: str) -> None:
    APPENDS[way](empty, "a", NOW)
    for other in (OTHER[way], APPENDS["segment" if way == "rows" else "rows"]):
        with pytest.raises(WorkspaceError) as caught:
            other(empty, "a", NOW)
        assert caught.value.code == "ledger.id_taken"
    assert empty.ledger.size() == 2


@pytest.mark.parametrize("way", APPENDS)
def test_the_ledger_says_when_it_took_a_judgment(empty: Store, way: str) -> None:
    entry = APPENDS[way](empty, "a", NOW)
    if entry.segment is None:
        kept = [record for _, record in empty.ledger.read("judgment", Judgment)]
    else:
        kept = list(judgments_of(empty.ledger.segment(entry)))
    assert kept == [judgment(recorded_at=NOW)]


def test_every_append_is_covered_by_a_signed_head_at_once(empty: Store) -> None:
    for number in range(5):
        empty.ledger.append("judge", [JUDGE], id=f"a{number}", actor="ann", now=NOW)
        head = empty.ledger.head()
        assert head.size == empty.ledger.size() == number + 2
        assert head_holds(head, bytes.fromhex(empty.ledger.keys()[0].public))
        assert empty.ledger.sign_head(LATER) == head


def test_records_of_every_kind_come_back_as_they_were(empty: Store) -> None:
    full = judgment(
        "i2", label=None, number=0.5, status=Status.GIVEN, confidence=0.25, order_shown="left", seconds=1.5,
        cost_minor=12, currency="EUR", sample="s", run="r", observed_at=NOW, supersedes="1:0", recorded_at=NOW,
    )  # fmt: skip
    item = Item("loans", "i1", "h", "v", parent="p", system="m", run="r", attempt=2)
    empty.ledger.append("judgment", [judgment(recorded_at=NOW), full], id="j", actor="ann", now=NOW)
    empty.ledger.append("item", [item], id="i", actor="ann", now=NOW)
    empty.ledger.append("judge", [JUDGE, JUDGE], id="g", actor="ann", now=NOW)
    empty.ledger.append("event", [Event("look", "bench", {"n": 1, "who": ["Zoë"]})], id="e", actor="ann", now=NOW)
    assert [record for _, record in empty.ledger.read("judgment", Judgment)] == [judgment(recorded_at=NOW), full]
    assert [record for _, record in empty.ledger.read("item", Item)] == [item]
    assert list(empty.ledger.read("item", Item, position=2)) == []
    assert empty.ledger.judges() == (JUDGE,)
    assert empty.ledger.events("look")[0][1] == Event("look", "bench", {"n": 1, "who": ["Zoë"]})
    assert [event.name for _, event in empty.ledger.events()] == ["workspace.created", "look"]


@pytest.mark.parametrize(
    ("kind", "records", "code"),
    [
        ("judgement", [judgment()], "record.kind"),
        ("judgment", [], "ledger.empty"),
        ("judgment", [JUDGE], "record.class"),
        ("judgment", [judgment(status=Status.ABSTAINED)], "record.not_valid"),
        ("judgment", [judgment(label=None)], "record.not_valid"),
        ("judgment", [judgment(number=1.0)], "record.not_valid"),
        ("judgment", [judgment(confidence=1.5)], "record.not_valid"),
        ("judgment", [judgment(seconds=float("nan"))], "record.not_valid"),
        ("judgment", [judgment(attempt=0)], "record.not_valid"),
        ("judgment", [judgment(cost_minor=2**60)], "record.not_valid"),
        ("judgment", [judgment(label="\ud800")], "record.not_valid"),
        ("judgment", [judgment(status="maybe")], "record.not_valid"),
        ("judge", [Judge("m", "robot", "v1")], "record.not_valid"),
    ],
)
def test_what_the_ledger_cannot_keep_is_refused_and_nothing_is_changed(
    empty: Store, kind: str, records: list[object], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        empty.ledger.append(kind, records, id="a", actor="ann", now=NOW)
    assert caught.value.code == code
    assert empty.ledger.size() == 1


@pytest.mark.parametrize("way", APPENDS)
def test_an_error_on_the_way_leaves_nothing_behind(empty: Store, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Exception):
        pass

    def broken(*_arguments: object, **_named: object) -> None:
        raise Broken

    monkeypatch.setattr(appends, "sign_head", broken)
    with pytest.raises(Broken):
        APPENDS[way](empty, "a", NOW)
    monkeypatch.undo()
    assert empty.ledger.size() == 1
    assert verify_store(empty).outcome == "intact"
    assert APPENDS[way](empty, "a", NOW).seq == 1


def test_what_is_written_along_is_written_once_and_with_the_entry_or_not_at_all(empty: Store) -> None:
    job = {"run": "r", "state": "running", "done": 0, "retries": 0, "started_at": NOW, "changed_at": NOW}

    def append(id: str) -> Entry:
        return empty.ledger.append(
            "judge", [JUDGE], id=id, actor="ann", now=NOW, along=lambda connection: connection.execute(insert(JOB), job)
        )

    assert append("a") == append("a")
    assert empty.jobs.find("r") is not None
    with pytest.raises(IntegrityError):
        append("b")
    assert empty.ledger.entry("b") is None


def test_a_workspace_that_is_being_written_is_busy(empty: Store) -> None:
    impatient: Database
    if isinstance(empty.database, SqliteDatabase):
        impatient = SqliteDatabase(empty.database.path, busy_seconds=0.01)
    else:
        impatient = PostgresDatabase(database_url(), busy_seconds=0.01)
    with empty.database.write(), pytest.raises(WorkspaceError) as caught, impatient.write():
        raise AssertionError("two writers at once")
    impatient.close()
    assert caught.value.code == "workspace.busy"


def test_a_reader_sees_one_state_while_another_appends(empty: Store) -> None:
    with empty.database.read() as connection:
        assert log.log_size(connection) == 1
        with open_store(empty.folder, key_folder=empty.keys.folder) as other:
            other.ledger.append("judge", [JUDGE], id="a", actor="bob", now=NOW)
        assert log.log_size(connection) == 1
    assert empty.ledger.size() == 2


APPEND_MANY = """
import sys
from pathlib import Path
from assay.core.judgment import Judge, JudgeKind
from assay.store.open import open_store

folder, keys, name = sys.argv[1:]
with open_store(Path(folder), key_folder=Path(keys)) as store:
    for number in range(5):
        for id in (f"{name}:{number}", f"shared:{number}"):
            store.ledger.append("judge", [Judge("m", JudgeKind.SYSTEM, "v1")], id=id, actor=name, now="2026")
"""


def test_two_processes_append_to_one_workspace(empty: Store) -> None:
    names = ("ann", "bob")
    command = [sys.executable, "-c", APPEND_MANY, str(empty.folder), str(empty.keys.folder)]
    processes = [subprocess.Popen([*command, name]) for name in names]
    assert [process.wait() for process in processes] == [0, 0]
    entries = empty.ledger.entries()
    assert [entry.seq for entry in entries] == list(range(16))
    assert {entry.id for entry in entries[1:]} == {f"{name}:{n}" for name in (*names, "shared") for n in range(5)}
    assert verify_store(empty).outcome == "intact"


def test_a_segment_of_many_rows_keeps_them_in_order(empty: Store) -> None:
    rows = [judgment(f"i{number}", label=str(number % 7)) for number in range(3000)]
    entry = empty.ledger.append_segment("judgment", judgment_table(rows), id="many", actor="ann", now=NOW)
    table = empty.ledger.segment(entry)
    assert table.schema == JUDGMENT_SEGMENT
    assert table["item"].to_pylist() == [row.item for row in rows]
    assert isinstance(table, pa.Table)


def test_an_entry_of_rows_has_no_segment(filled: Store) -> None:
    entry = filled.ledger.entry("hand")
    assert entry is not None
    with pytest.raises(WorkspaceError, match="are rows"):
        filled.ledger.segment(entry)
