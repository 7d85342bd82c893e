"""Run every workload and write docs/benchmarks.md."""

import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench.clock import Measured, apart
from bench.estimate_work import METRICS
from bench.page import Row, page
from bench.predictions import write_predictions
from bench.small import help_cpu, ledger_rows, report_seconds

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
ESTIMATE = {
    "scan": "bare scan of the ten columns and a sum (pyarrow)",
    "assay": f"assay: {len(METRICS.split(','))} metrics, cluster-robust intervals, all single and paired slices",
    "scikit-learn": "scikit-learn in a pandas group-by: 8 metrics, no interval, single slices",
    "fairlearn": "Fairlearn MetricFrame: 8 metrics, no interval, single slices",
}
SLICES = {"scan": "", "assay": "5,456", "scikit-learn": "225", "fairlearn": "225"}


def estimate_rows(folder: Path, rows: int) -> list[Row]:
    """The estimate workload beside its peers."""
    path = folder / f"predictions_{rows}.parquet"
    write_predictions(path, rows)
    ways = ESTIMATE if rows <= 1_000_000 else {way: ESTIMATE[way] for way in ("scan", "assay")}
    return [
        Row(f"{rows:,}", told, SLICES[way], apart("bench.estimate_work", way, str(path))) for way, told in ways.items()
    ]


def main() -> None:
    """Measure, print and write."""
    sizes = [int(word) for word in sys.argv[1:]] or [1_000_000, 10_000_000]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        estimates = [row for rows in sizes for row in estimate_rows(folder, rows)]
        small: dict[str, Measured] = {
            "`assay --help` (CPU)": help_cpu(),
            "report of 5,000 slices": report_seconds(),
            **ledger_rows(folder),
        }
    packages = ("assay", "numpy", "numba", "pyarrow", "scikit-learn", "fairlearn")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    text = page(machine, {name: version(name) for name in packages}, estimates, small)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
