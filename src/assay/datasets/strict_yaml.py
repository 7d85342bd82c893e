"""A small, safe part of YAML with line numbers: texts, lists and mappings; no tags, anchors, aliases or merges.

All scalars are texts as written (``no`` is the text "no"), and an empty one is None.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from assay.core.safe_text import neutral
from assay.datasets.problems import Problems, shown

LARGEST_TEXT = 1_000_000
DEEPEST = 20
EMPTY = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar."""

    value: str | None
    """As written, without quotes; None when empty."""
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    members: tuple["Node", ...]
    """In order."""
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping with texts as keys."""

    members: dict[str, "Node"]
    """In order; of a key given twice the first."""
    lines: dict[str, int]
    """Line of each key."""
    line: int
    """From 1."""


Node: TypeAlias = Text | Many | Pairs


class _Refused(Exception):
    """What follows cannot be read; the problem was noted."""


def read_yaml(text: str, problems: Problems) -> Node | None:
    """The one document of ``text``; None, with problems, when it cannot be read."""
    if len(text) > LARGEST_TEXT:
        what = f"The text has {len(text):,} characters; at most {LARGEST_TEXT:,} are read."
        problems.add("card.too_large", what, "Keep the card short; link to longer texts.")
        return None
    try:
        return _Reader(yaml.parse(text, Loader=yaml.SafeLoader), problems).document()
    except yaml.MarkedYAMLError as error:
        at_end = "end of stream" in (error.problem or "")
        mark = (error.context_mark if at_end else None) or error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        why = neutral(str(error.problem or error.context))
        problems.add("card.yaml", f"This is not YAML: {why}.", "Check quotes, colons and indentation.", line=line)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        what = f"The character with code {error.character!r} cannot stand in YAML."
        problems.add("card.yaml", what, "Remove it, or write it as an escape in double quotes.", line=line)
    except _Refused:
        pass
    return None


class _Reader:
    """Builds nodes of parser events, refusing what a card never needs."""

    def __init__(self, events: Iterator[yaml.Event], problems: Problems) -> None:
        self.events, self.problems = events, problems

    def document(self) -> Node | None:
        """The first document."""
        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and found is not None:
                self._note(event, "The text holds a second document.", "Keep one document; remove the line ---.")
                raise _Refused
            if isinstance(event, yaml.NodeEvent):
                found = self._node(event, 0)
        return found

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._refuse(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            empty = event.style is None and event.value in EMPTY
            return Text(None if empty else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Many(tuple(self._members(depth)), line)
        return self._pairs(line, depth)

    def _members(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self._node(event, depth + 1)

    def _pairs(self, line: int, depth: int) -> Pairs:
        found, lines = dict[str, Node](), dict[str, int]()
        members = self._members(depth)
        for key in members:
            value = next(members)
            if not isinstance(key, Text) or key.value is None:
                self.problems.add("card.yaml", "A key is not a text.", "Write name: value.", line=key.line)
            elif key.value in found:
                what = f"The key {shown(key.value)} stands twice (before: line {lines[key.value]})."
                self.problems.add("card.duplicate_key", what, "Keep one of the two.", line=key.line)
            else:
                found[key.value], lines[key.value] = value, key.line
        return Pairs(found, lines, line)

    def _refuse(self, event: yaml.Event, depth: int) -> None:
        if depth > DEEPEST:
            self._note(event, f"The text is nested deeper than {DEEPEST} levels.", "A card is a flat list of fields.")
            raise _Refused
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            name = shown(getattr(event, "anchor", ""))
            self._note(event, f"The anchor or alias {name} is not read.", "Write the value out.")
            raise _Refused
        if getattr(event, "tag", None):
            self._note(event, f"The tag {shown(getattr(event, 'tag', ''))} is not read.", "Write a plain value.")
            raise _Refused

    def _note(self, event: yaml.Event, what: str, fix: str) -> None:
        self.problems.add("card.yaml", what, fix, line=_line(event))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1
