"""``python -m demo.llm``: a small language model answers questions and judges answers; people say what it is worth.

The model runs on this machine (`demo.llm_server`), once as the candidate and once as the judge of both systems. The
questions were written for this project. The people are the simulated labelers of `demo.labeling`: each knows whether
an answer is right with a probability of its own. With ``--url ADDRESS`` both are asked of another endpoint, as they
are where the line ``url:`` in ``plan.yaml`` names it.
"""

import csv
import os
import random
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assay.store.clock import random_id, system_now
from assay.store.open import open_store
from assay.store.place import FOLDER
from assay.workflows import work
from assay.workflows.workspace import Workspace
from demo.labeling import LABELERS
from demo.llm_plan import BASELINE, CANDIDATE, GUIDELINE, JUDGE, PLAN, QUESTION, judge_text, plan_text
from demo.llm_server import MODEL, served
from demo.story import DONE, HOLD, NOT_YET, StepFailed, fresh, run, say
from demo.wheel import NotAvailable

ITEMS = Path(__file__).with_name("llm_questions.txt")
DATASET, OUTPUTS = "questions", f"outputs of {PLAN}"
KNOWS_EACH = 3
"""The baseline, a list of answers, has every third question."""
UNKNOWN = "I do not know."
OUTCOMES = (DONE, HOLD, NOT_YET)


class Asked(NamedTuple):
    """A question and what is right."""

    id: str
    """Its id."""
    topic: str
    """What it is about."""
    question: str
    """Its text."""
    accepted: tuple[str, ...]
    """Answers that are right."""


def main(arguments: list[str]) -> int:
    """Run the demo; 0 when a decision and a report exist."""
    url = arguments[arguments.index("--url") + 1] if "--url" in arguments else None
    folder = Path("out/demo-llm")
    fresh(folder)
    os.environ["ASSAY_ALLOW_HOSTS"] = ",".join(filter(None, [os.environ.get("ASSAY_ALLOW_HOSTS"), "127.0.0.1"]))
    try:
        with endpoint(url) as address:
            write(folder, address)
            code = tell(folder)
    except (StepFailed, NotAvailable) as stopped:
        say(f"\nThe demo stopped: {stopped}. What was written so far is in {folder}.")
        return 1
    say(f"\nThe judge alone and the judge checked by people differ: see 'Judge and people' above (exit code {code}).")
    say(f"Open the report: {folder / 'report.html'}")
    return 0


@contextmanager
def endpoint(url: str | None) -> Iterator[str]:
    """Where system and judge are asked: at the given address, or of the model on this machine."""
    if url is not None:
        yield url
        return
    say(f"Starting {MODEL} on this machine: the first time it is fetched (93 MB).")
    with served() as found:
        yield found


def questions() -> list[Asked]:
    """The questions, in the order of the file."""
    found: list[Asked] = []
    topic = ""
    for line in ITEMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            topic = line.removeprefix("## ")
        elif "|" in line:
            question, _, accepted = (part.strip() for part in line.partition("|"))
            right = tuple(each.strip() for each in accepted.split(";"))
            found.append(Asked(f"q{len(found) + 1:03d}", topic, question, right))
    return found


