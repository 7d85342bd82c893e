"""Systems that say texts: called, or read from a file; what each prompt came to, before anything is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from assay.access.outgoing import check_address, guarded_resolver
from assay.access.secrets import key_for
from assay.core.called import CalledRun
from assay.core.canonical import content_hash
from assay.core.errors import WorkspaceError
from assay.core.plan import Budget, Call, Plan, SystemSpec
from assay.core.ports import Progress
from assay.datasets.output_set import prompt_columns
from assay.datasets.outputs import read_outputs
from assay.datasets.run_rows import cell_of
from assay.harness.budget import Prices
from assay.harness.plan_files import Beside, means_of
from assay.harness.runner import Limits
from assay.harness.status import RUNNING, RunStatus, StatusFile
from assay.harness.systems import ask_system, system_settings
from assay.plans.trust import resolve_inside
from assay.store.answers import items_of
from assay.store.runs import RUN_TABLE, TOOLS_TABLE, find_run, run_name, run_table

if TYPE_CHECKING:
    from assay.workflows.workspace import Dataset, Workspace

RUNS = "runs"
"""Folder of the workspace for journals and states of runs."""
ENDED = {
    "time": "the time of the budget is over",
    "budget": "another call might cost more than is left of the money of the budget",
    "interrupted": "it was interrupted",
    "refused": "the endpoint refuses every call{refusal}",
}
NEXT = {
    "refused": "Look at the address and the model, and bind the key of its host: ASSAY_KEYS='HOST=VARIABLE'.",
    "budget": "Raise 'money' under 'budget:' in the plan, which needs no amendment, or bound answers by 'most_tokens'; "
    "the same command then goes on.",
}
"""What to do after each; after any other end the same command goes on."""


class Items(NamedTuple):
    """The items of a dataset version, as systems are asked."""

    table: pa.Table
    """Every column that is kept in clear."""
    ids: list[str]
    """External ids."""
    hashes: list[str]
    """Content hashes."""


class Calling(NamedTuple):
    """How systems are called by this command."""

    paces: Mapping[str, Call]
    """Of each system how fast it is called and at what price, as the plan file has it now."""
    again: bool = False
    """Whether what failed before is asked once more."""
    shared: Path | None = None
    """Folder in which processes share endpoints."""
    progress: Progress | None = None
    """Hears how far it is."""


class Said(NamedTuple):
    """What one system said, the attempts of an item side by side."""

    spec: SystemSpec
    """The system."""
    version: str
    """Hash of what makes it answer so, or of the file that its texts came from."""
    attempts: int
    """How often each item was asked."""
    texts: list[str | None]
    """What it said; None where there is nothing."""
    whys: list[str]
    """Words of what failed; empty where there is a text."""
    run: CalledRun | None = None
    """What its calls came to; None for recorded texts."""
    table: pa.Table | None = None
    """By `assay.store.runs`; None for recorded texts."""


def items_at_hand(workspace: "Workspace", dataset: "Dataset") -> Items:
    """The items of a dataset version in its order.

    Raises
    ------
    WorkspaceError
        ``dataset.no_items``.
    """
    known = items_of(workspace.store, dataset.version, position=workspace.store.ledger.size())
    if known is None:
        raise WorkspaceError(
            "dataset.no_items", f"The items of {dataset.manifest.name} are not on the ledger.", "Import it again."
        )
    table = workspace.table(dataset)
    ids = [str(each) for each in table[dataset.manifest.id_column].cast(pa.string()).to_pylist()]
    hashes = {str(row["item"]): str(row["item_hash"]) for row in known.to_pylist()}
    return Items(table, ids, [hashes[each] for each in ids])


def read_texts(dataset: "Dataset", spec: SystemSpec, folder: Path, items: Items) -> Said:
    """Recorded texts of a system, in the order of the items."""
    found = read_outputs(
        resolve_inside(folder, spec.outputs or ""),
        system=spec.name,
        item=dataset.manifest.id_column,
        label=spec.output_column,
        score=None,
        known=pa.chunked_array([pa.array(items.ids, pa.string())]),
    )
    version = content_hash({"sha256": found.sha256, "output": spec.output_column})
    texts = found.labels.to_pylist()
    return Said(spec, version, 1, texts, [""] * len(texts))


def call_system(
    workspace: "Workspace",
    dataset: "Dataset",
    plan: Plan,
    spec: SystemSpec,
    call: Call,
    items: Items,
    *,
    files: Beside,
    how: Calling,
    spent: float,
) -> Said:
    """What a called system says: as it was kept before, else asked now and journalled on the way.

    ``files`` are beside the plan; ``spent`` is what other systems cost of the plan's budget.

    Raises
    ------
    WorkspaceError
        ``run.unfinished`` when not all was asked: the same command goes on.
    NotPermitted
        ``outgoing.address`` for an address that is private and not listed.
    PlanError
        ``plan.file_changed`` for a file beside the plan that is not what it was.
    """
    settings = system_settings(call)
    kept = find_run(workspace.store, dataset.version, settings, call.attempts)
    if kept is not None and not (how.again and kept.run.failures):
        table = run_table(workspace.store, kept)
        return _said(spec, call, table, replace(kept.run, system=spec.name))
    if call.url:
        check_address(call.url)
    seen = [name for name in prompt_columns(dataset.manifest) if name not in plan.targets]
    rows, means = items.table.select(seen).to_pylist(), means_of(call, files)
    folder = workspace.folder / RUNS
    folder.mkdir(mode=0o700, exist_ok=True)
    run = content_hash({"run": run_name(dataset.version, settings, call.attempts)})[:32]
    journal = folder / f"{run}.journal"
    began = RunStatus(
        run=run,
        what=f"{plan.name}: {spec.name}",
        provider=call.provider,
        address=call.url.partition("?")[0],
        state=RUNNING,
        total=len(rows) * call.attempts,
        journal=str(journal),
        plan=plan.name,
    )
    with StatusFile(folder, began, now=workspace.now) as status:
        asked = ask_system(
            call,
            rows,
            means=means,
            key=key_for(call.url) if call.url else None,
            journal=journal,
            limits=_limits(plan.budget or Budget(), call, how.paces.get(spec.name, call), spent=spent),
            progress=how.progress,
            resolver=guarded_resolver if call.url else None,
            status=status,
            shared=how.shared,
            again=how.again,
            allow_code=workspace.store.settings.allow_code,
            known=[]
            if kept is None
            else run_table(workspace.store, kept).drop_columns(["item", "attempt"]).to_pylist(),
        )
    left = sum(each is None for each in asked.records)
    stop_unfinished(f"'{spec.name}'", left, len(asked.records), ended=asked.ended, refusal=asked.refusal)
    table = _table(items.ids, call, [each or {} for each in asked.records])
    return _said(spec, call, table, _run(spec.name, call, settings, table))


def _limits(budget: Budget, call: Call, pace: Call, *, spent: float) -> Limits:
    """How far the calls of a system may go; ``pace`` says how fast and at what price, as the plan file has it now."""
    priced = pace.price_in is not None or pace.price_out is not None
    return Limits(
        at_once=pace.at_once,
        rate=pace.rate,
        token_rate=pace.token_rate,
        tries=call.tries,
        most_seconds=None if budget.minutes is None else budget.minutes * 60,
        budget=None if budget.money is None else max(budget.money - spent, 0.0),
        prices=Prices(read=pace.price_in or 0.0, written=pace.price_out or 0.0) if priced else None,
    )


def stop_unfinished(who: str, left: int, total: int, *, ended: str, refusal: str = "") -> None:
    """Raise where not all was asked.

    Raises
    ------
    WorkspaceError
        ``run.unfinished`` with how many calls are left, and what to do.
    """
    if not left:
        return
    why = ENDED.get(ended, ended or "it ended early").format(refusal=f" ({refusal})" if refusal else "")
    what = f"{left:,} of {total:,} answers of {who} are still to be had: {why}."
    raise WorkspaceError(
        "run.unfinished", what, NEXT.get(ended, "Run the same command again: it goes on where it ended.")
    )


def _table(ids: Sequence[str], call: Call, records: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = TOOLS_TABLE if call.uses_tools else RUN_TABLE
    columns: dict[str, list[Any]] = {
        "item": [each for each in ids for _ in range(call.attempts)],
        "attempt": [attempt for _ in ids for attempt in range(1, call.attempts + 1)],
    }
    columns |= {name: [cell_of(each, name) for each in records] for name in schema.names if name not in columns}
    return pa.table(columns, schema=schema)


def _run(system: str, call: Call, settings: str, table: pa.Table) -> CalledRun:
    rows = table.select(["why", "version", "tokens_in", "tokens_out", "tries", "seconds", "cost", "words"]).to_pylist()
    answered = sum(not each["why"] for each in rows)

    def total(name: str) -> Any:
        known = [each[name] for each in rows if each[name] is not None and each[name] >= 0]
        return sum(known) if known else None

    return CalledRun(
        system=system,
        provider=call.provider,
        model=call.model,
        address=call.url.partition("?")[0],
        settings=settings,
        attempts=call.attempts,
        n=len(rows),
        n_answered=answered,
        failures=_counted(each["why"] for each in rows if each["why"]),
        retries=sum(max((each["tries"] or 1) - 1, 0) for each in rows),
        tokens_in=total("tokens_in"),
        tokens_out=total("tokens_out"),
        seconds=round(total("seconds") or 0.0, 3),
        versions=_counted(each["version"] for each in rows if each["version"]),
        cost=total("cost"),
        words=tuple(sorted({each["why"]: each["words"] for each in reversed(rows) if each["words"]}.items())),
    )


def _counted(words: Any) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(words).items(), key=lambda each: (-each[1], each[0])))


def _said(spec: SystemSpec, call: Call, table: pa.Table, run: CalledRun) -> Said:
    whys = [each or "" for each in table["why"].to_pylist()]
    return Said(spec, run.settings, call.attempts, table["output"].to_pylist(), whys, run, table)
