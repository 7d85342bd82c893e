"""A guideline is read rule by rule, and a diff says which rules changed."""

import pytest

from assay.core.errors import PlanError
from assay.labeling.guideline import Guideline, parse_guideline
from assay.labeling.guideline_diff import changed_rules, changed_steps, other_text_changed

TEXT = """\
# What is toxic?

Read the whole comment first.

## 1. Insults count

An insult of the reader or of others.

- Example: You are an idiot.
- Counter-example: That idea is idiotic,
  said of an idea.

### Steps

1. Read.
2. Decide.

## 2. 引用不算

Quoting an insult is no insult.

**Example:** He said "idiot".
反例：你真蠢。

```
## 3. Not a rule
```

## Notes

Nothing here belongs to rule 2.
"""


def read(text: str) -> Guideline:
    return parse_guideline(text, "g.md", question="reviews:toxic")


def test_rules_are_read_with_examples_and_lines() -> None:
    first, second = read(TEXT).rules
    assert (first.number, first.title, first.line, first.last) == ("1", "Insults count", 5, 17)
    assert first.examples == ("You are an idiot.",)
    assert first.counter_examples == ("That idea is idiotic, said of an idea.",)
    assert "2. Decide." in first.text
    assert (second.number, second.title, second.line) == ("2", "引用不算", 18)
    assert second.examples == ('He said "idiot".',)
    assert second.counter_examples == ("你真蠢。",)
    assert "## 3. Not a rule" in second.text
    assert "Nothing here" not in second.text


def test_numbered_lines_are_rules_where_no_heading_is_numbered() -> None:
    found = read("Intro.\n\n1. Insults count.\n   Example: idiot\n2) Quotes do not.\n\n# Notes\nx\n")
    assert [(rule.number, rule.title, rule.line) for rule in found.rules] == [
        ("1", "Insults count.", 3),
        ("2", "Quotes do not.", 5),
    ]
    assert found.rules[0].examples == ("idiot",)
    assert found.rules[1].text == ""


def test_rules_may_have_rules_under_them() -> None:
    found = read("## 1. Insults\nAll.\n### 1.1 Slurs\nToo.\n## 2. Rest\n")
    assert [(rule.number, rule.text) for rule in found.rules] == [("1", "All."), ("1.1", "Too."), ("2", "")]


def codes(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(PlanError) as caught:
        read(text)
    return [(each.code, each.line) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("guideline.no_rules", 1)]),
        ("# Insults\nThey count.\n", [("guideline.no_rules", 1)]),
        ("```\n1. code\n```\n", [("guideline.no_rules", 1)]),
        ("1. a\n1. b\n", [("guideline.rule_twice", 2)]),
        ("1. a\u202eb\n", [("guideline.hidden_character", 1)]),
        ("1. a\nb\x1b[31m\n", [("guideline.hidden_character", 2)]),
        (f"1. {'x' * 300}", [("guideline.title", 1)]),
        ("\n".join(f"{n}. x" for n in range(1, 300)), [("guideline.too_many_rules", None)]),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_a_mistake_is_told_with_its_line(text: str, found: list[tuple[str, int]]) -> None:
    assert codes(text) == found


def test_a_large_hostile_file_is_read_in_one_pass() -> None:
    assert len(read("1. a\n" + "- Example: x\n* * * * `` ~~~\n" * 10_000).rules) == 1


def test_the_version_is_that_of_the_words_whatever_ends_a_line() -> None:
    assert read(TEXT).version == read(TEXT.replace("\n", "\r\n")).version
    assert read(TEXT).version != read(TEXT + "\n").version
    assert read(TEXT).version != parse_guideline(TEXT, "g.md", question="reviews:other").version
    assert len(read(TEXT).version) == 64


