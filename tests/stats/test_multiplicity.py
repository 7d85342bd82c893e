"""Adjusted p-values against statsmodels, and the laws they obey."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from assay.core.errors import InputError, ShapeMismatch
from assay.stats import multiplicity

METHODS = {
    "bonferroni": (multiplicity.bonferroni, "bonferroni"),
    "holm": (multiplicity.holm, "holm"),
    "hochberg": (multiplicity.hochberg, "simes-hochberg"),
    "hommel": (multiplicity.hommel, "hommel"),
    "benjamini_hochberg": (multiplicity.benjamini_hochberg, "fdr_bh"),
    "benjamini_yekutieli": (multiplicity.benjamini_yekutieli, "fdr_by"),
}
P_VALUES = st.lists(st.floats(0.0, 1.0) | st.sampled_from([0.0, 0.01, 0.05, 0.5, 1.0]), min_size=1, max_size=12)


@pytest.mark.parametrize("name", [name for name in METHODS if name != "holm"])
@given(p_values=P_VALUES)
def test_adjusted_p_values_equal_statsmodels(name: str, p_values: list[float]) -> None:
    equals_statsmodels(name, p_values)


@pytest.mark.parametrize(
    "p_values", [[0.01], [0.04, 0.03, 0.01, 0.01], [0.5, 0.001, 0.02, 1.0, 0.0, 0.02, 0.3]], ids=len
)
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    equals_statsmodels("holm", p_values)


# A table for holm, not hypothesis: statsmodels collects garbage at each call, which takes long in a large process.
def equals_statsmodels(name: str, p_values: list[float]) -> None:
    method, oracle = METHODS[name]
    np.testing.assert_allclose(method(p_values), multipletests(p_values, method=oracle)[1], atol=1e-12)


@pytest.mark.parametrize("name", METHODS)
@given(p_values=P_VALUES, seed=st.integers(0, 99))
def test_adjusted_p_values_do_not_depend_on_the_order_given(name: str, p_values: list[float], seed: int) -> None:
    method: Callable[..., np.ndarray] = METHODS[name][0]
    order = np.random.default_rng(seed).permutation(len(p_values))
    np.testing.assert_allclose(method(np.array(p_values)[order]), method(p_values)[order], atol=1e-15)


@given(p_values=P_VALUES)
def test_stronger_assumptions_never_give_larger_p_values(p_values: list[float]) -> None:
    chain = [
        multiplicity.bonferroni(p_values),
        multiplicity.holm(p_values),
        multiplicity.hochberg(p_values),
        multiplicity.hommel(p_values),
        np.asarray(p_values),
    ]
    for larger, smaller in pairwise(chain):
        assert (smaller <= larger + 1e-12).all()


@pytest.mark.parametrize("name", METHODS)
def test_no_p_values_give_no_adjusted_ones(name: str) -> None:
    assert METHODS[name][0]([]).shape == (0,)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("wrong", [[0.1, 1.2], [-0.1], [float("nan")]])
def test_values_that_are_no_p_values_are_refused(name: str, wrong: list[float]) -> None:
    with pytest.raises(InputError, match="p_values"):
        METHODS[name][0](wrong)


def test_a_table_of_p_values_is_refused_with_its_shape() -> None:
    with pytest.raises(ShapeMismatch, match=r"\(2, 2\)"):
        multiplicity.holm([[0.1, 0.2], [0.3, 0.4]])
