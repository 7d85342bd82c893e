"""Two states of a dataset compared."""

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from assay.core.item import Column
from assay.datasets.diff import Difference, ItemList, LabelChange, diff_tables
from assay.datasets.frames import table_from
from assay.datasets.roles import assign_roles

BEFORE: dict[str, list[Any]] = {
    "id": ["a", "b", "c", "d"],
    "label": ["y", "n", "y", None],
    "country": ["DE", "DE", "FR", None],
    "text": ["1", "2", "3", "4"],
}


def declared(rows: dict[str, list[Any]], **roles: Any) -> tuple[pa.Table, tuple[Column, ...]]:
    table = table_from(rows)
    return table, assign_roles(
        table, **{"item": "id", "label": "label", "slices": ["country"], "text": "text", **roles}
    )


def difference(after: dict[str, list[Any]], **roles: Any) -> Difference:
    return diff_tables(*declared(BEFORE), *declared(after, **roles))


def test_same_rows_do_not_differ() -> None:
    found = difference(BEFORE)
    assert found.same
    assert found.lines() == ("The two versions hold the same 4 items.",)


def test_everything_that_differs_is_told_exactly() -> None:
    found = difference(
        {
            "id": ["a", "b", "c", "e", "f"],
            "label": ["n", "n", None, "y", "y"],
            "country": ["DE", "FR", "FR", "US", "US"],
            "text": ["1", "2", "3", "5", "6"],
        }
    )
    assert (found.n_before, found.n_after) == (4, 5)
    assert found.added == ItemList(2, ("e", "f"))
    assert found.removed == ItemList(1, ("d",))
    assert found.changed == ItemList(1, ("b",))
    assert found.relabelled == ItemList(2, ("a", "c"))
    assert set(found.label_changes) == {LabelChange("y", "n", 1), LabelChange("y", None, 1)}
    assert not found.reordered
    shares = {each.level: (each.n_before, each.n_after) for each in found.shares}
    assert shares == {"DE": (2, 1), "FR": (1, 2), "US": (0, 2), None: (1, 0)}
    said = "\n".join(found.lines())
    assert "2 added: e, f." in said
    assert "Label 'y' became (none) for 1 items." in said
    assert "country = 'US': 0.00% (0) before, 40.00% (2) after." in said


def test_new_and_retyped_columns_are_schema_changes_and_leave_items_unchanged() -> None:
    found = difference({**BEFORE, "text": [1, 2, 3, 4], "extra": ["x"] * 4})
    assert found.changed.n == 0
    assert found.schema == (
        "'extra' was added",
        "'text' was text (text) and is integer (text)",
    )


def test_order_is_noticed() -> None:
    found = difference({name: values[::-1] for name, values in BEFORE.items()})
    assert found.reordered
    assert found.changed.n == found.relabelled.n == 0
    assert found.lines()[-1] == "The common items stand in another order."


def test_hostile_names_are_inert() -> None:
    found = difference({**BEFORE, "id": ["\u202eevil", "b", "c", "d"]})
    assert "\u202e" not in "\n".join(found.lines())


@given(
    first=st.dictionaries(st.text(min_size=1, max_size=2), st.sampled_from("xyz"), min_size=1, max_size=6),
    second=st.dictionaries(st.text(min_size=1, max_size=2), st.sampled_from("xyz"), min_size=1, max_size=6),
)
def test_counts_are_those_of_sets(first: dict[str, str], second: dict[str, str]) -> None:
    def made(rows: dict[str, str]) -> tuple[pa.Table, tuple[Column, ...]]:
        table = table_from({"id": list(rows), "text": list(rows.values())})
        return table, assign_roles(table, item="id", text="text")

    found = diff_tables(*made(first), *made(second))
    common = first.keys() & second.keys()
    assert set(found.added.first) == second.keys() - first.keys()
    assert set(found.removed.first) == first.keys() - second.keys()
    assert set(found.changed.first) == {each for each in common if first[each] != second[each]}
