"""The story of a judge that is called: it answers the question that people answer, and what it says is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.access.outgoing import check_address, guarded_resolver
from assay.access.secrets import key_for
from assay.core.errors import InputError, did_you_mean
from assay.core.judgment import Judge, Status
from assay.core.ports import Progress
from assay.core.question import columns_of
from assay.core.to_judge import Instruction, Said, ToJudge
from assay.datasets.sample import DrawnSample
from assay.datasets.votes import read_votes
from assay.harness.journal import Journal
from assay.harness.judging.asking import Asked, ask_judge
from assay.harness.judging.calling import Ways
from assay.harness.judging.calls import Asking, check_asking
from assay.harness.judging.judge_file import NO_ADDRESSES, parse_judge
from assay.harness.judging.judge_spec import JudgeSpec
from assay.harness.judging.spending import whole_costs
from assay.harness.runner import Limits
from assay.labeling.gold import find_gold
from assay.labeling.guideline import parse_guideline
from assay.labeling.kept import BETWEEN, find_queue
from assay.labeling.question_file import parse_question
from assay.labeling.to_machines import instructions_of, items_to_judge, to_judge
from assay.store.judge_runs import JUDGE_FILE, keep_said, written
from assay.texts.reading import read_text

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

RUNS = "runs"
"""Folder of the workspace in which journals of calls are, and how far each run is."""
ADDED = ("attempt", "shown", "demanded", "said", "status", "why", "rationale", "reply", "detail", "seconds", "cost")
"""What is added to the rows of a file."""


class JudgeRan(NamedTuple):
    """What asking a judge came to."""

    judge: Judge
    """Who was asked, under which version."""
    questions: tuple[str, ...]
    """What it was asked."""
    n_items: int
    """Items that it was to judge."""
    calls: Asked
    """Calls, and what was said."""
    statuses: dict[str, int]
    """Answers by status, without canaries."""
    whys: dict[str, int]
    """Answers that are none, by why."""
    words: dict[str, str]
    """Of calls that failed what the server said of the first, by why."""
    n_canaries: int
    """Canaries that were answered."""
    n_kept: int
    """Judgments that this command added to the ledger."""
    run: str | None
    """Run that they carry; None where none was added."""
    cost: float | None
    """What all that was said cost, in the smallest unit of the currency."""
    currency: str | None
    """ISO 4217."""
    table: pa.Table | None = None
    """For a file: its rows with what was said."""


def run_judge(
    workspace: "Workspace",
    file: Path,
    *,
    dataset: str | None = None,
    queue: str | None = None,
    sample: DrawnSample | None = None,
    limit: int | None = None,
    repeat: int = 1,
    again: bool = False,
    agent: bool = False,
    addresses: Mapping[str, str] = NO_ADDRESSES,
    limits: Limits | None = None,
    shared: Path | None = None,
    actor: str,
    progress: Progress | None = None,
) -> JudgeRan:
    """Ask a judge or an agent the items of a dataset or a queue, and keep what it says on the ledger.

    What was answered before is not asked again, so that the same command goes on where it ended.

    Parameters
    ----------
    sample : of the dataset, whose items alone are asked
    limit : so many items at most, in file order
    repeat : how often each item is asked
    again : whether calls that were given up are made once more
    addresses : of a plan, by provider: taken where the file names none
    shared : folder in which processes share what an endpoint bears

    Raises
    ------
    PlanError
        With every mistake of the judge's file.
    NotPermitted
        ``outgoing.address``.
    InputError
        ``judging.agent``, ``judging.limit``, those of `assay.harness.judging.asking.ask_judge`, and ``key.*``.
    WorkspaceError
        ``dataset.unknown``, ``queue.unknown``, ``question.unknown``, ``judging.guideline``.
    """
    spec = read_judge(file, agent=agent, addresses=addresses)
    found, chosen, of_sample = _frame(workspace, spec, dataset, queue, sample)
    instructions = instructions_of(workspace.store, spec.questions, dataset=found.manifest.name)
    asking = Asking(spec=spec, instructions=instructions, repeat=repeat, again=again)
    check_asking(asking)
    every = items_to_judge(
        workspace.store,
        found.manifest,
        instructions,
        version=found.version,
        reference=spec.reference,
        claims=spec.claims,
    )
    items = _limited([each for each in every if chosen is None or each.item in chosen], limit)
    items = [each._replace(sample=of_sample.get(each.item)) for each in items]
    folder = workspace.folder / RUNS
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = {"name": spec.name, "kind": spec.judge.kind.value, "version": spec.judge.version, "told": spec.told()}
    workspace.put(JUDGE_FILE, f"{spec.judge.kind.value}{BETWEEN}{spec.name}", kept, actor=actor)
    with Journal(folder / f"{spec.judge.kind.value}-{spec.judge.version[:16]}.journal") as journal:
        ways = replace(_ways(limits, shared, progress), runs=folder, now=workspace.now)
        calls = ask_judge(asking, items, journal, ways=ways)
    run = keep_said(
        workspace.store,
        calls.said,
        spec.judge,
        version=found.version,
        costs=whole_costs([each.cost for each in calls.said]),
        currency=_currency(spec),
        actor=actor,
        now=workspace.now(),
    )
    ran = _ran(spec, items, calls)
    return ran if run is None else ran._replace(n_kept=run.n_judgments, run=run.run)


def judge_rows(
    data: Any,
    file: Path,
    *,
    questions: Sequence[Path],
    guidelines: Sequence[Path] = (),
    item: str = "item",
    limit: int | None = None,
    repeat: int = 1,
    again: bool = False,
    journal: Path,
    limits: Limits | None = None,
    shared: Path | None = None,
    progress: Progress | None = None,
) -> JudgeRan:
    """Ask a judge the rows of a file; ``table`` has each row with what was said of it.

    Parameters
    ----------
    questions : question files; those that the judge's file names
    guidelines : their guidelines, in the same order; none at all, or one each
    item : column of item ids

    Raises
    ------
    PlanError
        With every mistake of a file.
    InputError
        As `run_judge`; ``judging.question``, ``judging.show``, ``judging.column``, ``input.duplicate_id``.
    """
    spec = read_judge(file, agent=None)
    instructions = _instructions_in(spec, questions, guidelines)
    asking = Asking(spec=spec, instructions=instructions, repeat=repeat, again=again)
    check_asking(asking)
    table = read_votes(data, (), as_text=[item])
    shown = _columns(instructions, spec, table.column_names, item)
    every = to_judge(table, instructions, item=item, shown=shown, reference=spec.reference, claims=spec.claims)
    places = {each.item: row for row, each in enumerate(every)}
    if len(places) < len(every):
        what = f"{len(every) - len(places)} ids in the column '{item}' stand twice."
        raise InputError("input.duplicate_id", what, "Give each row an id of its own.")
    items = _limited(every, limit)
    with Journal(journal) as opened:
        calls = ask_judge(asking, items, opened, ways=_ways(limits, shared, progress))
    rows = table.take(pa.array([places[each.to_judge.item] for each in calls.said], pa.int64()))
    return _ran(spec, items, calls)._replace(table=_with(rows, calls.said, spec))


def read_judge(file: Path, *, agent: bool | None, addresses: Mapping[str, str] = NO_ADDRESSES) -> JudgeSpec:
    """The judge in a file whose endpoints may be called; ``agent`` says what it must describe.

    Raises
    ------
    PlanError
        With every mistake of the file.
    NotPermitted
        ``outgoing.address``.
    InputError
        ``judging.agent``, ``key.binding``, ``key.empty``.
    """
    spec = parse_judge(read_text(file), str(file), addresses=addresses)
    if agent is not None and spec.is_agent != agent:
        kind, word = ("an agent", "agent") if spec.is_agent else ("a judge", "judge")
        raise InputError("judging.agent", f"{file} describes {kind}.", f"Use: assay {word} run.")
    for caller in spec.callers:
        check_address(caller.url)
        key_for(caller.url)
    return spec


def _ways(limits: Limits | None, shared: Path | None, progress: Progress | None) -> Ways:
    return Ways(
        key_for=key_for,
        limits=limits or Limits(),
        progress=progress,
        resolver=guarded_resolver,
        shared=shared,
    )


def _frame(
    workspace: "Workspace", spec: JudgeSpec, dataset: str | None, queue: str | None, sample: DrawnSample | None
) -> tuple["Dataset", set[str] | None, dict[str, str]]:
    """The dataset version, which of its items are asked (None for all), and the sample of each."""
    if queue is not None:
        plan = find_queue(workspace.store, queue)
        name, _, asked = plan.question.partition(BETWEEN)
        if spec.questions != (asked,):
            what = f"The queue '{queue}' asks '{asked}', and the judge '{', '.join(spec.questions)[:60]}'."
            raise InputError("judging.question", what, f"Write question: {asked} into its file.")
        held = {each.item for each in workspace.store.queues.items(queue)}
        gold = find_gold(workspace.store, queue)
        drawn = {} if plan.sample is None else dict.fromkeys(held - set(gold.items if gold else ()), plan.sample)
        return workspace.dataset(f"{name}@{plan.dataset}"), held, drawn
    found = workspace.dataset(dataset or "")
    if sample is None:
        return found, None, {}
    items = [str(each) for each in sample.table["item"].to_pylist()]
    return found, set(items), dict.fromkeys(items, sample.sample.name)


def _instructions_in(spec: JudgeSpec, questions: Sequence[Path], guidelines: Sequence[Path]) -> tuple[Instruction, ...]:
    """What question and guideline files say, in the order of the judge's file."""
    if guidelines and len(guidelines) != len(questions):
        what = f"There are {len(guidelines)} guidelines for {len(questions)} questions."
        raise InputError("judging.question", what, "Give each question its guideline, in the same order, or none.")
    found: dict[str, Instruction] = {}
    for place, path in enumerate(questions):
        question = parse_question(read_text(path), str(path))
        if guidelines:
            file = guidelines[place]
            rules = parse_guideline(read_text(file), str(file), question=question.name, asked=question)
            found[question.name] = Instruction(question, rules.text, rules.version)
        else:
            found[question.name] = Instruction(question, "", None)
    absent = [name for name in spec.questions if name not in found]
    if absent:
        what = f"No question file asks '{absent[0][:60]}', which the judge's file names."
        raise InputError(
            "judging.question", what, did_you_mean(absent[0], found) if found else "Give it: --question FILE."
        )
    return tuple(found[name] for name in spec.questions)


