"""Output sets: ids that tell no system, the same output kept once, read back with prompt, system and attempt."""

from dataclasses import replace

import pyarrow as pa
from tests.store.conftest import LATER, NOW

from assay.store.open import Store
from assay.store.output_sets import OutputSet, append_outputs_as_items, output_id, output_items, output_set_of

ON_BOTH_STORES = True
SET = OutputSet("outputs of p", "v" * 64, "d" * 64, "output", ("old", "new"), 2)


def rows(run: str) -> pa.Table:
    places = [(parent, system, attempt) for parent in ("a", "b") for system in SET.systems for attempt in (1, 2)]
    return pa.table(
        {
            "item": [output_id(*place) for place in places],
            "item_hash": [f"{n:064x}" for n in range(len(places))],
            "parent": [place[0] for place in places],
            "system": [place[1] for place in places],
            "run": [run] * len(places),
            "attempt": pa.array([place[2] for place in places], pa.int64()),
        }
    )


def test_an_id_is_that_of_its_prompt_system_and_attempt_and_names_neither() -> None:
    ids = rows("r1")["item"].to_pylist()
    assert len(set(ids)) == 8
    assert [each.rpartition("#")[0] for each in ids] == ["a"] * 4 + ["b"] * 4
    signs = {each.rpartition("#")[2] for each in ids}
    assert len(signs) == 8, "outputs of one system cannot be linked by their ids"
    assert output_id("a", "old", 1) == ids[0]


def test_outputs_are_kept_once_whichever_run_said_them_and_read_back_as_of_a_position(empty: Store) -> None:
    before = empty.ledger.size()
    append_outputs_as_items(empty, SET, rows("r1"), actor="t", now=NOW)
    append_outputs_as_items(empty, SET, rows("r2"), actor="t", now=LATER)
    append_outputs_as_items(empty, replace(SET, name="outputs of q"), rows("r3"), actor="t", now=LATER)
    found = output_items(empty, SET.version, position=empty.ledger.size())
    assert found.to_pylist() == rows("r1").to_pylist()
    assert output_items(empty, SET.version, position=before).num_rows == 0
    assert output_set_of(empty, SET.version) is None
