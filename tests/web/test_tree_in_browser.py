"""The decision tree on the labeling page: walked by keyboard to an answer that is filled in and not sent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.labeling_support.queues import add_form_queue, add_queue
from tests.web.conftest import Site
from tests.web.label_forms import FORMS, rows_of
from tests.web.test_label_in_browser import SMALL, faults, kept, press, said, until_next

from assay.core.judgment import Judgment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = "# What is toxic?\n\n## 1. Insults count\nAll.\n\n## 2. 引用不算\nNone.\n\n"
TREE = """## Decision tree

- A. Does it speak of a person or a group?
  - yes: B
  - no, of a thing: answer "no"
- B. 是否辱骂他们？
  - 是 أو: answer "不确定" (rule 1)
  - 只是引用: answer "no" (rule 2)
"""


@pytest.fixture
def work(site: Site, open_page: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``work("choice", RULES + TREE, width=390)`` opens the page of a queue with that guideline as a labeler."""
    with ExitStack() as stack:

        def open_(form: str, rules: str, *, language: str = "en", **options: Any) -> Any:
            add = add_queue if form in FORMS else add_form_queue
            asked = {"question": FORMS[form]} if form in FORMS else {"form": form}
            name = form if form in FORMS else "form"
            rows = rows_of(name if form in FORMS else "choice")
            add(site.workspace, tmp_path, name=name, rules=rules, rows=rows, **asked)  # type: ignore[operator]
            address = stack.enter_context(site.serve())
            page = open_page(**options)
            site.enter(page, address, "labeler")
            page.goto(f"{address}/label/{name}?lang={language}")
            page.wait_for_selector("[data-is=parts] > *")
            page.wait_for_selector(".rule-list .rule", state="attached")
            return page

        yield open_


def asks(page: Any) -> str:
    return str(page.locator("[data-tree=asks]").inner_text())


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tree_is_walked_by_keyboard_and_its_answer_filled_in_but_not_sent(
    site: Site, work: Callable[..., Any], width: int
) -> None:
    page = work("choice", RULES + TREE, width=width)
    tool, item = page.locator("[data-does=t]"), page.locator("#asks").bounding_box()
    assert (tool.inner_text().split()[-1], tool.get_attribute("aria-expanded")) == ("Tree", "false")
    press(page, "t")
    assert (asks(page), tool.get_attribute("aria-expanded")) == ("Does it speak of a person or a group?", "true")
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "tree-asks"
    press(page, "1")
    assert asks(page) == "是否辱骂他们？"
    press(page, "Backspace", "2", "Enter")
    page.locator("#tree").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.innerText").split() == ["2", "no"]
    press(page, "t", "1", "9", "1")
    assert asks(page) == "Answer: 不确定"
    assert page.locator(".way li").all_inner_texts() == [
        "Does it speak of a person or a group? yes",
        "是否辱骂他们？ 是 أو",
    ]
    assert page.locator(".tree-rule").inner_text() == "Rule 1 Insults count"
    assert page.evaluate(SMALL) == []
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#asks").bounding_box() == item
    press(page, "Enter")
    said(page, "The answer is filled in.")
    assert page.locator("button[aria-pressed=true] .says").inner_text() == "不确定"
    assert kept(site) == {}
    press(page, "Enter")
    until_next(page)
    assert [each.label for each in kept(site).values()] == ["不确定"]
    press(page, "t", "1", "Escape", "2")
    until_next(page, 2)
    assert [each.label for each in kept(site).values()] == ["不确定", "no"]
    assert faults(page) == []


def test_the_page_is_in_chinese_and_without_a_tree_has_no_key_of_it(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice", RULES + TREE, language="zh")
    assert page.locator("[data-does=t]").inner_text().split() == ["t", "决策树"]
    press(page, "t", "2")
    assert asks(page) == "回答: no"
    assert page.get_by_role("button", name="填入此答案").is_visible()
    other = work("rating", RULES)
    assert other.locator("[data-does=t]").is_hidden()
    press(other, "t", "2")
    until_next(other)
    assert faults(page) == faults(other) == []


LEAVES = {
    "multiple": ('"harm/insult", "spam"', '["harm/insult","spam"]'),
    "rating": ("quite", 4.0),
    "number": ("12.5", 12.5),
    "pairwise": ("tie", "tie"),
    "ranking": ('"反讽", "literal", "سخرية"', '["反讽","literal","سخرية"]'),
    "text": ("“他说 قال”", "他说 قال"),
}


@pytest.mark.parametrize("form", list(LEAVES))
def test_an_answer_of_each_form_is_filled_in(site: Site, work: Callable[..., Any], form: str) -> None:
    written, answer = LEAVES[form]
    page = work(form, f"{RULES}## 决策树\n- A. 哪一个?\n  - this: answer {written}\n  - that: answer {written}\n")
    if form in ("number", "text"):
        press(page, "Escape")
    press(page, "t", "1", "Enter", "Enter")
    until_next(page)
    told = [(each.label, each.number, each.text, each.structure) for each in kept(site).values()]
    assert [next(value for value in row if value is not None) for row in told] == [answer]


ASKED_TOGETHER = """form: form
asks: Judge it.
show: [comment]
questions:
  - {question: toxic, asks: "Is it toxic?", type: choice, options: ["yes", "no"]}
  - {question: how, asks: "How much?", type: rating, low: 1, high: 3}
"""


def test_of_a_form_the_first_question_is_filled_in(site: Site, work: Callable[..., Any]) -> None:
    page = work(ASKED_TOGETHER, f"{RULES}## Decision tree\n- A. Which?\n  - this: answer yes\n  - that: answer no\n")
    press(page, "t", "2", "Enter", "3", "Enter")
    until_next(page)
    read = site.workspace.store.ledger.read("judgment", Judgment)
    found = {each.question: each.label or each.number for _, each in read}
    assert found == {"toxic": "no", "how": 3.0}


def test_passages_are_told_and_not_filled_in(work: Callable[..., Any]) -> None:
    page = work("spans", f"{RULES}## Decision tree\n- A. Who?\n  - one: answer person\n  - none: answer none\n")
    press(page, "t", "1")
    assert asks(page) == "Answer: person"
    assert page.get_by_text("Mark it yourself").is_visible()
    press(page, "Enter", "Escape")
    assert page.locator("#tree").is_hidden()
