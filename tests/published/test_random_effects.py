"""Thirteen BCG vaccine trials: Colditz et al. (1994), JAMA 271:698-702, doi:10.1001/jama.1994.03510330076038.

tau^2 and pooled log risk ratio as printed by Viechtbauer (2010), Conducting meta-analyses in R with the metafor
package, doi:10.18637/jss.v036.i03, (REML: 0.3132, -0.7145), and by the metafor documentation
(DerSimonian-Laird: 0.3088, -0.7141).
"""

import numpy as np
import pytest

from assay.stats.shrinkage import between_variance, random_effects

# vaccinated ill, vaccinated well, control ill, control well
TRIALS = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ],
    dtype=float,
)


@pytest.mark.parametrize(
    ("method", "tau2", "mean"), [("reml", 0.3132, -0.7145), ("dersimonian_laird", 0.3088, -0.7141)]
)
def test_spread_and_mean_of_the_trials(method: str, tau2: float, mean: float) -> None:
    a, b, c, d = TRIALS.T
    log_ratio = np.log(a / (a + b) / (c / (c + d)))
    error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    assert between_variance(log_ratio, error, method) == pytest.approx(tau2, abs=5e-5)
    assert random_effects(log_ratio, error, method=method).mean == pytest.approx(mean, abs=5e-5)
