"""Strengths of systems from who beat whom: printed values, typed in with their source."""

import numpy as np
import pytest

from assay.stats.preference.bradley_terry import Strengths, bradley_terry

JOURNALS = ("Biometrika", "CommStat", "JASA", "JRSSB")
CITATIONS = [(0, 1, 730, 33), (0, 2, 498, 320), (0, 3, 221, 284), (1, 2, 68, 813), (1, 3, 17, 276), (2, 3, 142, 325)]
"""Stigler (1994), Citation patterns in the journals of statistics and probability, doi:10.1214/ss/1177010655.

Fitted values as printed by Turner and Firth (2012), Bradley-Terry models in R, doi:10.18637/jss.v048.i09, section 2.
"""


def stigler() -> Strengths:
    left, right, won, lost = (np.array(column) for column in zip(*CITATIONS, strict=True))
    found = bradley_terry(
        np.r_[left, left],
        np.r_[right, right],
        np.r_[np.ones(6), np.zeros(6)],
        n_systems=4,
        times=np.r_[won, lost],
    )
    assert found is not None
    return found


def test_strengths_of_four_journals_with_their_standard_errors() -> None:
    found = stigler()
    assert found.value == pytest.approx([0.0, -2.94907, -0.47957, 0.26895], abs=6e-6)
    assert found.information_error == pytest.approx([0.0, 0.10255, 0.06059, 0.07083], abs=6e-6)


def test_residual_deviance_of_four_journals() -> None:
    found = stigler()
    assert (found.deviance, found.degrees) == (pytest.approx(4.2934, abs=6e-5), 3)


def test_the_sandwich_of_four_journals_per_comparison() -> None:
    assert stigler().sandwich_error == pytest.approx([0.0, 0.10207, 0.06051, 0.07110], abs=6e-6)


def test_comparisons_one_by_one_give_what_their_counts_give() -> None:
    """Each citation a cluster of its own: the same but for n / (n - 1) of the clusters."""
    rows = [(a, b, won) for a, b, w, x in CITATIONS for won in [1.0] * w + [0.0] * x]
    left, right, won = (np.array(column) for column in zip(*rows, strict=True))
    found, counted = bradley_terry(left, right, won, n_systems=4, clusters=np.arange(won.size)), stigler()
    assert found is not None
    assert found.value == pytest.approx(counted.value, abs=1e-9)
    assert found.deviance == pytest.approx(counted.deviance, abs=1e-6)
    n = won.size
    assert found.sandwich_error == pytest.approx(counted.sandwich_error * np.sqrt(n / (n - 1)), abs=1e-9)
