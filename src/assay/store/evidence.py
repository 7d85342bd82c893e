"""Evidence as it is kept: a document for each plan, whose blob holds the whole of it."""

import gzip
import json
from typing import TYPE_CHECKING, NamedTuple

from assay.core.canonical import canonical_json
from assay.core.encode import from_plain, to_plain
from assay.core.errors import WorkspaceError
from assay.core.evidence import Evidence, evidence_from_plain, evidence_to_plain, substance_hash
from assay.core.verdict import Decision
from assay.store.outputs import Outputs

if TYPE_CHECKING:
    from assay.store.open import Store


class KeptEvidence(NamedTuple):
    """An evidence and what was decided on it."""

    hash: str
    """Content hash of all but its run block; decisions name it."""
    evidence: Evidence
    """As it was recorded."""
    outputs: tuple[Outputs, ...]
    """The answers it rests on, baseline first."""
    decisions: tuple[Decision, ...]
    """Oldest first."""


def keep_evidence(
    store: "Store", evidence: Evidence, outputs: tuple[Outputs, ...], *, actor: str, now: str
) -> Evidence:
    """Record an evidence; one of equal substance that is the last already is given back as it was recorded."""
    name, substance = evidence.lock.plan.name, substance_hash(evidence)
    last = store.documents.find("evidence", name)
    if last is not None and last.body["substance"] == substance:
        return _read(store, str(last.body["blob"]))
    blob = store.blobs.put_bytes(gzip.compress(canonical_json(evidence_to_plain(evidence)), mtime=0))
    body = {
        "substance": substance,
        "blob": blob,
        "plan": evidence.lock.content,
        "advice": evidence.recommendation.advice.value,
        "outputs": [to_plain(each) for each in outputs],
    }
    store.documents.put("evidence", name, body, actor=actor, now=now, blobs=[blob])
    return evidence


def last_evidence(store: "Store", plan: str) -> KeptEvidence:
    """The newest evidence of a plan, with its decisions.

    Raises
    ------
    WorkspaceError
        ``evidence.none`` when it was never evaluated.
    """
    last = store.documents.find("evidence", plan)
    if last is None:
        raise WorkspaceError("evidence.none", f"Plan '{plan}' has no evidence yet.", "Make it: assay evaluate PLAN.")
    substance, listed = str(last.body["substance"]), last.body["outputs"]
    outputs = tuple(from_plain(Outputs, each) for each in (listed if isinstance(listed, list) else []))
    decisions = tuple(from_plain(Decision, each.body) for each in store.documents.history("decision", substance))
    return KeptEvidence(substance, _read(store, str(last.body["blob"])), outputs, decisions)


def _read(store: "Store", blob: str) -> Evidence:
    return evidence_from_plain(json.loads(gzip.decompress(store.blobs.read(blob))))
