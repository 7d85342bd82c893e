"""Acceptance sampling: printed values.

NIST/SEMATECH e-Handbook, section 6.2.3 (doi:10.18434/M32189): operating curve, AOQ, AOQL and ATI of the plan (52, 3),
and 6.2.6: sequential lines. Plans (80, 2) and (125, 3), smallest plans and the lot quality rule 19/13: methods.md
entries 32 and 45.
"""

import numpy as np
import pytest

from assay.stats.acceptance.inspector import Inspector
from assay.stats.acceptance.plan import SinglePlan, average_inspected, average_outgoing, outgoing_limit
from assay.stats.acceptance.sequential import sequential_plan
from assay.stats.acceptance.smallest import smallest_plan

HANDBOOK = SinglePlan(52, 3)


@pytest.mark.parametrize(
    ("n", "accept", "rate", "chance"),
    [(80, 2, 0.01, 0.9534), (80, 2, 0.02, 0.7844), (80, 2, 0.05, 0.2306), (125, 3, 0.01, 0.9626)],
)
def test_chance_to_accept(n: int, accept: int, rate: float, chance: float) -> None:
    assert float(SinglePlan(n, accept).accepted(rate)) == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize(
    ("plan", "chance", "rate"),
    [
        (SinglePlan(80, 2), 0.95, 0.0103),
        (SinglePlan(80, 2), 0.5, 0.0333),
        (SinglePlan(80, 2), 0.1, 0.0652),
        (SinglePlan(125, 3), 0.1, 0.0527),
    ],
)
def test_rates_at_which_half_and_few_lots_are_accepted(plan: SinglePlan, chance: float, rate: float) -> None:
    assert plan.rate_at(chance) == pytest.approx(rate, abs=5e-5)


def test_operating_curve_of_the_handbook() -> None:
    printed = [0.998, 0.980, 0.930, 0.846, 0.738, 0.620, 0.502, 0.394, 0.300, 0.223, 0.162, 0.115]
    assert HANDBOOK.accepted(np.arange(1, 13) / 100).tolist() == pytest.approx(printed, abs=5e-4)


def test_what_leaves_and_what_is_judged_in_the_handbook() -> None:
    assert float(average_outgoing(HANDBOOK, 0.03, 10_000)) == pytest.approx(0.0277, abs=5e-5)
    assert outgoing_limit(HANDBOOK, 10_000) == pytest.approx((0.0372, 0.0559), abs=5e-5)
    assert float(average_inspected(HANDBOOK, 0.03, 10_000)) == pytest.approx(753, abs=0.5)


@pytest.mark.parametrize(("bad", "n", "accept"), [(0.06, 110, 3), (0.05, 132, 3)])
def test_smallest_plan(bad: float, n: int, accept: int) -> None:
    found = smallest_plan(0.01, bad, alpha=0.05, beta=0.10)
    assert (found.n, found.accept) == (n, accept)


def test_sequential_lines_of_the_handbook() -> None:
    plan = sequential_plan(0.01, 0.10, alpha=0.05, beta=0.10)
    assert plan.accept_at == pytest.approx(0.939, abs=5e-4)
    assert plan.refuse_at == pytest.approx(1.205, abs=5e-4)
    assert plan.slope == pytest.approx(0.0397, abs=5e-5)


def test_lot_quality_rule_of_13_in_19() -> None:
    """Accepted when 13 or more of 19 are correct: with thresholds of 80 % and 50 % correct."""
    rule = SinglePlan(19, 6)
    assert 1 - float(rule.accepted(0.2)) == pytest.approx(0.0676, abs=5e-5)
    assert float(rule.accepted(0.5)) == pytest.approx(0.0835, abs=5e-5)


def test_what_an_imperfect_inspector_sees_is_turned_round() -> None:
    """p' = p (1 - miss) + (1 - p) false: 5 % bad, 10 % missed, 2 % false alarms: 6.4 % are called bad."""
    assert float(Inspector(0.1, 0.02).observed(0.05)) == pytest.approx(0.064)
    assert float(Inspector(0.1, 0.02).true(0.064)) == pytest.approx(0.05)
