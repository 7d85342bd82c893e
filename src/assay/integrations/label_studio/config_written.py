"""Questions as a labeling config."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from assay.core.errors import InputError
from assay.core.question import (
    LEFT,
    RIGHT,
    TIE,
    Amount,
    Boxes,
    Choice,
    Form,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
    Spans,
)
from assay.core.safe_text import neutral
from assay.integrations.label_studio.words import BETWEEN, LIST

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def config_text(questions: Sequence[Question], texts: Sequence[str]) -> str:
    """The config: what each question shows, then what it asks."""
    columns = dict.fromkeys(column for question in questions for column in shown(question, texts))
    names = object_names(columns, questions)
    images = {question.form.column for question in questions if isinstance(question.form, Boxes)}
    lines = [
        f"  {_tag('Image' if column in images else 'Text', {'name': names[column], 'value': f'${column}'})}"
        for column in columns
    ]
    for question in questions:
        lines.append(f"  {_tag('Header', {'value': question.asks})}")
        lines += [f"  {line}" for line in control(question, names, texts)]
    text = "\n".join(["<View>", *lines, "</View>", ""])
    bad = NOT_IN_XML.search(text)
    if bad is not None:
        what = f"The questions hold the character {neutral(bad.group())}, which no labeling config can."
        raise InputError("exchange.character", what, "Write them without it.")
    return text


def shown(question: Question, texts: Sequence[str]) -> tuple[str, ...]:
    """Columns that a question is about, the first of them what its control is tied to."""
    match question.form:
        case Spans(column=column) | Boxes(column=column):
            first: tuple[str, ...] = (column,)
        case Pair(left, right):
            first = (left, right)
        case _:
            first = ()
    return tuple(dict.fromkeys((*first, *(question.show or texts))))


def object_names(columns: Iterable[str], questions: Sequence[Question]) -> dict[str, str]:
    """Column to the name of the tag that shows it: its own, unless a question is called so."""
    taken = {question.name for question in questions}
    return {column: f"shown-{column}" if column in taken or "," in column else column for column in columns}


def tied_to(question: Question, names: dict[str, str], texts: Sequence[str]) -> str:
    """Names of the tags that a control is about."""
    columns = shown(question, texts)
    match question.form:
        case Pair(tie=False):
            return ",".join(names[column] for column in columns[:2])
        case Ranking():
            return f"{LIST}{question.name}"
        case _:
            return names[columns[0]]


def control(question: Question, names: dict[str, str], texts: Sequence[str]) -> Iterator[str]:
    """The lines of the tag that asks."""
    tied = {"name": question.name, "toName": tied_to(question, names, texts)}
    match question.form:
        case Choice(options):
            yield from _menu("Choices", options, {**tied, "choice": "single"})
        case Pair(tie=True):
            yield from _menu("Choices", (LEFT, RIGHT, TIE), {**tied, "choice": "single"})
        case MultipleChoice(options, most=most) if any(BETWEEN in option for option in options):
            usages = {} if most is None else {"maxUsages": str(most)}
            yield from _tree("Taxonomy", options, {**tied, **usages})
        case MultipleChoice(options):
            yield from _menu("Choices", options, {**tied, "choice": "multiple"})
        case Rating(1, high):
            yield _tag("Rating", {**tied, "maxRating": str(high)})
        case Rating(low, high):
            yield _tag("Number", {**tied, "min": str(low), "max": str(high), "step": "1"})
        case Amount(low, high, _, whole):
            ends = {"min": low, "max": high}
            given = {name: f"{end:g}" for name, end in ends.items() if end is not None}
            yield _tag("Number", {**tied, **given, **({"step": "1"} if whole else {})})
        case Pair():
            yield _tag("Pairwise", tied)
        case Ranking():
            yield _tag("List", {"name": tied["toName"], "value": f"${tied['toName']}"})
            yield _tag("Ranker", tied)
        case FreeText():
            yield _tag("TextArea", {**tied, "maxSubmissions": "1", "editable": "true"})
        case Spans(labels):
            yield _tag("Labels", tied, is_open=True)
            yield from (f"  {_tag('Label', {'value': label})}" for label in labels)
            yield "</Labels>"
        case Boxes(labels):
            yield _tag("RectangleLabels", {**tied, "canRotate": "false"}, is_open=True)
            yield from (f"  {_tag('Label', {'value': label})}" for label in labels)
            yield "</RectangleLabels>"


def tag_of(form: Form) -> tuple[str, str]:
    """Type of the results that answer a form, and the key under which they stand."""
    match form:
        case MultipleChoice(options) if any(BETWEEN in option for option in options):
            return "taxonomy", "taxonomy"
        case Choice() | MultipleChoice() | Pair(tie=True):
            return "choices", "choices"
        case Rating(1):
            return "rating", "rating"
        case Rating() | Amount():
            return "number", "number"
        case Pair():
            return "pairwise", "selected"
        case Ranking():
            return "ranker", "ranker"
        case FreeText():
            return "textarea", "text"
        case Spans():
            return "labels", "labels"
        case Boxes():
            return "rectanglelabels", "rectanglelabels"


def _menu(tag: str, options: Sequence[str], attributes: Mapping[str, str]) -> Iterator[str]:
    yield _tag(tag, attributes, is_open=True)
    yield from (f"  {_tag('Choice', {'value': option})}" for option in options)
    yield f"</{tag}>"


def _tree(tag: str, options: Sequence[str], attributes: Mapping[str, str]) -> Iterator[str]:
    """Paths as choices within choices."""
    yield _tag(tag, attributes, is_open=True)
    yield from _branches([option.split(BETWEEN) for option in options], "  ")
    yield f"</{tag}>"


def _branches(paths: Sequence[Sequence[str]], indent: str) -> Iterator[str]:
    """The first level of each path once, and what lies under it within."""
    for level in dict.fromkeys(path[0] for path in paths):
        under = [path[1:] for path in paths if path[0] == level and len(path) > 1]
        yield f"{indent}{_tag('Choice', {'value': level}, is_open=bool(under))}"
        if under:
            yield from _branches(under, f"{indent}  ")
            yield f"{indent}</Choice>"


def _tag(tag: str, attributes: Mapping[str, str], *, is_open: bool = False) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{tag}{written}>" if is_open else f"<{tag}{written}/>"
