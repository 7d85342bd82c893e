"""Story: a judge says which of two systems is better, people check it on a sample, and the same command decides."""

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
  - {{name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.12}}
"""
ASKED = 'question: good\nasks: Is the answer good?\ntype: choice\noptions: ["yes", "no"]\nshow: [prompt, output]\n'
N = 160
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

    def __init__(self, assay: Any, *, tier: str = "careful", people: int = 240, stages: str = "[60]") -> None:
        self.assay, self.random = assay, random.Random(6)
        prompts = [[f"p{n:03d}", f"prompt {n}", ("billing", "travel")[n % 2]] for n in range(N)]
        write("prompts.csv", [["item", "prompt", "topic"], *prompts])
        for system, share in SHARES.items():
            said = [[row[0], f"{system} says {'well' if self.random.random() < share else 'badly'}"] for row in prompts]
            write(f"{system}.csv", [["item", "output"], *said])
        Path("plan.yaml").write_text(PLAN.format(tier=tier, people=people, stages=stages), encoding="utf-8")
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


def judged(said: Any) -> dict[str, Any]:
    found: dict[str, Any] = said.json()["judged"]
    return found


def reason(said: Any) -> str:
    return str(said.json()["verdicts"][0]["reason"])


def test_the_loop_closes(assay: Any) -> None:
    release = Release(assay)
    first = release.evaluate("--json")
    assert (first.code, judged(first)["n_asked"]) == (2, 0)
    assert any("has not judged 320 of the 320 outputs" in each for each in judged(first)["says"])
    assert any("have no question 'good'" in each for each in judged(first)["says"])
    release.machine_judges()
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))

    opened = release.evaluate()
    assert opened.code == 2
    assert "60 outputs wait for people in queue" in opened.out
    (queue,) = (each.name for each in open_workspace().store.documents.latest("queue"))
    assert release.people_answer(queue, most=10) == 10
    halfway = release.evaluate("--json")
    assert (judged(halfway)["n_answered"], judged(halfway)["queues"], halfway.code) == (10, [queue], 2)
    assert [each["interval"] for each in halfway.json()["estimates"]] == [None] * 6

    assert release.people_answer(queue) == 50
    refused = release.evaluate("--json")
    assert (refused.code, reason(refused), judged(refused)["queues"]) == (2, "judge_no_card", [])
    done(assay("judge", "calibrate", "--dataset", OUTPUTS, "--judge", "gpt", "--question", "good"))
    second = release.evaluate("--json")
    assert (reason(second), judged(second)["stage"], judged(second)["n_asked"]) == ("interval_spans_threshold", 1, 240)
    assert "would likely settle it" in second.json()["verdicts"][0]["why"]
    (later,) = judged(second)["queues"]
    assert later != queue
    assert release.people_answer(later) == 180

    last = release.evaluate("--report", "report.html", "--markdown", "summary.md", "--json")
    found = judged(last)
    assert (last.code, found["stage"], found["queues"], found["n_answered"]) == (0, 2, [], 240)
    (whole,) = (each for each in found["corrected"] if each["baseline"] == "old" and not each["slice"])
    assert whole["raw"] != whole["value"]
    assert whole["multiplier"] > 1.0
    assert whole["interval"][0] < SHARES["new"] - SHARES["old"] < whole["interval"][1]
    assert "calls too many outputs good" in Path("report.html").read_text("utf-8")
    assert "### Judge and people" in Path("summary.md").read_text("utf-8")
    assert assay("gate", "plan.yaml").code == 0
    done(assay("bundle", "plan.yaml", "--out", "bundle.zip"))
    done(assay("replay", "bundle.zip"))
    done(assay("replay", "plan.yaml"))
