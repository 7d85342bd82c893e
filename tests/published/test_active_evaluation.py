"""Weights of active evaluation: methods.md entry 13, after Farquhar, Gal and Rainforth (2021), arXiv:2101.11665.

By hand, N = 5, M = 3, q = (.4, .5, .3): v_1 = 1 + 2/4 (1/(5 * .4) - 1) = .75; v_2 = 1 + 2/3 (1/(4 * .5) - 1) = 2/3;
v_3 = 1 + 2/2 (1/(3 * .3) - 1) = 1.1111.
"""

import numpy as np

from assay.stats.sampling.active import lure_weights


def test_three_steps_from_five_items() -> None:
    np.testing.assert_allclose(lure_weights([0.4, 0.5, 0.3], 5), (0.75, 0.666667, 1.111111), atol=5.1e-7)
