"""Boxes on images leave for Label Studio in percent and come back in the pixels that they had."""

import json
from pathlib import Path

from assay.core.exchange import Carried, Outgoing, Reading
from assay.core.judgment import JudgeKind, Status
from assay.core.media import Media, MediaKind
from assay.core.question import Boxes, Question
from assay.integrations.named import integration

PHOTO = Media(MediaKind.PNG, "0" * 64, 641, 479).text()
QUESTION = Question("cats", "Where are cats?", Boxes(("猫", "قطة"), "photo"), ("photo",))
DRAWN = [
    {"label": "猫", "x": 0, "y": 0, "width": 641, "height": 479},
    {"label": "قطة", "x": 333, "y": 17, "width": 7, "height": 101},
]


def written(photo: str) -> tuple[bytes, str]:
    rows = ({"id": "a", "photo": photo}, {"id": "b", "photo": photo})
    said = (("a", DRAWN), ("b", []))
    judgments = tuple(Carried(item, "cats", "j1", JudgeKind.LABELER, Status.GIVEN, boxes) for item, boxes in said)
    made = integration("label-studio").write(Outgoing("d@1", "id", rows, (), (QUESTION,), judgments))
    assert made.config is not None
    return made.content, made.config


def test_boxes_go_out_and_come_back(tmp_path: Path) -> None:
    content, config = written(PHOTO)
    (tmp_path / "tasks.json").write_bytes(content)
    region = json.loads(content)[0]["annotations"][0]["result"][1]
    assert (region["type"], region["original_width"]) == ("rectanglelabels", 641)
    back = integration("label-studio").read(tmp_path / "tasks.json", Reading(config=config, column="id"))
    assert back.questions == (QUESTION,)
    assert [(each.item, each.answer) for each in back.judgments] == [("a", DRAWN), ("b", [])]


def test_boxes_on_images_from_elsewhere_are_counted_and_left_out(tmp_path: Path) -> None:
    content, config = written("https://example.org/cat.png")
    (tmp_path / "tasks.json").write_bytes(content)
    back = integration("label-studio").read(tmp_path / "tasks.json", Reading(config=config, column="id"))
    assert (back.questions, back.judgments) == ((), ())
    assert sum(back.left_out.values()) == 2
