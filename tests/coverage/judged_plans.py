"""Plans whose outputs a judge scored and people checked, from empty folder to evidence, many times in one process.

Each replicate is a pool of its own: prompts with the outputs of two systems, what the judge said of each, and what
people would say. The way is that of ``assay evaluate``: the sample is drawn, a queue is opened, people's answers are
on the ledger, gates decide. ``python -m tests.coverage.judged_plans 1000`` writes ``docs/coverage-of-judged-plans.md``
with 1 000 replicates a cell, in some hours; lines that are there already (``--lines FILE``) are gone on with.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from assay.core.evidence import Corrected, Evidence
from assay.datasets.judgment_file import JudgmentsAsked
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.evaluate.story import evaluate
from assay.workflows.judgments import import_judgments
from assay.workflows.questions import add_question
from assay.workflows.queues import fill_queue
from assay.workflows.workspace import Workspace, create_workspace

JUDGES = {"useless": (0.5, 0.5), "weak": (0.7, 0.4), "good": (0.9, 0.15), "near perfect": (0.98, 0.03)}
"""How often each says yes where people would, and where they would not."""
PLAN = """\
assay: 1
name: plan
purpose: Measure how often intervals hold the truth.
tier: low
dataset: prompts
systems: {{baseline: {{name: old, outputs: old.csv}}, candidate: {{name: new, outputs: new.csv}}}}
scoring: {{judge: gpt, question: good, good: "yes", people: {people}, stages: {stages}}}
metrics: [pass_rate]
checks: []
seed: {seed}
gates:
  - {{name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0, min_items: 5}}
"""
ASKED = 'question: good\nasks: Is it good?\ntype: choice\noptions: ["yes", "no"]\nshow: [prompt, output]\n'
Flags = npt.NDArray[np.bool_]
OUTPUTS = "outputs of plan"


class Truth(NamedTuple):
    """Shares of outputs that people find good, and what hangs together."""

    old: float
    """Of the baseline."""
    new: float
    """Of the candidate."""
    shared: float = 0.4
    """Part of the prompts that are as hard for both."""

    @property
    def difference(self) -> float:
        """Candidate minus baseline."""
        return self.new - self.old


class Setting(NamedTuple):
    """How a plan is made."""

    prompts: int = 300
    """Of the pool."""
    people: int = 120
    """Outputs that people judge in all."""
    stages: tuple[int, ...] = ()
    """Looks before the last."""


def replicates(
    folder: Path, truth: Truth, judge: str, setting: Setting, *, n: int, seed: int, first: int = 0
) -> Iterator[Evidence]:
    """The evidence of evaluations ``first`` to ``n``, each on a pool and from a seed of its own."""
    for number in range(first, n):
        own, rng = folder / f"{number}", np.random.default_rng([seed, number])
        workspace = _begun(own, setting, seed=int(rng.integers(10**9)))
        yield _evaluated(workspace, own, truth, judge, setting, rng)


def numbers_of(evidence: Evidence) -> dict[str, Corrected]:
    """What was found on all items, by ``old``, ``new`` and ``difference``."""
    assert evidence.judged is not None
    whole = [each for each in evidence.judged.corrected if not each.slice]
    return {"difference" if each.baseline else each.system: each for each in whole}


def _begun(folder: Path, setting: Setting, *, seed: int) -> Workspace:
    folder.mkdir(parents=True)
    workspace = create_workspace(folder, actor="sim")
    _write(folder / "prompts.csv", [["item", "prompt"], *([f"p{n}", f"prompt {n}"] for n in range(setting.prompts))])
    bring_in(workspace, folder / "prompts.csv", name="prompts", roles=Roles("item", text=("prompt",)), actor="sim")
    plan = PLAN.format(people=setting.people, stages=list(setting.stages), seed=seed)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "good.yaml").write_text(ASKED, encoding="utf-8")
    return workspace


def _evaluated(
    workspace: Workspace,
    folder: Path,
    truth: Truth,
    judge: str,
    setting: Setting,
    rng: np.random.Generator,
) -> Evidence:
    right = _pool(rng, truth, setting.prompts)
    yes, no = JUDGES[judge]
    for system, good in right.items():
        texts = [f"{rng.integers(10**9)} {'well' if each else 'badly'}" for each in good.tolist()]
        _write(folder / f"{system}.csv", [["item", "output"], *([f"p{n}", text] for n, text in enumerate(texts))])
    asked: dict[str, Any] = {"actor": "sim", "exploratory": True}
    evaluate(workspace, folder / "plan.yaml", **asked)
    add_question(workspace, folder / "good.yaml", dataset=OUTPUTS, actor="sim")
    table = workspace.table(workspace.dataset(OUTPUTS))
    outputs = list(zip(table["output_id"].to_pylist(), table["output"].to_pylist(), strict=True))
    told = {str(item): str(text).endswith("well") for item, text in outputs}
    for name, kind in (("gpt", "llm_judge"), ("ann", "labeler")):
        said = {item: _says(rng, good, yes, no) if name == "gpt" else good for item, good in told.items()}
        _write(
            folder / f"{name}.csv",
            [["item", "judge", "answer"], *([i, name, "yes" if y else "no"] for i, y in said.items())],
        )
        what = JudgmentsAsked("item", ("judge",), "answer", question="good", kind=kind)
        import_judgments(workspace, folder / f"{name}.csv", what, dataset=OUTPUTS, actor="sim")
    return evaluate(workspace, folder / "plan.yaml", **asked, fill=fill_queue)


def _says(rng: np.random.Generator, good: bool, yes: float, no: float) -> bool:
    return bool(rng.random() < (yes if good else no))


def _pool(rng: np.random.Generator, truth: Truth, n: int) -> dict[str, Flags]:
    common, is_shared = rng.random(n), rng.random(n) < truth.shared
    return {
        name: np.where(is_shared, common, rng.random(n)) < share
        for name, share in (("old", truth.old), ("new", truth.new))
    }


def _write(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)


CELLS = {
    "one look, new better by 0.15": (Truth(0.6, 0.75), Setting(people=120)),
    "three looks, equal systems": (Truth(0.7, 0.7), Setting(people=120, stages=(40, 80))),
}
PAGE = Path(__file__).parents[2] / "docs" / "coverage-of-judged-plans.md"
INTRO = """\
# How often corrected intervals hold, from plan to evidence

