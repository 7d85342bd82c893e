"""What changed between two versions of a guideline, rule by rule."""

from collections.abc import Sequence
from typing import NamedTuple

from assay.labeling.guideline import Guideline, Rule


class RuleChange(NamedTuple):
    """One rule that is not what it was."""

    change: str
    """``changed``, ``added`` or ``removed``."""
    number: str
    """Number of the rule in the newer version; of one that is gone, in the older."""
    title: str
    """Its title, there."""
    line: int
    """Its line, there."""


def changed_rules(old: Guideline, new: Guideline) -> tuple[RuleChange, ...]:
    """Rules whose words changed, came or went, in the order of the newer version, those that are gone last.

    Line breaks and blanks are no words, and a rule that only got another number did not change.
    """
    left, right = _unmatched(old.rules, new.rules), _unmatched(new.rules, old.rules)
    known = {rule.number: rule for rule in left}
    found = [_change("changed" if rule.number in known else "added", rule) for rule in right]
    numbers = {rule.number for rule in right}
    return (*found, *(_change("removed", rule) for rule in left if rule.number not in numbers))


def other_text_changed(old: Guideline, new: Guideline) -> bool:
    """Whether words outside of all rules changed, such as an introduction."""
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
    lines = guideline.text.split("\n")
    return " ".join(each for number, each in enumerate(lines, start=1) if number not in inside).split()
