"""Story: an evaluation lead asks whether the new prompt is better, and the plan calls both systems."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.harness.mock_chat import MockChat, mock_chat

Assay = Callable[..., Any]
PLAN = """\
assay: 1
name: adder
purpose: Decide whether the new prompt adds better.
tier: low
dataset: sums
systems:
  baseline:
    name: old
    call: {{url: "{url}", model: adder, prompt: "What is {{{{ a }}}} plus {{{{ a }}}}?"}}
  candidate:
    name: new
    call: {{url: "{url}", model: adder, prompt: "What is {{{{ a }}}} plus {{{{ b }}}}?"}}
scoring: {{scorer: numeric, target: right}}
slices:
  - by: kind
checks: []
gates:
  - {{name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}}
"""


@pytest.fixture
def sums(assay: Assay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with sums in it; the working folder."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    rows = [f"s{n},{n},{n % 7},{n + n % 7},{'odd' if n % 2 else 'even'}" for n in range(120)]
    Path("sums.csv").write_text("\n".join(["id,a,b,right,kind", *rows]) + "\n")
    assert assay("init").code == 0
    said = assay("import", "sums.csv", "--name", "sums", "--id", "id", "--slice", "kind")
    assert said.code == 0, said.err
    return Path.cwd()


def written(mock: MockChat, **changes: str) -> Path:
    text = PLAN.format(url=mock.url)
    for old, new in changes.items():
        text = text.replace(old, new)
    Path("plan.yaml").write_text(text)
    return Path("plan.yaml")


def test_a_plan_calls_its_systems_scores_what_they_say_and_decides(assay: Assay, sums: Path) -> None:
    with mock_chat() as mock:
        written(mock)
        locked = assay("plan", "lock", "plan.yaml", "--by", "mina")
        assert locked.code == 0, locked.err
        said = assay("evaluate", "plan.yaml", "--json")
        assert said.code == 0, said.err
        assert mock.n == 240
        again = assay("evaluate", "plan.yaml", "--json")
        assert (again.json(), mock.n) == (said.json(), 240)
    found = said.json()
    rates = {each["system"]: each["value"] for each in found["estimates"] if not each["slice"]}
    assert rates == {"old": pytest.approx(0.05, abs=0.1), "new": 1.0}
    assert [each["outcome"] for each in found["verdicts"]] == ["PASS"]
    assert [(each["system"], each["n_answered"]) for each in found["run"]["calls"]] == [("old", 120), ("new", 120)]
