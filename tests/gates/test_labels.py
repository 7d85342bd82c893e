"""How many labels a gate needs given its judge, and what each stage may err."""

import pytest

from assay.core.estimate import Rule, Spread
from assay.core.plan import Gate, GateKind, GateRole, Scoring
from assay.gates.claims import Claim
from assay.gates.labels import labels_needed, variance
from assay.gates.measured import Measured
from assay.gates.needed import items_needed
from assay.gates.stages import stage_alpha, stages_of

GATE = Gate("no worse", GateKind.NON_INFERIORITY, GateRole.CORE, metric="pass_rate", margin=0.05)


def claim(value: float, error: float, n: int) -> Claim:
    measured = Measured(value, Spread(Rule.STUDENT, error, float(n), low=-1.0), n)
    return Claim(GATE, (), -0.05, -0.05, True, value, n, measured)


def test_without_a_judge_labels_are_items() -> None:
    undecided = claim(0.0, 0.04, 100)
    alone = labels_needed(undecided, 0.025, 0.8, correlation=None, pool=10**6)
    assert alone == pytest.approx(items_needed(undecided, 0.025, 0.8), rel=0.02)


def test_a_small_pool_is_not_enough_nor_are_labels_where_the_value_does_not_pass() -> None:
    undecided = claim(0.0, 0.04, 100)
    useless, good = (labels_needed(undecided, 0.025, 0.8, correlation=r, pool=10_000) for r in (0.0, 0.9))
    assert useless is not None
    assert good is not None
    assert good > 100
    assert labels_needed(undecided, 0.025, 0.8, correlation=0.0, pool=150) is None
    assert labels_needed(claim(-0.2, 0.04, 100), 0.025, 0.8, correlation=0.9, pool=10**6) is None


def test_the_variance_is_that_of_ppi() -> None:
    assert variance(100, 0.8, 10**9) == pytest.approx((1 - 0.64) / 100)
    assert variance(500, 0.8, 500) == variance(500, None, 500) == 1 / 500


@pytest.mark.parametrize(
    ("people", "stages", "expected"),
    [(0, (), ()), (200, (), (200,)), (200, (50,), (50, 200)), (200, (50, 200), (50, 200)), (0, (50, 90), (50, 90))],
)
def test_the_last_stage_is_all_that_people_judge(
    people: int, stages: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert stages_of(Scoring(judge="gpt", people=people, stages=stages)) == expected


def test_all_stages_together_err_as_the_plan() -> None:
    stages = (40, 100, 400)
    spent = [stage_alpha(0.025, stages, stage) for stage in (1, 2, 3)]
    assert sum(spent) == pytest.approx(0.025)
    assert spent[0] < spent[1] < spent[2]
    assert stage_alpha(0.025, (), 0) == 0.025
    assert stage_alpha(0.025, stages, 0) == spent[0]
