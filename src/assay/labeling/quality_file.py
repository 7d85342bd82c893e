"""A quality rule as a reviewed YAML file, for git."""

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from assay.core.errors import did_you_mean
from assay.core.safe_text import neutral
from assay.labeling.quality_rule import COLLECTORS, Collects, Does, QualityRule
from assay.texts.findings import Findings
from assay.texts.nodes import MapNode, TextNode, Unreadable, is_absent
from assay.texts.strict_yaml import read_settings

BEGIN = "Begin with: quality rule: careless, then queue:, collect:, below: (or above:) and do:."
NAME = "quality rule"
SIDES = ("below", "above", "alpha")
TEXTS = (NAME, "queue", "collect", "do", "skill", "says")
LONGEST, LONGEST_SAYS = 100, 500
NOT_IN_NAMES = ":@/\\"
_MEANS = {
    "below": "the whole interval must lie below it",
    "above": "the whole interval must lie above it",
    "alpha": "it is the level of all pairs of judges together, such as 0.01",
}


PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
"""A number that needs no quotes."""
Word = TypeVar("Word", Collects, Does)


class Number(NamedTuple):
    """What a number of the file may be."""

    low: float
    """The smallest."""
    high: float
    """The largest."""
    whole: bool = False
    """Whether it is a count."""


NUMBERS: Mapping[str, Number] = {
    **dict.fromkeys(("below", "above"), Number(0.001, 1_000.0)),
    "alpha": Number(1e-6, 0.2),
    "last": Number(5, 10_000, whole=True),
    "least": Number(5, 10_000, whole=True),
    "every": Number(1, 1_000, whole=True),
    "level": Number(0.5, 0.9999),
    "seconds": Number(0.1, 3_600.0),
}


def parse_quality_rule(text: str, file: str) -> QualityRule:
    """The quality rule in a YAML text.

    Raises
    ------
    PlanError
        With all problems and their lines: ``yaml.*`` where the form is wrong, ``quality.unknown_field``,
        ``quality.missing_field``, ``quality.value``, ``quality.condition``.
    """
    node, findings = read_settings(text, file, begin=BEGIN)
    found = _Reader(node, findings).rule() if node is not None else None
    if found is None or findings.problems:
        raise findings.error()
    return found


def written_rule(fields: Mapping[str, str]) -> str:
    """The YAML text of a rule from what somebody typed in a form; its bound is written as its condition asks."""
    collects = fields.get("collect", "")
    side = COLLECTORS[Collects(collects)].side if collects in set(Collects) else "below"
    named = {side if name == "bound" else name: value.strip() for name, value in fields.items()}
    order = [name for name in (NAME, "queue", "collect", side, *NUMBERS, "do", "skill", "says") if named.get(name)]
    return "".join(f"{name}: {_scalar(name, named[name])}\n" for name in dict.fromkeys(order))


