"""Items needed and power: printed values.

Miller (2024), arXiv:2411.00640, section 5: omega^2 = 1/9, 3 points, 80 %: 969 items (K without noise); K = 10 and
K = 1 with sigma^2 = 1/6 as methods.md entry 4 works it out. Connor (1987), doi:10.2307/2531961, for McNemar, and its
enumerated power: methods.md entry 4. Unpaired 0.85 against 0.88: entry 4. Non-inferiority: entry 5.
"""

import pytest

from assay.stats.enumeration import McNemarTest, NoMoreThanTest
from assay.stats.power.groups import TwoProportionsTest
from assay.stats.power.paired import ConnorTest, MeanDifferenceTest, NonInferiorityTest
from assay.stats.power.search import Powered, items_needed

PRINTED = {
    "Miller, no sampling noise": (MeanDifferenceTest(1 / 9), 0.03, 969),
    "Miller, ten attempts": (MeanDifferenceTest(1 / 9, 1 / 6, 1 / 6, 10, 10), 0.03, 1260),
    "Miller, one attempt": (MeanDifferenceTest(1 / 9, 1 / 6, 1 / 6), 0.03, 3876),
    "Connor .08 .05": (ConnorTest(0.13), 0.03, 1132),
    "Connor .06 .03": (ConnorTest(0.09), 0.03, 783),
    "Connor .10 .05": (ConnorTest(0.15), 0.05, 469),
    "McNemar exact": (McNemarTest(0.13, "exact"), 0.03, 1185),
    "two groups pooled": (TwoProportionsTest(0.85), 0.03, 2036),
    "two groups unpooled": (TwoProportionsTest(0.85, "unpooled"), 0.03, 2033),
    "two groups arcsine": (TwoProportionsTest(0.85, "arcsine"), 0.03, 2031),
    "non-inferiority at .05": (NonInferiorityTest(0.10, 0.02, 0.05), 0.0, 1546),
    "non-inferiority at .025": (NonInferiorityTest(0.10, 0.02), 0.0, 1963),
    "no failure allowed at 1 %": (NoMoreThanTest(0.01), 0.0, 299),
}


@pytest.mark.parametrize(("test", "effect", "n"), PRINTED.values(), ids=PRINTED)
def test_items_needed(test: Powered, effect: float, n: int) -> None:
    assert items_needed(test, effect).n_items == n


@pytest.mark.parametrize(
    ("form", "power"), [("chi2", 0.8031), ("mid_p", 0.8031), ("exact", 0.7811), ("chi2_corrected", 0.7797)]
)
def test_power_of_mcnemars_tests_by_enumeration(form: str, power: float) -> None:
    assert McNemarTest(0.13, form).power(1132, 0.03) == pytest.approx(power, abs=5e-5)
