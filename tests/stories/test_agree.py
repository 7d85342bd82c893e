"""Story: a program lead has answers of many people in one file, and asks who agrees with whom."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import assay as package

VOTES = ("--item", "item", "--judge", "worker", "--answer", "label")


@pytest.fixture
def votes_csv(tmp_path: Path) -> Path:
    """300 items, four of eight people each; those of the second guideline agree more, and w7 answers at random."""
    rng = np.random.default_rng(3)
    lines = ["item,worker,label,grade,guideline"]
    for item in range(300):
        right, skill = rng.integers(1, 4), 0.6 if item < 150 else 0.9
        for worker in rng.choice(8, 4, replace=False):
            known = worker != 7 and rng.random() < skill
            grade = right if known else rng.integers(1, 4)
            lines.append(f"i{item},w{worker},{'xabc'[grade]},{grade},{'v1' if item < 150 else 'v2'}")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def by_slice(said: Any) -> dict[str, dict[str, Any]]:
    assert said.code == 0, said.err
    return {" ".join((each["slice"] or {"all": "items"}).values()): each for each in said.json()["estimates"]}


def test_the_command_of_the_issue(assay: Callable[..., Any], votes_csv: Path) -> None:
    words = ("agree", votes_csv, *VOTES, "--metric", "alpha,fleiss,ac1", "--scale", "nominal")
    said = assay(*words)
    assert said.code == 0, said.err
    assert [line.split()[0] for line in said.out.splitlines() if "all items" in line] == ["alpha", "fleiss", "ac1"]
    found = assay(*words, "--json").json()["estimates"]
    assert [each["n"] for each in found] == [300, 300, 300]
    for each in found:
        options = dict(each["method"]["options"])
        assert (options["judges"], options["judgments"]) == ("8", "1200")
        assert "published standard error" in each["method"]["interval"]


def test_the_second_guideline_agrees_more(assay: Callable[..., Any], votes_csv: Path) -> None:
    found = by_slice(assay("agree", votes_csv, *VOTES, "--metric", "alpha", "--by", "guideline", "--json"))
    assert found["v1"]["interval"][1] < found["v2"]["interval"][0]
    assert found["v1"]["n"] + found["v2"]["n"] == found["items"]["n"] == 300


def test_pairs_show_who_answers_at_random(assay: Callable[..., Any], votes_csv: Path) -> None:
    said = assay("agree", votes_csv, *VOTES, "--metric", "cohen", "--pairs", "--json")
    found = by_slice(said)
    assert found["items"]["reason"] == "not_two_judges"
    assert len(found) == 1 + 8 * 7 // 2
    with_w7 = [each["value"] for key, each in found.items() if "w7" in key]
    others = [each["value"] for key, each in found.items() if "w7" not in key and key != "items"]
    assert max(with_w7) < np.mean(others)


def test_a_bootstrap_says_so_and_is_the_same_again(assay: Callable[..., Any], votes_csv: Path) -> None:
    words = ("agree", votes_csv, *VOTES, "--metric", "alpha,conger", "--replicates", "300", "--seed", "5", "--json")
    first, again = assay(*words), assay(*words)
    assert first.out == again.out
    plain = assay(*words[:-5], "--json").json()["estimates"]
    for each, published in zip(first.json()["estimates"], plain, strict=True):
        assert "300 bootstrap replicates" in each["method"]["interval"]
        assert dict(each["method"]["options"])["replicates"] == "300"
        assert each["value"] == published["value"]
        assert each["interval"] == pytest.approx(published["interval"], abs=0.02)


def test_numbers_and_weights_and_a_wide_file(assay: Callable[..., Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    rows = [[truth + rng.integers(0, 2) for _ in range(3)] for truth in rng.integers(1, 6, 60)]
    (tmp_path / "wide.csv").write_text("ann,bob,cem\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n")
    said = assay(
        "agree", tmp_path / "wide.csv", "--judges", "ann,bob,cem", "--scale", "interval", "--weights", "quadratic",
        "--metric", "alpha,ac1,light,icc2,icc2k,kendall_w", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    found = {each["metric"]: each for each in said.json()["estimates"]}
    assert all(each["interval"] for each in found.values())
    assert found["icc2k"]["value"] > found["icc2"]["value"] > 0.8
    assert dict(found["alpha"]["method"]["options"])["scale"] == "interval"
    assert dict(found["ac1"]["method"]["options"])["weights"] == "quadratic"


def test_what_was_left_out_is_told_beneath_the_table(assay: Callable[..., Any], votes_csv: Path) -> None:
    with votes_csv.open("a") as file:
        first = votes_csv.read_text().splitlines()[1].split(",")
        file.write(",".join([*first[:2], "z", *first[3:]]) + f"\n{first[0]},w99,,,v1\n")
    said = assay("agree", votes_csv, *VOTES, "--metric", "alpha")
    assert said.code == 0, said.err
    assert "1 judgment without an answer left out" in said.out
    assert "1 repeated answer of a judge left out: the last counts, 1 of them against it" in said.out


def test_python_gives_the_numbers_of_the_command(assay: Callable[..., Any], votes_csv: Path) -> None:
    (found,) = package.agree(votes_csv, item="item", judge="worker", answer="label", metric="alpha")
    (said,) = assay("agree", votes_csv, *VOTES, "--metric", "alpha", "--json").json()["estimates"]
    assert (found.value, list(found.interval)) == (said["value"], said["interval"])
