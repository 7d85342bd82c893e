"""The facts table: dataset order, reference, answers of each system, as of one ledger position."""

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assay.core.errors import InputError, LedgerAltered, WorkspaceError
from assay.core.item import Column, DatasetVersion, Part, Role, Source
from assay.core.judgment import Judgment, Status
from assay.store import facts
from assay.store.answers import AnswersOf, judgment_name
from assay.store.facts import facts_table as facts_of_version
from assay.store.judgments import ITEM_SEGMENT, JUDGMENT_SEGMENT, filled_table
from assay.store.open import Store

ON_BOTH_STORES = True

NOW = "2026-11-22T14:05:00.000000Z"
ITEMS = ["i3", "i1", "i2", "i0"]
MODEL = AnswersOf("m", "m", "v1")
VERSION = "version-1"


def facts_table(*arguments: Any, position: int) -> pa.Table:
    return facts_of_version(*arguments, version=VERSION, position=position)


def kept(store: Store, table: pa.Table) -> str:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return store.blobs.put_bytes(sink.getvalue())


def loans(store: Store, *, name: str = "loans", extra: dict[str, Any] | None = None) -> DatasetVersion:
    """Four items in two parts, in an order that is not sorted."""
    columns = {"id": ITEMS, "country": ["DE", None, "FR", "DE"], "age": [3, 1, 2, 0], **(extra or {})}
    table = pa.table(columns)
    parts = tuple(Part(kept(store, part), "0" * 64, part.num_rows, 1) for part in (table.slice(0, 3), table.slice(3)))
    described = tuple(Column(each, "text", Role.ID if each == "id" else Role.OTHER) for each in columns)
    return DatasetVersion(name, described, parts, 4, Source("f.csv", "1" * 64, "csv"))


def references(store: Store, answers: dict[str, str]) -> str:
    return kept(store, pa.table({"item": list(answers), "answer": list(answers.values())}))


def append(store: Store, answers: Sequence[tuple[str, str | None]], *, id: str = "s", **columns: Any) -> None:
    given = {
        "item": [item for item, _ in answers],
        "item_hash": "h",
        "question": "label",
        "judge": "m",
        "judge_version": "v1",
        "status": ["given" if label is not None else "abstained" for _, label in answers],
        "label": pa.array([label for _, label in answers], pa.string()),
        "attempt": 1,
        "recorded_at": "",
    }
    table = filled_table(JUDGMENT_SEGMENT, len(answers), {**given, **columns})
    store.ledger.append_segment("judgment", table, id=id, actor="ann", now=NOW)


def judgment(item: str, label: str, **changed: Any) -> Judgment:
    return Judgment(item, "h", "label", "m", "v1", None, Status.GIVEN, NOW, label=label, **changed)


def answers_in(
    store: Store, manifest: DatasetVersion, wanted: AnswersOf = MODEL, *, position: int | None = None
) -> Any:
    at = store.ledger.size() if position is None else position
    return facts_table(store, manifest, None, [wanted], [], position=at)[f"__answer:{wanted.system}"].to_pylist()


def test_rows_are_the_items_in_dataset_order_with_everything_beside_them(empty: Store) -> None:
    manifest, reference = loans(empty), references(empty, {"i0": "yes", "i3": "no"})
    append(empty, [("i0", "no"), ("i1", None), ("i3", "yes"), ("elsewhere", "yes")])
    scored = filled_table(
        JUDGMENT_SEGMENT,
        2,
        {
            "item": ["i1", "i2"], "item_hash": "h", "question": "score", "judge": "m", "judge_version": "v1",
            "status": "given", "number": [0.25, 0.75], "attempt": 1, "recorded_at": "",
        },
    )  # fmt: skip
    empty.ledger.append_segment("judgment", scored, id="scores", actor="ann", now=NOW)
    wanted = AnswersOf("model b", "m", "v1", score_question="score")
    table = facts_table(empty, manifest, reference, [wanted], ["age", "country"], position=empty.ledger.size())
    assert table.to_pydict() == {
        "__item": ITEMS,
        "__reference": ["no", None, None, "yes"],
        "__answer:model b": ["yes", None, None, "no"],
        "__score:model b": [None, 0.25, 0.75, None],
        "age": [3, 1, 2, 0],
        "country": ["DE", None, "FR", "DE"],
    }
    assert table.schema.types == [pa.string()] * 3 + [pa.float64(), pa.int64(), pa.string()]
    assert table.equals(
        facts_table(empty, manifest, reference, [wanted], ["age", "country"], position=empty.ledger.size())
    )


