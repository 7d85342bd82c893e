"""The outputs of a plan are mended, or its targets are, and the same command says the new number."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

PLAN = """\
assay: 1
name: release
purpose: Decide whether the new assistant replaces the old one.
tier: low
dataset: prompts
systems:
  baseline: {name: old, outputs: old.csv}
  candidate: {name: new, outputs: new.csv}
scoring: {scorer: contains, target: right}
metrics: [pass_rate]
checks: []
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}
"""
N = 40


def write(path: str, rows: Sequence[Sequence[object]]) -> None:
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def prompts(right: Callable[[int], str]) -> None:
    write("prompts.csv", [["item", "prompt", "right"], *([f"p{n}", f"prompt {n}", right(n)] for n in range(N))])


def outputs(system: str, is_right: Callable[[int], bool]) -> None:
    said = ([f"p{n}", f"it is w{n}" if is_right(n) else "no idea"] for n in range(N))
    write(f"{system}.csv", [["item", "output"], *said])


@pytest.fixture
def rates(assay) -> Callable[..., tuple[float, float]]:
    """The pass rates of baseline and candidate, of a plan as its files are now."""
    prompts(lambda n: f"w{n}")
    outputs("old", lambda n: n % 5 > 0)
    outputs("new", lambda n: n % 2 > 0)
    Path("release.yaml").write_text(PLAN)
    assert assay("init").code == 0
    bring = ("import", "prompts.csv", "--name", "prompts", "--id", "item", "--text", "prompt")
    assert assay(*bring).code == 0

    def rates(plan: str = "release.yaml", *, again: bool = False) -> tuple[float, float]:
        if again:
            assert assay(*bring).code == 0
        said = assay("evaluate", plan, "--exploratory", "--json")
        assert said.code in (0, 1, 2), said.err
        told = said.json()
        assert "missing" not in told
        whole = next(each for each in told["comparisons"] if not each["slice"])
        return whole["baseline"]["value"], whole["candidate"]["value"]

    return rates


def test_outputs_that_were_mended_are_scored_anew(rates, assay) -> None:
    assert rates() == (0.8, 0.5)
    outputs("new", lambda n: n > 0)
    assert rates() == (0.8, 0.975)
    assert assay("replay", "release.yaml").code == 0
    outputs("new", lambda n: n % 2 > 0)
    assert rates() == (0.8, 0.5)


def test_targets_that_were_corrected_count(rates) -> None:
    assert rates() == (0.8, 0.5)
    prompts(lambda n: f"w{n}" if n < N - 10 else "something else")
    assert rates(again=True) == (0.6, 0.375)


def test_two_plans_whose_systems_have_the_same_names_are_apart(rates) -> None:
    assert rates() == (0.8, 0.5)
    outputs("fresh", lambda n: n % 4 > 0)
    Path("second.yaml").write_text(PLAN.replace("name: release", "name: second").replace("new.csv", "fresh.csv"))
    assert rates("second.yaml") == (0.8, 0.75)
    assert rates() == (0.8, 0.5)
