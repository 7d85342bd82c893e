"""Dataset cards: what a person must know before trusting a number made from the data, as a reviewed text file.

Counts are filled in from the data; what only a person knows is marked ``TO FILL``.
Fields follow Gebru et al. (2021), Datasheets for Datasets, doi:10.1145/3458723, and Pushkarna et al. (2022), Data
Cards, doi:10.1145/3531146.3533231.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assay.core.errors import did_you_mean
from assay.datasets.problems import shown
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, Node, TextNode, Unreadable, is_absent
from assay.texts.strict_yaml import read_settings

TO_FILL = "TO FILL"


@dataclass(frozen=True, slots=True)
class Counts:
    """Exact counts of the version that the card describes."""

    items: int
    """Items."""
    columns: int
    """Columns."""
    labels: tuple[tuple[str, int], ...] = ()
    """Each class of the label with its items, the most first."""
    without_label: int = 0
    """Items without a label."""


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """What a dataset is, who answers for it and where it ends; a text is None until a person wrote it."""

    dataset: str
    """Name of the dataset."""
    version: str
    """Version that the counts are of."""
    counts: Counts
    """Exact counts."""
    purpose: str | None = None
    """Which decisions the data serve, and which they must not serve."""
    composition: str | None = None
    """What an item is, where the items come from, what is over- or under-represented."""
    collection: str | None = None
    """How, when and by whom items and labels were gathered."""
    owner: str | None = None
    """Who answers for the data."""
    refresh_cadence: str | None = None
    """How often it is renewed, and what makes it stale."""
    known_limits: tuple[str, ...] = ()
    """What the data cannot say."""
    licence: str | None = None
    """Terms under which it may be used."""
    sensitive_columns: tuple[str, ...] = ()
    """Columns that are kept sealed."""
    reviewer: str | None = None
    """Who reviewed this card; not who wrote it alone."""
    reviewed_at: str | None = None
    """Day of the review, as 2026-11-22."""


class Field(NamedTuple):
    """A field of the card file."""

    is_list: bool
    """Whether it holds several texts."""
    is_needed: bool
    """Whether a reviewed card must have it."""
    sentence: str
    """What a person should write."""


FIELDS: Mapping[str, Field] = {
    "purpose": Field(False, True, "Which decisions do the data serve, and which must they not serve?"),
    "composition": Field(False, True, "What is an item, where do items come from, what is over- or under-represented?"),
    "collection": Field(False, True, "How, when and by whom were items and labels gathered?"),
    "owner": Field(False, True, "Who answers for the data (a person or a team that can be reached)?"),
    "refresh_cadence": Field(False, True, "How often is it renewed, and what makes it stale?"),
    "known_limits": Field(True, True, "What can the data not say? One limit a line."),
    "licence": Field(False, True, "Under which terms may it be used?"),
    "sensitive_columns": Field(True, False, "Columns that are kept sealed."),
    "reviewer": Field(False, True, "Who reviewed this card?"),
    "reviewed_at": Field(False, True, "Day of the review, as 2026-11-22."),
}
HEAD = ("dataset", "version", "counts")
COUNT_FIELDS = ("items", "columns", "labels", "without_label")
FRESH = "assay dataset card NAME --out card.yaml"
NONE = TextNode("0", False, 1)


def parse_card(text: str, file: str) -> DatasetCard:
    """The card in a YAML text; a field that is empty or still begins with ``TO FILL`` is None.

    Raises
    ------
    PlanError
        With all problems and their lines: ``yaml.*`` where the form is wrong, ``card.unknown_field``, ``card.type``,
        ``card.count``, ``card.missing_field``, ``card.date``, ``card.reviewer``.
    """
    node, findings = read_settings(text, file, begin=f"Begin from: {FRESH}.")
    card = _card(node, findings) if node is not None else None
    if card is None or findings.problems:
        raise findings.error()
    return card


def missing_fields(card: DatasetCard) -> tuple[str, ...]:
    """Fields that a reviewed card must have and this one has not, in the order of the file."""
    return tuple(name for name, field in FIELDS.items() if field.is_needed and not getattr(card, name))


def _card(node: MapNode, findings: Findings) -> DatasetCard:
    _note_unknown(node, (*HEAD, *FIELDS), "field", findings)
    texts = {name: _text(node, name, findings) for name, field in FIELDS.items() if not field.is_list}
    lists = {name: _texts(node, name, findings) for name, field in FIELDS.items() if field.is_list}
    _check_review(node, texts, findings)
    return DatasetCard(
        dataset=_demanded(node, "dataset", findings),
        version=_demanded(node, "version", findings),
        counts=_counts(node, findings),
        known_limits=lists["known_limits"],
        sensitive_columns=lists["sensitive_columns"],
        **texts,
    )


def _note_unknown(node: MapNode, known: Sequence[str], noun: str, findings: Findings) -> None:
    for key, _ in node.pairs:
        if key.text not in known:
            what = f"There is no {noun} {shown(key.text)}."
            findings.note("card.unknown_field", what, did_you_mean(key.text, known), key.line)


def _check_review(node: MapNode, texts: Mapping[str, str | None], findings: Findings) -> None:
    day, reviewer = texts["reviewed_at"], texts["reviewer"]
    line = node.line_of("reviewed_at")
    if day is not None and not _is_day(day):
        findings.note("card.date", f"{shown(day)} is not a day.", "Write it as 2026-11-22.", line)
    if day is not None and reviewer is None:
        what = "There is a day of review and no reviewer."
        findings.note("card.reviewer", what, "Name who reviewed the card.", line)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _filled(node: Node | None) -> str | None:
    if not isinstance(node, TextNode) or is_absent(node):
        return None
    text = node.text.strip()
    return text if text and not text.startswith(TO_FILL) else None


def _text(node: MapNode, name: str, findings: Findings) -> str | None:
    found = node.value(name)
    if isinstance(found, ListNode | MapNode):
        what = f"The field '{name}' holds {_kind(found)}."
        findings.note("card.type", what, "Write one text; for several lines use name: >.", found.line)
    return _filled(found)


def _texts(node: MapNode, name: str, findings: Findings) -> tuple[str, ...]:
    found = node.value(name)
    if isinstance(found, MapNode):
        findings.note("card.type", f"The field '{name}' holds {_kind(found)}.", "Write a list.", found.line)
    members = found.members if isinstance(found, ListNode) else (found,)
    for member in members:
        if isinstance(found, ListNode) and isinstance(member, ListNode | MapNode):
            what = f"The field '{name}' holds {_kind(member)} in its list."
            findings.note("card.type", what, "Write one text a line, each after a dash.", member.line)
    return tuple(text for member in members if (text := _filled(member)))


def _demanded(node: MapNode, name: str, findings: Findings) -> str:
    text = _text(node, name, findings)
    if text is None and not isinstance(node.value(name), Unreadable):
        what = f"The field '{name}' is missing."
        findings.note("card.missing_field", what, f"Take it from: {FRESH}.", node.line_of(name))
    return text or ""


def _counts(node: MapNode, findings: Findings) -> Counts:
    found = node.value("counts")
    if not isinstance(found, MapNode):
        what = "The field 'counts' is missing or is no list of counts."
        findings.note("card.missing_field", what, f"Take them from: {FRESH}.", found.line if found else node.line)
        return Counts(0, 0)
    _note_unknown(found, COUNT_FIELDS, "count", findings)
    labels = found.value("labels")
    of_labels = labels.pairs if isinstance(labels, MapNode) else ()
    return Counts(
        items=_count(found.value("items"), "items", found.line, findings),
        columns=_count(found.value("columns"), "columns", found.line, findings),
        labels=tuple((key.text, _count(each, key.text, found.line, findings)) for key, each in of_labels),
        without_label=_count(found.value("without_label") or NONE, "without_label", found.line, findings),
    )


def _count(node: Node | None, name: str, line: int, findings: Findings) -> int:
    text = _filled(node)
    if text is not None and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    what = f"The count {shown(name)} is {shown(text) if text else 'missing'}, not a whole number."
    fix = "Counts are written by Assay: take them from a fresh draft."
    findings.note("card.count", what, fix, node.line if node else line)
    return 0


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, ListNode) else "settings"
