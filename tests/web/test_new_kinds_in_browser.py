"""Forms, strengths, boxes and media in a browser, by keyboard alone, in every script."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.media import broken_png, png, wav
from tests.labeling_support.queues import add_form_queue, add_queue
from tests.web.conftest import Site
from tests.web.label_forms import SCRIPTS
from tests.web.test_label_in_browser import SMALL, faults, press, until_next
from tests.web.test_pages_for_everybody import LISTEN as OBSERVED
from tests.web.test_pages_for_everybody import look

from assay.access.roles import Grant, Role
from assay.core.judgment import Judgment
from assay.labeling.exposure import Exposure
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.exposure import set_exposure
from assay.workflows.questions import add_question
from assay.workflows.queues import fill_queue

pytestmark = pytest.mark.browser
RUBRIC = """form: q
asks: Judge the comment. 请评价。
show: [comment]
questions:
  - {question: toxic, asks: "Toxic? سام؟", type: choice, options: ["yes", "不"]}
  - {question: how, asks: How bad, type: rating, low: 1, high: 5, words: [slight, b, c, d, 很糟], if: 'toxic = "yes"'}
  - {question: harms, asks: Which harms, type: multiple, options: [威胁, إهانة, 😀], if: how >= 3}
  - {question: why, asks: Why, type: text, if: how = 5 or toxic = "不"}
"""
PAIR = """question: q
asks: Which answer is better, and how much?
type: pairwise
left: a
right: b
strength: [稍微, clearly, كثيرا]
"""
BOXES = """question: q
asks: Where are cats? 猫 قطة 🐈
type: boxes
labels: [猫, كلب]
column: photo
show: [comment]
"""
ONCE = """(name) => new Promise((done, fail) => {
  PLAYER.addEventListener(name, done, { once: true });
  setTimeout(() => fail(new Error(`${name} did not come`)), 20000);
})"""
LISTEN = 'question: q\nasks: Is it silent?\ntype: choice\noptions: ["yes", "不"]\n'


def media_queue(site: Site, folder: Path, question: str, rows: list[dict[str, object]]) -> None:
    """A queue over rows whose columns ``photo`` and ``sound`` name files of the folder."""
    files = {"p.png": png(400, 300), "broken.png": broken_png(), "s.wav": wav(12)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "q.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (folder / "q.yaml").write_text(question, encoding="utf-8")
    media = tuple(name for name in ("photo", "sound") if name in rows[0])
    bring_in(
        site.workspace, folder / "q.jsonl", name="q", roles=Roles("id", text=("comment",), media=media), actor="ann"
    )
    add_question(site.workspace, folder / "q.yaml", dataset="q", actor="ann")
    fill_queue(site.workspace, name="q", dataset="q", question="q", overlap=1, actor="ann")


@pytest.fixture
def work(site: Site, open_page: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``work(RUBRIC, rows, width=390)`` makes a queue and opens its page as a labeler."""
    with ExitStack() as stack:

        def open_(text: str, rows: list[dict[str, object]], *, veil: Exposure | None = None, **options: Any) -> Any:
            if text.startswith("form:"):
                add_form_queue(site.workspace, tmp_path, name="q", form=text, rows=rows)
            elif {"photo", "sound"} & set(rows[0]):
                media_queue(site, tmp_path, text, rows)
            else:
                add_queue(site.workspace, tmp_path, name="q", question=text, rows=rows, rules=None)
            if veil is not None:
                set_exposure(site.workspace, veil, actor="ann")
            address = stack.enter_context(site.serve())
            page = open_page(**options)
            site.enter(page, address, "labeler")
            page.goto(f"{address}/label/q")
            page.wait_for_selector("[data-is=parts] > *")
            return page

        yield open_


def said(site: Site) -> list[tuple[str, str, object]]:
    """Question, status and answer of each judgment, in ledger order."""
    every = [judgment for _, judgment in site.workspace.store.ledger.read("judgment", Judgment)]
    return [
        (each.question, each.status.value, each.label or each.number or each.text or each.structure) for each in every
    ]


