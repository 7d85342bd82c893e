"""Holm's step-down for PASS and FAIL apart, and laws of verdicts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.estimate import Rule, Spread
from assay.core.plan import GateKind
from assay.core.verdict import Outcome
from assay.gates.family import holm_steps, single_steps
from assay.gates.verdicts import check_gates
from assay.metrics.limits import limits, side_p_value
from assay.stats.multiplicity import holm

ALPHA = (1 - 0.95) / 2
P_VALUES = st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=30)
CELLS = st.tuples(st.floats(-0.3, 0.3), st.floats(0.005, 0.1))
RULES = [
    Spread(Rule.STUDENT, 0.1, 100.0, None, -100.0, 100.0),
    Spread(Rule.STUDENT, 0.1, 100.0, 9.0, -100.0, 100.0),
    Spread(Rule.PAIRED, 0.1, 100.0, None, -1.0, 1.0),
]


def reaching(p_values):
    return [lambda error, p=p: p <= error for p in p_values]


def test_published_p_values_give_three_claims():
    """Benjamini and Hochberg (1995), table 1: Holm rejects 3 of 15 at 0.05 (methods.md, 6)."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.324,
        0.4262,
        0.5719,
        0.6528,
        0.759,
        1,
    ]
    steps = holm_steps(reaching(p), 0.05)
    assert [step.is_made for step in steps] == [True] * 3 + [False] * 12
    assert {step.side_alpha for step in steps[:3]} == {0.05 / 15}
    assert {step.side_alpha for step in steps[3:]} == {0.05 / 12}


def test_no_claims_take_no_steps():
    assert holm_steps([], 0.05) == ()


@given(P_VALUES)
def test_claims_made_are_those_that_holm_rejects(p_values):
    made = [step.is_made for step in holm_steps(reaching(p_values), 0.05)]
    adjusted = holm(p_values)
    sure = np.abs(adjusted - 0.05) > 1e-9
    assert (np.asarray(made) == (adjusted <= 0.05))[sure].all()


@given(P_VALUES)
def test_a_claim_is_made_exactly_when_its_end_reaches_at_the_error_of_its_step(p_values):
    for p, step in zip(p_values, holm_steps(reaching(p_values), 0.05), strict=True):
        assert step.is_made == (p <= step.side_alpha)


@given(P_VALUES, st.permutations(range(30)))
def test_order_of_claims_does_not_matter(p_values, order):
    order = [index for index in order if index < len(p_values)]
    steps = holm_steps(reaching(p_values), 0.05)
    assert holm_steps(reaching([p_values[index] for index in order]), 0.05) == tuple(steps[index] for index in order)


@given(P_VALUES)
def test_single_steps_take_the_whole_error(p_values):
    assert {step.side_alpha for step in single_steps(reaching(p_values), 0.05)} == {0.05}


def compared(make, cells, spread=None, *, higher=True, margin=0.05):
    """Verdicts of one non-inferiority gate a cell."""
    metric = "accuracy" if higher else "brier"
    kind = GateKind.NON_INFERIORITY
    gate = make.gate(kind=kind, metric=metric, by="c", margin=margin)
    sign = 1 if higher else -1
    found = [
        make.difference(
            sign * value,
            error,
            key=(("c", str(index)),),
            metric=metric,
            higher_is_better=higher,
            spread=replace(spread or RULES[0], standard_error=error),
        )
        for index, (value, error) in enumerate(cells)
    ]
    return check_gates(make.plan(gate), [], found, [], needed=False)


@pytest.mark.parametrize("spread", RULES, ids=["normal", "t", "paired"])
@given(cells=st.lists(CELLS, min_size=1, max_size=8), higher=st.booleans())
def test_verdict_and_interval_shown_always_agree(make, spread, cells, higher):
    for verdict in compared(make, cells, spread, higher=higher):
        low, high = verdict.interval if higher else (-verdict.interval.high, -verdict.interval.low)
        passes, fails = low > -0.05, high < -0.05
        assert verdict.outcome is (Outcome.PASS if passes else Outcome.FAIL if fails else Outcome.INCONCLUSIVE)


