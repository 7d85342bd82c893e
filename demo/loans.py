"""Made-up answers of two systems to loan requests, to try the commands on: seeded, at once, without a network.

``python -m demo.loans FOLDER`` writes them twice: ``predictions.parquet``, a bare file of answers, and ``loans.csv``,
to be imported into a workspace. Every figure is drawn, none is of a real person; the candidate is better, but not in
one country.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

BARE, IMPORTED = "predictions.parquet", "loans.csv"


def main(arguments: Sequence[str]) -> int:
    """Write both files into the folder given, or here."""
    folder = Path(arguments[0] if arguments else ".")
    folder.mkdir(parents=True, exist_ok=True)
    table = loans()
    pq.write_table(bare(table), folder / BARE)
    pyarrow.csv.write_csv(table, folder / IMPORTED)
    print(f"{table.num_rows:,} made-up loan requests, answered by two systems, are in {BARE} and {IMPORTED}.")
    return 0


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


def bare(table: pa.Table) -> pa.Table:
    """The same with the candidate's answers once more as ``pred`` and ``score``, and the user as ``user_id``."""
    for name, like in (("pred", "pred_b"), ("score", "score_b"), ("user_id", "user")):
        table = table.append_column(name, table[like])
    return table.drop_columns(["user"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
