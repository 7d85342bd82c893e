"""The labeling page in a browser: the whole job from the keyboard, in every script."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site
from tests.web.label_forms import FORMS, KINDS, SCRIPTS, rows_of

from assay.core.judgment import Judgment
from assay.labeling.qualification import QUALIFICATION, Qualification

pytestmark = pytest.mark.browser
SMALL = """[...document.querySelectorAll('#label button')].filter((each) => each.offsetParent !== null)
  .filter((each) => each.offsetHeight < 44 || each.offsetWidth < 44).map((each) => each.textContent)"""
"""Buttons that are too small for a finger."""
HARMLESS = ("info", "log", "debug")


@pytest.fixture
def work(site: Site, open_page: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``work("choice", width=390)`` makes a queue of that form and opens its page as a labeler."""
    with ExitStack() as stack:

        def open_(form: str, *, rows: list[dict[str, object]] | None = None, **options: Any) -> Any:
            question = FORMS[form]
            add_queue(site.workspace, tmp_path, name=form, question=question, rows=rows or rows_of(form))
            address = stack.enter_context(site.serve())
            page = open_page(**options)
            site.enter(page, address, "labeler")
            page.goto(f"{address}/label/{form}")
            page.wait_for_selector("[data-is=parts] > *")
            return page

        yield open_


def kept(site: Site) -> dict[str, Judgment]:
    """The last judgment of each item."""
    return {judgment.item: judgment for _, judgment in site.workspace.store.ledger.read("judgment", Judgment)}


def shown(page: Any) -> str:
    return str(page.locator("[data-is=parts]").inner_text())


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def until_next(page: Any, n: int = 1) -> None:
    page.wait_for_selector(f"#label[data-n='{n}']")


def faults(page: Any) -> list[tuple[str, str]]:
    return [heard for heard in page.heard if heard[0] not in HARMLESS]


def test_thirty_items_in_a_row_are_answered_with_one_key_each(site: Site, work: Callable[..., Any]) -> None:
    rows: list[dict[str, object]] = [{"id": f"i{n:02d}", "comment": f"comment {n} 中文 عربي 😀"} for n in range(30)]
    page = work("choice", rows=rows)
    before = page.locator("#asks").bounding_box()
    for n in range(30):
        assert f"comment {n} " in shown(page)
        press(page, "2" if n % 3 else "1")
        until_next(page, n + 1)
        assert page.locator("#asks").bounding_box() == before
    assert page.get_by_text("There is nothing more for you here now").is_visible()
    assert [kept(site)[f"i{n:02d}"].label for n in range(30)] == ["no" if n % 3 else "yes" for n in range(30)]
    assert faults(page) == []


KEYS: dict[str, tuple[tuple[str, ...], object]] = {
    "choice": (("3",), "不确定"),
    "many": (("1", "2"), "topic 12"),
    "multiple": (("1", "2", "5", "Enter"), '["harm/insult","色情"]'),
    "rating": (("4",), 4.0),
    "number": (("text:１２٫5", "Enter"), 12.5),
    "pairwise": (("0",), "tie"),
    "ranking": (("3", "1", "Backspace", "2", "Enter"), '["سخرية","反讽","literal"]'),
    "text": (("text:他说 قال 😀", "Control+Enter"), "他说 قال 😀"),
}


