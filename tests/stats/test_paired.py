"""McNemar's tests and intervals of the paired difference: against statsmodels, and the laws they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as oracle_mcnemar

from assay.core.errors import InputError
from assay.stats.paired import mcnemar, newcombe_interval, tango_interval

COUNT = st.integers(0, 60)


@given(b=COUNT, c=st.integers(1, 60))
def test_mcnemar_equals_statsmodels(b: int, c: int) -> None:
    """Where b equals c statsmodels' corrected chi2 is 1 / (b + c) of a distance below 0; ours is 0."""
    test, table = mcnemar(b, c), [[9, b], [c, 9]]
    assert float(test.exact) == pytest.approx(oracle_mcnemar(table, exact=True).pvalue, abs=1e-12)
    plain = oracle_mcnemar(table, exact=False, correction=False)
    assert (float(test.chi2), float(test.chi2_p)) == pytest.approx((plain.statistic, plain.pvalue), abs=1e-12)
    if b != c:
        corrected = oracle_mcnemar(table, exact=False, correction=True)
        assert float(test.corrected_chi2) == pytest.approx(corrected.statistic, abs=1e-12)
        assert float(test.corrected_p) == pytest.approx(corrected.pvalue, abs=1e-12)


@given(b=COUNT, c=COUNT)
def test_mid_p_takes_off_half_of_what_is_as_likely(b: int, c: int) -> None:
    """Fagerland, Lydersen and Laake (2013), doi:10.1186/1471-2288-13-91, equations 4 and 5."""
    n = b + c
    point = stats.binom.pmf(b, n, 0.5)
    if n == 0:
        expected = 1.0
    elif b == c:
        expected = 1.0 - point / 2
    else:
        expected = 2 * stats.binom.cdf(min(b, c), n, 0.5) - point
    assert float(mcnemar(b, c).mid_p) == pytest.approx(expected, abs=1e-10)


@given(b=COUNT, c=COUNT)
def test_exchanging_the_systems_changes_no_test(b: int, c: int) -> None:
    np.testing.assert_allclose(mcnemar(b, c)[2:], mcnemar(c, b)[2:], atol=1e-12)


def test_all_slices_are_one_call() -> None:
    many = mcnemar([15, 61, 0], [5, 27, 0])
    np.testing.assert_allclose(many.exact, [0.041389, 3.7402e-4, 1.0], rtol=2e-5)


@given(a=COUNT, b=COUNT, c=COUNT, d=st.integers(1, 60), side_alpha=st.floats(0.001, 0.2))
def test_both_intervals_hold_the_difference_and_mirror(a: int, b: int, c: int, d: int, side_alpha: float) -> None:
    n = a + b + c + d
    for ends, mirrored in (
        (newcombe_interval(a, b, c, d, side_alpha), newcombe_interval(a, c, b, d, side_alpha)),
        (tango_interval(b, c, n, side_alpha), tango_interval(c, b, n, side_alpha)),
    ):
        assert -1.0 <= ends.low <= (b - c) / n + 1e-9
        assert (b - c) / n - 1e-9 <= ends.high <= 1.0
        assert ends.low < ends.high
        np.testing.assert_allclose(ends, (-mirrored.high, -mirrored.low), atol=1e-9)


@given(b=COUNT, c=COUNT, agree=st.integers(1, 100), side_alpha=st.floats(0.001, 0.2))
def test_tango_leaves_zero_out_exactly_when_mcnemar_is_significant(
    b: int, c: int, agree: int, side_alpha: float
) -> None:
    low, high = tango_interval(b, c, b + c + agree, side_alpha)
    p_value = float(mcnemar(b, c).chi2_p)
    if abs(p_value - 2 * side_alpha) > 1e-9:
        assert (low > 0 or high < 0) == (p_value < 2 * side_alpha)


@given(b=st.integers(0, 20), c=st.integers(0, 20), agree=st.integers(1, 60))
def test_the_ends_of_tango_solve_the_score_equation(b: int, c: int, agree: int) -> None:
    """The constrained estimate is found here by maximising the likelihood, not by the closed form."""
    from scipy.optimize import minimize_scalar

    n = b + c + agree
    for delta in tango_interval(b, c, n, 0.025):
        if abs(delta) > 0.999:
            continue

        def loss(second_only: float, delta: float = float(delta)) -> float:
            cells = np.array([second_only + delta, second_only, 1 - delta - 2 * second_only])
            return -float(np.array([b, c, agree]) @ np.log(np.maximum(cells, 1e-300)))

        best = minimize_scalar(
            loss, bounds=(max(0.0, -delta), (1 - delta) / 2), method="bounded", options={"xatol": 1e-12}
        ).x
        score = abs(b - c - n * delta) / np.sqrt(n * (2 * best + delta - delta**2))
        assert score == pytest.approx(1.959964, abs=2e-3)


def test_a_table_without_items_is_refused() -> None:
    with pytest.raises(InputError, match="no items"):
        newcombe_interval(0, 0, 0, 0, 0.025)


def test_half_an_item_is_refused() -> None:
    with pytest.raises(InputError, match=r"b is 1\.5"):
        mcnemar(1.5, 2)


def test_more_discordant_items_than_items_are_refused() -> None:
    with pytest.raises(InputError, match="more discordant items"):
        tango_interval(6, 5, 10, 0.025)
