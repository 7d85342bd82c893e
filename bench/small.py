"""The smaller budgets: start-up, report, ledger."""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

from bench.clock import REPEATS, Measured, apart


def help_cpu() -> Measured:
    """CPU seconds of ``assay --help``, median of many starts."""
    cpus = []
    for _ in range(5 * REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "assay", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    median = statistics.median(cpus)
    return Measured(median, median, None)


def report_seconds() -> Measured:
    """The HTML report of an evidence with 5,000 slices."""
    return apart("bench.ledger_work", "report")


def ledger_rows(folder: Path) -> dict[str, Measured]:
    """Bulk append of a million judgments beside a plain insert, and their verification."""
    return {
        "plain insert of 1,000,000 judgments (sqlite3, synchronous=FULL)": apart(
            "bench.ledger_work", "insert", str(folder), limit=300
        ),
        "bulk append of 1,000,000 judgments to the ledger": apart(
            "bench.ledger_work", "append", str(folder), limit=300
        ),
        "verify 1,000,000 records": apart("bench.ledger_work", "verify", str(folder), limit=300),
    }
