"""Dataset cards: drafted with exact counts, read strictly, with every mistake at its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.errors import PlanError
from assay.core.item import DatasetVersion, Source
from assay.datasets.card import FIELDS, DatasetCard, missing_fields, parse_card
from assay.datasets.card_draft import draft_card, quoted
from assay.datasets.frames import table_from
from assay.datasets.roles import assign_roles
from assay.datasets.version import make_version, version_hash

TABLE = table_from({"id": ["a", "b", "c"], "label": ["yes", None, "yes"], "name": ["A", "B", "C"]})
COLUMNS = assign_roles(TABLE, item="id", label="label", sensitive=["name"])


def version(name: str = "loans") -> DatasetVersion:
    return make_version(name, COLUMNS, [], Source("a.csv", "0" * 64, "csv"))


FILLED = """
dataset: loans
version: abc
counts: {items: 3, columns: 2, labels: {"no": 1, yes: 2}}
purpose: Decide whether the new model may grant loans.
composition: >
  One loan request each,
  from 2024.
collection: From the ledger.
owner: Risk team
refresh_cadence: yearly
known_limits:
  - No requests by phone.
  - "no": not a mapping
licence: no
sensitive_columns: [name]
reviewer: lead
reviewed_at: 2026-11-22
"""


def test_draft_reads_back_with_exact_counts_and_everything_else_to_fill() -> None:
    text = draft_card(version(), TABLE)
    card = parse_card(text, "card.yaml")
    assert (card.dataset, card.version) == ("loans", version_hash(version()))
    assert (card.counts.items, card.counts.columns) == (3, 3)
    assert (card.counts.labels, card.counts.without_label) == ((("yes", 2),), 1)
    assert card.sensitive_columns == ("name",)
    assert missing_fields(card) == tuple(name for name, field in FIELDS.items() if field.is_needed)
    assert text.count("TO FILL:") == 9


@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8).filter(
        lambda text: text.strip() and not text.startswith("TO FILL")
    )
)
def test_draft_reads_back_whatever_the_names(name: str) -> None:
    table = table_from({"label": [name, name, "x"]})
    drafted = make_version(name, assign_roles(table, label="label"), [], Source("a", "0", "csv"))
    card = parse_card(draft_card(drafted, table), "card.yaml")
    assert card.dataset == name.strip()
    assert dict(card.counts.labels) == ({name: 2, "x": 1} if name != "x" else {"x": 3})


@given(text=st.text(max_size=20))
def test_quoted_text_is_one_line_of_seen_characters(text: str) -> None:
    assert len(quoted(text).splitlines()) == 1


def test_filled_card_is_read_with_texts_as_written() -> None:
    card = parse_card(FILLED.replace('  - "no": not a mapping\n', ""), "card.yaml")
    assert missing_fields(card) == ()
    assert card.licence == "no"
    assert card.composition == "One loan request each, from 2024."
    assert card.known_limits == ("No requests by phone.",)
    assert dict(card.counts.labels) == {"no": 1, "yes": 2}
    assert card.reviewed_at == "2026-11-22"
    assert isinstance(card, DatasetCard)


def test_all_mistakes_come_at_once_with_their_lines() -> None:
    text = (
        "dataset: x\npurpos: a\npurpose: [1, 2]\npurpose: x\nreviewed_at: soon\n"
        "counts: {items: many, rows: 1}\nowner: {a: b}\n"
    )
    with pytest.raises(PlanError) as caught:
        parse_card(text, "card.yaml")
    found = [(problem.line, problem.code) for problem in caught.value.problems]
    assert found == [
        (1, "card.missing_field"),
        (2, "card.unknown_field"),
        (3, "card.type"),
        (4, "yaml.duplicate_key"),
        (5, "card.date"),
        (5, "card.reviewer"),
        (6, "card.unknown_field"),
        (6, "card.count"),
        (6, "card.count"),
        (7, "card.type"),
    ]
    assert "Did you mean 'purpose'?" in str(caught.value)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "is empty"),
        ("- a\n- b\n", 1, "holds no settings"),
        ("just text", 1, "holds no settings"),
        (BOMB, 1, "anchor or alias 'a'"),
        ("dataset: *x", 1, "alias 'x'"),
        ("dataset: x\npurpose: !!python/object/apply:os.system [ls]\n", 2, "The tag"),
        ("dataset: !custom x\n", 1, "The tag"),
        ("a: " + "[" * 10_000, 1, "nested deeper"),
        ("dataset: x\npurpose: 'open\n", 2, "not YAML"),
        ("a: b: c\n", 1, "not YAML"),
        ("dataset: x\n\tpurpose: y\n", 2, "not YAML"),
        ("dataset: \x01\n", 1, "U+0001"),
        ("dataset: x\n---\ndataset: y\n", 2, "second document"),
        ("? [a, b]\n: x\n", 1, "key is not a text"),
        ("x" * 1_000_001, None, "at most"),
    ],
    ids=[
        "empty", "list", "text", "alias bomb", "alias", "python tag", "tag", "10,000 deep", "open quote", "colons",
        "tab", "control character", "two documents", "list as key", "too long",
    ],
)  # fmt: skip
def test_text_that_is_no_card_is_refused(text: str, line: int | None, says: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_card(text, "card.yaml")
    problem = next(each for each in caught.value.problems if says in each.what)
    assert (problem.line, problem.file) == (line, "card.yaml")
