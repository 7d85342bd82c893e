"""From each number of an evaluation to its items, and from an item to what systems were sent, said and did."""

import csv
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.harness.mock_chat import mock_chat
from tests.web.conftest import Site
from tests.web.test_pages_for_everybody import LISTEN, look

from assay.access.roles import Grant, Role
from assay.core.estimate import Interval
from assay.core.trace import Step, StepKind, Trace, Traces
from assay.datasets.trace_items import TRACE, trace_items
from assay.reports.charts import ForestRow, forest_svg
from assay.reports.numbers import Written
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.evaluate.story import evaluate

N = 120
"""Items: three pages of the list."""
PLAN = """\
assay: 1
name: adder
purpose: Decide whether the new prompt adds better.
tier: low
dataset: sums
systems:
  baseline: {name: old, outputs: old.csv}
  candidate:
    name: new
    call: {url: "URL", model: adder, tries: 2, prompt: "What is {{ a }} plus {{ b }}?", system: "Add <i>well</i>."}
scoring: {scorer: numeric, target: right}
metrics: [pass_rate]
slices: [kind]
checks: []
gates:
  - {name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.05}
"""
KINDS = ("odd", "a=b, <i>even</i>")
SECRET = "+86 138 0000 0000"


def write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def is_wrong(n: int) -> bool:
    """What the baseline gets wrong: every tenth sum."""
    return n % 10 == 0


def fault(_: int, prompt: str) -> str | None:
    """The candidate is never answered on 7 + 0, and refuses 9 + 2."""
    return "500" if "is 7 plus" in prompt else "refusal" if "is 9 plus" in prompt else None


@pytest.fixture
def adder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A plan that called its candidate; every gate passes but for what is missing."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    rows = [[f"s{n:03d}", n, n % 7, n + n % 7, KINDS[n % 2], f"sum {n} <b>", SECRET] for n in range(N)]
    heads = ["item", "a", "b", "right", "kind", "note", "phone"]
    write(tmp_path / "sums.csv", [heads, *rows])
    write(tmp_path / "old.csv", [["item", "output"], *[[r[0], f"It is {r[3] + is_wrong(r[1])}"] for r in rows]])
    roles = Roles(item="item", text=("note",), slices=("kind",), sensitive=("phone",))
    bring_in(site.workspace, tmp_path / "sums.csv", name="sums", roles=roles, actor="mina")
    with mock_chat(fault) as mock:
        (tmp_path / "plan.yaml").write_text(PLAN.replace("URL", mock.url), encoding="utf-8")
        evaluate(site.workspace, tmp_path / "plan.yaml", actor="mina", exploratory=True)
    return site


def links(text: str, begin: str) -> list[str]:
    """Addresses of a page's links, in order."""
    return [each for each in map(html.unescape, re.findall(r'href="([^"]+)"', text)) if each.startswith(begin)]


def test_every_estimate_leads_to_the_items_of_its_slice(adder: Site) -> None:
    client = adder.client("evaluator")
    shown = client.get("/evaluations/adder").text
    found = links(shown, "/evaluations/adder/items?")
    asked = [parse_qs(urlsplit(each).query) for each in found]
    wanted = [None, *(f"kind={kind}" for kind in KINDS)]
    for which in ("baseline", "candidate", "apart", "every"):
        seen = {each.get("where", [None])[0] for each in asked if each["which"] == [which]}
        assert seen == set(wanted), which
    for address in found:
        assert client.get(address).status_code == 200, address
    assert '<span class="unseen">, items that old got wrong</span>' in shown


def test_the_list_has_the_items_that_a_system_got_wrong_page_by_page(adder: Site) -> None:
    client = adder.client("evaluator")
    wrong = client.get("/evaluations/adder/items?which=baseline").text
    assert set(re.findall(r"item\?id=(s\d+)", wrong)) == {f"s{n:03d}" for n in range(N) if is_wrong(n)}
    pages, address = [], "/evaluations/adder/items"
    while address:
        text = client.get(address).text
        pages.append(re.findall(r"item\?id=(s\d+)", text))
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', text)), "").replace("&amp;", "&")
    assert [len(each) for each in pages] == [50, 50, 20]
    assert pages[0][:2] == ["s007", "s009"], "what the candidate got wrong comes first"
    assert sorted(item for each in pages for item in each) == [f"s{n:03d}" for n in range(N)]
    odd = client.get("/evaluations/adder/items", params={"where": f"kind={KINDS[1]}"}).text
    assert set(re.findall(r"item\?id=s(\d+)", odd)) <= {f"{n:03d}" for n in range(1, N, 2)}
    assert "<i>even</i>" not in odd
    assert "sum 1 &lt;b&gt;" in odd
    assert client.get("/evaluations/adder/items?where=kind%3Dnope").status_code == 404
    assert client.get("/evaluations/adder/items?which=nope").status_code == 400
    assert "条目" in client.get("/evaluations/adder/items?lang=zh").text


