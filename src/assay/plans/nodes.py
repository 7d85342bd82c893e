"""YAML text to nodes with line numbers, bounded, with every construct refused that a reviewer could overlook.

Aliases, anchors, tags, several documents, hidden characters, deep nesting and large files are problems, not features.
The events of PyYAML's safe loader are composed on a stack of our own, so that no input recurses or expands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from assay.core.errors import AssayError, Problem
from assay.core.safe_text import UNSEEN

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class TextNode:
    """A scalar as written."""

    text: str
    """Its characters, quotes removed."""
    quoted: bool
    """Whether it stood in quotes or in a block, and so is text whatever it looks like."""
    line: int
    """Line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    members: tuple["Node", ...]
    """In file order."""
    line: int
    """Line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class MapNode:
    """Settings by name; a name given twice is left out but for its first place."""

    pairs: tuple[tuple[TextNode, "Node"], ...]
    """In file order."""
    line: int
    """Line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place where a problem was noted already."""

    line: int
    """Line in the file, from 1."""


Node: TypeAlias = TextNode | ListNode | MapNode | Unreadable


class Findings:
    """The problems of one file, gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def note(self, code: str, what: str, fix: str, line: int | None, *, item: str | None = None) -> None:
        """One more problem."""
        self.problems.append(Problem(code, what, fix, self.file, line, item))

    def note_error(self, error: AssayError, line: int | None, *, item: str | None = None) -> None:
        """The problems of an error that a lower floor raised, at a line of this file."""
        for problem in error.problems:
            self.note(problem.code, problem.what, problem.fix, line, item=item)

    def in_order(self) -> tuple[Problem, ...]:
        """By line, then as noted; each once."""
        return tuple(dict.fromkeys(sorted(self.problems, key=lambda problem: problem.line or 0)))


def read_nodes(text: str, findings: Findings) -> Node | None:
    """The nodes of a YAML text; None when there is nothing or it cannot be read (the reason is in ``findings``)."""
    size = len(text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        findings.note("plan.too_large", f"The file has {size:,} bytes.", f"Use at most {MOST_BYTES:,}.", None)
        return None
    text = text.removeprefix("\ufeff")
    if _note_hidden(text, findings):
        return None
    try:
        return _Composer(findings).compose(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        _note_syntax(error, text, findings)
    except yaml.YAMLError as error:
        findings.note("plan.yaml", f"This is not YAML: {str(error).splitlines()[0]}.", "Save it as UTF-8 text.", None)
    except _TooMuch:
        pass
    return None


class _TooMuch(Exception):
    """Reading was given up; the reason was noted."""


def _note_hidden(text: str, findings: Findings) -> bool:
    """Characters that show nothing or turn the direction of what is shown: a reviewer would approve another text."""
    found = False
    for number, line in enumerate(text.split("\n"), start=1):
        if hidden := UNSEEN.search(line.removesuffix("\r").replace("\t", " ")):
            what = f"Character {hidden.start() + 1} is U+{ord(hidden.group()):04X}, which shows nothing or hides text."
            findings.note(
                "plan.hidden_character", what, 'Remove it, or write it as "\\u...." in double quotes.', number
            )
            found = True
    return found


def _note_syntax(error: yaml.MarkedYAMLError, text: str, findings: Findings) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    lines = text.split("\n")
    shown = lines[line - 1].strip()[:80] if line is not None and line <= len(lines) else ""
    what = f"This is not YAML ({error.problem or error.context}): {shown!r}."
    fix = "Indent with blanks only, write 'name: value', and put text with : # { } [ ] or a leading sign in quotes."
    findings.note("plan.yaml", what, fix, line)


class _Open:
    """A list or settings not yet closed."""

    def __init__(self, line: int, *, is_map: bool) -> None:
        self.line, self.is_map = line, is_map
        self.members: list[Node] = []


class _Composer:
    """Events to nodes on a bounded stack."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.stack: list[_Open] = []
        self.roots: list[Node] = []
        self.count = 0

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                self._document(event, line)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event, line)
            elif isinstance(event, yaml.ScalarEvent):
                self._notice(event, line, plain=event.implicit[0] or event.implicit[1])
                self._place(TextNode(event.value, event.style is not None, line))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._notice(event, line, plain=bool(event.implicit))
                self._open(line, is_map=isinstance(event, yaml.MappingStartEvent))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._place(self._close())
        return self.roots[0] if self.roots else None

    def _document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        if self.roots:
            self.findings.note("plan.documents", "A second document starts here.", "Keep one plan a file.", line)
            raise _TooMuch
        if event.version or event.tags:
            self.findings.note("plan.directive", "The file has a YAML directive.", "Remove the line with %.", line)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        what = f"The alias *{event.anchor} repeats another place."
        self.findings.note("plan.alias", what, "Write the values out: a reviewer reads what stands here.", line)
        self._place(Unreadable(line))

    def _notice(self, event: yaml.NodeEvent, line: int, *, plain: bool) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            self.findings.note("plan.too_large", f"The file has over {MOST_NODES:,} values.", "Use fewer.", line)
            raise _TooMuch
        if event.anchor:
            self.findings.note("plan.alias", f"The anchor &{event.anchor} is not used here.", "Remove it.", line)
        if not plain:
            tag = str(getattr(event, "tag", "")).replace("tag:yaml.org,2002:", "!!")
            self.findings.note("plan.tag", f"The tag {tag} is not used here.", "Remove it; no tag makes objects.", line)

    def _open(self, line: int, *, is_map: bool) -> None:
        if len(self.stack) >= DEEPEST:
            what = f"The file nests deeper than {DEEPEST} levels."
            self.findings.note("plan.too_deep", what, "A plan needs at most five.", line)
            raise _TooMuch
        self.stack.append(_Open(line, is_map=is_map))

    def _place(self, node: Node) -> None:
        (self.stack[-1].members if self.stack else self.roots).append(node)

    def _close(self) -> Node:
        done = self.stack.pop()
        if not done.is_map:
            return ListNode(tuple(done.members), done.line)
        return MapNode(tuple(self._pairs(done.members)), done.line)

    def _pairs(self, members: list[Node]) -> Iterator[tuple[TextNode, Node]]:
        first: dict[str, int] = {}
        for key, value in zip(members[::2], members[1::2], strict=True):
            if not isinstance(key, TextNode):
                self.findings.note("plan.key", "A list or settings cannot be a name.", "Use a plain name.", key.line)
            elif key.text in first:
                what = f"'{key.text}' stands twice; first in line {first[key.text]}."
                self.findings.note("plan.duplicate_key", what, "Keep one of them.", key.line)
            else:
                first[key.text] = key.line
                yield key, value


def settings_of(text: str, file: str) -> tuple[MapNode | None, Findings]:
    """The top settings of a reviewed file and what is wrong with its form."""
    findings = Findings(file)
    node = read_nodes(text, findings)
    if isinstance(node, MapNode):
        return node, findings
    if not findings.problems:
        found = "is empty" if node is None or (isinstance(node, TextNode) and not node.text) else "holds no settings"
        findings.note("plan.empty", f"The file {found}.", "Begin with 'assay: 1', or run: assay plan new.", 1)
    return None, findings
