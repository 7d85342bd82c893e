"""Blobs that documents name, sealed values against their commitments, keys against their events, derived tables."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

from assay.core.errors import AssayError
from assay.store.blobs import Blobs, digest_file
from assay.store.judgments import SEALED_TABLE
from assay.store.merkle import node_hash
from assay.store.rotation import CREATED, ROTATED
from assay.store.sealed import ERASED, KIND, open_value
from assay.store.tables.derived import DOCUMENT_LATEST, SEGMENT_CONTENT, TREE_NODE
from assay.store.tables.ledger import SEALED_VALUE, SUBJECT_KEY
from assay.store.verifying.entries import Log
from assay.store.verifying.findings import Findings
from assay.store.verifying.records import Records
from assay.store.verifying.scan import Scan

DERIVED = "a derived table was changed (the ledger itself is checked apart); make it again from the ledger"


def check_documents(records: Records, blobs: Blobs, findings: Findings) -> None:
    """Versions are hashes of bodies, and every blob that a document names is there with its bytes."""
    seen: dict[str, str | None] = {}
    for row in records.documents:
        where = f"entry {row['seq']}, document {row['kind']} '{row['name']}'"
        if not isinstance(row["body"], str) or _digest(row["body"]) != row["version"]:
            findings.add("record", where, "its version is not the hash of its body")
        for blob in _names(row["blobs"]):
            if blob not in seen:
                seen[blob] = _blob_fault(blobs, blob)
            fault = seen[blob]
            if fault is not None:
                findings.add("blob", where, f"{blob} {fault}")


def check_keys(log: Log, records: Records, findings: Findings) -> None:
    """Every key came with an event of the log, and every such event left its key."""
    stated = {each.since: each.public for each in log.chain}
    told = {row["seq"]: _body(row).get("public") for row in records.events if row["name"] in (CREATED, ROTATED)}
    for seq in sorted(stated.keys() | told.keys(), key=str):
        if stated.get(seq) != told.get(seq):
            findings.add("key", f"key since entry {seq}", "the key and the event that brought it do not agree")


def check_sealed(scan: Scan, blobs: Blobs, records: Records, findings: Findings) -> None:
    """Every sealed value opens to what was committed to; one that is gone has the tombstone of its person."""
    with findings.faults_of("table subject_key"):
        keys = {row["subject"]: row["key"] for row in scan.rows(SUBJECT_KEY)}
        committed = dict(_commitments(records, blobs, findings))
        erased = {row["subject"] for row in records.events if row["name"] == ERASED}
        for row in scan.rows(SEALED_VALUE):
            where = f"sealed value of item {row['item']}, column {row['column']}"
            place = committed.pop(row["commitment"], None)
            if place != (row["dataset"], row["column"], row["item"], row["subject"]):
                findings.add("sealed", where, "the log has no such commitment")
            elif open_value(row, keys.get(row["subject"], b"")) is None:
                findings.add("sealed", where, "it does not open to the value that was committed to")
        for dataset, column, item, subject in committed.values():
            if subject not in erased:
                where = f"sealed value of item {item}, column {column}"
                findings.add("sealed", where, f"it is gone from {dataset} without a tombstone")


def check_derived(scan: Scan, log: Log, records: Records, findings: Findings) -> None:
    """Derived tables are what the ledger gives."""
    numbers = range(len(log.leaves))
    nodes = {(0, number, log.leaves[number]) for number in numbers} | set(_inner_nodes(log.leaves))
    content = {
        (seq, ordinal, each["about"], each["version"], each["run"], each["rows"])
        for seq, found in records.content.items()
        for ordinal, each in enumerate(found)
    }
    latest: dict[tuple[Any, Any], tuple[Any, ...]] = {}
    for row in records.documents:
        name = (row["kind"], row["name"])
        versions = latest[name][-1] if name in latest else 0
        latest[name] = (*name, row["seq"], row["position"], row["version"], versions + 1)
    unreadable = {seq for seq, entry in log.entries.items() if entry.segment} - records.content.keys()
    for table, wanted in ((TREE_NODE, nodes), (DOCUMENT_LATEST, set(latest.values())), (SEGMENT_CONTENT, content)):
        with findings.faults_of(f"table {table.name}"):
            skipped = unreadable if table is SEGMENT_CONTENT else set()
            _compare(table, _tuples(scan, table, skipped), wanted, findings)


def _tuples(scan: Scan, table: Table, skipped: set[int]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in scan.rows(table) if row.get("seq") not in skipped]


def _compare(table: Table, found: Sequence[tuple[Any, ...]], wanted: set[Any], findings: Findings) -> None:
    if len(found) != len(wanted) or set(found) != wanted:
        findings.add("derived", f"table {table.name}", DERIVED)


def _inner_nodes(leaves: Sequence[bytes]) -> Iterator[tuple[int, int, bytes]]:
    level, below = 0, list(leaves)
    while len(below) > 1:
        level += 1
        below = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        yield from ((level, position, node) for position, node in enumerate(below))


def _commitments(records: Records, blobs: Blobs, findings: Findings) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    for row in records.documents:
        if row["kind"] != KIND:
            continue
        body = _body(row)
        try:
            table = pq.read_table(io.BytesIO(blobs.read(str(body.get("table"))))).cast(SEALED_TABLE)
        except (AssayError, pa.ArrowException, OSError, ValueError) as error:
            findings.add("sealed", f"entry {row['seq']}, commitments of {row['name']}", f"cannot be read: {error}")
            continue
        for each in table.to_pylist():
            yield each["commitment"], (str(body.get("dataset")), str(body.get("column")), each["item"], each["subject"])


def _blob_fault(blobs: Blobs, name: str) -> str | None:
    try:
        found = digest_file(blobs.path(name))
    except (AssayError, OSError):
        return "is missing"
    return None if found == name else f"has other bytes (SHA-256 {found})"


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        body = json.loads(row["body"])
    except (ValueError, TypeError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _names(text: Any) -> list[str]:
    try:
        names = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return []
    return [str(name) for name in names] if isinstance(names, list) else []


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
