"""What called judges said: judgments in segments, and beside them their reasons as a table that a document names.

A judgment that is on the ledger already is not added again; one that failed is taken the place of by an answer. What
was said of a canary is no judgment of an item, and is in the table alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyarrow import compute

from assay.core.answers import LABEL, NUMBER, STRUCTURE, TEXT
from assay.core.canonical import content_hash
from assay.core.encode import from_plain, to_plain
from assay.core.judgment import Judge, Status
from assay.core.to_judge import Said
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table
from assay.store.parts import read_part
from assay.store.segments import parquet_bytes
from assay.store.votes import append_judgments, named_votes

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
JUDGE_RUN, JUDGE_FILE = "judge_run", "judge_file"
"""Kinds of the documents: what a command had a judge say, and what is behind each version of a judge."""
TEXTS = ("question", "shown", "demanded", "status", "answer", "why", "rationale", "text", "detail", "served")
_TYPES: dict[str, pa.DataType] = {
    "item": pa.string(),
    "attempt": pa.int64(),
    **{name: pa.string() for name in TEXTS},
    "seconds": pa.float64(),
    "cost": pa.float64(),
}
REASONS = pa.schema(_TYPES)
"""Columns of the table of reasons, one row an answer; ``cost`` is in the smallest unit."""


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """What one command had a judge say."""

    run: str
    """Run that the judgments carry."""
    dataset: str
    """Dataset version."""
    judge: str
    """Name of the judge."""
    kind: str
    """``llm_judge`` or ``agent``."""
    judge_version: str
    """Version of the judge."""
    questions: tuple[str, ...]
    """What it was asked."""
    guidelines: tuple[str, ...]
    """Versions of the guidelines; empty where a question has none."""
    n_judgments: int
    """Judgments that were added."""
    statuses: tuple[tuple[str, int], ...]
    """Of them by status."""
    served: tuple[str, ...]
    """What the endpoint said that it is."""
    cost: float | None
    """In the smallest unit of the currency."""
    currency: str | None
    """ISO 4217."""
    table: str
    """Blob with the reasons."""


class _Known(NamedTuple):
    status: str
    name: str


def keep_said(
    store: "Store",
    said: Sequence[Said],
    judge: Judge,
    *,
    version: str,
    costs: Sequence[int | None],
    currency: str | None,
    actor: str,
    now: str,
) -> JudgeRun | None:
    """Keep what a judge said of items of a dataset version; None where all of it is on the ledger already.

    ``costs`` are whole smallest units, one for each of ``said``.
    """
    known = _known(store, judge, version)
    fresh = [
        (each, cost, known.get(_key(each)))
        for each, cost in zip(said, costs, strict=True)
        if each.demanded is None and _is_new(each, known.get(_key(each)))
    ]
    shown = _fresh_canaries(store, said, judge, version)
    if not fresh and not shown:
        return None
    told = [[*map(str, _key(each)), each.status.value, before.name if before else ""] for each, _, before in fresh]
    told += [[each.to_judge.item, each.question, str(each.demanded)] for each in shown]
    run = content_hash({"dataset": version, "judge": to_plain(judge), "said": told})[:32]
    table = _segment(fresh, judge, currency=currency, run=run)
    append_judgments(store, table, [judge], run=run, actor=actor, now=now)
    kept = [*(each for each, _, _ in fresh), *shown]
    blob = store.blobs.put_bytes(parquet_bytes(_reasons(kept)))
    spent = [each.cost for each in kept if each.cost is not None]
    found = JudgeRun(
        run=run,
        dataset=version,
        judge=judge.id,
        kind=judge.kind.value,
        judge_version=judge.version,
        questions=tuple(dict.fromkeys(each.question for each in kept)),
        guidelines=tuple(dict.fromkeys(each.guideline or "" for each in kept)),
        n_judgments=len(fresh),
        statuses=tuple(sorted(Counter(each.status.value for each, _, _ in fresh).items())),
        served=tuple(sorted({each.served for each in kept if each.served})),
        cost=sum(spent) if spent else None,
        currency=currency,
        table=blob,
    )
    store.documents.put(JUDGE_RUN, f"{judge.id}:{run}", to_plain(found), actor=actor, now=now, blobs=[blob])
    return found


def judge_runs(store: "Store", judge: str | None = None) -> Iterator[tuple[str, JudgeRun]]:
    """When each run was kept, and the run, oldest first; of one judge where it is named."""
    for each in store.documents.every(JUDGE_RUN):
        found: JudgeRun = from_plain(JudgeRun, each.body)
        if judge in (None, found.judge):
            yield each.at, found


def served_around(store: "Store", judge: str, at: str) -> tuple[list[str], list[str]]:
    """What the endpoint of a judge said that it is, in runs up to a time and after it."""
    found: tuple[list[str], list[str]] = ([], [])
    for kept_at, run in judge_runs(store, judge):
        found[kept_at > at].extend(run.served)
    return found


def reasons_of(store: "Store", run: JudgeRun) -> pa.Table:
    """What a judge said in a run, with its reasons; see `REASONS`."""
    return read_part(store.blobs, run.table, None)


def canaries_of(store: "Store", judge: Judge | tuple[str, str], question: str, *, version: str) -> pa.Table:
    """What a judge (by name and version) answered to canaries on a question, each once; see `REASONS`."""
    name, of_version = (judge.id, judge.version) if isinstance(judge, Judge) else judge
    runs = [run for _, run in judge_runs(store, name) if run.judge_version == of_version and run.dataset == version]
    found = [REASONS.empty_table()]
    for run in runs:
        table = reasons_of(store, run)
        found.append(table.filter(pc.and_(pc.is_valid(table["demanded"]), pc.equal(table["question"], question))))
    every, seen, rows = pa.concat_tables(found), set(), []
    for row, key in enumerate(zip(every["item"].to_pylist(), every["demanded"].to_pylist(), strict=True)):
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return every.take(pa.array(rows, pa.int64()))


def rationales(store: "Store", judge: str, judge_version: str, question: str, *, version: str) -> dict[str, str]:
    """The newest reasons that a judge gave for each item, where it gave some."""
    found: dict[str, str] = {}
    for _, run in judge_runs(store, judge):
        if (run.judge_version, run.dataset) == (judge_version, version):
            for row in reasons_of(store, run).select(["item", "question", "demanded", "rationale"]).to_pylist():
                if row["question"] == question and row["demanded"] is None and row["rationale"]:
                    found[str(row["item"])] = str(row["rationale"])
    return found


def told_of(
    store: "Store", judge: str, judge_version: str, *, version: str
) -> dict[tuple[Any, ...], tuple[float | None, str]]:
    """What each verdict of a judge cost and why it has no answer, by item, question, attempt and side shown first.

    The cost is in the smallest unit, to the last digit: that of a judgment is whole. It is None where it is not known.
    """
    found: dict[tuple[Any, ...], tuple[float | None, str]] = {}
    names = ("item", "question", "attempt", "shown", "cost", "why", "demanded")
    for _, run in judge_runs(store, judge):
        if (run.judge_version, run.dataset) == (judge_version, version):
            for row in reasons_of(store, run).select(list(names)).to_pylist():
                if row["demanded"] is None:
                    key = row["item"], row["question"], row["attempt"], row["shown"]
                    found[key] = (row["cost"], str(row["why"] or ""))
    return found


def _fresh_canaries(store: "Store", said: Sequence[Said], judge: Judge, version: str) -> list[Said]:
    """Canaries of which nothing is kept yet."""
    every = [each for each in said if each.demanded is not None]
    seen: set[tuple[Any, ...]] = set()
    for question in {each.question for each in every}:
        table = canaries_of(store, judge, question, version=version)
        names = (table[name].to_pylist() for name in ("item", "question", "demanded"))
        seen |= set(zip(*names, strict=True))
    return [each for each in every if (each.to_judge.item, each.question, each.demanded) not in seen]


def _known(store: "Store", judge: Judge, version: str) -> dict[tuple[Any, ...], _Known]:
    every = named_votes(store, version, position=store.ledger.size())
    mine = every.filter(pc.and_(pc.equal(every["judge"], judge.id), pc.equal(every["judge_version"], judge.version)))
    names = ("item", "question", "guideline_version", "attempt", "order_shown")
    keys = zip(*(mine[name].to_pylist() for name in names), strict=True)
    rows = zip(keys, mine["status"].to_pylist(), mine["name"].to_pylist(), strict=True)
    return {tuple(key): _Known(str(status), str(name)) for key, status, name in rows}


def _key(said: Said) -> tuple[Any, ...]:
    return said.to_judge.item, said.question, said.guideline, said.attempt, said.shown


def _is_new(said: Said, known: _Known | None) -> bool:
    """Whether it was not said before, or is an answer where there was none."""
    return known is None or (known.status == Status.FAILED.value and said.status is not Status.FAILED)


def _segment(
    fresh: Sequence[tuple[Said, int | None, _Known | None]], judge: Judge, *, currency: str | None, run: str
) -> pa.Table:
    said = [each for each, _, _ in fresh]
    columns: dict[str, Any] = {
        "item": [each.to_judge.item for each in said],
        "item_hash": [each.to_judge.item_hash for each in said],
        "question": [each.question for each in said],
        "judge": judge.id,
        "judge_version": judge.version,
        "guideline_version": [each.guideline for each in said],
        "status": [each.status.value for each in said],
        "recorded_at": "",
        **{column: [_in(each, column) for each in said] for column in (LABEL, NUMBER, TEXT, STRUCTURE)},
        "confidence": [each.confidence for each in said],
        "order_shown": [each.shown for each in said],
        "attempt": [each.attempt for each in said],
        "seconds": [each.seconds for each in said],
        "cost_minor": [cost for _, cost, _ in fresh],
        "currency": [None if cost is None else currency for _, cost, _ in fresh],
        "sample": [each.to_judge.sample for each in said],
        "run": run,
        "supersedes": [None if before is None else before.name for _, _, before in fresh],
    }
    return filled_table(JUDGMENT_SEGMENT, len(said), columns)


def _in(said: Said, column: str) -> str | float | None:
    """What stands in a column of the answer."""
    return said.given.value if said.given is not None and said.given.column == column else None


def _reasons(said: Sequence[Said]) -> pa.Table:
    rows = [
        {
            **{name: getattr(each, name) for name in ("attempt", "question", "shown", "demanded", "why", "rationale")},
            **{name: getattr(each, name) for name in ("text", "detail", "served", "seconds", "cost")},
            "item": each.to_judge.item,
            "status": each.status.value,
            "answer": None if each.given is None else written(each.given.value),
        }
        for each in said
    ]
    return pa.Table.from_pylist(rows, schema=REASONS)


def written(value: str | float) -> str:
    """An answer as a text; a whole number without a point."""
    return f"{value:.15g}" if isinstance(value, float) else value