def test_an_item_shows_what_was_sent_and_how_the_call_went(adder: Site) -> None:
    client = adder.client("evaluator")
    seen = client.get("/evaluations/adder/item?id=s012").text
    for told in ("What is 12 plus 5?", "Add &lt;i&gt;well&lt;/i&gt;.", "adder-2026", "Tokens read", "old.csv"):
        assert told in seen, told
    assert seen.index('id="system-1"><bdi>old') < seen.index('id="system-2"><bdi>new')
    assert SECRET not in seen
    assert SECRET not in client.get("/evaluations/adder/items").text
    gone = client.get("/evaluations/adder/item?id=s007").text
    assert "Given up</span>: <bdi>status 500</bdi>" in gone
    assert re.search(r"Tried again after: <bdi>status 500</bdi> \(\d\)</p>", gone)
    assert "earlier tries failed" not in gone
    assert "Tried again after" not in seen
    assert "Given up</span>: <bdi>refusal</bdi>" in client.get("/evaluations/adder/item?id=s009").text


ASKED = """\
systems:
  baseline:
    name: old
    call: {url: "URL", model: adder, messages: talk}
  candidate:
    name: new
    call:
      {url: "URL", model: adder, prompt: "Add {{ a }} and 1.", shots: shots.csv, tools: t.json, tool_script: t.csv}
"""