@given(cells=st.lists(CELLS, min_size=1, max_size=8))
def test_ends_shown_are_those_of_limits_at_the_errors_told(make, cells):
    for (value, error), verdict in zip(cells, compared(make, cells), strict=True):
        pass_alpha, fail_alpha = verdict.side_alpha, verdict.other_side_alpha
        if verdict.outcome is Outcome.FAIL:
            pass_alpha, fail_alpha = fail_alpha, pass_alpha
        spread = replace(RULES[0], standard_error=error)
        assert verdict.interval.low == limits(value, spread, pass_alpha).low
        assert verdict.interval.high == limits(value, spread, fail_alpha).high


@given(cells=st.lists(CELLS, min_size=1, max_size=8))
def test_verdicts_are_those_of_holm_on_one_sided_p_values(make, cells):
    spreads = [replace(RULES[0], standard_error=error) for _, error in cells]
    values = [value for value, _ in cells]
    found = compared(make, cells)
    for side, outcome in (("lower", Outcome.PASS), ("upper", Outcome.FAIL)):
        p = [side_p_value(v, spread, -0.05, side) for v, spread in zip(values, spreads, strict=True)]
        adjusted = holm(p)
        for each, verdict in zip(adjusted, found, strict=True):
            if abs(each - ALPHA) > 1e-9:
                assert (verdict.outcome is outcome) == (each <= ALPHA)


@given(cells=st.lists(CELLS, min_size=1, max_size=8), factor=st.floats(1.0, 5.0), place=st.integers(0, 7))
def test_widening_an_interval_never_turns_fail_into_pass_or_back(make, cells, factor, place):
    place = place % len(cells)
    value, error = cells[place]
    wider = [*cells[:place], (value, error * factor), *cells[place + 1 :]]
    before, after = compared(make, cells), compared(make, wider)
    assert {before[place].outcome, after[place].outcome} != {Outcome.PASS, Outcome.FAIL}
    if before[place].outcome is Outcome.INCONCLUSIVE:
        assert after[place].outcome is Outcome.INCONCLUSIVE
    for index in set(range(len(cells))) - {place}:
        assert after[index].outcome in (before[index].outcome, Outcome.INCONCLUSIVE)


@given(cells=st.lists(CELLS, min_size=1, max_size=6), more=st.lists(CELLS, min_size=1, max_size=6))
def test_adding_claims_never_settles_what_was_undecided(make, cells, more):
    before, after = compared(make, cells), compared(make, [*cells, *more])
    for alone, among in zip(before, after, strict=False):
        assert among.outcome in (alone.outcome, Outcome.INCONCLUSIVE)


@pytest.mark.parametrize("spread", RULES, ids=["normal", "t", "paired"])
@given(cells=st.lists(CELLS, min_size=1, max_size=8))
def test_mirrored_metrics_give_mirrored_verdicts(make, spread, cells):
    higher, lower = (compared(make, cells, spread, higher=each) for each in (True, False))
    for one, other in zip(higher, lower, strict=True):
        assert one.outcome is other.outcome
        assert one.interval == pytest.approx((-other.interval.high, -other.interval.low))
        assert one.side_alpha == other.side_alpha


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("true", [0.0, -0.05, 0.05], ids=["at the margin", "worse", "better"])
def test_wrong_verdicts_of_a_family_are_as_rare_as_promised(make, correlation, true):
    """Some claims lie at the margin, where both errors are likeliest, others well off it, so that steps are taken."""
    n, m, error, margin = 1500, 8, 0.01, 0.05
    truths = np.full(m, -margin)
    truths[m // 2 :] = -margin + 6 * true
    is_bad, is_good = truths <= -margin, truths >= -margin
    rng = np.random.default_rng(11)
    shared, own = rng.standard_normal((n, 1)), rng.standard_normal((n, m))
    noise = error * (np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own)
    wrong_pass = wrong_fail = 0
    for values in truths + noise:
        outcomes = [each.outcome for each in compared(make, [(float(v), error) for v in values], margin=margin)]
        wrong_pass += any(o is Outcome.PASS and bad for o, bad in zip(outcomes, is_bad, strict=True))
        wrong_fail += any(o is Outcome.FAIL and good for o, good in zip(outcomes, is_good, strict=True))
    allowed = ALPHA + 3 * np.sqrt(ALPHA * (1 - ALPHA) / n)
    assert wrong_pass / n <= allowed
    assert wrong_fail / n <= allowed
