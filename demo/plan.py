"""The plan of the demo, as a team would write it before the first result."""

from demo.benchmark import Benchmark
from demo.train import BASELINE, CANDIDATE

AUTHOR, APPROVER = "mina", "lead"


def plan_text(benchmark: Benchmark) -> str:
    """The plan as a YAML file: what must be better, what must not get worse, and for whom."""
    cut, metric, worst = benchmark.slice_column, benchmark.slice_metric, benchmark.worst_column
    return f"""\
# Written before the first result; locked by content, so comments and layout are free.
assay: 1
name: {benchmark.name}-release
purpose: Decide whether {CANDIDATE} replaces {BASELINE}. {benchmark.question}
tier: standard
author: {AUTHOR}
reviewers: [{APPROVER}]
dataset: {benchmark.name}
positive: {benchmark.positive}

systems:
  baseline:
    name: {BASELINE}
  candidate:
    name: {CANDIDATE}

metrics: [accuracy, auroc, recall, precision, f1, brier, ece]
slices: [{", ".join(dict.fromkeys((cut, worst, *benchmark.cuts)))}]
checks: [duplicates, missing, {benchmark.check}]
level: 0.95
power: 0.8
multiplicity: holm
seed: 7

gates:
  - name: no less accurate
    kind: non_inferiority
    role: core
    metric: accuracy
    margin: 0.01
  - name: ranks well
    kind: threshold
    role: core
    metric: auroc
    accept: 0.9
    fail: 0.88
  - name: {metric} kept for each {cut}
    kind: non_inferiority
    role: slice
    metric: {metric}
    by: {cut}
    margin: 0.05
  - name: accurate for each {worst}
    kind: worst_slice
    role: slice
    metric: accuracy
    by: {worst}
    accept: 0.8
  - name: calibrated
    kind: calibration
    role: guardrail
    metric: ece
    accept: 0.05
  - name: {benchmark.check.replace("_", " ")}
    kind: check
    role: guardrail
    check: {benchmark.check}
"""