def _columns(instructions: Sequence[Instruction], spec: JudgeSpec, known: Sequence[str], item: str) -> tuple[str, ...]:
    """Columns that the judge sees of a row: those that the questions name, and no others."""
    shown = tuple(dict.fromkeys(name for each in instructions for name in columns_of(each.question)))
    if not shown and spec.claims is None:
        what = f"The question '{instructions[0].question.name}' does not say what the judge may see."
        fix = "Write it into its file: show: [COLUMN]. Else it could see what people answered."
        raise InputError("judging.show", what, fix)
    for name in (item, *shown, *(each for each in (spec.reference, spec.claims) if each is not None)):
        if name not in known:
            what = f"The file has no column '{name[:60]}'."
            raise InputError("judging.column", what, did_you_mean(name, known))
    taken = [name for name in (*ADDED, "question") if name in known]
    if taken:
        raise InputError("judging.column", f"The file has a column '{taken[0]}', which is written here.", "Rename it.")
    return tuple(name for name in shown if name != spec.claims)


def _limited(items: list[ToJudge], limit: int | None) -> list[ToJudge]:
    if limit is not None and limit < 1:
        raise InputError("judging.limit", f"At most {limit} items are to be judged.", "Give a number from 1 up.")
    return items[:limit]


def _currency(spec: JudgeSpec) -> str | None:
    found = {each.prices.currency if each.prices else None for each in spec.callers}
    if len(found) > 1 and None not in found:
        raise InputError("judging.currency", "The members of the panel have prices in several currencies.", "Use one.")
    return None if None in found else found.pop()


