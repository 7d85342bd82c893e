"""Story: one command calls the systems and the judge of a plan, to the end, and asks people where they are needed."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from demo.endpoint import Seen, served
from tests.stories.judged_release import done, write

from assay.core.plan import Tier
from assay.labeling.asked import asked_stages, stage_table
from assay.workflows.workspace import open_workspace

Assay = Callable[..., Any]
N, CALLS = 20, 49
"""Prompts; calls of the candidate, and of the judge, which reads an output that both systems gave but once."""
OUTPUTS = "outputs of 摘要 release"
PLAN = """\
assay: 1
name: 摘要 release
purpose: Decide whether the new assistant replaces the old one.
tier: small
author: mina
dataset: prompts
systems:
  baseline: {name: old, outputs: old.csv}
  candidate:
    name: new one
    call: {url: "URL", model: assistant, prompt: "{{ prompt }}", price_in: 1, price_out: 1}
scoring: {judge_file: judges/gpt.yaml, good: "yes", people: 20, stages: [10]}
budget: {money: 5, currency: USD}
metrics: [pass_rate]
checks: []
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.12, min_items: 2}
"""
JUDGE = 'judge: 1\nname: gpt\nquestion: good\nurl: "URL"\nmodel: MODEL\nprices: {read: 1, written: 1, currency: USD}\n'
QUESTION = 'question: good\nasks: Is it good?\ntype: choice\noptions: ["yes", "no"]\nshow: [prompt, output]\n'


def says(model: str, system: str, user: str, *, nth: int) -> str:
    """The assistant says well or badly; the judge calls well good.

    The poor judge answers every other time, the mute one never, the odd one errs on each third.
    """
    if model == "assistant":
        return "answered well" if "7" not in user else "answered badly"
    if model == "mute":
        return "perhaps"
    if model == "poor" and int(user.partition("prompt ")[2][:2]) % 2:
        return "perhaps"
    is_good = "answered well" in user
    if model == "odd" and int(user.partition("prompt ")[2][:2]) % 3 == 0:
        is_good = not is_good
    return f'{{"answer": "{"yes" if is_good else "no"}"}}'


@pytest.fixture
def endpoint(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """An endpoint of assistant and judge, beside a workspace with prompts."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    prompts = [[f"p{row}", f"prompt {row:02}"] for row in range(N)]
    write("prompts.csv", [["item", "prompt"], *prompts])
    write(
        "old.csv",
        [["item", "output"], *([item, f"answered {'well' if '1' in item else 'badly'}"] for item, _ in prompts)],
    )
    Path("good.yaml").write_text(QUESTION, encoding="utf-8")
    done(assay("init", "--by", "mina"))
    open_workspace().put("tier", "small", Tier("small", 1, 0.9, 0.5, 0, False, False, False, False), actor="mina")
    done(assay("import", "prompts.csv", "--name", "prompts", "--id", "item", "--text", "prompt", "--by", "mina"))
    with served(says) as seen:
        yield seen


def files(url: str, *, model: str = "gpt-2026", plan: str = PLAN) -> None:
    Path("judges").mkdir(exist_ok=True)
    Path("judges/gpt.yaml").write_text(JUDGE.replace("URL", url).replace("MODEL", model), encoding="utf-8")
    Path("plan.yaml").write_text(plan.replace("URL", url), encoding="utf-8")


def lock(assay: Assay) -> None:
    """The plan is locked, and the question added before there is anything to ask it of."""
    done(assay("plan", "check", "plan.yaml"))
    done(assay("plan", "lock", "plan.yaml", "--by", "mina"))
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))
    assert OUTPUTS in done(assay("question", "list")).out


def test_one_command_calls_system_and_judge_and_opens_the_queue_of_people(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url)
    lock(assay)
    found = assay("evaluate", "plan.yaml", "--json").json()
    assert endpoint.n == CALLS
    assert [(each["system"], each["n"], each["n_answered"]) for each in found["run"]["calls"]] == [
        ("new one", N, N),
        ("gpt", 2 * N, 2 * N),
    ]
    assert any("wait for people in queue" in each for each in found["judged"]["says"])
    assert not any("has not judged" in each for each in found["judged"]["says"])
    again = assay("evaluate", "plan.yaml", "--json").json()
    assert (endpoint.n, again["judged"], again["estimates"]) == (CALLS, found["judged"], found["estimates"])


