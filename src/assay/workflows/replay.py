"""The replay story: an evidence recomputed from its facts, and the first difference named."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from assay.core.check import CheckResult
from assay.core.errors import InputError
from assay.core.evidence import Evidence, evidence_from_plain, evidence_to_plain, substance_hash
from assay.datasets.checks import run_checks
from assay.gates.caveats import caveats
from assay.gates.missing import assess_all
from assay.store.bundle import read_bundle

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a recomputation gave what was recorded."""

    same: bool
    """Whether every value outside the run block is equal."""
    source: str
    """What it was recomputed from."""
    substance: str
    """Content hash of what was recorded, run block left out."""
    checked: int
    """Values that were compared."""
    place: str | None = None
    """Where the first difference is, such as ``estimates[3].value``."""
    recorded: str | None = None
    """What was recorded there."""
    recomputed: str | None = None
    """What came out now."""


def replay_bundle(file: Path) -> Replay:
    """Recompute the evidence in a bundle from its facts; data checks, which need the whole dataset, are taken as given.

    Raises
    ------
    InputError
        ``bundle.unreadable``, ``replay.no_evidence``.
    """
    members = read_bundle(file)
    try:
        evidence = evidence_from_plain(json.loads(members["evidence.json"]))
        table = pq.read_table(io.BytesIO(members["facts.parquet"]))
        kept = json.loads(members["ledger/evidence.json"])["substance"]
    except (KeyError, TypeError, ValueError, pa.ArrowException) as error:
        what = f"{file} has no evidence and facts that can be read: {error}."
        raise InputError("replay.no_evidence", what, "Check it first: assay verify.", file=str(file)) from None
    substance = substance_hash(evidence)
    if substance != kept:
        return Replay(False, f"bundle {file.name}", kept, 1, "evidence.json", kept, substance)
    return compared(evidence, recomputed(evidence, table, evidence.checks), f"bundle {file.name}")


def replay_workspace(workspace: "Workspace", path: Path) -> Replay:
    """Recompute the last evidence of a plan from the ledger as of its position, data checks included.

    Raises
    ------
    WorkspaceError
        ``evidence.none``.
    """
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan)
    evidence = kept.evidence
    dataset = workspace.dataset(evidence.lock.plan.dataset)
    table = workspace.evidence_facts(kept, dataset)
    checks = run_checks(
        evidence.lock.plan.checks,
        workspace.table(dataset),
        dataset.manifest.columns,
        previous=workspace.previous(dataset),
    )
    source = f"the ledger as of entry {evidence.run.entry}"
    return compared(evidence, recomputed(evidence, table, tuple(checks)), source)


def recomputed(evidence: Evidence, table: pa.Table, checks: tuple[CheckResult, ...]) -> Evidence:
    """The evidence that the same code makes of these facts."""
    plan = evidence.lock.plan
    facts, found, missing = assess_all(
        plan,
        table,
        checks=checks,
        waivers=evidence.waivers,
        plan_content=evidence.lock.content,
        plan_state=evidence.plan_state,
        now=evidence.run.started_at,
        judged=evidence.judged,
    )
    source = evidence.reference_source
    return replace(
        evidence,
        estimates=tuple(found.estimates),
        comparisons=tuple(found.comparisons),
        checks=checks,
        verdicts=found.verdicts,
        recommendation=found.recommendation,
        curves=found.curves,
        items=found.items,
        missing=missing,
        judged=found.judged,
        limits=caveats(
            plan,
            facts,
            looks=evidence.looks,
            state=evidence.plan_state,
            reference_source=source,
            reference=evidence.reference,
            judged=evidence.judged,
        ),
    )


def compared(evidence: Evidence, again: Evidence, source: str) -> Replay:
    """Both evidences value by value; the run block may differ."""
    recorded, now = evidence_to_plain(evidence), evidence_to_plain(again)
    recorded.pop("run")
    now.pop("run")
    checked = 0
    for place, old, new in leaves("", recorded, now):
        checked += 1
        if old != new or type(old) is not type(new):
            return Replay(False, source, substance_hash(evidence), checked, place, shown(old), shown(new))
    return Replay(True, source, substance_hash(evidence), checked)


def leaves(place: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every pair of single values at one place; containers of another shape are a pair themselves."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for name in old:
            yield from leaves(f"{place}.{name}" if place else name, old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from leaves(f"{place}[{number}]", *pair)
    else:
        yield place, old, new


def shown(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"
