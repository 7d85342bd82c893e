"""One door to all renderings of an evidence, by the name of the format."""

from collections.abc import Sequence

from assay.core.errors import InputError, did_you_mean
from assay.core.evidence import Evidence
from assay.core.plan import Lock
from assay.core.verdict import Decision
from assay.reports.csv import evidence_tables
from assay.reports.html import render_report
from assay.reports.json import evidence_json, json_text
from assay.reports.junit import junit_xml
from assay.reports.markdown import markdown_summary

FORMATS = ("csv", "html", "json", "junit", "markdown")


def render_files(
    evidence: Evidence, format_: str, *, decisions: Sequence[Decision] = (), history: Sequence[Lock] = ()
) -> dict[str, str]:
    """File name to content: five tables for ``csv``, one file for each other format.

    ``decisions`` on this evidence stand oldest first: the last one holds. ``history`` are the locks that this
    evidence's lock amends, oldest first.

    Raises
    ------
    InputError
        ``report.unknown_format`` with the formats there are.
    """
    decision = decisions[-1] if decisions else None
    match format_:
        case "html":
            return {"report.html": render_report(evidence, decision=decision, decisions=decisions, history=history)}
        case "markdown":
            return {"report.md": markdown_summary(evidence, decision=decision)}
        case "json":
            return {"evidence.json": json_text(evidence_json(evidence))}
        case "junit":
            return {"junit.xml": junit_xml(evidence)}
        case "csv":
            return evidence_tables(evidence)
    raise InputError("report.unknown_format", f"There is no format '{format_}'.", did_you_mean(format_, FORMATS))
