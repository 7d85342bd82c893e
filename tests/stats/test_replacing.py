"""The alternative annotator test: by hand, and on machines that are or are not as good as people."""

import numpy as np
import pytest
from scipy import stats

from assay.core.errors import InputError
from assay.stats.mixed.replacing import LEAST_ITEMS, alternative_test

PEOPLE = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 1, 1], [0, 0, 1], [1, 0, 1]], float)
MACHINE = np.array([0, 1, 1, 0, 0, 1], float)
"""Six items, three people. Against people 2 and 3 (person 1 left out) the share of equal answers is:

item 1: person 1, machine 1; item 2: .5, .5; item 3: 0, 1; item 4: 1, 0; item 5: .5, .5; item 6: .5, .5.
So person 1 is at least as close on 5 of 6 items, the machine on 5 of 6; d = 0, 0, -1, 1, 0, 0.
"""


def test_wins_and_p_of_a_person_worked_by_hand() -> None:
    found = alternative_test(PEOPLE, MACHINE, epsilon=0.2, least=1)
    first = found.people[0]
    d = np.array([0, 0, -1, 1, 0, 0], float)
    raw = [float(stats.ttest_1samp(d, 0.2, alternative="less").pvalue)]
    assert (first.n, first.own, first.machine) == (6, pytest.approx(5 / 6), pytest.approx(5 / 6))
    assert first.p_value is not None
    assert first.p_value >= raw[0]
    assert found.rho == pytest.approx(np.mean([each.machine for each in found.people]))


def test_p_values_are_those_of_students_test_corrected_for_the_number_of_people() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 200).astype(float)
    people = np.stack([_said(rng, truth, skill) for skill in (0.9, 0.8, 0.7, 0.6)], axis=1)
    machine = _said(rng, truth, 0.75)
    found = alternative_test(people, machine, epsilon=0.1)
    raw = []
    for j in range(4):
        others = np.delete(people, j, axis=1)
        own, its = (others == people[:, [j]]).mean(axis=1), (others == machine[:, None]).mean(axis=1)
        d = (own >= its).astype(float) - (its >= own).astype(float)
        raw.append(float(stats.ttest_1samp(d, 0.1, alternative="less").pvalue))
    expected = stats.false_discovery_control(raw, method="by")
    assert [each.p_value for each in found.people] == pytest.approx(expected.tolist(), abs=1e-12)


def test_distances_of_numbers_decide_on_that_scale() -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(size=100)
    people = truth[:, None] + rng.normal(0, 1, (100, 3))
    good = alternative_test(people, truth, numbers=True)
    bad = alternative_test(people, -3 * truth, numbers=True)
    assert good.passed
    assert not bad.passed


def test_a_machine_as_good_as_people_passes_and_a_guessing_one_does_not() -> None:
    rng = np.random.default_rng(3)
    passed = {"as good": 0, "guessing": 0}
    for _ in range(100):
        truth = rng.integers(0, 2, 150).astype(float)
        people = np.stack([_said(rng, truth, 0.85) for _ in range(4)], axis=1)
        passed["as good"] += alternative_test(people, _said(rng, truth, 0.85), epsilon=0.15).passed
        passed["guessing"] += alternative_test(people, _said(rng, truth, 0.0), epsilon=0.15).passed
    assert passed["as good"] >= 80
    assert passed["guessing"] == 0


def test_people_with_few_items_are_not_tested() -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 2, 60).astype(float)
    people = np.stack([_said(rng, truth, 0.9) for _ in range(3)], axis=1)
    people[LEAST_ITEMS - 1 :, 0] = np.nan
    found = alternative_test(people, truth)
    assert (found.people[0].n, found.people[0].p_value, found.people[0].replaced) == (LEAST_ITEMS - 1, None, False)
    assert found.omega == 1.0
    people[LEAST_ITEMS - 1 :] = np.nan
    nobody = alternative_test(people, truth)
    assert (nobody.omega, nobody.rho, nobody.passed) == (None, None, False)


def test_a_sample_without_variation_is_not_taken_as_certain() -> None:
    same = np.tile([0.0, 1.0], 15)
    found = alternative_test(np.stack([same] * 3, axis=1), same, epsilon=0.1)
    assert all(each.p_value is not None and 0.0 < each.p_value < 1.0 for each in found.people)


def test_an_item_that_the_machine_was_asked_and_did_not_answer_is_won_by_the_person() -> None:
    machine = np.where(np.arange(6) < 2, np.nan, MACHINE)
    asked = np.isnan(machine)
    found = alternative_test(PEOPLE, machine, epsilon=0.2, least=1, unanswered=asked)
    d = np.array([1, 1, -1, 1, 0, 0], float)
    raw = float(stats.ttest_1samp(d, 0.2, alternative="less").pvalue)
    first = found.people[0]
    assert (first.n, first.own, first.machine) == (6, pytest.approx(5 / 6), pytest.approx(3 / 6))
    assert first.p_value is not None
    assert first.p_value >= raw
    left_out = alternative_test(PEOPLE, machine, epsilon=0.2, least=1).people[0]
    assert left_out.n == 4


def test_two_people_are_refused() -> None:
    with pytest.raises(InputError, match="three or more"):
        alternative_test(PEOPLE[:, :2], MACHINE)


def _said(rng: np.random.Generator, truth: np.ndarray, skill: float) -> np.ndarray:
    return np.where(rng.random(truth.size) < skill, truth, rng.integers(0, 2, truth.size))
