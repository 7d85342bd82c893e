"""The decision tree of a guideline: what is read as one, and what is wrong with one."""

import pytest

from assay.core.errors import PlanError
from assay.core.question import Amount, Boxes, Choice, Form, FreeText, MultipleChoice, Pair, Question, Rating, Spans
from assay.labeling.decision_tree import Branch, DecisionTree
from assay.labeling.guideline import parse_guideline

YES_NO = Choice(("yes", "no"))
RULES = "## 1. Insults count\nAll.\n\n## 2. Quotes do not\nNone.\n\n"
TREE = """\
## Decision tree

Begin with the first question.

- A. Does it speak of a person
  or a group?
  - yes: B
  - no: answer "no"
- B. Does it insult them?
  - yes: answer "yes" (rule 1)
  - only in a quote: what the writer says counts: answer "no" (rule 2)
"""
CHINESE = """\
## 决策树

1. 是否提到人或群体？
   - 是：转到 2
   - 否：回答“no”
2. **是否**辱骂他们？
   - 是：回答「yes」（规则 1）
   - 否：回答 no（规则 2）。
"""


def read(text: str, form: Form | None = YES_NO) -> DecisionTree | None:
    asked = None if form is None else Question("toxic", "Is it toxic?", form)
    return parse_guideline(text, "g.md", question="reviews:toxic", asked=asked).tree


def test_steps_and_branches_are_read_with_their_lines() -> None:
    tree = read(RULES + TREE)
    assert tree is not None
    assert (tree.title, tree.line, tree.last) == ("Decision tree", 7, 18)
    first, second = tree.steps
    assert (first.id, first.asks, first.line) == ("A", "Does it speak of a person or a group?", 11)
    assert first.branches == (Branch("yes", "B", None, None, 13), Branch("no", None, ("no",), None, 14))
    assert second.branches == (
        Branch("yes", None, ("yes",), "1", 16),
        Branch("only in a quote: what the writer says counts", None, ("no",), "2", 17),
    )


def test_a_tree_in_chinese_is_read_as_well() -> None:
    tree = read(RULES + CHINESE)
    assert tree is not None
    assert [(step.id, step.asks) for step in tree.steps] == [("1", "是否提到人或群体？"), ("2", "是否辱骂他们？")]
    ends = [(each.says, each.to, each.answer, each.rule) for step in tree.steps for each in step.branches]
    assert ends == [
        ("是", "2", None, None),
        ("否", None, ("no",), None),
        ("是", None, ("yes",), "1"),
        ("否", None, ("no",), "2"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        RULES,
        RULES + "## Decision tree\n\nSee the poster on the wall.\n",
        "# Decision tree\n\n1. Is it an insult?\n   - yes: toxic\n2. Is it a quote?\n",
        RULES + "```\n## Decision tree\n- A. Insult?\n```\n",
        RULES + "## Decision trees\n- Draw one.\n",
    ],
    ids=["no heading", "prose", "numbered lines are rules", "code", "another heading"],
)
def test_a_guideline_without_a_tree_is_as_before(text: str) -> None:
    assert read(text) is None


def test_the_tree_belongs_to_no_rule() -> None:
    found = parse_guideline(RULES + TREE, "g.md", question="q")
    assert [rule.text for rule in found.rules] == ["All.", "None."]


def tree_of(*lines: str) -> str:
    return f"{RULES}## Decision tree\n" + "\n".join(lines)


def codes(text: str, form: Form | None = YES_NO) -> list[tuple[str, int | None]]:
    with pytest.raises(PlanError) as caught:
        read(text, form)
    return [(each.code.removeprefix("guideline."), each.line) for each in caught.value.problems]