def test_an_item_shows_messages_of_a_column_and_turns_with_tools_and_says_what_only_files_hold(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    talk = json.dumps([{"role": "user", "content": "Hi <b>."}, {"role": "user", "content": "What is 4 plus 1?"}])
    write(tmp_path / "sums.csv", [["item", "a", "right", "talk"], *[[f"s{n}", 4, 5, talk] for n in range(12)]])
    write(tmp_path / "shots.csv", [["a", "answer"], [1, "It is 2"]])
    write(tmp_path / "t.csv", [["tool", "arguments", "answer"], ["sum", "", "4 plus 1"]])
    (tmp_path / "t.json").write_text(json.dumps([{"name": "sum", "description": "Adds.", "parameters": {}}]))
    bring_in(site.workspace, tmp_path / "sums.csv", name="sums", roles=Roles(item="item", text=("a",)), actor="mina")
    head, tail = (
        PLAN.partition("systems:")[0],
        "scoring:" + PLAN.partition("scoring:")[2].replace("slices: [kind]\n", ""),
    )
    with mock_chat(lambda _, prompt: "tool" if prompt.startswith("Add") else None) as mock:
        (tmp_path / "plan.yaml").write_text(head + ASKED.replace("URL", mock.url) + tail, encoding="utf-8")
        evaluate(site.workspace, tmp_path / "plan.yaml", actor="mina", exploratory=True)
    seen = site.client("evaluator").get("/evaluations/adder/item?id=s3").text
    old, new = seen[seen.index('id="system-1"') :].split('id="system-2"')
    assert ("Hi &lt;b&gt;." in old, "What is 4 plus 1?" in old, "Turns with tools" in old) == (True, True, False)
    assert "sum {&#34;of&#34;: &#34;Add 4 and 1.&#34;}" in new
    assert "4 plus 1</p>" in new
    assert "the workspace keeps only their hashes" in new


def test_calls_failures_and_bounds_are_on_the_page(adder: Site) -> None:
    shown = adder.client("evaluator").get("/evaluations/adder").text
    assert "118 of 120" in shown
    assert "1 refusal, 1 status 500" in shown
    assert "1 of 120 answers of new are missing" in shown
    assert re.search(r"If all were right.*<bdi>0\.9917</bdi>", shown, re.DOTALL), "119 of 120 at the best"


def test_a_run_leads_to_its_evaluation_and_its_items(adder: Site) -> None:
    client = adder.client("evaluator")
    (run,) = client.get("/runs/state.json").json()["runs"]
    shown = client.get(f"/runs/{run['run']}").text
    assert links(shown, "/evaluations/adder") == ["/evaluations/adder", "/evaluations/adder/items?which=every"]


def test_the_trace_of_an_item_shows_its_turns_and_calls_of_tools(adder: Site, tmp_path: Path) -> None:
    steps = (
        Step(StepKind.MESSAGE, "user", output="12 plus 5 <u>"),
        Step(StepKind.TOOL_CALL, "calculator", input={"of": "12+5"}, call="c1", seconds=0.25),
        Step(StepKind.TOOL_RESULT, "calculator", output="17", call="c1"),
        Step(StepKind.ERROR, "timeout", output="too late"),
    )
    trace = Trace("t12", "s012", "new", steps, output="17", seconds=2.5, tokens_in=31, tokens_out=7, cost=0.002)
    rows = trace_items(Traces((trace,), "assay", "0" * 64)).rows
    file = tmp_path / "traces.jsonl"
    file.write_text("\n".join(json.dumps(dict(row)) for row in rows), encoding="utf-8")
    roles = Roles(item=TRACE, text=("input", "trace", "output"), slices=("system",))
    bring_in(adder.workspace, file, name="traced", roles=roles, actor="mina")
    seen = adder.client("evaluator").get("/evaluations/adder/item?id=s012").text
    for told in ("4 steps", "calculator", "{&#34;of&#34;:&#34;12+5&#34;}", "too late", "12 plus 5 &lt;u&gt;", "0.25 s"):
        assert told in seen, told
    assert "t12" not in adder.client("evaluator").get("/evaluations/adder/item?id=s013").text
    adder.add("near", [Grant(Role.EVALUATOR, "sums")])
    near = adder.client("near").get("/evaluations/adder/item?id=s012")
    assert (near.status_code, "calculator" in near.text) == (200, False), (
        "who may not see a dataset sees no trace of it"
    )
    adder.add("far", [Grant(Role.EVALUATOR, "others")])
    far = adder.client("far")
    assert (
        far.get("/evaluations/adder/items").status_code == far.get("/evaluations/adder/item?id=s012").status_code == 403
    )


MEETING = """() => {
  const svg = document.querySelector("svg.forest");
  const box = (each) => each.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((each) => box(each).width > 0);
  const lines = [...svg.querySelectorAll("line.zero, line.margin")];
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  const names = texts.filter((each) => each.classList.contains("line-name"));
  const strips = new Set([...svg.querySelectorAll(".strip")].map((each) => Math.round(box(each).top)));
  const found = [];
  texts.forEach((a, n) => texts.slice(n + 1).forEach((b) => {
    if (meet(box(a), box(b))) found.push(`${a.textContent} meets ${b.textContent}`);
  }));
  names.forEach((a) => lines.forEach((b) => {
    if (meet(box(a), box(b))) found.push(`${a.textContent} meets a line`);
  }));
  const off = (each) => box(each).left < -1 || box(each).right > innerWidth + 1;
  texts.filter(off).forEach((each) => found.push(`${each.textContent} is cut off`));
  if (strips.size !== svg.querySelectorAll(".row").length) found.push("a label lies on a line");
  if (!texts.some((each) => each.classList.contains("figure"))) found.push("no value");
  return found;
}"""
"""Texts of the forest plot that meet each other or a line, and what else hinders reading it."""
FORESTS = [(-0.3, 0.2), (-0.02, 0.03), (0.3, 0.2), (0.0, 0.025), (-0.07, 0.02), (0.001, 0.06)]
"""Value and half of the interval, so that zero and the margin lie left, in the middle and right."""


@pytest.mark.browser
@pytest.mark.slow
def test_no_text_of_the_forest_plot_meets_another_or_a_line(adder: Site, open_page: Any) -> None:
    page, found = open_page(width=1280), dict[tuple[float, float, int], list[str]]()
    with adder.serve() as address:
        adder.enter(page, address, "evaluator")
        page.goto(f"{address}/evaluations/adder")
        for value, half in FORESTS:
            written = Written(f"{value:.3f}", f"({value - half:.3f} to {value + half:.3f})")
            row = ForestRow(
                "pass_rate, language=zh, device=phone",
                value,
                Interval(value - half, value + half),
                0.05,
                written,
                "pass",
            )
            svg = str(forest_svg([row, row], id_="f", title="t", description="d"))
            page.evaluate("svg => { document.querySelector('svg.forest').outerHTML = svg; }", svg)
            for width in (390, 768, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                told = page.evaluate(MEETING)
                if told:
                    found[value, half, width] = told
    assert found == {}
    assert page.heard == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_are_for_everybody_and_systems_stand_side_by_side(adder: Site, open_page: Any) -> None:
    page, faults = open_page(width=1280), dict[str, list[str]]()
    page.add_init_script(f"({LISTEN})()")
    with adder.serve() as address:
        adder.enter(page, address, "evaluator")
        for path in ("", "/items?which=baseline", "/item?id=s012", "/item?id=s007"):
            look(page, address, f"/evaluations/adder{path}", faults)
        page.goto(f"{address}/runs")
        look(page, address, str(page.get_attribute("article a", "href")), faults)
        page.goto(f"{address}/evaluations/adder")
        page.get_by_role("link", name="items that old got wrong").first.press("Enter")
        page.get_by_role("link", name="s010").press("Enter")
        page.wait_for_url("**/item?id=s010")
        for width, beside in ((1280, True), (390, False)):
            page.set_viewport_size({"width": width, "height": 900})
            old, new = (each.bounding_box() for each in page.locator(".side").all())
            assert (old["y"] == new["y"]) is beside
            assert (old["x"] == new["x"]) is not beside
    assert faults == {}
    assert page.heard == []
