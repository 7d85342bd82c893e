"""The file of a judge: what it may say, and every mistake of it with its line."""

import pytest

from assay.core.errors import PlanError
from assay.core.judgment import JudgeKind
from assay.harness.judging.calling import limits_of
from assay.harness.judging.judge_file import parse_judge
from assay.harness.judging.judge_spec import Kind
from assay.harness.runner import Limits

HEAD = "judge: 1\nname: strict\nquestion: toxic\nurl: https://api.example.org/v1\nmodel: m-1\n"


def test_a_short_file_is_enough_and_its_version_is_of_what_makes_it_answer_so() -> None:
    spec = parse_judge(HEAD, "j.yaml")
    assert (spec.name, spec.kind, spec.questions, spec.callers[0].temperature) == (
        "strict",
        Kind.POINTWISE,
        ("toxic",),
        0.0,
    )
    assert spec.judge.kind is JudgeKind.LLM_JUDGE
    same = (
        "seconds: 5\n",
        "canaries: 7\n",
        "prices: {read: 1, written: 2, currency: EUR}\n",
        "rate: 500\ntoken_rate: 2e5\n",
    )
    others = ("set: {api_version: '2026'}\n", "temperature: 0.5\n", "most_tokens: 10\n", "provider: anthropic\n")
    assert {parse_judge(HEAD + more, "j").judge.version for more in same} == {spec.judge.version}
    assert len({parse_judge(HEAD + more, "j").judge.version for more in ("", *others)}) == 1 + len(others)


def test_a_judge_is_asked_at_the_rates_of_its_file() -> None:
    (caller,) = parse_judge(HEAD + "rate: 500\ntoken_rate: 2e5\n", "j.yaml").callers
    limits = limits_of(caller, Limits(at_once=4))
    assert (limits.rate, limits.token_rate, limits.at_once) == (500.0, 200_000.0, 4)


def test_members_of_a_panel_share_what_they_do_not_say() -> None:
    text = HEAD.replace("model: m-1\n", "kind: panel\nmembers: [{model: a}, {model: b, url: 'https://b.example/v1'}]\n")
    spec = parse_judge(text, "j.yaml")
    assert [(each.model, each.url) for each in spec.callers] == [
        ("a", "https://api.example.org/v1"),
        ("b", "https://b.example/v1"),
    ]


def test_a_judge_that_names_no_address_is_called_where_a_plan_calls_its_systems() -> None:
    text = HEAD.replace("url: https://api.example.org/v1\n", "")
    lent = {"openai": "https://api.example.org/v1", "anthropic": "https://b.example/v1"}
    found = parse_judge(text, "j.yaml", addresses=lent)
    assert found == parse_judge(HEAD, "j.yaml"), "it is the same judge as one that names it"
    assert parse_judge(text + "provider: anthropic\n", "j", addresses=lent).callers[0].url == "https://b.example/v1"
    own = HEAD.replace("api.example.org", "own.example")
    assert parse_judge(own, "j.yaml", addresses=lent).callers[0].url == "https://own.example/v1"
    panel = text.replace(
        "model: m-1\n", "kind: panel\nmembers: [{model: a}, {model: b, url: 'https://c.example/v1'}]\n"
    )
    assert [each.url for each in parse_judge(panel, "j", addresses=lent).callers] == [
        "https://api.example.org/v1",
        "https://c.example/v1",
    ]
    for addresses in ({}, {"anthropic": "https://b.example/v1"}):
        with pytest.raises(PlanError, match="a plan lends its own") as caught:
            parse_judge(text, "j.yaml", addresses=addresses)
        assert [each.code for each in caught.value.problems] == ["judging.missing_field"]


def test_an_agent_has_a_prompt_of_its_own_and_a_judge_has_none() -> None:
    agent = HEAD.replace("judge: 1", "agent: 1") + "prompt: Read twice.\n"
    assert (parse_judge(agent, "a").judge.kind, parse_judge(agent, "a").prompt) == (JudgeKind.AGENT, "Read twice.")
    with pytest.raises(PlanError, match="no prompt of its own"):
        parse_judge(HEAD + "prompt: Read twice.\n", "j.yaml")


@pytest.mark.parametrize(
    ("more", "code", "line"),
    [
        ("api_key: sk-123\n", "judging.secret", 6),
        ("temprature: 1\n", "judging.unknown_field", 6),
        ("temperature: 3\n", "judging.value", 6),
        ("kind: pairwis\n", "judging.value", 6),
        ("kind: panel\n", "judging.missing_field", 6),
        ("kind: rubric\ncriteria: [toxic]\n", "judging.value", 7),
        ("reference: target\n", "judging.value", 6),
        ("canaries: many\n", "judging.value", 6),
        ("prices: {read: 1, written: 2, currency: euro}\n", "judging.value", 6),
        ("agent: 1\n", "judging.missing_field", 1),
        ("provider: recorded\n", "judging.value", 6),
        ("provider: subprocess\nset: {command: rm}\n", "judging.value", 6),
        ("set: {api_version: '1', token: sk-123}\n", "judging.secret", 6),
    ],
)
def test_mistakes_are_told_with_their_line(more: str, code: str, line: int) -> None:
    with pytest.raises(PlanError) as caught:
        parse_judge(HEAD + more, "j.yaml")
    assert (code, line) in [(each.code, each.line) for each in caught.value.problems]
    assert "sk-123" not in str(caught.value)


@pytest.mark.parametrize("kind", ["judge", "agent"])
@pytest.mark.parametrize("url", ["https://me:sk-123@api.example.org/v1", "https://api.example.org/v1?api_key=sk-123"])
def test_an_address_that_may_hold_a_secret_is_told_by_its_line_alone(kind: str, url: str) -> None:
    of_panel = f"kind: panel\nmembers:\n  - {{model: a}}\n  - {{model: b, url: '{url}'}}\n"
    for text, line in (
        (HEAD.replace("https://api.example.org/v1", url), 4),
        (HEAD.replace("model: m-1\n", of_panel), 8),
    ):
        with pytest.raises(PlanError) as caught:
            parse_judge(text.replace("judge: 1", f"{kind}: 1"), "j.yaml")
        assert [(each.code, each.line) for each in caught.value.problems] == [("address.secret", line)]
        assert "sk-123" not in str(caught.value)


def test_all_mistakes_come_together() -> None:
    with pytest.raises(PlanError) as caught:
        parse_judge("judge: 2\nname: a:b\n", "j.yaml")
    assert {each.code for each in caught.value.problems} == {"judging.value", "judging.missing_field"}
    assert len(caught.value.problems) == 5
