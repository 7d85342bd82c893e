"""Small seeded data for stories: loan decisions of two systems; the candidate is better but for one country."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest


def loans(n: int = 1200, *, seed: int = 5, worse_in: str = "FI") -> pa.Table:
    """Items with label, two systems' answers and scores, country, device and user (three items a user)."""
    random = np.random.default_rng(seed)
    users = np.arange(n) // 3
    country = np.array(["DE", "FR", "FI"])[
        np.random.default_rng(seed + 1).choice(3, users.max() + 1, p=[0.5, 0.3, 0.2])
    ]
    country = country[users]
    signal = random.normal(0, 1, n) + np.repeat(random.normal(0, 0.4, users.max() + 1), 3)[:n]
    label = random.random(n) < 1 / (1 + np.exp(-2 * signal))
    baseline = 1 / (1 + np.exp(-(1.2 * signal + random.normal(0, 2.0, n))))
    noise = np.where(country == worse_in, 6.0, 0.5)
    candidate = 1 / (1 + np.exp(-(2 * signal + random.normal(0, 1, n) * noise)))
    return pa.table(
        {
            "item": [f"loan-{number:05d}" for number in range(n)],
            "label": np.where(label, "repaid", "default"),
            "pred_a": np.where(baseline >= 0.5, "repaid", "default"),
            "score_a": baseline.round(6),
            "pred_b": np.where(candidate >= 0.5, "repaid", "default"),
            "score_b": candidate.round(6),
            "country": country,
            "device": np.array(["phone", "desktop"])[random.integers(0, 2, n)],
            "age": random.integers(18, 80, n),
            "user": [f"u{number}" for number in users],
        }
    )


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
