"""The decision tree of a guideline: steps that ask, and branches that lead to another step or to an answer.

It is a list under the heading "Decision tree" (决策树), which people read as it is::

    ## Decision tree

    - A. Does it speak of a person or a group?
      - yes: B
      - no: answer "no"
    - B. Does it insult them?
      - yes: answer "yes" (rule 1)
      - no: answer "no" (rule 2)

The first step is where everybody begins.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from assay.core.safe_text import neutral
from assay.texts.findings import Findings

MOST_STEPS = 100
MOST_DEPTH = 30
"""Steps that anybody takes to an answer."""
MOST_BRANCHES = 9
"""Each has a digit for a key."""
LONGEST_LINE = 500
MOST_COLONS = 20
"""Of one branch; behind each it could end."""
ID = r"[A-Za-z]{1,2}\d{0,3}|\d{1,3}"
TREE_HEADING = re.compile(r"(#{1,6})[ \t]+(decision tree|决策树)[ \t]*[:：]?[ \t]*#*[ \t]*", re.IGNORECASE)
ANY_HEADING = re.compile(r"(#{1,6})[ \t]+\S.*")
ENTRY = re.compile(r"([ \t]*)(?:[-*+][ \t]+(\S.*)|(\d{1,3}[.)][ \t]+\S.*))")
STEP = re.compile(rf"({ID})(?:[.)][ \t]+|[．、][ \t]*)(\S.*)")
COLON = re.compile(r"[ \t]*[:：][ \t]*")
TO_STEP = re.compile(rf"(?:(?:go to|to|step|->|→|转到|到|步骤)[ \t]*)*({ID})[.。]?", re.IGNORECASE)
TO_ANSWER = re.compile(
    r"(?:answer|回答|答案)[ \t]*[:：]?[ \t]*(.+?)(?:[ \t]*[(（](?:rule|规则)[ \t]*([\d.]+)[)）])?[.。]?", re.IGNORECASE
)
QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|「([^」]+)」|'([^']+)'")
BETWEEN_QUOTED = re.compile(r"[ \t]*(?:,|，|、)?[ \t]*(?:and|和)?[ \t]*", re.IGNORECASE)
NOTHING = frozenset({"none", "none of them", "nothing", "无", "都不是"})
"""Answers that none of a menu holds, where that may be answered."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on from a step: to another step, or to an answer."""

    says: str
    """What holds then: ``yes``."""
    to: str | None
    """Id of the step that follows; None where it ends."""
    answer: tuple[str, ...] | None
    """The answer as written: one text, several of a menu, none of it (empty); None where it leads on."""
    rule: str | None
    """Number of the rule that says so, where one is named."""
    line: int
    """Line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way to an answer."""

    id: str
    """As written: ``A``."""
    asks: str
    """What is asked."""
    branches: tuple[Branch, ...]
    """The ways on, in the order shown."""
    line: int
    """Line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class DecisionTree:
    """The steps to an answer."""

    title: str
    """The heading."""
    steps: tuple[Step, ...]
    """In file order; the first is where everybody begins."""
    line: int
    """Line of the heading, from 1."""
    last: int
    """Last line of what stands under it."""
    listed: tuple[int, ...]
    """Lines of its list, the heading's too: all else there is a remark."""


class _Entry(NamedTuple):
    """An entry of the list with the lines that belong to it."""

    lines: list[int]
    indent: int
    text: str

    @property
    def line(self) -> int:
        return self.lines[0]


class _Part(NamedTuple):
    """What stands under a heading of a tree."""

    title: str
    line: int
    last: int
    lines: list[tuple[int, str]]


def read_tree(lines: Iterable[tuple[int, str]], rules: Collection[int], findings: Findings) -> DecisionTree | None:
    """The tree among lines that are no code, as it is written; what cannot be read is noted. See `check_tree`.

    Parameters
    ----------
    lines : with their places, from 0
    rules : places where a rule begins, which ends a tree
    """
    found = [(part, entries) for part in _parts(lines, rules) if (entries := list(_entries(part.lines)))]
    if len(found) > 1:
        what = f"A second decision tree stands here; the first is in line {found[0][0].line}."
        findings.note("guideline.two_trees", what, "Keep one tree: a branch may go on to any step.", found[1][0].line)
    if not found:
        return None
    part, entries = found[0]
    listed = (part.line, *(line for entry in entries for line in entry.lines))
    return DecisionTree(part.title, tuple(_steps(entries, findings)), part.line, part.last, listed)


