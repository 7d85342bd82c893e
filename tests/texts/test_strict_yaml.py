"""One reader for every reviewed text: lines are kept, traps are noted all at once, and messages stay short."""

import pytest

from assay.core.errors import PlanError
from assay.texts.findings import SHOWN_AT_MOST, Findings
from assay.texts.nodes import ListNode, MapNode, TextNode, is_absent
from assay.texts.strict_yaml import read_nodes, read_settings

TEXT = """# a note
name: "no"
list:
  - a
  - >
    folded
    text
empty:
inner: {x: 1}
"""


def problems(text: str) -> list[tuple[int | None, str]]:
    _, findings = read_settings(text, "a.yaml", begin="Begin with 'name: value'.")
    return [(each.line, each.code) for each in findings.error().problems]


def test_what_is_written_is_kept_with_its_lines_and_quotes() -> None:
    node, findings = read_settings(TEXT, "a.yaml", begin="")
    assert node is not None
    assert not findings.problems
    assert node.value("name") == TextNode("no", True, 2)
    assert node.value("list") == ListNode((TextNode("a", False, 4), TextNode("folded text\n", True, 5)), 4)
    assert node.value("inner") == MapNode(((TextNode("x", False, 9), TextNode("1", False, 9)),), 9)
    assert (node.line_of("empty"), node.line_of("not there"), node.value("not there")) == (8, 2, None)
    assert is_absent(node.value("empty"))
    assert not is_absent(TextNode("null", True, 1))


def test_all_traps_of_a_text_are_noted_at_once() -> None:
    text = "a: &x 1\nb: *x\nc: !!str d\n? [e]\n: f\na: g\n"
    assert problems(text) == [
        (1, "yaml.alias"),
        (2, "yaml.alias"),
        (3, "yaml.tag"),
        (4, "yaml.key"),
        (6, "yaml.duplicate_key"),
    ]


@pytest.mark.parametrize(("text", "says"), [("", "is empty"), ("~\n", "is empty"), ("- a\n", "holds no settings")])
def test_a_text_without_settings_is_told_how_to_begin(text: str, says: str) -> None:
    _, findings = read_settings(text, "a.yaml", begin="Begin with 'name: value'.")
    (problem,) = findings.problems
    assert (problem.code, problem.fix, problem.line) == ("yaml.empty", "Begin with 'name: value'.", 1)
    assert says in problem.what


def test_an_escape_of_what_no_text_holds_is_refused_by_its_line() -> None:
    text = 'a: "x\\0"\nb: "\\ud800"\nc: "\\ud83d\\ude00"\nd: "\\U0001F600"\n"\\ud800": e\n'
    assert [each for each in problems(text) if each[1] == "yaml.no_character"] == [
        (n, "yaml.no_character") for n in (1, 2, 3, 5)
    ]


def test_a_quote_or_bracket_that_is_never_closed_is_found_where_it_opens() -> None:
    assert problems("a: 1\nb: 'open\nc: 2\n") == [(2, "yaml.syntax")]


def test_a_name_that_is_long_or_turns_the_text_round_is_shown_short_and_inert() -> None:
    name = '"' + "x" * 900 + '\\u202e"'
    _, findings = read_settings(f"{name}: 1\n{name}: 2\n", "a.yaml", begin="")
    (problem,) = findings.problems
    assert problem.code == "yaml.duplicate_key"
    assert len(problem.what) < 200
    assert "\u202e" not in problem.what


def test_a_thousand_problems_are_counted_and_a_hundred_shown_in_the_order_of_lines() -> None:
    findings = Findings("a.yaml")
    read_nodes("a: 1\n" * 1_001, findings)
    error = findings.error()
    assert isinstance(error, PlanError)
    assert [each.line for each in error.problems] == [*range(2, SHOWN_AT_MOST + 2), None]
    assert "900 more" in error.problems[-1].what
