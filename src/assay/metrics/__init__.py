"""Numbers from facts: definition -> mergeable state -> estimate -> comparison.

A metric is a smooth function of sums of per-row terms, or a rank statistic with per-row influence values.
In: `Facts` (arrays). Out: estimates and comparisons with intervals, n and method card.
May import stats and core; does not know the store.
"""
