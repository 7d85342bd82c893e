"""Judgments given under another version of the guideline than the one in force, and the rules that changed since."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assay.labeling.guideline import Guideline
from assay.labeling.guideline_diff import RuleChange, changed_rules, named


class ChangedRule(NamedTuple):
    """A rule, or the decision tree, that changed since some judgments were given."""

    change: str
    """``changed``, ``added`` or ``removed``."""
    number: str
    """Its number; of the decision tree its name."""
    title: str
    """Its title."""
    n_judgments: int
    """Judgments given before it changed."""

    @property
    def named(self) -> str:
        """As a sentence names it: ``rule 3``, or ``the decision tree``."""
        return named(self.number)


class Stale(NamedTuple):
    """What a change of the guideline left behind."""

    n_judgments: int
    """Judgments given before a rule changed."""
    items: tuple[str, ...]
    """Their items, each once."""
    rules: tuple[ChangedRule, ...]
    """What changed since, in the order of the guideline in force."""


def stale_judgments(
    given: Iterable[tuple[str, str | None]], versions: Mapping[str, Guideline], current: Guideline | None
) -> Stale:
    """Which of these judgments (item, guideline version) were given before a rule changed.

    A decision tree that leads anywhere else than before is a rule that changed. A change of line breaks, of a number
    or the id of a step alone, or of words outside of all rules makes nothing stale. What was given
    without a guideline, or under one that is not known here, is stale under every rule.
    """
    if current is None:
        return Stale(0, (), ())
    pairs = Counter(given)
    nothing = Guideline(current.question, "", ())
    olds = {version: versions.get(version or "", nothing) for _, version in pairs}
    changes = {version: changed_rules(old, current) for version, old in olds.items()}
    stale = {pair: n for pair, n in pairs.items() if changes[pair[1]]}
    rules: Counter[RuleChange] = Counter()
    for (_, version), n in stale.items():
        for change in changes[version]:
            rules[change] += n
    ordered = sorted(rules, key=lambda change: (change.change == "removed", change.line))
    told = tuple(ChangedRule(each.change, each.number, each.title, rules[each]) for each in ordered)
    return Stale(sum(stale.values()), tuple(sorted({item for item, _ in stale})), told)
