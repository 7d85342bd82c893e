"""Markdown is shown and does nothing."""

import pytest

from assay.labeling.guideline import parse_guideline
from assay.web.markdown import guideline_html, item_html, sections_of

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    "![x](https://evil.example/x.png)",
    "<a href='https://evil.example' onclick=alert(1)>x</a>",
    "```html\n<script>1</script>\n```",
    "<!-- --><style>*{display:none}</style>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_item_loads_acts_or_leads_away(text: str) -> None:
    made = item_html(text)
    tags = {part.split(">")[0].split(" ")[0].strip("/") for part in made.split("<")[1:]}
    assert tags <= {"p", "pre", "code"}


def test_the_address_of_a_link_is_shown_once() -> None:
    assert item_html("[here](https://a.example)") == "<p>here ⟨https://a.example⟩</p>\n"
    assert item_html("<https://a.example>") == "<p>https://a.example</p>\n"


def test_links_of_a_guideline_open_beside_the_page() -> None:
    made = guideline_html("[here](https://a.example) [bad](javascript:alert(1))")
    assert made.count("<a ") == 1
    assert 'target="_blank"' in made
    assert 'rel="noopener noreferrer"' in made


def test_a_guideline_comes_rule_by_rule_with_the_words_between() -> None:
    text = "# Toxic\n\nRead all.\n\n## 1. Insults\n\nCount.\n\n### 1.1 Slurs\n\nToo.\n\n# Notes\n\nx\n"
    found = sections_of(parse_guideline(text, "g.md", question="a:b"))
    assert [(each.number, each.title) for each in found] == [
        (None, None),
        ("1", "Insults"),
        ("1.1", "Slurs"),
        (None, None),
    ]
    assert found[0].html == "<h3>Toxic</h3>\n<p>Read all.</p>"
    assert found[2].html == "<p>Too.</p>\n"


@pytest.mark.parametrize("level", ["##", "###"])
def test_a_decision_tree_comes_under_its_title_unless_it_stands_in_a_rule(level: str) -> None:
    tree = f"{level} 决策树\n- A. Insult?\n  - yes: answer yes\n  - no: answer no\n"
    found = sections_of(parse_guideline(f"## 1. Insults\nCount.\n{tree}# Notes\nx\n", "g.md", question="a:b"))
    assert [each.title for each in found] == (["Insults", "决策树", None] if level == "##" else ["Insults", None])
    assert "<li>A. Insult?" in "".join(each.html for each in found)
