"""The story of votes in a bare file: who agrees with whom."""

from collections.abc import Sequence
from typing import Any

from assay.core.estimate import Estimate
from assay.core.slices import SliceSpec
from assay.datasets.votes import Names, listed, vote_table
from assay.metrics import agreement
from assay.metrics.facts import columns_of_spec
from assay.metrics.long_facts import long_facts
from assay.metrics.slices import parse_by


def agree(
    data: Any,
    *,
    metric: Names,
    item: Names | None = None,
    judge: Names | None = None,
    answer: str | None = None,
    judges: Names | None = None,
    scale: str = "nominal",
    weights: str = "identity",
    by: Names = (),
    pairs: bool = False,
    repeats: str = "last",
    level: float = 0.95,
    replicates: int = 0,
    seed: int = 7,
) -> tuple[Estimate, ...]:
    """Agreement of judges, with intervals, from one row a judgment or one column a judge.

    Parameters
    ----------
    data : path, pandas, polars, pyarrow, DuckDB or Ibis object, or dict of lists
        Long: one row a judgment, with the columns ``item``, ``judge`` and ``answer``.
        Wide: one row an item, with one column for each of ``judges``.
    metric : names, or one text with commas
        alpha, cohen, scott, light, fleiss, conger, ac1, brennan_prediger, icc1 to icc3 and icc1k to icc3k, kendall_w.
    scale : nominal, ordinal, interval or ratio (alpha)
    weights : identity, linear, quadratic, ordinal or ratio (the kappas)
    by : columns of the long form whose levels are slices, such as a question or a guideline version
    pairs : whether each pair of judges is estimated too
    repeats : last, first or all
        Which answer of a judge counts who answered an item several times.

    Raises
    ------
    InputError
        With what is wrong, where, and what would be right.

    Examples
    --------
    >>> import assay
    >>> votes = {"ann": ["a", "a", "b", "b"] * 10, "bob": ["a", "b", "b", "b"] * 10}
    >>> print(round(assay.agree(votes, judges="ann,bob", metric="cohen")[0].value, 3))
    0.5
    """
    specs = tuple(parse_by(each) for each in ([by] if isinstance(by, str) else by))
    table, names = vote_table(data, item=item, judge=judge, answer=answer, judges=judges, more=_columns(specs))
    facts = long_facts(table, item=names[0], judge=names[1], answer=names[2], by=specs, repeats=repeats)
    return agreement.agree(
        listed(metric),
        facts,
        scale=scale,
        weights=weights,
        by=specs,
        pairs=pairs,
        level=level,
        replicates=replicates,
        seed=seed,
    )


def _columns(specs: Sequence[SliceSpec]) -> list[str]:
    return [name for spec in specs for name in columns_of_spec(spec)]
