"""docs/benchmarks.md from what was measured."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bench.clock import Measured


class Row(NamedTuple):
    """One way to do a workload, or a word about the rows above it."""

    rows: str
    what: str
    measured: Measured | None


class Section(NamedTuple):
    """One workload."""

    title: str
    told: str
    rows: Sequence[Row]


def page(machine: str, versions: Mapping[str, str], sections: Sequence[Section]) -> str:
    """The whole page."""
    lines = [
        "# How fast it is, beside its peers",
        "",
        "Made by `make bench`; do not edit.",
        "Each way runs in a process of its own; compiled kernels are warm.",
        "Estimates, truth and agreement are medians of three runs; queues, servers, pages, harness are one each.",
        "Each peer runs as its documentation shows, in an environment of its own (requirements/peers).",
        f"Machine: {machine}.",
        "Versions: " + ", ".join(f"{name} {number}" for name, number in versions.items()) + ".",
    ]
    for section in sections:
        lines += ["", f"## {section.title}", ""]
        lines += [section.told, ""] if section.told else []
        lines += ["| rows | what | wall s | CPU s | peak MB |", "|---:|---|---:|---:|---:|"]
        lines += [f"| {row.rows} | {row.what} | {cells(row.measured)} |" for row in section.rows]
    return "\n".join(lines) + "\n"


def cells(measured: Measured | None) -> str:
    """Three cells, or why there are none."""
    if measured is None:
        return " | | "
    if measured.seconds is None:
        return f"{measured.note} | | "
    cpu = "" if measured.cpu is None else f"{measured.cpu:.3f}"
    peak = "" if measured.peak_mb is None else f"{measured.peak_mb:,.0f}"
    return f"{measured.seconds:.3f} | {cpu} | {peak}"
