"""How slices are named."""

import pytest

from assay.core.expression import Missing
from assay.core.facts import ITEM, REFERENCE, answer_column, score_column
from assay.core.slices import ALL_ITEMS, Cut, Named, SliceKey, SliceSpec, part_name, slice_text

YOUNG = Named("young", Missing("age"), "age is missing")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("country",), "country"),
        (("device", "country"), "device x country"),
        ((Cut("age", (30.0, 50.0)), "country"), "age x country"),
        ((YOUNG,), "young"),
    ],
)
def test_a_spec_is_named_by_its_parts(parts: tuple[str | Cut | Named, ...], name: str) -> None:
    assert SliceSpec(parts).name == name


@pytest.mark.parametrize(("part", "name"), [("country", "country"), (Cut("age", quantiles=4), "age"), (YOUNG, "young")])
def test_a_part_appears_in_keys_under_its_column_or_name(part: str | Cut | Named, name: str) -> None:
    assert part_name(part) == name


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (ALL_ITEMS, "all items"),
        (None, "all items"),
        ((("country", "DE"),), "country=DE"),
        ((("device", "phone"), ("country", "DE")), "device=phone, country=DE"),
    ],
)
def test_a_slice_is_said_by_its_conditions(key: SliceKey | None, said: str) -> None:
    assert slice_text(key) == said


def test_the_columns_of_the_facts_cannot_be_confused() -> None:
    names = [ITEM, REFERENCE, answer_column("a"), score_column("a"), answer_column("b")]
    assert len(set(names)) == len(names)
