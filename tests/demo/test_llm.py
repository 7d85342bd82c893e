"""The demo of a called system and a called judge runs against any endpoint by one line of its plan; no model here."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from demo.endpoint import served
from demo.llm import DATASET, OUTPUTS, people_answer, questions, write
from demo.llm_plan import CANDIDATE, JUDGE, VERDICTS
from demo.llm_server import relay

from assay.gates.corrected import NOTHING

Assay = Callable[..., Any]
LOCAL = "http://127.0.0.1:9/v1"
RIGHT = {each.question: each.accepted[0] for each in questions()}


def says(model: str, system: str, user: str, *, nth: int) -> str:
    """The candidate knows every answer, and the judge finds every output right."""
    if model == VERDICTS:
        return '{"answer": "yes"}'
    return next(right for question, right in RIGHT.items() if user.startswith(question))


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def locked(assay: Assay) -> Any:
    """What the check of the plan said, before it was locked and its question added."""
    done(assay("init", "--by", "mina"))
    done(assay("import", "questions.csv", "--name", DATASET, "--id", "id", "--text", "question", "--by", "mina"))
    checked = done(assay("plan", "check", "plan.yaml"))
    done(assay("plan", "lock", "plan.yaml", "--by", "mina"))
    done(assay("question", "add", "right.yaml", "--dataset", OUTPUTS, "--by", "mina"))
    return checked


def test_the_plan_of_the_demo_runs_against_a_mock_endpoint_by_changing_one_line(
    assay: Assay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    write(Path(), LOCAL)
    plan, judge = Path("plan.yaml"), Path("judge.yaml")
    lines = [line for file in (plan, judge) for line in file.read_text().splitlines() if LOCAL in line or "url" in line]
    assert lines == [f'      url: "{LOCAL}"'], "the one line"
    with served(says) as seen:
        plan.write_text(re.sub(r"(?m)^      url: .*$", f'      url: "{seen.url}"', plan.read_text()))
        checked = " ".join(locked(assay).out.split())
        assert f"Judge '{JUDGE}' in judge.yaml is called at {seen.url}, where '{CANDIDATE}' is called too." in checked
        found = assay("evaluate", "plan.yaml", "--json").json()
    models = {model for model, _ in seen.asked}
    assert models == {CANDIDATE, VERDICTS}
    calls = {each["system"]: each for each in found["run"]["calls"]}
    assert {name: each["address"] for name, each in calls.items()} == {CANDIDATE: seen.url, JUDGE: seen.url}
    assert [each["n_answered"] for each in calls.values()] == [len(RIGHT), 2 * len(RIGHT)]


def test_one_address_stands_before_several_models() -> None:
    with served(lambda *_, **__: "free") as free, served(lambda *_, **__: "held") as held:
        addresses = {"a": free.url, "b": held.url}
        with relay(lambda model: addresses[model].removesuffix("/v1")) as url:
            for model, said in (("a", "free"), ("b", "held")):
                body = json.dumps({"model": model, "messages": [{"role": "user", "content": "x"}]}).encode()
                request = Request(f"{url}/chat/completions", body)  # noqa: S310 - on this machine
                with urlopen(request) as reply:  # noqa: S310
                    assert json.load(reply)["choices"][0]["message"]["content"] == said


def test_a_judge_that_answers_nothing_usable_is_said_to_give_no_answer_and_is_called_wrong_by_nobody(
    assay: Assay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(Path("keys").resolve()))
    n = 2 * len(RIGHT)
    with served(lambda model, *rest, **more: "perhaps" if model == VERDICTS else says(model, *rest, **more)) as seen:
        write(Path(), seen.url)
        locked(assay)
        assert assay("evaluate", "plan.yaml").code == 2
        assert people_answer(Path())
        found = assay("evaluate", "plan.yaml", "--report", "report.html", "--json").json()
        said = " ".join(assay("evaluate", "plan.yaml").out.split())
    told = [each for each in found["judged"]["corrected"] if not each["slice"]]
    assert {each["raw"] for each in told} == {None}
    assert {each["why"] for each in told} == {NOTHING}
    assert f"gave no answer that can be used on {n} of them" in said
    for text in (said, Path("report.html").read_text(encoding="utf-8")):
        assert "gave no answer on any of these outputs" in " ".join(text.split())
        assert "outputs good" not in text
        assert "it called" not in text
