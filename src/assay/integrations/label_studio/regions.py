"""What an annotation or a prediction says: its results by control, in the words of the house.

Passages: Label Studio counted UTF-16 units until 2022 and counts code points since
(https://github.com/HumanSignal/label-studio/issues/1347, /pull/1559); a region says the text that was marked, and
that decides.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from assay.core.exchange import CODE_POINTS, OFFSETS
from assay.datasets.offsets import Places, passage
from assay.datasets.problems import VALUE_LENGTH, shown
from assay.datasets.told import LeftOut
from assay.integrations.label_studio.words import BETWEEN


class Said(NamedTuple):
    """What one annotation says on one control."""

    type: str
    """Type of its results."""
    to: str
    """Name of the tag that it is about."""
    values: list[Any]
    """In order: options, passages, or one number or text."""
    is_carried: bool = True
    """False where a result is of a kind that cannot be carried, so that the others are not all that was said."""


class Unfit(ValueError):
    """A result that cannot be read; its text says why."""


def said(result: Any, left: LeftOut, *, unknown: Mapping[str, str]) -> dict[str, Said]:
    """The results of an annotation by control.

    Parameters
    ----------
    unknown : controls that the house has no form for, with their tag

    Raises
    ------
    Unfit
        With what is wrong.
    """
    if not isinstance(result, list):
        raise Unfit("its result is not a list")
    found: dict[str, Said] = {}
    for region in result:
        if not isinstance(region, dict):
            raise Unfit("a result is not an object")
        name, type_, value = region.get("from_name"), region.get("type"), region.get("value")
        if not isinstance(name, str) or not isinstance(type_, str) or not isinstance(value, dict):
            left.add(f"results of type {shown(type_) if isinstance(type_, str) else 'none'}, which answer no question")
            continue
        read = _READERS.get(type_)
        values = None if read is None or name in unknown else read(value, left)
        if values is None:
            tag = unknown.get(name, type_)[:VALUE_LENGTH]
            left.add(f"results of {shown(name)} (<{tag}>), for which there is no type of question")
            if read is not None:
                found[name] = Said(type_, "", [], is_carried=False)
            continue
        so_far = found.setdefault(name, Said(type_, str(region.get("to_name", "")), []))
        so_far.values.extend(values)
    return found


def spans(values: list[Any], text: str, *, offsets: str | None) -> Iterator[dict[str, Any]]:
    """Passages of a text as the house writes them.

    Raises
    ------
    Unfit
        When what was marked does not stand where it is said to.
    """
    places = Places(text)
    for value in values:
        start, end, marked = value["start"], value["end"], value.get("text")
        ways = (offsets or CODE_POINTS,) if not isinstance(marked, str) else OFFSETS
        tried = [passage(places, start, end, offsets=way) for way in ways]
        first, last = next((one for one in tried if _same(text[one[0] : one[1]], marked)), tried[0])
        if isinstance(marked, str) and not _same(text[first:last], marked):
            raise Unfit(f"{shown(marked)} does not stand from {start} to {end} of the text")
        for label in value["labels"]:
            yield {"start": first, "end": last, "label": label}


def _same(text: str, marked: Any) -> bool:
    """Whether a passage is what was marked; blanks and line breaks may have been shown otherwise."""
    return text == marked or (isinstance(marked, str) and "".join(text.split()) == "".join(marked.split()) != "")


def _options(key: str) -> Callable[[Mapping[str, Any], LeftOut], list[Any] | None]:
    def read(value: Mapping[str, Any], _: LeftOut) -> list[Any] | None:
        chosen = value.get(key)
        if not isinstance(chosen, list):
            raise Unfit(f"its {key} are not a list")
        return [BETWEEN.join(map(str, each)) if isinstance(each, list) else each for each in chosen]

    return read


def _one(key: str) -> Callable[[Mapping[str, Any], LeftOut], list[Any] | None]:
    return lambda value, _: [value.get(key)]


def _text(value: Mapping[str, Any], left: LeftOut) -> list[Any] | None:
    texts = value.get("text")
    found = texts if isinstance(texts, list) else [texts]
    left.add("texts in several parts, joined by line breaks", int(len(found) > 1))
    return found


def _passage(value: Mapping[str, Any], left: LeftOut) -> list[Any] | None:
    start, end, labels = value.get("start"), value.get("end"), value.get("labels")
    if isinstance(start, str) or isinstance(end, str):
        return None
    if not _is_whole(start) or not _is_whole(end) or not isinstance(labels, list):
        raise Unfit("a passage has no start, end and labels")
    left.add("passages without a label", int(not labels))
    return [value] if labels else []


def _box(value: Mapping[str, Any], left: LeftOut) -> list[Any] | None:
    labels = value.get("rectanglelabels")
    sides = [value.get(name) for name in ("x", "y", "width", "height")]
    if value.get("rotation"):
        return None
    if not isinstance(labels, list) or not all(isinstance(each, (int, float)) for each in sides):
        raise Unfit("a box has no x, y, width, height and labels")
    left.add("boxes without a label", int(not labels))
    return [value] if labels else []


def _ranked(value: Mapping[str, Any], _: LeftOut) -> list[Any] | None:
    ranked = value.get("ranker")
    lists = list(ranked.values()) if isinstance(ranked, dict) else [ranked]
    return lists[0] if len(lists) == 1 and isinstance(lists[0], list) else None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_READERS: Mapping[str, Callable[[Mapping[str, Any], LeftOut], list[Any] | None]] = {
    "choices": _options("choices"),
    "taxonomy": _options("taxonomy"),
    "rectanglelabels": _box,
    "rating": _one("rating"),
    "number": _one("number"),
    "textarea": _text,
    "labels": _passage,
    "pairwise": _one("selected"),
    "ranker": _ranked,
}
