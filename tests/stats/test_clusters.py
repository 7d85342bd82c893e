"""Cluster-robust errors of a mean: against statsmodels, matrix algebra, and the laws they obey."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.clusters import (
    clustered_standard_error,
    design_effect,
    effective_clusters,
    few_clusters_standard_error,
    intraclass_correlation,
)


def draw(seed: int, n_clusters: int, largest: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = rng.integers(1, largest + 1, n_clusters)
    codes = np.repeat(np.arange(n_clusters), size)
    values = rng.normal(size=n_clusters)[codes] + rng.normal(size=len(codes))
    return values, codes, rng.uniform(0.2, 3.0, len(codes))


CASES = st.tuples(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 6))


@given(case=CASES)
def test_the_corrected_error_equals_statsmodels(case: tuple[int, int, int]) -> None:
    values, codes, weights = draw(*case)
    model = sm.WLS(values, np.ones(len(values)), weights=weights)
    # statsmodels multiplies by C / (C - 1) * (n - 1) / (n - k) when asked to correct; with k = 1 that is C / (C - 1)
    oracle = model.fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": True})
    error = clustered_standard_error(values, codes, weights)
    assert error.corrected == pytest.approx(float(oracle.bse[0]), rel=1e-9)
    assert error.mean == pytest.approx(float(oracle.params[0]))


@given(case=CASES)
def test_items_that_are_their_own_clusters_are_independent(case: tuple[int, int, int]) -> None:
    values, _, _ = draw(*case)
    error = clustered_standard_error(values, np.arange(len(values)))
    assert error.independent == pytest.approx(values.std(ddof=1) / np.sqrt(len(values)))
    assert error.corrected == pytest.approx(error.independent)


def cr2_by_matrices(values: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Bell and McCaffrey's definition with working model Var(e_i) = 1 / w_i, written out with matrices."""
    n, ones, total = len(values), np.ones(len(values)), weights.sum()
    root = np.sqrt(weights)  # whitened: independent errors of variance 1 and design column sqrt(w)
    hat = np.outer(root, root) / total
    residual = root * (values - weights @ values / total * ones)
    variance, columns = 0.0, []
    for code in np.unique(codes):
        own = np.flatnonzero(codes == code)
        eigenvalues, vectors = np.linalg.eigh(np.eye(len(own)) - hat[np.ix_(own, own)])
        adjust = vectors @ np.diag(eigenvalues**-0.5) @ vectors.T
        variance += float(root[own] @ adjust @ residual[own]) ** 2 / total**2
        columns.append((np.eye(n) - hat)[:, own] @ adjust @ root[own] / total)
    gram = np.stack(columns) @ np.stack(columns).T
    return float(np.sqrt(variance)), float(np.trace(gram) ** 2 / np.trace(gram @ gram))


@given(case=CASES)
def test_the_error_for_few_clusters_equals_its_definition_by_matrices(case: tuple[int, int, int]) -> None:
    values, codes, weights = draw(*case)
    error = few_clusters_standard_error(values, codes, weights)
    oracle_error, oracle_degrees = cr2_by_matrices(values, codes, weights)
    assert error.standard_error == pytest.approx(oracle_error, rel=1e-7)
    assert error.degrees == pytest.approx(oracle_degrees, rel=1e-7)
    assert error.degrees <= error.n_clusters - 1 + 1e-9


