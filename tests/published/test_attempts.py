"""pass@k of Chen et al. (2021), arXiv:2107.03374, and pass^k of Yao et al. (2024), arXiv:2406.12045.

Values for 6 of 8 attempts: methods.md entry 8.
"""

import pytest

from assay.stats.passk import pass_at_k, pass_hat_k


@pytest.mark.parametrize(
    ("k", "at_least_one", "every_one"), [(1, 0.75, 0.75), (2, 0.964286, 0.535714), (4, 1.0, 0.214286)]
)
def test_six_of_eight_attempts(k: int, at_least_one: float, every_one: float) -> None:
    assert float(pass_at_k(8, 6, k)) == pytest.approx(at_least_one, abs=5e-7)
    assert float(pass_hat_k(8, 6, k)) == pytest.approx(every_one, abs=5e-7)
