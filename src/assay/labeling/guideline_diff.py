"""What changed between two versions of a guideline, rule by rule, and step by step of its decision tree."""

from collections.abc import Sequence
from typing import NamedTuple

from assay.labeling.decision_tree import DecisionTree, Step, id_of
from assay.labeling.guideline import Guideline, Rule

TREE = "decision tree"
"""Stands where a rule has its number when the tree decides otherwise than before."""


class RuleChange(NamedTuple):
    """One rule that is not what it was; the decision tree counts as a rule of its own."""

    change: str
    """``changed``, ``added`` or ``removed``."""
    number: str
    """Number of the rule in the newer version, of one that is gone in the older; of the tree its name."""
    title: str
    """Its title, there."""
    line: int
    """Its line, there."""

    @property
    def named(self) -> str:
        """As a sentence names it: ``rule 3``, or ``the decision tree``."""
        return named(self.number)

    @property
    def is_tree(self) -> bool:
        """Whether it is the decision tree."""
        return self.number == TREE


class StepChange(NamedTuple):
    """One step of a decision tree that is not what it was."""

    change: str
    """``changed``, ``added`` or ``removed``."""
    step: str
    """Its id."""
    asks: str
    """What it asks in the newer version; of one that is gone, in the older."""
    line: int
    """Its line, there."""


def named(number: str) -> str:
    """As a sentence names what changed: ``rule 3``, or ``the decision tree``."""
    return f"the {TREE}" if number == TREE else f"rule {number}"


def changed_rules(old: Guideline, new: Guideline) -> tuple[RuleChange, ...]:
    """Rules whose words changed, came or went, in the order of the newer version, those that are gone last.

    Line breaks and blanks are no words, and a rule that only got another number did not change. The decision tree
    comes behind the rules when it leads anywhere else than before; other ids, another order of its steps or branches
    and other rules that it names change nothing.
    """
    left, right = _unmatched(old.rules, new.rules), _unmatched(new.rules, old.rules)
    known = {rule.number: rule for rule in left}
    found = [_change("changed" if rule.number in known else "added", rule) for rule in right]
    numbers = {rule.number for rule in right}
    gone = [_change("removed", rule) for rule in left if rule.number not in numbers]
    return (*found, *_tree_change(old.tree, new.tree), *gone)


def changed_steps(old: Guideline, new: Guideline) -> tuple[StepChange, ...]:
    """Steps whose words or branches changed, came or went, found by their ids; those that are gone last."""
    before, after = _steps(old.tree), _steps(new.tree)
    found = [
        _step_change("changed" if id_ in before else "added", step)
        for id_, step in after.items()
        if id_ not in before or _read_as(before[id_]) != _read_as(step)
    ]
    return (*found, *(_step_change("removed", step) for id_, step in before.items() if id_ not in after))


def other_text_changed(old: Guideline, new: Guideline) -> bool:
    """Whether words outside of all rules and of the steps of the tree changed, such as an introduction."""
    return _outside(old) != _outside(new)


def _unmatched(rules: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    """Rules that stand in no other words of the same content; equal ones are matched one by one."""
    waiting = [_words(rule) for rule in others]
    found = []
    for rule in rules:
        words = _words(rule)
        if words in waiting:
            waiting.remove(words)
        else:
            found.append(rule)
    return found


def _words(rule: Rule) -> list[str]:
    return [*rule.title.split(), *rule.text.split()]


def _change(change: str, rule: Rule) -> RuleChange:
    return RuleChange(change, rule.number, rule.title, rule.line)


def _outside(guideline: Guideline) -> list[str]:
    inside = {line for rule in guideline.rules for line in range(rule.line, rule.last + 1)}
    inside |= set(guideline.tree.listed) if guideline.tree else set()
    lines = guideline.text.split("\n")
    return " ".join(each for number, each in enumerate(lines, start=1) if number not in inside).split()


def _tree_change(old: DecisionTree | None, new: DecisionTree | None) -> list[RuleChange]:
    if new is None:
        return [] if old is None else [RuleChange("removed", TREE, old.steps[0].asks, old.line)]
    if old is not None and _decides(old) == _decides(new):
        return []
    return [RuleChange("added" if old is None else "changed", TREE, new.steps[0].asks, new.line)]


def _decides(tree: DecisionTree) -> list[object]:
    """What each step asks and where it leads, steps numbered as they are come to, whatever their ids."""
    steps, places = {id_of(step.id): step for step in tree.steps}, {id_of(tree.steps[0].id): 0}
    found: list[object] = []
    for id_ in (waiting := [id_of(tree.steps[0].id)]):
        ways = []
        for branch in sorted(steps[id_].branches, key=lambda each: each.says.split()):
            to = None if branch.to is None else places.setdefault(id_of(branch.to), len(places))
            if to == len(waiting):
                waiting.append(id_of(branch.to or ""))
            ways.append((branch.says.split(), to, branch.answer))
        found.append((steps[id_].asks.split(), ways))
    return found


def _steps(tree: DecisionTree | None) -> dict[str, Step]:
    return {} if tree is None else {id_of(step.id): step for step in tree.steps}


def _read_as(step: Step) -> tuple[object, ...]:
    ways = [(each.says.split(), each.to and id_of(each.to), each.answer, each.rule) for each in step.branches]
    return step.asks.split(), ways


def _step_change(change: str, step: Step) -> StepChange:
    return StepChange(change, step.id, step.asks, step.line)
