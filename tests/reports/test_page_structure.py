"""The report page: policy, landmarks, headings, tables, first screen, what stands in it and where."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from assay.core.evidence import Evidence
from assay.core.verdict import Advice
from assay.reports.html import SECTIONS, render_report
from assay.reports.page.decision import MOST_ROWS, tally, verdict_lines


@pytest.fixture
def page(evidence: Evidence, reading: Any) -> Any:
    return reading.Page(render_report(evidence))


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_allows_exactly_the_inline_style_and_module(page: Any) -> None:
    policy = next(
        element.attributes["content"]
        for element in page.of("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = [element for element in page.of("script") if element.attributes.get("type") != "application/json"]
    assert [element.attributes for element in scripts] == [{"type": "module"}]
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["style-src"] == f"'{digest(''.join(page.inner['style']))}'"
    module = next(text for text in page.inner["script"] if "PageTable" in text)
    assert rules["script-src"] == f"'{digest(module)}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_no_element_has_a_style_or_a_handler_of_its_own(page: Any) -> None:
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element


def test_every_element_is_closed(page: Any) -> None:
    assert page.problems == []


def test_the_page_has_landmarks_a_skip_link_and_one_main_heading(page: Any) -> None:
    for tag in ("header", "nav", "main", "footer", "h1"):
        assert len(page.of(tag)) == 1, tag
    first = next(element for element in page.elements if element.tag == "a")
    assert first.attributes["href"] == "#main"
    assert page.of("html")[0].attributes["lang"] == "en"


def test_headings_go_down_one_level_at_a_time(page: Any) -> None:
    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scopes(page: Any) -> None:
    assert len(page.of("caption")) == len(page.of("table"))
    for element in page.of("th"):
        assert element.attributes.get("scope") in ("col", "row"), element


def test_every_chart_has_a_title_a_description_and_a_table(page: Any) -> None:
    charts = [element for element in page.of("svg") if "chart" in (element.attributes.get("class") or "")]
    assert len(page.of("desc")) == len(charts)
    ids = {element.attributes.get("id") for element in page.elements}
    for chart in charts:
        assert set((chart.attributes["aria-labelledby"] or "").split()) <= ids
    assert page.visible.count("Show as table") >= min(1, len(charts))


def test_every_link_leads_to_something_on_the_page_and_ids_are_unique(page: Any) -> None:
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.of("a"):
        assert (element.attributes["href"] or "").removeprefix("#") in ids, element


def test_the_sections_stand_in_their_order(page: Any) -> None:
    sections = [element.attributes["id"] for element in page.of("section")]
    assert sections == [anchor for anchor, _ in SECTIONS if anchor not in ("judged", "calls")]


def test_every_outcome_is_a_mark_and_a_word(page: Any) -> None:
    for found in re.finditer(r"(?<![,:\w] )(?<!\d )\b(PASS|FAIL|INCONCLUSIVE)\b", page.visible):
        before = page.visible[max(0, found.start() - 12) : found.start()]
        assert re.search(r"(✓|✗|◐|\d|waived) $", before), page.visible[found.start() - 40 : found.end() + 10]


def test_the_first_screen_says_who_decided_and_whether_it_differs(examples: Any, reading: Any) -> None:
    evidence = examples.hold()
    undecided = reading.Page(render_report(evidence)).visible
    assert "No decision recorded yet." in undecided
    decided = reading.Page(render_report(evidence, decision=examples.decision(Advice.SHIP, "We accept it."))).visible
    assert "Decided: Ship, by ana (as claimed), 2026-11-22 15:30 , other than recommended. We accept it." in decided
    agreed = reading.Page(render_report(evidence, decisions=[examples.decision()])).visible
    assert "Decided: Hold, by ana" in agreed
    assert "other than recommended" not in agreed


def test_the_page_names_waivers_amendments_approvals_and_how_to_verify(examples: Any, reading: Any) -> None:
    text = reading.Page(render_report(examples.guardrails(), decisions=[examples.decision()])).visible
    for expected in (
        "✗ FAIL, waived",
        "FI is served by hand until March.",
        "The margin was copied from another plan.",
        "margin was 0.02, is 0.01",
        "lead (as claimed) approved plan content",
        "ana (as claimed) decided hold on evidence",
        "no: it has ended, or nothing failed that it covers",
        f"assay verify release.assay --key {examples.KEY}",
        "This is look 3 at this benchmark",
        "Sealed columns, not shown here: ssn.",
        "37 of 4 000 items have no country.",
        "CR1",
    ):
        assert expected in text, expected


def test_earlier_locks_are_shown_as_amendments_oldest_first(examples: Any, reading: Any) -> None:
    evidence = examples.guardrails()
    first = replace(
        evidence.lock, content="0" * 64, reason="The tier was raised.", locked_at="2026-10-01T00:00:00.000000Z"
    )
    text = reading.Page(render_report(evidence, history=[first])).visible
    assert text.index("The tier was raised.") < text.index("The margin was copied from another plan.")


def test_an_empty_part_says_what_will_be_there(examples: Any, reading: Any) -> None:
    text = reading.Page(render_report(examples.bare())).visible
    for expected in ("The plan has no gates", "Nothing was compared", "No system gives scores", "no slices"):
        assert expected in text, expected


def test_of_5_000_slices_50_stand_in_the_page_and_all_in_its_data(examples: Any) -> None:
    evidence = examples.many_slices(5000)
    html = render_report(evidence)
    start = html.index('data-table="slices"')
    data = html.index('<script type="application/json">', start) + len('<script type="application/json">')
    rows = json.loads(html[data : html.index("</script>", data)])["rows"]
    assert len(rows) == 15_000
    assert {row[2] for row in rows} == {"accuracy", "recall", "log_loss"}
    plain = html[start:data]
    assert plain.count("<tr>") == 50 + 1
    assert "50 of 15\u2009000 rows shown." in html


def test_the_failing_slices_come_first_with_a_way_to_their_items(examples: Any) -> None:
    html = render_report(examples.hold())
    start = html.index('data-table="slices"')
    fail, undecided = html.index("✗ FAIL", start), html.index("◐ INCONCLUSIVE", start)
    assert fail < undecided < html.index("✓ PASS", start)
    assert '<a href="#items-0" dir="auto">country=FI</a>' in html[start:fail]


def test_the_first_screen_shows_every_gate_and_is_bounded(examples: Any) -> None:
    evidence = examples.many_slices(500)
    lines = verdict_lines(evidence.verdicts, {})
    assert len(lines) == MOST_ROWS
    assert {line.gate for line in lines} == {verdict.gate for verdict in evidence.verdicts}
    assert [line.siblings for line in lines if line.siblings]


def test_the_tally_tells_waived_failures_apart(examples: Any) -> None:
    assert tally(examples.guardrails().verdicts) == "1 waived FAIL, 1 INCONCLUSIVE, 8 PASS"
    assert tally(()) == "no verdicts"


def test_data_for_the_module_cannot_leave_its_element(examples: Any) -> None:
    html = render_report(examples.hostile())
    for found in re.finditer(r'<script type="application/json">(.*?)</script>', html, re.DOTALL):
        assert not re.search(r"[<>&\u2028\u2029]", found.group(1))
        json.loads(found.group(1))
