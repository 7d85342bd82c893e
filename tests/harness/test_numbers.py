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
    ("1.234,56 €", "1234.56"),
    ("1 234,56", "1234.56"),
    ("1'234'567.5", "1234567.5"),
    ("12,34,567", "1234567"),
    ("1.000.000", "1000000"),
    ("1 000 000", "1000000"),
    ("1_000", "1000"),
    ("1{,}234", "1234"),
    ("1\\,234", "1234"),
    ("3,14", None),
    ("0,75", None),
    ("3,1415", None),
    ("2½", "2.5"),
    ("½", "0.5"),
    ("\\frac12", "0.5"),
    ("1.5 × 10^3", "1500"),
    ("1.5 \\times 10^{-3}", "0.0015"),
    ("6.02·10²³", "6.02e23"),
    ("2^10", None),
    ("x^2", None),
    ("H2O", None),
    ("v1.2.3", None),
    ("192.168.0.1", None),
    ("12:30", None),
    ("**42**", "42"),
    ("minus 5", "-5"),
    ("10 minus 8 is 2", "2"),
    ("\\boxed{10\\%}", "0.1"),
    ("5 percent", "0.05"),
    ("$1.5M", "1500000"),
    ("5 m", "5"),
    ("3 bn", "3000000000"),
    ("5万", "50000"),
    ("3亿人", "300000000"),
    ("\\boxed{42} as in equation 3", "42"),
    ("\\boxed{7}, no, \\boxed{8}", "8"),
    ("#### 42\nI took 3 steps.", "42"),
    ("<answer>42</answer> in 3 steps", "42"),
    ("The answer is 42. I used 3 steps.", "42"),
    ("**Answer:** 42\nLet me know if you need 2 more.", "42"),
    ("答案是42。共3步。", "42"),
    ("The answer is between 3 and 5. I used 2 steps.", None),
    ("What is the answer: 5 or 6? It must be 6.", "6"),
]
COMMAS = [
    ("3,14", "3.14"),
    ("0,75", "0.75"),
    ("1.234,56", "1234.56"),
    ("1.234", "1234"),
    ("1 234,5", "1234.5"),
    ("3.5", "3.5"),
    ("12", "12"),
]
WHOLES = st.integers(1, 10**6)


@pytest.mark.parametrize(("text", "number"), SAID, ids=[repr(text) for text, _ in SAID])
def test_the_last_number_is_read_and_none_is_taken_out_of_a_range(text: str, number: str | None) -> None:
    assert last_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(("text", "number"), COMMAS, ids=[repr(text) for text, _ in COMMAS])
def test_a_comma_is_decimal_where_that_is_said(text: str, number: str) -> None:
    assert last_number(text, comma=True) == Decimal(number)
    assert scorer("numeric:decimal=comma")(text, [text]).value == 1.0
    assert scorer("quantity:decimal=comma")(f"{text} km", [f"{text} km"]).value == 1.0


QUANTITIES = [
    ("1 mJ", "1 MJ", 0.0),
    ("1 mJ", "0.001 J", 1.0),
    ("1 Mm", "1 mm", 0.0),
    ("5 Gb", "5 GB", 0.0),
    ("8 Gb", "1 GB", 1.0),
    ("5 MG", "5 mg", 0.0),
    ("5 W", "5 kW", 0.0),
    ("5 W", "5", 0.0),
    ("5 kW", "5000 W", 1.0),
    ("20 °C", "20", 0.0),
    ("20 °C", "68 °F", 1.0),
    ("25 degrees Celsius", "298.15 K", 1.0),
    ("5 m/s²", "5 m/s", 0.0),
    ("5 m2", "5 m", 0.0),
    ("5 square meters", "5 m^2", 1.0),
    ("5 cm³", "5 ml", 1.0),
    ("36 kilometres per hour", "10 m/s", 1.0),
    ("1 g/cm³", "1000 kg/m³", 1.0),
    ("1 h 30 min", "90 min", 1.0),
    ("5 hours and 2 minutes", "302 min", 1.0),
    ("5 ft 10 in", "70 in", 1.0),
    ("30 min and 1 h", "1 h", 1.0),
    ("5 km (3.1 miles)", "5 km", 1.0),
    ("5 km (in 20 minutes)", "5 km", 0.0),
    ("5 in total", "5 in", 0.0),
    ("\\boxed{5~\\text{km}}", "5 km", 1.0),
    ("5\\,\\mathrm{km}", "5 km", 1.0),
    ("$5 million", "5000000 USD", 1.0),
    ("$5M", "$5,000,000", 1.0),
    ("USD 5", "$5", 1.0),
    ("5 US dollars", "$5", 1.0),
    ("5公里", "5 km", 1.0),
    ("3平方米左右", "3 m²", 1.0),
    ("5 KM", "5 km", 1.0),
    ("5 people", "5", 1.0),
    ("5 people", "5 people", None),
    ("5 dogs", "5 people", None),
]


@pytest.mark.parametrize(
    ("said", "right", "score"), QUANTITIES, ids=[f"{said} - {right}" for said, right, _ in QUANTITIES]
)
def test_a_quantity_is_compared_by_its_unit_and_no_unit_is_dropped(said: str, right: str, score: float | None) -> None:
    assert scorer("quantity")(said, [right]).value == score


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
