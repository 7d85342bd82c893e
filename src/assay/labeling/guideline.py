"""A guideline as a reviewed Markdown file: numbered rules with examples and counter-examples, each with its line.

A rule is a numbered heading (``## 1. Insults count``); where there is none, a numbered line (``1. Insults count``).
All up to the next rule belongs to it, and another heading of its level or above ends it. A decision tree may stand
beside the rules, see `decision_tree`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assay.core.canonical import content_hash
from assay.core.question import Question
from assay.core.safe_text import UNSEEN, neutral
from assay.labeling.decision_tree import DecisionTree, read_tree
from assay.labeling.decision_tree_checks import check_tree
from assay.texts.findings import Findings

MOST_RULES = 200
LONGEST_TITLE = 200
NUMBERED_HEADING = re.compile(r"(#{1,6})[ \t]+(\d{1,4}(?:\.\d{1,4}){0,3})[.)]?[ \t]+(\S.*)")
NUMBERED_LINE = re.compile(r"(\d{1,4})[.)][ \t]+(\S.*)")
HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
FENCE = re.compile(r" {0,3}(```|~~~)")
MARK = r"[ \t]*(?:[-*+>][ \t]+)?(?:\*\*|__)?"
COUNTER = re.compile(MARK + r"(?:counter-?examples?|反例)(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?[ \t]*(.*)", re.IGNORECASE)
EXAMPLE = re.compile(MARK + r"(?:examples?|例子?)(?:\*\*|__)?[ \t]*[:：](?:\*\*|__)?[ \t]*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a guideline."""

    number: str
    """As written: ``3`` or ``2.1``."""
    title: str
    """The line that begins it, without its number."""
    text: str
    """All that stands under it, examples included."""
    examples: tuple[str, ...]
    """Cases for which it holds."""
    counter_examples: tuple[str, ...]
    """Cases for which it does not."""
    line: int
    """Line in the file, from 1."""
    last: int
    """Its last line."""


@dataclass(frozen=True, slots=True)
class Guideline:
    """The instruction for a question, under one version."""

    question: str
    """What it instructs for."""
    text: str
    """The whole file."""
    rules: tuple[Rule, ...]
    """In file order."""
    tree: DecisionTree | None = None
    """The steps to an answer, where it has them."""

    @property
    def version(self) -> str:
        """Content hash of question and text."""
        return _version(self.question, self.text)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a rule begins."""

    place: int
    number: str
    title: str
    level: int


@lru_cache(64)
def _version(question: str, text: str) -> str:
    """Asked for with every item that is shown, of the same few texts."""
    return content_hash(guideline_body(question, text))


def guideline_body(question: str, text: str) -> dict[str, str]:
    """What is kept of a guideline, and hashed."""
    return {"question": question, "text": text}


def parse_guideline(text: str, file: str, *, question: str, asked: Question | None = None) -> Guideline:
    """The guideline in a Markdown text.

    Parameters
    ----------
    asked : what it instructs for, to which a decision tree is held; without it a tree that is not whole is none, as
        in a text that was kept before there were trees

    Raises
    ------
    PlanError
        With all problems and their lines: ``guideline.no_rules``, ``guideline.rule_twice``,
        ``guideline.too_many_rules``, ``guideline.title``, ``guideline.hidden_character``; of a tree
        ``guideline.two_trees``, ``guideline.tree_size``, ``guideline.step``, ``guideline.step_twice``,
        ``guideline.branch``, ``guideline.branches``, ``guideline.unknown_step``, ``guideline.unreached_step``,
        ``guideline.circle``, ``guideline.tree_answer``, ``guideline.unknown_rule``.
    """
    findings = Findings(file)
    lines = text.replace("\r\n", "\n").split("\n")
    _note_hidden(lines, findings)
    starts = _starts(lines)
    _check(starts, findings)
    tree = _tree(lines, starts, findings, asked)
    if findings.problems:
        raise findings.error()
    ends = [_end(lines, start, starts[at + 1 : at + 2]) for at, start in enumerate(starts)]
    rules = tuple(_rule(start, lines[start.place + 1 : end], end) for start, end in zip(starts, ends, strict=True))
    return Guideline(question, "\n".join(lines), rules, tree)


def _note_hidden(lines: list[str], findings: Findings) -> None:
    """A reviewer would approve another text than the labelers read."""
    for number, line in enumerate(lines, start=1):
        if hidden := UNSEEN.search(line.replace("\t", " ")):
            what = f"Character {hidden.start() + 1} is U+{ord(hidden.group()):04X}, which shows nothing or hides text."
            findings.note("guideline.hidden_character", what, "Remove it.", number)


def _starts(lines: list[str]) -> list[_Start]:
    open_lines = list(_outside_of_fences(lines))
    headings = [
        _Start(place, found[2], found[3].rstrip("# \t"), len(found[1]))
        for place, line in open_lines
        if (found := NUMBERED_HEADING.fullmatch(line))
    ]
    return headings or [
        _Start(place, found[1], found[2].rstrip(), 0)
        for place, line in open_lines
        if (found := NUMBERED_LINE.fullmatch(line))
    ]


def _tree(lines: list[str], starts: list[_Start], findings: Findings, asked: Question | None) -> DecisionTree | None:
    noted = Findings(findings.file) if asked is None else findings
    tree = read_tree(_outside_of_fences(lines), {start.place for start in starts}, noted)
    if tree is not None:
        check_tree(tree, [start.number for start in starts], noted, asked)
    return None if noted.problems else tree


def _outside_of_fences(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that are no code, with their places."""
    fence = ""
    for place, line in enumerate(lines):
        found = FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1] == fence:
            fence = ""
        elif not fence:
            yield place, line


