"""The plan that the tests of this room change."""

import pytest

EXAMPLE = """\
assay: 1
name: income-release
purpose: Decide whether the boosted model replaces the linear one for income screening.
tier: standard
author: mina@example.org
dataset: adult@3f2a9c1d            # or just: adult
positive: ">50K"
cluster: household
weight: null
level: 0.95
power: 0.8
multiplicity: holm
seed: 7
systems:
  baseline: {name: linear}                      # answers imported with the dataset
  candidate: {name: boosted, predictions: boosted.parquet, label: prediction, score: score}
metrics: [accuracy, recall, auroc, ece, brier]
slices:
  - by: sex
  - by: [sex, race]
  - by: age
    edges: [25, 45, 65]          # or quantiles: 4
  - name: young women
    where: sex == "Female" and age < 30
checks: [duplicates, missing, imbalance, label_copy]
reviewers: [lead@example.org]
gates:
  - {name: no worse overall, kind: non_inferiority, role: core, metric: accuracy, margin: 0.01}
  - {name: recall floor, kind: threshold, role: guardrail, metric: recall, accept: 0.60, fail: 0.55}
  - {name: recall for each sex, kind: worst_slice, role: slice, metric: recall, by: sex, accept: 0.5, min_items: 200}
  - {name: recall gap, kind: gap, role: slice, metric: recall, by: sex, accept: 0.1}
  - {name: calibrated, kind: calibration, role: guardrail, metric: ece, accept: 0.03}
  - {name: no label copy, kind: check, role: guardrail, check: label_copy}
"""


@pytest.fixture
def example() -> str:
    """A plan that uses every setting."""
    return EXAMPLE
