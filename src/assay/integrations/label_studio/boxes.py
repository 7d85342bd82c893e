"""Boxes on images: Label Studio counts them in percent of the image, the house in whole pixels."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SIDES = (("x", 0), ("y", 1), ("width", 0), ("height", 1))
"""Each side of a box, and whether it is counted along the width of the image (0) or its height (1)."""


def boxes_written(answer: Sequence[Mapping[str, Any]], size: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Boxes in percent of an image of that width and height."""
    for box in answer:
        sides = {name: 100 * box[name] / max(1, size[along]) for name, along in SIDES}
        yield {**sides, "rotation": 0, "rectanglelabels": [box["label"]]}


def boxes_read(values: Sequence[Mapping[str, Any]], size: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Boxes in whole pixels; those that were drawn between pixels are set to the nearest ones."""
    for value in values:
        sides = {name: round(float(value.get(name) or 0) * size[along] / 100) for name, along in SIDES}
        labels = value.get("rectanglelabels")
        yield {"label": labels[0] if isinstance(labels, list) and labels else None, **sides}
