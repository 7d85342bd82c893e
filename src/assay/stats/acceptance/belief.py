"""What is believed of a lot's rate after its items were judged, from what was believed before (Beta prior)."""

from scipy import special

from assay.core.errors import InputError
from assay.stats.arrays import above, between, counts


def chance_no_worse(bad: int, n: int, rate: float, *, prior: tuple[float, float] = (1.0, 1.0)) -> float:
    """Posterior chance that the rate of bad items is at most ``rate`` when ``bad`` of ``n`` were bad.

    The prior Beta(a, b) becomes Beta(a + bad, b + n - bad); (1, 1) holds every rate for equally likely,
    (1, 19) expects 5 % as 20 judged items would.

    Raises
    ------
    InputError
        ``stats.not_a_count``, ``stats.out_of_range``: the value that cannot be used.

    References
    ----------
    Hald (1981), Statistical theory of sampling inspection by attributes, chapter on prior distributions.

    Examples
    --------
    >>> round(chance_no_worse(0, 99, 0.03), 4)  # 1 - 0.97^100
    0.9524
    """
    found, judged = int(counts("bad", bad)), int(above("n", counts("n", n), 0.0))
    if found > judged:
        raise InputError("stats.out_of_range", f"bad is {found} of {judged} items.", "Give at most n.")
    first, second = (float(above("prior", each, 0.0)) for each in prior)
    return float(special.betainc(first + found, second + judged - found, float(between("rate", rate, 0.0, 1.0))))
