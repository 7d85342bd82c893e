"""Places in a text, counted in code points or in UTF-16 units."""

from hypothesis import given
from hypothesis import strategies as st

from assay.core.exchange import CODE_POINTS, UTF_16
from assay.datasets.offsets import Places, passage

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("😀𠀀👩‍🚒a中"), max_size=40)


@given(TEXTS)
def test_each_place_in_code_points_has_the_units_that_utf_16_counts(text: str) -> None:
    places = Places(text)
    for point in range(len(text) + 1):
        units = len(text[:point].encode("utf-16-le")) // 2
        assert places.units(point) == units
        assert places.code_points(units) == point


def test_the_middle_of_a_character_is_no_place() -> None:
    places = Places("a😀b")
    assert [places.code_points(units) for units in range(5)] == [0, 1, None, 2, 3]
    assert passage(places, 2, 4, offsets=UTF_16) == (-1, 3)
    assert passage(places, 2, 4, offsets=CODE_POINTS) == (2, 4)
