"""A question as a reviewed YAML file: what is asked, of which form, and which answers are allowed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from assay.core.answers import LEVEL
from assay.core.errors import did_you_mean
from assay.core.question import (
    MOST_BOXES,
    MOST_CHARACTERS,
    MOST_SPANS,
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
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, Node, TextNode, Unreadable, is_absent
from assay.texts.strict_yaml import read_settings

BEGIN = "Begin with: question: toxic, then asks:, type: and options:."
MOST_OPTIONS = 1_000
MOST_STRENGTHS = 4
LONGEST_NAME, LONGEST_OPTION, LONGEST_ASKED = 100, 200, 2_000
FLAGS = {"true": True, "yes": True, "false": False, "no": False}
NOT_IN_NAMES = ":@/\\"
"""A question is kept under ``dataset:question``."""


@dataclass(frozen=True, slots=True)
class Field:
    """A setting of a question file."""

    kind: str
    """``text``, ``texts``, ``menu``, ``number``, ``whole`` or ``flag``."""
    needed: bool = False
    """Whether a question of this type must have it."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type of question, as its file names it."""

    fields: Mapping[str, Field]
    """Settings of its own."""
    form: Callable[[Mapping[str, Any]], Form]
    """The form that the settings make."""


HEAD = {
    "question": Field("text", needed=True),
    "asks": Field("text", needed=True),
    "type": Field("text", needed=True),
    "show": Field("texts"),
    "markdown": Field("texts"),
}
_MENU, _TEXT, _WHOLE, _NUMBER, _FLAG = (
    *(Field("menu", needed=True), Field("text", needed=True)),
    *(Field("whole"), Field("number"), Field("flag")),
)
TYPES: Mapping[str, Type] = {
    "choice": Type({"options": _MENU}, lambda given: Choice(given["options"])),
    "multiple": Type({"options": _MENU, "least": _WHOLE, "most": _WHOLE}, lambda given: MultipleChoice(**given)),
    "rating": Type(
        {"low": Field("whole", needed=True), "high": Field("whole", needed=True), "words": Field("texts")},
        lambda given: Rating(**given),
    ),
    "number": Type(
        {"low": _NUMBER, "high": _NUMBER, "unit": Field("text"), "whole": _FLAG}, lambda given: Amount(**given)
    ),
    "pairwise": Type(
        {"left": _TEXT, "right": _TEXT, "tie": _FLAG, "strength": Field("menu")}, lambda given: Pair(**given)
    ),
    "ranking": Type({"options": _MENU}, lambda given: Ranking(given["options"])),
    "text": Type({"least": _WHOLE, "most": _WHOLE}, lambda given: FreeText(**given)),
    "spans": Type({"labels": _MENU, "column": _TEXT, "overlaps": _FLAG, "most": _WHOLE}, lambda given: Spans(**given)),
    "boxes": Type({"labels": _MENU, "column": _TEXT, "most": _WHOLE}, lambda given: Boxes(**given)),
}
"""Types of question, in the order in which they are offered."""
FEWEST = {"labels": 1}
"""Options that a menu must have; 2 where it is not named."""


def parse_question(text: str, file: str) -> Question:
    """The question in a YAML text.

    Raises
    ------
    PlanError
        With all problems and their lines: ``yaml.*`` where the form is wrong, ``question.unknown_field``,
        ``question.missing_field``, ``question.type``, ``question.value``, ``question.menu``, ``question.range``,
        ``question.markdown``.
    """
    node, findings = read_settings(text, file, begin=BEGIN)
    question = question_in(node, findings) if node is not None else None
    if question is None or findings.problems:
        raise findings.error()
    return question