def shot(page: Any, name: str) -> None:
    if folder := os.environ.get("ASSAY_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def scripts() -> list[dict[str, object]]:
    return [{"id": name, "comment": text, "a": f"{text} A", "b": f"{text} B"} for name, text in SCRIPTS.items()]


def test_a_form_is_answered_question_by_question_and_sent_once(site: Site, work: Callable[..., Any]) -> None:
    page = work(RUBRIC, scripts(), width=390)
    assert page.locator(".question:visible").count() == 1
    press(page, "1", "5")
    assert page.locator(".question:visible").count() == 4
    press(page, "1", "3", "Enter")
    shot(page, "form-390")
    page.keyboard.insert_text("他说 قال 😀")
    press(page, "Control+Enter", "Enter")
    until_next(page)
    assert said(site) == [
        ("toxic", "given", "yes"),
        ("how", "given", 5.0),
        ("harms", "given", '["威胁","😀"]'),
        ("why", "given", "他说 قال 😀"),
    ]
    press(page, "1", "2")
    assert page.evaluate(SMALL) == []
    press(page, "Enter")
    until_next(page, 2)
    assert said(site)[4:] == [
        ("toxic", "given", "yes"),
        ("how", "given", 2.0),
        ("harms", "not_applicable", None),
        ("why", "not_applicable", None),
    ]
    press(page, "u")
    page.wait_for_selector("#label.again")
    press(page, "ArrowUp", "ArrowUp", "2")
    page.keyboard.insert_text("不")
    press(page, "Control+Enter", "Enter")
    page.wait_for_selector("#label:not(.again)")
    assert [each[1:] for each in said(site)[8:]] == [
        ("given", "不"),
        ("not_applicable", None),
        ("not_applicable", None),
        ("given", "不"),
    ]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_side_and_how_much_better_it_is_are_one_key(site: Site, work: Callable[..., Any], width: int) -> None:
    page = work(PAIR, scripts(), width=width, color_scheme="dark" if width == 390 else "light")
    shot(page, f"pair-{width}")
    for n, key in enumerate(("1", "0", "4"), start=1):
        press(page, key)
        until_next(page, n)
    told = said(site)
    assert [each[2] for each in told[1::2]] == ["كثيرا", None, "稍微"]
    assert told[2] == ("q", "given", "tie")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    assert faults(page) == []


DRAWN = ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "Control+ArrowLeft", "1", "Enter")


def test_boxes_are_drawn_by_keys_and_by_pointer_in_pixels_of_the_image(site: Site, work: Callable[..., Any]) -> None:
    rows: list[dict[str, object]] = [{"id": n, "comment": f"猫 قطة 😀 {n}", "photo": "p.png"} for n in ("a", "b", "c")]
    page = work(BOXES, rows, width=390)
    page.evaluate("document.querySelector('.picture img').decode()")
    press(page, *DRAWN)
    press(page, "ArrowLeft", "2")
    shot(page, "boxes-390")
    press(page, "Enter", "Backspace", "Backspace", "Enter")
    until_next(page)
    assert said(site)[0][2] == '[{"height":83,"label":"猫","width":100,"x":159,"y":112}]'
    seen = page.locator(".sheet").bounding_box()
    press(page, "2")
    page.mouse.move(seen["x"] + seen["width"] / 4, seen["y"] + seen["height"] / 2)
    page.mouse.down()
    page.mouse.move(seen["x"] + seen["width"] / 2, seen["y"] + seen["height"] + 50)
    page.mouse.up()
    press(page, "Enter")
    until_next(page, 2)
    (box,) = json.loads(str(said(site)[1][2]))
    assert (box["label"], box["y"] + box["height"]) == ("كلب", 300)
    assert abs(box["x"] - 100) <= 2
    assert abs(box["width"] - 100) <= 2
    press(page, "-")
    until_next(page, 3)
    assert said(site)[2][2] == "[]"
    assert faults(page) == []


def test_a_sound_is_played_by_keys_and_a_broken_image_leaves_the_page_whole(
    site: Site, work: Callable[..., Any]
) -> None:
    hostile = "<svg onload=alert(1)>\u202e" + "x" * 5_000_000
    rows: list[dict[str, object]] = [
        {"id": "a", "comment": "听 استمع 😀", "photo": "p.png", "sound": "s.wav"},
        {"id": "b", "comment": hostile, "photo": "broken.png", "sound": "s.wav"},
    ]
    page = work(LISTEN, rows, width=390)
    now = "document.querySelector('audio')"
    once = ONCE.replace("PLAYER", now)
    page.evaluate(f"{now}.readyState >= 1 || ({once})('loadedmetadata')")
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert page.evaluate(f"{now}.currentTime") == 5
    press(page, " ")
    page.evaluate(f"({once})('timeupdate')")
    assert not page.evaluate(f"{now}.paused")
    press(page, " ")
    assert page.evaluate(f"{now}.paused")
    shot(page, "sound-390")
    press(page, "1")
    until_next(page)
    page.wait_for_selector(".broken:visible")
    assert page.locator(".parts svg").count() == 0
    shot(page, "broken-390")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page, "2")
    until_next(page, 2)
    assert [each[2] for each in said(site)] == ["yes", "不"]
    assert faults(page) == []


