"""The report in a real browser: inert, usable with keyboard, phone and paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from assay.reports.html import render_report

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def rows_of(page: Any, table: str = "slices") -> list[str]:
    return page.eval_on_selector_all(
        f'[data-table="{table}"] tbody tr', "rows => rows.map(row => row.innerText.replace(/\\s+/g, ' ').trim())"
    )


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture(scope="module")
def many(examples: Any) -> str:
    return render_report(examples.many_slices(400))


@pytest.mark.parametrize("name", ["hold", "hostile", "bare", "empty", "long_names"])
def test_the_page_asks_for_nothing_but_itself_and_runs_no_text(examples: Any, open_page: Open, name: str) -> None:
    page = open_page(render_report(examples.EXAMPLES[name]()))
    page.wait_for_timeout(50)
    requests = [url for kind, url in page.heard if kind == "request"]
    assert [url.split("/")[-1] for url in requests if not url.startswith("data:")] == ["report-0.html"]
    assert [heard for heard in page.heard if heard[0] != "request"] == []
    assert page.evaluate("window.attacked") is None


def test_the_policy_stops_a_handler_that_gets_in(examples: Any, open_page: Open) -> None:
    page = open_page(render_report(examples.hold()))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.attacked = true\">')")
    page.wait_for_timeout(100)
    assert page.evaluate("window.attacked") is None
    assert any("Content Security Policy" in text for kind, text in page.heard if kind == "error")


def test_rows_drawn_by_the_module_read_like_those_in_the_page(open_page: Open, many: str) -> None:
    without = open_page(many, java_script_enabled=False)
    plain = without.locator('[data-table="slices"] tbody tr').all_inner_texts()
    page = open_page(many)
    page.fill('[data-table="slices"] input', "no such slice")
    page.fill('[data-table="slices"] input', "")
    assert rows_of(page) == [" ".join(row.split()) for row in plain]


def test_typing_filters_choosing_narrows_and_more_shows_more(open_page: Open, many: str) -> None:
    page = open_page(many)
    assert len(rows_of(page)) == 50
    page.click('[data-table="slices"] .more')
    assert len(rows_of(page)) == 100
    page.fill('[data-table="slices"] input', "m0007 recall")
    assert len(rows_of(page)) == 1
    assert "1 of 1 rows that fit, of 1\u2009200 shown." in page.inner_text('[data-table="slices"] .status')
    page.fill('[data-table="slices"] input', "")
    page.select_option('[data-table="slices"] select[data-column="1"]', "accuracy")
    assert "of 400 rows that fit" in page.inner_text('[data-table="slices"] .status')
    page.fill('[data-table="slices"] input', "nothing like it")
    assert "No row fits" in page.inner_text('[data-table="slices"] .status')


def test_heads_sort_and_say_so(open_page: Open, many: str) -> None:
    page = open_page(many)
    change = page.locator('[data-table="slices"] th', has_text="Change")
    change.locator("button").click()
    assert change.get_attribute("aria-sort") == "descending"
    best = page.locator('[data-table="slices"] tbody tr').first.inner_text()
    change.locator("button").click()
    assert change.get_attribute("aria-sort") == "ascending"
    worst = page.locator('[data-table="slices"] tbody tr').first.inner_text()
    assert "better by" in best
    assert "worse by" in worst


def test_a_filtered_table_is_saved_as_csv_that_cannot_run(examples: Any, open_page: Open) -> None:
    page = open_page(render_report(examples.hostile()), accept_downloads=True)
    with page.expect_download() as download:
        page.click('[data-table="slices"] .save')
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith('"Slice","Metric","Verdict"')
    cells = re.findall(r'"((?:[^"]|"")*)"', text)
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("name", ["hold", "long_names", "hostile"])
def test_no_page_is_wider_than_its_screen(examples: Any, open_page: Open, name: str, width: int) -> None:
    page = open_page(render_report(examples.EXAMPLES[name]()), width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_first_screen_holds_the_decision_and_the_chart(examples: Any, open_page: Open) -> None:
    page = open_page(render_report(examples.hold(), decision=examples.decision()))
    for selector in ("h1", ".why", ".decided", "table.verdicts thead", "svg.forest .label"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900, selector


@pytest.mark.parametrize("name", ["hold", "guardrails", "long_names", "hostile"])
def test_the_decision_prints_on_at_most_two_pages(examples: Any, open_page: Open, name: str) -> None:
    page = open_page(render_report(examples.EXAMPLES[name](), decision=examples.decision()))
    page.evaluate("document.querySelectorAll('main > section:not(#decision), footer').forEach(each => each.remove())")
    assert 1 <= pages_in(page.pdf(format="A4", prefer_css_page_size=True)) <= 2


def test_the_decision_of_5_000_slices_prints_on_at_most_two_pages(open_page: Open, many: str) -> None:
    page = open_page(many)
    page.evaluate("document.querySelectorAll('main > section:not(#decision), footer').forEach(each => each.remove())")
    assert 1 <= pages_in(page.pdf(format="A4", prefer_css_page_size=True)) <= 2


def test_the_keyboard_reaches_the_skip_link_first_and_every_control(open_page: Open, many: str) -> None:
    page = open_page(many)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the decision"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + '.' + document.activeElement.className"))
    assert {"A.", "INPUT.", "SELECT.", "BUTTON.", "SUMMARY.", "DIV.scroll"} <= seen


def test_a_link_to_items_opens_them(examples: Any, open_page: Open) -> None:
    page = open_page(render_report(examples.hold()))
    page.evaluate("location.hash = '#items-1'")
    page.wait_for_function("document.getElementById('items-1').open")


def test_the_page_is_whole_without_its_module(examples: Any, open_page: Open) -> None:
    page = open_page(render_report(examples.hold()), java_script_enabled=False)
    assert page.locator('[data-table="slices"] tbody tr').count() == 6
    assert not page.locator('[data-table="slices"] .controls').is_visible()
    assert not page.locator('[data-table="slices"] .save').is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_light_and_dark(examples: Any, open_page: Open, scheme: str) -> None:
    page = open_page(render_report(examples.hold()), color_scheme=scheme)
    ratios = page.evaluate(CONTRAST)
    assert min(ratios.values()) >= 4.5, ratios


CONTRAST = """() => {
  const light = (rgb) => {
    const [r, g, b] = rgb.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/rgba\\(.*, 0\\)|transparent/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = {};
  for (const selector of ['body', 'h1', '.why', '.eyebrow', '.quiet', '.rest', 'a', '.outcome.fail', '.outcome.pass',
                          '.outcome.inconclusive', 'caption', 'thead th', 'footer p', 'code']) {
    const element = document.querySelector(selector);
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    found[selector] = (a + 0.05) / (b + 0.05);
  }
  return found;
}"""
