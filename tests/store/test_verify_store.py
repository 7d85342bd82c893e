"""Whatever is changed, removed, added or reordered in a workspace is found and named."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from assay.core.ledger import Soundness, Verification
from assay.store.open import Store
from assay.store.rotation import rotate_key
from assay.store.segments import parquet_bytes, read_segment
from assay.store.verify import verify_folder, verify_store

NOW = "2026-11-22T14:05:00.000000Z"


def sql(store: Store, *statements: str) -> None:
    """Change the tables as someone with the file and an SQLite shell could."""
    with closing(sqlite3.connect(store.database.path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def said(found: Verification) -> str:
    return "\n".join(f"{each.what} | {each.where} | {each.detail}" for each in found.findings)


def test_a_sound_workspace_is_intact(filled: Store) -> None:
    found = verify_store(filled)
    assert found == Verification(Soundness.INTACT, (), filled.ledger.head(), 10, 90, 0)
    assert verify_store(filled, key=filled.key_fingerprint, head=filled.ledger.head()).outcome == "intact"


COPY_LAST = (
    "INSERT INTO log_entry SELECT seq + 1, id || '2', kind, actor, at, count, schema, root, segment, segment_bytes "
    "FROM log_entry WHERE seq = 10"
)
TAMPERINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "a changed label": (
        ("UPDATE judgment SET label = 'no' WHERE position = 1",),
        "record | entry 6, judgment 1 (item i001, judge ann, question label) | it was changed",
    ),
    "a changed number": (
        ("UPDATE judgment SET confidence = 0.75 WHERE position = 2",),
        "entry 6, judgment 2 (item i002, judge ann, question label) | it was changed",
    ),
    "a changed item": (("UPDATE judgment SET item = 'i999' WHERE position = 0",), "entry 6, judgment 0 (item i999"),
    "an answer made absent": (
        ("UPDATE judgment SET label = NULL, status = 'failed' WHERE position = 1",),
        "entry 6, judgment 1 (item i001",
    ),
    "a removed record": (
        ("DELETE FROM judgment WHERE position = 1",),
        "record | entry 6 ('hand'), judgment 1 | it was removed",
    ),
    "a removed record with the rest moved up": (
        ("DELETE FROM judgment WHERE position = 1", "UPDATE judgment SET position = 1 WHERE position = 2"),
        "entry 6, judgment 1 (item i002, judge ann, question label) | it was moved from another place",
    ),
    "all records of an entry removed": (("DELETE FROM judgment",), "entry 6 ('hand'), judgment 2 | it was removed"),
    "an added record": (
        (
            "INSERT INTO judgment SELECT seq, 3, item || 'x', item_hash, question, judge, judge_version, "
            "guideline_version, status, recorded_at, label, number, text, structure, confidence, order_shown, attempt, "
            "seconds, cost_minor, currency, sample, run, observed_at, supersedes FROM judgment WHERE position = 0",
        ),
        "entry 6, judgment 3 (item i000x, judge ann, question label) | it was added",
    ),
    "a record added to an entry of another kind": (
        ("INSERT INTO judge SELECT 6, 0, id, kind, version FROM judge WHERE seq = 4",),
        "entry 6, judge 0 (id model-b, version v1) | it was added or moved",
    ),
    "a record added to no entry": (
        ("INSERT INTO judge SELECT 99, 0, id, kind, version FROM judge WHERE seq = 4",),
        "entry 99, judge 0 (id model-b, version v1) | it was added or moved",
    ),
    "two records exchanged": (
        (
            "UPDATE judgment SET position = 9 WHERE position = 0",
            "UPDATE judgment SET position = 0 WHERE position = 1",
            "UPDATE judgment SET position = 1 WHERE position = 9",
        ),
        "entry 6, judgment 0 (item i001, judge ann, question label) | it was moved from another place",
    ),
    "a changed document": (
        ("""UPDATE document SET body = '{"accept":0.1}' WHERE kind = 'plan' AND seq = 8""",),
        "entry 8, document 0 (kind plan, name release",
    ),
    "a document moved to another entry": (
        (
            "DELETE FROM document WHERE kind = 'plan' AND seq = 8",
            "UPDATE document SET seq = 8 WHERE kind = 'plan' AND seq = 7",
        ),
        "entry 7 ('document:plan:release:0",
    ),
    "a changed event": (("UPDATE event SET body = '{}'",), "entry 0, event 0 (name workspace.created"),
    "a changed judge": (("UPDATE judge SET version = 'v2'",), "entry 4, judge 0 (id model-b, version v2)"),
    "a record changed with its kept hash": (
        (
            "UPDATE judge SET version = 'v2'",
            "UPDATE record_hashes SET hashes = zeroblob(32) WHERE seq = 4",
        ),
        "entry 4, judge 0 (id model-b, version v2) | it was changed",
    ),
    "kept hashes changed": (
        ("UPDATE record_hashes SET hashes = zeroblob(96) WHERE seq = 6",),
        "entry 6 ('hand', judgment) | the kept hashes of its records do not make its root",
    ),
    "kept hashes of a segment changed": (
        ("UPDATE record_hashes SET hashes = x'00' WHERE seq = 5",),
        "entry 5 ('run-1:0', judgment) | the kept hashes of its records were changed",
    ),
    "kept hashes removed": (("DELETE FROM record_hashes WHERE seq = 4",), "entry 4 ('judge-b', judge)"),
    "kept hashes added": (
        ("INSERT INTO record_hashes VALUES (99, zeroblob(32))",),
        "entry 99 | hashes of records are kept for an entry that is not in the log",
    ),
    "a changed entry": (
        ("UPDATE log_entry SET actor = 'eve' WHERE seq = 6",),
        "entry | entry 6 ('hand', judgment) | a field of it was changed",
    ),
    "a changed time of an entry": (
        ("UPDATE log_entry SET at = '2020' WHERE seq = 9",),
        "entry 9 ('seal', document) | a field of it was changed",
    ),
    "the last entry changed": (
        ("UPDATE log_entry SET actor = 'eve' WHERE seq = 10",),
        "entry 10 ('last', judge) | a field of it was changed",
    ),
    "two entries changed": (
        ("UPDATE log_entry SET actor = 'eve' WHERE seq IN (2, 8)",),
        "entry 8 ('document:plan:release:1",
    ),
    "a removed entry": (
        ("DELETE FROM log_entry WHERE seq = 6", "DELETE FROM judgment WHERE seq = 6"),
        "entry | entry 6 | it was removed",
    ),
    "a removed last entry": (("DELETE FROM log_entry WHERE seq = 10",), "entry 10 | it was removed"),
    "an added entry": ((COPY_LAST,), "entry 11 ('last2', judge) | no signed head covers it"),
    "two entries exchanged": (
        (
            "UPDATE log_entry SET seq = 99 WHERE seq = 4",
            "UPDATE log_entry SET seq = 4 WHERE seq = 10",
            "UPDATE log_entry SET seq = 10 WHERE seq = 99",
        ),
        "entry 4 ('last', judge) | a field of it was changed",
    ),
    "an entry changed with its kept leaf": (
        (
            "UPDATE log_entry SET actor = 'eve' WHERE seq = 6",
            "UPDATE tree_node SET hash = zeroblob(32) WHERE level = 0 AND position = 6",
        ),
        "entry 6 ('hand', judgment) | the signed heads do not fit it",
    ),
    "an entry changed where its head was removed": (
        ("UPDATE log_entry SET actor = 'eve' WHERE seq = 6", "DELETE FROM head WHERE size = 7"),
        "entry 6 ('hand', judgment) | a field of it was changed",
    ),
    "an entry of another type": (("UPDATE log_entry SET count = -1 WHERE seq = 6",), "entry 6 ('hand')"),
    "another size of a segment": (
        ("UPDATE log_entry SET segment_bytes = 1 WHERE seq = 5",),
        "segment | entry 5 ('run-1:0', judgment)",
    ),
    "a changed head": (("UPDATE head SET at = '2020' WHERE size = 3",), "head of 3 entries"),
    "a removed newest head": (
        ("DELETE FROM head WHERE size = 11",),
        "entry 10 ('last', judge) | no signed head covers it",
    ),
    "all heads removed": (("DELETE FROM head",), "entry 10 ('last', judge) | no signed head covers it"),
    "an added head": (
        ("INSERT INTO head SELECT 40, root, at, key, signature FROM head WHERE size = 3",),
        "head of 40 entries | its signature does not hold",
    ),
    "two heads exchanged": (
        (
            "UPDATE head SET size = 99 WHERE size = 4",
            "UPDATE head SET size = 4 WHERE size = 5",
            "UPDATE head SET size = 5 WHERE size = 99",
        ),
        "head of 4 entries | its signature does not hold",
    ),
    "a changed key": (
        ("UPDATE key SET public = replace(public, substr(public, 1, 1), 'z')",),
        "key since entry 0 | its public key is not 64 hexadecimal digits",
    ),
    "a changed signature of a key": (("UPDATE key SET at = '2020'",), "its own signature does not hold"),
    "a removed key": (("DELETE FROM key",), "the first key | it is missing"),
    "an added key": (
        ("INSERT INTO key SELECT 5, public, at, public, signature, signature FROM key",),
        "since entry 5 | its own signature does not hold",
    ),
    "a sealed value exchanged": (
        ("UPDATE sealed_value SET sealed = (SELECT sealed FROM sealed_value WHERE item = 'i001') WHERE item = 'i000'",),
        "sealed | sealed value of item i000, column race | it does not open",
    ),
    "a changed salt": (("UPDATE sealed_value SET salt = zeroblob(32) WHERE item = 'i002'",), "item i002, column race"),
    "a sealed value moved to another item": (
        ("UPDATE sealed_value SET item = 'i009' WHERE item = 'i002'",),
        "sealed value of item i009, column race | the log has no such commitment",
    ),
    "a sealed value removed": (
        ("DELETE FROM sealed_value WHERE item = 'i002'",),
        "sealed value of item i002, column race | it is gone",
    ),
    "a key of a person changed": (
        ("UPDATE subject_key SET key = zeroblob(32) WHERE subject = 's2'",),
        "sealed value of item i002, column race | it does not open",
    ),
    "a changed table": (("ALTER TABLE judge ADD COLUMN more TEXT",), "database | the schema | judge was changed"),
    "an added trigger": (
        ("CREATE TRIGGER quiet AFTER INSERT ON judge BEGIN DELETE FROM judge; END",),
        "database | the schema | quiet was added",
    ),
    "a removed index": (("DROP INDEX ix_document_name",), "the schema | ix_document_name is missing"),
    "a removed table": (("DROP TABLE judge",), "table judge | cannot be read"),
    "a changed derived table": (
        ("UPDATE document_latest SET seq = 7 WHERE kind = 'plan'",),
        "derived | table document_latest",
    ),
    "a changed derived leaf": (("DELETE FROM tree_node WHERE level = 1",), "derived | table tree_node"),
    "changed derived content": (("DELETE FROM segment_content",), "derived | table segment_content"),
}  # fmt: skip


@pytest.fixture
def tampered(filled: Store) -> Store:
    from assay.core.judgment import Judge, JudgeKind

    filled.ledger.append("judge", [Judge("last", JudgeKind.SCORER, "v1")], id="last", actor="ann", now=NOW)
    return filled


@pytest.mark.parametrize(("statements", "named"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found_and_named(tampered: Store, statements: tuple[str, ...], named: str) -> None:
    sql(tampered, *statements)
    found = verify_store(tampered)
    assert found.outcome is Soundness.ALTERED
    assert named in said(found)


def test_only_what_was_changed_is_named(tampered: Store) -> None:
    sql(tampered, "UPDATE judgment SET label = 'no' WHERE position = 1")
    assert len(verify_store(tampered).findings) == 1
    sql(tampered, "UPDATE log_entry SET actor = 'eve' WHERE seq = 4")
    assert [each.what for each in verify_store(tampered).findings] == ["entry", "record"]


def segment_path(store: Store) -> Path:
    entry = store.ledger.entry("run-1:0")
    assert entry is not None
    assert entry.segment is not None
    return store.blobs.path(entry.segment)


def test_every_byte_of_a_segment_is_covered(filled: Store) -> None:
    path = segment_path(filled)
    sound = path.read_bytes()
    for position in range(0, len(sound), max(1, len(sound) // 40)):
        path.write_bytes(sound[:position] + bytes([sound[position] ^ 0x10]) + sound[position + 1 :])
        found = verify_store(filled)
        assert found.outcome is Soundness.ALTERED
        assert any(each.what == "segment" and "'run-1:0'" in each.where for each in found.findings), position
    path.write_bytes(sound)
    assert verify_store(filled).outcome is Soundness.INTACT


def changed_label(table: pa.Table) -> pa.Table:
    labels = table["label"].to_pylist()
    labels[7] = "other"
    return table.set_column(table.column_names.index("label"), "label", pa.array(labels))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (changed_label, "entry 5, judgment 7 (item i007, judge model-b, question label) | it was changed"),
        (lambda table: table.slice(0, 39), "entry 5 ('run-1:0'), judgment 39 | it was removed"),
        (
            lambda table: pa.concat_tables([table, table.slice(0, 1)]),
            "entry 5, judgment 40 (item i000, judge model-b, question label) | it was added",
        ),
        (
            lambda table: pa.concat_tables([table.slice(1, 1), table.slice(0, 1), table.slice(2)]),
            "entry 5, judgment 0 (item i001, judge model-b, question label) | it was moved from another place",
        ),
    ],
    ids=["changed", "removed", "added", "reordered"],
)
def test_a_segment_that_was_written_again_names_its_rows(
    filled: Store, change: Callable[[pa.Table], pa.Table], named: str
) -> None:
    path = segment_path(filled)
    path.write_bytes(parquet_bytes(change(read_segment("judgment", path.read_bytes()))))
    found = verify_store(filled)
    assert found.outcome is Soundness.ALTERED
    assert named in said(found)


def test_a_missing_segment_and_a_missing_blob_are_named(filled: Store) -> None:
    segment_path(filled).unlink()
    for part in filled.documents.get("dataset", "loans").body["parts"]:  # type: ignore[attr-defined]
        filled.blobs.path(part["sha256"]).unlink()
    found = said(verify_store(filled))
    assert "segment | entry 5 ('run-1:0', judgment) | the segment" in found
    assert found.count("blob | entry 1, document dataset 'loans'") == 2


def test_changed_bytes_of_a_dataset_are_named(filled: Store) -> None:
    reference = filled.documents.latest("reference")[0]
    path = filled.blobs.path(str(reference.body["table"]))
    path.write_bytes(path.read_bytes() + b" ")
    found = verify_store(filled)
    assert [each.what for each in found.findings] == ["blob"]
    assert "has other bytes" in found.findings[0].detail


def test_settings_of_another_workspace_are_named(filled: Store) -> None:
    path = filled.folder / "workspace.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "key": "0" * 64}))
    assert "settings | workspace.json | it names the key" in said(verify_store(filled))
    path.unlink()
    assert "settings | workspace.json | There is no workspace" in said(verify_store(filled))


def test_a_database_that_is_gone_is_a_finding(filled: Store) -> None:
    filled.close()
    for path in filled.folder.glob("assay.db*"):
        path.unlink()
    found = verify_folder(filled.folder, keys=filled.keys)
    assert found.outcome is Soundness.ALTERED
    assert not (filled.folder / "assay.db").exists()


def test_no_more_than_a_thousand_findings_of_one_place_are_named(empty: Store) -> None:
    from assay.core.judgment import Judge, JudgeKind

    judges = [Judge(f"j{number}", JudgeKind.SYSTEM, "v1") for number in range(1500)]
    empty.ledger.append("judge", judges, id="many", actor="ann", now=NOW)
    sql(empty, "UPDATE judge SET version = 'v2'")
    found = verify_store(empty)
    assert len(found.findings) == 1001
    assert found.findings[-1].detail == "500 more findings of this kind"


def test_a_key_taken_out_of_a_rotated_chain_is_named(filled: Store) -> None:
    rotate_key(filled, id="rotate", actor="ann", now=NOW)
    sql(filled, "DELETE FROM key WHERE since > 0")
    found = said(verify_store(filled))
    assert "key | key since entry 10 | the key and the event that brought it do not agree" in found
    assert "head of 11 entries | its signature does not hold" in found
