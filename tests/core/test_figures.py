"""How a number is written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.estimate import Interval
from assay.core.figures import chance, count, decimals_of, figure, fixed, number

THIN, MINUS = "\u2009", "\u2212"


@pytest.mark.parametrize(
    ("value", "low", "high", "written"),
    [
        (0.8742, 0.8611, 0.8861, "0.874 (0.861 to 0.886)"),
        (0.012, 0.004, 0.020, "0.012 (0.004 to 0.020)"),
        (0.5, 0.4, 0.6, "0.50 (0.40 to 0.60)"),
        (0.5, 0.45, 0.55, "0.50 (0.45 to 0.55)"),
        (-0.0119, -0.0208, -0.003, f"{MINUS}0.012 ({MINUS}0.021 to {MINUS}0.003)"),
        (-0.0001, -0.01, 0.01, f"0.000 ({MINUS}0.010 to 0.010)"),
        (12345.6, 12000.0, 13000.0, f"12{THIN}346 (12{THIN}000 to 13{THIN}000)"),
        (3.2, 1.0, 20.0, "3 (1 to 20)"),
    ],
)
def test_two_digits_of_the_width_decide_the_decimals(value: float, low: float, high: float, written: str) -> None:
    assert figure(value, Interval(low, high)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.8, "0.8"),
        (-0.01, f"{MINUS}0.01"),
        (0.0, "0"),
        (-0.0, "0"),
        (1234.5, f"1{THIN}234"),
        (0.00012345, "0.0001234"),
        (1e-7, "0.0000001"),
        (99999.9, f"100{THIN}000"),
    ],
)
def test_a_given_number_has_four_digits_and_no_trailing_zeros(value: float, written: str) -> None:
    assert figure(value, None) == number(value) == written


def test_counts_are_parted_by_thin_spaces() -> None:
    assert count(1234567) == f"1{THIN}234{THIN}567"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_never_written_as_one(value: float) -> None:
    for write in (lambda: number(value), lambda: fixed(value, 2), lambda: figure(value, Interval(0.0, 1.0))):
        with pytest.raises(ValueError, match="absence is a word"):
            write()


@pytest.mark.parametrize("ends", [(0.5, 0.5), (0.6, 0.5), (math.nan, 1.0), (0.0, math.inf)])
def test_an_interval_without_width_is_a_bug(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="low < high"):
        figure(0.5, Interval(*ends))


@given(st.floats(-1e6, 1e6), st.floats(1e-9, 1e6))
def test_the_ends_as_written_always_differ(low: float, width: float) -> None:
    interval = Interval(low, low + width)
    if interval.high <= interval.low:
        return
    decimals = decimals_of(interval)
    assert fixed(interval.low, decimals) != fixed(interval.high, decimals)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_what_is_written_reads_back(value: float, decimals: int) -> None:
    text = fixed(value, decimals).replace(THIN, "").replace(MINUS, "-")
    assert float(text) == pytest.approx(value, abs=0.5000001 * 10**-decimals + 1e-15 * abs(value))
    assert not text.startswith("-") or float(text) < 0


@pytest.mark.parametrize(
    ("probability", "written"),
    [(0.0, "0.000"), (1e-9, "<0.001"), (0.0186, "0.019"), (0.9814, "0.981"), (0.99996, ">0.999"), (1.0, "1.000")],
)
def test_what_is_nearly_certain_is_not_written_as_certain(probability: float, written: str) -> None:
    assert chance(probability) == written
