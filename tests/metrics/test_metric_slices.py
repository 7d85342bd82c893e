"""Cuts of facts: columns, ranges, conditions, crosses."""

from typing import Any

import pyarrow as pa
import pytest

from assay.core.errors import InputError
from assay.core.expression import parse_expression
from assay.core.slices import Cut, Named, SliceSpec
from assay.metrics.slices import group, parse_by

DATA = {
    "y": [0, 1, 1, 0, 1, 0],
    "p": [0, 1, 0, 0, 1, 1],
    "country": ["DE", "FR", "DE", None, "FR", "DE"],
    "device": ["phone", "phone", "desk", "desk", "phone", "phone"],
    "age": pa.array([17, 30, 49, 50, None, 80]),
    "new": [True, False, True, False, True, False],
}


def slices(make: Any, *parts: Any, data: Any = None) -> dict[Any, list[int]]:
    """Rows of each slice."""
    spec = SliceSpec(tuple(parts))
    facts = make.facts(data or DATA, by=[spec])
    found = group(facts, spec)
    return {key: [row for row, code in enumerate(found.codes) if code == place] for place, key in enumerate(found.keys)}


def named(name: str, text: str) -> Named:
    return Named(name, parse_expression(text), text)


def test_a_column_makes_a_slice_of_each_level_and_one_of_missing_values(make: Any) -> None:
    assert slices(make, "country") == {
        (("country", "DE"),): [0, 2, 5],
        (("country", "FR"),): [1, 4],
        (("country", "missing"),): [3],
    }


def test_a_cross_leaves_out_levels_that_never_occur_together(make: Any) -> None:
    found = slices(make, "device", "country")
    assert (("device", "desk"), ("country", "FR")) not in found
    assert found[("device", "phone"), ("country", "FR")] == [1, 4]
    assert sum(map(len, found.values())) == 6


def test_an_edge_belongs_to_the_range_above_it(make: Any) -> None:
    assert slices(make, Cut("age", (30, 50))) == {
        (("age", "< 30"),): [0],
        (("age", "[30, 50)"),): [1, 2],
        (("age", ">= 50"),): [3, 5],
        (("age", "missing"),): [4],
    }


def test_quantiles_make_ranges_of_equal_count(make: Any) -> None:
    found = slices(make, Cut("age", quantiles=2), data={**DATA, "age": [1, 2, 3, 4, 5, 6]})
    assert [len(rows) for rows in found.values()] == [3, 3]


def test_quantiles_of_a_constant_make_one_range(make: Any) -> None:
    found = slices(make, Cut("age", quantiles=4), data={**DATA, "age": [5] * 6})
    assert list(found.values()) == [[0, 1, 2, 3, 4, 5]]


CONDITIONS = [
    ("age < 30", [0]),
    ("age >= 30 and age < 80", [1, 2, 3]),
    ("age is missing", [4]),
    ("not age < 30", [1, 2, 3, 4, 5]),
    ('country = "DE"', [0, 2, 5]),
    ('country != "DE"', [1, 4]),
    ('country in ["FR", "DE"] and device = "desk"', [2]),
    ("country is missing or age = 80", [3, 5]),
    ('not country in ["FR"]', [0, 2, 3, 5]),
    ("new = true", [0, 2, 4]),
    ('age = "50"', [3]),
    ('country < "E"', [0, 2, 5]),
]


@pytest.mark.parametrize(("text", "rows"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_a_condition_makes_one_slice_of_the_items_for_which_it_holds(text: str, rows: list[int], make: Any) -> None:
    assert slices(make, named("some", text)) == {(("some", "true"),): rows}


def test_a_condition_crosses_with_a_column(make: Any) -> None:
    assert slices(make, named("adult", "age >= 30"), "device") == {
        (("adult", "true"), ("device", "desk")): [2, 3],
        (("adult", "true"), ("device", "phone")): [1, 5],
    }


def test_a_condition_that_never_holds_makes_no_slice(make: Any) -> None:
    assert slices(make, named("none", "age > 1000")) == {}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((named("x", "country < 5"),), "slice.type"),
        ((Cut("country", (1.0,)),), "slice.type"),
        (("a", "b", "c"), "input.unknown_column"),
        (("device", "country", "new"), "slice.parts"),
        ((), "slice.parts"),
    ],
    ids=str,
)
def test_a_cut_that_makes_no_sense_is_refused(parts: tuple[Any, ...], code: str, make: Any) -> None:
    with pytest.raises(InputError) as caught:
        slices(make, *parts)
    assert caught.value.code == code


def test_a_column_that_was_not_kept_is_told_with_the_near_match(make: Any) -> None:
    facts = make.facts(DATA, by=["country"])
    with pytest.raises(InputError, match=r"No column 'contry'.*Did you mean 'country'"):
        group(facts, SliceSpec(("contry",)))


def test_too_many_slices_are_refused_with_the_number(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.metrics.slices.MOST_SLICES", 2)
    with pytest.raises(InputError, match="makes 3 slices"):
        slices(make, "country")


def test_a_cross_of_very_many_levels_is_counted_by_those_that_occur(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = slices(make, "device", "country")
    monkeypatch.setattr("assay.metrics.slices.MOST_CELLS", 1)
    assert slices(make, "device", "country") == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("country", ("country",)),
        ("device,country", ("device", "country")),
        ("age[30,50,70]", (Cut("age", (30.0, 50.0, 70.0)),)),
        ("age[30, 50], device", (Cut("age", (30.0, 50.0)), "device")),
    ],
)
def test_a_cut_is_read_as_the_command_line_writes_it(text: str, parts: tuple[Any, ...]) -> None:
    assert parse_by(text) == SliceSpec(parts)


@pytest.mark.parametrize("text", ["", "a,b,c", "a,,b", "age[]", "age[5,3]", "age[x]", "age[3,3]"])
def test_a_cut_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_by(text)
