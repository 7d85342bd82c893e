"""Letters of a menu in answers as models write them: one that is named, or none; never a guess between two."""

import pytest

from assay.harness.scorers.letters import letter_of
from assay.harness.scorers.named import scorer

SAID = [
    ('{"answer": "B"}', "B"),
    ('```json\n{"reason": "A is late.", "answer": "B"}\n```', "B"),
    ('"B"', "B"),
    ('The correct answer is "B"', "B"),
    ("[[B]]", "B"),
    ("Therefore, B is the answer.", "B"),
    ("Die Antwort ist B", "B"),
    ("La respuesta correcta es B.", "B"),
    ("答えはB", "B"),
    ("**B**", "B"),
    ("The answer is **B**.", "B"),
    ("**B) Paris**", "B"),
    ("(b)", "B"),
    ("`B`", "B"),
    ("\\boxed{B}", "B"),
    ("$\\boxed{\\text{B}}$", "B"),
    ("So we get $$\\boxed{(B)}$$", "B"),
    ("b", "B"),
    ("b.", "B"),
    ("b) paris", "B"),
    ("[B]", "B"),
    ("B", "B"),
    ("B.", "B"),
    ("B: Paris", "B"),
    ("B - Paris", "B"),
    ("B, because A is wrong", "B"),
    ("The answer is (B).", "B"),
    ("Answer: A. No, the answer is D", "D"),
    ("**Answer:** B", "B"),
    ("ANSWER: B", "B"),
    ("Final answer: (b)", "B"),
    ("Final Answer: The final answer is B. I hope it is correct.", "B"),
    ("The correct option is B.", "B"),
    ("The best choice is (B) Paris", "B"),
    ("The answer is option B", "B"),
    ("The answer is A because it is the capital", "A"),
    ("The answer is B Paris", "B"),
    ("I would say\nC", "C"),
    ("I think it's B", "B"),
    ("Let us see.\nTherefore, B.", "B"),
    ("Option B is correct.", "B"),
    ("Option (b)", "B"),
    ("<answer>B</answer>", "B"),
    ("<answer>\nB\n</answer>", "B"),
    ("答案：B", "B"),
    ("答案是（B）。", "B"),
    ("A) Paris is big.\nB) Rome is old.\n\nAnswer: B", "B"),
    ("A) Paris\nB) Rome\n\nB", "B"),
    ("A", "A"),
    ("I", "I"),
    ("Ｂ", "B"),
    ("I'd go with B, since A is wrong", None),
    ("Both are wrong", None),
    ("answer is a dog", None),
    ("The answer is I think B", None),
    ("Answer: I don't know", None),
    ("Answer: A Tale of Two Cities", None),
    ("B or C", None),
    ("B and C", None),
    ("The answer is B or C", None),
    ("The answer is either B or C", None),
    ("Answer: B, C", None),
    ("A or B?", None),
    ("It is not B", None),
    ("I'd say A, not B", None),
    ("A) Paris is wrong\nB) Rome is right", None),
    ("Option A is wrong", None),
    ("Option A is right, option B is wrong", "A"),
    ("A dog barks", None),
    ("Berlin", None),
    ("The answer is Berlin", None),
    ("I am sure", None),
    ("It can't be B.", None),
    ("None of A, B", None),
    ("Vitamin C", None),
    ("I'd go with B", "B"),
    ("I choose B.", "B"),
    ("Paris (B)", "B"),
    ("I don't think B is correct", None),
    ("A is wrong. B is right.", "B"),
    ("A is not right, B is correct", "B"),
    ("My pick: C", "C"),
    ("Choose between A and B", None),
    ("选B", "B"),
    ("不选B", None),
    ("选项A不对", None),
    ("Option A is wrong.\nOption B is right.", "B"),
    ("Option A has merit, option B too", None),
    ("So (a)", "A"),
    ("故选 B。", "B"),
    ("Plan B is to wait", None),
    ("", None),
    ("the answer is not B", None),
    ("Answer: K", None),
    ("The answer isn't A; it's B", None),
    ("**B** is the correct answer.", "B"),
    ("B is correct", "B"),
    ("The answer is B, not A.", "B"),
    ("So the answer is A/B", None),
]


@pytest.mark.parametrize(("output", "letter"), SAID, ids=[repr(output[:40]) for output, _ in SAID])
def test_a_letter_is_read_however_it_is_written_and_never_guessed(output: str, letter: str | None) -> None:
    found, why = letter_of(output)
    assert found == letter
    assert (why == "") == (letter is not None)


def test_two_letters_are_told_and_score_nothing() -> None:
    found = scorer("choice")("The answer is B or C.", ["B"])
    assert (found.value, found.why) == (0.0, "it names B and C")


def test_a_target_may_be_written_as_an_answer_and_one_that_is_no_letter_gives_no_score() -> None:
    assert scorer("choice")("**B**", ["(b)"]).value == 1.0
    assert scorer("choice")("**B**", ["B) Paris"]).value == 1.0
    assert scorer("choice")("B", ["Paris"]).value is None


@pytest.mark.parametrize(
    "hostile",
    [
        "answer is " * 30_000,
        "B or " * 50_000,
        "option A " * 30_000,
        "\\n" * 200_000,
        "B" + " " * 200_000 + "x",
        "answer" + " " * 200_000 + "B",
    ],
)
def test_a_huge_output_is_read_at_once(hostile: str) -> None:
    assert letter_of(hostile)[0] in ("A", "B", None)