def changes(old: str, new: str) -> list[tuple[str, str]]:
    return [(each.change, each.number) for each in changed_rules(read(old), read(new))]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("1. a\n2. b", "1. a\n2. b", []),
        ("1. a\n2. b", "1.   a\n\n2. b\n", []),
        ("1. a\n2. b", "1. a\n2. c", [("changed", "2")]),
        ("1. a\n2. b", "1. a\n   more\n2. b", [("changed", "1")]),
        ("1. a\n2. b", "1. a\n2. b\n3. c", [("added", "3")]),
        ("1. a\n2. b", "1. b", [("removed", "1")]),
        ("1. a\n2. b", "1. new\n2. a\n3. b", [("added", "1")]),
        ("1. a\n2. b", "1. b\n2. a", []),
        ("1. a\n2. b\n3. c", "1. x\n3. y", [("changed", "1"), ("changed", "3"), ("removed", "2")]),
        ("1. a\n2. a", "1. a", [("removed", "2")]),
    ],
)
def test_a_diff_says_which_rules_changed(old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert changes(old, new) == found


def test_words_outside_of_rules_are_told_apart() -> None:
    assert not other_text_changed(read(TEXT), read(TEXT.replace("An insult of", "An insult to")))
    assert other_text_changed(read(TEXT), read(TEXT.replace("the whole comment", "all")))
    assert other_text_changed(read(TEXT), read(TEXT.replace("Nothing here", "Everything")))
    assert changed_rules(read(TEXT), read(TEXT.replace("the whole comment", "all"))) == ()


TREE = """
## Decision tree
- A. Is a person named?
  - yes: B
  - no: answer no
- B. Is it an insult?
  - yes: answer yes (rule 1)
  - no: answer no (rule 2)
"""
RENAMED = TREE.replace("B.", "S2.").replace(": B", ": S2")
TURNED = TREE.replace("  - yes: B\n  - no: answer no\n", "  - no: answer no\n  - yes: B\n")
RULES_OF_TREE = "## 1. a\n## 2. b\n"


def steps(old: str, new: str) -> list[tuple[str, str]]:
    return [(each.change, each.step) for each in changed_steps(read(old), read(new))]


@pytest.mark.parametrize(
    ("old", "new", "rules", "changed"),
    [
        (TREE, TREE, [], []),
        ("", TREE, [("added", "decision tree")], [("added", "A"), ("added", "B")]),
        (TREE, "", [("removed", "decision tree")], [("removed", "A"), ("removed", "B")]),
        (TREE, TREE.replace("an insult", "a threat"), [("changed", "decision tree")], [("changed", "B")]),
        (TREE, TREE.replace("answer no (", "answer yes ("), [("changed", "decision tree")], [("changed", "B")]),
        (TREE, TREE.replace("rule 2", "rule 1"), [], [("changed", "B")]),
        (TREE, RENAMED, [], [("changed", "A"), ("added", "S2"), ("removed", "B")]),
        (TREE, TURNED, [], [("changed", "A")]),
        (TREE, TREE.replace("  - ", "     -   "), [], []),
    ],
    ids=["same", "added", "removed", "question", "answer", "rule named", "id", "order", "blanks"],
)  # fmt: skip
def test_a_tree_that_leads_elsewhere_is_a_rule_that_changed(
    old: str, new: str, rules: list[tuple[str, str]], changed: list[tuple[str, str]]
) -> None:
    assert changes(RULES_OF_TREE + old, RULES_OF_TREE + new) == rules
    assert steps(RULES_OF_TREE + old, RULES_OF_TREE + new) == changed
    assert not other_text_changed(read(RULES_OF_TREE + old), read(RULES_OF_TREE + new))


def test_a_remark_beside_the_steps_is_no_step() -> None:
    old = read(RULES_OF_TREE + TREE)
    new = read(RULES_OF_TREE + TREE.replace("tree\n", "tree\n\nRead on.\n\n"))
    assert other_text_changed(old, new)
    assert (changed_rules(old, new), changed_steps(old, new)) == ((), ())
