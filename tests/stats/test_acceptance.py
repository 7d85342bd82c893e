"""Acceptance plans: against scipy, against every smaller plan, and against drawing lots."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assay.core.errors import InputError
from assay.stats.acceptance.belief import chance_no_worse
from assay.stats.acceptance.inspector import Inspector
from assay.stats.acceptance.plan import SinglePlan, average_inspected, average_outgoing, outgoing_limit
from assay.stats.acceptance.planned import usual_rates
from assay.stats.acceptance.sequential import sequential_plan
from assay.stats.acceptance.smallest import MOST_MISJUDGED, smallest_plan

ERRS = Inspector(0.1, 0.02)


@given(n=st.integers(1, 400), accept=st.integers(0, 30), rate=st.floats(0, 1))
def test_large_lots_are_accepted_as_the_binomial_says(n: int, accept: int, rate: float) -> None:
    accept = min(accept, n - 1)
    assert float(SinglePlan(n, accept).accepted(rate)) == pytest.approx(stats.binom.cdf(accept, n, rate), abs=1e-10)


@given(lot=st.integers(2, 3000), part=st.floats(0.01, 1), bad=st.floats(0, 1), accept=st.integers(0, 20))
def test_small_lots_are_accepted_as_the_hypergeometric_says(lot: int, part: float, bad: float, accept: int) -> None:
    n = max(1, round(lot * part))
    accept, wrong = min(accept, n - 1), round(bad * lot)
    expected = stats.hypergeom.cdf(accept, lot, wrong, n)
    assert SinglePlan(n, accept, lot).accepted_with(wrong) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("lot", "n", "accept", "bad"), [(200, 60, 3, 12), (5000, 400, 30, 250), (300, 300, 12, 10)])
def test_a_judge_that_errs_is_counted_out_in_a_lot_as_drawing_shows(lot: int, n: int, accept: int, bad: int) -> None:
    rng, runs = np.random.default_rng(3), 200_000
    drawn = rng.hypergeometric(bad, lot - bad, n, runs)
    called = rng.binomial(drawn, 1 - ERRS.miss) + rng.binomial(n - drawn, ERRS.false_alarm)
    share = (called <= accept).mean()
    assert SinglePlan(n, accept, lot, ERRS).accepted_with(bad) == pytest.approx(share, abs=4 * math.sqrt(0.25 / runs))


@settings(max_examples=40)
@given(good=st.floats(0.0, 0.2), gap=st.floats(0.05, 0.4), alpha=st.floats(0.01, 0.2), beta=st.floats(0.01, 0.2))
def test_no_smaller_plan_keeps_both_risks(good: float, gap: float, alpha: float, beta: float) -> None:
    found = smallest_plan(good, good + gap, alpha=alpha, beta=beta)
    assert stats.binom.cdf(found.accept, found.n, good) >= 1 - alpha - 1e-9
    assert stats.binom.cdf(found.accept, found.n, good + gap) <= beta + 1e-9
    n = np.arange(1, found.n)[:, None]
    c = np.arange(found.accept + 2)[None, :]
    keeps = stats.binom.cdf(c, n, good) >= 1 - alpha + 1e-9
    assert not (keeps & (stats.binom.cdf(c, n, good + gap) <= beta - 1e-9) & (c < n)).any()


@pytest.mark.parametrize("inspector", [Inspector(), ERRS], ids=["right", "errs"])
def test_a_small_lot_needs_fewer_items_and_keeps_both_risks(inspector: Inspector) -> None:
    small = smallest_plan(0.01, 0.06, lot=400, inspector=inspector)
    assert small.n < smallest_plan(0.01, 0.06, inspector=inspector).n
    assert small.accepted_with(4) >= 0.95
    assert small.accepted_with(24) <= 0.10


def test_a_large_lot_with_a_judge_that_errs_is_planned_as_an_endless_one() -> None:
    found = smallest_plan(0.01, 0.06, lot=MOST_MISJUDGED + 1, inspector=ERRS)
    assert found.n == smallest_plan(0.01, 0.06, inspector=ERRS).n
    assert float(found.accepted(0.01)) >= 0.95
    assert float(found.accepted(0.06)) <= 0.10


@pytest.mark.parametrize("inspector", [Inspector(), ERRS], ids=["right", "errs"])
def test_what_leaves_is_what_lots_of_a_process_let_through(inspector: Inspector) -> None:
    plan, lot, rate, runs = SinglePlan(52, 3, None, inspector), 500, 0.06, 40_000
    rng = np.random.default_rng(11)
    bad = rng.binomial(lot, rate, runs)
    drawn = rng.hypergeometric(bad, lot - bad, plan.n)
    missed = rng.binomial(drawn, inspector.miss)
    called = drawn - missed + rng.binomial(plan.n - drawn, inspector.false_alarm)
    rest_missed = rng.binomial(bad - drawn, inspector.miss)
    leaves = missed + np.where(called <= plan.accept, bad - drawn, rest_missed)
    judged = np.where(called <= plan.accept, plan.n, lot)
    assert float(average_outgoing(plan, rate, lot)) == pytest.approx(leaves.mean() / lot, rel=0.02)
    assert float(average_inspected(plan, rate, lot)) == pytest.approx(judged.mean(), rel=0.02)


def test_nothing_leaves_worse_than_the_limit() -> None:
    rates = np.linspace(0, 1, 5001)
    for plan in (SinglePlan(52, 3), SinglePlan(1, 0), SinglePlan(2000, 0), SinglePlan(52, 3, None, ERRS)):
        worst, at = outgoing_limit(plan, 10_000)
        assert average_outgoing(plan, rates, 10_000).max() <= worst + 1e-9
        assert float(average_outgoing(plan, at, 10_000)) == pytest.approx(worst)


def test_rates_come_back_from_their_chances() -> None:
    for plan in (SinglePlan(80, 2), SinglePlan(200, 12, None, ERRS)):
        assert [float(plan.accepted(plan.rate_at(chance))) for chance in (0.95, 0.5, 0.1)] == pytest.approx(
            [0.95, 0.5, 0.1]
        )
    lot = SinglePlan(80, 2, 500)
    most = round(lot.rate_at(0.5) * 500)
    assert lot.accepted_with(most) >= 0.5 > lot.accepted_with(most + 1)


def test_walds_lines_keep_both_risks_with_fewer_items_than_the_single_plan() -> None:
    plan, rng = sequential_plan(0.05, 0.20), np.random.default_rng(4)
    single = smallest_plan(0.05, 0.20).n
    for rate, is_good in ((0.05, True), (0.20, False)):
        bad = (rng.random((4000, 1200)) < rate).cumsum(axis=1)
        n = np.arange(1, 1201)
        stop_good, stop_bad = bad <= plan.slope * n - plan.accept_at, bad >= plan.slope * n + plan.refuse_at
        last = (stop_good | stop_bad).argmax(axis=1)
        refused = stop_bad[np.arange(4000), last].mean()
        assert refused <= 0.055 if is_good else 1 - refused <= 0.105
        assert (last + 1).mean() < single


def test_soonest_acceptance_is_the_first_item_on_the_line() -> None:
    plan = sequential_plan(0.01, 0.10)
    assert plan.slope * plan.soonest - plan.accept_at >= 0 > plan.slope * (plan.soonest - 1) - plan.accept_at


def test_belief_after_no_failure_is_that_of_one_more_item() -> None:
    assert chance_no_worse(0, 99, 0.03) == pytest.approx(1 - 0.97**100)
    assert chance_no_worse(3, 60, 0.1, prior=(2, 18)) == pytest.approx(stats.beta.cdf(0.1, 5, 75))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: SinglePlan(10, 10).accepted(0.1), "acceptance.plan"),
        (lambda: SinglePlan(10, -1).accepted(0.1), "acceptance.plan"),
        (lambda: SinglePlan(0, 0).accepted(0.1), "acceptance.plan"),
        (lambda: SinglePlan(10, 1, 9).accepted(0.1), "acceptance.plan"),
        (lambda: SinglePlan(10, 1, None, Inspector(0.6, 0.4)).accepted(0.1), "acceptance.blind"),
        (lambda: Inspector(1.5, 0.0).checked(), "stats.out_of_range"),
        (lambda: SinglePlan(10, 1).accepted(1.1), "stats.out_of_range"),
        (lambda: SinglePlan(10, 1).rate_at(1.0), "stats.out_of_range"),
        (lambda: SinglePlan(10, 1).accepted_with(3), "stats.out_of_range"),
        (lambda: smallest_plan(0.06, 0.01), "acceptance.rates"),
        (lambda: smallest_plan(0.01, 0.01 + 1e-9), "acceptance.out_of_reach"),
        (lambda: smallest_plan(0.001, 0.005, lot=50), "acceptance.out_of_reach"),
        (lambda: sequential_plan(0.01, 0.1, alpha=0.6, beta=0.5), "acceptance.rates"),
        (lambda: chance_no_worse(3, 2, 0.1), "stats.out_of_range"),
    ],
)
def test_what_cannot_be_planned_is_refused(call: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == code


def test_the_curve_spans_what_is_accepted_and_what_is_not() -> None:
    for plan in (SinglePlan(80, 2), SinglePlan(8_000_000, 80_000), SinglePlan(1, 0, 1), SinglePlan(60, 3, 200, ERRS)):
        rates = usual_rates(plan, [0.0123])
        assert 0.0123 in rates
        assert 3 <= len(rates) <= 20
        assert list(rates) == sorted(rates)
        assert float(plan.accepted(max(rates))) <= 0.05


def test_false_alarms_that_refuse_even_good_lots_leave_no_rate() -> None:
    """With 2 % false alarms, 80 items without a bad one show 2 or fewer in 78 % of lots (binomial)."""
    plan = SinglePlan(80, 2, inspector=Inspector(false_alarm=0.02))
    assert float(plan.accepted(0.0)) == pytest.approx(stats.binom.cdf(2, 80, 0.02), abs=1e-9)
    assert plan.rate_at(0.95) is None
    half = plan.rate_at(0.5)
    assert half is not None
    assert float(plan.accepted(half)) == pytest.approx(0.5, abs=1e-9)
