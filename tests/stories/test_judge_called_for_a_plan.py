"""Story: the outputs of a plan wait for a judge; it is asked by one command, and evaluate reads what it said."""

from pathlib import Path
from typing import Any

import pytest
from demo.endpoint import served
from tests.stories.judged_release import OUTPUTS, Release, done, truth


@pytest.mark.slow
def test_evaluate_says_what_is_not_judged_and_reads_what_a_called_judge_says(
    assay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    release = Release(assay, n=100, stages="[30]", people=60, tier="low", least=2)
    first = release.evaluate("--json").json()["judged"]["says"]
    assert any("assay judge run --judge FILE --dataset" in each for each in first)
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))

    def said(model: str, system: str, user: str, *, nth: int) -> str:
        text = next(line for line in user.splitlines() if line.startswith("answered"))
        return f'{{"rationale": "It says so.", "answer": "{"yes" if truth(text) else "no"}"}}'

    with served(said) as seen:
        file = f"judge: 1\nname: gpt\nquestion: good\nurl: {seen.url}\nmodel: gpt\n"
        Path("gpt.yaml").write_text(file, encoding="utf-8")
        found = done(assay("judge", "run", "--judge", "gpt.yaml", "--dataset", OUTPUTS, "--json")).json()["judge_run"]
    assert (found["items"], found["kept"], found["statuses"]) == (200, 200, {"given": 200})
    judged = release.evaluate("--json").json()["judged"]
    assert judged["version"] == found["version"]
    assert not any("has not judged" in each for each in judged["says"])
