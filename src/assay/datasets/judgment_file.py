"""A file of judgments, one row each, as columns of the ledger; every problem is told by its line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from assay.core.errors import did_you_mean
from assay.core.judgment import Judge, JudgeKind, Status, judge_named
from assay.datasets.cells import Cells, cells_of, kernels, table_of
from assay.datasets.named import check_known
from assay.datasets.problems import Problems, row_place, shown
from assay.datasets.reading import ReadTable, read_table
from assay.metrics.encoding import Encoded, encode, numbers, one_array
from assay.metrics.long_facts import joined_ids

KINDS = ("labeler", "llm_judge", "scorer", "agent")
"""Who may be imported; the answers of systems come with a dataset or a plan."""
TYPES = {"choice": "label", "number": "number", "text": "text"}
"""Type of a question to the column of the ledger that holds its answers."""
QUESTION = "label"
"""The question that the labels of a dataset answer, and its systems too."""
EMPTY = {"labeler": "abstained", "agent": "abstained", "llm_judge": "failed", "scorer": "failed"}
"""What an empty answer is, by who did not give it."""
ABSENT = tuple(status.value for status in Status if status is not Status.GIVEN)
LONGEST_TEXT = 200
CURRENCY_LETTERS = 3
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JudgmentsAsked:
    """Which column is for what, and what holds for all rows."""

    item: str
    """Column of item ids."""
    judge: tuple[str, ...]
    """Columns that together name the judge."""
    answer: str
    """Column of answers."""
    question: str | None = None
    """Column of the question, or its name; a column that is for something else is not meant. None is `QUESTION`."""
    guideline: str | None = None
    """Column of the guideline version, or its name."""
    version: str | None = None
    """Column of the judge's version (a model, a prompt), or its name."""
    kind: str = "labeler"
    """Who judges: one of `KINDS`."""
    type: str = "choice"
    """Type of the answers: one of `TYPES`."""
    empty: str | None = None
    """Status of an empty answer; None takes the usual one of the kind."""
    time: str | None = None
    """Column of when each answer was given."""
    seconds: str | None = None
    """Column of how long it took."""
    cost: str | None = None
    """Column of what it cost, in the smallest unit of the currency."""
    currency: str | None = None
    """Currency of the costs, ISO 4217."""
    confidence: str | None = None
    """Column of how sure the judge was, 0 to 1."""

    def columns(self) -> list[str]:
        """Columns that the file must have."""
        more = (self.time, self.seconds, self.cost, self.confidence)
        return list(dict.fromkeys([self.item, *self.judge, self.answer, *(name for name in more if name)]))

    def texts(self) -> list[str]:
        """Columns that are read as text whatever they look like."""
        answer = [] if self.type == "number" else [self.answer]
        told = [name for name in (self.question, self.guideline, self.version) if name and name not in self.columns()]
        return [self.item, *self.judge, *answer, *told]


class JudgmentFile(NamedTuple):
    """What a file of judgments says."""

    table: pa.Table
    """Columns of a judgment segment but ``item_hash`` and ``run``, in order of time where times are known."""
    judges: tuple[Judge, ...]
    """Everyone who judged, in order of name."""
    sha256: str
    """Of the bytes of the file."""
    problems: Problems
    """All that is wrong with it so far."""
    rows: npt.NDArray[np.int64]
    """Row of the file of each row of the table."""
    lines: Any | None
    """Line of each row of the file; None where it has none."""


def read_judgments(path: Path, asked: JudgmentsAsked) -> JudgmentFile:
    """The judgments of a file with what is wrong with them.

    Problems: ``judgments.kind``, ``judgments.type``, ``judgments.status``, ``judgments.currency``,
    ``judgments.question``, ``judgments.time``, ``judgments.number``, ``input.missing_id``.

    Raises
    ------
    InputError
        As `assay.datasets.reading.read_table`; ``input.unknown_column`` with the near match.
    """
    read = read_table(path, as_text=asked.texts())
    problems = Problems(str(path))
    check_known(asked.columns(), read.table.column_names, problems)
    _check_words(asked, problems)
    problems.raise_any()
    rows = _Rows(read, asked, problems)
    judges, columns = _columns(rows)
    order = in_time(columns.get("observed_at"), read.table.num_rows)
    table = table_of(list(columns), list(columns.values())).take(pa.array(order, pa.int64()))
    table = table.append_column("attempt", pa.array(attempts(table)))
    return JudgmentFile(table, judges, read.sha256, problems, order, read.lines)


def check_items(found: JudgmentFile, known: Cells) -> Any:
    """Place of each judged item among the known ones; ``input.unknown_item`` for each row whose item is none."""
    items = found.table["item"]
    places = kernels.index_in(items.combine_chunks(), value_set=known.combine_chunks())
    strange = np.asarray(kernels.and_(kernels.is_null(places), kernels.is_valid(items)).to_numpy(zero_copy_only=False))
    by_row = {int(found.rows[at]): int(at) for at in np.flatnonzero(strange).tolist()}
    fix = "Name the dataset that the items are from, or leave the rows out."

    def describe(row: int) -> dict[str, Any]:
        words, line = row_place(row, found.lines)
        item = str(items[by_row[row]].as_py())
        return {"what": f"{words}This item is not in the dataset.", "fix": fix, "line": line, "item": item}

    found.problems.add_rows("input.unknown_item", sorted(by_row), len(by_row), describe)
    return places


