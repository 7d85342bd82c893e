"""Typed values of one table of settings out of nodes, with every mistake noted at its line."""

import re
from collections.abc import Callable
from typing import TypeVar

from assay.core.errors import did_you_mean
from assay.plans.settings import Kind, Setting, setting_of
from assay.plans.trust import code_problem, secret_problem
from assay.texts.findings import Findings
from assay.texts.nodes import ABSENT, ListNode, MapNode, Node, TextNode, Unreadable, is_absent

Value = TypeVar("Value")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?(?:0|[1-9]\d*)")
TRAPS = (
    (re.compile(r"(?i:y|n|yes|no|on|off|true|false)"), "true or false"),
    (re.compile(r"[+-]?[\d.][\d_.]*(?:[eE][+-]?\d+)?|0[xob][\da-fA-F_]+|[+-]?\.(?i:inf|nan)"), "a number"),
    (re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt ].*)?"), "a date"),
    (re.compile(r"[+-]?\d+(?::[0-5]?\d)+(?:\.\d*)?"), "a time in base 60"),
)
"""Plain scalars that YAML readers take for something else than the text that is written."""


class Fields:
    """The settings of one table as found in a file."""

    def __init__(self, node: MapNode, table: tuple[Setting, ...], where: str, findings: Findings) -> None:
        self.line, self.where, self.table, self.findings = node.line, where, table, findings
        self.found: dict[str, tuple[int, Node]] = {}
        known = {setting.name for setting in table}
        for key, value in node.pairs:
            if key.text in known:
                self.found[key.text] = (key.line, value)
            else:
                self._unknown(key, known)
        for setting in table:
            if setting.required and is_absent(self.node(setting.name)):
                self.missing(setting)

    def _unknown(self, key: TextNode, known: set[str]) -> None:
        if problem := code_problem(key.text, file=self.findings.file, line=key.line):
            self.findings.problems.append(problem)
            return
        if problem := secret_problem(key.text, file=self.findings.file, line=key.line):
            self.findings.problems.append(problem)
            return
        what = f"{self.subject} has no setting '{key.text[:100]}'."
        self.findings.note("plan.unknown_setting", what, did_you_mean(key.text[:100], known, most=20), key.line)

    @property
    def subject(self) -> str:
        """The table as a sentence begins with it."""
        return self.where[:1].upper() + self.where[1:]

    def missing(self, setting: Setting) -> None:
        """Notes that a setting must be there."""
        what = f"{self.subject} has no '{setting.name}'."
        fix = f"Add '{setting.name}:' ({setting.kind.value}). {setting.sentence}"
        self.findings.note("plan.missing", what, fix, self.line_of(setting.name))

    def node(self, name: str) -> Node | None:
        """What stands under a name; None when it is not in the file."""
        found = self.found.get(name)
        return found[1] if found else None

    def line_of(self, name: str) -> int:
        """Line of a setting, or of the table when it is not there."""
        found = self.found.get(name)
        return found[0] if found else self.line

    def given(self, name: str) -> bool:
        """Whether the file says something under this name, right or wrong."""
        return not is_absent(self.node(name))

    def text(self, name: str) -> str | None:
        """A text; the default when it is absent or wrong."""
        setting = setting_of(self.table, name)
        value = self._read(name, lambda node: self.as_text(node, setting))
        return value if value is not None else (setting.default if isinstance(setting.default, str) else None)

    def number(self, name: str) -> float | None:
        """A number; the default when it is absent or wrong."""
        setting = setting_of(self.table, name)
        value = self._read(name, lambda node: self.as_number(node, setting))
        return value if value is not None else (float(setting.default) if isinstance(setting.default, float) else None)

    def whole(self, name: str) -> int | None:
        """A whole number; the default when it is absent or wrong."""
        setting = setting_of(self.table, name)
        value = self._read(name, lambda node: self.as_whole(node, setting))
        return value if value is not None else (setting.default if isinstance(setting.default, int) else None)

    def yes_no(self, name: str) -> bool | None:
        """true or false; None when it is absent or wrong."""
        return self._read(name, lambda node: self._as_yes_no(node, name))

    def texts(self, name: str) -> tuple[tuple[str, int], ...]:
        """Texts with their lines; the default when the list is absent."""
        setting = setting_of(self.table, name)
        if not self.given(name):
            default = setting.default if isinstance(setting.default, tuple) else ()
            return tuple((text, self.line) for text in default)
        return tuple(self._once(self._members(name, lambda node: self.as_text(node, setting)), name))

    def numbers(self, name: str) -> tuple[float, ...]:
        """Numbers; none when the list is absent."""
        setting = setting_of(self.table, name)
        return tuple(value for value, _ in self._members(name, lambda node: self.as_number(node, setting)))

    def columns(self, name: str) -> tuple[str, ...]:
        """One or two texts; none when absent or wrong."""
        setting = setting_of(self.table, name)
        node = self.node(name)
        if isinstance(node, TextNode):
            one = self._read(name, lambda found: self.as_text(found, setting))
            return (one,) if one is not None else ()
        found = tuple(text for text, _ in self._once(self._members(name, lambda m: self.as_text(m, setting)), name))
        if isinstance(node, ListNode) and not 1 <= len(node.members) <= 2:
            what = f"'{name}' in {self.where} names {len(node.members)} columns."
            self.findings.note("plan.columns", what, "Name one column, or two to cross.", self.line_of(name))
            return ()
        return found

    def maps(self, name: str) -> tuple[MapNode, ...]:
        """Members of a list of settings."""
        return tuple(node for node, _ in self._members(name, lambda member: self._as_map(member, name)))

    def slices(self, name: str) -> tuple[MapNode, ...]:
        """Members of a list of slices; a column or a list of columns alone stands for ``by``."""
        return tuple(node for node, _ in self._members(name, _as_slice))

    def map(self, name: str) -> MapNode | None:
        """Settings within settings."""
        return self._read(name, lambda node: self._as_map(node, name))

    def _read(self, name: str, read: Callable[[Node], Value | None]) -> Value | None:
        node = self.node(name)
        return None if node is None or is_absent(node) else read(node)

    def _members(self, name: str, read: Callable[[Node], Value | None]) -> list[tuple[Value, int]]:
        node = self.node(name)
        if node is None or is_absent(node) or isinstance(node, Unreadable):
            return []
        if not isinstance(node, ListNode):
            self._wrong(name, node, "a list", "Write it as a list, such as [a, b], or one a line after '- '.")
            return []
        read_members = [(read(member), member.line) for member in node.members]
        return [(value, line) for value, line in read_members if value is not None]

    def _once(self, members: list[tuple[str, int]], name: str) -> list[tuple[str, int]]:
        seen: dict[str, int] = {}
        for text, line in members:
            if text in seen:
                what = f"'{text}' stands twice in '{name}' of {self.where}."
                self.findings.note("plan.repeated", what, "Keep it once.", line)
            seen.setdefault(text, line)
        return list(seen.items())

    def as_text(self, node: Node, setting: Setting) -> str | None:
        """A text, unless YAML readers would take it for something else."""
        if not isinstance(node, TextNode):
            self._wrong(setting.name, node, "a text", "Write one text.")
            return None
        if setting.kind in (Kind.ANSWER, Kind.ANSWERS) and not node.quoted and WHOLE.fullmatch(node.text):
            return node.text
        trap = None if node.quoted else next((name for form, name in TRAPS if form.fullmatch(node.text)), None)
        if trap or (not node.quoted and node.text in ABSENT):
            reads = trap or "nothing"
            what = f"'{setting.name}' in {self.where} is {node.text!r}, which YAML reads as {reads}."
            self.findings.note("plan.type", what, f'Put it in quotes if you mean the text: "{node.text}".', node.line)
            return None
        return self._bounded_text(node, setting)

    def _bounded_text(self, node: TextNode, setting: Setting) -> str | None:
        text = node.text
        if not text.strip() or len(text) > setting.longest:
            what = f"'{setting.name}' in {self.where} has {len(text)} characters."
            self.findings.note("plan.length", what, f"Use 1 to {setting.longest}.", node.line)
            return None
        if setting.choices and text not in setting.choices:
            what = f"'{setting.name}' in {self.where} is {text[:100]!r}."
            self.findings.note("plan.choice", what, did_you_mean(text[:100], setting.choices), node.line)
            return None
        return text

    def as_number(self, node: Node, setting: Setting) -> float | None:
        """A finite number within the bounds of its setting."""
        if not isinstance(node, TextNode) or not NUMBER.fullmatch(node.text) or node.quoted:
            self._wrong(setting.name, node, "a number", "Write a plain decimal number, such as 0.95, without quotes.")
            return None
        value = float(node.text)
        return value if self._bounded(value, node, setting) else None

    def as_whole(self, node: Node, setting: Setting) -> int | None:
        """A whole number within the bounds of its setting."""
        plain = isinstance(node, TextNode) and not node.quoted and len(node.text) < 20
        if not isinstance(node, TextNode) or not plain or not WHOLE.fullmatch(node.text):
            self._wrong(setting.name, node, "a whole number", "Write digits only, such as 200, without quotes.")
            return None
        value = int(node.text)
        return value if self._bounded(value, node, setting) else None

    def _bounded(self, value: float, node: TextNode, setting: Setting) -> bool:
        low = setting.low if setting.low is not None else -1e300
        high = setting.high if setting.high is not None else 1e300
        if (low < value < high) if setting.inside else (low <= value <= high):
            return True
        what = f"'{setting.name}' in {self.where} is {node.text}."
        self.findings.note("plan.range", what, f"It must be {_bounds(setting)}.", node.line)
        return False

    def _as_yes_no(self, node: Node, name: str) -> bool | None:
        if isinstance(node, TextNode) and not node.quoted and node.text in ("true", "false"):
            return node.text == "true"
        self._wrong(name, node, "true or false", "Write true or false.")
        return None

    def _as_map(self, node: Node, name: str) -> MapNode | None:
        if isinstance(node, MapNode):
            return node
        self._wrong(name, node, "settings", "Write settings, such as {name: linear}.")
        return None

    def _wrong(self, name: str, node: Node, wanted: str, fix: str) -> None:
        if not isinstance(node, Unreadable):
            what = f"'{name}' in {self.where} is {_shown(node)}, not {wanted}."
            self.findings.note("plan.type", what, fix, node.line)


def _as_slice(node: Node) -> MapNode | None:
    match node:
        case MapNode():
            return node
        case Unreadable():
            return None
        case _:
            return MapNode(((TextNode("by", False, node.line), node),), node.line)


def _shown(node: Node) -> str:
    match node:
        case TextNode(text, quoted):
            return f'the text "{text[:80]}"' if quoted else repr(text[:80])
        case ListNode():
            return "a list"
        case _:
            return "a table of settings"


def _bounds(setting: Setting) -> str:
    if setting.low is not None and setting.high is not None:
        if setting.low == setting.high:
            return f"{setting.low:g}"
        low, high = (f"{bound:.10g}" for bound in (setting.low, setting.high))
        return f"between {low} and {high}" + (", without the ends" if setting.inside else "")
    return f"{setting.low:g} or more" if setting.low is not None else "a number of usual size"
