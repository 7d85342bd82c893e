"""Judgments of people and machine judges are read as votes: as of a position, on the same content, none superseded."""

from typing import Any

import pyarrow as pa
import pytest
from tests.store.conftest import NOW, dataset

from assay.core.errors import WorkspaceError
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.store.answers import judgment_name
from assay.store.judgments import ITEM_SEGMENT, JUDGMENT_SEGMENT, filled_table
from assay.store.open import Store
from assay.store.votes import append_judgments, votes_on

ON_BOTH_STORES = True

VERSION = "version-1"
N = 4


def items(store: Store) -> Any:
    """The items of a dataset version on the ledger; its manifest."""
    manifest = dataset(store, N)
    names = [f"i{number:03d}" for number in range(N)]
    columns = {"source": "loans", "item": names, "item_hash": [f"h{n}" for n in range(N)], "dataset": VERSION}
    store.ledger.append_segment("item", filled_table(ITEM_SEGMENT, N, columns), id="items", actor="ann", now=NOW)
    return manifest


def said(answers: list[str | None], judge: str = "p1", **columns: Any) -> pa.Table:
    """Judgments of one judge on the first items."""
    n = len(answers)
    given = {
        "item": [f"i{number:03d}" for number in range(n)],
        "item_hash": [f"h{number}" for number in range(n)],
        "question": "label",
        "judge": judge,
        "judge_version": "1",
        "status": ["abstained" if answer is None else "given" for answer in answers],
        "label": pa.array(answers, pa.string()),
        "attempt": 1,
        "run": "r",
        "recorded_at": "",
    }
    return filled_table(JUDGMENT_SEGMENT, n, {**given, **columns})


def append(store: Store, table: pa.Table, run: str, kind: JudgeKind = JudgeKind.LABELER) -> None:
    judges = [Judge(name, kind, "1") for name in sorted(set(table["judge"].to_pylist()))]
    append_judgments(store, table, judges, run=run, actor="ann", now=NOW)


def read(store: Store, manifest: Any, question: str | None = None, *, position: int | None = None) -> pa.Table:
    at = store.ledger.size() if position is None else position
    return votes_on(store, manifest, question, version=VERSION, position=at).table


