"""Hostile text in every place where a user or a file can put some is inert in every rendering."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

SCRIPT = "<script>window.attacked=1</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
FORMULA = '=HYPERLINK("http://evil.example","x")'
BIDI = "safe\u202egnp.exe"
ANSI = "\x1b[31mred\x1b]0;title\x07"
MARKDOWN = "[x](javascript:alert(1)) ![i](http://evil.example/i.png) | `a` |"
TEMPLATE = "{{ 7331*7919 }}{% raw %}${7331*7919}"
PRODUCT = "58054189"
CDATA = "]]><x a='1'/>"
RICH = "[red]x[/red] [link=http://evil.example]y[/link]"
TEXTS = {
    "script": SCRIPT, "image": IMAGE, "formula": FORMULA, "plus": "+1+1", "minus": "-2+3", "at": "@SUM(1)",
    "bidi": BIDI, "ansi": ANSI, "markdown": MARKDOWN, "template": TEMPLATE, "cdata": CDATA, "rich": RICH,
    "line break": "a\r\nb: c", "zero width": "ad\u200bmin", "line separator": "a\u2028b",
}  # fmt: skip
THROUGHOUT = {
    "markup": SCRIPT + IMAGE + CDATA + TEMPLATE, "Markdown and Rich": MARKDOWN + RICH, "formula": FORMULA,
    "plus": "+1+1", "minus": "-2+3", "at": "@SUM(1)",
}  # fmt: skip
"""Texts that can be seen, for the whole way; a plan refuses the others."""
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def quoted(text: str) -> str:
    """A text as YAML writes it in double quotes; JSON is such YAML."""
    return json.dumps(text)


def named(text: str) -> str:
    """The text without what the name of a dataset cannot hold."""
    return re.sub(r"[@:/\\]", "", text)[:100].strip()


def plan(text: str, level: str) -> str:
    """A plan with hostile texts wherever a plan takes free text."""
    return f"""\
assay: 1
name: {quoted(text)}
purpose: {quoted("Purpose " + text)}
tier: low
author: {quoted("author " + text)}
dataset: {quoted(named(text))}
positive: {quoted("yes" + level)}
systems:
  baseline: {{name: {quoted("old " + text)}}}
  candidate: {{name: {quoted("new " + text)}}}
metrics: [accuracy, recall]
slices:
  - by: {quoted("cut")}
gates:
  - {{name: {quoted("core " + text)}, kind: non_inferiority, role: core, metric: accuracy, margin: 0.05}}
  - {{name: {quoted("floor " + text)}, kind: threshold, role: guardrail, metric: recall, accept: 0.99}}
  - {{name: {quoted("cuts " + text)}, kind: worst_slice, role: slice, metric: recall, by: cut, accept: 0.98}}
"""


def cells(text: str, n: int = 120) -> str:
    """Rows with the text in ids, labels, answers and levels."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "label", "a", "b", "cut"])
    for number in range(n):
        label, other = ("yes" + text, "no" + text) if number % 2 else ("no" + text, "yes" + text)
        first, second = (other if number % 3 == 0 else label), (other if number % 5 == 0 else label)
        writer.writerow([f"{text}{number}", label, first, second, f"{text}{number % 2}"])
    return out.getvalue()


