"""Scorers: against published scripts' values, the libraries themselves, and tables of real-looking answers."""

import tracemalloc

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from assay.core.errors import InputError
from assay.harness.scorers.libraries import LONGEST
from assay.harness.scorers.named import SCORERS, scorer
from assay.harness.scorers.numbers import last_number
from assay.harness.scorers.texts import normal


@pytest.mark.parametrize(
    ("asked", "output", "targets", "value"),
    [
        ("exact", " Paris\n", ["Paris"], 1.0),
        ("exact", "paris", ["Paris"], 0.0),
        ("normalised", "The Eiffel Tower!", ["eiffel tower"], 1.0),
        ("normalised", "巴黎。", ["巴黎"], 1.0),
        ("contains", "It is PARIS, I think", ["paris"], 1.0),
        ("contains", "anything", [""], 0.0),
        ("token_f1", "the cat sat", ["cat sat down"], 0.8),
        ("token_f1", "dog", ["cat", "a dog"], 1.0),
        ("token_f1", "", ["cat"], 0.0),
        ("token_f1", "the", ["a"], 1.0),
        ("choice", "The answer is (B).", ["B"], 1.0),
        ("choice", "B) because of A", ["B"], 1.0),
        ("choice", "I would say\nC", ["c"], 1.0),
        ("choice", "Both are wrong", ["B"], 0.0),
        ("choice", "Answer: A. No, the answer is D", ["D"], 1.0),
        ("numeric", "6*7 = 42", ["42"], 1.0),
        ("numeric", "about 1,234.5 in all", ["1234.5"], 1.0),
        ("numeric", "50 %", ["0.5"], 1.0),
        ("numeric", "2 million", ["2000000"], 1.0),
        ("numeric", "\u22123", ["-3"], 1.0),
        ("numeric", "no idea", ["1"], 0.0),
        ("numeric", "1", ["none"], None),
        ("numeric:tolerance=0.01", "3.141", ["3.1416"], 1.0),
        ("numeric:tolerance=0.01:relative=true", "98", ["100"], 0.0),
        ("numeric:tolerance=0.02:relative=true", "98", ["100"], 1.0),
        ("json", '```json\n{"a": 1}\n```', [], 1.0),
        ("json", "{'a': 1}", [], 0.0),
        ("json", '{"a": NaN}', [], 0.0),
        ("json_fields", '{"a": 1, "b": {"c": [1, 2]}}', ['{"a": 1, "b": {"c": [1, 3]}}'], 2 / 3),
        ("json_fields", '{"a": true}', ['{"a": 1}'], 0.0),
        ("json_fields", "none", ['{"a": 1}'], 0.0),
        ("json_fields", '{"a": 1}', ["no json"], None),
        ("json", "[" * 100_000, [], 0.0),
        ("words:most=3", "one two three", [], 1.0),
        ("words:least=2:most=3", "one", [], 0.0),
        ("keywords", "Red and GREEN", ["red", "green", "blue"], 2 / 3),
        ("forbidden", "Sorry, I cannot", ["sorry"], 0.0),
        ("forbidden", "مرحبا", ["sorry"], 1.0),
    ],
)
def test_a_scorer_says_what_the_table_says(asked: str, output: str, targets: list[str], value: float | None) -> None:
    found = scorer(asked)(output, targets)
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.why


@pytest.mark.parametrize(
    ("said", "right"),
    [("the cat is on the mat", "there is a cat on the mat"), ("a b c d", "a b c d"), ("x", "y"), ("", "word")],
)
def test_measures_of_libraries_are_those_of_the_libraries(said: str, right: str) -> None:
    assert scorer("bleu")(said, [right]).value == pytest.approx(sacrebleu.sentence_bleu(said, [right]).score / 100)
    assert scorer("chrf")(said, [right]).value == pytest.approx(sacrebleu.sentence_chrf(said, [right]).score / 100)
    rouge = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True).score(right, said)
    for name, theirs in (("rouge_1", "rouge1"), ("rouge_2", "rouge2"), ("rouge_l", "rougeL")):
        assert scorer(name)(said, [right]).value == pytest.approx(rouge[theirs].fmeasure)


def test_rouge_counts_words_pairs_of_them_and_what_is_in_order() -> None:
    """The example of Lin (2004), section 3.1; "killed" and "kill" have one stem."""
    said, targets = "the gunman kill police", ["police killed the gunman", "nobody"]
    assert [scorer(f"rouge_{n}")(said, targets).value for n in (1, 2, "l")] == pytest.approx([1.0, 1 / 3, 0.5])


ROUGE_WORDS = ["a", "b", "run", "running", "runs", "cat", "cats", "3", "x-y"]
WORDS = st.lists(st.sampled_from(ROUGE_WORDS), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_rouge_l_is_that_of_the_library_though_its_table_is_not_made(said: str, right: str) -> None:
    library = RougeScorer(["rougeL"], use_stemmer=True).score(right, said)["rougeL"].fmeasure
    assert scorer("rouge_l")(said, [right]).value == pytest.approx(library)


def test_rouge_l_of_a_long_output_needs_a_row_and_no_table() -> None:
    said, right = "one two cat " * 10_000, "cat one " * 500
    tracemalloc.start()
    found = scorer("rouge_l")(said, [right])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.value == pytest.approx(2 * 1_000 / 31_000)
    assert peak < 50e6


@pytest.mark.parametrize("name", ["bleu", "chrf", "rouge_1", "rouge_2", "rouge_l"])
def test_texts_that_are_too_long_to_compare_give_no_score_and_say_so(name: str) -> None:
    assert scorer(name)("ab " * 1_000, ["ab"]).value is not None
    for output, targets in [("ab" * 200_000, ["ab"]), ("ab", ["ab", "c" * LONGEST])]:
        found = scorer(name)(output, targets)
        assert (found.value, "characters" in found.why) == (None, True)


@given(st.text(max_size=80), st.text(min_size=1, max_size=40))
def test_every_score_is_a_share_and_the_same_again(output: str, target: str) -> None:
    for name in SCORERS:
        first = scorer(name)(output, [target])
        assert first.value is None or 0.0 <= first.value <= 1.0
        assert scorer(name)(output, [target]) == first


@given(st.text(min_size=1, max_size=40))
def test_what_is_a_target_scores_1_by_every_scorer_of_texts(text: str) -> None:
    assert scorer("exact")(text, [text]).value == 1.0
    assert scorer("normalised")(text, [text]).value == 1.0
    assert scorer("token_f1")(text, [text]).value == 1.0
    assert normal(normal(text)) == normal(text) or not normal(text)


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_found_where_it_stands_last(number: int) -> None:
    found = last_number(f"Working: 3 + 4 = 7.\nAnswer {number:,}")
    assert found is not None
    assert int(found) == number


@pytest.mark.parametrize(
    ("asked", "code"),
    [("exakt", "scorer.unknown"), ("words:most=many", "scorer.option"), ("exact:case=keep", "scorer.option")],
)
def test_what_is_no_scorer_is_told_with_what_would_be(asked: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        scorer(asked)
    assert refused.value.code == code


@pytest.mark.parametrize("hostile", ["9" * 200_000, "," * 100_000, "a " * 200_000, "```\n" * 50_000, "((((B" * 20_000])
def test_a_huge_output_is_scored_at_once(hostile: str) -> None:
    for name in ("exact", "normalised", "contains", "token_f1", "choice", "numeric", "json", "json_fields", "words"):
        assert scorer(name)(hostile, ["B"]).why