def test_without_a_reference_every_reference_is_absent(empty: Store) -> None:
    table = facts_table(empty, loans(empty), None, [], [], position=1)
    assert table.to_pydict() == {"__item": ITEMS, "__reference": [None] * 4}


def test_later_entries_are_not_seen(empty: Store) -> None:
    manifest = loans(empty)
    append(empty, [("i0", "yes")], id="a")
    append(empty, [("i1", "yes")], id="b")
    empty.ledger.append("judgment", [judgment("i2", "yes")], id="c", actor="ann", now=NOW)
    seen = [answers_in(empty, manifest, position=position) for position in range(1, 5)]
    assert [sum(answer is not None for answer in row) for row in seen] == [0, 1, 2, 3]


def test_only_the_judge_version_run_and_attempt_asked_for_count(empty: Store) -> None:
    manifest = loans(empty)
    append(empty, [("i0", "right")], id="a", run="r1")
    append(empty, [("i0", "other version")], id="b", run="r1", judge_version="v2")
    append(empty, [("i0", "other judge")], id="c", run="r1", judge="n")
    append(empty, [("i0", "other run")], id="d", run="r2")
    append(empty, [("i0", "other attempt")], id="e", run="r1", attempt=2)
    for wanted, answer in (
        (AnswersOf("m", "m", "v1", "r1"), "right"),
        (AnswersOf("m", "m", "v2"), "other version"),
        (AnswersOf("m", "n", "v1"), "other judge"),
        (AnswersOf("m", "m", "v1", "r2"), "other run"),
        (AnswersOf("m", "m", "v1", attempt=2), "other attempt"),
        (AnswersOf("m", "m", "v1", "r9"), None),
    ):
        assert answers_in(empty, manifest, wanted) == [None, None, None, answer]


def test_the_first_judgment_holds_until_one_supersedes_it(empty: Store) -> None:
    manifest = loans(empty)
    append(empty, [("i0", "first"), ("i1", "first"), ("i0", "again")], id="a")
    assert answers_in(empty, manifest) == [None, "first", None, "first"]
    corrected = judgment("i1", "corrected", supersedes=judgment_name(1, 1))
    empty.ledger.append("judgment", [judgment("i0", "late"), corrected], id="b", actor="ann", now=NOW)
    assert answers_in(empty, manifest) == [None, "corrected", None, "first"]
    assert answers_in(empty, manifest, position=2) == [None, "first", None, "first"]
    again = judgment("i1", "twice", supersedes=judgment_name(2, 1))
    empty.ledger.append("judgment", [again], id="c", actor="ann", now=NOW)
    assert answers_in(empty, manifest) == [None, "twice", None, "first"]


def test_judgments_on_other_content_of_an_item_do_not_count(empty: Store) -> None:
    manifest = loans(empty)
    append(empty, [("i0", "on this"), ("i1", "on other")], id="a", item_hash=["h0", "old"])
    assert answers_in(empty, manifest) == [None, "on other", None, "on this"]
    columns = {"source": "loans", "item": ["i0", "i1"], "item_hash": ["h0", "h1"], "dataset": VERSION}
    empty.ledger.append_segment("item", filled_table(ITEM_SEGMENT, 2, columns), id="items", actor="ann", now=NOW)
    assert answers_in(empty, manifest) == [None, None, None, "on this"]


