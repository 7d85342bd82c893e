"""A program as a reviewed YAML file, for git."""

from collections.abc import Collection
from datetime import date

from assay.core.errors import did_you_mean
from assay.core.safe_text import neutral
from assay.programs.program import METRICS, Goal, Member, Program, RateCard, Target, VendorRate
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, Node, TextNode, Unreadable, is_absent
from assay.texts.strict_yaml import read_settings

BEGIN = "Begin with: program: moderation, then purpose:, dataset: and queues:."
HEAD = ("program", "purpose", "dataset", "queues", "target", "goal", "rates", "members")
LONGEST_NAME, LONGEST = 100, 2_000
MOST_MINOR = 10_000_000
CURRENCY_LETTERS = 3
NOT_IN_NAMES = ":@/\\"
"""A program has an address of its own."""


def parse_program(text: str, file: str) -> Program:
    """The program in a YAML text.

    Raises
    ------
    PlanError
        With all problems and their lines: ``yaml.*`` where the form is wrong, ``program.unknown_field``,
        ``program.missing_field``, ``program.value``.
    """
    node, findings = read_settings(text, file, begin=BEGIN)
    found = _Reader(findings).program(node) if node is not None else None
    if found is None or findings.problems:
        raise findings.error()
    return found


class _Reader:
    """Reads the parts, noting what is wrong with each; what could not be read is then of no use."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def program(self, node: MapNode) -> Program:
        self._known(node, HEAD)
        name = self.text(node, "program", needed=True)
        if len(name) > LONGEST_NAME or any(mark in name for mark in NOT_IN_NAMES):
            fix = f"Use up to {LONGEST_NAME} characters, without {' '.join(NOT_IN_NAMES)}."
            self._wrong("program", name, fix, node.line_of("program"))
        return Program(
            name,
            self.text(node, "purpose", needed=True),
            self.text(node, "dataset", needed=True),
            self.texts(node, "queues", needed=True),
            self._target(self.part(node, "target", ("metric", "least"))),
            self._goal(self.part(node, "goal", ("items", "due"))),
            self._rates(self.part(node, "rates", ("currency", "answer", "vendors"))),
            self._members(node),
        )

    def text(self, node: MapNode, name: str, *, needed: bool = False) -> str:
        found = self._given(node, name, needed=needed)
        if isinstance(found, TextNode) and found.text.strip() and len(found.text) <= LONGEST:
            return found.text.strip()
        if found is not None:
            self._note("program.value", f"The field '{name}' is no text.", f"Write 1 to {LONGEST:,} characters.", found)
        return ""

    def texts(self, node: MapNode, name: str, *, needed: bool = False) -> tuple[str, ...]:
        found = self._given(node, name, needed=needed)
        if found is None:
            return ()
        members = found.members if isinstance(found, ListNode) else (found,)
        texts = tuple(each.text.strip() for each in members if isinstance(each, TextNode) and each.text.strip())
        if len(texts) < len(members) or (needed and not texts) or len(set(texts)) < len(texts):
            fix = f"Write a list, each once: {name}: [one, two]."
            self._note("program.value", f"The field '{name}' is no list of texts.", fix, found)
        return texts

    def whole(self, node: MapNode, name: str, *, least: int, most: int, needed: bool = False) -> int | None:
        found = self._given(node, name, needed=needed)
        if found is None:
            return None
        text = found.text if isinstance(found, TextNode) else ""
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        self._wrong(name, text, f"Write a whole number from {least} to {most:,}.", found.line)
        return None

    def part(self, node: MapNode, name: str, fields: Collection[str]) -> MapNode | None:
        found = self._given(node, name)
        if found is None or isinstance(found, MapNode):
            if found is not None:
                self._known(found, fields)
            return found
        fix = f"Write under it, indented: {', '.join(f'{field}:' for field in fields)}."
        self._note("program.value", f"The field '{name}' holds no settings.", fix, found)
        return None

    def _target(self, node: MapNode | None) -> Target | None:
        if node is None:
            return None
        metric, least = self.text(node, "metric", needed=True), self.text(node, "least", needed=True)
        if metric and metric not in METRICS:
            self._wrong("metric", metric, did_you_mean(metric, METRICS), node.line_of("metric"))
        try:
            value = float(least or "nan")
        except ValueError:
            value = float("nan")
        if least and not 0 < value <= 1:
            self._wrong("least", least, "Write a number above 0 and at most 1, such as 0.7.", node.line_of("least"))
        return Target(metric, value)

    def _goal(self, node: MapNode | None) -> Goal:
        if node is None:
            return Goal()
        due = self.text(node, "due") or None
        if due is not None and not _is_day(due):
            self._wrong("due", due, "Write a day as 2026-12-15.", node.line_of("due"))
        return Goal(self.whole(node, "items", least=1, most=1_000_000_000), due)

    def _rates(self, node: MapNode | None) -> RateCard | None:
        if node is None:
            return None
        currency = self.text(node, "currency", needed=True)
        is_code = len(currency) == CURRENCY_LETTERS and currency.isascii() and currency.isalpha() and currency.isupper()
        if currency and not is_code:
            self._wrong("currency", currency, "Write the ISO 4217 code, such as USD.", node.line_of("currency"))
        answer = self.whole(node, "answer", least=0, most=MOST_MINOR, needed=True)
        vendors = node.value("vendors")
        own = []
        if isinstance(vendors, MapNode):
            for key, _ in vendors.pairs:
                rate = self.whole(vendors, key.text, least=0, most=MOST_MINOR)
                own += [VendorRate(key.text, rate)] if rate is not None else []
        elif vendors is not None and not is_absent(vendors):
            self._note("program.value", "The field 'vendors' holds no rates.", "Write under it: acme: 10.", vendors)
        return RateCard(currency, answer or 0, tuple(own))

    def _members(self, node: MapNode) -> tuple[Member, ...]:
        found = self._given(node, "members")
        members = found.members if isinstance(found, ListNode) else ()
        if found is not None and not isinstance(found, ListNode):
            fix = "Write a list, each with judge:, and vendor: and languages: where they matter."
            self._note("program.value", "The field 'members' is no list.", fix, found)
        made: list[Member] = []
        for each in members:
            if not isinstance(each, MapNode):
                self._note("program.value", "A member has no settings.", "Write - judge: j1.", each)
                continue
            self._known(each, ("judge", "vendor", "languages"))
            judge = self.text(each, "judge", needed=True)
            if judge and any(one.judge == judge for one in made):
                self._wrong("judge", judge, "Name each judge once.", each.line_of("judge"))
            made.append(Member(judge, self.text(each, "vendor") or None, self.texts(each, "languages")))
        return tuple(made)

    def _known(self, node: MapNode, fields: Collection[str]) -> None:
        for key, _ in node.pairs:
            if key.text not in fields:
                what = f"There is no field '{neutral(key.text, most=60)}' here."
                self._note("program.unknown_field", what, did_you_mean(key.text, fields), key)

    def _given(self, node: MapNode, name: str, *, needed: bool = False) -> Node | None:
        found = node.value(name)
        if isinstance(found, Unreadable):
            return None
        if found is not None and not is_absent(found):
            return found
        if needed:
            what, fix = f"The field '{name}' is missing.", f"Write one: {name}: ..."
            self.findings.note("program.missing_field", what, fix, node.line_of(name))
        return None

    def _wrong(self, name: str, text: str, fix: str, line: int) -> None:
        self.findings.note("program.value", f"The field '{name}' is '{neutral(text, most=60)}'.", fix, line)

    def _note(self, code: str, what: str, fix: str, node: Node) -> None:
        self.findings.note(code, what, fix, node.line)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
