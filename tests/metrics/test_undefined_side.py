"""A comparison with one undefined side."""

import assay


def test_a_difference_of_an_undefined_value_is_absent_with_the_reason() -> None:
    rows = {"label": ["yes", "no"] * 20, "a": ["no"] * 40, "b": ["yes", "no"] * 20}
    (found,) = assay.compare(rows, label="label", baseline="a", candidate="b", metric="precision", positive="yes")
    assert found.baseline.value is None
    assert found.candidate.value == 1.0
    assert found.difference is None
    assert found.interval is None
    assert found.reason is not None