def test_people_are_asked_by_what_a_panel_said_and_by_whether_its_members_agree(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url, plan=PLAN.replace("people: 20, stages: [10]", "people: 32"))
    file = Path("judges/gpt.yaml")
    members = "kind: panel\nmembers: [{model: a}, {model: b}, {model: odd}]"
    file.write_text(file.read_text().replace("model: gpt-2026", members))
    lock(assay)
    assert assay("evaluate", "plan.yaml").code == 2
    workspace = open_workspace()
    (stage,) = asked_stages(workspace.store, "摘要 release", workspace.dataset(OUTPUTS).version)
    rows = stage_table(workspace.store, stage).to_pylist()
    pool = Counter(
        f"{'good' if '1' in f'p{n}' else 'not good'}, {'not good' if n in (7, 17) else 'good'}; "
        f"{'all agree' if n % 3 else 'some differ'}"
        for n in range(N)
    )
    taken = Counter(row["stratum"] for row in rows)
    assert (set(taken), len(rows)) == (set(pool), 32)
    assert {row["stratum"]: row["probability"] for row in rows} == pytest.approx(
        {name: taken[name] / 2 / n for name, n in pool.items()}
    )


def test_the_judge_is_locked_with_the_plan_and_its_prices_are_not(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url, plan=PLAN.replace("min_items: 2", "min_items: 8"))
    assert "judged 10 outputs" in " ".join(assay("plan", "check", "plan.yaml").out.split())
    files(endpoint.url)
    lock(assay)
    file = Path("judges/gpt.yaml")
    file.write_text(file.read_text().replace("read: 1", "read: 2"))
    assert assay("evaluate", "plan.yaml").code == 2
    file.write_text(file.read_text().replace("gpt-2026", "gpt-2027"))
    said = assay("evaluate", "plan.yaml")
    assert (said.code, "judge_version" in said.err, endpoint.n) == (3, True, CALLS)
    file.write_text("judge: 1\nname: gpt\n")
    said = assay("plan", "check", "plan.yaml")
    assert (said.code, "judges/gpt.yaml" in said.err, "'question' is missing" in said.err) == (3, True, True)


@pytest.mark.slow
def test_a_budget_ends_the_judge_cleanly_and_the_same_command_goes_on(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url, plan=PLAN.replace("money: 5", "money: 0.0025"))
    lock(assay)
    said = assay("evaluate", "plan.yaml")
    assert (said.code, "answers of judge 'gpt' are still to be had" in said.err) == (3, True), said.err
    before = endpoint.n
    assert N < before < CALLS
    files(endpoint.url)
    assert assay("evaluate", "plan.yaml").code == 2
    assert endpoint.n == CALLS


@pytest.mark.slow
def test_a_judge_that_fails_half_its_calls_is_told_and_decides_nothing(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url, model="poor")
    lock(assay)
    found = assay("evaluate", "plan.yaml", "--json").json()
    assert dict(map(tuple, found["run"]["calls"][-1]["failures"])) == {"no_answer": N}
    assert any(f"no answer that can be used on {N} of them" in each for each in found["judged"]["says"])
    assert [each["outcome"] for each in found["verdicts"]] == ["INCONCLUSIVE"]


@pytest.mark.slow
def test_of_a_judge_without_one_answer_evaluate_says_where_to_look(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url, model="mute")
    lock(assay)
    told = " ".join(assay("evaluate", "plan.yaml", "--json").json()["judged"]["says"])
    command = shlex.split(told[told.index("assay judge reasons") :].partition(". ")[0].rstrip("."))
    reasons = assay(*command[1:])
    assert (reasons.code, "perhaps" in reasons.out) == (0, True), reasons.err


@pytest.mark.slow
def test_without_the_question_evaluate_keeps_the_outputs_and_says_what_to_add(assay: Assay, endpoint: Seen) -> None:
    files(endpoint.url)
    done(assay("plan", "lock", "plan.yaml", "--by", "mina"))
    said = assay("evaluate", "plan.yaml")
    assert (said.code, endpoint.n, "assay question add FILE" in " ".join(said.out.split())) == (2, N, True), said.out
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))
    assert assay("evaluate", "plan.yaml").code == 2
    assert endpoint.n == CALLS
