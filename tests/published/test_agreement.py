"""Agreement: printed values, typed in with their source."""

import numpy as np
import pytest

from assay.stats.agreement import chance, concordance, intraclass, pairs
from assay.stats.agreement.named import coefficient
from assay.stats.agreement.patterns import count_patterns, judge_patterns
from assay.stats.votes import Votes, votes

FOUR_BY_TWELVE = {
    "A": "1 2 3 3 2 1 4 1 2 * * *",
    "B": "1 2 3 3 2 2 4 1 2 5 * 3",
    "C": "* 3 3 3 2 3 4 2 2 5 1 *",
    "D": "1 2 3 3 2 4 4 1 2 5 1 *",
}
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, https://repository.upenn.edu/asc_papers/43, C."""
THREE_BY_FIFTEEN = {
    "A": "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "B": "1 * 2 1 3 3 4 3 * * * * * * *",
    "C": "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
}
"""Krippendorff (2011), the example of reliability data with gaps."""
FLEISS = """0 0 0 0 14/0 2 6 4 2/0 0 3 5 6/0 3 9 2 0/2 2 8 1 1/7 7 0 0 0/3 2 6 3 0/2 5 3 2 2/6 5 2 1 0/0 2 2 3 7"""
"""Fleiss (1971), doi:10.1037/h0031619: 10 items, 14 judges, 5 categories."""
SHROUT_FLEISS = "9 2 5 8/6 1 3 2/8 4 6 8/7 1 2 6/10 5 6 9/6 2 4 7"
"""Shrout and Fleiss (1979), doi:10.1037/0033-2909.86.2.420, table 2."""


def read(rows: dict[str, str]) -> Votes:
    given = [
        (item, judge, int(answer) - 1)
        for judge, row in enumerate(rows.values())
        for item, answer in enumerate(row.split())
        if answer != "*"
    ]
    return votes(*zip(*given, strict=True))


def of_pairs(table: list[list[int]]) -> Votes:
    cells = [(a, b) for a, row in enumerate(table) for b, times in enumerate(row) for _ in range(times)]
    items = np.repeat(np.arange(len(cells)), 2)
    return votes(items, np.tile([0, 1], len(cells)), np.asarray(cells).ravel())


@pytest.mark.parametrize(
    ("table", "places", "expected"),
    [
        (FOUR_BY_TWELVE, 4, {"nominal": 0.7434, "ordinal": 0.8154, "interval": 0.8491, "ratio": 0.7974}),
        (THREE_BY_FIFTEEN, 6, {"nominal": 0.691358, "ordinal": 0.806721, "interval": 0.810845, "ratio": 0.808944}),
    ],
    ids=["4 x 12", "3 x 15"],
)
def test_alpha_on_its_four_scales(table: dict[str, str], places: int, expected: dict[str, float]) -> None:
    given = read(table)
    values = np.arange(1.0, given.n_classes + 1)
    for scale, value in expected.items():
        assert coefficient("alpha", given, scale=scale, values=values).value == pytest.approx(
            value, abs=0.6 * 10**-places
        )


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("alpha", 0.74342, 0.14557),
        ("ac1", 0.77544, 0.14295),
        ("fleiss", 0.76117, 0.15302),
        ("brennan_prediger", 0.77273, 0.14472),
        ("conger", 0.76207, 0.15011),
    ],
)
def test_standard_errors_of_gwet(name: str, value: float, error: float) -> None:
    found = coefficient(name, read(FOUR_BY_TWELVE))
    assert found.value == pytest.approx(value, abs=6e-6)
    assert found.standard_error == pytest.approx(error, abs=6e-6)


def test_conger_depends_on_who_answered() -> None:
    moved = {**FOUR_BY_TWELVE, "B": "1 2 3 3 2 2 4 1 2 5 * *", "C": "* 3 3 3 2 3 4 2 2 5 1 3"}
    found = coefficient("conger", read(moved))
    assert found.value == pytest.approx(0.76282, abs=6e-6)
    assert found.standard_error == pytest.approx(0.14917, abs=6e-6)


def test_fleiss_on_his_own_table() -> None:
    counts = [[int(each) for each in row.split()] for row in FLEISS.split("/")]
    given = [
        (item, judge, answer)
        for item, row in enumerate(counts)
        for judge, answer in enumerate(a for a, times in enumerate(row) for _ in range(times))
    ]
    assert coefficient("fleiss", votes(*zip(*given, strict=True))).value == pytest.approx(0.209931, abs=6e-7)


@pytest.mark.parametrize(
    ("table", "value"),
    [([[20, 5], [10, 15]], 0.4), ([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)],
    ids=["0.4", "0.1304", "0.2593"],
)
def test_cohen_of_two_by_two(table: list[list[int]], value: float) -> None:
    assert coefficient("cohen", of_pairs(table)).value == pytest.approx(value, abs=6e-5)


def test_two_judges_of_a_hundred_items() -> None:
    given = of_pairs([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    identity = np.eye(3)
    cohen = pairs.cohen(judge_patterns(given), identity)
    assert cohen.value == pytest.approx(0.7964094, abs=6e-8)
    assert cohen.standard_error == pytest.approx(0.0592075, abs=6e-8)
    assert cohen.standard_error * np.sqrt(99 / 100) == pytest.approx(0.0589107, abs=6e-8)  # Fleiss, Cohen and Everitt
    assert coefficient("scott", given).value == pytest.approx(0.7962397, abs=6e-8)
    ac1 = chance.ac(count_patterns(given), identity)
    assert (ac1.value, ac1.standard_error) == pytest.approx((0.8493305, 0.0434352), abs=6e-8)


def test_the_six_of_shrout_and_fleiss() -> None:
    table = np.array([[float(each) for each in row.split()] for row in SHROUT_FLEISS.split("/")])
    found = intraclass.squares(table)
    values = [intraclass.intraclass(found, kind, 0.025).value for kind in intraclass.KINDS]
    assert values == pytest.approx([0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093], abs=6e-5)


def test_the_f_intervals_of_shrout_and_fleiss() -> None:
    table = np.array([[float(each) for each in row.split()] for row in SHROUT_FLEISS.split("/")])
    found = intraclass.squares(table)
    # McGraw and Wong (1996), table 7 of the same data: ICC(1) -.13 to .72, ICC(A,1) .02 to .76, ICC(C,1) .34 to .95
    expected = {"icc1": (-0.13, 0.72), "icc2": (0.02, 0.76), "icc3": (0.34, 0.95)}
    for kind, ends in expected.items():
        made = intraclass.intraclass(found, kind, 0.025)
        assert (made.low, made.high) == pytest.approx(ends, abs=6e-3)


def test_kendall_w_of_judges_in_one_order() -> None:
    table = np.array([[1.0, 10, 5], [2, 20, 6], [3, 30, 9], [4, 40, 11]])
    assert concordance.kendall_w(table).value == pytest.approx(1.0)
