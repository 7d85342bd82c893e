"""Times, seconds and shares as other tools write them."""

import pytest

from assay.datasets.told import LeftOut


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"),
        ("2026-01-02T03:04:05.25+02:00", "2026-01-02T01:04:05.250000Z"),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05.000000Z"),
        (1767323045, "2026-01-02T03:04:05.000000Z"),
        (None, None),
        ("", None),
    ],
)
def test_a_time_is_utc_as_the_house_writes_it(told: object, kept: str | None) -> None:
    left = LeftOut()
    assert left.time(told, "times") == kept
    assert not left.counts


@pytest.mark.parametrize("told", ["soon", True, -5, 10**15, ["2026"], "9999-12-31T23:59:59-23:00"])
def test_what_is_no_time_is_counted(told: object) -> None:
    left = LeftOut()
    assert left.time(told, "times") is None
    assert left.counts == {"times that cannot be read": 1}


def test_seconds_and_shares_outside_of_their_range_are_counted() -> None:
    left = LeftOut()
    assert [left.seconds(each, "lead times") for each in (0, 2.5, -1, "3", True, 10**400)] == [0.0, 2.5, *[None] * 4]
    assert [left.share(each, "scores") for each in (0, 1, 0.5, 1.5, "0.5")] == [0.0, 1.0, 0.5, None, None]
    assert sum(left.counts.values()) == 6
