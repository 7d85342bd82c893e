"""Small work runs as it stands, and compiled where it says that it is repeated; both give the same bits."""

from typing import Any

import numpy as np

from assay.stats.kernel import Kernel, repeated_work


def _running_sum(values: Any, sums: Any) -> None:
    total = 0.0
    for place in range(values.size):
        total += values[place] * 0.1
        sums[place] = total


class Noted(Kernel):
    """A kernel that notes whether it was compiled."""

    n_compiled = 0

    def compiled(self) -> Any:
        self.n_compiled += 1
        return super().compiled()


def test_repeated_small_work_runs_compiled_and_gives_the_same_bits() -> None:
    kernel = Noted(_running_sum)
    values = np.random.default_rng(3).normal(size=50)
    plain, compiled, after = (np.empty(50) for _ in range(3))
    kernel(values, plain, work=50)
    assert kernel.n_compiled == 0
    with repeated_work():
        kernel(values, compiled, work=50)
    assert kernel.n_compiled == 1
    kernel(values, after, work=50)
    assert kernel.n_compiled == 1
    assert plain.tobytes() == compiled.tobytes() == after.tobytes()
