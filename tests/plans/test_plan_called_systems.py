"""Plans whose systems are called: what they may say, what is refused and at which line, and what counts."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.plans.test_plan_schema import complaints

from assay.core.errors import AssayError, InputError, PlanError
from assay.core.plan import Budget, Call, JudgeInFile, Plan, Scoring
from assay.harness.systems import system_settings
from assay.plans.content import changes, plan_content
from assay.plans.grants import Grants
from assay.plans.parse import parse_plan
from assay.plans.trust import read_inside

CALLED = """\
assay: 1
name: assistant
purpose: Decide whether the new assistant is better.
tier: low
dataset: questions
systems:
  baseline:
    name: old
    call: {url: "https://api.example.org/v1", model: small, prompt: "Answer: {{ question }}", attempts: 3, price_out: 2}
  candidate:
    name: new
    call:
      url: https://api.example.org/v1
      model: large
      prompt_file: new.txt
      system: You are brief.
      temperature: 0
      most_tokens: 20
      attempts: 3
      at_once: 8
      set: [version=1=2]
      timeout: 10
      price_in: 0.5
scoring: {scorer: "numeric:tolerance=0.01", target: right}
budget: {money: 5, currency: USD, minutes: 30}
gates:
  - {name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}
"""
JUDGED = "scoring: {judge: gpt, question: helpful, good: yes it is, stages: [50, 100], label_cost: 40, currency: EUR}"


def read(text: str) -> Plan:
    return parse_plan(text, "plan.yaml", grants=Grants(lambda name: f"<{name}> {{{{ question }}}}"))


def test_calls_scoring_and_budget_are_read_as_written() -> None:
    plan = read(CALLED)
    assert plan.baseline.call == Call(
        "https://api.example.org/v1", "small", "Answer: {{ question }}", attempts=3, price_out=2.0
    )
    assert plan.candidate.call == Call(
        "https://api.example.org/v1",
        "large",
        "<new.txt> {{ question }}",
        "new.txt",
        system="You are brief.",
        temperature=0.0,
        most_tokens=20,
        attempts=3,
        timeout=10.0,
        at_once=8,
        more=("version=1=2",),
        price_in=0.5,
    )
    assert plan.scoring == Scoring(scorer="numeric:tolerance=0.01", target="right")
    assert plan.budget == Budget(5.0, "USD", 30.0)
    assert (plan.attempts, plan.by_verdict, complaints(CALLED)) == (3, True, [])
    judged = read(CALLED.replace('scoring: {scorer: "numeric:tolerance=0.01", target: right}', JUDGED)).scoring
    assert judged == Scoring(
        judge="gpt", question="helpful", good="yes it is", people=100, stages=(50, 100), label_cost=40, currency="EUR"
    )


def test_a_plan_lends_the_judge_the_one_address_at_which_it_calls_its_systems() -> None:
    scoring = 'scoring: {judge_file: gpt.yaml, good: "yes"}'
    text = CALLED.replace('scoring: {scorer: "numeric:tolerance=0.01", target: right}', scoring)
    lent: list[Mapping[str, str]] = []

    def judge(text: str, file: str, addresses: Mapping[str, str]) -> JudgeInFile:
        lent.append(addresses)
        return JudgeInFile("gpt", "v", "good")

    grants = Grants(lambda name: name, read_judge=judge)
    one = parse_plan(text, "plan.yaml", grants=grants)
    parse_plan(text.replace("url: https://api.example.org", "url: https://b.example"), "plan.yaml", grants=grants)
    parse_plan(text.replace("timeout: 10", "provider: anthropic"), "plan.yaml", grants=grants)
    url = "https://api.example.org/v1"
    assert lent == [{"openai": url}, {}, {"openai": url, "anthropic": url}], "two addresses lend none"
    assert one.addresses == {"openai": url}


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        ("model: small, ", "", "plan.missing", "model: small"),
        ("model: small,", "model: small, api_key: x,", "plan.secret", "model: small"),
        ("at_once: 8", "headers: {}", "plan.secret", "headers"),
        ("https://api.example.org/v1\n", "https://me:pw@api.example.org/v1\n", "plan.url", "me:pw"),
        ("https://api.example.org/v1\n", "https://api.example.org/v1?api_key=hidden1\n", "address.secret", "hidden1"),
        ("https://api.example.org/v1\n", "https://api .org/v1?api_key=hidden1\n", "plan.url", "hidden1"),
        ("      url: https://api.example.org/v1\n", "", "plan.missing", "model: large"),
        ("prompt_file: new.txt", "prompt_file: ../new.txt", "plan.path_outside", "../new.txt"),
        ("prompt_file: new.txt", "prompt_file: new.txt\n      prompt: x", "plan.prompt", "url: https://api"),
        ("    call: {url", "    predictions: a.csv\n    call: {url", "plan.call_and_file", "predictions"),
        ("      attempts: 3\n", "", "plan.attempts", "candidate:"),
        ("timeout: 10", "timeout: 0", "plan.range", "timeout"),
        ("timeout: 10", "messages: talk", "plan.prompt", "url: https://api"),
        ("prompt_file: new.txt", "model_file: x", "plan.prompt", "url: https://api"),
        ("prompt_file: new.txt", "messages: talk\n      shots: a.csv", "plan.call_alone", "shots"),
        ("timeout: 10", "shot_answer: said", "plan.call_alone", "shot_answer"),
        ("timeout: 10", "most_turns: 3", "plan.call_alone", "most_turns"),
        ("timeout: 10", "tools: t.json\n      most_turns: 0", "plan.range", "most_turns"),
        ("timeout: 10", "shots: /etc/passwd", "plan.path_outside", "/etc/passwd"),
        ("timeout: 10", "tools: ../t.json", "plan.path_outside", "../t.json"),
        ("timeout: 10", "tool_script: https://example.org/s.csv", "plan.another_host", "tool_script"),
        ("prompt_file: new.txt", "conversation: ~/talk.json", "plan.path_outside", "~/talk.json"),
        ("set: [version=1=2]", "set: [api_version]", "plan.set", "api_version"),
        ("set: [version=1=2]", "set: [api-key=x]", "plan.secret", "api-key"),
        ("timeout: 10", "provider: recorded", "plan.provider", "recorded"),
        ("timeout: 10", "provider: mlflow", "plan.code_not_permitted", "mlflow"),
        ("scorer:", "menu: [a]\n  , scorer:", "plan.scoring", "menu"),
        (", target: right", ", target: right, good: x", "plan.scoring", "target: right"),
        ('{scorer: "numeric:tolerance=0.01", target: right}', "{judge: g}", "plan.missing", "judge: g"),
        ('{scorer: "numeric:tolerance=0.01", target: right}', "{target: right}", "plan.scoring", "scoring"),
        ("stages: [50, 100]", "stages: [100, 50]", "plan.stages", "stages"),
        ("stages: [50, 100]", "stages: [50, 100], people: 60", "plan.stages", "stages"),
        ("currency: USD", "currency: dollars", "plan.length", "dollars"),
        (", currency: USD", "", "plan.missing", "budget"),
        ("      price_in: 0.5\n", "", "plan.no_price", "budget"),
        ("metric: pass_rate", "metric: accuracy", "plan.metric_of_scoring", "accuracy"),
        ("tier: low", "tier: low\npositive: x", "plan.scoring", "positive"),
    ],
)
def test_each_mistake_is_named_at_its_line(old: str, new: str, code: str, part: str) -> None:
    text = (
        CALLED
        if old in CALLED
        else CALLED.replace('scoring: {scorer: "numeric:tolerance=0.01", target: right}', JUDGED)
    )
    assert old in text
    with pytest.raises(PlanError) as caught:
        read(text.replace(old, new, 1))
    lines = text.replace(old, new, 1).split("\n")
    found = [(each.code, each.line) for each in caught.value.problems]
    where = [number for number, line in enumerate(lines, 1) if part in line] or [
        number for number, line in enumerate(text.split("\n"), 1) if part in line
    ]
    assert (code, where[0]) in found, found
    assert "hidden1" not in str(caught.value), "a secret is told by its place"


def test_a_system_that_says_no_text_cannot_be_scored_and_pass_rate_needs_a_scoring() -> None:
    file = CALLED.replace("    call: {url", "    predictions: a.csv  # {url").replace("      attempts: 3\n", "")
    for text, code in (
        (file, "plan.scoring_systems"),
        (CALLED.replace("scoring: {", "# scoring: {"), "plan.metric_of_scoring"),
    ):
        with pytest.raises(PlanError) as caught:
            read(text)
        assert [each.code for each in caught.value.problems] == [code]


def test_the_prompt_counts_and_the_pace_does_not() -> None:
    plan = read(CALLED)
    faster = read(CALLED.replace("at_once: 8", "at_once: 64").replace("minutes: 30", "minutes: 5"))
    assert (plan_content(faster), changes(plan, faster)) == (plan_content(plan), ())
    paced = read(CALLED.replace("at_once: 8", "rate: 500\n      token_rate: 2e5"))
    assert (plan_content(paced), changes(plan, paced)) == (plan_content(plan), ())
    assert paced.candidate.call is not None
    assert (paced.candidate.call.rate, paced.candidate.call.token_rate) == (500.0, 200_000.0)
    assert system_settings(paced.candidate.call) == system_settings(plan.candidate.call or paced.candidate.call)
    assert complaints(CALLED.replace("at_once: 8", "rate: 600")) == []
    assert len(complaints(CALLED.replace("at_once: 8", "rate: 0"))) == 1
    other = parse_plan(CALLED, "plan.yaml", grants=Grants(lambda name: "Now: {{ question }}"))
    assert plan_content(other) != plan_content(plan)
    assert changes(plan, other) == ("candidate call: prompt <new.txt> {{ question }} -> Now: {{ question }}",)


BESIDE = ("shots: shots.csv", "shot_answer: said", "tools: t.json", "tool_script: s.csv", "most_turns: 4")


def with_files(hash_file: Callable[[str], str]) -> Plan:
    text = CALLED.replace("timeout: 10", "\n      ".join(BESIDE))
    return parse_plan(text, "plan.yaml", grants=Grants(lambda name: "{{ question }}", hash_file=hash_file))


def test_files_of_a_call_count_by_their_bytes() -> None:
    plan, other = with_files(lambda name: f"{len(name):064x}"), with_files(lambda name: f"{name == 's.csv':064x}")
    call = plan.candidate.call
    assert call is not None
    assert (call.shots, call.shots_sha256, call.shot_answer) == ("shots.csv", f"{9:064x}", "said")
    assert (call.tools, call.tool_script, call.tool_script_sha256) == ("t.json", "s.csv", f"{5:064x}")
    assert (call.most_turns, call.line) == (4, CALLED.split("\n").index("      url: https://api.example.org/v1") + 1)
    assert plan_content(other) != plan_content(plan)
    assert [each.split(" ")[2] for each in changes(plan, other)] == [
        "shots_sha256",
        "tools_sha256",
        "tool_script_sha256",
    ]
    assert complaints(CALLED.replace("timeout: 10", "\n      ".join(BESIDE))) == []


def test_plans_without_them_are_known_by_the_hashes_that_they_had() -> None:
    """The hashes were made before a call could have examples, several messages and tools."""
    plan = read(CALLED)
    calls = [each.call for each in (plan.baseline, plan.candidate) if each.call]
    assert plan_content(plan) == "0b749726775d7fd1c42b46cc7552089de1ed39977e8bb3f4818d3131bfa5ca56"
    assert [system_settings(each) for each in calls] == [
        "bc2416488b1a1c12a37cafe0abcd928b857c2b555a1eb78b616c52ca08932133",
        "c4cbf838cad0dbd397661a5fbe06ab9f4ae1c134054ca6a090ebd776d318e915",
    ]


def test_a_prompt_that_cannot_be_read_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("Hello {{ question }}")
    assert read_inside(tmp_path, "there.txt") == "Hello {{ question }}"

    def missing(name: str) -> str:
        raise InputError("input.no_file", f"{name} is not there.", "Check the path.")

    with pytest.raises(AssayError) as caught:
        parse_plan(CALLED, "plan.yaml", grants=Grants(missing))
    assert [(each.code, each.line) for each in caught.value.problems] == [("input.no_file", 15)]
