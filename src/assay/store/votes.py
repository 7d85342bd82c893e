"""Judgments of people and machine judges: appended in segments, read back as votes as of one ledger position.

Answers of systems are read by `assay.store.answers`; they are no votes on what is right.
"""

import weakref
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute
from sqlalchemy import select

from assay.core.canonical import content_hash
from assay.core.encode import to_plain
from assay.core.errors import WorkspaceError, did_you_mean
from assay.core.item import DatasetVersion, Role
from assay.core.judgment import RULED, Judge, JudgeKind
from assay.core.ledger import Entry
from assay.core.ports import Progress
from assay.store.answers import ORDINAL, items_of, name_of_ordinal, ordinal, without_superseded
from assay.store.database import Database
from assay.store.derived import read_chosen
from assay.store.judgments_read import judgments_read
from assay.store.present_votes import that_count
from assay.store.segments import MOST_ROWS
from assay.store.tables.derived import SEGMENT_CONTENT

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
READ = (
    *("item", "item_hash", "question", "judge", "judge_version", "guideline_version", "status"),
    *("label", "number", "text", "structure", "confidence", "attempt", "seconds", "observed_at", "recorded_at", "run"),
    "supersedes",
    "order_shown",
    "cost_minor",
    "currency",
)
"""Columns of a judgment that votes are made from."""
COLUMNS = {
    "question": "question",
    "guideline": "guideline_version",
    **{name: name for name in ("kind", "judge_version", "status", "attempt", "seconds", "observed_at", "run")},
    "shown": "order_shown",
    "cost": "cost_minor",
    "recorded_at": "recorded_at",
}
"""Columns of votes beside item, judge and answer, and what they are called in a judgment."""
CUTS = (Role.SLICE, Role.GROUP, Role.CLUSTER)
"""Columns of a dataset that its votes can be cut by."""
PEOPLE = "people"
"""Every labeler, where all of them count as one judge."""
JOIN = "\x1f"
_LAST: weakref.WeakKeyDictionary[Database, tuple[tuple[str, int, bool], pa.Table]] = weakref.WeakKeyDictionary()
"""Of each database, the votes that were read last: a page asks for them several times."""


class Votes(NamedTuple):
    """Judgments on one question of a dataset version, as read at one ledger position."""

    table: pa.Table
    """One row a judgment."""
    question: str
    """The question."""
    position: int
    """Entries of the ledger that count."""


def append_judgments(
    store: "Store",
    table: pa.Table,
    judges: Sequence[Judge],
    *,
    run: str,
    actor: str,
    now: str,
    progress: Progress | None = None,
) -> None:
    """Append judgments in segments, and the judges that are new; taken up again where an interrupted run stopped.

    ``table`` has the columns of `assay.store.judgments.JUDGMENT_SEGMENT`. The same run with the same records adds
    nothing.
    """
    known = set(store.ledger.judges())
    new = [judge for judge in judges if judge not in known]
    if new:
        name = f"judges:{content_hash([to_plain(judge) for judge in new])}"
        store.ledger.append("judge", new, id=name, actor=actor, now=now)
    for start in range(0, table.num_rows, MOST_ROWS):
        part = table.slice(start, MOST_ROWS)
        store.ledger.append_segment("judgment", part, id=f"judgments:{run}:{start}", actor=actor, now=now)
        if progress:
            progress(start + part.num_rows, table.num_rows, "judgments")


def votes_of(store: "Store", version: str, *, position: int, systems: bool = False) -> pa.Table:
    """Every judgment by people and machine judges on the items of a dataset version, in ledger order.

    A judgment counts only if it was made on the content that the item has in this version, and no later one
    supersedes it; rulings are no votes. Columns `READ` without ``item_hash`` and ``supersedes``, and ``kind``, the kind
    of the judge. With ``systems`` their answers are there too.
    """
    return _votes_of(store, version, position, systems=systems).drop_columns([ORDINAL, "item_hash", "supersedes"])


