"""Renderings as readable files, so that a reviewer sees what a change does to them.

After a wanted change: ``ASSAY_WRITE_SNAPSHOTS=1 .venv/bin/pytest tests/reports/test_report_snapshots.py``, then read
the difference in git.
"""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assay.core.evidence import Evidence
from assay.reports.html import render_report
from assay.reports.junit import junit_xml
from assay.reports.markdown import markdown_summary
from assay.reports.terminal import evidence_summary

FOLDER = Path(__file__).parents[1] / "snapshots" / "report"
NAMES = ("hold", "ship", "not_yet", "guardrails", "bare")


def terminal(evidence: Evidence, decision: Any) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, no_color=True, highlight=False, markup=False)
    console.print(evidence_summary(evidence, decision=decision))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def html(evidence: Evidence, decision: Any) -> str:
    """The page without style, module, policy and data: those have files and tests of their own."""
    page = render_report(evidence, decision=decision)
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", page, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256", page)


def check(name: str, content: str) -> None:
    path = FOLDER / name
    if os.environ.get("ASSAY_WRITE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert path.exists(), f"{path.name} is new: run once with ASSAY_WRITE_SNAPSHOTS=1 and read it"
    assert content == path.read_text(encoding="utf-8"), "changed: if wanted, run with ASSAY_WRITE_SNAPSHOTS=1 and read"


@pytest.mark.parametrize("name", NAMES)
def test_renderings_look_as_reviewed(examples: Any, name: str) -> None:
    evidence = examples.EXAMPLES[name]()
    decision = examples.decision() if name == "hold" else None
    check(f"{name}.md", markdown_summary(evidence, decision=decision))
    check(f"{name}.txt", terminal(evidence, decision))
    check(f"{name}.xml", junit_xml(evidence))


def test_the_page_looks_as_reviewed(examples: Any) -> None:
    check("hold.html", html(examples.hold(), examples.decision()))
