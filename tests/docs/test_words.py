"""The glossary has every word of the house, and the pages are well made."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.name not in {"benchmarks.md", "coverage.md"}
)
WORDS = (
    *("item", "sample", "dataset", "dataset version", "output set", "attempt", "slice", "system", "judge", "question"),
    *("guideline", "judgment", "answer", "reference set", "gold", "overlap", "consensus", "adjudication", "queue"),
    *("ruling", "precedent", "dispute", "pilot", "review", "qualification", "judge card", "canary"),
    "alternative annotator test",
    *("annotation agent", "panel", "quality rule", "intervention", "suggestion", "anchoring"),
    *("assignment", "lease", "lane", "round", "lot", "facts", "metric", "estimate", "baseline", "candidate"),
    *("comparison", "plan", "tier", "check", "gate", "verdict", "recommendation", "decision", "waiver", "evidence"),
    *("bundle", "program", "vendor", "SLA", "incident", "case", "coverage", "discordance", "margin", "look"),
    *("core, guardrail, slice", "substance", "head", "trace", "step"),
)
SECOND_SENTENCE = re.compile(r"(?<![A-Z0-9])(?<!e\.g)(?<!i\.e)[.!?] (?=[A-Z][a-z])")


def prose(path: Path) -> list[tuple[int, str]]:
    """Lines of a page outside of blocks, tables and comments, with their numbers."""
    text = re.sub(
        r"^```.*?^```$", lambda block: "\n" * block[0].count("\n"), path.read_text("utf-8"), flags=re.M | re.S
    )
    return [(n, line) for n, line in enumerate(text.splitlines(), 1) if not line.startswith(("|", "<!--"))]


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_says_what_a_word_means(word: str) -> None:
    assert re.search(rf"^\*\*{word}\*\*: [a-z].*\.$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)


def test_the_glossary_says_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*:", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
    assert len(words) == len(set(words))
    assert set(words) == set(WORDS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_has_one_sentence_a_line(path: Path) -> None:
    assert [(n, line) for n, line in prose(path) if SECOND_SENTENCE.search(line)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_has_no_words_that_belittle(path: Path) -> None:
    assert [(n, line) for n, line in prose(path) if re.search(r"\b(simply|obviously)\b", line, re.IGNORECASE)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_leads_to_a_file(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_decision_is_listed_on_the_first_page() -> None:
    page = (ROOT / "docs/index.md").read_text("utf-8")
    decisions = (ROOT / "docs/decisions").glob("*.md")
    assert [path.name for path in decisions if f"(decisions/{path.name})" not in page] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_says_problem_choices_choice_and_what_would_change_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [
        part for part in ("Problem", "Choices", "Choice", "What would change our mind") if f"\n## {part}\n" not in text
    ] == []


def test_the_table_of_roles_in_the_docs_is_the_one_that_decides() -> None:
    from assay.gates.decision_table import table_rows

    heading, *rows = table_rows()
    order = [heading.index(each) for each in ("PASS", "FAIL", "waived FAIL", "INCONCLUSIVE")]
    page = (ROOT / "docs/concepts/verdicts.md").read_text("utf-8")
    assert [row for row in rows if f"| {row[0]} | {' | '.join(row[n] for n in order)} |" not in page] == []