@given(seed=st.integers(0, 10**6), n_clusters=st.integers(2, 15), size=st.integers(1, 6))
def test_equal_clusters_have_one_degree_less_than_clusters(seed: int, n_clusters: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    values, codes = rng.normal(size=n_clusters * size), np.repeat(np.arange(n_clusters), size)
    error = few_clusters_standard_error(values, codes)
    assert error.degrees == pytest.approx(n_clusters - 1)
    assert error.standard_error == pytest.approx(clustered_standard_error(values, codes).corrected)
    assert effective_clusters(codes) == pytest.approx(n_clusters)


def test_few_unequal_clusters_are_covered_where_the_plain_error_is_not() -> None:
    """8 clusters of 2 to 30 items, ICC 0.3: CR2 with Satterthwaite keeps 95 %, the plain error with z does not."""
    rng = np.random.default_rng(11)
    size = np.array([30, 20, 10, 5, 5, 2, 2, 2])
    codes = np.repeat(np.arange(len(size)), size)
    few, plain = 0, 0
    from assay.stats.quantile import side_quantile

    for _ in range(1500):
        values = rng.normal(size=len(size))[codes] * np.sqrt(0.3) + rng.normal(size=len(codes)) * np.sqrt(0.7)
        robust, naive = few_clusters_standard_error(values, codes), clustered_standard_error(values, codes)
        few += abs(robust.mean) < float(side_quantile(0.025, robust.degrees)) * robust.standard_error
        plain += abs(naive.mean) < 1.96 * naive.uncorrected
    assert plain / 1500 < 0.90
    assert few / 1500 > 0.93


@given(case=CASES)
def test_effective_clusters_lie_between_one_and_all(case: tuple[int, int, int]) -> None:
    _, codes, weights = draw(*case)
    assert 1.0 <= effective_clusters(codes, weights) <= len(np.unique(codes)) + 1e-9


@given(case=CASES)
def test_names_and_order_of_clusters_do_not_matter(case: tuple[int, int, int]) -> None:
    values, codes, weights = draw(*case)
    order = np.random.default_rng(case[0]).permutation(len(values))
    named = np.array([f"document {chr(122 - code)}" for code in codes])
    one, other = (
        clustered_standard_error(values, codes, weights),
        clustered_standard_error(values[order], named[order], weights[order]),
    )
    np.testing.assert_allclose(one, other, rtol=1e-9)


def test_intraclass_correlation_is_found_again() -> None:
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(4000), 5)
    values = rng.normal(size=4000)[codes] * np.sqrt(0.3) + rng.normal(size=len(codes)) * np.sqrt(0.7)
    assert intraclass_correlation(values, codes) == pytest.approx(0.3, abs=0.02)


def test_intraclass_correlation_is_that_of_shrout_and_fleiss() -> None:
    """Shrout and Fleiss (1979), table 2, doi:10.1037/0033-2909.86.2.420: ICC(1) of 6 targets by 4 judges is .17."""
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    value = intraclass_correlation(np.ravel(table), np.repeat(np.arange(6), 4))
    assert value == pytest.approx(0.1657, abs=5e-5)


@pytest.mark.parametrize(("values", "clusters"), [([1, 2, 3], [0, 1, 2]), ([1, 1, 1, 1], [0, 0, 1, 1])])
def test_intraclass_correlation_is_absent_where_it_is_undefined(values: list[int], clusters: list[int]) -> None:
    assert intraclass_correlation(values, clusters) is None


def test_intraclass_correlation_is_one_when_items_of_a_cluster_are_alike() -> None:
    assert intraclass_correlation([1, 1, 5, 5, 2, 2], [0, 0, 1, 1, 2, 2]) == pytest.approx(1.0)


def test_a_negative_correlation_does_not_promise_fewer_items() -> None:
    assert design_effect(5, -0.2) == 1.0
    with pytest.raises(InputError, match=r"items_per_cluster is 0\.5"):
        design_effect(0.5, 0.1)


def test_one_cluster_gives_no_error() -> None:
    with pytest.raises(InputError, match="All 3 items are in one cluster") as caught:
        clustered_standard_error([1, 2, 3], ["a", "a", "a"])
    assert caught.value.code == "stats.one_cluster"


def test_arrays_that_are_not_aligned_are_refused_with_their_shapes() -> None:
    with pytest.raises(ShapeMismatch, match=r"values \(3,\), clusters \(2,\)"):
        clustered_standard_error([1, 2, 3], [0, 1])


def test_no_items_have_no_clusters() -> None:
    with pytest.raises(InputError, match="no items"):
        effective_clusters([])