def test_a_comment_is_kept_with_the_item(site: Site, work: Callable[..., Any]) -> None:
    page = work(LISTEN, scripts(), width=390)
    press(page, "+")
    page.keyboard.insert_text("后半截被剪掉了 مقطوع 😀")
    press(page, "Control+Enter")
    page.wait_for_selector("#comment-dialog:not([open])", state="attached")
    press(page, "1")
    until_next(page)
    (event,) = site.workspace.store.ledger.events("answer.commented")
    assert event[1].body["comment"] == "后半截被剪掉了 مقطوع 😀"
    assert faults(page) == []


def test_an_item_that_may_disturb_is_shown_by_a_key_and_not_before(site: Site, work: Callable[..., Any]) -> None:
    page = work(LISTEN, scripts(), width=390, veil=Exposure("q", sensitive_limit=2, break_minutes=30))
    assert page.locator(".veil").is_visible()
    assert str(SCRIPTS["chinese"]) not in page.content()
    shot(page, "veil-390")
    press(page, "1", "2")
    assert said(site) == []
    press(page, "v")
    page.wait_for_selector(".parts .part")
    assert str(SCRIPTS["chinese"]) in page.locator(".parts").inner_text()
    press(page, "2")
    until_next(page)
    press(page, "v")
    page.wait_for_selector(".parts .part")
    press(page, "1")
    until_next(page, 2)
    press(page, "v")
    page.wait_for_selector(".error:not(:empty)")
    assert page.locator(".veil").is_visible()
    assert [each[2] for each in said(site)] == ["不", "yes"]
    assert len(site.workspace.store.ledger.events("item.seen")) == 2
    assert faults(page) == [("error", faults(page)[0][1])]


FILM = """() => new Promise((done) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [32, 24];
  const paint = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = async () => done([...new Uint8Array(await new Blob(pieces).arrayBuffer())]);
  recorder.start();
  let n = 0;
  const draw = () => {
    paint.fillStyle = n % 2 ? "orange" : "blue";
    paint.fillRect(0, 0, 32, 24);
    n += 1;
    if (n < 20) setTimeout(draw, 50);
    else recorder.stop();
  };
  draw();
})"""
"""A film of a second that the browser makes itself."""


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_film_is_played_by_keys(
    site: Site, work: Callable[..., Any], open_page: Any, tmp_path: Path, width: int
) -> None:
    (tmp_path / "f.webm").write_bytes(bytes(open_page().evaluate(FILM)))
    page = work(LISTEN, [{"id": "a", "comment": "影片 فيلم 😀", "photo": "f.webm"}], width=width, color_scheme="dark")
    now = "document.querySelector('video')"
    once = ONCE.replace("PLAYER", now)
    page.evaluate(f"{now}.readyState >= 1 || ({once})('loadedmetadata')")
    press(page, " ")
    page.evaluate(f"({once})('timeupdate')")
    assert not page.evaluate(f"{now}.paused") or page.evaluate(f"{now}.ended")
    shot(page, f"film-{width}")
    press(page, "1")
    until_next(page)
    assert [each[2] for each in said(site)] == ["yes"]
    assert faults(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_and_boxes_on_a_wide_screen(site: Site, work: Callable[..., Any], scheme: str) -> None:
    if scheme == "light":
        page = work(RUBRIC, scripts(), width=1280, color_scheme=scheme)
        press(page, "1", "4", "1", "Enter", "ArrowUp")
        shot(page, "form-1280")
    else:
        rows: list[dict[str, object]] = [{"id": "a", "comment": "猫 قطة 😀", "photo": "p.png"}]
        page = work(BOXES, rows, width=1280, color_scheme=scheme)
        page.evaluate("document.querySelector('.picture img').decode()")
        press(page, *DRAWN, "ArrowLeft", "2")
        shot(page, "boxes-1280")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    press(page, "Enter", "Enter")
    until_next(page)
    assert faults(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["form", "boxes", "veil"])
def test_the_new_pages_are_for_everybody(site: Site, work: Callable[..., Any], kind: str) -> None:
    rows: list[dict[str, object]] = [{"id": "a", "comment": "猫 قطة 😀", "photo": "p.png", "sound": "s.wav"}]
    text = {"form": RUBRIC, "boxes": BOXES, "veil": LISTEN}[kind]
    veil = Exposure("q", sensitive_limit=5) if kind == "veil" else None
    page = work(text, scripts() if kind == "form" else rows, veil=veil)
    address, faults_found = page.url.partition("/label")[0], dict[str, list[str]]()
    page.add_init_script(f"({OBSERVED})()")
    look(page, address, "/label/q", faults_found)
    if kind == "veil":
        press(page, "v")
        page.wait_for_selector(".parts .part")
        for path in ("/items/q?id=a", "/views"):
            site.add(f"looks {path}", [Grant(Role.AUDITOR)])
            page.context.clear_cookies()
            site.enter(page, address, f"looks {path}")
            look(page, address, path, faults_found)
            shot(page, path.strip("/").partition("/")[0])
    assert faults_found == {}
    assert faults(page) == []
