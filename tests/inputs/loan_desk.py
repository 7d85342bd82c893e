"""The loans and the plan that every desk holds."""

NOW = "2026-11-22T12:00:00.000000Z"
CELLS = "item,label,pred_a,score_a,pred_b,score_b,country,user,weight,note"
PLAN = """\
assay: 1
name: release
purpose: Decide whether the new model replaces the old one.
tier: low
author: mina
dataset: loans
positive: yes_
cluster: user
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy, recall]
slices:
  - by: country
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.05}
  - {name: recall floor, kind: threshold, role: guardrail, metric: recall, accept: 0.99}
  - {name: each country, kind: worst_slice, role: slice, metric: recall, by: country, accept: 0.98, min_items: 5}
"""


def row(number: int) -> str:
    """One loan: the baseline is wrong on every third, the candidate on every fifth."""
    label, other = ("yes_", "no_") if number % 2 else ("no_", "yes_")
    first, second = (other if number % 3 == 0 else label), (other if number % 5 == 0 else label)
    scores = (("0.75" if answer == "yes_" else "0.25") for answer in (first, second))
    score_a, score_b = scores
    country = ("DE", "FR", "FI")[number % 7 % 3]
    return f"i{number:03d},{label},{first},{score_a},{second},{score_b},{country},u{number // 2},1.5,note {number}"


def loans(n: int = 140) -> str:
    """The loans as CSV."""
    return "\n".join([CELLS, *map(row, range(n))]) + "\n"


IMPORT = (
    "--id", "item", "--label", "label", "--prediction", "old=pred_a", "--prediction", "new=pred_b",
    "--score", "old=score_a", "--score", "new=score_b", "--slice", "country", "--cluster", "user",
)  # fmt: skip
