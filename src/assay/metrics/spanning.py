"""Clusters whose items lie in several slices of one cut, so that the slices are not independent."""

import numpy as np

from assay.core.slices import SliceSpec
from assay.metrics.facts import Facts
from assay.metrics.slices import group


def clusters_across(facts: Facts, spec: SliceSpec) -> int:
    """How many clusters have items in more than one slice of a cut; 0 where no column names the clusters.

    Raises
    ------
    InputError
        As `assay.metrics.slices.group`.
    """
    if facts.layout.cluster is None or not facts.n_rows:
        return 0
    codes, starts = group(facts, spec).codes, facts.layout.starts[:-1]
    last = np.maximum.reduceat(codes, starts)
    first = np.minimum.reduceat(np.where(codes < 0, last.max(), codes), starts)
    return int(np.count_nonzero(first < last))
