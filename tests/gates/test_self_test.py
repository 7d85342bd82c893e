"""The gates tested on themselves."""

import numpy as np
import pytest

from assay.core.encode import from_plain, to_plain
from assay.core.errors import InputError
from assay.core.plan import GateKind
from assay.core.self_test import SelfTest
from assay.core.verdict import Outcome
from assay.gates.self_test import self_test
from assay.gates.verdicts import check_gates

PASS, FAIL, OPEN = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE
COMPARED = GateKind.NON_INFERIORITY


def draw(make, **outcomes):
    """One draw: outcomes of comparison gates by name; a tuple is one outcome a slice."""
    return tuple(
        make.verdict(outcome, gate=name, kind=COMPARED, slice=(("c", str(place)),))
        for name, each in outcomes.items()
        for place, outcome in enumerate(each if isinstance(each, tuple) else (each,))
    )


def test_rates_count_draws_of_each_gate_and_of_any(make):
    draws = [
        *[draw(make, a=PASS, b=PASS)] * 5,
        *[draw(make, a=FAIL, b=PASS)] * 2,
        *[draw(make, a=OPEN, b=FAIL)] * 2,
        draw(make, a=FAIL, b=FAIL),
    ]
    found = self_test(draws, level=0.95)
    assert found.draws == 10
    assert found.alpha == pytest.approx(0.025)
    assert (found.any_fail.value, found.all_passed.value) == (0.5, 0.5)
    assert [(each.gate, each.fail.value, each.passed.value) for each in found.gates] == [
        ("a", 0.3, 0.5),
        ("b", 0.3, 0.7),
    ]


def test_a_gate_on_slices_fails_on_any_and_passes_on_all(make):
    draws = [
        draw(make, a=(PASS, PASS)),
        draw(make, a=(PASS, OPEN)),
        draw(make, a=(OPEN, FAIL)),
        draw(make, a=(FAIL, FAIL)),
    ]
    (rates,) = self_test(draws, level=0.95).gates
    assert (rates.fail.value, rates.passed.value) == (0.5, 0.25)


def test_rates_have_exact_intervals(make):
    """Clopper and Pearson 8/10: (0.44390, 0.97479), methods.md, 3."""
    found = self_test([*[draw(make, a=PASS)] * 8, *[draw(make, a=FAIL)] * 2], level=0.95)
    assert found.all_passed.interval == pytest.approx((0.44390, 0.97479), abs=1e-5)
    assert (found.all_passed.n, found.all_passed.level) == (10, 0.95)


@pytest.mark.parametrize(("n_fail", "is_within"), [(0, True), (3, True), (7, True), (20, False)])
def test_failing_more_often_than_alpha_is_told(make, n_fail, is_within):
    draws = [draw(make, a=FAIL if index < n_fail else PASS) for index in range(150)]
    found = self_test(draws, level=0.95)
    assert found.is_within_alpha is is_within
    assert ("does not contradict" in found.says[0]) is is_within
    assert ("more than the promised 0.025" in found.says[0]) is not is_within


def test_thresholds_and_checks_are_not_counted(make):
    draws = [(*draw(make, a=PASS), make.verdict(FAIL, gate="floor"))] * 20
    found = self_test(draws, level=0.95)
    assert found.any_fail.value == 0
    assert [each.gate for each in found.gates] == ["a"]


def compared_draws(make, error, margin, n_draws=200, higher=True):
    """Draws of a system that is identical, 400 items, through the code that checks gates."""
    metric = "accuracy" if higher else "brier"
    plan = make.plan(make.gate(kind=COMPARED, metric=metric, margin=margin))
    for value in np.random.default_rng(1).normal(0, error, n_draws):
        found = make.difference(float(value), error, 400, metric=metric, higher_is_better=higher)
        yield check_gates(plan, [], [found], [], needed=False)


@pytest.mark.parametrize("higher", [True, False])
def test_data_that_an_identical_system_could_hardly_pass_are_named_with_what_is_needed(make, higher):
    """(z(.975) + z(.8))^2 error^2 / margin^2 times the items."""
    found = self_test(compared_draws(make, 0.02, 0.02, higher=higher), level=0.95)
    assert found.hardly_passes
    assert found.items_needed == pytest.approx(400 * (1.959964 + 0.8416212) ** 2, rel=0.002)
    assert "even it could hardly pass" in found.says[1]
    assert "items in all" in found.says[1]


def test_data_that_an_identical_system_passes_say_so(make):
    found = self_test(compared_draws(make, 0.002, 0.02), level=0.95)
    assert not found.hardly_passes
    assert found.all_passed.value == 1
    assert found.says[1].startswith("An identical system passed every comparison gate in 1.000 (")


def test_with_a_margin_of_zero_no_items_would_help(make):
    found = self_test(compared_draws(make, 0.02, 0.0), level=0.95)
    assert found.hardly_passes
    assert found.items_needed is None
    assert "no more items would help" in found.says[1]


def test_a_self_test_is_read_back_from_plain_json(make):
    found = self_test(compared_draws(make, 0.02, 0.02, n_draws=30), level=0.95)
    assert from_plain(SelfTest, to_plain(found)) == found


@pytest.mark.parametrize(
    ("draws", "code"), [([], "self_test.no_draws"), ([()], "self_test.no_comparison_gate")], ids=["none", "no gate"]
)
def test_a_self_test_of_nothing_is_refused(draws, code):
    with pytest.raises(InputError) as caught:
        self_test(draws, level=0.95)
    assert caught.value.code == code
