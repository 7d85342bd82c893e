"""Run every workload and write docs/benchmarks.md: ``python -m bench [ROWS ...] [million-queue] [million-crowd]``."""

import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench import agreement_work, crowd_work, harness_work, http_work, queue_work, truth_work
from bench.clock import apart, gauge
from bench.estimate_work import METRICS
from bench.judgments import write_judgments
from bench.page import Row, Section, page
from bench.peers import PEERS, python_of
from bench.predictions import write_predictions
from bench.small import help_cpu, ledger_rows, report_seconds

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MILLION = 1_000_000
QUEUES = (10_000, 100_000)
LARGE_QUEUE, LARGE_CROWD = "million-queue", "million-crowd"
"""What else may be asked for: queues of a million items, and a million operations of clients that misbehave."""
ANSWERS_SHOWN = 24_000
"""Answers in the program whose page is measured."""
ESTIMATE = {
    "scan": "bare scan of the ten columns and a sum (pyarrow)",
    "assay": f"assay: {len(METRICS.split(','))} metrics, cluster-robust intervals, 5,456 single and paired slices",
    "scikit-learn": "scikit-learn in a pandas group-by: 8 metrics, no interval, 225 single slices",
    "fairlearn": "Fairlearn MetricFrame: 8 metrics, no interval, 225 single slices",
}
AGREEMENT = {
    "assay": "assay: alpha and its interval from 1,000 replicates",
    "krippendorff": "krippendorff: the value alone",
    "krippendorff, 10 replicates": "krippendorff: the value and 10 replicates by hand",
}


def estimates(folder: Path, rows: int) -> list[Row]:
    """The estimate workload beside its peers."""
    path = folder / f"predictions_{rows}.parquet"
    write_predictions(path, rows)
    ways = ESTIMATE if rows <= MILLION else {way: ESTIMATE[way] for way in ("scan", "assay")}
    limit = 75.0 if rows <= MILLION else 300.0
    home = {"scikit-learn": "fairlearn", "fairlearn": "fairlearn"}
    return [
        Row(f"{rows:,}", told, apart("bench.estimate_work", way, str(path), limit=limit, python=_python(home.get(way))))
        for way, told in ways.items()
    ]


def truths(folder: Path, rows: int) -> list[Row]:
    """Dawid-Skene beside crowd-kit, whose result must be the same."""
    path = folder / f"judgments_{rows}.parquet"
    write_judgments(path, rows)
    kept = {way: folder / f"truth_{way}.npz" for way in truth_work.WAYS}
    ways = list(truth_work.WAYS) if rows <= MILLION else ["assay"]
    found = []
    for way in ways:
        python = _python(way if way in PEERS else None)
        measured = apart("bench.truth_work", way, str(path), str(kept[way]), limit=300, python=python)
        found.append(Row(f"{rows:,}", f"{way}: Dawid-Skene, 10 iterations, 5 classes, 1,000 judges", measured))
    return [*found, _same(rows, truth_work.same, *kept.values())] if len(ways) > 1 else found


def agreements(folder: Path, rows: int) -> list[Row]:
    """Krippendorff's alpha with its interval beside the package's value."""
    path = folder / f"judgments_{rows}.parquet"
    kept = {way: folder / f"alpha_{place}.txt" for place, way in enumerate(AGREEMENT)}
    ways = AGREEMENT if rows <= MILLION else {"assay": AGREEMENT["assay"]}
    found = []
    for way, told in ways.items():
        python = _python(None if way == "assay" else "krippendorff")
        measured = apart("bench.agreement_work", way, str(path), str(kept[way]), limit=300, python=python)
        found.append(Row(f"{rows:,}", told, measured))
    first, second, _ = kept.values()
    return [*found, _same(rows, agreement_work.same, first, second)] if len(ways) > 1 else found


def queues(folder: Path) -> list[Row]:
    """An answer and the next item on both stores, at queues of two sizes, of a million when asked; no peer does so."""
    sizes = (*QUEUES, MILLION) if LARGE_QUEUE in sys.argv else QUEUES
    found = []
    for kind in ("sqlite", "postgres"):
        for n_items in sizes:
            measured = apart("bench.queue_work", f"{n_items}", str(folder), kind, limit=300)
            found.append(Row(f"{n_items:,}", f"{kind}: {queue_work.CYCLES:,} answers: {measured.note}", measured))
    return [*found, *crowds(folder)]


def crowds(folder: Path) -> list[Row]:
    """A million claims and answers by a crowd that misbehaves on both stores, when asked."""
    found = []
    for kind in ("sqlite", "postgres") if LARGE_CROWD in sys.argv else ():
        measured = apart("bench.crowd_work", f"{MILLION}", str(folder), kind, limit=7_200)
        n_items = MILLION // crowd_work.ITEMS_EACH
        found.append(Row(f"{n_items:,}", f"{kind}: a crowd that misbehaves: {measured.note}", measured))
    return found


