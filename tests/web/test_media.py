"""Media: for who holds the item, under a fixed type, in ranges, and never as a page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.media import png, wav
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.core.judgment import Judgment
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.questions import add_question
from assay.workflows.queues import fill_queue

BOXES = "question: cats\nasks: Where are cats?\ntype: boxes\nlabels: [猫, كلب]\ncolumn: photo\nshow: [comment, sound]\n"


def add_media_queue(site: Site, folder: Path, *, question: str = BOXES, n: int = 1) -> None:
    """A queue over items with a text, an image and a sound each."""
    (folder / "p.png").write_bytes(png())
    (folder / "s.wav").write_bytes(wav())
    photo = f"media:png:{'0' * 64}:4x4"  # a text that looks like a medium
    rows = [{"id": f"i{k}", "comment": photo, "photo": "p.png", "sound": "s.wav"} for k in range(n)]
    (folder / "m.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "m.yaml").write_text(question, encoding="utf-8")
    roles = Roles(item="id", text=("comment",), media=("photo", "sound"))
    bring_in(site.workspace, folder / "m.jsonl", name="m", roles=roles, actor="ann")
    kept = add_question(site.workspace, folder / "m.yaml", dataset="m", actor="ann")
    fill_queue(site.workspace, name="m", dataset="m", question=kept.question.name, overlap=1, actor="ann")


@pytest.fixture
def held(site: Site, tmp_path: Path) -> tuple[Any, dict[str, Any]]:
    add_media_queue(site, tmp_path)
    client = site.client("labeler")
    return client, client.post("/api/v1/queues/m/claim", json={}).json()["next"]


@pytest.fixture
def get(held: tuple[Any, dict[str, Any]]) -> Callable[..., Any]:
    client, offer = held

    def got(number: int, *, by: Any = client, **headers: str) -> Any:
        return by.get(f"/api/v1/assignments/{offer['assignment']}/parts/{number}/media", headers=headers)

    return got


def test_parts_tell_their_media_and_a_text_that_looks_like_one_stays_a_text(held: Any) -> None:
    kinds = [(each["name"], each["kind"], each["media"]) for each in held[1]["parts"]]
    assert kinds[0][:2] == ("comment", "text")
    assert kinds[1][1:] == ("audio", {"type": "audio/wav", "width": 0, "height": 0})
    assert kinds[2][1:] == ("image", {"type": "image/png", "width": 40, "height": 30})


def test_bytes_are_sent_under_a_fixed_type_and_can_act_nowhere(get: Any) -> None:
    said = get(2)
    assert (said.status_code, said.content) == (200, png())
    headers = said.headers
    assert (headers["content-type"], headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert headers["content-disposition"] == 'inline; filename="item.png"'
    assert "sandbox" in headers["content-security-policy"]
    assert "no-store" in headers["cache-control"]


def test_ranges_are_answered_and_those_outside_are_refused(get: Any) -> None:
    part = get(1, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, wav()[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(wav())}"
    assert get(1, Range="bytes=-5").content == wav()[-5:]
    assert get(1, Range=f"bytes={len(wav())}-").status_code == 416


def test_only_who_was_offered_the_item_gets_its_bytes(get: Any, site: Site) -> None:
    site.add("other", [Grant(Role.LABELER)])
    assert get(2, by=site.client("other")).status_code == 404
    assert get(2, by=site.client()).status_code == 401
    assert get(2, by=site.client("lead")).status_code == 403
    assert [get(0).status_code, get(3).status_code] == [404, 404]


def test_bytes_that_are_not_what_the_cell_tells_are_not_sent(get: Any, held: Any, site: Site) -> None:
    blobs = site.workspace.store.blobs
    (name,) = [each for each in blobs.names() if blobs.path(each).read_bytes() == png()]
    blobs.path(name).write_bytes(b"<html><script>alert(1)</script>")
    assert get(2).json()["error"]["code"] == "media.other_kind"


def test_boxes_lie_inside_the_image_in_whole_pixels(held: Any, site: Site) -> None:
    client, offer = held
    address = f"/api/v1/assignments/{offer['assignment']}/answer"
    box = {"label": "猫", "x": 30, "y": 0, "width": 10, "height": 30}
    for wrong, code in (
        ({"x": 31}, "answer.box"),
        ({"width": 0}, "answer.box"),
        ({"y": 0.5}, "answer.box"),
        ({"label": "bird"}, "answer.unknown_option"),
        ({"z": 1}, "answer.type"),
    ):
        said = client.post(address, json={"answer": [{**box, **wrong}]})
        assert said.json()["error"]["code"] == code
    assert client.post(address, json={"answer": [box]}).status_code == 200
    (kept,) = [each for _, each in site.workspace.store.ledger.read("judgment", Judgment)]
    assert json.loads(kept.structure or "") == [box]
