"""A moving window of one judge's answers: the looks do not hang on how often somebody asks."""

import numpy as np
import pytest

from assay.metrics.windows import Measure, Window, looks
from assay.stats.proportion import wilson_interval

WINDOW = Window(last=20, least=10, every=5, level=0.9)


def test_a_share_is_that_of_the_last_answers_with_its_interval() -> None:
    scores = np.random.default_rng(7).integers(0, 2, (3, 42)).astype(np.float64)
    found = looks(Measure.SHARE, scores, WINDOW)
    assert found.after.tolist() == [10, 15, 20, 25, 30, 35, 40]
    assert found.n.tolist() == [10, 15, 20, 20, 20, 20, 20]
    for place, end in enumerate(found.after.tolist()):
        window = scores[:, max(0, end - 20) : end]
        assert found.value[:, place] == pytest.approx(window.mean(axis=1))
        low, high = wilson_interval(window.mean(axis=1), window.shape[1], 0.05, window.shape[1] - 1)
        assert (found.low[:, place], found.high[:, place]) == (pytest.approx(low), pytest.approx(high))


def test_looks_at_a_longer_history_begin_with_those_at_a_shorter_one() -> None:
    scores = np.random.default_rng(8).normal(2.0, 0.5, (1, 90))
    for measure in Measure:
        short, whole = looks(measure, scores[:, :60], WINDOW), looks(measure, scores, WINDOW)
        n = short.after.size
        assert whole.after[:n].tolist() == short.after.tolist()
        assert whole.value[:, :n] == pytest.approx(short.value)
        assert whole.low[:, :n] == pytest.approx(short.low)


def test_a_change_of_pace_is_told_against_what_came_before_the_window() -> None:
    seconds = np.concatenate([np.full(40, 20.0), np.full(20, 5.0)]) * np.tile([0.9, 1.0, 1.1], 20)
    found = looks(Measure.FASTER, np.log(seconds)[None, :], WINDOW)
    assert found.after[0] == 30, "before the window there must be answers enough, too"
    assert found.value[0, -1] == pytest.approx(4.0, rel=0.02)
    assert found.low[0, -1] > 3.5
    assert found.low[0, 0] < 1.0 < found.high[0, 0]


def test_a_judge_with_too_few_answers_is_not_looked_at() -> None:
    found = looks(Measure.SPREAD, np.ones((2, 9)), WINDOW)
    assert found.value.shape == (2, 0)