NO = "  - no: answer no"
LONG = [f"- S{n}. Is it {n}?\n  - yes: S{n + 1}\n{NO}" for n in range(31)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["- A. Insult?", "  - yes: answer yes", NO, "- a. Quote?", "  - yes: A", NO], [("step_twice", 11)]),
        (["- A. Insult?", "  - yes: C", NO, "- B. Quote?", "  - yes: answer yes", NO], [
            ("unknown_step", 9), ("unreached_step", 11)]),
        (["- A. Insult?", "  - yes: B", NO, "- B. Quote?", "  - yes: a", NO], [("circle", 12)]),
        (["- A. Insult?", "  - yes: A", NO], [("circle", 9)]),
        (["- A. Insult?", "  - yes", NO], [("branches", 8), ("branch", 9)]),
        (["- A. Insult?", "  - yes: is it a quote?", NO, "  - perhaps: answer no"], [("branch", 9)]),
        (["- A. Insult?", "  - yes: answer maybe", NO], [("tree_answer", 9)]),
        (["- A. Insult?", '  - yes: answer "yes", "no"', NO], [("tree_answer", 9)]),
        (["- A. Insult?", "  - yes: answer yes (rule 3)", NO], [("unknown_rule", 9)]),
        (["- A. Insult?", "  - yes: answer yes", NO, "  - No: answer yes"], [("branches", 11)]),
        (["- A. Insult?", NO], [("branches", 8)]),
        (["- Is it an insult?", "  - yes: answer yes", NO], [("step", 8)]),
        (["- A. Insult?", *[f"  - {n}: answer no" for n in range(10)]], [("branches", 8)]),
        ([*LONG, "- S31. End?", "  - yes: answer yes", NO], [("tree_size", 7)]),
        ([f"- S{n}. Is it {n}?" for n in range(101)], [("tree_size", 7)]),
        (["- A. Insult?", "  - yes: answer yes", NO, "## Decision tree", "- A. Quote?"], [("two_trees", 11)]),
        (["- A. " + "x" * 600, "  - yes: answer yes", NO], [("step", 8)]),
    ],
    ids=lambda value: value[-1][0] if isinstance(value[0], tuple) else "tree",
)  # fmt: skip
def test_all_that_is_wrong_with_a_tree_is_told_with_its_line(lines: list[str], found: list[tuple[str, int]]) -> None:
    assert codes(tree_of(*lines)) == found


def test_the_near_match_of_a_step_and_of_a_rule_is_told() -> None:
    with pytest.raises(PlanError) as caught:
        read(tree_of("- S1. Insult?", "  - yes: S11", '  - no: answer "no" (rule 12)'))
    assert [each.fix.split(" Known")[0] for each in caught.value.problems] == [
        "Did you mean 'S1'?",
        "Did you mean '2'?",
    ]


def test_mistakes_of_rules_and_of_the_tree_are_told_together() -> None:
    found = codes("## 1. a\n## 1. b\n## Decision tree\n- A. Insult?\n  - yes: answer maybe\n  - no: answer no\n")
    assert found == [("rule_twice", 2), ("tree_answer", 5)]


@pytest.mark.parametrize(
    ("form", "answer", "is_right"),
    [
        (MultipleChoice(("harm/insult", "spam")), '"harm/insult", "spam"', True),
        (MultipleChoice(("a", "b")), "none", True),
        (MultipleChoice(("a", "b"), least=1), "none", False),
        (Rating(1, 3, ("bad", "fair", "good")), "good", True),
        (Rating(1, 5), "4", True),
        (Rating(1, 5), "6", False),
        (Rating(1, 5), "high", False),
        (Amount(0, 10), "2.5", True),
        (Amount(0, 10), "nan", False),
        (Pair("a", "b"), "left", True),
        (Pair("a", "b", tie=False), "tie", False),
        (FreeText(most=20), '"I cannot say"', True),
        (Spans(("person", "place"), "comment"), "person", True),
        (Spans(("person", "place"), "comment"), "thing", False),
        (Boxes(("cat",), "photo"), "none", True),
    ],
    ids=repr,
)
def test_a_tree_ends_in_answers_that_the_question_allows(form: Form, answer: str, is_right: bool) -> None:
    text = tree_of("- A. Which?", f"  - this: answer {answer}", f"  - that: answer {answer}")
    if is_right:
        assert read(text, form) is not None
    else:
        assert codes(text, form) == [("tree_answer", 9), ("tree_answer", 10)]


def test_a_kept_text_whose_tree_is_not_whole_is_read_without_one() -> None:
    assert read(tree_of("- Draw it on paper.", "- A. Insult?"), None) is None
    assert read(RULES + TREE, None) == read(RULES + TREE)


def test_a_large_hostile_tree_is_read_in_one_pass() -> None:
    lines = ["- A. a", *["  - x" + ":" * 400] * 300, *["  more"] * 5_000, *["- A. a: b: c: d"] * 3_000]
    assert {code for code, _ in codes(tree_of(*lines))} == {"tree_size", "branch", "yaml.more_problems"}
