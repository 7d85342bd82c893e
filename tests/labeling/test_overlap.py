"""Fixed overlap writes one number for each item."""

import pytest

from assay.core.errors import InputError
from assay.labeling.overlap import asked_anew, fixed_overlap


def test_each_item_needs_the_same_number_of_answers_in_the_order_given() -> None:
    assert [(each.item, each.place, each.needed) for each in fixed_overlap(["b", "a"], 3)] == [("b", 0, 3), ("a", 1, 3)]
    assert [(each.item, each.needed) for each in asked_anew(["a"], 2)] == [("a", 2)]


@pytest.mark.parametrize("overlap", [0, -1, 101])
def test_an_overlap_that_nobody_means_is_refused(overlap: int) -> None:
    with pytest.raises(InputError, match=r"An overlap of -?\d+\. Give 1 to 100"):
        fixed_overlap(["a"], overlap)
