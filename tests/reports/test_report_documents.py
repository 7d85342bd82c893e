"""JSON, CSV, JUnit, Markdown and terminal: their shapes and their rules."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from assay.core.check import CheckResult
from assay.core.errors import InputError
from assay.core.evidence import Evidence, evidence_from_plain
from assay.core.ledger import Finding
from assay.core.verdict import Advice, Outcome
from assay.reports.csv import safe_cell
from assay.reports.json import comparisons_json, estimates_json, json_text
from assay.reports.junit import junit_xml
from assay.reports.markdown import markdown_summary, plain
from assay.reports.renderings import render_files
from assay.reports.terminal import (
    checks_table,
    comparisons_table,
    estimates_table,
    evidence_summary,
    findings_table,
    verdicts_table,
)


@pytest.fixture
def hold(examples: Any) -> Evidence:
    return examples.hold()


def printed(content: Any, *, width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, highlight=False, markup=False).print(content)
    return out.getvalue()


# JSON


def test_estimates_have_the_documented_shape(hold: Evidence) -> None:
    first, *_, last = estimates_json(hold.estimates)["estimates"]
    assert list(first)[:9] == ["metric", "slice", "system", "value", "interval", "level", "n", "n_effective", "reason"]
    assert first["slice"] is None
    assert first["interval"] == pytest.approx([0.849, 0.873], abs=0.001)
    assert first["method"]["options"] == [["positive", "approved"], ["ties", "half"], ["seed", "7"]]
    assert last["slice"] == {"country": "日本"}
    assert (last["interval"], last["reason"]) == (None, "too_few_items")


def test_comparisons_have_the_documented_shape(hold: Evidence) -> None:
    first = comparisons_json(hold.comparisons, hold.verdicts)["comparisons"][0]
    assert first["metric"] == "accuracy"
    assert first["slice"] is None
    assert (first["baseline"], first["candidate"]) == (0.861, 0.874)
    assert (first["baseline_name"], first["candidate_name"]) == ("rules-2025", "gradient-7")
    assert first["difference"] == pytest.approx(0.013)
    assert first["interval"][0] < first["difference"] < first["interval"][1]
    assert first["verdict"] == "PASS"
    assert comparisons_json(hold.comparisons)["comparisons"][0]["verdict"] is None


def test_the_evidence_in_json_reads_back(hold: Evidence) -> None:
    assert evidence_from_plain(json.loads(render_files(hold, "json")["evidence.json"])) == hold


def test_json_keeps_hostile_text_but_shows_it_as_escapes(examples: Any) -> None:
    for text in examples.HOSTILE:
        written = json_text({"name": text})
        assert json.loads(written) == {"name": text}
        written.encode()


def test_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text({"value": float("nan")})


# CSV


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-0.5, "-0.5"),
        (None, ""),
        (True, "true"),
        (3, "3"),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("+1", "'+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\\t=1"),
        ("\r=1", "'\\r=1"),
        ("＝1＋1", "'＝1＋1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_is_a_number_or_a_text_that_cannot_run(cell: Any, written: str) -> None:
    assert safe_cell(cell) == written


def test_every_table_has_a_row_for_each_record(hold: Evidence) -> None:
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in render_files(hold, "csv").items()}
    assert {name: len(each) for name, each in rows.items()} == {
        "estimates.csv": len(hold.estimates),
        "comparisons.csv": len(hold.comparisons),
        "verdicts.csv": len(hold.verdicts),
        "checks.csv": len(hold.checks),
        "items.csv": sum(len(each.examples) for each in hold.items),
    }
    assert float(rows["estimates.csv"][0]["value"]) == hold.estimates[0].value
    assert rows["verdicts.csv"][5]["outcome"] == "FAIL"


# JUnit


def outcomes(evidence: Evidence) -> dict[str, str]:
    root = ET.fromstring(junit_xml(evidence))  # noqa: S314 - our own file
    found = {}
    for case in root.iter("testcase"):
        failure = case.find("failure")
        kind = f"failure {failure.attrib['type']}" if failure is not None else ""
        found[case.attrib["name"]] = kind or ("skipped" if case.find("skipped") is not None else "passed")
    return found


def test_a_failing_gate_is_a_failure_and_an_undecided_one_too_while_it_does_not_ship(hold: Evidence) -> None:
    found = outcomes(hold)
    assert found["recall in each country [country=FI]"] == "failure fail"
    assert found["recall in each country [country=日本]"] == "failure inconclusive"
    assert found["no worse overall"] == "passed"


def test_a_waived_failure_and_an_undecided_slice_are_skipped_when_it_ships(examples: Any) -> None:
    found = outcomes(examples.guardrails())
    assert found["recall in each country [country=FI]"] == "skipped"
    assert found["recall in each country [country=日本]"] == "skipped"
    assert not [name for name, outcome in found.items() if outcome.startswith("failure")]


@pytest.mark.parametrize("advice", [Advice.NOT_YET, Advice.HOLD])
def test_an_undecided_gate_fails_the_page_whenever_the_command_does(examples: Any, advice: Advice) -> None:
    evidence = examples.not_yet()
    evidence = replace(evidence, recommendation=replace(evidence.recommendation, advice=advice))
    assert outcomes(evidence) == {"no worse overall": "failure inconclusive"}


# Markdown


def test_the_summary_names_recommendation_decision_verdicts_and_head(hold: Evidence, examples: Any) -> None:
    text = markdown_summary(hold, decision=examples.decision())
    assert text.startswith("## ✗ Hold: loan-release\n")
    for expected in ("**Decided: Hold**, by ana", "| ✗ FAIL | recall in each country (slice)", "### What changed"):
        assert expected in text
    assert hold.run.head.root in text
    assert hold.run.head.key in text


def test_the_summary_is_short_however_many_slices(examples: Any) -> None:
    text = markdown_summary(examples.many_slices(200))
    assert len(text.splitlines()) < 60
    assert "and 181 more verdicts, in the report." in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", "a\\|b"),
        ("<b>", "&lt;b&gt;"),
        ("@team #12", "&#64;team &#35;12"),
        ("https://evil.example", "https&#58;//evil.example"),
        ("www.evil.example", "www&#46;evil.example"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("a\nb", "a\\\\nb"),
    ],
)
def test_text_from_outside_is_no_markdown(text: str, written: str) -> None:
    assert plain(text) == written


# Terminal


def test_a_long_table_shows_its_first_rows_and_counts_the_rest(examples: Any) -> None:
    evidence = examples.many_slices(100)
    text = printed(estimates_table(evidence.estimates, most=10))
    assert "and 598 more rows: --json gives all of them" in text
    assert "and 297 more rows" in printed(comparisons_table(evidence.comparisons, most=7))


def test_verdicts_in_the_terminal_begin_with_failures(hold: Evidence) -> None:
    text = printed(verdicts_table(hold.verdicts))
    assert text.index("✗ FAIL") < text.index("◐ INCONCLUSIVE") < text.index("✓ PASS")


def test_rich_markup_in_names_is_shown_not_obeyed(hold: Evidence) -> None:
    check = CheckResult("[bold red]x[/bold red]", False, "[link=http://evil]y[/link]", "z", 1)
    text = printed(checks_table([check]))
    assert "[bold red]" in text.replace("\n", "")
    assert "\x1b" not in text


def test_the_summary_in_the_terminal_names_decision_and_limits(hold: Evidence, examples: Any) -> None:
    text = printed(evidence_summary(hold, decision=examples.decision()), width=120)
    for expected in ("✗ Hold", "Decided: Hold, by ana (as claimed)", "What changed", "nothing here speaks of seasons"):
        assert expected in text


@pytest.mark.parametrize("table", [estimates_table, comparisons_table, verdicts_table, checks_table])
def test_an_empty_table_says_so(table: Any) -> None:
    assert printed(table(())).startswith("No ")


def test_what_verify_found_is_listed(hold: Evidence) -> None:
    assert "Intact" in printed(findings_table(()))
    text = printed(findings_table([Finding("record", "entry 3", "expected ab, found cd")]))
    assert "Altered: 1 found." in text
    assert "entry 3" in text


def test_an_unknown_format_names_the_known_ones(hold: Evidence) -> None:
    with pytest.raises(InputError, match="Did you mean 'markdown'"):
        render_files(hold, "markdwn")


def test_outcomes_of_the_examples_cover_all_words(examples: Any) -> None:
    assert {verdict.outcome for verdict in examples.hold().verdicts} == set(Outcome)
