"""Numbers in answers as models write them: a fraction is one number, a range or a date is none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.harness.scorers.named import scorer
from assay.harness.scorers.numbers import last_number
from assay.harness.scorers.quantities import last_quantity

SAID = [
    ("Between 3-5", None),
    ("Between 3 and 5", None),
    ("between $3 and $5", None),
    ("between 3 km and 5 km", None),
    ("3/4", "0.75"),
    ("It is 3/4.", "0.75"),
    ("-3/4", "-0.75"),
    ("about 1/2 cup", "0.5"),
    ("1 1/2", "1.5"),
    ("-1 1/2", "-1.5"),
    ("\\frac{3}{4}", "0.75"),
    ("-\\frac{3}{4}", "-0.75"),
    ("$\\dfrac{1}{2}$", "0.5"),
    ("2\\frac{1}{2}", "2.5"),
    ("3/0", None),
    ("5/6/2024", None),
    ("2024-05-06", None),
    ("3 - 5", None),
    ("3–5", None),
    ("3 to 5", None),
    ("3 or 5", None),
    ("3到5", None),
    ("$3,000-$5,000", None),
    ("3%-5%", None),
    ("3 km to 5 km", None),
    ("10 - 8 = 2", "2"),
    ("5-3", None),
    ("5-3 = 2", "2"),
    ("Step 3\n- 5", "5"),
    ("Step 3\n-5", "-5"),
    ("3, -5", "-5"),
    ("x=-3", "-3"),
    ("(-3)", "-3"),
    ("−3", "-3"),
    ("- 3", "3"),
    ("-$1,200", "-1200"),
    ("$-5", "-5"),
    ("COVID-19", "19"),
    ("GPT-4 says 7", "7"),
    ("rounded to 5", "5"),
    ("50 %", "0.5"),
    ("3/4 million", "750000"),
    ("2 million", "2000000"),
    (".5", "0.5"),
    ("-.5", "-0.5"),
    ("1e3", "1000"),
    ("1.5e-3", "0.0015"),
    ("1,234.5", "1234.5"),
    ("none", None),
    ("#### 42", "42"),
    ("\\boxed{42}", "42"),
    ("$5 to $7", None),
    ("We waited 3 days - 42", "42"),
    ("From 9 in the morning to 5", "5"),
    ("3 of 4", "4"),
    ("1/2-3/4", None),
    ("5km", "5"),
    ("+7", "7"),
]
WHOLES = st.integers(1, 10**6)


@pytest.mark.parametrize(("text", "number"), SAID, ids=[repr(text) for text, _ in SAID])
def test_the_last_number_is_read_and_none_is_taken_out_of_a_range(text: str, number: str | None) -> None:
    assert last_number(text) == (None if number is None else Decimal(number))


@given(WHOLES, WHOLES, st.integers(0, 1_000), st.sampled_from(["", "-"]))
def test_a_fraction_is_what_the_fractions_of_python_say(upper: int, lower: int, whole: int, sign: str) -> None:
    for written, right in [
        (f"It is {sign}{upper}/{lower}.", Fraction(upper, lower)),
        (f"{sign}{whole} {upper}/{lower}", whole + Fraction(upper, lower)),
        (f"${sign}\\frac{{{upper}}}{{{lower}}}$", Fraction(upper, lower)),
    ]:
        found = last_number(written)
        assert found is not None
        assert float(found) == pytest.approx(float(-right if sign else right))


@given(WHOLES, WHOLES, st.sampled_from(["-", " - ", "–", " to ", " or ", "~", "到"]))
def test_two_numbers_are_never_one_of_them(low: int, high: int, between: str) -> None:
    assert last_number(f"It takes {low}{between}{high} days") is None
    assert last_quantity(f"It takes {low}{between}{high} days") is None


def test_what_is_no_number_is_told() -> None:
    found = scorer("numeric")("Between 3-5", ["5"])
    assert (found.value, found.why) == (0.0, "it names two numbers, or a date")
    assert scorer("numeric")("5", ["3-5"]).value is None
    assert scorer("numeric")("6/8", ["3/4"]).value == 1.0
    assert scorer("quantity")("1 1/2 hours", ["90 min"]).value == 1.0
    assert scorer("quantity")("3-5 km", ["5 km"]).value == 0.0