def sites(folder: Path) -> list[Row]:
    """The same through HTTP: signed in, checked, and shown."""
    sizes = (*QUEUES, MILLION) if LARGE_QUEUE in sys.argv else QUEUES
    found = []
    for kind in ("sqlite", "postgres"):
        for n_items in sizes:
            measured = apart("bench.http_work", f"{n_items}", str(folder), kind, limit=600)
            found.append(Row(f"{n_items:,}", f"{kind}: {http_work.CYCLES:,} answers: {measured.note}", measured))
    return found


def faces(folder: Path) -> list[Row]:
    """A million texts brought in, the page of a program over a million items, and the next item in a real browser."""
    imported = apart("bench.import_work", f"{MILLION}", str(folder), limit=180)
    shown = apart("bench.program_work", f"{MILLION}", f"{ANSWERS_SHOWN}", str(folder), limit=300)
    found = [
        Row(f"{MILLION:,}", f"import of texts: {imported.note}", imported),
        Row(f"{MILLION:,}", f"program page: {shown.note}", shown),
    ]
    pressed = apart("bench.key_to_next", f"{QUEUES[0]}", str(folder), limit=120)
    return [*found, Row(f"{QUEUES[0]:,}", f"key to next item, Chromium: {pressed.note}", pressed)]


def harnesses(folder: Path) -> list[Row]:
    """A run of a system beside the limit of its endpoint, with and without faults, and its memory."""
    found = []
    for way, told in harness_work.WAYS.items():
        measured = apart("bench.harness_work", way, str(folder), limit=600)
        n_items = harness_work.N_ITEMS.get(way, harness_work.LARGE)
        found.append(Row(f"{n_items:,}", f"{told}: {measured.note}", measured))
    return found


def _same(rows: int, compare: object, first: Path, second: Path) -> Row:
    told = compare(first, second) if callable(compare) and first.exists() and second.exists() else "not compared"
    return Row(f"{rows:,}", f"the same result: {told}", None)


def _python(peer: str | None) -> str:
    return sys.executable if peer is None else python_of(peer)


def main() -> None:
    """Measure, print and write."""
    sizes = [int(word) for word in sys.argv[1:] if word not in (LARGE_QUEUE, LARGE_CROWD)] or [MILLION, 10 * MILLION]
    for peer in PEERS:
        python_of(peer)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speed = gauge()
        sections = [
            Section(
                "Sliced estimates of a binary classifier",
                "Read from the Parquet file each time. The peers do less: no interval, and single slices only.",
                [row for rows in sizes for row in estimates(folder, rows)],
            ),
            Section(
                "What is true of items that many judged",
                "From three columns of whole numbers in memory to a label and a posterior of each item.",
                [row for rows in sizes for row in truths(folder, rows)],
            ),
            Section(
                "Agreement with an interval",
                "From the same columns. No package was found that gives the interval; 1,000 replicates by hand take a "
                "hundred times the last row.",
                [row for rows in sizes for row in agreements(folder, rows)],
            ),
            Section(
                "An answer and the next item",
                f"{queue_work.THREADS} threads at one queue; each answer is durable and in the signed ledger when its "
                "cycle ends. The rows are items of the queue; Postgres runs on the same cores, and its CPU is not in.",
                queues(folder),
            ),
            Section(
                "An answer and the next item in the browser's way",
                f"{http_work.CLIENTS} clients, each signed in as a labeler of its own, at `assay serve` in a process "
                "of its own; clients, server and database share the cores. CPU and memory are those of the server. "
                "How to run the same client against Label Studio: docs/how-to/compare-with-label-studio.md.",
                sites(folder),
            ),
            Section(
                "What people wait for",
                "On SQLite. The program page shows the numbers that were counted last and counts them anew beside; "
                "CPU of a page is that of one. The next item is counted from the key until the frame that shows it; "
                "its CPU and memory are those of the server.",
                faces(folder),
            ),
            Section(
                "A run of a system",
                "An endpoint of 200 ms in a process of its own on the same cores, the journal on; the limit is items x "
                "latency / at once. Faults: 2 % 429, 1 % 500, 0.5 % that never answer, 0.5 % half documents. How to "
                "run inspect_ai, lm-eval and deepeval on it: docs/how-to/compare-with-inspect-lm-eval-deepeval.md.",
                harnesses(folder),
            ),
            Section(
                "Other budgets",
                "",
                [
                    Row("", "`assay --help` (CPU)", help_cpu()),
                    Row("", "report of 5,000 slices", report_seconds()),
                    *(Row("", told, measured) for told, measured in ledger_rows(folder).items()),
                ],
            ),
        ]
    packages = ("assay", "numpy", "numba", "pyarrow", "scikit-learn", "fairlearn", "crowd-kit", "krippendorff")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; {speed}"
    text = page(machine, {name: version(name) for name in packages}, sections)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