def _check(starts: list[_Start], findings: Findings) -> None:
    if not starts:
        fix = "Number the rules: ## 1. Insults count, or lines that begin with 1."
        findings.note("guideline.no_rules", "The file has no numbered rules.", fix, 1)
    if len(starts) > MOST_RULES:
        what = f"The file has {len(starts):,} rules."
        findings.note("guideline.too_many_rules", what, f"Keep to {MOST_RULES}: people must know them.", None)
    first: dict[str, int] = {}
    for start in starts:
        if start.number in first:
            what = f"Rule {start.number} stands twice; first in line {first[start.number]}."
            findings.note("guideline.rule_twice", what, "Give each rule a number of its own.", start.place + 1)
        first.setdefault(start.number, start.place + 1)
        if len(start.title) > LONGEST_TITLE:
            what = f"The title of rule {start.number} has {len(start.title):,} characters: {neutral(start.title[:40])}."
            findings.note("guideline.title", what, f"Use up to {LONGEST_TITLE}; write the rest below.", start.place + 1)


def _end(lines: list[str], start: _Start, following: list[_Start]) -> int:
    """Place of the line behind a rule."""
    last = following[0].place if following else len(lines)
    for place, line in _outside_of_fences(lines[:last]):
        found = HEADING.fullmatch(line) if place > start.place else None
        if found and (start.level == 0 or len(found[1]) <= start.level):
            return place
    return last


def _rule(start: _Start, lines: list[str], last: int) -> Rule:
    cases = list(_cases(lines))
    examples = tuple(text for kind, text in cases if kind == "example" and text)
    counters = tuple(text for kind, text in cases if kind == "counter" and text)
    return Rule(start.number, start.title, "\n".join(lines).strip("\n"), examples, counters, start.place + 1, last)


def _cases(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each example and counter-example with its following lines, up to a blank one or another mark."""
    kind, parts = "", [""]
    for line in (*lines, ""):
        counter = COUNTER.fullmatch(line)
        example = None if counter else EXAMPLE.fullmatch(line)
        found = counter or example
        ends = found is not None or not line.strip() or re.match(r"[ \t]*[-*+][ \t]", line) is not None
        if kind and ends:
            yield kind, " ".join(part for part in parts if part)
            kind = ""
        if found is not None:
            kind, parts = ("counter" if counter else "example"), [found[1].strip()]
        elif kind:
            parts.append(line.strip())
