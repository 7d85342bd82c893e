"""The largest gap between slices, over all pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.estimate import Rule, Spread
from assay.core.plan import GateKind, GateRole
from assay.core.verdict import Outcome
from assay.gates.gap import difference, gap_between
from assay.gates.measured import Measured
from assay.gates.verdicts import check_gates
from assay.metrics.limits import limits

NORMAL = Spread(Rule.STUDENT, 0.01, 400.0, None, -100.0, 100.0)


def normal(value, error=0.01, degrees=None):
    return Measured(value, Spread(Rule.STUDENT, error, 400.0, degrees, -100.0, 100.0), 400)


def share(k, n):
    p = k / n
    return Measured(p, Spread(Rule.WILSON, (p * (1 - p) / n) ** 0.5, float(n)), n)


def gap_gate(make, accept, **fields):
    return make.gate(kind=GateKind.GAP, role=GateRole.SLICE, by="c", accept=accept, **fields)


def slices(make, *values, error=0.01, **fields):
    return [make.normal(value, error, 400, (("c", f"s{index}"),), **fields) for index, value in enumerate(values)]


def test_gap_of_two_slices_is_the_interval_of_their_difference():
    gap = gap_between([((("c", "a"),), normal(0.7)), ((("c", "b"),), normal(0.9))])
    expected = limits(0.2, Spread(Rule.STUDENT, 0.01 * 2**0.5, 400.0, None, -200.0, 200.0), 0.025)
    assert gap.value == pytest.approx(0.2)
    assert gap.between == ((("c", "b"),), (("c", "a"),))
    assert gap.high(0.025) == pytest.approx(expected.high)
    assert gap.low(0.05) == pytest.approx(expected.low)


def test_lower_end_shares_the_error_among_ordered_pairs():
    values = [0.5, 0.52, 0.55, 0.7]
    gap = gap_between([((("c", str(v)),), normal(v)) for v in values])
    pair = difference(normal(0.7), normal(0.5))
    assert len(gap.pairs) == 6
    assert gap.low(0.024) == pytest.approx(pair.low(0.024 / 12))
    assert gap.high(0.024) == pytest.approx(pair.high(0.024))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0.001, 0.2))
def test_a_gap_lies_within_its_ends_and_is_never_below_zero(values, error):
    gap = gap_between([((("c", str(i)),), normal(v, error)) for i, v in enumerate(values)])
    assert 0 <= gap.low(0.025) <= gap.value < gap.high(0.025)


@pytest.mark.parametrize(
    ("accept", "fail", "outcome"),
    [
        (0.3, None, Outcome.PASS),
        (0.2, None, Outcome.INCONCLUSIVE),
        (0.1, None, Outcome.FAIL),
        (0.1, 0.3, Outcome.INCONCLUSIVE),
    ],
)
def test_gap_gate_passes_small_gaps_and_fails_large_ones(make, accept, fail, outcome):
    (verdict,) = check_gates(make.plan(gap_gate(make, accept, fail=fail)), slices(make, 0.9, 0.8, 0.7), [], [])
    assert verdict.outcome is outcome
    assert verdict.value == pytest.approx(0.2)
    assert verdict.n == 1200
    assert verdict.slice == ()
    assert verdict.why.startswith("The gap of accuracy between c=s0 and c=s2 is 0.2")


def test_direction_of_the_metric_does_not_matter_for_a_gap(make):
    gate = gap_gate(make, 0.3, metric="brier")
    (verdict,) = check_gates(make.plan(gate), slices(make, 0.9, 0.7, metric="brier"), [], [])
    assert verdict.outcome is Outcome.PASS


@pytest.mark.parametrize(("accept", "outcome"), [(0.3, Outcome.INCONCLUSIVE), (0.1, Outcome.FAIL)])
def test_gap_gate_cannot_pass_while_a_slice_is_too_small_but_can_fail(make, accept, outcome):
    found = [*slices(make, 0.9, 0.7), make.normal(0.8, 0.01, 10, (("c", "small"),))]
    (verdict,) = check_gates(make.plan(gap_gate(make, accept)), found, [], [])
    assert verdict.outcome is outcome
    if outcome is Outcome.INCONCLUSIVE:
        assert verdict.reason == "slices_too_small"
        assert verdict.items_needed is None
        assert "says nothing of 1 more slice with too few items (under 30)" in verdict.why


@pytest.mark.parametrize(("n_slices", "reason"), [(0, "no_slices"), (1, "no_slices"), (2, "slices_too_small")])
def test_gap_gate_needs_two_slices_with_enough_items(make, n_slices, reason):
    found = [make.share(0.5, 1000), *(make.share(0.5, 9, (("c", str(index)),)) for index in range(n_slices))]
    (verdict,) = check_gates(make.plan(gap_gate(make, 0.1)), found, [], [])
    assert (verdict.outcome, verdict.reason, verdict.interval) == (Outcome.INCONCLUSIVE, reason, None)


def test_items_needed_of_a_gap_counts_all_slices(make):
    found = slices(make, 0.9, 0.7)
    (verdict,) = check_gates(make.plan(gap_gate(make, 0.22)), found, [], [])
    factor = ((1.959964 + 0.841621) * 0.01 * 2**0.5 / 0.02) ** 2
    assert verdict.items_needed == pytest.approx(800 * factor, rel=0.002)


def test_shares_without_any_error_still_differ_within_an_interval():
    pair = difference(share(40, 40), share(50, 50))
    ends = pair.ends(0.025)
    assert ends.low < 0 < ends.high


def test_difference_of_shares_adds_what_agresti_and_caffo_add():
    """Equal groups of 30: centre (x1 - x2)/(n + 2), as Agresti and Caffo (2000) add one success and one failure."""
    ends = difference(share(24, 30), share(18, 30)).ends(0.025)
    assert (ends.low + ends.high) / 2 == pytest.approx(6 / 32)
    p1, p2 = 25 / 32, 19 / 32
    half = 1.959964 * ((p1 * (1 - p1) + p2 * (1 - p2)) / 32) ** 0.5
    assert (ends.high - ends.low) / 2 == pytest.approx(half, rel=0.04)


def test_degrees_are_satterthwaites():
    """Welch: (s1^2 + s2^2)^2 / (s1^4/d1 + s2^4/d2)."""
    pair = difference(normal(1.0, 0.3, 5.0), normal(0.0, 0.4, 10.0))
    assert pair.spread.degrees == pytest.approx((0.09 + 0.16) ** 2 / (0.0081 / 5 + 0.0256 / 10))
    assert difference(normal(1.0), normal(0.0)).spread.degrees is None


def test_replicates_are_subtracted_each_from_each():
    steps = np.linspace(0, 1, 101)
    spread = Spread(Rule.REPLICATES, 0.29, 50.0, None, 0.0, 1.0, tuple(steps))
    pair = difference(Measured(0.5, spread, 50), Measured(0.5, spread, 50))
    assert pair.spread.rule is Rule.REPLICATES
    assert pair.ends(0.025).high == pytest.approx(1 - (2 * 0.025) ** 0.5, abs=0.02)  # triangular distribution


def test_a_value_without_spread_gives_a_gap_without_interval():
    nothing = Measured(0.5, Spread(Rule.NONE), 50)
    gap = gap_between([((("c", "a"),), normal(0.7)), ((("c", "b"),), nothing)])
    assert gap.low(0.025) is gap.high(0.025) is None


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(30, 30, 30), (40, 200, 1000), (500, 500, 500, 500, 500)])
@pytest.mark.parametrize("rate", [0.5, 0.9, 0.97])
def test_both_ends_of_a_gap_err_as_rarely_as_promised(sizes, rate):
    """True gap 0.02 between the first slice and the rest, and 0 among these."""
    rng = np.random.default_rng(5)
    n, truths = 2000, np.asarray([rate + 0.02, *[rate] * (len(sizes) - 1)])
    above = below = 0
    for counts in rng.binomial(sizes, truths, size=(n, len(sizes))):
        gap = gap_between(
            [((("c", str(i)),), share(int(k), size)) for i, (k, size) in enumerate(zip(counts, sizes, strict=True))]
        )
        above += gap.low(0.025) > 0.02
        below += gap.high(0.025) < 0.02
    allowed = 0.025 + 3 * (0.025 * 0.975 / n) ** 0.5
    assert above / n <= allowed
    assert below / n <= allowed
