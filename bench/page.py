"""docs/benchmarks.md from what was measured."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bench.clock import Measured


class Row(NamedTuple):
    """One way to do the estimate workload."""

    rows: str
    what: str
    slices: str
    measured: Measured


def page(machine: str, versions: Mapping[str, str], estimates: Sequence[Row], small: Mapping[str, Measured]) -> str:
    """The whole page."""
    lines = [
        "# How fast it is, beside its peers",
        "",
        "Made by `make bench`; do not edit.",
        "Medians of three runs in one session, each way in a process of its own, read from the Parquet file each time; "
        "compiled kernels are warm.",
        f"Machine: {machine}.",
        "Versions: " + ", ".join(f"{name} {number}" for name, number in versions.items()) + ".",
        "",
        "## Sliced estimates of a binary classifier",
        "",
        "The peers do less: they give no interval, and single slices only.",
        "They are run as their documentation shows, in the same environment.",
        "",
        "| rows | what | slices | wall s | CPU s | peak MB |",
        "|---:|---|---:|---:|---:|---:|",
        *(f"| {row.rows} | {row.what} | {row.slices} | {cells(row.measured)} |" for row in estimates),
        "",
        "## Other budgets",
        "",
        "| what | wall s | CPU s | peak MB |",
        "|---|---:|---:|---:|",
        *(f"| {what} | {cells(measured)} |" for what, measured in small.items()),
    ]
    return "\n".join(lines) + "\n"


def cells(measured: Measured) -> str:
    """Three cells, or why there are none."""
    if measured.seconds is None:
        return f"{measured.note} | | "
    cpu = "" if measured.cpu is None else f"{measured.cpu:.3f}"
    peak = "" if measured.peak_mb is None else f"{measured.peak_mb:,.0f}"
    return f"{measured.seconds:.3f} | {cpu} | {peak}"
