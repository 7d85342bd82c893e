"""DeLong's variance against its definition, scikit-learn's area, and the laws it obeys."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.delong import delong, delong_paired


@st.composite
def scored_items(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = draw(st.integers(4, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    positive = rng.random(n) < draw(st.floats(0.2, 0.8))
    assume(2 <= positive.sum() <= n - 2)
    levels = draw(st.integers(2, 30))
    return positive, rng.integers(0, levels, n) / levels, rng.integers(0, levels, n) / levels


def by_definition(positive: np.ndarray, *scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Areas and covariance matrix from all pairs, equations 4 to 6 of DeLong et al. (1988), doi:10.2307/2531595."""
    above = [np.sign(score[positive][:, None] - score[~positive][None, :]) / 2 + 0.5 for score in scores]
    of_positive, of_negative = [k.mean(axis=1) for k in above], [k.mean(axis=0) for k in above]
    covariance = (
        np.atleast_2d(np.cov(of_positive)) / positive.sum() + np.atleast_2d(np.cov(of_negative)) / (~positive).sum()
    )
    return np.array([k.mean() for k in above]), covariance


@given(items=scored_items())
def test_area_and_variance_equal_their_definition_over_all_pairs(items: tuple[np.ndarray, ...]) -> None:
    positive, score, _ = items
    area = delong(positive, score)
    values, covariance = by_definition(positive, score)
    assert area.value == pytest.approx(float(roc_auc_score(positive, score)), abs=1e-12)
    assert area.value == pytest.approx(float(values[0]), abs=1e-12)
    assert area.variance == pytest.approx(float(covariance[0, 0]), abs=1e-12)


@given(items=scored_items())
def test_the_difference_has_the_covariance_of_both_taken_off(items: tuple[np.ndarray, ...]) -> None:
    positive, first, second = items
    result = delong_paired(positive, first, second)
    values, covariance = by_definition(positive, first, second)
    assert result.difference == pytest.approx(float(values[0] - values[1]), abs=1e-12)
    assert result.covariance == pytest.approx(float(covariance[0, 1]), abs=1e-12)
    assert result.variance == pytest.approx(float(np.array([1, -1]) @ covariance @ np.array([1, -1])), abs=1e-12)


@given(items=scored_items(), factor=st.floats(0.1, 9.0), shift=st.floats(-3.0, 3.0))
def test_only_the_ranks_of_scores_count(items: tuple[np.ndarray, ...], factor: float, shift: float) -> None:
    positive, score, _ = items
    np.testing.assert_allclose(delong(positive, score), delong(positive, np.exp(score * factor) + shift), atol=1e-12)


@given(items=scored_items())
def test_exchanging_the_classes_mirrors_the_area(items: tuple[np.ndarray, ...]) -> None:
    positive, score, _ = items
    area, mirrored = delong(positive, score), delong(~positive, score)
    assert mirrored.value == pytest.approx(1 - area.value, abs=1e-12)
    assert mirrored.variance == pytest.approx(area.variance, abs=1e-12)


def test_a_system_does_not_differ_from_itself() -> None:
    result = delong_paired([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], [1, 4, 3.5, 8])
    assert (result.difference, result.variance, result.z, result.p_value) == (0.0, 0.0, None, None)


@pytest.mark.parametrize(
    ("positive", "told"), [([1, 1, 1, 0], "3 positive and 1 negative"), ([0, 0, 0, 0], "0 positive and 4 negative")]
)
def test_too_few_of_a_class_is_refused_with_both_counts(positive: list[int], told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        delong(positive, [0.1, 0.2, 0.3, 0.4])
    assert caught.value.code == "stats.too_few_of_a_class"


def test_labels_that_are_no_classes_are_refused() -> None:
    with pytest.raises(InputError, match="positive holds 2"):
        delong([0, 1, 2, 1], [0.1, 0.2, 0.3, 0.4])


def test_scores_that_are_not_aligned_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match=r"positive \(4,\), scores \(3,\)"):
        delong([0, 1, 0, 1], [0.1, 0.2, 0.3])