def id_of(step: str) -> str:
    """Under which a step is found: a small letter is as good as a capital."""
    return step.upper()


def answer_words(answer: Sequence[str]) -> str:
    """An answer of a tree as one text."""
    return ", ".join(answer) if answer else "none of them"


def _parts(lines: Iterable[tuple[int, str]], rules: Collection[int]) -> Iterator[_Part]:
    """Each heading of a tree with the lines up to the next rule or the next heading of its level or above."""
    part, level = None, 0
    for place, line in lines:
        heading = ANY_HEADING.fullmatch(line)
        if part and (place in rules or (heading and len(heading[1]) <= level)):
            yield part
            part = None
        if found := TREE_HEADING.fullmatch(line):
            part, level = _Part(found[2], place + 1, place + 1, []), len(found[1])
        elif part:
            part = part._replace(last=place + 1)
            part.lines.append((place, line))
    if part:
        yield part


def _entries(lines: Iterable[tuple[int, str]]) -> Iterator[_Entry]:
    entry, is_open = None, False
    for place, line in lines:
        found = ENTRY.fullmatch(line)
        if found:
            if entry:
                yield entry
            entry = _Entry([place + 1], len(found[1].expandtabs(4)), (found[2] or found[3]).strip())
        elif entry and is_open and line.strip() and len(entry.text) <= LONGEST_LINE:
            entry.lines.append(place + 1)
            entry = entry._replace(text=f"{entry.text} {line.strip()}")
        is_open = bool(found) or (is_open and bool(line.strip()))
    if entry:
        yield entry


def _steps(entries: Sequence[_Entry], findings: Findings) -> Iterator[Step]:
    """Entries as far out as the first are steps, those under them branches."""
    outer = entries[0].indent + 1
    starts = [at for at, entry in enumerate(entries) if entry.indent <= outer]
    for at, end in zip(starts, [*starts[1:], len(entries)], strict=True):
        entry, found = entries[at], STEP.fullmatch(_plain(entries[at].text))
        if found is None or len(entry.text) > LONGEST_LINE:
            what = f"This is no step: {neutral(entry.text[:60])}."
            fix = f"Begin it with an id, in up to {LONGEST_LINE} characters: - A. Does it speak of a person?"
            findings.note("guideline.step", what, fix, entry.line)
            continue
        branches = (_branch(found[1], each, findings) for each in entries[at + 1 : end])
        yield Step(found[1], found[2], tuple(each for each in branches if each), entry.line)


def _branch(step: str, entry: _Entry, findings: Findings) -> Branch | None:
    text = _plain(entry.text)
    colons = COLON.finditer(text) if len(text) <= LONGEST_LINE else iter(())
    for colon in islice(colons, MOST_COLONS):
        says, rest = text[: colon.start()], text[colon.end() :]
        if says and (answered := TO_ANSWER.fullmatch(rest)):
            return Branch(says, None, _answer(answered[1]), answered[2], entry.line)
        if says and (leads := TO_STEP.fullmatch(rest)):
            return Branch(says, leads[1], None, None, entry.line)
    what = f"This branch of step {step} ends nowhere: {neutral(text[:60])}."
    fix = 'End it with a step or an answer: - yes: B, or: - no: answer "no" (rule 2). Steps are not nested.'
    findings.note("guideline.branch", what, fix, entry.line)
    return None


def _answer(text: str) -> tuple[str, ...]:
    """Texts in quotes, or one as it stands."""
    found = list(QUOTED.finditer(text))
    between = [text[a.end() : b.start()] for a, b in pairwise(found)]
    is_listed = found and found[0].start() == 0 and found[-1].end() == len(text)
    if is_listed and all(BETWEEN_QUOTED.fullmatch(each) for each in between):
        return tuple(next(group for group in each.groups() if group) for each in found)
    return () if text.strip().lower() in NOTHING else (text.strip(),)


def _plain(text: str) -> str:
    """Without marks of emphasis and code."""
    return text.replace("**", "").replace("__", "").replace("`", "").strip()
