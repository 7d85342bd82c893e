"""Story: an ML engineer has outputs and targets in a file, and asks how good they are, with intervals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest

Assay = Callable[..., Any]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    rows = [
        {
            "prompt": f"p{n // 2}",
            "topic": "sums" if n % 4 < 2 else "towns",
            "said": None if n == 7 else f"The answer is {n % 5}",
            "right": str(n % 5 if n % 3 else 9),
        }
        for n in range(120)
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_scores_have_intervals_by_slice_and_the_attempts_of_a_prompt_stay_together(
    assay: Assay, answers: Path, tmp_path: Path
) -> None:
    words = ("score", answers, "--output", "said", "--target", "right", "--scorer", "numeric,contains")
    said = assay(*words, "--by", "topic", "--cluster", "prompt", "--out", tmp_path / "scored.csv", "--json")
    found = {(each["metric"], *(each["slice"] or {}).values()): each for each in said.json()["estimates"]}
    right = sum(bool(n % 3) and n != 7 for n in range(120)) / 120
    assert found["numeric",]["value"] == pytest.approx(right)
    assert found["numeric",]["n"] == 120
    assert {key[1:] for key in found} == {(), ("sums",), ("towns",)}
    assert all(each["interval"] for each in found.values())
    table = pyarrow.csv.read_csv(tmp_path / "scored.csv").to_pylist()
    assert (table[7]["numeric"], table[7]["numeric why"]) == (0, "there is no output")
    assert "60 items" in said.out
    assert "Independent items." in assay(*words, "--json").out


def test_the_same_outputs_score_the_same_again(assay: Assay, answers: Path) -> None:
    words = ("score", answers, "--output", "said", "--target", "right", "--scorer", "token_f1,rouge_l,chrf", "--json")
    assert assay(*words).out == assay(*words).out


def test_mistakes_are_told_with_what_would_be_right(assay: Assay, answers: Path) -> None:
    for words in (
        ("--scorer", "exakt", "--target", "right"),
        ("--scorer", "exact"),
        ("--scorer", "exact", "--target", "rihgt"),
        ("--scorer", "words:most=-1"),
    ):
        said = assay("score", answers, "--output", "said", *words)
        assert (said.code, said.out) == (3, "")
        assert "[" in said.err
