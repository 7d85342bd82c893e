"""A plan whose outputs a judge scored, and the people who check it: what two stories share."""

import csv
import random
from pathlib import Path
from typing import Any

from tests.labeling_support.judging import works

from assay.core.plan import Tier
from assay.workflows.workspace import open_workspace

PLAN = """\
assay: 1
name: assistant-release
purpose: Decide whether the new assistant replaces the old one.
tier: {tier}
author: mina
dataset: prompts
systems:
  baseline: {{name: old, outputs: old.csv}}
  candidate: {{name: new, outputs: new.csv}}
scoring: {{judge: gpt, question: good, good: "yes", people: {people}, stages: {stages}, label_cost: 50, currency: EUR}}
metrics: [pass_rate]
slices: [topic]
checks: []
gates:
  - {{name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.12, min_items: {least}}}
"""
ASKED = 'question: good\nasks: Is the answer good?\ntype: choice\noptions: ["yes", "no"]\nshow: [prompt, output]\n'
OUTPUTS = "outputs of assistant-release"
SHARES = {"old": 0.7, "new": 0.74}


def write(name: str, rows: list[list[Any]]) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def truth(text: str) -> bool:
    """Whether people find an output good: it says so in its last word."""
    return text.endswith("well")


class Release:
    """The terminal of a lead with a plan whose outputs are on the ledger, and those who judge them."""

    def __init__(
        self,
        assay: Any,
        *,
        n: int = 160,
        shares: dict[str, float] = SHARES,
        tier: str = "careful",
        people: int = 240,
        stages: str = "[60]",
        least: int = 30,
    ) -> None:
        self.assay, self.random = assay, random.Random(6)
        prompts = [[f"p{row:03d}", f"prompt {row}", ("billing", "travel")[row % 2]] for row in range(n)]
        write("prompts.csv", [["item", "prompt", "topic"], *prompts])
        for system, share in shares.items():
            said = [[row[0], f"answered {'well' if self.random.random() < share else 'badly'}"] for row in prompts]
            write(f"{system}.csv", [["item", "output"], *said])
        Path("plan.yaml").write_text(
            PLAN.format(tier=tier, people=people, stages=stages, least=least), encoding="utf-8"
        )
        Path("good.yaml").write_text(ASKED, encoding="utf-8")
        done(assay("init", "--by", "mina"))
        careful = Tier("careful", 1, 0.9, 0.5, 0, False, False, False, False, needs_judge_card=True)
        open_workspace().put("tier", "careful", careful, actor="mina")
        roles = ("--id", "item", "--text", "prompt", "--slice", "topic")
        done(assay("import", "prompts.csv", "--name", "prompts", *roles, "--by", "mina"))
        done(assay("plan", "lock", "plan.yaml", "--by", "mina"))

    def evaluate(self, *options: str) -> Any:
        return self.assay("evaluate", "plan.yaml", *options)

    def outputs(self) -> dict[str, str]:
        """Every output by its id."""
        workspace = open_workspace()
        table = workspace.table(workspace.dataset(OUTPUTS))
        return {str(row["output_id"]): str(row["output"]) for row in table.to_pylist()}

    def machine_judges(self, *, right: float = 0.9, version: str = "1") -> None:
        """A judge that is right so often, and says yes where it is not sure."""
        rows = [["item", "judge", "answer"]]
        for item, text in self.outputs().items():
            said = truth(text) if self.random.random() < right else True
            rows.append([item, "gpt", "yes" if said else "no"])
        write("gpt.csv", rows)
        words = ("--dataset", OUTPUTS, "--question", "good", "--kind", "llm_judge", "--version", version)
        done(self.assay("judgments", "import", "gpt.csv", *words, "--by", "mina"))

    def people_answer(self, queue: str, most: int = 10_000) -> int:
        """A person answers what waits in a queue; how much that was."""
        texts = self.outputs()
        return len(works(open_workspace(), queue, "ann", lambda item: "yes" if truth(texts[item]) else "no", most=most))
