"""Small seeded data for stories: loan decisions of two systems; the candidate is better but for one country."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest
from demo.loans import loans


@pytest.fixture
def loans_table() -> pa.Table:
    """The loans in memory."""
    return loans()


@pytest.fixture
def loans_csv(tmp_path: Path, loans_table: pa.Table) -> Path:
    """The loans as a CSV file, beside the folder the story works in."""
    path = tmp_path / "loans.csv"
    pyarrow.csv.write_csv(loans_table, path)
    return path


PLAN = """\
assay: 1
name: loan-release
purpose: Decide whether the new model replaces the old one for loan decisions.
tier: standard
author: mina
dataset: loans
positive: repaid
cluster: user
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy, recall, auroc, ece]
slices:
  - by: country
  - by: [country, device]
  - by: age
    edges: [30, 50]
checks: [duplicates, missing, imbalance, label_copy]
reviewers: [lead]
gates:
  - {name: no worse overall, kind: non_inferiority, role: core, metric: accuracy, margin: 0.02}
  - {name: recall floor, kind: threshold, role: guardrail, metric: recall, accept: 0.6}
  - {name: recall in each country, kind: worst_slice, role: slice, metric: recall, by: country, accept: 0.5}
"""


@pytest.fixture
def plan_text() -> str:
    """A plan on the loans."""
    return PLAN


IMPORT = (
    "--name", "loans", "--id", "item", "--label", "label",
    "--prediction", "old=pred_a", "--prediction", "new=pred_b", "--score", "old=score_a", "--score", "new=score_b",
    "--slice", "country,device,age", "--cluster", "user", "--by", "mina",
)  # fmt: skip


@pytest.fixture
def import_options() -> tuple[str, ...]:
    """Roles of the columns of the loans, as options of ``assay import``."""
    return IMPORT