def test_two_systems_stand_side_by_side(empty: Store) -> None:
    append(empty, [("i0", "a")], id="a", judge="m")
    append(empty, [("i0", "b")], id="b", judge="n")
    wanted = [AnswersOf("old", "m", "v1"), AnswersOf("new", "n", "v1")]
    table = facts_table(empty, loans(empty), None, wanted, [], position=empty.ledger.size())
    assert table.column_names == ["__item", "__reference", "__answer:old", "__answer:new"]
    assert table.slice(3).to_pylist()[0] == {
        "__item": "i0",
        "__reference": None,
        "__answer:old": "a",
        "__answer:new": "b",
    }


@pytest.mark.parametrize("name", ['a "quoted" name', "'; DROP TABLE items; --", "row", "item", "ORDER BY", "Größe"])
def test_names_of_columns_and_systems_are_never_sql(empty: Store, name: str) -> None:
    manifest = loans(empty, extra={name: [1, 2, 3, 4]})
    append(empty, [("i0", "yes")], judge=name)
    table = facts_table(empty, manifest, None, [AnswersOf(name, name, "v1")], [name], position=empty.ledger.size())
    assert table[name].to_pylist() == [1, 2, 3, 4]
    assert table[f"__answer:{name}"].to_pylist() == [None, None, None, "yes"]


def test_what_cannot_be_asked_is_refused(empty: Store) -> None:
    manifest = loans(empty)
    no_ids = DatasetVersion("d", (), manifest.parts, 4, manifest.source)
    twice = kept(empty, pa.table({"item": ["i0", "i0"], "answer": ["a", "b"]}))
    spread = kept(empty, pa.table({"item": ["i0"], "answer": ["a"], "chance": [1.0]}))
    for code, arguments in (
        ("facts.no_item_column", (no_ids, None, [], [])),
        ("facts.two_systems", (manifest, None, [MODEL, MODEL], [])),
        ("facts.reserved_column", (manifest, None, [MODEL], ["__answer:m"])),
        ("reference.duplicate_item", (manifest, twice, [], [])),
        ("reference.not_one_answer", (manifest, spread, [], [])),
    ):
        with pytest.raises(InputError) as caught:
            facts_table(empty, *arguments, position=1)
        assert caught.value.code == code
    for code, arguments in (
        ("dataset.no_column", (manifest, None, [], ["colour"])),
        ("facts.column_twice", (manifest, None, [], ["age", "age"])),
        ("blob.missing", (manifest, "a" * 64, [], [])),
    ):
        with pytest.raises(WorkspaceError) as caught_too:
            facts_table(empty, *arguments, position=1)
        assert caught_too.value.code == code


def test_facts_are_never_made_from_altered_bytes(empty: Store) -> None:
    manifest = loans(empty)
    append(empty, [("i0", "yes")])
    entry = empty.ledger.entries()[-1]
    for blob in (manifest.parts[0].sha256, entry.segment or ""):
        path = empty.blobs.path(blob)
        sound = path.read_bytes()
        path.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
        with pytest.raises(LedgerAltered, match="other bytes"):
            answers_in(empty, manifest)
        path.write_bytes(sound)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '/tmp/written'",
        "INSTALL httpfs",
        "LOAD sqlite",
        "SET enable_external_access = true",
        "ATTACH 'other.db'",
    ],
)
def test_the_join_engine_reaches_no_file_host_or_extension(query: str) -> None:
    import duckdb

    with pytest.raises(duckdb.Error):
        facts._run(query, {"items": pa.table({"item": ["a"]})})


def test_rows_of_a_dataset_version_come_in_order_and_by_column(filled: Store) -> None:
    from assay.core.encode import from_plain

    manifest = from_plain(DatasetVersion, filled.documents.get("dataset", "loans").body)
    table = filled.dataset_table(manifest)
    assert table["age"].to_pylist() == list(range(40))
    assert filled.dataset_table(manifest, ["age", "id"]).column_names == ["age", "id"]
    with pytest.raises(WorkspaceError, match="Did you mean 'country'"):
        filled.dataset_table(manifest, ["contry"])
    with pytest.raises(WorkspaceError, match="no parts"):
        filled.dataset_table(DatasetVersion("d", (), (), 0, manifest.source))