def question_in(node: MapNode, findings: Findings, *, beside: Collection[str] = ()) -> Question | None:
    """The question that settings tell, which may hold those ``beside`` it; what is wrong with it is noted."""
    named = node.value("type")
    type_ = TYPES.get(named.text) if isinstance(named, TextNode) else None
    if type_ is None and isinstance(named, TextNode) and not is_absent(named):
        what = f"There is no type of question '{neutral(named.text, most=60)}'."
        findings.note("question.type", what, did_you_mean(named.text, TYPES), named.line)
    fields = HEAD if type_ is None else {**HEAD, **type_.fields}
    if type_ is not None or named is None:
        _note_unknown(node, [*fields, *beside], findings)
    given = {name: _value(node, name, field, findings) for name, field in fields.items()}
    _check_name(given, node, findings)
    if type_ is None or findings.problems:
        return None
    form = type_.form({name: given[name] for name in type_.fields if given[name] is not None})
    _check_form(form, node, findings)
    shown, markdown = (tuple(given[name] or ()) for name in ("show", "markdown"))
    if isinstance(form, Spans) and form.column in markdown:
        what = f"Passages are marked in '{neutral(form.column, most=60)}', which is to be shown as Markdown."
        fix = "Leave it out of markdown: offsets count the characters as they are written."
        findings.note("question.markdown", what, fix, node.line_of("markdown"))
    return Question(given["question"], given["asks"], form, shown, markdown)


def _note_unknown(node: MapNode, fields: Collection[str], findings: Findings) -> None:
    for key, _ in node.pairs:
        if key.text not in fields:
            what = f"A question of this type has no field '{neutral(key.text, most=60)}'."
            findings.note("question.unknown_field", what, did_you_mean(key.text, fields), key.line)


def _value(node: MapNode, name: str, field: Field, findings: Findings) -> Any:
    found = node.value(name)
    if isinstance(found, Unreadable):
        return None
    if found is None or is_absent(found):
        if field.needed:
            fix = f"Write one: {name}: ..."
            findings.note("question.missing_field", f"The field '{name}' is missing.", fix, node.line_of(name))
        return None
    if field.kind in ("texts", "menu"):
        return _texts(found, name, field, findings)
    if not isinstance(found, TextNode):
        findings.note("question.value", f"The field '{name}' holds more than one value.", "Write one.", found.line)
        return None
    return _READERS[field.kind](found, name, findings)


def _texts(found: Node, name: str, field: Field, findings: Findings) -> tuple[str, ...] | None:
    members = found.members if isinstance(found, ListNode) else (found,)
    texts = [each.text for each in members if isinstance(each, TextNode)]
    if len(texts) < len(members):
        what = f"The field '{name}' holds something else than texts."
        findings.note("question.value", what, f"Write a list: {name}: [yes, no].", found.line)
        return None
    if field.kind == "menu":
        for what, fix in _menu_problems(texts, FEWEST.get(name, 2)):
            findings.note("question.menu", f"The menu '{name}' {what}.", fix, found.line)
    return tuple(texts)


def _menu_problems(options: list[str], fewest: int) -> list[tuple[str, str]]:
    found = []
    if not fewest <= len(options) <= MOST_OPTIONS:
        found.append((f"has {len(options)} options", f"Give {fewest} to {MOST_OPTIONS:,}."))
    if len(set(options)) < len(options):
        twice = next(each for each in options if options.count(each) > 1)
        found.append((f"names '{neutral(twice, most=60)}' twice", "Name each option once."))
    if any(not each.strip() or each != each.strip() or len(each) > LONGEST_OPTION for each in options):
        found.append(
            ("has an option that is blank or too long", f"Use up to {LONGEST_OPTION} characters, no blanks at an end.")
        )
    if any("" in (level.strip() for level in each.split(LEVEL)) for each in options if LEVEL in each):
        found.append((f"has a path with an empty level (two {LEVEL} without a word)", "Write it as harm/insult."))
    return found


def _read_text(found: TextNode, name: str, findings: Findings) -> str | None:
    longest = LONGEST_ASKED if name == "asks" else LONGEST_OPTION
    text = found.text.strip()
    if text and len(text) <= longest:
        return text
    what = f"The field '{name}' has {len(text):,} characters."
    findings.note("question.value", what, f"Write 1 to {longest:,}.", found.line)
    return None


