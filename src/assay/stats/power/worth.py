"""What items are worth: how many independent items would be as sure, with clusters, in a slice, beside a machine.

References
----------
Kish (1965), Survey sampling (design effect). Eldridge, Ashby and Kerry (2006), Sample size for cluster randomized
trials: effect of coefficient of variation of cluster size, doi:10.1093/ije/dyl129.
Angelopoulos, Duchi and Zrnic (2023), PPI++: Efficient prediction-powered inference, arXiv:2311.01453 (machine).
"""

import math
from dataclasses import dataclass, replace

from assay.stats.arrays import within
from assay.stats.clusters import design_effect
from assay.stats.mixed.prediction_powered import effective_n


@dataclass(frozen=True, slots=True)
class Worth:
    """Turns items that people judge into independent items of a slice, and back."""

    design_effect: float = 1.0
    """Times more items because of clusters; 1 or more."""
    share: float = 1.0
    """Part of the items that the slice holds; above 0 and at most 1."""
    correlation: float = 0.0
    """Of people's and the machine's score of an item; 0 is no machine, and below 0 it counts as none."""
    machine_items: int = 0
    """Items, drawn as people's are, that only the machine judges."""

    def of(self, share: float) -> "Worth":
        """The same in a slice with this share of the items."""
        return replace(self, share=share)

    def independent(self, n: int) -> float:
        """Independent items that n judged ones are worth: ``share n_effective(n) / design_effect``.

        Examples
        --------
        >>> round(Worth(correlation=0.9, machine_items=2000).independent(100), 1)
        437.5
        >>> round(Worth(design_effect=2.2, share=0.1).independent(2200), 6)
        100.0
        """
        rho = max(self.correlation, 0.0)
        beside = effective_n(n, self.machine_items, rho) if rho > 0.0 and self.machine_items > 0 else float(n)
        return beside * self.share / self.design_effect

    def items(self, n_independent: int) -> int:
        """Fewest items to be judged by people that are worth so many independent ones.

        With m of them needed without a machine, ``n (n + N) / (n + N (1 - rho^2)) >= m`` is solved for n.

        Examples
        --------
        >>> Worth(correlation=0.9, machine_items=2000).items(437)
        100
        >>> Worth(design_effect=2.2).items(1132)
        2491
        """
        alone = n_independent * self.design_effect / self.share
        rho, more = max(self.correlation, 0.0), self.machine_items
        if rho == 0.0 or more == 0:
            return math.ceil(alone - 1e-9)
        rest = more - alone
        root = (math.hypot(rest, 2.0 * math.sqrt(alone * more * (1.0 - rho**2))) - rest) / 2.0
        return max(math.ceil(root - 1e-9), 1)


def unequal_design_effect(mean_size: float, icc: float, cv: float = 0.0) -> float:
    """Design effect of clusters whose sizes vary: ``1 + ((1 + cv^2) m - 1) ICC``, as `clusters.design_effect`.

    Parameters
    ----------
    mean_size : float, 1 or more
        Mean items of a cluster.
    icc : float in [0, 1]
        How alike items of a cluster are.
    cv : float, 0 or more
        Standard deviation of the sizes over their mean; 0 is equal clusters.

    Raises
    ------
    InputError
        ``stats.out_of_range``: the value that cannot be used.

    Examples
    --------
    >>> round(unequal_design_effect(5, 0.3), 4), round(unequal_design_effect(5, 0.3, 0.5), 4)
    (2.2, 2.575)
    """
    size = float(within("mean_size", mean_size, 1.0, None))
    varying = float(within("cv", cv, 0.0, None))
    return design_effect(size * (1.0 + varying**2), float(within("icc", icc, 0.0, 1.0)))
