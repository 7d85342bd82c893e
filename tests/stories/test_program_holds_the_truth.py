"""The intervals of a program page hold what is true, as often as they say: many small programs of simulated labelers.

What is true is known by construction. Each labeler knows the right label with a probability of his own, else he takes
one of the three others: that probability is his accuracy, and the agreement beyond chance follows from all of them.
"""

import random
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.labeling_support.judging import keep_reference, works
from tests.labeling_support.queues import add_queue, new_workspace

from assay.core.estimate import Estimate
from assay.workflows.gold import add_gold
from assay.workflows.program import add_program, program_numbers
from assay.workflows.workspace import Workspace

SEEDS, N = 100, 30
OPTIONS = ("allowed", "spam", "harassment", "medical")
SKILLS = {"sim-ada": 0.95, "sim-bo": 0.9, "sim-gus": 0.8}
QUESTION = f"question: rule\nasks: Which rule?\ntype: choice\noptions: [{', '.join(OPTIONS)}]\nshow: [comment]\n"
PROGRAM = (
    "program: posts\npurpose: Simulated.\ndataset: first\nqueues: [first]\ntarget:\n  metric: alpha\n  least: 0.6\n"
)
ALPHA, BY_JUDGE, ON_GOLD = "alpha", "by judge", "on gold"


class Held(NamedTuple):
    """Intervals of one kind, and how many held the truth."""

    n: int
    """Intervals."""
    n_held: int
    """Those that held it."""


def true_alpha() -> float:
    """Labels are equally frequent, so chance agrees for one in four."""
    pairs = list(combinations(SKILLS.values(), 2))
    apart = sum(1 - one * two - (1 - one) * (1 - two) / (len(OPTIONS) - 1) for one, two in pairs) / len(pairs)
    return 1 - apart / (1 - 1 / len(OPTIONS))


def says(draw: random.Random, truth: dict[str, str], skill: float, item: str) -> str:
    if draw.random() < skill:
        return truth[item]
    return draw.choice([option for option in OPTIONS if option != truth[item]])


def lived(folder: Path, seed: int) -> Workspace:
    """A program of fresh items, each answered by everybody; half of them is gold."""
    draw = random.Random(seed)
    workspace = new_workspace(folder)
    truth = {f"i{n:02d}": draw.choice(OPTIONS) for n in range(N)}
    add_queue(
        workspace, folder, question=QUESTION, rows=[{"id": item, "comment": item} for item in truth], rules=None,
        overlap=len(SKILLS),
    )  # fmt: skip
    keep_reference(workspace, "first", "right", truth)
    add_gold(workspace, "first", reference="right", rate=0.5, n=N // 2, actor="lead")
    file = folder / "program.yaml"
    file.write_text(PROGRAM, encoding="utf-8")
    add_program(workspace, file, actor="lead")
    for judge, skill in SKILLS.items():
        works(workspace, "first", judge, partial(says, draw, truth, skill))
    return workspace


def holds(each: Estimate, truth: float) -> bool | None:
    return None if each.interval is None else each.interval.low <= truth <= each.interval.high


@pytest.mark.slow
def test_intervals_of_agreement_and_accuracy_hold_the_truth_at_the_stated_rate(tmp_path: Path) -> None:
    found: dict[str, list[bool | None]] = {ALPHA: [], BY_JUDGE: [], ON_GOLD: []}
    for seed in range(SEEDS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        workspace = lived(folder, seed)
        numbers = program_numbers(workspace, "posts")
        workspace.store.close()
        [quality], [queue] = numbers.quality, numbers.queues
        found[ALPHA].append(holds(quality.agreement[0], true_alpha()))
        for kind, every in ((BY_JUDGE, quality.consensus), (ON_GOLD, queue.gold)):
            found[kind] += [holds(each, SKILLS[each.slice[0][1]]) for each in every if each.slice]
    held = {kind: Held(sum(each is not None for each in all_), sum(map(bool, all_))) for kind, all_ in found.items()}
    assert {kind: each.n >= SEEDS for kind, each in held.items()} == dict.fromkeys(found, True)
    shares = {kind: each.n_held / each.n for kind, each in held.items()}
    assert min(shares.values()) >= 0.89, f"of 100 intervals at 95 %, fewer come by chance about once in 100: {shares}"
