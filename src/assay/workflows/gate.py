"""The gate story: verdicts of the last evidence with the waivers valid now, and the self-test."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assay.core.check import CheckResult
from assay.core.errors import WorkspaceError
from assay.core.plan import Plan
from assay.core.ports import Progress
from assay.core.verdict import Recommendation, Verdict
from assay.gates.assess import gates_checked
from assay.gates.missing import still_hanging
from assay.gates.recommend import recommend
from assay.gates.self_test import SelfTest, self_test
from assay.gates.verdicts import check_gates
from assay.gates.waivers import apply_waivers
from assay.metrics.compare import compare
from assay.metrics.estimate import estimate
from assay.metrics.facts import Facts
from assay.metrics.null import swap_within_clusters
from assay.metrics.planned import planned_facts
from assay.stats.kernel import repeated_work

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace


def check_again(workspace: "Workspace", path: Path) -> tuple[tuple[Verdict, ...], Recommendation]:
    """Verdicts of the plan's last evidence under the waivers valid now, and what they recommend.

    Raises
    ------
    WorkspaceError
        ``evidence.none``.
    """
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan).evidence
    state, _ = workspace.standing(plan)
    waivers = workspace.waivers(plan.name)
    checked = gates_checked(kept.lock.plan, kept.estimates, kept.comparisons, kept.checks, judged=kept.judged)
    checked = still_hanging(checked, kept.verdicts)
    verdicts = apply_waivers(checked, waivers, plan_content=kept.lock.content, now=workspace.now())
    noun = "item" if kept.judged is None else "label"
    return verdicts, recommend(verdicts, plan_state=state if state == "edited" else kept.plan_state, noun=noun)


def test_gates(workspace: "Workspace", path: Path, *, draws: int, progress: Progress | None) -> SelfTest:
    """Rates of FAIL and PASS when baseline and candidate are swapped within a random half of the clusters.

    The answers are those of the last evidence; draw k uses the plan's seed plus k.

    Raises
    ------
    WorkspaceError
        ``evidence.none``; ``gate.self_test_judged`` where a judge said which outputs are good.
    """
    plan, _ = workspace.read_plan(path)
    kept = workspace.last_evidence(plan)
    if kept.evidence.judged is not None:
        what = (
            f"The self-test swaps answers that are known; a judge and people said which outputs of '{plan.name}' pass."
        )
        fix = "How often such a plan errs is measured by simulation: docs/how-to/corrected-numbers.md."
        raise WorkspaceError("gate.self_test_judged", what, fix)
    lock = kept.evidence.lock
    dataset = workspace.dataset(lock.plan.dataset)
    facts = planned_facts(lock.plan, workspace.evidence_facts(kept, dataset))
    draw = _Draw(lock.plan, facts, kept.evidence.checks)
    verdicts = heard((draw.verdicts(number) for number in range(draws)), draws, progress)
    with repeated_work():
        return self_test(verdicts, level=lock.plan.level, power=lock.plan.power)


def heard(drawn: Iterable[tuple[Verdict, ...]], draws: int, progress: Progress | None) -> Iterator[tuple[Verdict, ...]]:
    """The draws as they come, each told to ``progress``."""
    for done, verdicts in enumerate(drawn, start=1):
        if progress:
            progress(done, draws, "draws")
        yield verdicts


@dataclass(frozen=True, slots=True)
class _Draw:
    """One draw of the null: the code of `evaluate` from facts to verdicts, on systems that are exchangeable."""

    plan: Plan
    facts: Facts
    checks: tuple[CheckResult, ...]

    def verdicts(self, number: int) -> tuple[Verdict, ...]:
        baseline, candidate = self.plan.baseline.name, self.plan.candidate.name
        swapped = swap_within_clusters(self.facts, baseline, candidate, self.plan.seed + number)
        metrics = tuple(dict.fromkeys(gate.metric for gate in self.plan.gates if gate.metric))
        specs = tuple(dict.fromkeys(gate.by for gate in self.plan.gates if gate.by))
        level, seed = self.plan.level, self.plan.seed
        estimates = estimate(metrics, swapped, by=specs, level=level, seed=seed, systems=(candidate,))
        found = compare(metrics, swapped, baseline=baseline, candidate=candidate, by=specs, level=level, seed=seed)
        return check_gates(self.plan, estimates, found, self.checks, needed=False)
