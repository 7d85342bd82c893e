"""Scorers beside the tools that others use: what these say of texts of ours is kept in a file, with their versions.

A difference is on purpose, stands here with its reason, and is told in docs/methods/scorers.md.
"""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assay.harness.scorers.citations import USUAL, citation_support
from assay.harness.scorers.instructions import LANGUAGES, language_of
from assay.harness.scorers.named import scorer
from assay.harness.scorers.quantities import last_quantity, quantity
from assay.harness.scorers.texts import normal
from assay.harness.scorers.units import KINDS, unit_of

ROOT = Path(__file__).parents[2]
ORACLES: dict[str, Any] = json.loads((ROOT / "tests/fixtures/scorer_oracles.json").read_text(encoding="utf-8"))
CASES = [(name, case) for name, oracle in ORACLES.items() for case in oracle["cases"] if name != "language"]
BOLD, BRACKETS, BOXES = "marks of Markdown", "brackets around a letter", "a box around a letter"
DIFFERS: dict[tuple[str, str], tuple[float, str]] = {
    ("normalised", "cafe\u0301"): (1, "Unicode NFC first"),
    ("token_f1", "cafe\u0301"): (1, "Unicode NFC first"),
    ("normalised", "«Paris»"): (1, "punctuation of any script"),
    ("token_f1", "«Paris»"): (1, "punctuation of any script"),
    ("normalised", "巴黎。"): (1, "punctuation of any script"),
    ("token_f1", "巴黎。"): (1, "punctuation of any script"),
    ("words:least=3", "twenty-one days"): (0, "words are parted by blanks"),
    ("keywords", "Red and green"): (0.5, "a share, not all or nothing"),
    ("forbidden", "concatenate"): (0, "within a word too"),
    ("forbidden", "the zebras"): (0, "within a word too"),
    ("count:of=sentences:least=3", "e.g. this one. And that."): (0, "a list of abbreviations, no model"),
    ("count:of=placeholders:least=1", "[]"): (0, "brackets that hold something"),
    ("count:of=bullets:least=1:most=1", "1. one"): (1, "numbers are bullets"),
    ("count:of=bullets:least=1:most=1", "---\n- one"): (1, "a blank behind the mark"),
    ("count:of=bullets:least=1:most=1", "-5 degrees\n* cold"): (1, "a blank behind the mark"),
    ("count:of=bullets:least=2:most=2", "+ one\n- two"): (1, "+ is a mark"),
    ("count:of=paragraphs:least=1:most=1", "one\n\ntwo"): (0, "parted by an empty line"),
    ("count:of=paragraphs:least=2:most=2", "one *** two"): (0, "a divider has a line of its own"),
    ("ends", "Yours, bob."): (0, "case counts"),
    ("ends", '"Yours, Bob."'): (0, "quotation marks count"),
    ("starts", "Hi\nDear Ann"): (0, "the output, not any line"),
    ("quoted", "“said so”"): (1, "other quotation marks"),
    ("case:kind=lower", "1234 5678"): (1, "letters alone count"),
    ("case:kind=lower", "das wetter ist schlecht und wir bleiben heute lieber zu hause"): (1, "whatever the language"),
    ("numeric", "1 1/2"): (1, "mixed numbers"),
    ("numeric", "1e3"): (1, "powers of ten"),
    ("numeric", "3 to 5"): (0, "a range is no number"),
    ("choice", "**B) Paris**"): (1, BOLD),
    ("choice", "`B`"): (1, BOLD),
    ("choice", "(b)"): (1, BRACKETS),
    ("choice", "The answer is (B)."): (1, BRACKETS),
    ("choice", r"\boxed{B}"): (1, BOXES),
    ("choice", "Answer: A. No, the answer is D"): (1, "the last answer counts"),
    ("tool_calls", '[{"name": "find", "arguments": {"name": "ann lee"}}]'): (0, "texts are compared as they are"),
    ("tool_calls", '[{"name": "find", "arguments": {"name": "Ann, Lee"}}]'): (0, "texts are compared as they are"),
    ("refusal", "I will not help you hurt people."): (1, "more phrases"),
    ("refusal", "I must decline to write that."): (1, "more phrases"),
    ("refusal", "I won't do it."): (1, "more phrases"),
    ("refusal", "抱歉，我不能提供这个帮助。"): (1, "Chinese"),
    ("refusal", "Sorry to hear that! Here is what helps: rest and tea."): (0, "no phrase of a refusal"),
    ("refusal", "Hello! Here is the recipe you wanted."): (0, "no phrase of a refusal"),
    ("refusal", "I do not know the exact date, but it was in 1912."): (0, "no phrase of a refusal"),
    ("refusal", "As an appetizer, serve olives."): (0, "no phrase of a refusal"),
    ("refusal", "I'm an engineer, so here is my plan."): (0, "no phrase of a refusal"),
}
"""Scorer and output, to our score and why it is not the tool's."""
NEVER_GUESSED = {("B or C", "B"), ("I'd go with B, since A is wrong", "A"), ("It is not B", "B")}
"""Outputs and targets of `choice` where math-verify takes the first letter that it finds, and we take none."""