def _ran(spec: JudgeSpec, items: Sequence[ToJudge], calls: Asked) -> JudgeRan:
    own = [each for each in calls.said if each.demanded is None]
    costs = [each.cost for each in calls.said if each.cost is not None]
    return JudgeRan(
        judge=spec.judge,
        questions=spec.questions,
        n_items=len(items),
        calls=calls,
        statuses=dict(sorted(Counter(each.status.value for each in own).items())),
        whys=dict(sorted(Counter(each.why for each in own if each.why).items())),
        words={each.why: each.rationale for each in reversed(own) if _is_told(each)},
        n_canaries=len(calls.said) - len(own),
        n_kept=0,
        run=None,
        cost=sum(costs) if costs else None,
        currency=_currency(spec),
    )


def _is_told(said: Said) -> bool:
    """Whether a call failed and the server said why."""
    return said.status is Status.FAILED and not said.text and bool(said.rationale)


def _with(rows: pa.Table, said: Sequence[Said], spec: JudgeSpec) -> pa.Table:
    """Rows with what was said of each."""
    columns: dict[str, Any] = {name: [getattr(each, name, None) for each in said] for name in ADDED}
    columns["said"] = [None if each.given is None else written(each.given.value) for each in said]
    columns["reply"] = [each.text for each in said]
    columns["status"] = [each.status.value for each in said]
    types = {"attempt": pa.int64(), "seconds": pa.float64(), "cost": pa.float64()}
    if len(spec.questions) > 1:
        rows = rows.append_column("question", pa.array([each.question for each in said], pa.string()))
    for name, values in columns.items():
        rows = rows.append_column(name, pa.array(values, types.get(name, pa.string())))
    return rows
