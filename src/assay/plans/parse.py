"""The text of a plan to a `Plan`, or every mistake in it with its line."""

import re
from collections.abc import Mapping, Sequence

from assay.core.people import same_person
from assay.core.plan import Gate, Plan
from assay.core.slices import SliceSpec
from assay.plans.fields import Fields
from assay.plans.grants import NOTHING, Grants
from assay.plans.metric_names import MetricNames
from assay.plans.parse_gates import read_gates
from assay.plans.parse_scoring import read_budget, read_scoring
from assay.plans.parse_slices import read_slices
from assay.plans.parse_systems import read_systems
from assay.plans.settings import PLAN
from assay.plans.trust import HOST
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode
from assay.texts.strict_yaml import read_settings

DATASET = re.compile(r"[^\s@:/\\][^@:/\\]*(?:@[0-9a-f]{8,64})?")


def parse_plan(
    text: str, file: str, *, known_metrics: Mapping[str, bool] | None = None, grants: Grants = NOTHING
) -> Plan:
    """The plan that ``text`` writes.

    Parameters
    ----------
    text : str
        The YAML, at most 1 MB.
    file : str
        Name for messages.
    known_metrics : mapping, optional
        Metrics by name and whether higher is better; absent means those of `assay.metrics.registry`.
    grants : Grants
        What the plan may have beside its own text; nothing leaves prompts in files empty.

    Raises
    ------
    PlanError
        With every problem of the file, by line; codes begin with ``yaml.``, ``plan.``, ``slice.`` or ``metric.``.
    """
    node, findings = read_settings(text, file, begin="Begin with 'assay: 1', or run: assay plan new.")
    plan = _plan(node, known_metrics, grants, findings) if node is not None else None
    if plan is None or findings.problems:
        raise findings.error()
    return plan


def _plan(node: MapNode, known_metrics: Mapping[str, bool] | None, grants: Grants, findings: Findings) -> Plan:
    """A plan; where a value was wrong its place is filled, because the noted problem stops it from being used."""
    fields = Fields(node, PLAN, "the plan", findings)
    fields.whole("assay")
    baseline, candidate = read_systems(fields, grants)
    scoring = read_scoring(fields, (baseline, candidate), grants)
    by_verdict = scoring is not None and scoring.by_verdict
    scoreless = candidate.says_texts or (candidate.predictions is not None and candidate.score_column is None)
    metrics = MetricNames(known_metrics, scoreless=scoreless, by_verdict=by_verdict)
    book = read_slices(fields.slices("slices"), findings)
    gates = read_gates(fields.maps("gates"), book, metrics, findings)
    listed = fields.node("gates")
    if isinstance(listed, ListNode) and not listed.members:
        findings.note("plan.no_core_gate", "The plan has no gate.", "Add one with role core.", fields.line_of("gates"))
    author = fields.text("author")
    if by_verdict:
        _note_classes(fields)
    if scoring is not None and (scoring.judge or scoring.judge_file):
        _note_weight(fields)
    return Plan(
        name=fields.text("name") or "",
        purpose=fields.text("purpose") or "",
        tier=fields.text("tier") or "",
        dataset=_dataset(fields),
        baseline=baseline,
        candidate=candidate,
        metrics=_metrics(fields, metrics, gates),
        gates=gates,
        slices=_slices(book.specs, gates),
        positive=fields.text("positive"),
        cluster=fields.text("cluster"),
        weight=fields.text("weight"),
        level=fields.number("level") or 0.0,
        power=fields.number("power") or 0.0,
        multiplicity=fields.text("multiplicity") or "",
        checks=_checks(fields, gates),
        reviewers=_reviewers(fields, author),
        author=author,
        seed=fields.whole("seed") or 0,
        reference=fields.text("reference"),
        scoring=scoring,
        budget=read_budget(fields, (baseline, candidate)),
    )


def _note_classes(fields: Fields) -> None:
    """Where outputs are good or not, no class of a label is asked about."""
    for name in ("positive", "reference"):
        if fields.given(name):
            what = f"'{name}' says nothing where outputs are good or not."
            fields.findings.note("plan.scoring", what, "Remove it, or score by a menu.", fields.line_of(name))


def _note_weight(fields: Fields) -> None:
    """People who check a judge are drawn by probabilities of their own; items do not weigh beside these."""
    if fields.given("weight"):
        what = "'weight' is not taken into account where a judge says which outputs are good."
        fields.findings.note(
            "plan.scoring", what, "Remove it, and tell parts of the items as slices.", fields.line_of("weight")
        )


def _dataset(fields: Fields) -> str:
    text = fields.text("dataset") or ""
    line = fields.line_of("dataset")
    if text and (HOST.match(text) or "://" in text):
        what = f"'dataset' is '{text}', which is on another host or behind a scheme."
        fields.findings.note("plan.another_host", what, "Import it first and name the dataset here.", line)
    elif text and not DATASET.fullmatch(text):
        what = f"'dataset' is '{text}'."
        fix = "Write name, or name@version with 8 to 64 digits of 0-9a-f; list them with: assay dataset list."
        fields.findings.note("plan.dataset", what, fix, line)
    return text


def _metrics(fields: Fields, metrics: MetricNames, gates: Sequence[Gate]) -> tuple[str, ...]:
    listed = fields.texts("metrics")
    found = [metrics.find(text, fields.findings, line) for text, line in listed]
    named = [metric.name for metric in found if metric is not None]
    return tuple(dict.fromkeys([*named, *(gate.metric for gate in gates if gate.metric)]))


def _slices(specs: Sequence[SliceSpec], gates: Sequence[Gate]) -> tuple[SliceSpec, ...]:
    return tuple(dict.fromkeys([*specs, *(gate.by for gate in gates if gate.by)]))


def _checks(fields: Fields, gates: Sequence[Gate]) -> tuple[str, ...]:
    listed = [text for text, _ in fields.texts("checks")]
    return tuple(dict.fromkeys([*listed, *(gate.check for gate in gates if gate.check)]))


def _reviewers(fields: Fields, author: str | None) -> tuple[str, ...]:
    listed = fields.texts("reviewers")
    for name, line in listed:
        if same_person(name, author):
            what = f"'{name}' wrote the plan and cannot review it."
            fields.findings.note("plan.own_approval", what, "Name another reviewer.", line)
    return tuple(name for name, _ in listed)
