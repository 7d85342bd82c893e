"""What is left of a sample whose queue was stopped before its end."""

import numpy as np
import pytest

from assay.core.errors import InputError, ShapeMismatch
from assay.stats.sampling.stopping import Progress, stopped_early

ORDER = np.asarray([1, 2, 3, 4, 5, 6])
STRATA = np.asarray([0, 1, 0, 1, 0, 1])
CHANCE = np.asarray([0.3, 0.6, 0.3, 0.6, 0.3, 0.6])


def after(*answered: int) -> tuple[list[float], list[Progress]]:
    found = stopped_early(CHANCE, STRATA, ORDER, np.isin(ORDER, answered))
    return found.probability.round(12).tolist(), [Progress(each) for each in found.progress]


def test_a_finished_sample_keeps_its_probabilities() -> None:
    assert after(1, 2, 3, 4, 5, 6) == (CHANCE.tolist(), [Progress.DONE, Progress.DONE])


def test_a_beginning_of_the_random_order_is_a_smaller_sample() -> None:
    """Stratum 0: 2 of 3 done, N = 3 / .3 = 10, so 2 / 10; stratum 1: 1 of 3 of 5, so 1 / 5."""
    found, progress = after(1, 2, 3)
    assert found == [0.2, 0.2, 0.2, 0.0, 0.0, 0.0]
    assert progress == [Progress.STOPPED, Progress.STOPPED]


def test_a_later_item_before_an_earlier_one_leaves_no_design() -> None:
    found, progress = after(1, 3, 5, 2, 6)
    assert progress == [Progress.DONE, Progress.OUT_OF_ORDER]
    assert found == [0.3, 0.6, 0.3, 0.0, 0.3, 0.6]


def test_a_stratum_that_was_never_begun_is_told() -> None:
    assert after(1, 3)[1] == [Progress.STOPPED, Progress.UNANSWERED]


def test_only_the_order_within_a_stratum_counts() -> None:
    assert after(1, 2, 4, 6)[1] == [Progress.STOPPED, Progress.DONE]


def test_the_rows_may_stand_in_any_order() -> None:
    turned = stopped_early(CHANCE[::-1], STRATA[::-1], ORDER[::-1], np.isin(ORDER, (1, 2, 3))[::-1])
    assert turned.probability[::-1].round(12).tolist() == after(1, 2, 3)[0]


def test_arrays_that_are_not_aligned_are_refused() -> None:
    with pytest.raises(ShapeMismatch):
        stopped_early(CHANCE, STRATA, ORDER, [True])
    with pytest.raises(InputError):
        stopped_early([1.5], [0], [1], [True])
