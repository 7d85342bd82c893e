"""The proof story: an evidence leaves as one file that anyone can check, and what is kept is checked again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow.parquet as pq

from assay.core.canonical import Plain, canonical_json
from assay.core.errors import WorkspaceError
from assay.core.evidence import evidence_to_plain
from assay.core.ledger import Document, Head, Verification
from assay.core.named import named
from assay.reports.html import render_report
from assay.store.bundle import verify_bundle, write_bundle
from assay.store.bundle_file import MemberDocument
from assay.store.open import DATABASE, OBJECTS, SETTINGS
from assay.store.output_sets import scores_run
from assay.store.proof import EntryProof
from assay.store.proving import prove_anchor, prove_entry
from assay.store.records import Event
from assay.store.verify import verify_folder

if TYPE_CHECKING:
    import pyarrow as pa

    from assay.store.evidence import KeptEvidence
    from assay.workflows.workspace import Workspace


def bundle(workspace: "Workspace", path: Path, out: Path) -> dict[str, Any]:
    """Write the last evidence of a plan as a bundle: what was decided, on what, and the proofs that it was logged.

    Raises
    ------
    WorkspaceError
        ``evidence.none``, ``key.missing``.
    """
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan)
    store, now = workspace.store, workspace.now()
    documents = dict(logged(workspace, kept))
    head = store.ledger.sign_head(now)
    signer = store.keys.find(store.key_fingerprint)
    if signer is None:
        raise store.keys.missing(store.key_fingerprint)
    digest = write_bundle(
        out,
        {**contents(workspace, kept), **{name: canonical_json(body_of(each)) for name, each in documents.items()}},
        head=head,
        keys=store.ledger.keys(),
        signer=signer,
        now=now,
        entries=proofs(workspace, kept, documents, head),
        anchors=[prove_anchor(store, kept.evidence.run.head, head=head)],
        documents=[MemberDocument(name, each.seq, 0) for name, each in documents.items()],
    )
    event = Event("bundle.written", kept.hash, {"sha256": digest, "file": out.name})
    store.ledger.append("event", [event], id=f"bundle:{digest}", actor="bundle", now=now)
    return {
        "file": str(out),
        "sha256": digest,
        "key": store.key_fingerprint,
        "head": f"{head.size}:{head.root}",
        "entries": head.size,
    }


def contents(workspace: "Workspace", kept: "KeptEvidence") -> dict[str, bytes]:
    """What a reader opens: evidence, report, plan, facts."""
    evidence = kept.evidence
    decision = kept.decisions[-1] if kept.decisions else None
    report = render_report(
        evidence, decision=decision, decisions=kept.decisions, history=workspace.locks(evidence.lock.plan.name)
    )
    dataset = workspace.dataset(evidence.lock.plan.dataset)
    facts = workspace.evidence_facts(kept, dataset)
    return {
        "evidence.json": orjson.dumps(evidence_to_plain(evidence), option=orjson.OPT_INDENT_2),
        "report.html": report.encode(),
        "plan.yaml": evidence.lock.text.encode(),
        "facts.parquet": parquet(facts),
    }


def body_of(document: Document) -> Plain:
    """The body of a document, which was read from canonical JSON."""
    body: Any = document.body
    plain: Plain = body
    return plain


def parquet(table: "pa.Table") -> bytes:
    """A table as the bytes of one Parquet file."""
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd", write_statistics=False)
    return sink.getvalue()


def logged(workspace: "Workspace", kept: "KeptEvidence") -> Iterator[tuple[str, Document]]:
    """Documents of the ledger behind the evidence, by their name in the bundle."""
    documents, plan = workspace.store.documents, kept.evidence.lock.plan
    last = documents.find("evidence", plan.name)
    if last is not None:
        yield "ledger/evidence.json", last
    kinds = {
        "lock": plan.name,
        "waiver": plan.name,
        "decision": kept.hash,
        "reference": named(kept.evidence.lock.plan.dataset).digits,
    }
    for kind, name in kinds.items():
        for number, document in enumerate(documents.history(kind, name)):
            yield f"ledger/{kind}-{number}.json", document


def proofs(
    workspace: "Workspace", kept: "KeptEvidence", documents: dict[str, Document], head: Head
) -> list[EntryProof]:
    """Proofs of those documents, and of every segment of answers that the evidence rests on."""
    runs = {outputs.run for outputs in kept.outputs}
    runs |= {
        scores_run(each.output_set, each.judge, each.verdicts)
        for each in kept.outputs
        if each.output_set and each.judge and each.verdicts
    }
    sets = {each.output_set for each in kept.outputs if each.output_set}
    answers = [
        prove_entry(workspace.store, entry.seq, head=head)
        for entry in workspace.store.ledger.entries()
        if (entry.kind == "judgment" and entry.id.split(":")[1:2] and entry.id.split(":")[1] in runs)
        or (entry.kind == "item" and sets.intersection(entry.id.split(":")))
    ]
    seqs = sorted({each.seq for each in documents.values()})
    return sorted(
        [*(prove_entry(workspace.store, seq, head=head, positions=[0]) for seq in seqs), *answers],
        key=lambda proof: proof.entry.seq,
    )


def verify_file(file: Path, *, key: str | None, head: str | None) -> Verification:
    """Whether a bundle is intact; needs nothing but the file, and a key or head that was kept elsewhere."""
    return verify_bundle(file, key=read_key(key), head=head)


def verify_workspace(folder: Path, *, key: str | None, head: str | None) -> Verification:
    """Whether a workspace is intact, even one that can no longer be opened."""
    if not any((folder / part).exists() for part in (SETTINGS, DATABASE, OBJECTS)):
        raise WorkspaceError("workspace.none", f"There is no workspace in {folder}.", "Make one: assay init.")
    return verify_folder(folder, key=read_key(key), head=head)


def read_key(key: str | None) -> str | None:
    """A key as given, or the content of the file that it names."""
    if key is not None and len(key) < 4096 and Path(key).is_file():
        return Path(key).read_text(encoding="ascii", errors="replace")
    return key
