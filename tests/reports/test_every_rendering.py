"""Every rendering of every example: no bare estimate, no zero-width interval, no NaN, nothing fetched, text inert."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from assay.core.estimate import Comparison, Estimate
from assay.core.evidence import Evidence
from assay.core.figures import figure
from assay.core.safe_text import UNSEEN
from assay.reports.renderings import FORMATS, render_files
from assay.reports.terminal import comparisons_table, estimates_table, evidence_summary

INTERVAL = re.compile(r"\(([\u2212\d.\u2009]+) to ([\u2212\d.\u2009]+)\)")
NO_NUMBER = re.compile(r"(?<![\w.])(nan|inf|infinity|-inf)(?![\w.])", re.IGNORECASE)
AFTER_A_VALUE = re.compile(r"\s*(\(|—|higher|lower)")
BELOW_A_VALUE = re.compile(r"[^\n]*\n\s*\(")
BEFORE_AN_END = re.compile(r"(\(|to\s|at least\s|at most\s|worse than\s)$")


def terminal_text(evidence: Evidence, *, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, no_color=True, highlight=False, markup=False)
    console.print(evidence_summary(evidence))
    console.print(estimates_table(evidence.estimates))
    console.print(comparisons_table(evidence.comparisons, evidence.verdicts))
    return out.getvalue()


def texts(evidence: Evidence, reading: Any) -> Iterator[tuple[str, str]]:
    """Name and what a reader sees of each rendering that is read as text."""
    yield "html", reading.Page(render_files(evidence, "html")["report.html"]).visible
    yield "markdown", render_files(evidence, "markdown")["report.md"]
    yield "junit", render_files(evidence, "junit")["junit.xml"]
    yield "terminal", terminal_text(evidence, width=500)


def estimates_of(evidence: Evidence) -> Iterator[Estimate | Comparison]:
    yield from evidence.estimates
    yield from evidence.comparisons
    for curve in evidence.curves:
        yield from curve.observed


def test_no_estimate_is_shown_bare(evidence: Evidence, reading: Any) -> None:
    values = {
        figure(value, each.interval).split(" ")[0].lstrip("\u2212")
        for each in estimates_of(evidence)
        if each.interval is not None
        and (value := each.value if isinstance(each, Estimate) else each.difference) is not None
    }
    for name, text in texts(evidence, reading):
        for value in values:
            for found in re.finditer(rf"(?<![\w.\u2009]){re.escape(value)}(?![\w\u2009]|\.\d)", text):
                after, before = text[found.end() :], text[: found.start()].rstrip("\u2212")
                is_with_interval = AFTER_A_VALUE.match(after) or BEFORE_AN_END.search(before)
                is_a_score = name == "html" and before.rstrip().endswith(("right", "wrong"))
                is_above_its_interval = name == "terminal" and BELOW_A_VALUE.match(after)
                assert is_with_interval or is_a_score or is_above_its_interval, (
                    name,
                    text[found.start() - 80 : found.end() + 40],
                )


def test_no_interval_has_zero_width(evidence: Evidence, reading: Any) -> None:
    for name, text in texts(evidence, reading):
        for low, high in INTERVAL.findall(text):
            assert low != high, (name, low)


def test_no_rendering_holds_nan_or_infinity(evidence: Evidence, reading: Any) -> None:
    for name, text in texts(evidence, reading):
        assert not NO_NUMBER.search(text), name
    for content in render_files(evidence, "csv").values():
        assert not any(NO_NUMBER.fullmatch(cell) for row in csv.reader(io.StringIO(content)) for cell in row)
    json.loads(render_files(evidence, "json")["evidence.json"], parse_constant=pytest.fail)


def test_a_value_in_csv_has_its_interval_or_its_reason(evidence: Evidence) -> None:
    tables = render_files(evidence, "csv")
    for name, value in (("estimates.csv", "value"), ("comparisons.csv", "difference"), ("verdicts.csv", "value")):
        for row in csv.DictReader(io.StringIO(tables[name])):
            has_interval = bool(row["low"]) and float(row["low"]) < float(row["high"])
            assert has_interval or row["reason"] or (name == "verdicts.csv" and not row[value])


def test_nothing_unseen_is_left_in_any_text(evidence: Evidence) -> None:
    for format_ in FORMATS:
        for name, content in render_files(evidence, format_).items():
            lines = content.replace("\r\n", "\n").split("\n")
            assert not any(UNSEEN.search(line) for line in lines), name
            content.encode()
    assert not any(UNSEEN.search(line) for line in terminal_text(evidence).split("\n"))


def test_the_terminal_holds_at_80_columns_without_colour(evidence: Evidence) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, no_color=True, highlight=False, markup=False)
    console.print(evidence_summary(evidence))
    from rich.cells import cell_len

    assert max(cell_len(line) for line in out.getvalue().split("\n")) <= 80


def test_the_page_asks_for_nothing_from_outside(evidence: Evidence, reading: Any) -> None:
    page = reading.Page(render_files(evidence, "html")["report.html"])
    fetching = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href", "ping"}
    for element in page.elements:
        assert not fetching & set(element.attributes), element
        href = element.attributes.get("href")
        assert href is None or href.startswith("#") or href == "data:,", element
    assert not re.search(r"url\(|@import", "".join(page.inner["style"]))


def test_the_markdown_fetches_nothing_and_mentions_nobody(evidence: Evidence) -> None:
    import nh3
    from markdown_it import MarkdownIt

    text = render_files(evidence, "markdown")["report.md"]
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<img" not in html
    assert "<a " not in html
    assert "<script" not in html
    assert "@" not in text
    assert nh3.clean(html).count("<table>") == html.count("<table>")


def test_the_junit_file_is_valid_and_has_a_case_a_verdict(evidence: Evidence) -> None:
    root = ET.fromstring(render_files(evidence, "junit")["junit.xml"])  # noqa: S314 - our own file
    assert len(root.findall(".//testcase")) == len(evidence.verdicts) == int(root.attrib["tests"])


def test_a_csv_cell_from_outside_is_never_a_formula(evidence: Evidence) -> None:
    for content in render_files(evidence, "csv").values():
        for row in csv.reader(io.StringIO(content)):
            for cell in row:
                assert is_number(cell) or not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
                assert len(cell) < 32_767


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_same_evidence_gives_the_same_bytes(evidence: Evidence) -> None:
    for format_ in FORMATS:
        assert render_files(evidence, format_) == render_files(evidence, format_)
