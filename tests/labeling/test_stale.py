"""Which judgments a change of the guideline leaves behind."""

from assay.labeling.guideline import Guideline, parse_guideline
from assay.labeling.stale import ChangedRule, Stale, stale_judgments


def read(text: str) -> Guideline:
    return parse_guideline(text, "g.md", question="reviews:toxic")


FIRST, SECOND, THIRD = read("1. Insults\n2. Quotes"), read("1. Insults\n2. Quotes too"), read("1. Slurs\n2. Quotes too")
VERSIONS = {each.version: each for each in (FIRST, SECOND, THIRD)}


def test_judgments_are_stale_under_the_rules_that_changed_since() -> None:
    given = [("i1", FIRST.version), ("i1", SECOND.version), ("i2", SECOND.version), ("i3", THIRD.version)]
    assert stale_judgments(given, VERSIONS, THIRD) == Stale(
        3, ("i1", "i2"), (ChangedRule("changed", "1", "Slurs", 3), ChangedRule("changed", "2", "Quotes too", 1))
    )
    assert stale_judgments(given, VERSIONS, SECOND).items == ("i1", "i3")


def test_what_changes_no_rule_makes_nothing_stale() -> None:
    reflowed = read("Read all first.\n\n1.  Insults\n\n2. Quotes")
    versions = {**VERSIONS, reflowed.version: reflowed}
    assert stale_judgments([("i1", FIRST.version)], versions, reflowed) == Stale(0, (), ())


def test_what_was_given_without_a_guideline_is_stale_under_every_rule() -> None:
    found = stale_judgments([("i1", None), ("i2", "of another workspace")], VERSIONS, FIRST)
    assert (found.n_judgments, [rule.change for rule in found.rules]) == (2, ["added", "added"])


def test_nothing_is_stale_while_no_guideline_is_in_force() -> None:
    assert stale_judgments([("i1", None), ("i2", FIRST.version)], VERSIONS, None) == Stale(0, (), ())


def test_a_rule_that_went_is_told_last() -> None:
    found = stale_judgments([("i1", FIRST.version)], VERSIONS, read("1. Insults of people"))
    assert [(rule.change, rule.number) for rule in found.rules] == [("changed", "1"), ("removed", "2")]


def test_a_decision_tree_that_leads_elsewhere_is_one_changed_rule_however_many_versions_there_were() -> None:
    rules, tree = "## 1. Insults\n", "## Decision tree\n- A. Insult?\n  - yes: answer yes\n  - no: answer no\n"
    old = [read(rules), read(rules + tree.replace("no: answer no", "no: answer perhaps"))]
    new = read(rules + tree)
    given = [("i1", old[0].version), ("i2", old[1].version), ("i3", new.version)]
    found = stale_judgments(given, {each.version: each for each in (*old, new)}, new)
    assert found.items == ("i1", "i2")
    assert [(each.change, each.named, each.title) for each in found.rules] == [
        ("added", "the decision tree", "Insult?"),
        ("changed", "the decision tree", "Insult?"),
    ]
