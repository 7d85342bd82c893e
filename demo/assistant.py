"""Made-up answers of two assistants, a judge that likes long ones, and the people who check it.

``python -m demo.assistant`` writes prompts, what the two assistants answered, a plan and the judge's verdicts.
``python -m demo.assistant answer QUEUE`` answers what waits in a queue, as a person in the browser would. The new
assistant writes longer answers and is right less often; the judge takes most long answers for good ones.
"""

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from assay.core.errors import AssayError
from assay.store.output_sets import output_id
from assay.workflows.work import answer, next_item, sit_down
from assay.workflows.workspace import open_workspace

N = 300
RIGHT = {"old": 0.75, "new": 0.55}
"""How often each assistant is right."""
LONG = {"old": 0.1, "new": 0.8}
"""How often it writes at length."""
PLAN = """\
assay: 1
name: assistant
purpose: Decide whether the new assistant replaces the old one.
tier: low
author: lena
dataset: prompts
systems:
  baseline: {name: old, outputs: old.csv}
  candidate: {name: new, outputs: new.csv}
scoring: {judge: gpt, question: good, good: "yes", people: 240, label_cost: 40, currency: EUR}
metrics: [pass_rate]
checks: []
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.05}
"""
QUESTION = """\
question: good
asks: Does the answer solve the customer's problem?
type: choice
options: ["yes", "no"]
show: [prompt, output]
"""
CLOSINGS = {True: "That settles it.", False: "Try again later."}
"""How an answer ends that is right, and one that is not: people can tell."""


def main(arguments: Sequence[str]) -> int:
    """Write the files here, or answer a queue."""
    if arguments[:1] == ["answer"]:
        try:
            n = _answer(arguments[1])
        except AssayError as error:
            print(error, file=sys.stderr)
            return 3
        print(f"{n} outputs were judged by ann.")
        return 0
    _write_all(Path(arguments[0] if arguments else "."))
    print("Made-up answers of two assistants are in old.csv and new.csv, a judge's verdicts in gpt.csv.")
    return 0


def _write_all(folder: Path) -> None:
    draw = random.Random(8)  # noqa: S311 - nothing here is a secret
    prompts = [(f"p{number:03d}", f"Ticket {number}: my order has not come.") for number in range(N)]
    verdicts: list[Sequence[str]] = []
    for system, share in RIGHT.items():
        rows = []
        for prompt, _ in prompts:
            right, long = draw.random() < share, draw.random() < LONG[system]
            rows.append((prompt, _text(right=right, long=long)))
            says_yes = draw.random() < (0.95 if right else 0.75 if long else 0.15)
            verdicts.append((output_id(prompt, system, 1), "gpt", "yes" if says_yes else "no"))
        _write(folder / f"{system}.csv", [("item", "output"), *rows])
    _write(folder / "prompts.csv", [("item", "prompt"), *prompts])
    _write(folder / "gpt.csv", [("item", "judge", "answer"), *verdicts])
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "good.yaml").write_text(QUESTION, encoding="utf-8")


def _text(*, right: bool, long: bool) -> str:
    """An answer; a long one says the same at length."""
    middle = " We are so sorry, and we thank you for your patience with us." * (3 if long else 0)
    return f"I looked into it.{middle} {CLOSINGS[right]}"


def _answer(queue: str) -> int:
    workspace = open_workspace()
    table = workspace.table(workspace.dataset("outputs of assistant"))
    texts = {str(row["output_id"]): str(row["output"]) for row in table.to_pylist()}
    desk, done = sit_down(workspace, queue, judge="ann"), 0
    offer = next_item(desk)
    while offer is not None:
        is_right = texts[offer.asked.assignment.item].endswith(CLOSINGS[True])
        _, offer = answer(desk, offer, "yes" if is_right else "no")
        done += 1
    return done


def _write(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