def _scalar(name: str, text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if name not in NUMBERS or not PLAIN.fullmatch(text) else text


class _Reader:
    """Reads the fields, noting what is wrong with each."""

    def __init__(self, node: MapNode, findings: Findings) -> None:
        self.node, self.findings = node, findings

    def rule(self) -> QualityRule | None:
        self._check_known()
        texts = {name: self._text(name, needed=name in TEXTS[:4]) for name in TEXTS}
        numbers = {name: self._number(name) for name in NUMBERS}
        collects = self._word("collect", texts["collect"], Collects)
        does = self._word("do", texts["do"], Does)
        self._check_name(texts[NAME])
        if collects is None or does is None:
            return None
        side = COLLECTORS[collects].side
        self._check_condition(collects, side, numbers)
        self._check_fits(collects, does, texts, numbers)
        if self.findings.problems:
            return None
        found: dict[str, Any] = {
            "seconds": numbers["seconds"],
            "level": numbers["level"],
            "skill": texts["skill"],
            "says": texts["says"],
        }
        found |= {
            name: None if numbers[name] is None else int(numbers[name] or 0) for name in ("last", "least", "every")
        }
        given = {name: value for name, value in found.items() if value is not None}
        made = QualityRule(texts[NAME] or "", texts["queue"] or "", collects, numbers[side] or 0.0, does, **given)
        if made.least > made.last:
            self._wrong("least", str(made.least), f"Write at most {made.last}, the answers of the window.")
        return made

    def _check_known(self) -> None:
        known = (*TEXTS, *NUMBERS)
        for key, _ in self.node.pairs:
            if key.text not in known:
                what = f"A quality rule has no field '{neutral(key.text, most=60)}'."
                self.findings.note("quality.unknown_field", what, did_you_mean(key.text, known), key.line)

    def _given(self, name: str) -> TextNode | None:
        found = self.node.value(name)
        if found is None or isinstance(found, Unreadable) or is_absent(found):
            return None
        if isinstance(found, TextNode):
            return found
        what = f"The field '{name}' holds more than one value."
        self.findings.note("quality.value", what, "Write one.", found.line)
        return None

    def _text(self, name: str, *, needed: bool) -> str | None:
        found = self._given(name)
        if found is None:
            if needed and self.node.value(name) is None:
                what = f"The field '{name}' is missing."
                self.findings.note("quality.missing_field", what, f"Write one: {name}: ...", self.node.line_of(name))
            return None
        most = LONGEST_SAYS if name == "says" else LONGEST
        if not 1 <= len(found.text.strip()) <= most:
            self._wrong(name, found.text, f"Write 1 to {most} characters.")
        return found.text.strip()

    def _number(self, name: str) -> float | None:
        found, allowed = self._given(name), NUMBERS[name]
        if found is None:
            return None
        try:
            value = float(found.text)
        except ValueError:
            value = float("nan")
        plain = found.text.isascii() and "_" not in found.text and isfinite(value)
        if plain and allowed.low <= value <= allowed.high and (not allowed.whole or value == int(value)):
            return value
        kind = "a whole number" if allowed.whole else "a number"
        self._wrong(name, found.text, f"Write {kind} from {allowed.low:g} to {allowed.high:g}.")
        return None

    def _word(self, name: str, text: str | None, words: type[Word]) -> Word | None:
        if text is None:
            return None
        known = [each.value for each in words]
        if text in known:
            return words(text)
        self._wrong(name, text, did_you_mean(text, known))
        return None

    def _check_name(self, name: str | None) -> None:
        if name is not None and any(mark in name for mark in NOT_IN_NAMES):
            self._wrong(NAME, name, f"Leave out {' '.join(NOT_IN_NAMES)}.")

    def _check_condition(self, collects: Collects, side: str, numbers: Mapping[str, float | None]) -> None:
        given = [each for each in SIDES if self.node.value(each) is not None]
        if given != [side]:
            written = " and ".join(given) or "none"
            what = f"The condition of '{collects.value}' is written as {side}:, and here is {written}."
            fix = f"Write {side}: and a number; {_MEANS[side]}."
            self.findings.note("quality.condition", what, fix, self.node.line_of((given or ["collect"])[0]))
        bound = numbers[side]
        if bound is not None and COLLECTORS[collects].is_share and bound >= 1.0:
            self._wrong(side, f"{bound:g}", "It is a share: write a number below 1, such as 0.7.")

    def _check_fits(
        self, collects: Collects, does: Does, texts: Mapping[str, str | None], numbers: Mapping[str, float | None]
    ) -> None:
        pairs = (
            ("seconds", numbers["seconds"], collects is Collects.TOO_FAST, "seconds: 2, for 'too fast' alone."),
            ("skill", texts["skill"], does is Does.REMOVE_SKILL, "skill: the lane, for 'remove skill' alone."),
        )
        for name, value, wanted, fix in pairs:
            if wanted is (value is None) and not (value is None and self.node.value(name) is not None):
                what = f"The field '{name}' is {'missing' if wanted else 'of no use here'}."
                code = "quality.missing_field" if wanted else "quality.condition"
                self.findings.note(code, what, f"Write {fix}", self.node.line_of(name))

    def _wrong(self, name: str, text: str, fix: str) -> None:
        what = f"The field '{name}' is '{neutral(text, most=60)}'."
        self.findings.note("quality.value", what, fix, self.node.line_of(name))
