"""A labeling config as questions: each control tag that asks is one."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assay.core.errors import InputError
from assay.core.question import Amount, Boxes, Choice, Form, FreeText, MultipleChoice, Pair, Question, Rating, Spans
from assay.datasets.problems import Problems, shown
from assay.integrations.label_studio.words import BETWEEN
from assay.integrations.label_studio.xml_tree import Element, read_xml
from assay.labeling.question_written import checked_question

USUAL_STARS = 5


class Control(NamedTuple):
    """A tag that asks."""

    name: str
    """As results name it."""
    tag: str
    """In lower case."""
    question: Question | None
    """What it asks; None where the house has no such form, or its menu is in the data."""
    is_ranking: bool = False
    """Whether it orders a list of the data, so that its menu is in the data."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a control stands."""

    element: Element
    asks: str
    columns: tuple[str, ...]
    """Keys of the data that it is about."""


def read_config(text: str, file: str) -> dict[str, Control]:
    """The controls of a labeling config, by name, in order.

    Raises
    ------
    InputError
        ``exchange.bad_xml``; ``exchange.config`` for a control without a name, two of one name, a menu that cannot be
        read; and what `checked_question` says of a question.
    """
    root = read_xml(text, file)
    problems = Problems(file)
    found: dict[str, Control] = {}
    for place in _places(root):
        element = place.element
        name = element.get("name")
        if name is None or name in found:
            what = f"A <{element.tag}> has no name." if name is None else f"Two controls are called {shown(name)}."
            problems.add("exchange.config", what, "Give each control a name of its own.", line=element.line)
            continue
        try:
            question = _question(name, place, file)
        except InputError as error:
            for each in error.problems:
                problems.add(each.code, each.what, each.fix, line=element.line)
            continue
        found[name] = Control(name, element.tag, question, _is_ranking(element))
    if not found and not len(problems):
        problems.add("exchange.config", "The config has no tag that asks.", "Give one with <Choices> or the like.")
    problems.raise_any()
    return found


def _places(root: Element) -> Iterator[_Place]:
    """Controls in order of the file, each with the header before it and what it is about."""
    elements = list(root.walk())
    shows = {each.get("name"): _key(each) for each in elements if each.get("value") and not each.get("toName")}
    header = None
    for element in elements:
        if element.tag == "header":
            header = element.get("value")
        to = element.get("toName")
        if to is not None:
            keys = [shows.get(name.strip()) for name in to.split(",")]
            asks = next((text for text in (element.get("title"), header) if text and not text.startswith("$")), None)
            yield _Place(element, asks or f"{element.get('name')}?", tuple(key for key in keys if key))
            header = None


def _key(element: Element) -> str | None:
    """The key of the data that a tag shows; None where it shows a text of its own or a part of a key."""
    value = element.get("value") or ""
    return value[1:] if value.startswith("$") and "." not in value and "[" not in value else None


def _question(name: str, place: _Place, file: str) -> Question | None:
    element = place.element
    make = _FORMS.get(element.tag)
    is_of_a_part = (element.get("perRegion") or element.get("perItem") or "").lower() == "true"
    form = None if make is None or is_of_a_part else make(place)
    if form is None:
        return None
    sides = (form.left, form.right) if isinstance(form, Pair) else ()
    show = tuple(key for key in place.columns if key not in sides)
    return checked_question(Question(name, " ".join(place.asks.split()), form, show), file)


def _choices(place: _Place) -> Form | None:
    element = place.element
    if element.get("value"):
        return None
    options = tuple(_paths(element, ()))
    is_several = (element.get("choice") or "single") == "multiple"
    return MultipleChoice(options) if is_several else Choice(options)


def _taxonomy(place: _Place) -> Form | None:
    if place.element.get("apiUrl", "value"):
        return None
    options = tuple(_paths(place.element, ()))
    most = _number(place.element, "maxUsages")
    return MultipleChoice(options, 0, None if most is None else min(int(most), len(options)))


def _paths(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    """Every choice in it; one that lies under another is a path."""
    for child in element.children:
        if child.tag == "choice":
            word = child.get("alias", "value") or ""
            if BETWEEN in word and (above or any(each.tag == "choice" for each in child.children)):
                what = f"The choice {shown(word)} has a {BETWEEN}, which parts the levels of a path."
                raise InputError("exchange.config", what, f"Write it without {BETWEEN}.")
            yield BETWEEN.join((*above, word))
            yield from _paths(child, (*above, word))
        else:
            yield from _paths(child, above)


def _spans(place: _Place) -> Form | None:
    labels = tuple(each.get("alias", "value") or "" for each in place.element.walk() if each.tag == "label")
    return Spans(labels, place.columns[0], overlaps=True) if len(place.columns) == 1 and any(labels) else None


def _boxes(place: _Place) -> Form | None:
    labels = tuple(each.get("alias", "value") or "" for each in place.element.walk() if each.tag == "label")
    return Boxes(labels, place.columns[0]) if len(place.columns) == 1 and any(labels) else None


def _amount(place: _Place) -> Form:
    low, high = (_number(place.element, name) for name in ("min", "max"))
    return Amount(low, high, None, whole=place.element.get("step") == "1")


def _rating(place: _Place) -> Form:
    return Rating(1, int(_number(place.element, "maxRating") or USUAL_STARS))


def _pair(place: _Place) -> Form | None:
    return Pair(*place.columns, tie=False) if len(place.columns) == 2 else None


def _is_ranking(element: Element) -> bool:
    """Whether it puts a list in order; one with buckets sorts into groups, which is no ranking."""
    return element.tag == "ranker" and not any(each.tag == "bucket" for each in element.walk())


def _number(element: Element, name: str) -> float | None:
    text = element.get(name)
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        what = f"The {name} of <{element.tag}> is {shown(text)}."
        raise InputError("exchange.config", what, "Write a number.")
    return value


_FORMS: Mapping[str, Callable[[_Place], Form | None]] = {
    "choices": _choices,
    "taxonomy": _taxonomy,
    "labels": _spans,
    "rectanglelabels": _boxes,
    "number": _amount,
    "rating": _rating,
    "textarea": lambda _: FreeText(),
    "pairwise": _pair,
}