def _columns(rows: "_Rows") -> tuple[tuple[Judge, ...], dict[str, Cells]]:
    """Everyone who judged, and the columns of the ledger that the file gives."""
    asked = rows.asked
    names, version = rows.judges(), rows.text(asked.version, "version")
    judges, versions = _judges(asked.kind, names, version)
    cost = rows.number(asked.cost, "a whole number, 0 or more", lambda x: (x >= 0) & (x % 1 == 0))
    columns = {
        "item": rows.ids(),
        "question": rows.question(),
        "judge": names,
        "judge_version": versions,
        "guideline_version": rows.text(asked.guideline, "guideline"),
        **rows.answers(),
        "confidence": rows.number(asked.confidence, "a confidence from 0 to 1", lambda x: (x >= 0) & (x <= 1)),
        "seconds": rows.number(asked.seconds, "seconds, 0 or more", lambda x: x >= 0),
        "cost_minor": None if cost is None else cost.cast(pa.int64(), safe=False),
        "currency": None if cost is None else _where(kernels.is_valid(cost), pa.scalar(asked.currency, pa.string())),
        "observed_at": rows.times(),
    }
    return judges, {name: column for name, column in columns.items() if column is not None}


class _Rows:
    """The rows of a file on their way to the ledger."""

    def __init__(self, read: ReadTable, asked: JudgmentsAsked, problems: Problems) -> None:
        self.read, self.asked, self.problems = read, asked, problems
        self.n_rows = read.table.num_rows

    def check(self, wrong: Flags, code: str, what: str, fix: str) -> None:
        """A problem for each wrong row."""
        found = np.flatnonzero(wrong)
        self.problems.add_rows(code, found, found.size, lambda row: self._told(row, what, fix))

    def judges(self) -> Cells:
        """Judge of each row."""
        found = joined_ids(self.read.table, self.asked.judge)
        self.check(found.values < 0, "input.missing_id", "The judge is missing.", "Give each judgment its judge.")
        return _texts(found.values, found.levels)

    def ids(self) -> Cells:
        """Item of each row."""
        found = self.read.table[self.asked.item].cast(pa.string())
        self.check(_empty(found), "input.missing_id", "The item is missing.", "Give each judgment its item.")
        return found

    def question(self) -> Cells:
        """Question of each row."""
        found = self.text(self.asked.question, "question")
        if found is None:
            return cells_of(pa.repeat(pa.scalar(QUESTION), self.n_rows))
        fix = f"Write it in column '{self.asked.question}', or give one for all: --question NAME."
        self.check(_empty(found), "judgments.question", "The question is missing.", fix)
        return found

    def text(self, name: str | None, what: str) -> Cells | None:
        """A column of texts, or one text for all rows where no column has that name; blanks are absent."""
        if name is None:
            return None
        if name not in self.read.table.column_names or name in self.asked.columns():
            if not name.strip() or len(name) > LONGEST_TEXT:
                fix = f"Name a column, or write up to {LONGEST_TEXT} letters."
                self.problems.add("judgments.text", f"The {what} {shown(name)} cannot be used.", fix)
            return cells_of(pa.repeat(pa.scalar(name, pa.string()), self.n_rows))
        found = self.read.table[name].cast(pa.string())
        return _where(cells_of(pa.array(~_empty(found))), found)

    def answers(self) -> dict[str, Cells]:
        """Status and answer of each row."""
        column = self.read.table[self.asked.answer]
        empty = _empty(column)
        status = self.asked.empty or EMPTY[self.asked.kind]
        statuses = np.where(empty, status, Status.GIVEN.value)
        name = TYPES[self.asked.type]
        given = self._number_answers(column, empty) if name == "number" else column.cast(pa.string())
        answer = _where(cells_of(pa.array(~empty)), given)
        return {"status": cells_of(pa.array(statuses.tolist(), pa.string())), name: answer}

    def _number_answers(self, column: Cells, empty: Flags) -> Cells:
        found = numbers(one_array(column))
        if found is None:
            fix = "Give numbers, or keep the answers as a menu: --type choice."
            self.problems.add("judgments.number", f"Column {shown(self.asked.answer)} holds no numbers.", fix)
            return cells_of(pa.array(np.zeros(self.n_rows)))
        self.check(~empty & ~np.isfinite(found), "judgments.number", "The answer is no finite number.", "Correct it.")
        return cells_of(pa.array(np.where(np.isfinite(found), found, 0.0)))

    def number(self, name: str | None, wanted: str, fits: Callable[[Any], Any]) -> Cells | None:
        """A column of numbers that may be absent."""
        if name is None:
            return None
        column = self.read.table[name]
        found = numbers(one_array(column))
        if found is None and column.null_count < self.n_rows:
            self.problems.add("judgments.number", f"Column {shown(name)} holds no numbers.", f"Give {wanted}.")
        if found is None:
            return None
        absent = np.isnan(found)
        self.check(~absent & ~fits(found), "judgments.number", f"{shown(name)} is not {wanted}.", "Correct it.")
        kept: Cells = cells_of(pa.array(found, mask=absent | ~np.isfinite(found)))
        return kept

    def times(self) -> Cells | None:
        """When each answer was given, in UTC as the house writes times."""
        if self.asked.time is None:
            return None
        column = self.read.table[self.asked.time]
        if not (pa.types.is_timestamp(column.type) or pa.types.is_date(column.type)):
            what = f"Column {shown(self.asked.time)} holds no times."
            self.problems.add("judgments.time", what, "Write them as 2026-11-22T14:05:00Z.")
            return None
        return utc_texts(column)

    def _told(self, row: int, what: str, fix: str) -> dict[str, Any]:
        words, line = row_place(row, self.read.lines)
        return {"what": f"{words}{what}", "fix": fix, "line": line}


