"""JUnit XML: one test case a verdict, so that a CI page shows gates as it shows tests.

FAIL is a failure. A waived FAIL is skipped, with the waiver named. INCONCLUSIVE is a failure of type
``inconclusive`` when the recommendation is hold or not yet, and skipped when the release ships all the same: the
colour of the page then agrees with the exit code.
Layout: https://github.com/testmoapp/junitxml
"""

import xml.etree.ElementTree as ET

from assay.core.evidence import Evidence
from assay.core.safe_text import neutral
from assay.core.slices import slice_text
from assay.core.verdict import Advice, Outcome, Verdict
from assay.reports.numbers import verdict_written
from assay.reports.words import ADVICE, KINDS, ROLES

LONGEST_MESSAGE = 2_000
SHIPS = (Advice.SHIP, Advice.SHIP_WITH_GUARDRAILS)


def junit_xml(evidence: Evidence) -> str:
    """The verdicts of an evidence as JUnit XML, with an XML declaration; valid for any text in the evidence."""
    cases = [_case(verdict, evidence) for verdict in evidence.verdicts]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
    }
    root = ET.Element("testsuites", {"name": "assay", **counts})
    plan = _text(evidence.lock.plan.name)
    suite = ET.SubElement(
        root, "testsuite", {"name": plan, **counts, "timestamp": _text(evidence.run.finished_at[:19])}
    )
    suite.append(_properties(evidence))
    suite.extend(cases)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _properties(evidence: Evidence) -> ET.Element:
    facts = {
        "recommendation": ADVICE[evidence.recommendation.advice],
        "why": evidence.recommendation.why,
        "plan": evidence.lock.content,
        "plan_state": evidence.plan_state,
        "dataset": evidence.lock.plan.dataset,
        "tree_head": evidence.run.head.root,
    }
    holder = ET.Element("properties")
    for name, value in facts.items():
        ET.SubElement(holder, "property", {"name": name, "value": _text(value)})
    return holder


def _case(verdict: Verdict, evidence: Evidence) -> ET.Element:
    place = f"{verdict.gate} [{slice_text(verdict.slice)}]" if verdict.slice else verdict.gate
    names = {"classname": f"{evidence.lock.plan.name}.{ROLES[verdict.role]}", "name": place}
    case = ET.Element("testcase", {key: _text(value) for key, value in names.items()})
    _add_outcome(case, verdict, ships=evidence.recommendation.advice in SHIPS)
    ET.SubElement(case, "system-out").text = _details(verdict)
    return case


def _add_outcome(case: ET.Element, verdict: Verdict, *, ships: bool) -> None:
    if verdict.outcome is Outcome.PASS:
        return
    if verdict.outcome is Outcome.FAIL and verdict.waiver is not None:
        ET.SubElement(case, "skipped", {"message": _text(f"FAIL, waived by {verdict.waiver}: {verdict.why}")})
    elif verdict.outcome is Outcome.FAIL:
        ET.SubElement(case, "failure", {"type": "fail", "message": _text(verdict.why)})
    elif ships:
        ET.SubElement(case, "skipped", {"message": _text(f"INCONCLUSIVE: {verdict.why}")})
    else:
        ET.SubElement(case, "failure", {"type": "inconclusive", "message": _text(verdict.why)})


def _details(verdict: Verdict) -> str:
    lines = [
        f"gate: {KINDS[verdict.kind]}, {ROLES[verdict.role]}",
        f"outcome: {verdict.outcome.value}",
        f"measured: {verdict_written(verdict)}" if verdict.metric else "",
    ]
    return "\n".join(_text(line) for line in lines if line)


def _text(text: str) -> str:
    return neutral(text, most=LONGEST_MESSAGE)
