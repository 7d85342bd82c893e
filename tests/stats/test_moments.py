"""Second moments of cluster sums: against loops that follow the definition, and as mergeable state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import ShapeMismatch
from assay.stats.moments import FEW_TERMS, Moments, cluster_moments, cluster_order, stack

NONE = 2**31


def dense(slots: np.ndarray, values: np.ndarray, n_terms: int) -> np.ndarray:
    """Terms of each row as a full vector."""
    full = np.zeros((slots.shape[0], n_terms + 1))
    for column in range(slots.shape[1]):
        full[np.arange(slots.shape[0]), np.minimum(slots[:, column], n_terms)] += values[:, column]
    return full[:, :n_terms]


@st.composite
def states(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    """Clusters, slice codes, slots and values of a few rows."""
    n = draw(st.integers(0, 30))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    clusters = np.sort(random.integers(0, 6, n)).astype(np.int32)
    codes = random.integers(-1, 3, n).astype(np.int32)
    slots = np.stack([random.integers(0, 3, n), np.where(random.random(n) < 0.5, 3, NONE)], axis=1).astype(np.uint32)
    return clusters, codes, slots, random.normal(size=(n, 2))


def moments_of(
    clusters: np.ndarray, codes: np.ndarray, slots: np.ndarray, values: np.ndarray, *, n_terms: int = 4
) -> Moments:
    _, starts = cluster_order(clusters, 6)
    return cluster_moments(starts, codes, slots, values, n_slices=3, n_terms=n_terms)


@given(states())
def test_the_state_is_that_of_the_definition(state: tuple[np.ndarray, ...]) -> None:
    clusters, codes, slots, values = state
    found, rows = moments_of(*state), dense(slots, values, 4)
    for s in range(3):
        sums = [rows[(codes == s) & (clusters == c)].sum(axis=0) for c in range(6)]
        np.testing.assert_allclose(found.sums[s], np.sum(sums, axis=0), atol=1e-12)
        np.testing.assert_allclose(found.second[s], sum(np.outer(each, each) for each in sums), atol=1e-12)
        own = sum((np.outer(row, row) for row in rows[codes == s]), np.zeros((4, 4)))
        np.testing.assert_allclose(found.own[s], own, atol=1e-12)
        assert found.count[s] == np.count_nonzero(codes == s)
        assert found.clusters[s] == np.unique(clusters[codes == s]).size
        assert found.touching[s, 3] == np.unique(clusters[(codes == s) & (slots[:, 1] == 3)]).size


@given(states())
def test_row_by_row_and_cluster_by_cluster_give_one_state(state: tuple[np.ndarray, ...]) -> None:
    by_row, by_cluster = moments_of(*state), moments_of(*state, n_terms=FEW_TERMS + 1)
    for name in ("count", "clusters"):
        np.testing.assert_array_equal(getattr(by_cluster, name), getattr(by_row, name))
    for name in ("touching", "sums"):
        np.testing.assert_allclose(getattr(by_cluster, name)[:, :4], getattr(by_row, name), atol=1e-12)
    for name in ("second", "own"):
        np.testing.assert_allclose(getattr(by_cluster, name)[:, :4, :4], getattr(by_row, name), atol=1e-12)


def test_terms_that_cancel_within_their_cluster_leave_nothing() -> None:
    values = np.tile([[0.1, 1.0], [0.2, 1.0], [-0.3, 1.0]], (4, 1))
    slots = np.tile(np.array([[0, 1]], np.uint32), (12, 1))
    found = cluster_moments(np.arange(0, 13, 3), np.zeros(12, np.int32), slots, values, n_slices=1, n_terms=2)
    assert found.second[0].tolist() == [[0.0, 0.0], [0.0, 36.0]]


@given(states(), st.integers(0, 6))
def test_parts_that_share_no_cluster_merge_to_the_whole(state: tuple[np.ndarray, ...], border: int) -> None:
    first = state[0] < border
    parts = [moments_of(*(each[kept] for each in state)) for kept in (first, ~first)]
    merged, whole = parts[0].merge(parts[1]), moments_of(*state)
    for name in ("count", "clusters", "touching", "sums", "second", "own"):
        np.testing.assert_allclose(getattr(merged, name), getattr(whole, name), atol=1e-12)


def test_states_of_different_shapes_do_not_merge() -> None:
    empty = np.zeros((0, 1))
    small, large = (
        cluster_moments(
            np.zeros(1, np.int64), np.zeros(0, np.int32), empty.astype(np.uint32), empty, n_slices=n, n_terms=1
        )
        for n in (1, 2)
    )
    with pytest.raises(ShapeMismatch, match=r"\(1, 1\) and \(2, 1\)"):
        small.merge(large)
    assert stack([small, large]).count.size == 3


@given(st.lists(st.integers(0, 5), max_size=40))
def test_rows_are_put_in_order_of_their_cluster_and_keep_their_order_within(clusters: list[int]) -> None:
    codes = np.asarray(clusters, dtype=np.int32)
    order, starts = cluster_order(codes, 6)
    np.testing.assert_array_equal(order, np.argsort(codes, kind="stable"))
    assert [starts[c + 1] - starts[c] for c in range(6)] == [clusters.count(c) for c in range(6)]
