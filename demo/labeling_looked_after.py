"""What people and rules do beside labeling in the simulated program: so that every page has something to show.

A machine (marked as simulated) suggests for the last answers, and labelers who do not know are pulled by it; a quality
rule looks at answers to gold; rules are flagged, items ruled on, one ruling is disputed, answers are drawn for review.
"""

import csv
import random
from collections.abc import Mapping
from pathlib import Path

from assay.datasets.judgment_file import JudgmentsAsked
from assay.labeling.lots import Terms
from assay.workflows import work
from assay.workflows.adjudicate import disagreements, rule_item
from assay.workflows.disputes import raise_dispute, settle
from assay.workflows.feedback import allow_feedback
from assay.workflows.judgments import import_judgments
from assay.workflows.lots import make_lots
from assay.workflows.quality_rules import keep_rule, rule_of_text, run_rules
from assay.workflows.review import draw_review
from assay.workflows.suggestions import suggest
from assay.workflows.workspace import Workspace

MACHINE, MACHINE_SKILL = "sim-machine", 0.8
ADJUDICATOR, LEAD, SECOND = "sim-judy", "sim-lena", "sim-omar"
RULED, FLAGGED, REVIEWED = 8, 3, 20
RULE = """quality rule: careful
queue: {queue}
collect: gold accuracy
below: 0.9
last: 30
least: 5
every: 5
do: audit
"""
FLAGS = ("Is an offer without a price spam too?", "推销自己的课程算不算引流？", "Both rules fit: which goes first?")


def let_machine_suggest(
    workspace: Workspace, folder: Path, queue: str, *, question: str, truth: Mapping[str, str], options: tuple[str, ...]
) -> None:
    """A machine that is right for four items of five suggests from now on, hidden for four assignments of ten."""
    draw = random.Random(5)  # noqa: S311 - a simulation, made again from its seed
    rows = [(item, MACHINE, _guessed(right, options, draw)) for item, right in truth.items()]
    file = folder / "machine.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("item", "judge", "said"), *rows])
    asked = JudgmentsAsked("item", ("judge",), "said", question=question, kind="llm_judge")
    import_judgments(workspace, file, asked, dataset=queue, actor=LEAD)
    suggest(workspace, queue, judge=MACHINE, hidden=0.4, actor=LEAD)


def look_after(workspace: Workspace, queue: str, *, judges: tuple[str, ...], truth: Mapping[str, str]) -> None:
    """Flags, rulings, a dispute, a quality rule that acted, a review and a lot."""
    _flag(workspace, queue, judges)
    _rule(workspace, queue, truth)
    keep_rule(workspace, rule_of_text(workspace, RULE.format(queue=queue), source="careful.yaml"), actor=LEAD)
    run_rules(workspace, queue)
    allow_feedback(workspace, queue, gold="retired", actor=LEAD)
    draw_review(workspace, "first-look", queue, n=REVIEWED, actor=LEAD)
    terms = Terms(good=0.05, bad=0.25, alpha=0.1, beta=0.1)
    make_lots(workspace, "south-1", queue, terms=terms, vendor="south", actor=LEAD)


def _guessed(right: str, options: tuple[str, ...], draw: random.Random) -> str:
    if draw.random() < MACHINE_SKILL:
        return right
    return draw.choice([each for each in options if each != right])


def _flag(workspace: Workspace, queue: str, judges: tuple[str, ...]) -> None:
    """Some labelers say of the item before them that a rule is unclear."""
    for judge, said in zip(judges[-FLAGGED:], FLAGS, strict=True):
        desk = work.sit_down(workspace, queue, judge=judge)
        offer = work.next_item(desk)
        if offer is not None:
            work.flag(desk, offer, said, rule="1")
            work.leave(desk, offer)


def _rule(workspace: Workspace, queue: str, truth: Mapping[str, str]) -> None:
    """The most doubtful items are ruled on; who was wrong on the first of them disputes it, another one waits."""
    opened, waiting = work.open_queue(workspace, queue), disagreements(workspace, queue).waiting[:RULED]
    for each in waiting:
        right, rule = truth[each.item], _rule_of(truth[each.item])
        reason = f"By the first rule that fits, this is {right}."
        rule_item(workspace, opened, item=each.item, answer=right, by=ADJUDICATOR, reason=reason, rule=rule)
    wrong = [(each.item, said.judge) for each in waiting for said in each.said if said.answer != truth[each.item]]
    for item, judge in wrong[:2]:
        raise_dispute(workspace, queue, item, judge=judge, reason="Read it once more: it sells nothing.")
    for item, judge in wrong[:1]:
        settle(workspace, queue, item, judge=judge, outcome="upheld", by=SECOND, reason="It asks for a click.")


def _rule_of(label: str) -> str:
    return {"spam": "1", "harassment": "2", "medical": "3"}.get(label, "4")