def type_keys(page: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key.startswith("text:"):
            page.keyboard.insert_text(key.removeprefix("text:"))
        else:
            page.keyboard.press(key)


@pytest.mark.slow
@pytest.mark.parametrize("form", list(KEYS))
@pytest.mark.parametrize("width", [390, 1280])
def test_each_form_is_answered_by_keyboard_alone(site: Site, work: Callable[..., Any], form: str, width: int) -> None:
    keys, answer = KEYS[form]
    page = work(form, width=width)
    for n, text in enumerate(SCRIPTS.values(), start=1):
        assert text.split()[0] in shown(page)
        type_keys(page, keys)
        until_next(page, n)
    values = [(each.label, each.number, each.text, each.structure) for each in kept(site).values()]
    assert [next(value for value in row if value is not None) for row in values] == [answer] * 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    assert faults(page) == []


def test_each_kind_of_item_is_read_and_answered_by_keyboard_alone(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice", rows=KINDS, width=390)
    assert page.locator(".turn").all_inner_texts()[1].endswith("猫 (māo).")
    press(page, "1")
    until_next(page)
    assert page.get_by_role("columnheader").all_inner_texts() == ["城市", "n", "مدينة"]
    assert page.get_by_role("cell").all_inner_texts() == ["北京 😀", "2", "القاهرة", "上海", "3", ""]
    press(page, "2")
    until_next(page, 2)
    outputs = page.locator(".step .text")
    assert not outputs.first.is_visible()
    press(page, "Tab", "Enter")
    assert [each.is_visible() for each in outputs.all()] == [True, True, False]
    press(page, "o")
    assert outputs.last.inner_text() == "<svg onload=alert(1)> قطة"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page, "o", "3")
    until_next(page, 3)
    assert {item: judgment.label for item, judgment in kept(site).items()} == {
        "chat": "yes",
        "table": "no",
        "trace": "不确定",
    }
    assert faults(page) == []


PASSAGES: dict[str, tuple[tuple[str, ...], tuple[int, int]]] = {
    "chinese": (("Home", *["ArrowRight"] * 3, *["Shift+ArrowRight"] * 2), (3, 5)),
    "arabic": (("Home", *["Shift+ArrowLeft"] * 3), (0, 3)),
    "emoji": (("Home", "Shift+ArrowRight"), (0, 5)),
}


def test_passages_are_marked_by_keyboard_and_count_code_points(site: Site, work: Callable[..., Any]) -> None:
    page = work("spans")
    for n, (keys, _) in enumerate(PASSAGES.values(), start=1):
        press(page, *keys, "1", "Enter")
        until_next(page, n)
    marked = {item: judgment.structure for item, judgment in kept(site).items()}
    expected = {
        name: f'[{{"end":{end},"label":"person","start":{start}}}]' for name, (_, (start, end)) in PASSAGES.items()
    }
    assert marked == expected
    assert faults(page) == []


@pytest.mark.slow
def test_a_word_is_marked_by_mouse_and_the_mark_removed(site: Site, work: Callable[..., Any]) -> None:
    page = work("spans", rows=[{"id": "a", "comment": "😀 Ada met Bob."}])
    start = page.evaluate("""() => { const text = document.querySelector('.passages').firstChild;
      const range = document.createRange(); range.setStart(text, 4); range.setEnd(text, 5);
      const { x, y, height } = range.getBoundingClientRect(); return [x, y + height / 2]; }""")
    page.mouse.dblclick(*start)
    page.get_by_role("button", name="person").click()
    assert page.locator("mark").inner_text().startswith("Ada")
    page.get_by_role("button", name="Remove: Ada, person").click()
    assert page.locator("mark").count() == 0
    page.mouse.dblclick(*start)
    page.get_by_role("button", name="place").click()
    page.get_by_role("button", name="Answer").click()
    until_next(page)
    assert kept(site)["a"].structure == '[{"end":5,"label":"place","start":2}]'


def said(page: Any, words: str) -> None:
    page.locator("[data-is=live]").filter(has_text=words).wait_for(state="attached")


def test_two_windows_show_one_item_and_the_second_is_told_what_stands(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("[data-is=parts] > *")
    assert shown(other) == shown(page)
    press(page, "1")
    until_next(page)
    press(other, "2")
    said(other, "that answer stands: yes")
    assert shown(other) == shown(page)
    assert {item: judgment.label for item, judgment in kept(site).items()} == {"chinese": "yes"}


def test_a_lost_connection_keeps_the_answer_and_sends_it_again(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    page.context.set_offline(True)
    press(page, "2")
    page.get_by_text("No connection.").wait_for()
    assert kept(site) == {}
    page.context.set_offline(False)
    until_next(page)
    assert kept(site)["chinese"].label == "no"
    assert page.get_by_text("No connection.").is_hidden()


@pytest.mark.slow
def test_an_answer_that_a_crash_left_behind_is_sent_at_the_next_start(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    page.route("**/answer", lambda route: route.abort())
    press(page, "2")
    page.get_by_text("No connection.").wait_for()
    page.unroute("**/answer")
    page.reload()
    page.wait_for_selector("[data-is=parts] > *")
    assert kept(site)["chinese"].label == "no"
    assert SCRIPTS["arabic"] in shown(page)


def test_the_last_answer_is_undone_and_changed_by_keyboard(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    press(page, "1")
    until_next(page)
    following = shown(page)
    press(page, "u")
    page.wait_for_selector("#label.again")
    assert SCRIPTS["chinese"] in shown(page)
    assert page.locator("button[aria-pressed=true] .says").inner_text() == "yes"
    press(page, "2")
    until_next(page, 2)
    assert shown(page) == following
    assert kept(site)["chinese"].label == "no"
    press(page, "u")
    page.wait_for_selector("#label.again")
    press(page, "Escape")
    said(page, "Nothing changed.")
    assert shown(page) == following


def test_skip_flag_rules_and_keys_are_a_key_away(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    press(page, "s")
    press(page, "2")
    until_next(page)
    press(page, "!")
    page.locator("#flag-rule").select_option("1")
    page.keyboard.insert_text("What of sarcasm?")
    press(page, "Control+Enter")
    said(page, "Thank you.")
    press(page, "/")
    page.keyboard.insert_text("quoting")
    assert page.locator(".rule:visible").count() == 1
    press(page, "Escape", "?")
    assert page.locator("#keys-dialog").is_visible()
    press(page, "Escape", "1")
    until_next(page, 2)
    events = site.workspace.store.ledger.events
    assert [event.body["reason"] for _, event in events("assignment.skipped")] == ["Not in a language that I read"]
    assert [(event.body["rule"], event.body["comment"]) for _, event in events("guideline.flagged")] == [
        ("1", "What of sarcasm?")
    ]
    assert faults(page) == []


@pytest.mark.slow
def test_a_draft_outlives_a_reload(work: Callable[..., Any]) -> None:
    page = work("text")
    page.keyboard.insert_text("half an answer 😀")
    page.reload()
    page.wait_for_selector("[data-is=parts] > *")
    assert page.locator("[data-is=answers] textarea").input_value() == "half an answer 😀"


@pytest.mark.slow
def test_what_is_wrong_is_told_beside_the_field_and_the_item_stays(work: Callable[..., Any]) -> None:
    page = work("number")
    page.keyboard.insert_text("5000")
    press(page, "Enter")
    page.get_by_role("alert").filter(has_text="Give a number from 0 to 1000.").wait_for()
    assert page.locator("[data-is=answers] input").input_value() == "5000"
    press(page, "Escape", "s")
    assert page.locator("#skip-dialog").is_visible()


@pytest.mark.slow
def test_a_draft_that_was_emptied_stays_empty(work: Callable[..., Any]) -> None:
    page = work("text")
    page.keyboard.insert_text("half")
    page.reload()
    page.wait_for_selector("[data-is=parts] > *")
    page.locator("[data-is=answers] textarea").fill("")
    page.reload()
    page.wait_for_selector("[data-is=parts] > *")
    assert page.locator("[data-is=answers] textarea").input_value() == ""


PRESSED = {
    "1": [("1", "Digit1"), ("１", "Digit1"), ("١", "Digit1"), ("&", "Digit1"), ("Process", "Digit1"), ("1", "Numpad1")],
    "-": [("-", "Minus"), ("-", "Digit6")],
    "s": [("s", "KeyS"), ("S", "KeyS"), ("ы", "KeyS"), ("س", "KeyS")],
    "?": [("?", "Slash"), ("?", "Minus"), ("？", "Slash")],
}


@pytest.mark.slow
def test_keys_are_what_they_mean_on_the_keyboards_of_the_world(work: Callable[..., Any]) -> None:
    page = work("choice")
    events = [(key, {"key": name, "code": code}) for key, pressed in PRESSED.items() for name, code in pressed]
    read = "async (events) => { const { keyOf } = await import('/static/label/typing.js'); return events.map(keyOf); }"
    assert page.evaluate(read, [event for _, event in events]) == [key for key, _ in events]


HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=alert(1)><svg onload=alert(2)></svg>\u202egpj.exe\u2066 "
)


def test_a_hostile_item_stays_inert_and_the_page_whole(site: Site, work: Callable[..., Any]) -> None:
    rows: list[dict[str, object]] = [{"id": "a", "comment": HOSTILE + "x" * 5_000_000}, {"id": "b", "comment": HOSTILE}]
    page = work("choice", rows=rows, width=390)
    assert page.locator("[data-is=parts] :is(script, img, svg)").count() == 0
    assert "owned" not in page.title()
    page.get_by_role("button", name="Show more").click()
    page.get_by_text("4 750 ").or_(page.get_by_text("4750")).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".tools").bounding_box()
    assert box["y"] + box["height"] <= 900
    press(page, "1")
    until_next(page)
    assert kept(site)["a"].label == "yes"
    assert faults(page) == []


@pytest.mark.slow
def test_who_has_not_qualified_is_told_what_to_do(site: Site, work: Callable[..., Any]) -> None:
    page = work("choice")
    site.workspace.put(QUALIFICATION, "choice", Qualification("choice", "choice", 0.8, 0.95), actor="ann")
    page.reload()
    page.get_by_role("heading", name="First show that you know the rules").wait_for()
    assert page.get_by_role("link", name="Answer there").get_attribute("href") == "/label/choice"
