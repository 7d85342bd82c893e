"""Fifteen p-values of Benjamini and Hochberg (1995), section 4.1, doi:10.1111/j.2517-6161.1995.tb02031.x.

The paper rejects four by its procedure and three by Bonferroni's; the other counts: methods.md entry 6.
"""

from collections.abc import Callable

import numpy as np
import pytest

from assay.stats import multiplicity

P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "rejections"),
    [
        (multiplicity.bonferroni, 3),
        (multiplicity.holm, 3),
        (multiplicity.hochberg, 3),
        (multiplicity.hommel, 3),
        (multiplicity.benjamini_hochberg, 4),
        (multiplicity.benjamini_yekutieli, 3),
    ],
)
def test_rejections_at_five_percent(method: Callable[[list[float]], np.ndarray], rejections: int) -> None:
    assert int((method(P_VALUES) <= 0.05).sum()) == rejections
