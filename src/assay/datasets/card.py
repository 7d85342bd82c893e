"""Dataset cards: what a person must know before trusting a number made from the data, as a reviewed text file.

Counts are filled in from the data; what only a person knows is marked ``TO FILL``.
Fields follow Gebru et al. (2021), Datasheets for Datasets, doi:10.1145/3458723, and Pushkarna et al. (2022), Data
Cards, doi:10.1145/3531146.3533231.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assay.core.errors import PlanError, did_you_mean
from assay.datasets.problems import Problems, shown
from assay.datasets.strict_yaml import Many, Node, Pairs, Text, read_yaml

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


def parse_card(text: str, file: str) -> DatasetCard:
    """The card in a YAML text; a field that is empty or still begins with ``TO FILL`` is None.

    Raises
    ------
    PlanError
        With all problems and their lines: ``card.yaml``, ``card.duplicate_key``, ``card.unknown_field``,
        ``card.type``, ``card.count``, ``card.missing_field``, ``card.date``, ``card.reviewer``.
    """
    problems = Problems(file)
    node = read_yaml(text, problems)
    if not isinstance(node, Pairs):
        if not len(problems):
            fix = "Begin from: assay dataset card NAME --out card.yaml."
            problems.add("card.yaml", "The text is not a list of fields.", fix, line=node.line if node else 1)
        problems.raise_any(PlanError)
        raise AssertionError("problems were raised")
    card = _card(node, problems)
    problems.raise_any(PlanError)
    return card


def missing_fields(card: DatasetCard) -> tuple[str, ...]:
    """Fields that a reviewed card must have and this one has not, in the order of the file."""
    return tuple(name for name, field in FIELDS.items() if field.is_needed and not getattr(card, name))


def _card(node: Pairs, problems: Problems) -> DatasetCard:
    known = (*HEAD, *FIELDS)
    for name in node.members:
        if name not in known:
            what = f"There is no field {shown(name)}."
            problems.add("card.unknown_field", what, did_you_mean(name, known), line=node.lines[name])
    texts = {name: _text(node, name, problems) for name, field in FIELDS.items() if not field.is_list}
    lists = {name: _texts(node, name, problems) for name, field in FIELDS.items() if field.is_list}
    _check_review(node, texts, problems)
    return DatasetCard(
        dataset=_demanded(node, "dataset", problems),
        version=_demanded(node, "version", problems),
        counts=_counts(node, problems),
        known_limits=lists["known_limits"],
        sensitive_columns=lists["sensitive_columns"],
        **texts,
    )


def _check_review(node: Pairs, texts: Mapping[str, str | None], problems: Problems) -> None:
    day, reviewer = texts["reviewed_at"], texts["reviewer"]
    if day is not None and not _is_day(day):
        what = f"{shown(day)} is not a day."
        problems.add("card.date", what, "Write it as 2026-11-22.", line=node.lines["reviewed_at"])
    if day is not None and reviewer is None:
        what = "There is a day of review and no reviewer."
        problems.add("card.reviewer", what, "Name who reviewed the card.", line=node.lines["reviewed_at"])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _filled(node: Node | None) -> str | None:
    if not isinstance(node, Text) or node.value is None:
        return None
    text = node.value.strip()
    return text if text and not text.startswith(TO_FILL) else None


def _text(node: Pairs, name: str, problems: Problems) -> str | None:
    found = node.members.get(name)
    if found is not None and not isinstance(found, Text):
        what = f"The field '{name}' holds {_kind(found)}."
        problems.add("card.type", what, "Write one text; for several lines use name: >.", line=found.line)
    return _filled(found)


def _texts(node: Pairs, name: str, problems: Problems) -> tuple[str, ...]:
    found = node.members.get(name)
    if isinstance(found, Many):
        for member in found.members:
            if not isinstance(member, Text):
                what = f"The field '{name}' holds {_kind(member)} in its list."
                problems.add("card.type", what, "Write one text a line, each after a dash.", line=member.line)
        return tuple(text for member in found.members if (text := _filled(member)))
    if isinstance(found, Pairs):
        problems.add("card.type", f"The field '{name}' holds {_kind(found)}.", "Write a list.", line=found.line)
    text = _filled(found)
    return (text,) if text else ()


def _demanded(node: Pairs, name: str, problems: Problems) -> str:
    text = _text(node, name, problems)
    if text is None:
        fix = "Take it from: assay dataset card NAME --out card.yaml."
        problems.add("card.missing_field", f"The field '{name}' is missing.", fix, line=node.lines.get(name, node.line))
    return text or ""


def _counts(node: Pairs, problems: Problems) -> Counts:
    found = node.members.get("counts")
    if not isinstance(found, Pairs):
        line = found.line if found else node.line
        fix = "Take them from: assay dataset card NAME --out card.yaml."
        problems.add("card.missing_field", "The field 'counts' is missing or is no list of counts.", fix, line=line)
        return Counts(0, 0)
    for name in found.members:
        if name not in COUNT_FIELDS:
            what = f"There is no count {shown(name)}."
            problems.add("card.unknown_field", what, did_you_mean(name, COUNT_FIELDS), line=found.lines[name])
    labels = found.members.get("labels")
    of_labels = labels.members if isinstance(labels, Pairs) else {}
    return Counts(
        items=_count(found.members.get("items"), "items", found.line, problems),
        columns=_count(found.members.get("columns"), "columns", found.line, problems),
        labels=tuple((name, _count(each, name, found.line, problems)) for name, each in of_labels.items()),
        without_label=_count(found.members.get("without_label", Text("0", found.line)), "", found.line, problems),
    )


def _count(node: Node | None, name: str, line: int, problems: Problems) -> int:
    text = _filled(node)
    if text is not None and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    what = f"The count {shown(name)} is {shown(text) if text else 'missing'}, not a whole number."
    problems.add(
        "card.count",
        what,
        "Counts are written by Assay: take them from a fresh draft.",
        line=node.line if node else line,
    )
    return 0


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, Many) else "a mapping" if isinstance(node, Pairs) else "a text"
