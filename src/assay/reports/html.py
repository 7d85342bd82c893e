"""The report: one HTML file that asks nothing of any server, readable on a phone and on paper."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assay.core.evidence import Evidence
from assay.core.figures import count
from assay.core.plan import Lock, Plan
from assay.core.verdict import Decision
from assay.reports.charts import cut
from assay.reports.numbers import level_words
from assay.reports.page.calibration import curve_views
from assay.reports.page.called import called_view
from assay.reports.page.changes import change_lines
from assay.reports.page.decision import LONGEST_NAME, decision_view
from assay.reports.page.forest import forest_view
from assay.reports.page.items import items_view
from assay.reports.page.judged import judged_view
from assay.reports.page.limits import check_lines, limit_lines
from assay.reports.page.methods import method_index
from assay.reports.page.people import people_view
from assay.reports.page.reference import reference_facts
from assay.reports.page.slices import slices_table
from assay.reports.templating import digest, packaged_style, packaged_text, render
from assay.reports.words import moment, short_version

SECTIONS = (
    ("decision", "Decision"),
    ("judged", "Judge and people"),
    ("calls", "Calls"),
    ("changes", "What changed"),
    ("slices-section", "Slices"),
    ("calibration", "Calibration"),
    ("items", "Items"),
    ("data", "Checks and limits"),
    ("people", "Approvals"),
    ("method", "Method"),
    ("verify", "Verify"),
)


def render_report(
    evidence: Evidence,
    *,
    decision: Decision | None = None,
    decisions: Sequence[Decision] = (),
    history: Sequence[Lock] = (),
    evidence_hash: str | None = None,
) -> str:
    """The whole report as one HTML document.

    Parameters
    ----------
    decision : the decision that holds, shown on the first screen; by default the last of ``decisions``.
    decisions : all decisions on this evidence, oldest first.
    history : the locks that this evidence's lock amends, oldest first.
    evidence_hash : content hash of the evidence, shown where it can be verified.
    """
    holds = decision if decision is not None else (decisions[-1] if decisions else None)
    listed = decisions or ((holds,) if holds else ())
    return str(render("report.html.j2", **_shell(), **_content(evidence, holds, listed, history, evidence_hash)))


def _shell() -> dict[str, Any]:
    """Style, module and the policy that allows just these two."""
    style, module = packaged_style("report.css"), packaged_text("report.mjs")
    policy = (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(module)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": _inline(style), "module": _inline(module), "policy": Markup(policy)}  # noqa: S704 - digests only


def _content(
    evidence: Evidence,
    decision: Decision | None,
    decisions: Sequence[Decision],
    history: Sequence[Lock],
    evidence_hash: str | None,
) -> dict[str, Any]:
    items, methods, run = items_view(evidence), method_index(evidence), evidence.run
    judged, called = judged_view(evidence), called_view(evidence)
    absent = {name for name, view in (("judged", judged), ("calls", called)) if view is None}
    return {
        "evidence": evidence,
        "plan": evidence.lock.plan,
        "head": _head(evidence.lock.plan),
        "run": run,
        "sections": [each for each in SECTIONS if each[0] not in absent],
        "level": level_words(evidence.lock.plan.level),
        "n_items": count(evidence.dataset.n_items),
        "finished": moment(run.finished_at),
        "signed": moment(run.head.at),
        "head_size": count(run.head.size),
        "entry": count(run.entry),
        "evidence_hash": evidence_hash,
        "decision": decision_view(evidence, decision, {place: f"#{anchor}" for place, anchor in items.by_gate.items()}),
        "forest": forest_view(evidence),
        "judged": judged,
        "called": called,
        "changes": change_lines(evidence, methods),
        "slices": slices_table(evidence, items.by_slice),
        "curves": curve_views(evidence),
        "items": items,
        "checks": check_lines(evidence),
        "limits": limit_lines(evidence),
        "reference": reference_facts(evidence),
        "people": people_view(evidence, decisions, history),
        "methods": methods,
    }


def _head(plan: Plan) -> dict[str, str]:
    """Names that the head of the page tells, cut so that the decision stays on its two pages."""
    names = {
        "plan": plan.name,
        "tier": plan.tier,
        "dataset": short_version(plan.dataset),
        "baseline": plan.baseline.name,
        "candidate": plan.candidate.name,
    }
    return {key: cut(name, LONGEST_NAME) for key, name in names.items()}


def _inline(text: str) -> Markup:
    """A packaged file as it is; refused when it could end its element early."""
    if "</" in text:
        raise ValueError("a packaged style or module must not hold '</'")
    return Markup(text)  # noqa: S704 - our own file