def machine_votes(store: "Store", version: str, judge: str, *, position: int) -> pa.Table:
    """What a machine judge said of the items of a dataset version, under whatever version of its own, oldest first.

    Columns ``item``, ``item_hash``, ``question``, ``label``, ``number``, ``status``, ``confidence``,
    ``judge_version``.
    """
    every = _votes_of(store, version, position, systems=False)
    mine = pc.and_(pc.equal(every["judge"], judge), pc.not_equal(every["kind"], JudgeKind.LABELER.value))
    return every.filter(mine).select(
        ["item", "item_hash", "question", "label", "number", "status", "confidence", "judge_version"]
    )


def currencies_of(store: "Store", version: str, judge: str, judge_version: str, *, position: int) -> tuple[str, ...]:
    """The currencies in which judgments of a judge on the items of a dataset version have a cost."""
    every = _votes_of(store, version, position, systems=False)
    mine = pc.and_(pc.equal(every["judge"], judge), pc.equal(every["judge_version"], judge_version))
    return tuple(sorted({str(each) for each in pc.unique(every.filter(mine)["currency"]).to_pylist() if each}))


def named_votes(store: "Store", version: str, *, position: int) -> pa.Table:
    """`votes_of` with a column ``name``, how the ledger calls each judgment, so that another can take its place."""
    every = _votes_of(store, version, position, systems=False)
    names = [name_of_ordinal(int(each)) for each in every[ORDINAL].to_numpy()]
    return every.drop_columns([ORDINAL, "supersedes"]).append_column("name", pa.array(names, pa.string()))


def _votes_of(store: "Store", version: str, position: int, *, systems: bool) -> pa.Table:
    """As read at this position; what was asked for last is not read again."""
    asked = (version, position, systems)
    known = _LAST.get(store.database)
    if known is None or known[0] != asked:
        known = (asked, _read_votes(store, version, position, systems=systems))
        _LAST[store.database] = known
    return known[1]


def _read_votes(store: "Store", version: str, position: int, *, systems: bool) -> pa.Table:
    every = pa.concat_tables([*_segments(store, position, systems=systems), _rows(store, position)])
    kept = without_superseded(every)
    kept = kept.filter(pc.invert(pc.fill_null(pc.ends_with(kept["run"], RULED), False)))
    kept = _on_content(store, kept, version, position)
    kept = kept.append_column("kind", _kinds(store, kept))
    if not systems:
        kept = kept.filter(pc.not_equal(kept["kind"], JudgeKind.SYSTEM.value))
    return kept.sort_by(ORDINAL)


def votes_on(
    store: "Store",
    manifest: DatasetVersion,
    question: str | None,
    *,
    version: str,
    position: int,
    systems: bool = False,
    items: Collection[str] | None = None,
) -> Votes:
    """The judgments on one question of a dataset version; a question that is not named is the only one there is.

    Of a queue only the newest round of an item counts, and nothing that came late.
    Columns ``item``, ``judge``, ``answer`` (null where none was given), ``question``, ``guideline``, ``kind``,
    ``judge_version``, ``status``, ``attempt``, ``seconds``, ``observed_at``, ``run``, ``shown`` (for pairs, which
    side came first), ``cost``, ``recorded_at``, and those of the dataset by which items are cut or clustered. With
    ``systems`` their answers are votes too, and there is a column ``who``: the judge, but `PEOPLE` for every labeler.
    With ``items`` only those of these.

    Raises
    ------
    WorkspaceError
        ``judgments.none`` when nobody judged; ``judgments.which_question`` when there are several and none was named;
        ``judgments.unknown_question`` with the near match.
    """
    every = votes_of(store, version, position=position, systems=systems)
    asked = _question(every, question, f"{manifest.name}@{version[:12]}")
    every = every.filter(pc.equal(every["question"], asked))
    if items is not None:
        every = every.filter(pc.is_in(every["item"], value_set=pa.array(sorted(items), pa.string())))
    chosen = that_count(every)
    names = ["item", "judge", "answer", *COLUMNS]
    arrays = [chosen["item"], chosen["judge"], answers_given(chosen), *(chosen[column] for column in COLUMNS.values())]
    table = _with_cuts(store, manifest, pa.Table.from_arrays(arrays, names=names))
    if systems:
        is_person = pc.equal(table["kind"], JudgeKind.LABELER.value)
        table = table.append_column("who", pc.if_else(is_person, PEOPLE, table["judge"]))
    return Votes(table, asked, position)


