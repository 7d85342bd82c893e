"""A log of another tool as one table, so that commands on bare files read it: outputs with verdicts, or votes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assay.core.errors import InputError, did_you_mean
from assay.core.exchange import Brought, Carried
from assay.core.judgment import Status
from assay.core.question import Amount, Pair
from assay.datasets.carried import carried_items
from assay.datasets.paired_outputs import LEFT_SYSTEM, RIGHT_SYSTEM
from assay.datasets.problems import Problems, shown
from assay.datasets.scored_outputs import AMOUNTS, ATTEMPT, INPUT, ITEM, OUTPUT, OWN, PROMPT, SYSTEM, TARGET

RIGHT, WRONG = "right", "wrong"
EXPECTED, FAILED = "expected", "failed"
"""Columns beside the verdicts: what each ought to be, and whether the system failed."""
SHARES = {"right": 1.0, "wrong": 0.0, "partly right": 0.5, "no answer": 0.0}
"""Verdicts that are words, as shares."""
SYSTEMS = (LEFT_SYSTEM, RIGHT_SYSTEM)
"""Columns of who wrote the outputs of a pair."""
OWN_TEXTS = (ITEM, PROMPT, SYSTEM, INPUT, OUTPUT, TARGET)
"""Columns of an output that are texts whatever they look like."""
SCORE = " score"
"""Ends the column that holds a verdict as a share."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One scorer of a log."""

    name: str
    """Its name, and the column of what it said."""
    is_binary: bool
    """Whether it says right or wrong alone; its column then holds these words."""
    is_share: bool = True
    """Whether it says how right, from 0 to 1; else it is an amount, such as a rating from 1 to 5."""
    unasked: frozenset[str] = frozenset()
    """Outputs that it was not asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class LogTable:
    """A log as rows."""

    table: pa.Table
    """One row an output, or one a vote."""
    verdicts: tuple[Verdict, ...]
    """Scorers whose verdicts are numbers; none where the rows are votes."""
    pairs: str | None
    """``better`` or ``preference`` where the rows are votes on pairs."""
    format: str
    """Which tool wrote it."""
    left_out: Mapping[str, int]
    """What could not be carried, with its count."""
    notes: tuple[str, ...]
    """What a person should see."""

    @property
    def n_failed(self) -> int:
        """Outputs that are missing because their system failed."""
        return sum(self._failed)

    @property
    def judged(self) -> pa.Table:
        """The rows that somebody judged: without outputs that are missing because their system failed."""
        return self.table.filter(pa.array([not each for each in self._failed])) if self.n_failed else self.table

    @property
    def n_prompts(self) -> int:
        """Prompts that the outputs answer; 0 where the rows are votes."""
        return pc.count_distinct(self.table[PROMPT]).as_py() if PROMPT in self.table.column_names else 0

    @property
    def _failed(self) -> list[bool]:
        return [bool(each) for each in self.table[FAILED].to_pylist()] if FAILED in self.table.column_names else []


def log_table(brought: Brought, file: str) -> LogTable:
    """Outputs with a column for each verdict; of pairs and of people's answers, one row a judgment.

    An output that is missing because its system failed is wrong, for every scorer that was to judge it: it must not
    help the system that failed to answer. A verdict that is missing for another reason stays empty.

    Raises
    ------
    InputError
        As `assay.datasets.carried.carried_items`; ``input.duplicate_id`` with every output that stands there twice.
    """
    names = set(brought.rows[0]) if brought.rows else set()
    is_outputs = {ITEM, SYSTEM, OUTPUT} <= names
    table, verdicts = _outputs(brought, file) if is_outputs else (_votes(brought, file), ())
    question = brought.questions[0] if len(brought.questions) == 1 else None
    is_pairs = not is_outputs and question is not None and isinstance(question.form, (Pair, Amount))
    pairs = question.name if question is not None and is_pairs else None
    return LogTable(table, verdicts, pairs, brought.format, brought.left_out, brought.notes)


def system_columns(logs: Sequence[LogTable], verdict: str) -> tuple[pa.Table, tuple[str, ...]]:
    """One row a prompt and attempt, with a column for each system's verdict, and the names of the systems.

    Columns are ``SYSTEM`` (right or wrong, where the verdict says no more) and ``SYSTEM score``; what the first log
    says of the prompt stands beside them. A system that two logs have is told apart by the number of its log.

    Raises
    ------
    InputError
        ``log.other_prompts`` where one id means another prompt in another log.
    """
    _check_same_prompts(logs)
    of = [_of_log(log, place, logs) for place, log in enumerate(logs, 1)]
    unasked = [next(each.unasked for each in log.verdicts if each.name == verdict) for log in logs]
    systems = tuple(dict.fromkeys(name for each in of for name in each[1]))
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for log, (names, _), never in zip(logs, of, unasked, strict=True):
        kept = [name for name in log.table.column_names if not _is_own(name, log)]
        for place, row in enumerate(log.table.to_pylist()):
            if row[ITEM] in never:
                continue
            found = rows.setdefault((str(row[PROMPT]), int(row[ATTEMPT])), {name: row[name] for name in kept})
            found |= {PROMPT: str(row[PROMPT]), ATTEMPT: int(row[ATTEMPT]), EXPECTED: RIGHT}
            found[names[place]] = row[verdict]
            found[names[place] + SCORE] = row[verdict + SCORE]
    names_of_columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    columns = {name: [row.get(name) for row in rows.values()] for name in names_of_columns}
    return pa.table(columns), systems


def _check_same_prompts(logs: Sequence[LogTable]) -> None:
    """Nothing where what logs say of a prompt is the same: two tasks may number theirs alike."""
    known: dict[str, dict[str, Any]] = {}
    for log in logs:
        own: dict[str, dict[str, Any]] = {}
        names = [name for name in log.table.column_names if not _is_own(name, log) and name not in (INPUT, *AMOUNTS)]
        for row in log.table.select([PROMPT, *names]).to_pylist():
            own[str(row[PROMPT])] = {name: row[name] for name in names if row[name] is not None}
        both = [prompt for prompt in own if prompt in known]
        parted = {prompt: name for prompt in both for name in _parted(known[prompt], own[prompt])}
        if parted:
            prompt, name = next(iter(parted.items()))
            said = f"{shown(known[prompt][name])} in one log and {shown(own[prompt][name])} in another"
            what = f"{len(parted)} of {len(both)} prompts that logs have alike are not the same: {shown(prompt)} has"
            fix = "Give logs of one task, whose prompts have the same ids."
            raise InputError("log.other_prompts", f"{what} {shown(name)} {said}.", fix)
        known |= own


def _parted(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return [name for name, value in first.items() if name in second and second[name] != value]


def on_question(votes: pa.Table, asked: str | None) -> pa.Table:
    """The votes on one question; without a name the one there is.

    Raises
    ------
    InputError
        ``log.which_question`` with those of the log.
    """
    known = list(dict.fromkeys(str(each) for each in votes["question"].to_pylist()))
    if asked is None and len(known) > 1:
        what = f"The file answers {len(known)} questions."
        raise InputError("log.which_question", what, f"Name one by --question: {', '.join(known)}.")
    if asked is not None and asked not in known:
        what = f"No vote answers '{asked[:60]}'."
        raise InputError("log.which_question", what, did_you_mean(asked, known))
    names = pa.array([str(each) == (asked or known[0]) for each in votes["question"].to_pylist()])
    return votes.filter(names)


def verdict_named(logs: Sequence[LogTable], asked: str | None) -> Verdict:
    """The verdict of that name that is a share in every log; without a name the one there is.

    Raises
    ------
    InputError
        ``log.no_verdict``, ``log.which_verdict`` with those that every log has.
    """
    known = [each for each in logs[0].verdicts if all(each.name in _names(log) for log in logs)]
    shown = ", ".join(each.name for each in known) or "none"
    found = [each for each in known if asked in (None, each.name)]
    if not found:
        is_amount = any(asked == each.name for log in logs for each in log.verdicts)
        named = f"'{asked[:60]}' gave numbers beyond 0 to 1." if asked else "The log has no verdict from 0 to 1."
        what = f"No scorer '{asked[:60]}' gave a verdict." if asked and not is_amount else named
        raise InputError("log.no_verdict", what, f"Verdicts from 0 to 1 of the log: {shown}.")
    if len(found) > 1:
        raise InputError("log.which_verdict", f"The log has {len(found)} verdicts.", f"Name one by --verdict: {shown}.")
    binary = all(verdict.is_binary for log in logs for verdict in log.verdicts if verdict.name == found[0].name)
    return replace(found[0], is_binary=binary)


def _names(log: LogTable) -> set[str]:
    return {each.name for each in log.verdicts if each.is_share}


def _of_log(log: LogTable, place: int, logs: Sequence[LogTable]) -> tuple[list[str], list[str]]:
    """The system of each row as the whole table calls it, and all of them."""
    own = [str(name) for name in log.table[SYSTEM].to_pylist()]
    others = {str(name) for other in logs if other is not log for name in other.table[SYSTEM].to_pylist()}
    names = [f"{name} ({place})" if name in others else name for name in own]
    return names, list(dict.fromkeys(names))


def _is_own(name: str, log: LogTable) -> bool:
    """Whether a column is about the output and not about its prompt."""
    verdicts = {part for each in log.verdicts for part in (each.name, each.name + SCORE)}
    return name in verdicts or name in (ITEM, SYSTEM, OUTPUT, FAILED, EXPECTED, ATTEMPT, PROMPT)


def _outputs(brought: Brought, file: str) -> tuple[pa.Table, tuple[Verdict, ...]]:
    table = carried_items(brought, file, as_text=OWN_TEXTS).table
    said: dict[str, dict[str, Carried]] = {question.name: {} for question in brought.questions}
    for each in brought.judgments:
        said[each.question][each.item] = each
    items = [str(each) for each in table[ITEM].to_pylist()]
    _check_once(items, brought.lines, file)
    lost = _failed(brought)
    verdicts: list[Verdict] = []
    for name, given in said.items():
        column = name if name not in OWN else f"{name} verdict"
        answers = [given[item].answer if item in given else None for item in items]
        unasked = frozenset(item for item in items if item not in given)
        known = [answer for answer in answers if answer is not None]
        if not known or any(_share(answer) is None for answer in known):
            is_amount = bool(known) and all(isinstance(each, float) for each in known)
            texts = [None if each is None else str(each) for each in answers]
            table = _with(table, column, pa.array(answers, pa.float64()) if is_amount else pa.array(texts))
            verdicts += [Verdict(column, False, False, unasked)] if is_amount else []
            continue
        failed = lost - unasked
        shares = [0.0 if item in failed else _share(answer) for item, answer in zip(items, answers, strict=True)]
        is_binary = all(share in (None, 0.0, 1.0) for share in shares)
        words = [None if share is None else RIGHT if share else WRONG for share in shares]
        table = _with(table, column, pa.array(words if is_binary else shares))
        table = _with(table, column + SCORE, pa.array(shares, pa.float64()))
        verdicts.append(Verdict(column, is_binary, unasked=unasked))
    table = _with(table, EXPECTED, pa.array([RIGHT] * table.num_rows))
    return _with(table, FAILED, pa.array([item in lost for item in items])), tuple(verdicts)


def _failed(brought: Brought) -> frozenset[str]:
    """Outputs of which nobody could say anything, and which are empty: their system failed.

    Where every output failed nobody is known who was to judge, and there is no judgment at all.
    """
    given = {each.item for each in brought.judgments if each.status is Status.GIVEN}
    unsaid = {each.item for each in brought.judgments} - given
    unsaid = unsaid if brought.judgments else {str(row[ITEM]) for row in brought.rows}
    return frozenset(str(row[ITEM]) for row in brought.rows if row[ITEM] in unsaid and row.get(OUTPUT) in (None, ""))


def _check_once(items: Sequence[str], lines: Sequence[int], file: str) -> None:
    """Nothing when each output stands there once; twice, it would count twice."""
    problems, firsts = Problems(file), dict[str, int]()
    for item, line in zip(items, lines, strict=True):
        first = firsts.setdefault(item, line)
        if first != line:
            what = f"This answer to its prompt stands at {first} already, so it would count twice."
            problems.add("input.duplicate_id", what, "Keep one of them, or number the attempts.", line=line, item=item)
    problems.raise_any()


def _share(answer: Any) -> float | None:
    """A verdict as a share from 0 to 1; None where it is none."""
    if isinstance(answer, str):
        return SHARES.get(answer)
    is_share = isinstance(answer, (int, float)) and 0.0 <= answer <= 1.0
    return float(answer) if is_share else None


def _votes(brought: Brought, file: str) -> pa.Table:
    items = carried_items(brought, file, as_text=(brought.item, *brought.texts, *SYSTEMS)).table
    place = {str(each): row for row, each in enumerate(items[brought.item].to_pylist())}
    votes = [each for each in brought.judgments if each.item in place]
    columns: dict[str, Any] = {
        "item": [each.item for each in votes],
        "question": [each.question for each in votes],
        "judge": [each.judge for each in votes],
        "kind": [each.kind.value for each in votes],
        "status": [each.status.value for each in votes],
        "answer": _answers(each.answer for each in votes),
        "shown": pa.array([each.shown for each in votes], pa.string()),
    }
    found = pa.table(columns)
    of_items = items.take(pa.array([place[each.item] for each in votes], pa.int64()))
    for name in of_items.column_names:
        found = found if name in found.column_names else found.append_column(name, of_items[name])
    return _with_winner(found) if set(SYSTEMS) <= set(found.column_names) else found


def _with_winner(table: pa.Table) -> pa.Table:
    """With the system that won, for strengths; a preference above a half is a win."""
    rows = zip(*(table[name].to_pylist() for name in (*SYSTEMS, "answer")), strict=True)
    winners = [_winner(left, right, answer) for left, right, answer in rows]
    return table.append_column("winner", pa.array(winners, pa.string()))


def _winner(left: str, right: str, answer: Any) -> str | None:
    if answer is None:
        return None
    if isinstance(answer, str):
        return {"left": left, "right": right}.get(answer, "tie")
    return right if answer > 0.5 else left if answer < 0.5 else "tie"


def _answers(given: Iterable[Any]) -> Any:
    """Numbers where all answers are numbers, else texts."""
    values = list(given)
    if all(each is None or (isinstance(each, (int, float)) and not isinstance(each, bool)) for each in values):
        return pa.array(values, pa.float64())
    return pa.array([None if each is None else str(each) for each in values], pa.string())


def _with(table: pa.Table, name: str, values: Any) -> pa.Table:
    """The table with a column, which takes the place of one that the prompt has under the same name."""
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, values)
    return table.append_column(name, values)
