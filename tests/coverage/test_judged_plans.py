"""Through the evaluate workflow corrected intervals hold the truth, and equal systems seldom pass."""

from pathlib import Path

import pytest
from scipy.stats import binom
from tests.coverage.judged_plans import Setting, Truth, numbers_of, replicates

from assay.core.verdict import Outcome

pytestmark = pytest.mark.slow
REPLICATES = 40
EQUAL = Truth(0.7, 0.7)
STAGED = Setting(prompts=200, people=120, stages=(40, 80))
LEAST_COVERAGE, SIDE_ALPHA, RARE = 0.94, 0.025, 1e-3


@pytest.mark.parametrize("judge", ["useless", "good"])
def test_intervals_hold_and_repeated_looks_do_not_pass_equal_systems(tmp_path: Path, judge: str) -> None:
    held = {"old": 0, "new": 0, "difference": 0}
    passed = failed = 0
    truths = {"old": EQUAL.old, "new": EQUAL.new, "difference": EQUAL.difference}
    for evidence in replicates(tmp_path, EQUAL, judge, STAGED, n=REPLICATES, seed=11):
        (verdict,) = evidence.verdicts
        passed += verdict.outcome is Outcome.PASS
        failed += verdict.outcome is Outcome.FAIL
        for name, found in numbers_of(evidence).items():
            assert found.interval is not None
            held[name] += found.interval.low <= truths[name] <= found.interval.high
    least = binom.ppf(RARE, REPLICATES, LEAST_COVERAGE)
    most = binom.ppf(1.0 - RARE, REPLICATES, SIDE_ALPHA)
    assert {name: n for name, n in held.items() if n < least} == {}
    assert max(passed, failed) <= most
