"""What stands in a reviewed text: texts, lists and settings, each with its line."""

from dataclasses import dataclass
from typing import TypeAlias

ABSENT = frozenset({"", "null", "Null", "NULL", "~"})
"""Plain scalars that YAML reads as nothing."""


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

    def value(self, name: str) -> "Node | None":
        """What stands under a name; None when it is not in the file."""
        return next((value for key, value in self.pairs if key.text == name), None)

    def line_of(self, name: str) -> int:
        """Line of a name, or of the settings when it is not there."""
        return next((key.line for key, _ in self.pairs if key.text == name), self.line)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place where a problem was noted already."""

    line: int
    """Line in the file, from 1."""


Node: TypeAlias = TextNode | ListNode | MapNode | Unreadable


def is_absent(node: Node | None) -> bool:
    """Whether nothing stands there: no node, or YAML's null."""
    return node is None or (isinstance(node, TextNode) and not node.quoted and node.text in ABSENT)
