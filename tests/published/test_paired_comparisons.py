"""Clustered errors and paired comparisons: printed values.

Clustered error: Miller (2024), arXiv:2411.00640, appendix A, as methods.md entry 1 works it out.
McNemar: methods.md entries 2 and 41. (16, 6) is the table 59, 6, 16, 80 of Cavo et al. (2012), an example of Fagerland,
Lydersen and Laake (2017), Statistical analysis of contingency tables, chapter 8, doi:10.1201/9781315374116; tests and
intervals as their R package contingencytables prints them.
Newcombe (1998), Improved confidence intervals for the difference between binomial proportions based on paired data,
doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C, method 10 for the table 36, 12, 2, 0.
"""

import numpy as np
import pytest

from assay.stats.clusters import clustered_standard_error
from assay.stats.paired import adjusted_difference_interval, mcnemar, newcombe_interval, tango_interval

CAVO = (59, 6, 16, 80)


def test_clustered_error_of_six_items_in_two_documents() -> None:
    error = clustered_standard_error([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0])
    assert error.corrected == pytest.approx(0.166667, abs=5e-7)
    assert error.uncorrected == pytest.approx(0.117851, abs=5e-7)
    assert error.independent == pytest.approx(0.223607, abs=5e-7)


@pytest.mark.parametrize(
    ("b", "c", "printed"),
    [
        (15, 5, {"mid_p": 0.026604, "exact": 0.041389, "chi2": 5.0, "chi2_p": 0.025347}),
        (15, 5, {"corrected_chi2": 4.05, "corrected_p": 0.044171}),
        (61, 27, {"chi2": 13.136364, "corrected_chi2": 12.375}),
        (61, 27, {"corrected_p": 4.3512e-4, "exact": 3.7402e-4, "mid_p": 2.6559e-4}),
        (16, 6, {"chi2": 4.545455, "corrected_chi2": 3.681818, "corrected_p": 0.055009}),
        (16, 6, {"exact": 0.052479, "mid_p": 0.034690, "chi2_p": 0.033006}),
        (10, 25, {"chi2": 6.428571, "corrected_chi2": 5.6, "corrected_p": 0.017960}),
        (10, 25, {"exact": 0.016674, "mid_p": 0.011331}),
    ],
)
def test_mcnemar(b: int, c: int, printed: dict[str, float]) -> None:
    test = mcnemar(b, c)
    for name, value in printed.items():
        printed_digits = 5.1e-7 if value > 1e-3 else 5.1e-9
        assert float(getattr(test, name)) == pytest.approx(value, abs=printed_digits), name


@pytest.mark.parametrize(
    ("table", "printed"), [((36, 12, 2, 0), (0.0569, 0.3404)), (CAVO, (-0.1186, -0.0046))], ids=["Newcombe", "Cavo"]
)
def test_newcombe(table: tuple[int, int, int, int], printed: tuple[float, float]) -> None:
    np.testing.assert_allclose(newcombe_interval(*table, 0.025), printed, atol=5.1e-5)


def test_tango() -> None:
    np.testing.assert_allclose(tango_interval(6, 16, 161, 0.025), (-0.1240, -0.0054), atol=5.1e-5)


def test_bonett_and_price() -> None:
    _, b, c, _ = CAVO
    n = sum(CAVO)
    error = np.sqrt((b + c - (b - c) ** 2 / n) / n**2)
    np.testing.assert_allclose(
        adjusted_difference_interval((b - c) / n, error, n, 0.025), (-0.1195, -0.0032), atol=5.1e-5
    )
