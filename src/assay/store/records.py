"""Records of the ledger that come as rows: what core has no word for, and how each kind is laid out and checked."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

from sqlalchemy import Table

from assay.core.canonical import canonical_json
from assay.core.errors import InputError, did_you_mean
from assay.core.judgment import Judge, JudgeKind, Judgment, Status
from assay.store.merkle import leaf_hash
from assay.store.tables import ledger

Row: TypeAlias = dict[str, Any]
"""Column to value, without ``seq`` and ``position``."""
WORDS = ("kind", "status")
"""Columns that hold a word of a fixed list."""
STATUSES = frozenset(Status)


@dataclass(frozen=True, slots=True)
class Item:
    """One item version: key is (source, item); another content under the same key is another version."""

    source: str
    """Where the external id comes from: usually the name of the dataset."""
    item: str
    """External id."""
    item_hash: str
    """Content hash of this version of the item."""
    dataset: str
    """Dataset version or output set that it is in."""
    parent: str | None = None
    """For an output: the prompt item; for a pair: the left one."""
    right_parent: str | None = None
    """For a pair: the right one."""
    system: str | None = None
    """For an output: which system wrote it."""
    run: str | None = None
    """For an output: in which run."""
    attempt: int | None = None
    """For an output: the k-th answer to the same prompt."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    name: str
    """What, dotted: ``workspace.created``, ``key.rotated``, ``bundle.written``, ``subject.erased``."""
    subject: str
    """About what: an id, a version, a fingerprint."""
    body: Mapping[str, object]
    """Details in plain JSON."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """One version of a document as the ledger keeps it; `assay.store.documents` makes and reads it."""

    kind: str
    """Its kind."""
    name: str
    """Name within its kind."""
    version: str
    """SHA-256 of ``body``."""
    body: str
    """Canonical JSON."""
    blobs: str
    """Canonical JSON list of the blobs it names, sorted."""


RowRecord: TypeAlias = Item | Judge | Judgment | DocumentText | Event


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records of one kind become rows."""

    kind: str
    """item, judge, judgment, document, event."""
    schema: str
    """Name and version of the layout."""
    table: Table
    """Where the rows are."""
    record: type[RowRecord]
    """Class of the records."""
    name_of: tuple[str, ...]
    """Columns that tell a reader which record it is."""
    check: Callable[[Any], str | None]
    """What is wrong with a record; None when nothing is."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the record, in order."""
        return tuple(column.name for column in self.table.columns)[2:]

    def row(self, record: Any, *, at: str) -> Row:
        """The row of a record that the ledger takes at ``at``.

        Raises
        ------
        InputError
            ``record.class`` for a record of another class, ``record.not_valid`` for one that breaks its own rules.
        """
        if not isinstance(record, self.record):
            raise InputError(
                "record.class",
                f"A record of kind {self.kind} is a {self.record.__name__}, not a {type(record).__name__}.",
                f"Give {self.record.__name__} records.",
            )
        names, values_of = _fields(self.kind)
        row: Row = dict(zip(names, values_of(record), strict=True))
        if self.kind == "judgment":
            row["recorded_at"] = at
        if self.kind == "event":
            row["body"] = canonical_json(row["body"]).decode()
        for name in WORDS:
            if name in row:
                row[name] = str(row[name])
        fault = self.check(record)
        if fault is not None:
            raise InputError(
                "record.not_valid", f"{self.label(row)}: {fault}", "Correct the record.", item=self.label(row)
            )
        return row

    def label(self, row: Mapping[str, Any]) -> str:
        """Which record it is, in words: ``item i7, judge model-b``."""
        return ", ".join(f"{name} {row[name]}" for name in self.name_of if row.get(name) is not None)


def row_leaf(row: Mapping[str, Any]) -> bytes:
    """What a row record hashes as: canonical JSON of its columns."""
    return canonical_json(row)


def row_hash(row: Mapping[str, Any]) -> bytes:
    """Leaf hash of a row record, 32 bytes.

    Raises
    ------
    ValueError
        When a value is not JSON: bytes, NaN, a number beyond 2**53 or text that is not Unicode.
    """
    return leaf_hash(row_leaf(row))


def layout_of(kind: str) -> Layout:
    """The layout of a kind of records.

    Raises
    ------
    InputError
        ``record.kind`` for a kind that the ledger does not have.
    """
    if kind not in LAYOUTS:
        raise InputError("record.kind", f"The ledger has no records of kind '{kind}'.", did_you_mean(kind, LAYOUTS))
    return LAYOUTS[kind]


@cache
def _fields(kind: str) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Names of the fields of a kind of records, and what gives their values in that order."""
    names = tuple(field.name for field in fields(LAYOUTS[kind].record))
    return names, attrgetter(*names)


def _nothing(_record: Any) -> str | None:
    return None


def _check_judge(judge: Judge) -> str | None:
    return None if judge.kind in set(JudgeKind) else f"'{judge.kind}' is not a kind of judge."


def judgment_fault(judgment: Judgment) -> str | None:
    """What is wrong with a judgment; None when nothing is."""
    given = [name for name in ledger.ANSWERS if getattr(judgment, name) is not None]
    if judgment.status not in STATUSES:
        return f"'{judgment.status}' is not a status."
    if judgment.status == Status.GIVEN and len(given) != 1:
        return f"a given answer is in exactly one of {', '.join(ledger.ANSWERS)}, here in {len(given)}."
    if judgment.status != Status.GIVEN and given:
        return f"its status is {judgment.status}, but it has an answer ({given[0]})."
    for name in ("number", "confidence", "seconds"):
        value = getattr(judgment, name)
        if value is not None and not math.isfinite(value):
            return f"{name} is {value}; absence is a status."
    if judgment.confidence is not None and not 0 <= judgment.confidence <= 1:
        return f"confidence is {judgment.confidence}; it is a share from 0 to 1."
    return None if judgment.attempt >= 1 else f"attempt is {judgment.attempt}; attempts count from 1."


LAYOUTS: Mapping[str, Layout] = {
    layout.kind: layout
    for layout in (
        Layout("item", "item/1", ledger.ITEM, Item, ("item", "dataset"), _nothing),
        Layout("judge", "judge/1", ledger.JUDGE, Judge, ("id", "version"), _check_judge),
        Layout("judgment", "judgment/1", ledger.JUDGMENT, Judgment, ("item", "judge", "question"), judgment_fault),
        Layout("document", "document/1", ledger.DOCUMENT, DocumentText, ("kind", "name", "version"), _nothing),
        Layout("event", "event/1", ledger.EVENT, Event, ("name", "subject"), _nothing),
    )
}
