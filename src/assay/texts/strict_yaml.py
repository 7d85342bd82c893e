"""YAML text to nodes with line numbers, bounded, with every construct refused that a reviewer could overlook.

Aliases, anchors, tags, several documents, hidden characters, deep nesting and large files are problems, not features.
The events of PyYAML's safe loader are composed on a stack of our own, so that no input recurses or expands.
"""

import re
from collections.abc import Iterator

import yaml

from assay.core.safe_text import UNSEEN, neutral
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, Node, TextNode, Unreadable, is_absent

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
DEEPEST = 12
NO_TEXT = re.compile("[\0\ud800-\udfff]")


def read_settings(text: str, file: str, *, begin: str) -> tuple[MapNode | None, Findings]:
    """The top settings of a reviewed text and what is wrong with its form; ``begin`` says how such a text begins."""
    findings = Findings(file)
    node = read_nodes(text, findings)
    if isinstance(node, MapNode):
        return node, findings
    if not findings.problems:
        found = "is empty" if is_absent(node) else "holds no settings (name: value)"
        findings.note("yaml.empty", f"The file {found}.", begin, 1)
    return None, findings


def read_nodes(text: str, findings: Findings) -> Node | None:
    """The nodes of a YAML text; None when there is nothing or it cannot be read (the reason is in ``findings``)."""
    size = len(text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        what = f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read."
        findings.note("yaml.too_large", what, "Keep it short; link to longer texts.", None)
        return None
    text = text.removeprefix("\ufeff")
    if _note_hidden(text, findings):
        return None
    try:
        return _Composer(findings).compose(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        _note_syntax(error, text, findings)
    except yaml.YAMLError as error:
        findings.note("yaml.syntax", f"This is not YAML: {str(error).splitlines()[0]}.", "Save it as UTF-8 text.", None)
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
                "yaml.hidden_character", what, 'Remove it, or write it as "\\u...." in double quotes.', number
            )
            found = True
    return found


def _note_syntax(error: yaml.MarkedYAMLError, text: str, findings: Findings) -> None:
    is_never_closed = "end of stream" in (error.problem or "")
    mark = (error.context_mark if is_never_closed else None) or error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    lines = text.split("\n")
    shown = lines[line - 1].strip()[:80] if line is not None and line <= len(lines) else ""
    what = f"This is not YAML ({neutral(str(error.problem or error.context))}): {shown!r}."
    fix = "Indent with blanks only, write 'name: value', and put text with : # { } [ ] or a leading sign in quotes."
    findings.note("yaml.syntax", what, fix, line)


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
                self._place(self._text(event, line))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._notice(event, line, plain=bool(event.implicit))
                self._open(line, is_map=isinstance(event, yaml.MappingStartEvent))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._place(self._close())
        return self.roots[0] if self.roots else None

    def _document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        if self.roots:
            fix = "Keep one document a file: remove the line ---."
            self.findings.note("yaml.documents", "A second document starts here.", fix, line)
            raise _TooMuch
        if event.version or event.tags:
            self.findings.note("yaml.directive", "The file has a YAML directive.", "Remove the line with %.", line)

    def _text(self, event: yaml.ScalarEvent, line: int) -> Node:
        """The text, unless an escape in it makes what no text holds: NUL, or half of a character."""
        found = NO_TEXT.search(event.value)
        if found is None:
            return TextNode(event.value, event.style is not None, line)
        what = f"The escape of U+{ord(found.group()):04X} makes no character that can be kept."
        fix = 'Remove it; write a character beyond U+FFFF as itself, or as "\\U0001F600".'
        self.findings.note("yaml.no_character", what, fix, line)
        return Unreadable(line)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        self._note_anchor(event, line)
        self._place(Unreadable(line))

    def _note_anchor(self, event: yaml.NodeEvent, line: int) -> None:
        what = f"The anchor or alias '{neutral(str(event.anchor), most=60)}' is not used here."
        self.findings.note("yaml.alias", what, "Write the values out: a reviewer reads what stands here.", line)

    def _notice(self, event: yaml.NodeEvent, line: int, *, plain: bool) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            self.findings.note("yaml.too_large", f"The file has over {MOST_NODES:,} values.", "Use fewer.", line)
            raise _TooMuch
        if event.anchor:
            self._note_anchor(event, line)
        if not plain:
            tag = neutral(str(getattr(event, "tag", "")).replace("tag:yaml.org,2002:", "!!"), most=60)
            self.findings.note("yaml.tag", f"The tag {tag} is not used here.", "Remove it; no tag makes objects.", line)

    def _open(self, line: int, *, is_map: bool) -> None:
        if len(self.stack) >= DEEPEST:
            what = f"The file is nested deeper than {DEEPEST} levels."
            self.findings.note("yaml.too_deep", what, "Five levels are enough for a plan, two for a card.", line)
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
                what = "A key is not a text: a list or settings cannot be a name."
                self.findings.note("yaml.key", what, "Use a plain name.", key.line)
            elif key.text in first:
                what = f"'{neutral(key.text, most=60)}' stands twice; first in line {first[key.text]}."
                self.findings.note("yaml.duplicate_key", what, "Keep one of them.", key.line)
            else:
                first[key.text] = key.line
                yield key, value
