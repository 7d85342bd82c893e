"""What a machine judge said of items beside what is right of them, as one table: for its card, and to compare two."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from assay.core.errors import InputError, Problem, WorkspaceError, did_you_mean
from assay.core.item import Column, Role
from assay.core.judgment import JudgeKind
from assay.core.named import named
from assay.datasets.verdict_columns import first_given
from assay.metrics.people import majority
from assay.store.judge_runs import written
from assay.store.votes import Votes

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
LEAST_DIGITS = 8


class JudgedBy(NamedTuple):
    """What a machine judge said beside what is right."""

    table: pa.Table
    """Votes, with answers as texts and a column ``right``, empty where nothing is known."""
    judge: str
    """Name of the judge."""
    question: str
    """What was asked."""
    version: str
    """Version of the judge."""
    guideline: str
    """Version of the guideline; empty where there is none."""

    @property
    def is_pair(self) -> bool:
        """Whether pairs were judged."""
        return set(pc.unique(self.table["shown"]).to_pylist()) <= {"left", "right"}


def judged_by(votes: Votes, asked: str, right: Mapping[str, str] | None = None) -> JudgedBy:
    """What a judge said in its newest version (or in ``judge@version``), by the newest guideline that it went by.

    ``right`` are the answers that are right; without them the majority of people.

    Raises
    ------
    WorkspaceError
        ``judge.unknown`` with the near match, ``judge.unknown_version``.
    """
    judge, digits = named(asked)
    machines = pc.not_equal(votes.table["kind"], JudgeKind.LABELER.value)
    said = votes.table.filter(pc.and_(machines, pc.equal(votes.table["judge"], judge)))
    if not said.num_rows:
        known = pc.unique(votes.table.filter(machines)["judge"]).to_pylist()
        what = f"No machine judge '{judge[:60]}' answered '{votes.question}'."
        fix = did_you_mean(judge, known) if known else "Ask it: assay judge run. Or: assay judgments import."
        raise WorkspaceError("judge.unknown", what, fix)
    said = _of_version(said, judge, digits)
    if right is None:
        right = majority(votes.table.filter(pc.invert(machines)))
    version, guideline = (str(said[name][-1].as_py() or "") for name in ("judge_version", "guideline"))
    said = said.filter(pc.equal(pc.fill_null(said["guideline"], ""), guideline))
    return JudgedBy(_with_right(said, right), judge, votes.question, version, guideline)


def beside_people(votes: Votes, said: JudgedBy) -> pa.Table:
    """What a judge said and what each person said, one row an answer: ``item``, ``judge``, ``answer`` as a text.

    Asked again (or in the other order), the judge's first answer counts; where it gave none, its row has none.
    """
    people = votes.table.filter(pc.equal(votes.table["kind"], JudgeKind.LABELER.value))
    given = [None if each is None else written(each) for each in people["answer"].to_pylist()]
    people = people.set_column(people.column_names.index("answer"), "answer", pa.array(given, pa.string()))
    names = ["item", "judge", "answer"]
    table = pa.concat_tables([people.select(names), first_given(said.table, "item", "answer").select(names)])
    return table.filter(pc.is_valid(table["judge"]))


def with_told(said: JudgedBy, told: Mapping[tuple[Any, ...], tuple[float | None, str]]) -> JudgedBy:
    """The votes with what each cost to the last digit, where it is known so, and a column ``why`` there is no answer.

    Parameters
    ----------
    told : cost and why by item, question, attempt and side shown first, as `assay.store.judge_runs.told_of` gives them
    """
    rows = said.table.select(["item", "attempt", "shown", "cost"]).to_pylist()
    known = [told.get((row["item"], said.question, row["attempt"], row["shown"]), (None, "")) for row in rows]
    costs = [row["cost"] if cost is None else cost for row, (cost, _) in zip(rows, known, strict=True)]
    table = said.table.set_column(said.table.column_names.index("cost"), "cost", pa.array(costs, pa.float64()))
    return said._replace(table=table.append_column("why", pa.array([why or None for _, why in known], pa.string())))


def of_dataset(wanted: Sequence[str], held: Sequence[Column], votes: pa.Table) -> list[str]:
    """Of the columns that somebody names, those of the dataset; others are of its judgments.

    Raises
    ------
    InputError
        ``input.unknown_column`` for each that neither has.
    """
    mine = [each.name for each in held if each.role is not Role.SENSITIVE]
    problems = [
        Problem("input.unknown_column", f"The dataset has no column '{name[:60]}'.", did_you_mean(name, mine))
        for name in wanted
        if name not in mine and name not in votes.column_names
    ]
    if problems:
        raise InputError.gather(problems)
    return [name for name in dict.fromkeys(wanted) if name in mine]


def beside_items(table: pa.Table, rows: pa.Table, item: str, names: Sequence[str]) -> tuple[pa.Table, dict[str, str]]:
    """Votes with columns of the dataset's rows, and what the votes' own columns are called now.

    A column of the dataset keeps its name; one of the votes of the same name is called otherwise.
    """
    places = pc.index_in(table["item"].combine_chunks(), value_set=rows[item].cast(pa.string()).combine_chunks())
    called = {name: f"{name} of the judgment" if name in names else name for name in table.column_names}
    table = table.rename_columns([called[name] for name in table.column_names])
    for name in names:
        table = table.append_column(name, rows[name].combine_chunks().take(places))
    return table, called


def likeliest(reference: pa.Table) -> dict[str, str]:
    """The likeliest answer of each item of a reference set."""
    is_soft = "probability" in reference.column_names
    chances = np.asarray(reference["probability"].to_numpy() if is_soft else np.ones(reference.num_rows), np.float64)
    best: dict[str, tuple[float, str]] = {}
    for item, answer, chance in zip(
        reference["item"].to_pylist(), reference["answer"].to_pylist(), chances.tolist(), strict=True
    ):
        if chance > best.get(str(item), (0.0, ""))[0]:
            best[str(item)] = (chance, str(answer))
    return {item: answer for item, (_, answer) in best.items()}


def with_canaries(said: JudgedBy, shown: pa.Table) -> pa.Table:
    """The votes, and behind them what the judge said of canaries (``shown``), with the answer that each demands."""
    right = dict(zip(said.table["item"].to_pylist(), said.table["right"].to_pylist(), strict=True))
    taken = ("item", "answer", "attempt", "status", "seconds", "demanded", "why")
    known: dict[str, Any] = {name: shown[name] for name in taken}
    known["right"] = pa.array([right.get(each) for each in shown["item"].to_pylist()], pa.string())
    table = said.table.append_column("demanded", pa.nulls(said.table.num_rows, pa.string()))
    absent = {name: pa.nulls(shown.num_rows, table[name].type) for name in table.column_names if name not in known}
    return pa.concat_tables([table, pa.table({**known, **absent}).select(table.column_names)])


def with_lengths(
    table: pa.Table, rows: pa.Table, item: str, sides: Sequence[Sequence[str]]
) -> tuple[pa.Table, tuple[str, ...]]:
    """Votes with the characters of what was judged, a column for each of ``sides``: columns of the dataset's rows."""
    places = pc.index_in(table["item"].combine_chunks(), value_set=rows[item].cast(pa.string()).combine_chunks())
    names = []
    for place, columns in enumerate(sides):
        total = pa.array(np.zeros(rows.num_rows))
        for name in columns:
            length = pc.utf8_length(pc.fill_null(rows[name].cast(pa.string()), ""))
            total = pc.add(total, length.cast(pa.float64()).combine_chunks())
        names.append(f"length_{place}")
        table = table.append_column(names[-1], total.take(places))
    return table, tuple(names)


