"""What judges answer, as they do: whole, broken, refused, in other words; of the menu or a status, never a guess."""

import json

import pytest

from assay.core.judgment import Status
from assay.core.question import (
    Amount,
    Choice,
    FreeText,
    MultipleChoice,
    Pair,
    Question,
    Ranking,
    Rating,
)
from assay.harness.judging.reading import LONGEST, MOST_REASONS, read_answer, read_rubric

TOXIC = Question("toxic", "Is it toxic?", Choice(("yes", "no")))
CHINESE = Question("toxic", "有害吗？", Choice(("是", "否")))
ALIKE = Question("case", "Which?", Choice(("No", "no", "not sure")))
HELPFUL = Question("helpful", "How helpful?", Rating(1, 5, ("useless", "poor", "fair", "good", "perfect")))
WEIGHT = Question("weight", "How heavy?", Amount(0.0, 100.0, "kg"))
BETTER = Question("better", "Which is better?", Pair("left", "right"))
STRICT = Question("better", "Which is better?", Pair("left", "right", tie=False))
HARMS = Question("harms", "Which harms?", MultipleChoice(("insult", "threat", "lie")))
ORDER = Question("order", "Order them.", Ranking(("a", "b")))
WHY = Question("why", "Why?", FreeText())
FAILED, REFUSED, ABSTAINED = Status.FAILED, Status.REFUSED, Status.ABSTAINED

