"""Roles of columns."""

import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.core.item import Column, Role
from assay.datasets.roles import assign_roles, item_ids, named

TABLE = pa.table(
    {"id": [1, 2], "label": ["y", "n"], "a": ["y", "y"], "s": [0.1, 0.2], "country": ["DE", "FR"], "x": [1, 2]}
)


def test_each_column_gets_one_role_in_file_order() -> None:
    columns = assign_roles(
        TABLE, item="id", label="label", predictions={"m": "a"}, scores={"m": "s"}, slices=["country"]
    )
    assert columns == (
        Column("id", "integer", Role.ID),
        Column("label", "text", Role.LABEL),
        Column("a", "text", Role.PREDICTION, "m"),
        Column("s", "number", Role.SCORE, "m"),
        Column("country", "text", Role.SLICE),
        Column("x", "integer", Role.OTHER),
    )
    assert named(columns, Role.PREDICTION, Role.SCORE) == ["a", "s"]


@pytest.mark.parametrize("role", ["group", "cluster", "time", "label", "text"])
def test_column_may_be_cut_by_and_keep_its_role(role: str) -> None:
    columns = assign_roles(TABLE, slices=["country"], **{role: "country"})
    assert columns[4].role is Role(role)


def test_unknown_columns_are_all_named_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        assign_roles(TABLE, item="Id", label="lable", slices=["contry", "x"], predictions={"m": "zzz"}, file="f.csv")
    assert [problem.code for problem in caught.value.problems] == ["input.unknown_column"] * 4
    assert "Did you mean 'label'?" in str(caught.value)
    assert "f.csv: There is no column 'contry'. Did you mean 'country'?" in str(caught.value)


def test_columns_in_two_roles_are_all_named() -> None:
    with pytest.raises(InputError) as caught:
        assign_roles(
            TABLE, item="id", label="id", predictions={"m": "a", "k": "a"}, weight="s", cluster="s",
            slices=["country"], sensitive=["country"],
        )  # fmt: skip
    said = [problem.what for problem in caught.value.problems]
    assert said == [
        "Column 'id' is declared as id and as label.",
        "Column 'a' is declared as prediction of 'm' and as prediction of 'k'.",
        "Column 's' is declared as cluster and as weight.",
        "Column 'country' is declared as sensitive and as slice.",
    ]


def test_reserved_names_and_empty_systems_are_refused() -> None:
    table = pa.table({"__item": [1], "__answer:m": ["x"], "a": ["x"]})
    with pytest.raises(InputError) as caught:
        assign_roles(table, predictions={" ": "a"})
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["input.reserved_name", "input.reserved_name", "input.system_name"]


def test_ids_are_text_and_rows_count_where_there_are_none() -> None:
    assert item_ids(TABLE, assign_roles(TABLE, item="id")).to_pylist() == ["1", "2"]
    assert item_ids(TABLE, assign_roles(TABLE, item="country")).to_pylist() == ["DE", "FR"]
    assert item_ids(TABLE, assign_roles(TABLE)).to_pylist() == ["1", "2"]