Made by `python -m tests.coverage.judged_plans`; do not edit.

Each replicate is a plan of its own, evaluated in one process from an empty folder to the evidence.
There are 300 prompts with the outputs of two systems.
A judge says yes with one probability where people would and with another where they would not.
People judge a sample of 120 outputs (60 prompts), drawn by what the judge said.
`holds` is the share of replicates whose 95 % interval holds the truth.
`PASS` and `FAIL` are those of the gate "better" (margin 0).
Each may be wrong in at most 2.5 % of plans with equal systems, over all of their looks.
With n replicates a share of 0.95 has a standard error of `sqrt(0.0475 / n)`: 0.007 for 1000.
"""
HEADS = ("cell", "judge", "n", "holds: old", "holds: new", "holds: difference", "labels worth", "PASS", "FAIL")


def line_of(cell: str, judge: str, truth: Truth, evidence: Evidence) -> dict[str, Any]:
    """What one replicate came to."""
    truths = {"old": truth.old, "new": truth.new, "difference": truth.difference}
    found = numbers_of(evidence)
    held = {name: _holds(found[name], value) for name, value in truths.items()}
    worth = found["difference"].multiplier or 1.0
    return {"cell": cell, "judge": judge, **held, "worth": worth, "verdict": evidence.verdicts[0].outcome.value}


def page(lines: list[dict[str, Any]]) -> str:
    """The page, a row a cell and judge."""
    rows = [HEADS, tuple("---" for _ in HEADS)]
    for cell in CELLS:
        for judge in JUDGES:
            own = [line for line in lines if (line["cell"], line["judge"]) == (cell, judge)]
            if own:
                rows.append((cell, judge, *_row(own)))
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{INTRO}\n{table}\n"


def _row(own: list[dict[str, Any]]) -> tuple[str, ...]:
    held = (f"{np.mean([line[name] for line in own]):.3f}" for name in ("old", "new", "difference"))
    verdicts = (f"{np.mean([line['verdict'] == word for line in own]):.3f}" for word in ("PASS", "FAIL"))
    return (str(len(own)), *held, f"x{np.mean([line['worth'] for line in own]):.2f}", *verdicts)


def _holds(found: Corrected, truth: float) -> bool:
    return found.interval is not None and found.interval.low <= truth <= found.interval.high


def main() -> None:
    """Measure every cell, and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("n", type=int)
    parser.add_argument("--lines", type=Path, default=Path("judged_plans.jsonl"))
    asked = parser.parse_args()
    kept = asked.lines.read_text("utf-8").splitlines() if asked.lines.exists() else []
    lines = [json.loads(line) for line in kept]
    with asked.lines.open("a", encoding="utf-8") as file:
        for number, (cell, (truth, setting)) in enumerate(CELLS.items()):
            for place, judge in enumerate(JUDGES):
                there = sum((line["cell"], line["judge"]) == (cell, judge) for line in lines)
                with tempfile.TemporaryDirectory() as folder:
                    how = {"n": asked.n, "first": there, "seed": len(JUDGES) * number + place}
                    for evidence in replicates(Path(folder), truth, judge, setting, **how):
                        lines.append(line_of(cell, judge, truth, evidence))
                        file.write(json.dumps(lines[-1]) + "\n")
    PAGE.write_text(page(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
