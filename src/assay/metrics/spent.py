"""What an answer takes, in seconds or money: the mean of each of two judges and their difference, paired by item."""

from assay.core.estimate import Comparison
from assay.metrics.amounts import Codes, Floats, Of, mean_amount

SENTENCES = {
    "seconds": "Mean seconds that an answer took.",
    "cost": "Mean cost of an answer, in the smallest unit of the currency.",
}


def spent(
    name: str, first: Floats, second: Floats, *, items: Codes, systems: tuple[str, str], level: float = 0.95
) -> Comparison:
    """Mean of each and their difference (second less first), on the same rows.

    Parameters
    ----------
    name : one of `SENTENCES`
    first, second : float arrays of shape (n,)
    items : int array of shape (n,)
        Item of each row.
    """
    one, two = (
        mean_amount(name, SENTENCES[name], values, Of(system=system, clusters=items, level=level), least=0.0)
        for values, system in zip((first, second), systems, strict=True)
    )
    change = mean_amount(name, SENTENCES[name], second - first, Of(clusters=items, level=level))
    return Comparison(
        metric=name,
        slice=(),
        baseline=one,
        candidate=two,
        difference=change.value,
        interval=change.interval,
        level=level,
        n=change.n,
        n_effective=change.n_effective,
        reason=change.reason,
        spread=change.spread,
        method=change.method,
        higher_is_better=False,
    )
