"""``python -m demo.labeling``: a labeling program with eight simulated labelers, to be looked at in the browser.

The texts were written for this project. The labelers do not exist: each knows the right label with a probability
of its own and else guesses, drawn from a seed. They work through the queue's real claim and submit path; only the
clock is made, so that the work is spread over days.
"""

import csv
import os
import random
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from assay.core.ports import NewId
from assay.store.clock import random_id, system_now
from assay.store.open import create_store
from assay.workflows import work
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.gold import add_gold
from assay.workflows.program import add_program
from assay.workflows.questions import add_guideline, add_question, approve
from assay.workflows.queues import fill_queue
from assay.workflows.workspace import Workspace
from demo.labeling_looked_after import let_machine_suggest, look_after
from demo.story import fresh, say

ITEMS = Path(__file__).with_name("labeling_items.txt")
OPTIONS = ("allowed", "spam", "harassment", "medical")
QUEUE = DATASET = "posts"
QUESTION, PROGRAM = "policy", "content-policy"
ANSWERS = 640
"""Of the 888 and more that the queue needs: some work is left for whoever looks at it."""
PULLED = 160
"""Of these, the ones for which a machine suggests."""
FOLLOWS = 0.6
"""How often a labeler who does not know takes what is suggested."""
DAYS = 10
OVERLAP, GOLD_RATE = 3, 0.08


class Labeler(NamedTuple):
    """A simulated labeler."""

    judge: str
    """Pseudonym, marked as simulated."""
    skill: float
    """How often the right label is known; else one of the others is guessed."""
    vendor: str
    """Vendor."""
    seconds: float
    """Usual time for an item."""


LABELERS = (
    Labeler("sim-ada", 0.96, "north", 14),
    Labeler("sim-bo", 0.93, "north", 11),
    Labeler("sim-chen", 0.95, "north", 16),
    Labeler("sim-dara", 0.88, "north", 9),
    Labeler("sim-eli", 0.90, "south", 12),
    Labeler("sim-fang", 0.84, "south", 10),
    Labeler("sim-gus", 0.78, "south", 7),
    Labeler("sim-hana", 0.92, "south", 13),
)
QUESTION_FILE = f"""question: {QUESTION}
asks: Which rule of the content policy does this post break?
type: choice
options: [{", ".join(OPTIONS)}]
show: [text]
"""
GUIDELINE = """# Which rule does a post break?

Read the whole post; choose the first rule that fits.

## 1. Spam

It sells, lures or asks for clicks or money. 推销、引流、骗取点击或钱财。

- Example: Get 1,000 followers by tonight, no password needed.

## 2. Harassment

It insults a person or calls on others to do so. 辱骂他人，或煽动别人去骂。

- Counter-example: Somebody called me an idiot today.

## 3. Medical claims

It promises a cure, or advises against treatment, without grounds. 没有依据地承诺疗效或劝阻就医。

- Counter-example: Ask your doctor before you change your tablets.

## 4. Allowed

All else, disagreement included. 其他一切内容，包括不同意见。

## Decision tree

- A. Does it sell, lure or ask for clicks or money? 是否推销、引流、骗取点击或钱财？
  - yes 是: answer "spam" (rule 1)
  - no 否: B
- B. Does it speak of a person or a group? 是否提到某人或某群体？
  - yes 是: C
  - no 否: D
- C. Does it insult them, or call on others to do so? 是否辱骂他们，或煽动别人去骂？
  - yes 是: answer "harassment" (rule 2)
  - it only tells of an insult 只是转述: D
  - no 否: D
- D. Does it promise a cure, or advise against treatment, without grounds? 是否没有依据地承诺疗效或劝阻就医？
  - yes 是: answer "medical" (rule 3)
  - no 否: answer "allowed" (rule 4)
"""


@dataclass
class MadeClock:
    """The time of the simulation."""

    at: str
    """UTC."""

    def __call__(self) -> str:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        """Go on."""
        self.at = _written(datetime.fromisoformat(self.at) + timedelta(seconds=seconds))

    def next_day(self) -> None:
        """Nine o'clock of the next day."""
        day = datetime.fromisoformat(self.at) + timedelta(days=1)
        self.at = _written(day.replace(hour=9, minute=0, second=0, microsecond=0))


def main(arguments: list[str]) -> int:
    """Make the workspace and say how to open it."""
    folder = Path(arguments[0] if arguments else "out/demo-labeling")
    fresh(folder)
    begun = datetime.fromisoformat(system_now()) - timedelta(days=DAYS + 2)
    workspace = make(folder, start=f"{begun.date().isoformat()}T09:00:00.000000Z")
    truth = {each["id"]: each["truth"] for each in items()}
    n_answers = simulate(workspace, seed=7, most=ANSWERS - PULLED)
    let_machine_suggest(workspace, folder, QUEUE, question=QUESTION, truth=truth, options=OPTIONS)
    n_answers += simulate(workspace, seed=8, most=PULLED, days=2)
    look_after(workspace, QUEUE, judges=tuple(each.judge for each in LABELERS), truth=truth)
    workspace.store.close()
    say(f"{len(items())} posts; 8 simulated labelers (sim-...) gave {n_answers} answers. How often each knows:")
    say("".join(f"\n  {each.judge:10} {each.skill:.2f}" for each in LABELERS))
    assay = command()
    say(f"\nLook at it:      {assay} program show {PROGRAM} --workspace {folder / 'work'}")
    say(f"In the browser:  {assay} serve --workspace {folder / 'work'}")
    say("                 It prints a link by which you become the administrator. On People, give yourself the roles")
    say("                 reviewer and adjudicator, and invite yourself a second time as labeler, in a private window:")
    say("                 review is closed to who labels in the same queue.")
    return 0


