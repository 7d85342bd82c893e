"""How many items in all a present value needs to PASS."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.estimate import Rule, Spread
from assay.core.plan import GateKind
from assay.gates.claims import Claim
from assay.gates.measured import Measured
from assay.gates.needed import MOST_ITEMS, items_needed, smallest
from assay.metrics.limits import limits


def claim(make, value, spread, n, accept, *, higher=True, kind=GateKind.THRESHOLD):
    gate = make.gate(kind=kind)
    return Claim(gate, (), accept, accept, higher, value, n, Measured(value, spread, n))


def paired(n, discordance=0.10, rule=Rule.STUDENT):
    return Spread(rule, (discordance / n) ** 0.5, float(n), None, -1.0, 1.0)


@pytest.mark.parametrize(("side_alpha", "n"), [(0.05, 1546), (0.025, 1963)])
@pytest.mark.parametrize("n_now", [50, 400, 1500, 5000])
def test_paired_non_inferiority_needs_what_is_published(make, side_alpha, n, n_now):
    """methods.md, 5: margin .02, discordance .10, true difference 0, power 80 %: 1,546 at .05 and 1,963 at .025."""
    made = claim(make, 0.0, paired(n_now), n_now, -0.02, kind=GateKind.NON_INFERIORITY)
    assert items_needed(made, side_alpha, 0.8) == n


def test_the_paired_rule_needs_a_few_more_than_the_normal_one(make):
    made = claim(make, 0.0, paired(400, rule=Rule.PAIRED), 400, -0.02, kind=GateKind.NON_INFERIORITY)
    assert 1963 < items_needed(made, 0.025, 0.8) < 1963 * 1.03


@pytest.mark.parametrize(("value", "higher"), [(-0.02, True), (-0.03, True), (0.02, False), (0.03, False)])
def test_a_value_that_does_not_pass_itself_needs_no_number_of_items(make, value, higher):
    accept = -0.02 if higher else 0.02
    assert items_needed(claim(make, value, paired(400), 400, accept, higher=higher), 0.025, 0.8) is None


def test_mirrored_values_need_as_many(make):
    up = claim(make, 0.01, paired(400), 400, -0.02)
    down = claim(make, -0.01, paired(400), 400, 0.02, higher=False)
    assert items_needed(up, 0.025, 0.8) == items_needed(down, 0.025, 0.8)


def test_beyond_a_thousand_million_items_there_is_no_answer(make):
    assert items_needed(claim(make, 1e-9, paired(400), 400, 0.0), 0.025, 0.8) is None


def test_hardly_any_room_is_no_answer_rather_than_an_overflow(make):
    assert items_needed(claim(make, 5e-324, paired(400), 400, 0.0), 0.025, 0.8) is None


def test_a_sample_without_errors_still_needs_items(make):
    """Wilson at a share of 1: low end n/(n + q^2) reaches 0.95 at n = 19 q^2 = 72.99."""
    made = claim(make, 1.0, Spread(Rule.WILSON, 0.0, 40.0), 40, 0.95)
    assert items_needed(made, 0.025, 0.8) == 73


def test_replicates_shrink_with_the_root_of_the_items(make):
    steps = tuple(np.linspace(-1, 1, 201) * 0.1 + 0.05)
    spread = Spread(Rule.REPLICATES, 0.058, 100.0, None, 0.0, 1.0, steps)
    needed = items_needed(claim(make, 0.05, spread, 100, 0.1, higher=False), 0.025, 0.8)
    assert needed == pytest.approx(100 * ((0.095 + 0.8416 * 0.058) / 0.05) ** 2, rel=0.01)


@given(
    value=st.floats(0.55, 0.98),
    n=st.integers(30, 2000),
    power=st.sampled_from([0.8, 0.9]),
    side_alpha=st.sampled_from([0.025, 0.001]),
)
def test_the_answer_is_the_smallest_n_at_which_a_value_so_much_worse_passes(make, value, n, power, side_alpha):
    spread = Spread(Rule.WILSON, (value * (1 - value) / n) ** 0.5, float(n))
    made = claim(make, value, spread, n, 0.5)
    needed = items_needed(made, side_alpha, power)

    def passes(size):
        drift = -0.8416212335729143 if power == 0.8 else -1.2815515655446004
        return replace(made, measured=made.measured.grown(size / n, drift)).passes(side_alpha)

    assert passes(needed)
    assert needed == 1 or not passes(needed - 1)


@given(answer=st.integers(1, MOST_ITEMS), start=st.floats(0, 1e12))
def test_the_search_finds_the_answer_from_any_start(answer, start):
    asked = []
    assert smallest(lambda n: asked.append(n) or n >= answer, start=start) == answer
    assert len(asked) < 100
    assert all(n >= 1 for n in asked)


def test_the_search_gives_up_when_nothing_holds():
    assert smallest(lambda _: False, start=10) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "accept", "side_alpha"), [(0.85, 0.80, 0.025), (0.6, 0.5, 0.005), (0.95, 0.90, 0.025)]
)
def test_with_so_many_items_a_share_passes_with_the_power_promised(make, rate, accept, side_alpha):
    n_now = 200
    spread = Spread(Rule.WILSON, (rate * (1 - rate) / n_now) ** 0.5, float(n_now))
    n = items_needed(claim(make, rate, spread, n_now, accept), side_alpha, 0.8)
    counts = np.random.default_rng(3).binomial(n, rate, size=4000)
    lows = {k: limits(k / n, Spread(Rule.WILSON, 0.0, float(n)), side_alpha).low for k in set(counts.tolist())}
    power = np.mean([lows[k] >= accept for k in counts.tolist()])
    assert power == pytest.approx(0.8, abs=0.05)


@pytest.mark.slow
def test_with_so_many_items_a_paired_difference_passes_with_the_power_promised(make):
    made = claim(make, 0.0, paired(400, rule=Rule.PAIRED), 400, -0.02, kind=GateKind.NON_INFERIORITY)
    n = items_needed(made, 0.025, 0.8)
    rng, n_passed, rounds = np.random.default_rng(4), 0, 3000
    for better, worse, _ in rng.multinomial(n, [0.05, 0.05, 0.90], size=rounds):
        value = (better - worse) / n
        error = (((better + worse) / n - value**2) / n) ** 0.5
        n_passed += limits(value, Spread(Rule.PAIRED, error, float(n), None, -1.0, 1.0), 0.025).low > -0.02
    assert n_passed / rounds == pytest.approx(0.8, abs=0.03)