def utc_texts(column: Cells) -> Cells:
    """Times as ``2026-11-22T14:05:00.000000Z``; those without a zone are taken as UTC."""
    zoned = pa.types.is_timestamp(column.type) and column.type.tz
    plain = column.cast(pa.timestamp("us", "UTC" if zoned else None), safe=False)
    found: Cells = kernels.strftime(plain, format="%Y-%m-%dT%H:%M:%SZ")
    return found


def _check_word(code: str, word: str | None, known: Sequence[str], problems: Problems) -> None:
    if word is not None and word not in known:
        problems.add(code, f"There is no {code.partition('.')[2]} {shown(word)} here.", did_you_mean(word, known))


def _check_words(asked: JudgmentsAsked, problems: Problems) -> None:
    _check_word("judgments.kind", asked.kind, KINDS, problems)
    _check_word("judgments.type", asked.type, tuple(TYPES), problems)
    _check_word("judgments.status", asked.empty, ABSENT, problems)
    currency = asked.currency
    if currency is not None and not (currency.isascii() and currency.isupper() and len(currency) == CURRENCY_LETTERS):
        problems.add("judgments.currency", f"{shown(currency)} is no currency.", "Write three letters: EUR.")
    if (asked.cost is None) != (currency is None):
        what = "A cost needs its currency, and a currency its column of costs."
        problems.add("judgments.currency", what, "Give both: --cost COLUMN --currency EUR.")


def _judges(kind: str, names: Cells, version: Cells | None) -> tuple[tuple[Judge, ...], Cells]:
    """Everyone who judged, and the version of the judge of each row: the hash of kind, name and what was told of it."""
    who = encode(one_array(names))
    told = encode(one_array(version)) if version is not None else Encoded(np.full(len(names), -1, np.int32), ())
    whole = who.values.astype(np.int64) * (len(told.levels) + 1) + told.values + 1
    _, first, codes = np.unique(whole, return_index=True, return_inverse=True)
    versions = (None, *told.levels)
    made = [
        judge_named(
            who.levels[who.values[row]] if who.values[row] >= 0 else "", JudgeKind(kind), versions[told.values[row] + 1]
        )
        for row in first.tolist()
    ]
    judges = tuple(sorted(made, key=lambda judge: (judge.id, judge.version)))
    return judges, _texts(codes, [judge.version for judge in made])


def _texts(codes: Any, levels: Any) -> Cells:
    return cells_of(pa.array(list(levels), pa.string()).take(pa.array(codes, pa.int64(), mask=codes < 0)))


def _where(chosen: Any, values: Any) -> Cells:
    """The values where chosen, null elsewhere."""
    found: Cells = kernels.if_else(chosen, values, pa.scalar(None, values.type))
    return found


def _empty(column: Cells) -> Flags:
    """Rows that hold nothing but blanks."""
    text = kernels.utf8_trim_whitespace(kernels.fill_null(column.cast(pa.string()), ""))
    return np.asarray(kernels.equal(text, "").to_numpy(), dtype=np.bool_)


def in_time(times: Cells | None, n_rows: int) -> npt.NDArray[np.int64]:
    """Rows in order of time, those without one first; file order among equals and without times."""
    if times is None:
        return np.arange(n_rows, dtype=np.int64)
    keys = np.asarray(kernels.fill_null(times, "").to_pylist(), dtype=np.str_)
    return np.argsort(keys, kind="stable").astype(np.int64)


def attempts(table: pa.Table) -> npt.NDArray[np.int64]:
    """Which answer of a judge to the same item and question each row is, from 1."""
    whole = np.zeros(table.num_rows, np.int64)
    for name in ("item", "question", "judge", "judge_version"):
        codes = encode(one_array(table[name]))
        whole = np.unique(whole * (len(codes.levels) + 1) + codes.values + 1, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(whole, kind="stable")
    sizes = np.bincount(whole) if whole.size else np.zeros(0, np.int64)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = np.empty(whole.size, np.int64)
    found[order] = np.arange(whole.size) - starts + 1
    return found
