"""The story of annotation agents: which there are, and whether the next version of one is better on the same items."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from assay.core.errors import InputError
from assay.core.estimate import Comparison, Estimate
from assay.core.judgment import JudgeKind
from assay.datasets.judged import JudgedBy, judged_by, likeliest, with_told
from assay.metrics.compare import compare
from assay.metrics.encoding import encode, one_array
from assay.metrics.facts import facts_from_table
from assay.metrics.shares import mean_share
from assay.metrics.spent import spent
from assay.store.judge_runs import JUDGE_FILE, judge_runs, told_of

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""
NONE = "(no answer)"
"""Stands for an answer that could not be had: it is never right."""
SAME = "Share of items on which both give the same answer."


class AgentVersion(NamedTuple):
    """A version of an annotation agent that was run."""

    name: str
    """Name of the agent."""
    version: str
    """Hash of model, prompt, frame and parameters."""
    models: tuple[str, ...]
    """Models behind it."""
    questions: tuple[str, ...]
    """What it answers."""
    first_at: str
    """When it was run first, UTC."""
    n_judgments: int
    """Judgments on the ledger by its runs."""
    cost: float | None
    """What its runs cost, in the smallest unit of the currency."""
    currency: str | None
    """ISO 4217."""


class AgentsCompared(NamedTuple):
    """Two versions of an agent, or two agents, on the same items."""

    question: str
    """What they answered."""
    first: str
    """The one that is compared with, as ``name@version``."""
    second: str
    """The one that is proposed."""
    against: str
    """Whose answers are held to be right: people, or a reference set."""
    n_items: int
    """Items that both judged and whose answer is known."""
    comparisons: tuple[Comparison, ...]
    """Accuracy, seconds and, where it is known, cost."""
    same: Estimate
    """How often both say the same."""
    n_only: tuple[int, int]
    """Items that only the first, and only the second, got right."""


def agents(workspace: "Workspace") -> tuple[AgentVersion, ...]:
    """Every version of every agent that was run, by name and then by when it was run first."""
    runs = [run for _, run in judge_runs(workspace.store)]
    found = []
    for document in workspace.store.documents.every(JUDGE_FILE):
        kept: Mapping[str, Any] = document.body
        told = kept["told"]
        mine = [each for each in runs if (each.judge, each.judge_version) == (kept["name"], kept["version"])]
        costs = [each.cost for each in mine if each.cost is not None]
        made = AgentVersion(
            name=str(kept["name"]),
            version=str(kept["version"]),
            models=tuple(dict.fromkeys(str(each["model"]) for each in told["callers"])),
            questions=tuple(str(each) for each in told["questions"]),
            first_at=document.at,
            n_judgments=sum(each.n_judgments for each in mine),
            cost=sum(costs) if costs else None,
            currency=next((each.currency for each in mine if each.currency), None),
        )
        if kept["kind"] == JudgeKind.AGENT.value:
            found.append(made)
    return tuple(sorted(found, key=lambda each: (each.name, each.first_at)))


def compare_agents(
    workspace: "Workspace",
    first: str,
    second: str,
    *,
    dataset: str,
    question: str | None = None,
    reference: str | None = None,
    level: float = 0.95,
) -> AgentsCompared:
    """Two agents or judges, each as ``name`` (its newest version) or ``name@version``, on the items that both judged.

    Paired by item; an answer that could not be had is wrong. Held against a reference set, or the majority of people.

    Raises
    ------
    WorkspaceError
        ``judge.unknown``, ``judge.unknown_version``; those of `Workspace.votes` and `Workspace.reference`.
    InputError
        ``agent.same``, ``agent.nothing``.
    """
    votes, found = workspace.votes(dataset, question), workspace.dataset(dataset)
    known = None if reference is None else workspace.reference_table(workspace.reference(found, reference))
    right = None if known is None else likeliest(known)
    one, two = (_judged(workspace, found.version, judged_by(votes, each, right)) for each in (first, second))
    if (one.judge, one.version) == (two.judge, two.version):
        what = f"'{first}' and '{second}' are one version: {one.version[:12]}."
        raise InputError("agent.same", what, "Name another version: NAME@VERSION, as assay agent list shows them.")
    table = _side_by_side(one, two)
    if not table.num_rows:
        what = f"No item was judged by both '{_called(one)}' and '{_called(two)}' and has an answer that is right."
        raise InputError("agent.nothing", what, "Run both on the same items, and have people answer some of them.")
    names = _called(one), _called(two)
    items = np.asarray(encode(one_array(table["item"])).values, np.int64)
    systems = {names[0]: ("first", None), names[1]: ("second", None)}
    facts = facts_from_table(table, label="right", systems=systems, cluster="item")
    made = [*compare("accuracy", facts, baseline=names[0], candidate=names[1], level=level)]
    made += _spent(table, items, names, level)
    answers = [np.asarray(table[name].to_pylist(), np.str_) for name in ("first", "second", "right")]
    hits = [answers[place] == answers[2] for place in (0, 1)]
    same = (answers[0] == answers[1]).astype(np.float64)
    return AgentsCompared(
        question=one.question,
        first=names[0],
        second=names[1],
        against=reference or "people",
        n_items=int(np.unique(items).size),
        comparisons=tuple(made),
        same=mean_share("same_answer", SAME, same, (), clusters=items, level=level),
        n_only=(int((hits[0] & ~hits[1]).sum()), int((hits[1] & ~hits[0]).sum())),
    )


def _judged(workspace: "Workspace", version: str, said: JudgedBy) -> JudgedBy:
    """With what each verdict cost to the last digit."""
    return with_told(said, told_of(workspace.store, said.judge, said.version, version=version))


def _side_by_side(one: JudgedBy, two: JudgedBy) -> pa.Table:
    """The first answer of both to each item (and order of a pair) that has one that is right."""
    firsts = [_firsts(each) for each in (one, two)]
    rows = []
    for key in sorted(firsts[0].keys() & firsts[1].keys(), key=lambda key: (key[0], key[1] or "")):
        pair = [each[key] for each in firsts]
        if pair[0]["right"] is None:
            continue
        row = {"item": key[0], "right": pair[0]["right"]}
        for place, name in enumerate(("first", "second")):
            row |= {name: pair[place]["answer"] or NONE}
            row |= {f"{name}_{what}": pair[place][what] for what in ("seconds", "cost")}
        rows.append(row)
    types: dict[str, pa.DataType] = dict.fromkeys(("item", "right", "first", "second"), pa.string())
    types |= dict.fromkeys(("first_seconds", "second_seconds", "first_cost", "second_cost"), pa.float64())
    return pa.Table.from_pylist(rows, schema=pa.schema(types))


def _firsts(said: JudgedBy) -> dict[tuple[str, str | None], dict[str, Any]]:
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    names = ("item", "shown", "answer", "right", "seconds", "cost")
    for row in said.table.select(list(names)).to_pylist():
        found.setdefault((str(row["item"]), row["shown"]), row)
    return found


def _spent(table: pa.Table, items: npt.NDArray[np.int64], names: tuple[str, str], level: float) -> list[Comparison]:
    """Seconds and cost, on the rows where both are known."""
    made = []
    for what in ("seconds", "cost"):
        pair = [np.asarray(table[f"{name}_{what}"].to_numpy(), np.float64) for name in ("first", "second")]
        known = ~np.isnan(pair[0]) & ~np.isnan(pair[1])
        if known.any():
            made.append(spent(what, pair[0][known], pair[1][known], items=items[known], systems=names, level=level))
    return made


def _called(said: JudgedBy) -> str:
    return f"{said.judge}@{said.version[:12]}"