def command() -> str:
    """How ``assay`` is called here: by its name where the shell finds it, else by where it was installed."""
    if shutil.which("assay"):
        return "assay"
    beside = Path(sys.executable).with_name("assay")
    return os.path.relpath(beside) if beside.exists() else "assay"


def items() -> list[dict[str, str]]:
    """The posts with their language and their right label."""
    found: list[dict[str, str]] = []
    label = language = ""
    for line in ITEMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            label, language = line.removeprefix("## ").split()
        elif line and not line.startswith("#"):
            found.append({"text": line, "language": language, "truth": label})
    random.Random(11).shuffle(found)  # noqa: S311 - an order, no secret
    return [{"id": f"p{place:03d}", **each} for place, each in enumerate(found, start=1)]


def make(
    folder: Path,
    *,
    start: str,
    gold_rate: float = GOLD_RATE,
    key_folder: Path | None = None,
    new_id: NewId = random_id,
) -> Workspace:
    """A workspace with posts, question, guideline, queue, gold and program."""
    clock = MadeClock(start)
    store = create_store(folder / "work", now=clock(), new_id=new_id, actor="demo", key_folder=key_folder)
    workspace = Workspace(store, now=clock, new_id=new_id)
    data, asked, rules = folder / "posts.csv", folder / "policy.yaml", folder / "policy.md"
    rows = items()
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    roles = Roles(item="id", label="truth", text=("text",), slices=("language",))
    bring_in(workspace, data, name=DATASET, roles=roles, actor="demo")
    asked.write_text(QUESTION_FILE, encoding="utf-8")
    rules.write_text(GUIDELINE, encoding="utf-8")
    add_question(workspace, asked, dataset=DATASET, actor="demo")
    add_guideline(workspace, rules, question=QUESTION, dataset=DATASET, actor="demo")
    approve(workspace, QUESTION, dataset=DATASET, actor="demo-approver")
    fill_queue(workspace, name=QUEUE, dataset=DATASET, question=QUESTION, overlap=OVERLAP, actor="demo")
    add_gold(workspace, QUEUE, reference=None, rate=gold_rate, actor="demo")
    program = folder / "program.yaml"
    program.write_text(program_text(), encoding="utf-8")
    add_program(workspace, program, actor="demo")
    return workspace


def program_text() -> str:
    """The file of the program."""
    members = "".join(
        f"  - judge: {each.judge}\n    vendor: {each.vendor}\n    languages: [en, zh]\n" for each in LABELERS
    )
    return (
        f"program: {PROGRAM}\npurpose: Simulated labelers, to try a program on (no person answered here).\n"
        f"dataset: {DATASET}\nqueues: [{QUEUE}]\ntarget:\n  metric: alpha\n  least: 0.7\ngoal:\n  due: 2026-12-15\n"
        f"rates:\n  currency: USD\n  answer: 12\n  vendors:\n    south: 9\nmembers:\n{members}"
    )


def simulate(workspace: Workspace, *, seed: int, most: int = ANSWERS, days: int = DAYS) -> int:
    """Labelers work one after another, day by day; how many answers came."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, made again from its seed
    truth = {each["id"]: each["truth"] for each in items()}
    n, clock = 0, workspace.now
    for _ in range(days):
        for labeler in LABELERS:
            n_today = round(most / days / len(LABELERS) * draw.uniform(0.6, 1.4))
            n += _session(workspace, labeler, truth, draw, most=min(n_today, most - n))
        if isinstance(clock, MadeClock):
            clock.next_day()
    return n


def _session(workspace: Workspace, labeler: Labeler, truth: dict[str, str], draw: random.Random, *, most: int) -> int:
    """A labeler answers so many items, and lets the one after them go."""
    desk, clock = work.sit_down(workspace, QUEUE, judge=labeler.judge), workspace.now
    offer, n = work.next_item(desk), 0
    while offer is not None and n < most:
        if isinstance(clock, MadeClock):
            clock.pass_seconds(labeler.seconds * draw.uniform(0.6, 2.2))
        _, offer = work.answer(desk, offer, said(labeler, truth[offer.asked.assignment.item], draw, offer.suggestion))
        n += 1
    if offer is not None:
        work.leave(desk, offer)
    return n


def said(labeler: Labeler, right: str, draw: random.Random, suggested: str | None = None) -> str:
    """What a labeler answers: the right label by skill, else what is suggested, at times, or another one."""
    if draw.random() < labeler.skill:
        return right
    if suggested is not None and draw.random() < FOLLOWS:
        return suggested
    return draw.choice([option for option in OPTIONS if option != right])


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
