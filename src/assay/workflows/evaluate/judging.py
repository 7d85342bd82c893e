"""The judge of a plan is called: what it says of the outputs is on the ledger before anything is decided."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.access.outgoing import check_address
from assay.access.secrets import key_for
from assay.core.called import CalledRun
from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.core.plan import Plan, Scoring
from assay.datasets.output_set import outputs_name
from assay.harness.judging.judge_file import parse_judge
from assay.harness.judging.judge_spec import JudgeSpec
from assay.harness.judging.spending import minor_units
from assay.harness.runner import Limits
from assay.labeling.to_machines import instructions_of
from assay.plans.trust import read_inside, resolve_inside
from assay.store.judge_runs import JudgeRun, judge_runs, reasons_of
from assay.store.output_sets import output_items
from assay.store.votes import named_votes
from assay.workflows.evaluate.asking import Outputs, has_question
from assay.workflows.evaluate.called import Calling, stop_unfinished

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

Ask = Callable[..., Any]
"""`assay.workflows.judge_run.run_judge`; stories do not know each other, so whoever evaluates introduces it."""


def judge_called(workspace: "Workspace", plan: Plan, folder: Path) -> JudgeSpec | None:
    """The judge that a plan calls, once its prices fit the budget; None for any other plan.

    Before the first outputs are there it is also checked that it may be called, so that nobody waits for systems first.

    Raises
    ------
    PlanError
        With every mistake of its file.
    NotPermitted
        ``outgoing.address``.
    InputError
        ``judging.prices``, ``judging.currency``, ``key.*``.
    """
    if plan.scoring is None or plan.scoring.judge_file is None:
        return None
    file = plan.scoring.judge_file
    spec = parse_judge(read_inside(folder, file), str(folder / file), addresses=plan.addresses)
    is_first = not workspace.store.documents.find("dataset", outputs_name(plan.name))
    for caller in spec.callers:
        if is_first:
            check_address(caller.url)
            key_for(caller.url)
        if plan.budget is not None and plan.budget.money is not None:
            _check_prices(plan.budget.currency, file, None if caller.prices is None else caller.prices.currency)
    return spec


def _check_prices(budget: str | None, file: str, currency: str | None) -> None:
    if currency is None:
        what = f"'budget' has money, and {file} says no prices."
        raise InputError("judging.prices", what, "Write them: prices: {read: 0.25, written: 2, currency: USD}.")
    if budget is not None and currency != budget:
        what = f"'budget' is in {budget}, and the prices in {file} are in {currency}."
        raise InputError("judging.currency", what, "Use one currency.")


def judge_outputs(
    workspace: "Workspace",
    outputs: Outputs,
    spec: JudgeSpec,
    folder: Path,
    *,
    addresses: Mapping[str, str],
    paces: Plan,
    how: Calling,
    spent: float,
    ask: Ask,
    actor: str,
) -> None:
    """Ask the judge what it has not judged yet; nothing while the outputs have no question.

    Parameters
    ----------
    addresses : where the plan calls its systems, for a judge whose file names no address
    paces : the plan as its file has it now: how fast the judge is called, and the budget
    spent : what the systems cost of the budget

    Raises
    ------
    WorkspaceError
        ``run.unfinished`` when not all was asked: the same command goes on; ``judging.guideline``.
    """
    if not has_question(workspace, outputs) or _all_judged(workspace, outputs, spec, again=how.again):
        return
    ran = ask(
        workspace,
        resolve_inside(folder, str(outputs.scoring.judge_file)),
        dataset=f"{outputs.set.name}@{outputs.set.version}",
        again=how.again,
        addresses=addresses,
        limits=_limits(paces, spent),
        shared=how.shared,
        actor=actor,
        progress=how.progress,
    )
    calls = ran.calls
    stop_unfinished(f"judge '{spec.name}'", calls.n_left, calls.n_calls, ended=calls.ended, refusal=calls.refusal)


def _limits(plan: Plan, spent: float) -> Limits:
    """How far the calls of the judge may go."""
    scoring, budget = plan.scoring or Scoring(), plan.budget
    minutes, money = (None, None) if budget is None else (budget.minutes, budget.money)
    return Limits(
        at_once=scoring.at_once,
        most_seconds=None if minutes is None else minutes * 60,
        budget=None if money is None else max(money - spent, 0.0),
    )


def _all_judged(workspace: "Workspace", outputs: Outputs, spec: JudgeSpec, *, again: bool) -> bool:
    """Whether this judge answered for every output, by the guideline in force; with ``again`` a failure is none."""
    (instruction,) = instructions_of(workspace.store, spec.questions, dataset=outputs.set.name)
    judged = {
        item
        for item, guideline, status in _verdicts(workspace, outputs, spec)
        if guideline == instruction.version and not (again and status == Status.FAILED.value)
    }
    position = workspace.store.ledger.size()
    known = output_items(workspace.store, outputs.set.version, position=position)["item"].to_pylist()
    return judged.issuperset(known)


def _verdicts(workspace: "Workspace", outputs: Outputs, spec: JudgeSpec) -> Iterator[tuple[str, str | None, str]]:
    """Of each standing judgment of this judge its output, the guideline, and the status."""
    votes = named_votes(workspace.store, outputs.set.version, position=workspace.store.ledger.size())
    names = ("judge", "judge_version", "question", "item", "guideline_version", "status")
    wanted = (spec.name, spec.judge.version, spec.questions[0])
    for judge, version, question, item, guideline, status in zip(*(votes[n].to_pylist() for n in names), strict=True):
        if (judge, version, question) == wanted:
            yield str(item), guideline, str(status)


def judge_calls(workspace: "Workspace", outputs: Outputs, spec: JudgeSpec) -> CalledRun | None:
    """What asking the judge about these outputs came to, as the ledger keeps it; None where it was not asked."""
    runs = [
        run
        for _, run in judge_runs(workspace.store, spec.name)
        if (run.dataset, run.judge_version) == (outputs.set.version, spec.judge.version)
    ]
    whys = Counter(_whys(workspace, runs).values())
    if not whys:
        return None
    costs = [run.cost / minor_units(run.currency) for run in runs if run.cost is not None and run.currency]
    served = Counter(name for run in runs for name in run.served)
    caller = spec.callers[0]
    return CalledRun(
        system=spec.name,
        provider=caller.provider,
        model=", ".join(dict.fromkeys(each.model for each in spec.callers)),
        address=caller.url.partition("?")[0],
        settings=spec.judge.version,
        attempts=1,
        n=whys.total(),
        n_answered=whys[""],
        failures=tuple(sorted((why, n) for why, n in whys.items() if why)),
        retries=None,
        versions=tuple(sorted(served.items())),
        cost=sum(costs) if costs else None,
    )


def _whys(workspace: "Workspace", runs: Sequence[JudgeRun]) -> dict[str, str]:
    """Of each output why the newest answer to it is none; empty where one was given."""
    found: dict[str, str] = {}
    for run in runs:
        for row in reasons_of(workspace.store, run).select(["item", "demanded", "status", "why"]).to_pylist():
            if row["demanded"] is None:
                given = row["status"] == Status.GIVEN.value
                found[str(row["item"])] = "" if given else str(row["why"] or row["status"])
    return found