def write(folder: Path, url: str) -> None:
    """The files of the demo: what a team keeps in git."""
    asked = questions()
    rows = [[each.id, each.topic, each.question, "; ".join(each.accepted)] for each in asked]
    _csv(folder / "questions.csv", ["id", "topic", "question", "accepted"], rows)
    answers = [[each.id, each.accepted[0] if place % KNOWS_EACH == 0 else UNKNOWN] for place, each in enumerate(asked)]
    _csv(folder / f"{BASELINE}.csv", ["id", "output"], answers)
    texts = {"plan.yaml": plan_text(url), "judge.yaml": judge_text()}
    for scorer in ("exact", "contains"):
        texts[f"{scorer}.yaml"] = plan_text(url, scorer=scorer)
    texts |= {"right.yaml": QUESTION, "right.md": GUIDELINE}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def tell(folder: Path) -> int:
    """The story: outputs, verdicts of the model, verdicts of people, and a decision; its exit code."""
    roles = ("--id", "id", "--text", "question", "--slice", "topic")
    step(folder, "init", ".", "--by", "mina")
    step(folder, "import", "questions.csv", "--name", DATASET, *roles, "--by", "mina")
    say(f"\nThe baseline '{BASELINE}' is a list of answers; the candidate '{CANDIDATE}' is the model.")
    for plan in ("exact", "contains"):
        step(folder, "evaluate", f"{plan}.yaml", "--exploratory", "--by", "mina")
    step(folder, "plan", "lock", "plan.yaml", "--by", "mina")
    step(folder, "question", "add", "right.yaml", "--dataset", OUTPUTS, "--by", "mina")
    step(folder, "guideline", "add", "right.md", "--question", "right", "--dataset", OUTPUTS, "--by", "mina")
    step(folder, "guideline", "approve", "--question", "right", "--dataset", OUTPUTS, "--by", "ravi")
    step(folder, "evaluate", "plan.yaml", "--by", "mina")  # calls the model, then the judge, and asks people
    people_answer(folder)
    named = ("--dataset", OUTPUTS, "--judge", JUDGE, "--question", "right", "--by", "mina")
    step(folder, "judge", "calibrate", *named)
    while True:  # each stage that the plan declares, until it decides
        code = step(folder, "evaluate", "plan.yaml", "--report", "report.html", "--by", "mina")
        if code != NOT_YET or not people_answer(folder):
            return code


def step(folder: Path, *arguments: str) -> int:
    """One command, shown with what it says.

    Raises
    ------
    StepFailed
        When it does not end as it should.
    """
    say(f"\n$ assay {shlex.join(arguments)}")
    code, _ = run(arguments, folder)
    if code not in (OUTCOMES if arguments[0] == "evaluate" else (DONE,)):
        raise StepFailed(f"assay {arguments[0]} ended with exit code {code}")
    return code


def people_answer(folder: Path, *, seed: int = 7) -> int:
    """The simulated labelers answer what the evaluation asks them; how many judgments that came to."""
    store = open_store(folder / FOLDER, key_folder=folder / "keys")
    workspace = Workspace(store, now=system_now, new_id=random_id)
    truth, draw, n = right_outputs(workspace), random.Random(seed), 0  # noqa: S311 - a simulation
    for queue in [each.name for each in store.documents.latest("queue")]:
        desks = [(labeler, work.sit_down(workspace, queue, judge=labeler.judge)) for labeler in LABELERS]
        waiting = True
        while waiting:
            waiting = False
            for labeler, desk in desks:
                offer = work.next_item(desk)
                if offer is not None:
                    is_right = truth[offer.asked.assignment.item] == (draw.random() < labeler.skill)
                    _, after = work.answer(desk, offer, "yes" if is_right else "no")
                    if after is not None:
                        work.leave(desk, after)
                    n, waiting = n + 1, True
    store.close()
    say(f"\n{len(LABELERS)} simulated labelers of the labeling demo were asked: {n} judgments.")
    return n


def right_outputs(workspace: Workspace) -> Mapping[str, bool]:
    """Whether each output gives an accepted answer; known here because this is a simulation."""
    table = workspace.table(workspace.dataset(OUTPUTS))
    accepted = {each.question: each.accepted for each in questions()}
    rows = zip(*(table[name].to_pylist() for name in ("output_id", "question", "output")), strict=True)
    return {item: is_right(output, accepted[question]) for item, question, output in rows}


def is_right(output: str, accepted: tuple[str, ...]) -> bool:
    """Whether an output says an accepted answer as a word of its own."""
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", output, re.IGNORECASE) for each in accepted)


def _csv(path: Path, heads: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heads, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