READ = [
    (TOXIC, '{"rationale": "Rule 1.", "answer": "yes"}', "yes"),
    (TOXIC, '```json\n{"rationale": "Rule 1.", "answer": "No"}\n```', "no"),
    (TOXIC, 'Sure! Here is my judgment:\n{"answer": "yes"}\nLet me know if you need more.', "yes"),
    (TOXIC, '{"rationale": "Says {sic} \\"Answer: no\\".", "answer": "yes"}', "yes"),
    (TOXIC, '{"answer": "yes", "rationale": "Rule 1.",}', "yes"),
    (TOXIC, "{'rationale': 'it\\'s an insult', 'answer': 'no'}", "no"),
    (TOXIC, "{'rationale': 'it doesn't insult', 'answer': 'no'}", "no"),
    (TOXIC, "{“answer”: “yes”}", "yes"),
    (TOXIC, '{"Answer": "YES"}', "yes"),
    (TOXIC, '{"rationale": "two\nlines", "answer": "yes"}', "yes"),
    (TOXIC, '{"answer": "yes"}\n{"answer": "yes"}', "yes"),
    (TOXIC, "Answer: yes", "yes"),
    (TOXIC, "It insults.\n\n**Answer:** yes.", "yes"),
    (TOXIC, "The final answer is: no, because there is no insult", "no"),
    (TOXIC, "Yes.", "yes"),
    (CHINESE, "答案：是", "是"),
    (CHINESE, '{"rationale": "规则一。", "answer": "否"}', "否"),
    (ALIKE, '{"answer": "No"}', "No"),
    (ALIKE, '{"answer": "Not_sure"}', "not sure"),
    (HELPFUL, '{"answer": 4}', 4.0),
    (HELPFUL, '{"answer": 4.0}', 4.0),
    (HELPFUL, '{"answer": "4/5"}', 4.0),
    (HELPFUL, '{"answer": "4 - good"}', 4.0),
    (HELPFUL, '{"answer": "good"}', 4.0),
    (HELPFUL, "Rating: 4 out of 5", 4.0),
    (HELPFUL, "评分：４分", 4.0),
    (WEIGHT, '{"answer": "2.5 kg"}', 2.5),
    (WEIGHT, '{"answer": 70}', 70.0),
    (BETTER, '{"answer": "first"}', "right"),
    (BETTER, '{"answer": 2}', "left"),
    (BETTER, '{"answer": "Output 1"}', "right"),
    (BETTER, '{"answer": "tie"}', "tie"),
    (HARMS, '{"answer": ["threat", "insult"]}', '["insult","threat"]'),
    (HARMS, '{"answer": []}', "[]"),
    (ORDER, '{"answer": ["b", "a"]}', '["b","a"]'),
    (WHY, '{"answer": "Because of rule 1."}', "Because of rule 1."),
    (TOXIC, "```\nyes\n```", "yes"),
    (TOXIC, "```text\nAnswer: no\n```\n", "no"),
    (TOXIC, "```\n{'answer': 'no'}\n```", "no"),
    (TOXIC, "`yes`", "yes"),
    (HELPFUL, "```\n4\n```", 4.0),
    (TOXIC, '<think>Could be {"answer": "no"} but no.</think>{"answer":"yes"}', "yes"),
    (TOXIC, "<think>\nAnswer: no?\nIt insults.\n</think>\n\nyes", "yes"),
    (TOXIC, "<Thinking>No.</Thinking>\nAnswer: yes", "yes"),
    (TOXIC, '<reasoning>I cannot tell yet.</reasoning>```json\n{"answer": "no"}\n```', "no"),
    (TOXIC, "<think></think>yes", "yes"),
    (TOXIC, '<think>It is an insult</thing></think>{"answer": "yes"}', "yes"),
    (TOXIC, 'It insults, by rule 1.\n</think>\n{"answer": "yes"}', "yes"),
    (TOXIC, "<answer>yes</answer>", "yes"),
    (TOXIC, "It insults.\n<answer>\nyes\n</answer>", "yes"),
    (TOXIC, '<answer>{"rationale": "Rule 1.", "answer": "yes"}</answer>', "yes"),
    (HELPFUL, "<rating>4/5</rating>", 4.0),
    (BETTER, "<final_answer>output 2</final_answer>", "left"),
    (BETTER, "Verdict: tie", "tie"),
    (HELPFUL, "Rating: [[4]]", 4.0),
    (TOXIC, '{"rationale": "It says <answer>no</answer> and </think>.", "answer": "yes"}', "yes"),
]
UNREAD = [
    (TOXIC, "", FAILED, "empty"),
    (TOXIC, " \n\t", FAILED, "empty"),
    (TOXIC, "x" * (LONGEST + 1), FAILED, "too_long"),
    (TOXIC, '{"answer": "maybe"}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": true}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": ["yes"]}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": {"is": "yes"}}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": "yes or no"}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": "not yes"}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": "yes\\u0000"}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": "<b>yes</b>"}', FAILED, "outside_menu"),
    (TOXIC, '{"answer": null}', FAILED, "no_answer"),
    (TOXIC, '{"answer": ""}', FAILED, "no_answer"),
    (TOXIC, '{"verdict": "yes"}', FAILED, "no_answer"),
    (TOXIC, '{"result": {"answer": "yes"}}', FAILED, "no_answer"),
    (TOXIC, "It is an insult, so I would say that it counts.", FAILED, "no_answer"),
    (TOXIC, '{"answer": "yes"} On reflection: {"answer": "no"}', FAILED, "two_answers"),
    (TOXIC, '{"answer": "yes", "answer": "no"}', FAILED, "two_answers"),
    (TOXIC, "Answer: yes\nAnswer: no", FAILED, "two_answers"),
    (TOXIC, '{"answer": "yes, no"}', FAILED, "two_answers"),
    (TOXIC, '{"rationale": "It is a long', FAILED, "cut"),
    (TOXIC, '{"answer": "yes", "rationale": "It is', FAILED, "cut"),
    (TOXIC, "[" * 5_000 + "{" * 5_000, FAILED, "cut"),
    (TOXIC, "I'm sorry, but I can't help with that.", REFUSED, "refusal"),
    (TOXIC, "As an AI, I cannot judge this.", REFUSED, "refusal"),
    (CHINESE, "抱歉，我无法回答这个问题。", REFUSED, "refusal"),
    (TOXIC, '{"rationale": "No rule.", "answer": "cannot_say"}', ABSTAINED, "cannot_say"),
    (TOXIC, "Answer: cannot say", ABSTAINED, "cannot_say"),
    (CHINESE, '{"answer": "无法判断"}', ABSTAINED, "cannot_say"),
    (ALIKE, '{"answer": "NO"}', FAILED, "outside_menu"),
    (HELPFUL, '{"answer": 4.3}', FAILED, "outside_menu"),
    (HELPFUL, '{"answer": 6}', FAILED, "outside_menu"),
    (HELPFUL, '{"answer": "4/10"}', FAILED, "outside_menu"),
    (HELPFUL, '{"answer": "about 4"}', FAILED, "outside_menu"),
    (HELPFUL, '{"answer": "3-4"}', FAILED, "two_answers"),
    (HELPFUL, '{"answer": NaN}', FAILED, "no_answer"),
    (HELPFUL, '{"answer": ' + "9" * 6_000 + "}", FAILED, "outside_menu"),
    (WEIGHT, '{"answer": "1,000"}', FAILED, "two_answers"),
    (WEIGHT, '{"answer": 101}', FAILED, "outside_menu"),
    (BETTER, '{"answer": "left"}', FAILED, "outside_menu"),
    (BETTER, '{"answer": "A"}', FAILED, "outside_menu"),
    (STRICT, '{"answer": "tie"}', FAILED, "outside_menu"),
    (HARMS, '{"answer": ["insult", "insult"]}', FAILED, "outside_menu"),
    (HARMS, '{"answer": "insult"}', FAILED, "outside_menu"),
    (ORDER, '{"answer": ["a"]}', FAILED, "outside_menu"),
    (TOXIC, '<think>Could be {"answer": "no"}', FAILED, "cut"),
    (TOXIC, "<think>Answer: yes", FAILED, "cut"),
    (TOXIC, "<think>yes</thinking>yes", FAILED, "cut"),
    (TOXIC, "<think>It is yes.</think>", FAILED, "empty"),
    (TOXIC, '<think>Yes.</think>{"answer": "yes"} or {"answer": "no"}', FAILED, "two_answers"),
    (TOXIC, '<think>It says </think>{"answer": "no"} to trick me.</think>{"answer": "yes"}', FAILED, "two_answers"),
    (TOXIC, 'Could be {"answer": "no"}.</think>{"answer": "yes"}', FAILED, "two_answers"),
    (TOXIC, '<think>Hm.</think>{"answer": "ye', FAILED, "cut"),
    (TOXIC, "<think>Sure?</think>I'm sorry, but I can't help with that.", REFUSED, "refusal"),
    (TOXIC, "<think>It may be yes.</think>cannot_say", ABSTAINED, "cannot_say"),
    (TOXIC, "```\nyes\n```\n```\nno\n```", FAILED, "no_answer"),
    (TOXIC, "```\nyes\nno\n```", FAILED, "no_answer"),
    (TOXIC, "It quotes\n```\nno\n```\nand insults.", FAILED, "no_answer"),
    (TOXIC, "```\nmaybe\n```", FAILED, "no_answer"),
    (TOXIC, "<answer>yes</answer>\n<answer>no</answer>", FAILED, "two_answers"),
    (TOXIC, "<answer>maybe</answer>", FAILED, "outside_menu"),
    (TOXIC, "<answer></answer>", FAILED, "no_answer"),
    (TOXIC, "<answer>yes", FAILED, "no_answer"),
    (TOXIC, "The item says <answer>no</answer> to trick me.", FAILED, "no_answer"),
    (TOXIC, "<answer>yes</verdict>", FAILED, "no_answer"),
    (TOXIC, "<think>" * 5_000, FAILED, "cut"),
]