def test_votes_have_their_judge_its_kind_and_the_columns_to_cut_by(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", None]), "a")
    append(empty, said(["no"], "gpt"), "b", JudgeKind.LLM_JUDGE)
    found = read(empty, manifest)
    assert found.select(["item", "judge", "answer", "kind", "status", "country"]).to_pylist() == [
        {"item": "i000", "judge": "p1", "answer": "yes", "kind": "labeler", "status": "given", "country": "FR"},
        {"item": "i001", "judge": "p1", "answer": None, "kind": "labeler", "status": "abstained", "country": "DE"},
        {"item": "i000", "judge": "gpt", "answer": "no", "kind": "llm_judge", "status": "given", "country": "FR"},
    ]
    assert "age" not in found.column_names


def test_votes_are_as_of_a_position(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes"]), "a")
    position = empty.ledger.size()
    append(empty, said(["no"], "p2"), "b")
    assert read(empty, manifest, position=position)["judge"].to_pylist() == ["p1"]
    assert read(empty, manifest)["judge"].to_pylist() == ["p1", "p2"]


def test_answers_of_systems_are_no_votes(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes"], "model"), "a", JudgeKind.SYSTEM)
    append(empty, said(["no"]), "b")
    assert read(empty, manifest)["judge"].to_pylist() == ["p1"]


def test_a_judgment_on_other_content_or_of_another_dataset_does_not_count(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", "yes", "yes"], item_hash=["h0", "changed", "h2"]), "a")
    append(empty, said(["yes"], "p2", item=["elsewhere"]), "b")
    assert read(empty, manifest)["item"].to_pylist() == ["i000", "i002"]


def test_a_superseded_judgment_does_not_count_rows_and_segments_alike(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", "yes"]), "a")
    first = empty.ledger.size() - 1
    corrected = Judgment(
        "i001", "h1", "label", "p1", "1", "v2", Status.GIVEN, NOW, label="no", supersedes=judgment_name(first, 1)
    )
    empty.ledger.append("judgment", [corrected], id="hand", actor="ann", now=NOW)
    found = read(empty, manifest)
    assert found.select(["item", "answer", "guideline"]).to_pylist() == [
        {"item": "i000", "answer": "yes", "guideline": None},
        {"item": "i001", "answer": "no", "guideline": "v2"},
    ]


def test_the_same_run_again_adds_nothing(empty: Store) -> None:
    items(empty)
    append(empty, said(["yes"]), "a")
    size = empty.ledger.size()
    append(empty, said(["yes"]), "a")
    assert empty.ledger.size() == size


def test_numbers_are_numbers_where_all_answers_are(empty: Store) -> None:
    manifest = items(empty)
    none = pa.array([None, None], pa.string())
    append(empty, said(["", ""], label=none, number=[1.5, 3.0], question="stars"), "a")
    assert read(empty, manifest, "stars")["answer"].to_pylist() == [1.5, 3.0]
    append(empty, said(["much"], "p2", question="stars"), "b")
    assert read(empty, manifest, "stars")["answer"].to_pylist() == ["1.5", "3", "much"]


def test_no_votes_several_questions_and_unknown_ones_say_so(empty: Store) -> None:
    manifest = items(empty)
    with pytest.raises(WorkspaceError) as none:
        read(empty, manifest)
    append(empty, said(["yes"]), "a")
    append(empty, said(["warm"], question="tone"), "b")
    with pytest.raises(WorkspaceError) as several:
        read(empty, manifest)
    with pytest.raises(WorkspaceError) as unknown:
        read(empty, manifest, "tune")
    assert [each.value.code for each in (none, several, unknown)] == [
        "judgments.none", "judgments.which_question", "judgments.unknown_question"
    ]  # fmt: skip
    assert "label, tone" in str(several.value)
    assert "Did you mean 'tone'?" in str(unknown.value)


def test_of_a_queue_the_newest_round_of_an_item_counts_and_what_came_late_does_not(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", "yes", "yes"], run="queue:q"), "a")
    append(empty, said(["no", "no", "no"], "p2", run="queue:q:late"), "b")
    append(empty, said(["maybe"], "p3", run="queue:other"), "c")
    append(empty, said([None, "no"], "p4", run="queue:q", attempt=2), "d")
    append(empty, said(["yes"], "p5", attempt=1), "e")
    found = read(empty, manifest)
    votes = sorted(zip(*(found[name].to_pylist() for name in ("item", "judge", "answer")), strict=True))
    assert votes == [
        ("i000", "p1", "yes"),
        ("i000", "p3", "maybe"),
        ("i000", "p4", None),
        ("i000", "p5", "yes"),
        ("i001", "p4", "no"),
        ("i002", "p1", "yes"),
    ]


def test_votes_on_some_items_are_those_rows_of_all_votes(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", "yes", "yes"], run="queue:q"), "a")
    append(empty, said([None, "no"], "p4", run="queue:q", attempt=2), "b")
    every, at = read(empty, manifest), empty.ledger.size()
    some = votes_on(empty, manifest, None, version=VERSION, position=at, items={"i001", "i002", "absent"})
    assert some.table.to_pylist() == [row for row in every.to_pylist() if row["item"] in ("i001", "i002")]
    assert votes_on(empty, manifest, None, version=VERSION, position=at, items=set()).table.num_rows == 0


def test_a_correction_of_an_answer_of_a_queue_takes_its_place(empty: Store) -> None:
    manifest = items(empty)
    append(empty, said(["yes", "yes"], run="queue:q"), "a")
    first = empty.ledger.size() - 1
    table = said(["no"], run="queue:q", supersedes=[judgment_name(first, 0)])
    append(empty, table, "b")
    again = said(["maybe"], run="queue:q", supersedes=[judgment_name(empty.ledger.size() - 1, 0)])
    append(empty, again, "c")
    assert read(empty, manifest)["answer"].to_pylist() == ["yes", "maybe"]