class Elements(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_page(page: str) -> None:
    """No element, handler or address that did not come from our template."""
    for tag, attributes in Elements(page).found:
        assert tag not in ("img", "x", "iframe", "object", "embed", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert value == "data:," or not re.match(r"\s*(javascript|data|https?):", value or "") or name == "xmlns"
    assert "window.attacked=1</script>" not in page
    assert PRODUCT not in page
    assert not UNSEEN.search(page)


def check_markdown(text: str) -> None:
    """Rendered by a real parser, it makes no link, picture or raw element of a user's text."""
    from markdown_it import MarkdownIt

    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    for tag, attributes in Elements(page).found:
        assert tag not in ("img", "script", "x")
        assert "evil" not in str(attributes)
        assert "javascript" not in str(attributes)
    assert not UNSEEN.search(text)


def check_tables(folder: Path) -> None:
    """No text cell begins as a formula does; numbers stay numbers."""
    files = sorted(folder.glob("*.csv"))
    assert files
    for path in files:
        for row in csv.reader(io.StringIO(path.read_text(), newline="")):
            for cell in row:
                if cell.lstrip(" ").startswith(RISKY):
                    float(cell)
                assert not UNSEEN.search(cell)


def check_terminal(text: str) -> None:
    assert not UNSEEN.search(text)


def run(assay: Any, *words: str) -> Any:
    said = assay(*words)
    assert said.code in (0, 1, 2), said.err
    check_terminal(said.out + said.err)
    return said


@pytest.mark.parametrize("text", THROUGHOUT.values(), ids=THROUGHOUT.keys())
def test_hostile_text_is_inert_from_import_to_report(assay: Any, text: str) -> None:
    dataset = named(text)
    Path("a.csv").write_text(cells(text))
    Path("plan.yaml").write_text(plan(text, text))
    run(assay, "init", "--by", text)
    run(
        assay, "import", "a.csv", f"--name={dataset}", "--id", "id", "--label", "label", "--prediction",
        f"old {text}".replace("=", "") + "=a", "--prediction", f"new {text}".replace("=", "") + "=b", "--slice", "cut",
        f"--by={text}",
    )  # fmt: skip
    if "=" in text:
        Path("plan.yaml").write_text(
            plan(text, text).replace(quoted("old " + text), quoted("old " + text.replace("=", ""))).replace(
                quoted("new " + text), quoted("new " + text.replace("=", ""))
            )
        )  # fmt: skip
    run(assay, "dataset", "show", "--", dataset)
    run(assay, "dataset", "list")
    run(assay, "plan", "check", "plan.yaml")
    run(assay, "plan", "lock", "plan.yaml", f"--by={text}")
    run(assay, "evaluate", "plan.yaml", "--junit", "j.xml", "--markdown", "m.md", "--report", "r.html")
    run(
        assay, "waive", "plan.yaml", "--gate", f"floor {text}", "--until", "2999-01-01", f"--reason={text}",
        f"--by={text}", f"--approver=other {text}",
    )  # fmt: skip
    run(assay, "gate", "plan.yaml")
    run(assay, "decide", "plan.yaml", "--advice", "hold", f"--by={text}", f"--reason={text}")
    run(assay, "report", "plan.yaml", "--out", "decided.html")
    run(assay, "report", "plan.yaml", "--out", "decided.md")
    run(assay, "report", "plan.yaml", "--out", "tables", "--format", "csv")
    for page in ("r.html", "decided.html"):
        check_page(Path(page).read_text())
    for summary in ("m.md", "decided.md"):
        check_markdown(Path(summary).read_text())
    root = ElementTree.fromstring(Path("j.xml").read_text())  # noqa: S314 - written by us a moment ago
    assert {each.tag for each in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "error", "properties", "property", "system-out",
    }  # fmt: skip
    check_tables(Path("tables"))
    document = assay("evaluate", "plan.yaml", "--json")
    assert text in document.json()["lock"]["plan"]["name"], "JSON keeps the text as it is"
    check_terminal(document.out)


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_cells_are_inert_on_a_bare_file(assay: Any, name: str) -> None:
    Path("a.csv").write_bytes(cells(TEXTS[name]).encode())
    words = ("--label", "label", "--metric", "accuracy,recall", "--by", "cut")
    for command in (
        ("estimate", "a.csv", "--prediction", "a", *words),
        ("compare", "a.csv", "--baseline", "a", "--candidate", "b", "--margin", "0.1", *words),
        ("estimate", "a.csv", "--prediction", "a", *words, "--json"),
        ("compare", "a.csv", "--baseline", "a", "--candidate", "b", *words, "--json"),
    ):
        said = run(assay, *command)
        if "--json" in command:
            assert any(
                TEXTS[name] in str(row["slice"]) for row in next(iter(said.json().values())) if row["slice"]
            ) or (not TEXTS[name].isprintable())


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_in_a_mistake_is_inert_in_the_message(assay: Any, name: str) -> None:
    text = TEXTS[name]
    Path("a.csv").write_bytes(cells(text).encode())
    for words in (
        ("estimate", "a.csv", f"--label={text}", "--metric", "accuracy", "--prediction", "a"),
        ("estimate", "a.csv", "--label", "label", f"--metric={text}", "--prediction", "a"),
        ("estimate", "a.csv", "--label", "label", "--metric", "accuracy", "--prediction", "a", f"--by={text}"),
        ("estimate", "a.csv", "--label", "label", "--metric", "accuracy", "--prediction", "a", f"--positive={text}"),
        ("estimate", "a.csv", "--label", "label", "--metric", "accuracy", "--prediction", "a", f"--level={text}"),
        ("estimate", "a.csv", f"--x{text}"),
        ("estimate", f"./{text}"),
        (text,),
        ("plan", text),
        ("plan", "check", text),
        ("verify", text),
        ("dataset", "show", "--", text),
    ):
        said = assay(*words)
        assert said.code == 3, (words, said.out, said.err)
        check_terminal(said.out + said.err)
        assert "Traceback" not in said.err


@pytest.mark.slow
def test_five_megabytes_in_every_place_stay_short_in_every_rendering(desk: Any) -> None:
    huge = "x" * 5_000_000
    rows = ["id,label,a,b,cut"]
    for number in range(120):
        label, other = (f"y{huge}", "no") if number == 1 else (("yes", "no") if number % 2 else ("no", "yes"))
        rows.append(f"i{number},{label},{other if number % 3 == 0 else label},{label if number % 5 else other},c")
    rows[5] = rows[5].replace("i4,", f"{huge},", 1).replace(",c", f",{huge}")
    desk.put({"huge.csv": "\n".join(rows) + "\n"})
    said = desk.call("import", "huge.csv", "--name", "huge", "--id", "id", "--label", "label", "--prediction", "old=a",
                     "--prediction", "new=b", "--slice", "cut")  # fmt: skip
    assert said.code == 0, said.err
    assert len(said.out) < 20_000
    text = plan("huge", "").replace('positive: "yes"\n', "").replace("recall", "balanced_accuracy")
    desk.put({"p.yaml": text.replace("dataset: \"huge\"", "dataset: huge").replace("old huge", "old").replace(
        "new huge", "new")})  # fmt: skip
    run_in = desk.call("evaluate", "p.yaml", "--exploratory", "--report", "r.html", "--markdown", "m.md")
    assert run_in.code in (0, 1, 2), run_in.err
    assert len(run_in.out) < 20_000
    assert Path("m.md").stat().st_size < 200_000
    assert Path("r.html").stat().st_size < 2_000_000
    assert desk.call("report", "p.yaml", "--format", "csv", "--out", "tables").code == 0
    assert max(path.stat().st_size for path in Path("tables").iterdir()) < 2_000_000