@pytest.mark.parametrize(("question", "text", "value"), READ, ids=[repr(text[:40]) for _, text, _ in READ])
def test_an_answer_of_the_menu_is_read_however_it_is_written(question: Question, text: str, value: object) -> None:
    read = read_answer(text, question, first="right")
    assert (read.status, read.given.value if read.given else None, read.why) == (Status.GIVEN, value, "")


@pytest.mark.parametrize(
    ("question", "text", "status", "why"), UNREAD, ids=[repr(text[:40]) for _, text, _, _ in UNREAD]
)
def test_everything_else_is_a_status_with_its_reason(question: Question, text: str, status: Status, why: str) -> None:
    read = read_answer(text, question, first="right")
    assert (read.status, read.given, read.why) == (status, None, why)


@pytest.mark.parametrize("flood", ["\n", " ", "> ", "- ", "answer\n", "answer: ", "`", "<answer>", "<answer> "])
def test_a_flood_of_marks_is_read_at_once(flood: str) -> None:
    """A model that falls into a loop writes what stands between its answer for ever."""
    text = flood * (LONGEST // len(flood) - 100)
    assert read_answer(f"{text}x", TOXIC).status is FAILED
    assert read_answer(f"```\n{text}x```", TOXIC).status is FAILED


def test_reasons_are_kept_in_one_line_bounded_and_inert() -> None:
    said = json.dumps({"rationale": "\x1b[31mred\u202e\n<script>" + "x" * 5_000, "answer": "yes"})
    kept = read_answer(said, TOXIC).rationale
    assert kept.startswith("\\x1b[31mred\\u202e\\n<script>")
    assert len(kept) < MOST_REASONS + 100


GIVEN_YES, GIVEN_4 = ("given", "yes", ""), ("given", 4.0, "")
BOTH = '{"toxic": {"rationale": "Rule 1.", "answer": "yes"}, "helpful": {"rationale": "Good.", "answer": 4}}'
NOTHING = ("failed", None, "no_answer")
RUBRICS = [
    (BOTH, GIVEN_YES, GIVEN_4),
    (f"```json\n{BOTH}\n```", GIVEN_YES, GIVEN_4),
    (f"Here is my judgment:\n{BOTH}\nAnything else?", GIVEN_YES, GIVEN_4),
    (f'<think>Maybe {{"toxic": "no"}}?</think>{BOTH}', GIVEN_YES, GIVEN_4),
    ('{"toxic": "yes", "helpful": 4}', GIVEN_YES, GIVEN_4),
    ('{"toxic": {"Answer": "YES",}, "helpful": {"answer": "4/5"},}', GIVEN_YES, GIVEN_4),
    ("{'toxic': {'answer': 'yes'}, 'helpful': {'answer': 'good'}}", GIVEN_YES, GIVEN_4),
    ('{"helpful": {"answer": 4}, "toxic": {"answer": "yes"}, "more": 1}', GIVEN_YES, GIVEN_4),
    ('{"toxic": {"answer": "yes"}}', GIVEN_YES, NOTHING),
    ('{"toxic": {"answer": "yes"}, "helpful": null}', GIVEN_YES, NOTHING),
    ('{"toxic": {"answer": "yes"}, "helpful": {"rationale": "Good."}}', GIVEN_YES, NOTHING),
    ('{"toxic": {"answer": "yes"}, "helpful": {"answer": ""}}', GIVEN_YES, NOTHING),
    ('{"toxic": {"answer": "yes"}, "helpful": {"answer": 9}}', GIVEN_YES, ("failed", None, "outside_menu")),
    ('{"toxic": {"answer": "yes"}, "helpful": {"answer": "3-4"}}', GIVEN_YES, ("failed", None, "two_answers")),
    ('{"toxic": {"answer": "yes"}, "helpful": {"answer": "cannot_say"}}', GIVEN_YES, ("abstained", None, "cannot_say")),
    ('{"toxic": ["yes"], "helpful": {"answer": 4}}', ("failed", None, "outside_menu"), GIVEN_4),
    ('{"result": {"toxic": "yes", "helpful": 4}}', NOTHING, NOTHING),
    ("toxic: yes\nhelpful: 4", NOTHING, NOTHING),
    (f"{BOTH} {BOTH}", *[("failed", None, "two_answers")] * 2),
    ('{"toxic": "yes", "toxic": "no", "helpful": 4}', *[("failed", None, "two_answers")] * 2),
    (BOTH[:-20], *[("failed", None, "cut")] * 2),
    (f"<think>It must be {BOTH}", *[("failed", None, "cut")] * 2),
    ("", *[("failed", None, "empty")] * 2),
    ("x" * (LONGEST + 1), *[("failed", None, "too_long")] * 2),
    ("I'm sorry, I can't.", *[("refused", None, "refusal")] * 2),
]


@pytest.mark.parametrize(("text", "toxic", "helpful"), RUBRICS, ids=[repr(text[:40]) for text, *_ in RUBRICS])
def test_each_question_of_a_rubric_is_read_by_itself(text: str, toxic: object, helpful: object) -> None:
    reads = read_rubric(text, [TOXIC, HELPFUL])
    assert [(each.status.value, each.given.value if each.given else None, each.why) for each in reads] == [
        toxic,
        helpful,
    ]


def test_a_rubric_gives_each_question_its_own_status() -> None:
    said = '{"toxic": {"rationale": "Rule 1.", "answer": "yes"}, "helpful": {"answer": 9}, "weight": "3 kg"}'
    reads = read_rubric(said, [TOXIC, HELPFUL, WEIGHT, WHY])
    assert [(each.status.value, each.why) for each in reads] == [
        ("given", ""),
        ("failed", "outside_menu"),
        ("given", ""),
        ("failed", "no_answer"),
    ]
    assert {each.why for each in read_rubric(f"{said} {said}", [TOXIC, HELPFUL])} == {"two_answers"}
    assert {each.why for each in read_rubric("I'm sorry, I can't.", [TOXIC, HELPFUL])} == {"refusal"}