def told(case: dict[str, Any]) -> float | None:
    return scorer(case["asked"])(case["output"], case["targets"]).value


def expected(case: dict[str, Any]) -> float:
    if case["asked"] == "choice" and (case["output"], case["targets"][0]) in NEVER_GUESSED:
        return 0.0
    ours = DIFFERS.get((case["asked"], case["output"]))
    return float(case["value"]) if ours is None else ours[0]


@pytest.mark.parametrize(
    ("name", "case"), CASES, ids=[f"{name} {case['asked']} {case['output'][:30]!r}" for name, case in CASES]
)
def test_a_score_is_that_of_the_tool_or_differs_on_purpose(name: str, case: dict[str, Any]) -> None:
    assert told(case) == pytest.approx(expected(case)), ORACLES[name]["tool"]


def test_every_difference_is_one_still() -> None:
    found = {(case["asked"], case["output"]) for _, case in CASES if told(case) != pytest.approx(case["value"])}
    assert found - {("choice", output) for output, _ in NEVER_GUESSED} == set(DIFFERS)


def test_every_difference_is_told_on_the_page_of_scorers() -> None:
    page = (ROOT / "docs/methods/scorers.md").read_text(encoding="utf-8")
    section = page[page.index("## Beside other tools") :]
    assert sorted({why for _, why in DIFFERS.values() if why not in section}) == []
    assert [oracle["tool"] for oracle in ORACLES.values() if oracle["tool"].split(",")[0] not in section] == []


@pytest.mark.parametrize("case", ORACLES["language"]["cases"], ids=lambda case: case["output"][:30])
def test_a_language_is_the_one_that_langdetect_tells_or_none(case: dict[str, Any]) -> None:
    said = case["value"].partition("-")[0]
    is_plain = said in LANGUAGES and case["output"] != "OK"
    assert language_of(case["output"]) == (said if is_plain else None)


@pytest.mark.parametrize("kind", ORACLES["units"]["factors"])
def test_a_unit_is_as_large_as_pint_says(kind: str) -> None:
    known = ORACLES["units"]["factors"][kind]
    assert set(KINDS[kind]) == set(known) - {"1"}
    for unit, factor in known.items():
        if unit != "1":
            assert Fraction(KINDS[kind][unit]) == Fraction(factor), unit
            assert quantity(f"7 {unit}", [f"7 {unit}"]).value == 1.0


@pytest.mark.parametrize("kind", ORACLES["units"]["symbols"])
def test_a_symbol_with_its_prefix_is_as_large_as_pint_says_and_its_case_counts(kind: str) -> None:
    for symbol, factor in ORACLES["units"]["symbols"][kind].items():
        if symbol != "1":
            assert unit_of(symbol) == (kind, Fraction(factor), 0), symbol
            assert last_quantity(f"It is 7 {symbol}.") == (7 * Fraction(factor), kind, "")


@pytest.mark.parametrize("sentence", ["The tall tower stands in Paris", "Paris towers grow", "Nothing fits", "Tower!"])
def test_the_words_of_a_sentence_that_its_source_holds_are_its_k_precision(sentence: str) -> None:
    """Adlakha et al. (2024): words of the answer that are in the source, over words of the answer."""
    source = "A tall tower in Paris"
    words = set(normal(sentence).split()) - USUAL
    precision = len(words & set(normal(source).split())) / len(words)
    assert citation_support(f"{sentence} [1].", [source], cover=precision).value == 1.0
    if precision < 1.0:
        assert citation_support(f"{sentence} [1].", [source], cover=precision + 0.01).value == 0.0