def _of_version(said: pa.Table, judge: str, digits: str) -> pa.Table:
    versions = pc.fill_null(said["judge_version"], "")
    if not digits:
        return said.filter(pc.equal(versions, str(said["judge_version"][-1].as_py() or "")))
    known = list(dict.fromkeys(versions.to_pylist()))
    found = [each for each in known if each.startswith(digits)]
    if len(digits) < LEAST_DIGITS or len(found) != 1:
        what = f"'{digits[:64]}' names {len(found)} versions of '{judge}'."
        names = ", ".join(f"{judge}@{each[:12]}" for each in known)
        raise WorkspaceError("judge.unknown_version", what, f"Give {LEAST_DIGITS} or more digits of one of: {names}.")
    return said.filter(pc.equal(versions, found[0]))


def _with_right(said: pa.Table, right: Mapping[str, str]) -> pa.Table:
    """Answers as texts, numbers written alike on both sides."""
    is_number = pa.types.is_floating(said["answer"].type)
    truths = [right.get(str(item)) for item in said["item"].to_pylist()]
    told = [written(float(each)) if is_number and each is not None else each for each in truths]
    given = [None if each is None else written(each) for each in said["answer"].to_pylist()]
    place = said.column_names.index("answer")
    said = said.set_column(place, "answer", pa.array(given, pa.string()))
    return said.append_column("right", pa.array(told, pa.string()))
