"""The story of one item of an evaluation: what systems said to it, how their calls went, and what judges said."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import pyarrow as pa
from pyarrow import compute

from assay.core.called import CalledRun
from assay.core.errors import InputError, WorkspaceError
from assay.core.facts import ITEM, REFERENCE, answer_column
from assay.core.item import Role
from assay.core.plan import Call, SystemSpec
from assay.core.trace import Trace
from assay.datasets.output_set import OUTPUT, prompt_columns
from assay.datasets.trace_items import TRACE, WHOLE
from assay.datasets.trace_lines import trace_from_line
from assay.harness.prompts import Wording
from assay.harness.systems import endpoint_of
from assay.store.evidence import KeptEvidence, last_evidence
from assay.store.output_sets import output_items
from assay.store.outputs import Outputs
from assay.store.runs import run_recorded, run_table

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
MOST_TRACES = 4
"""Traces that are shown of one system, the first ones."""
AMOUNTS = ("tries", "seconds", "tokens_in", "tokens_out", "cost")
Row = Mapping[str, Any]


class Said(NamedTuple):
    """What one judge said of an output."""

    judge: str
    """Name; people by pseudonym."""
    kind: str
    """``labeler``, ``llm_judge``, ``scorer`` and so on."""
    question: str
    """What was asked."""
    answer: str | None
    """Its answer; None where it gave none."""
    status: str
    """Why there is none, or ``given``."""


class CallKept(NamedTuple):
    """How a call went, as far as the workspace keeps it."""

    why: str
    """Word of the failure that it was given up for; empty where it was answered."""
    version: str | None
    """What the provider said that it is; None where it did not."""
    tries: int | None
    """Tries of it."""
    earlier: tuple[tuple[str, int], ...]
    """Word of each failure after which it was tried again, and how often; none where that is not kept."""
    seconds: float | None
    """Of the tries that were answered."""
    tokens_in: int | None
    """Tokens read, as the provider counts them; None where it does not."""
    tokens_out: int | None
    """Tokens written."""
    cost: float | None
    """What it cost; None without prices."""
    turns: tuple[tuple[str, str], ...] = ()
    """Role and text of each message in which it called tools and was answered, before its answer."""


class AnswerSeen(NamedTuple):
    """One answer of a system."""

    attempt: int
    """The k-th answer to the item."""
    text: str | None
    """What it says; None where there is no text."""
    said: tuple[Said, ...] = ()
    """Verdicts of machines and people."""
    call: CallKept | None = None
    """How the call went; None where nothing of it is kept."""


class SystemSeen(NamedTuple):
    """What a system said to one item."""

    system: str
    """Its name."""
    file: str
    """Base name of the file that its answers were read from; empty where it was called."""
    counted: tuple[str | None, ...]
    """What counted as its answer, attempt by attempt; None where it has none."""
    answers: tuple[AnswerSeen, ...]
    """Texts and calls, attempt by attempt; none where it answered from the menu in a file."""
    sent: tuple[tuple[str, str], ...]
    """Role and text of each message that it was sent; none where that is not kept."""
    from_files: bool
    """Whether files beside the plan say what it was sent, of which the workspace keeps only the hashes."""
    traces: tuple[Trace, ...]
    """Its traces of the item that are in the workspace."""


class ItemSeen(NamedTuple):
    """One item of a benchmark and what systems said to it."""

    item: str
    """Its id."""
    columns: tuple[tuple[str, str], ...]
    """Its columns that are not sensitive, as texts."""
    right: str | None
    """The answer held to be right; None where there is none."""
    systems: tuple[SystemSeen, ...]
    """Baseline and candidate."""
    trace: Trace | None
    """The item itself, where it is a trace."""


def item_seen(workspace: "Workspace", plan: str, item: str, *, may_see: Callable[[str], bool]) -> ItemSeen:
    """One item of the benchmark of a plan, what each system said to it, and what judges said of that.

    ``may_see`` says of a dataset, by its name, whether its traces are shown.

    Raises
    ------
    WorkspaceError
        ``evidence.none``; ``evidence.unknown_item``.
    """
    kept = last_evidence(workspace.store, plan)
    locked = kept.evidence.lock.plan
    dataset = workspace.dataset_of(locked, plan)
    row = _row(workspace, dataset, item)
    if row is None:
        what = f"The benchmark of '{plan[:60]}' has no item '{item[:100]}'."
        raise WorkspaceError("evidence.unknown_item", what, "Come here from an evaluation.")
    right, counted = _counted(workspace, kept, dataset, item)
    texts = _texts(workspace, kept.outputs, item)
    traces = _traces(workspace, item, [locked.baseline.name, locked.candidate.name], may_see)
    seen = tuple(name for name in prompt_columns(dataset.manifest) if name not in locked.targets)
    systems = []
    for spec in (locked.baseline, locked.candidate):
        calls = _calls(workspace, kept, dataset.version, spec, item)
        file = next((each.file for each in kept.outputs if each.system == spec.name), "")
        systems.append(
            SystemSeen(
                spec.name,
                "" if spec.call is not None else file,
                counted.get(spec.name, ()),
                _answers(texts.get(spec.name, {}), calls),
                _sent(spec.call, {name: row[name] for name in seen}),
                spec.call is not None and _from_files(spec.call),
                tuple(each for each in traces if each.system == spec.name)[:MOST_TRACES],
            )
        )
    own = _trace(row.get(WHOLE))
    shown = tuple((name, _text(row[name])) for name in row if own is None or name != WHOLE)
    return ItemSeen(item, shown, right, tuple(systems), own)


def _row(workspace: "Workspace", dataset: "Dataset", item: str) -> Row | None:
    """The columns of one item, without those that are sensitive."""
    shown = [each.name for each in dataset.manifest.columns if each.role is not Role.SENSITIVE]
    table = workspace.table(dataset, shown)
    found = table.filter(pc.equal(table[dataset.manifest.id_column].cast(pa.string()), item)).slice(0, 1)
    return next(iter(found.to_pylist()), None)


def _counted(
    workspace: "Workspace", kept: KeptEvidence, dataset: "Dataset", item: str
) -> tuple[str | None, dict[str, tuple[str | None, ...]]]:
    """What is right of an item, and what counted as the answer of each system."""
    plan = kept.evidence.lock.plan
    facts = workspace.evidence_facts(kept, dataset)
    rows = facts.filter(pc.equal(facts[ITEM].cast(pa.string()), item))
    names = [each for each in (plan.baseline.name, plan.candidate.name) if answer_column(each) in rows.column_names]
    right = next((each for each in rows[REFERENCE].to_pylist() if each is not None), None)
    return right, {each: tuple(rows[answer_column(each)].to_pylist()) for each in names}


def _answers(texts: Mapping[int, AnswerSeen], calls: Mapping[int, CallKept]) -> tuple[AnswerSeen, ...]:
    """Attempt by attempt what was said and how its call went; a call that was given up has no text."""
    return tuple(
        texts.get(attempt, AnswerSeen(attempt, None))._replace(call=calls.get(attempt))
        for attempt in sorted({*texts, *calls})
    )


def _calls(
    workspace: "Workspace", kept: KeptEvidence, dataset: str, spec: SystemSpec, item: str
) -> dict[int, CallKept]:
    """How the calls of a system for one item went, by attempt."""
    called = _called(kept.evidence.run.calls, spec)
    run = None if called is None else run_recorded(workspace.store, dataset, called)
    if run is None:
        return {}
    table = run_table(workspace.store, run)
    rows = table.filter(pc.equal(table["item"], item)).to_pylist()
    return {row["attempt"]: _call(row) for row in rows}


def _call(row: Row) -> CallKept:
    known = {name: _known(row[name]) for name in AMOUNTS}
    turns, earlier = _turns(row.get("turns")), _earlier(row.get("earlier"))
    return CallKept(why=row["why"] or "", version=row["version"], turns=turns, earlier=earlier, **known)


def _called(calls: Sequence[CalledRun], spec: SystemSpec) -> CalledRun | None:
    return next((each for each in calls if spec.call is not None and each.system == spec.name), None)


def _known(value: Any) -> Any:
    """A count below 0 stands for none."""
    return None if isinstance(value, (int, float)) and value < 0 else value


def _turns(cell: str | None) -> tuple[tuple[str, str], ...]:
    """The turns that a table of a run keeps as JSON; a call of a tool is its name and arguments."""
    return () if cell is None else tuple((str(each["role"]), _turn(each)) for each in orjson.loads(cell))


def _earlier(cell: str | None) -> tuple[tuple[str, int], ...]:
    """The earlier tries that a table of a run keeps as JSON; those kept before it did so have none."""
    return () if cell is None else tuple((str(word), int(n)) for word, n in orjson.loads(cell).items())


def _turn(message: Row) -> str:
    calls = (f"{call['name']} {call['arguments']}" for call in message.get("tool_calls") or ())
    return "\n".join(filter(None, (message.get("content"), *calls)))


def _from_files(call: Call) -> bool:
    return call.conversation is not None or call.shots is not None


def _sent(call: Call | None, row: Row) -> tuple[tuple[str, str], ...]:
    """The messages of a call, made again as the run made them; every row of an evidence was once rendered so.

    None where files beside the plan say them.
    """
    if call is None or _from_files(call):
        return ()
    try:
        wording = Wording(call.prompt) if call.messages is None else Wording(column=call.messages)
        text, messages = wording.of(row, line=1)
    except InputError:
        return ()
    asked = endpoint_of(call, None).asked(text, messages=messages)
    return tuple((str(each["role"]), str(each["content"])) for each in asked.messages)


def _traces(
    workspace: "Workspace", item: str, systems: Sequence[str], may_see: Callable[[str], bool]
) -> tuple[Trace, ...]:
    """The traces of an item by some systems, of the newest version of each dataset of traces."""
    newest = {each.manifest.name: each for each in workspace.datasets() if may_see(each.manifest.name)}
    found: list[Trace] = []
    for dataset in newest.values():
        open_ = {each.name for each in dataset.manifest.columns if each.role is not Role.SENSITIVE}
        if not {TRACE, WHOLE, "item", "system"} <= open_:
            continue
        table = workspace.table(dataset, ["item", "system"])
        mine = pc.and_(
            pc.equal(table["item"].cast(pa.string()), item),
            pc.is_in(table["system"].cast(pa.string()), value_set=pa.array(systems, pa.string())),
        )
        if pc.any(mine).as_py():
            rows = workspace.table(dataset, [WHOLE]).filter(mine)[WHOLE].to_pylist()
            found += [trace for each in rows if (trace := _trace(each)) is not None]
    return tuple(sorted(found, key=lambda each: (each.attempt, each.id)))


def _trace(cell: Any) -> Trace | None:
    """The trace in a cell; None where it holds none."""
    try:
        told = orjson.loads(cell) if isinstance(cell, str) else None
        made = trace_from_line(told, 1) if isinstance(told, dict) and "steps" in told else None
    except (ValueError, TypeError, KeyError):
        return None
    return made if isinstance(made, Trace) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _texts(workspace: "Workspace", given: tuple[Outputs, ...], item: str) -> dict[str, dict[int, AnswerSeen]]:
    """What systems said to one item in texts, by system and attempt."""
    found: dict[str, dict[int, AnswerSeen]] = {}
    for version in dict.fromkeys(each.output_set for each in given if each.output_set):
        for system, answer in _outputs(workspace, version, item, given):
            found.setdefault(system, {})[answer.attempt] = answer
    return found


def _outputs(
    workspace: "Workspace", version: str, parent: str, given: tuple[Outputs, ...]
) -> list[tuple[str, AnswerSeen]]:
    """What the output set holds for one prompt, each with its system."""
    known = next((each for each in workspace.datasets() if each.version == version), None)
    if known is None:
        return []
    items = output_items(workspace.store, version, position=workspace.store.ledger.size())
    items = items.filter(pc.equal(items["parent"], parent))
    id_column = known.manifest.id_column
    table = workspace.table(known, [id_column, OUTPUT])
    table = table.filter(pc.is_in(table[id_column].cast(pa.string()), value_set=items["item"].combine_chunks()))
    ids: list[Any] = table[id_column].cast(pa.string()).to_pylist()
    texts = dict(zip(ids, table[OUTPUT].to_pylist(), strict=True))
    asked = dict.fromkeys(each.question for each in given if each.question)
    said = _said(workspace, f"{known.manifest.name}@{version}", list(asked), set(texts))
    return [
        (row["system"], AnswerSeen(row["attempt"], texts[row["item"]] or "", tuple(said[row["item"]])))
        for row in items.to_pylist()
        if row["item"] in texts
    ]


def _said(workspace: "Workspace", dataset: str, questions: Sequence[str], items: set[str]) -> dict[str, list[Said]]:
    """What judges said of some outputs, on the questions that the plan's judge and people answer."""
    found: dict[str, list[Said]] = {each: [] for each in items}
    for question in questions:
        try:
            votes = workspace.votes(dataset, question, items=items).table
        except WorkspaceError as error:
            if error.code not in ("judgments.none", "judgments.unknown_question"):
                raise
            continue
        for row in votes.to_pylist():
            answer = None if row["answer"] is None else str(row["answer"])
            found[row["item"]].append(Said(row["judge"], row["kind"], question, answer, row["status"]))
    return found