def _read_number(found: TextNode, name: str, findings: Findings) -> float | None:
    try:
        value = float(found.text)
    except ValueError:
        value = float("nan")
    if isfinite(value) and found.text.isascii() and "_" not in found.text:
        return value
    what = f"The field '{name}' is '{neutral(found.text, most=60)}'."
    findings.note("question.value", what, "Write a number, such as 0.5.", found.line)
    return None


def _read_whole(found: TextNode, name: str, findings: Findings) -> int | None:
    digits = found.text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        return int(found.text)
    what = f"The field '{name}' is '{neutral(found.text, most=60)}'."
    findings.note("question.value", what, "Write a whole number, such as 5.", found.line)
    return None


def _read_flag(found: TextNode, name: str, findings: Findings) -> bool | None:
    if found.text.lower() in FLAGS:
        return FLAGS[found.text.lower()]
    what = f"The field '{name}' is '{neutral(found.text, most=60)}'."
    findings.note("question.value", what, "Write true or false.", found.line)
    return None


_READERS: Mapping[str, Callable[[TextNode, str, Findings], Any]] = {
    "text": _read_text,
    "number": _read_number,
    "whole": _read_whole,
    "flag": _read_flag,
}


def _check_name(given: Mapping[str, Any], node: MapNode, findings: Findings) -> None:
    name = given["question"]
    if name is not None and (len(name) > LONGEST_NAME or any(mark in name for mark in NOT_IN_NAMES)):
        what = f"The question's name is '{neutral(name, most=60)}'."
        fix = f"Use up to {LONGEST_NAME} characters, without {' '.join(NOT_IN_NAMES)}."
        findings.note("question.value", what, fix, node.line_of("question"))


def _check_form(form: Form, node: MapNode, findings: Findings) -> None:
    for field, what, fix in _form_problems(form):
        findings.note("question.range", what, fix, node.line_of(field))


def _form_problems(form: Form) -> list[tuple[str, str, str]]:
    """Field, what is wrong, and what would be right: ranges that allow nothing, or one thing only."""
    match form:
        case Rating(low, high, words):
            steps = high - low + 1
            found = (
                [] if 2 <= steps <= MOST_OPTIONS else [("high", f"The scale has {steps:,} steps.", "Give 2 or more.")]
            )
            if words and len(words) != steps:
                found.append(
                    ("words", f"There are {len(words)} words for {steps:,} steps.", "Give one a step, or none.")
                )
            return found
        case Amount(low, high) if low is not None and high is not None and low >= high:
            return [("high", f"Nothing lies between {low:g} and {high:g}.", "Write the smaller one as low.")]
        case MultipleChoice(options, least, most):
            most = len(options) if most is None else most
            wrong = not 0 <= least <= most <= len(options) or most < 1
            fix = f"Write 0 or more as least, and up to {len(options)} as most."
            return [("most", f"From {least} to {most} of {len(options)} options.", fix)] if wrong else []
        case FreeText(least, most):
            wrong = not 1 <= least <= most <= MOST_CHARACTERS
            return (
                [("most", f"From {least:,} to {most:,} characters.", f"Use 1 to {MOST_CHARACTERS:,}.")] if wrong else []
            )
        case Spans(most=most) if not 1 <= most <= MOST_SPANS:
            return [("most", f"At most {most:,} passages.", f"Use 1 to {MOST_SPANS:,}.")]
        case Boxes(most=most) if not 1 <= most <= MOST_BOXES:
            return [("most", f"At most {most:,} boxes.", f"Use 1 to {MOST_BOXES:,}.")]
        case Pair(left, right) if left == right:
            return [("right", "Left and right are one column.", "Name two columns.")]
        case Pair(strength=strength) if len(strength) > MOST_STRENGTHS:
            fix = f"Use 2 to {MOST_STRENGTHS}, so that each has a key of one digit."
            return [("strength", f"There are {len(strength)} words for the strength.", fix)]
        case _:
            return []