def _question(every: pa.Table, asked: str | None, dataset: str) -> str:
    known = sorted(pc.unique(every["question"]).to_pylist())
    if not known:
        fix = "Let people answer (assay serve), or bring them in: assay judgments import FILE --dataset NAME."
        raise WorkspaceError("judgments.none", f"There are no judgments on {dataset} yet.", fix)
    if asked is None and len(known) > 1:
        what = f"Judgments on {dataset} answer {len(known)} questions."
        raise WorkspaceError("judgments.which_question", what, f"Name one by --question: {', '.join(known)}.")
    if asked is not None and asked not in known:
        what = f"Nobody answered the question '{asked[:60]}' on {dataset}."
        raise WorkspaceError("judgments.unknown_question", what, did_you_mean(asked, known))
    return str(known[0]) if asked is None else asked


def _with_cuts(store: "Store", manifest: DatasetVersion, table: pa.Table) -> pa.Table:
    ids = manifest.id_column
    cuts = [each.name for each in manifest.columns if each.role in CUTS and each.name not in table.column_names]
    if not cuts:
        return table
    rows = store.dataset_table(manifest, [ids, *cuts])
    rows = rows.set_column(rows.column_names.index(ids), ids, rows[ids].cast(pa.string()))
    rows = rows.filter(pc.is_in(rows[ids], value_set=pc.unique(table["item"])))
    known = rows[ids].combine_chunks()
    places = pc.index_in(table["item"].combine_chunks(), value_set=known)
    for name in cuts:
        table = table.append_column(name, rows[name].combine_chunks().take(places))
    return table


def answers_given(chosen: pa.Table) -> Any:
    """Numbers where all answers are, else texts; a structured answer is its canonical JSON."""
    texts = pc.coalesce(chosen["label"], chosen["text"], chosen["structure"])
    if not pc.any(pc.is_valid(texts)).as_py():
        return chosen["number"] if pc.any(pc.is_valid(chosen["number"])).as_py() else chosen["label"]
    return pc.coalesce(texts, chosen["number"].cast(pa.string()))


def _segments(store: "Store", position: int, *, systems: bool) -> list[pa.Table]:
    found = []
    for entry in _entries(store, position, systems=systems):
        table = store.ledger.segment(entry, columns=READ)
        ordinals = pa.array(np.arange(table.num_rows, dtype=np.int64) + ordinal(entry.seq, 0))
        found.append(table.append_column(ORDINAL, ordinals))
    return found


def _entries(store: "Store", position: int, *, systems: bool) -> list[Entry]:
    """Segments of judgments; without ``systems`` those in which somebody else judged."""
    unread = {(judge.id, judge.version) for judge in store.ledger.judges() if judge.kind is JudgeKind.SYSTEM}
    unread = set() if systems else unread
    content = SEGMENT_CONTENT
    chosen = select(content.c.seq, content.c.about, content.c.version).where(content.c.seq < position)
    with store.database.read() as connection:
        wanted = {seq for seq, about, version in connection.execute(chosen) if (about, version) not in unread}
        return [each for each in read_chosen(connection, "judgment", select(content.c.seq)) if each.seq in wanted]


def _rows(store: "Store", position: int) -> pa.Table:
    return judgments_read(store.database, READ, position)


def _on_content(store: "Store", table: pa.Table, version: str, position: int) -> pa.Table:
    known = items_of(store, version, position=position)
    if known is None:
        return table.slice(0, 0)
    known = known.filter(pc.is_in(known["item"], value_set=pc.unique(table["item"])))
    places = pc.index_in(table["item"].combine_chunks(), value_set=known["item"].combine_chunks())
    same = pc.equal(known["item_hash"].combine_chunks().take(places), table["item_hash"].combine_chunks())
    return table.filter(pc.fill_null(same, False))


def _kinds(store: "Store", table: pa.Table) -> Any:
    judges = store.ledger.judges()
    keys = pa.array([f"{judge.id}{JOIN}{judge.version}" for judge in judges], pa.string())
    kinds = pa.array([judge.kind.value for judge in judges], pa.string())
    mine = pc.binary_join_element_wise(table["judge"], table["judge_version"], JOIN).combine_chunks()
    found = kinds.take(pc.index_in(mine, value_set=keys))
    return pc.fill_null(found, JudgeKind.LABELER.value)
