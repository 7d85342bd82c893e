"""What a dataset is held against: kept, named in a plan, told in the report, audited by judges."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

N = 300
PLAN = """\
assay: 1
name: review-release
purpose: Decide whether the new model replaces the old one for reviews.
tier: low
author: mina
dataset: reviews
positive: pos
reference: {reference}
systems:
  baseline: {{name: old}}
  candidate: {{name: new}}
metrics: [accuracy]
checks: [duplicates]
gates:
  - {{name: no worse overall, kind: non_inferiority, role: core, metric: accuracy, margin: 0.2}}
  - {{name: floor, kind: threshold, role: guardrail, metric: accuracy, accept: {floor}}}
"""


def write(name: str, rows: list[list[Any]]) -> str:
    """A CSV file in the working folder."""
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return name


def read(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in the working folder."""
    return list(csv.DictReader(Path(name).read_text("utf-8").splitlines()))


@pytest.fixture
def truth(assay: Any) -> np.ndarray:
    """A workspace with reviews and two systems, and votes of five judges beside it; what is true of each item."""
    rng = np.random.default_rng(1)
    right = rng.integers(0, 2, N)
    words = np.array(["neg", "pos"])

    def said(chance: float) -> list[str]:
        return words[np.where(rng.random(N) < chance, right, 1 - right)].tolist()

    columns = [[f"r{place}" for place in range(N)], words[right].tolist(), said(0.8), said(0.88)]
    columns.append(["en" if place % 2 else "zh" for place in range(N)])
    rows = [list(row) for row in zip(*columns, strict=True)]
    write("reviews.csv", [["item", "label", "old", "new", "lang"], *rows])
    judges = {f"p{place}": said(chance) for place, chance in enumerate([0.95, 0.9, 0.85, 0.8, 0.75])}
    votes = [[f"r{place}", judge, answers[place]] for judge, answers in judges.items() for place in range(N)]
    write("votes.csv", [["item", "worker", "label"], *votes])
    assert assay("init").code == 0
    systems = ("--prediction", "old=old", "--prediction", "new=new", "--slice", "lang", "--by", "mina")
    assert assay("import", "reviews.csv", "--name", "reviews", "--id", "item", "--label", "label", *systems).code == 0
    return right


VOTES = ("votes.csv", "--item", "item", "--judge", "worker", "--answer", "label")


def keep(assay: Any, name: str = "crowd") -> Any:
    return assay("consensus", *VOTES, "--dataset", "reviews", "--keep", name, "--by", "mina")


def test_evaluate_is_held_against_a_consensus_and_the_report_says_where_it_came_from(assay: Any, truth: Any) -> None:
    assert keep(assay).code == 0
    Path("plan.yaml").write_text(PLAN.format(reference="crowd", floor=0.6))
    assert "expected to be wrong; that doubt makes every interval wider" in assay("plan", "check", "plan.yaml").out
    assert assay("plan", "lock", "plan.yaml", "--by", "mina").code == 0
    evaluated = assay("evaluate", "plan.yaml", "--json")
    reference = evaluated.json()["reference"]
    assert (reference["name"], reference["source"], reference["soft"]) == ("crowd", "consensus", True)
    assert (reference["n_judges"], reference["n_judgments"], reference["made_by"]) == (5, 5 * N, "mina")
    assert ["method", "dawid-skene"] in reference["method"]
    assert 0 < reference["doubt"] < 0.1
    assert assay("report", "plan.yaml", "--out", "report.html").code == 0
    assert assay("report", "plan.yaml", "--out", "report.md").code == 0
    for file in ("report.html", "report.md"):
        text = Path(file).read_text()
        for words in ("crowd", "a consensus of judges", "dawid-skene", "iterations 100", "by mina (as claimed)"):
            assert words in text, (file, words)
        assert "of its likeliest answers" in text
    assert assay("replay", "plan.yaml").code == 0
    assert assay("bundle", "plan.yaml", "--out", "release.assay").code == 0
    assert assay("replay", "release.assay").code == 0
    assert assay("verify").code == 0


def test_evaluate_is_held_against_rulings_and_leaves_out_what_was_not_ruled(assay: Any, truth: np.ndarray) -> None:
    words = ["neg", "pos"]
    write(
        "rulings.csv", [["item", "answer"], *[[f"r{place}", words[truth[place]]] for place in range(200)], ["r250", ""]]
    )
    added = assay(
        "reference", "add", "rulings.csv", "--dataset", "reviews", "--name", "rulings", "--source", "adjudicated",
        "--by", "ann",
    )  # fmt: skip
    assert added.code == 0, added.err
    other = assay("reference", "add", "rulings.csv", "--dataset", "reviews", "--name", "x", "--question", "lable")
    assert "Did you mean 'label'" in other.err
    assert "Left out: 1 row without an answer." in added.out
    Path("plan.yaml").write_text(PLAN.format(reference="rulings", floor=0.6))
    checked = assay("plan", "check", "plan.yaml")
    assert "has answers to 200 of 300 items; the other 100 are left out" in checked.out
    evidence = assay("evaluate", "plan.yaml", "--exploratory", "--json").json()
    assert {each["n"] for each in evidence["estimates"]} == {200}
    assert "Left out: 100 items without an answer in the reference." in evidence["limits"]
    assert any("'rulings' (adjudicated)" in each and "by ann" in each for each in evidence["limits"])
    assert any("taken as certain" in each for each in evidence["limits"])
    assert "doubt" not in evidence["reference"]


def test_certain_rulings_give_what_imported_labels_give(assay: Any, truth: np.ndarray) -> None:
    words = ["neg", "pos"]
    write("rulings.csv", [["item", "answer"], *[[f"r{place}", words[truth[place]]] for place in range(N)]])
    assert assay("reference", "add", "rulings.csv", "--dataset", "reviews", "--name", "rulings").code == 0
    plan = PLAN.format(reference="rulings", floor=0.6)
    Path("a.yaml").write_text(plan)
    Path("b.yaml").write_text(plan.replace("reference: rulings\n", "").replace("name: review", "name: other"))
    ruled, imported = (assay("evaluate", file, "--exploratory", "--json").json() for file in ("a.yaml", "b.yaml"))
    assert ruled["estimates"] == imported["estimates"]
    assert ruled["comparisons"] == imported["comparisons"]


def test_a_label_gap_names_the_items_to_adjudicate_in_terminal_report_and_json(assay: Any, truth: Any) -> None:
    rows = [["item", "answer", "p"]]
    answers = read("reviews.csv")
    for place, row in enumerate(answers):
        other = {"pos": "neg", "neg": "pos"}[row["label"]]
        sure = 1.0 if place % 3 else 0.6
        rows += [[row["item"], row["label"], sure], [row["item"], other, 1 - sure]]
    write("soft.csv", rows)
    added = assay("reference", "add", "soft.csv", "--dataset", "reviews", "--name", "soft", "--probability", "p")
    assert added.code == 0, added.err
    Path("plan.yaml").write_text(PLAN.format(reference="soft", floor=0.73))
    told = assay("evaluate", "plan.yaml", "--exploratory")
    evidence = assay("evaluate", "plan.yaml", "--exploratory", "--json").json()
    verdict = next(each for each in evidence["verdicts"] if each["gate"] == "floor")
    assert (verdict["outcome"], verdict["reason"]) == ("INCONCLUSIVE", "labels"), verdict["why"]
    (group,) = [each for each in evidence["items"] if each["gate"] == "floor"]
    named = [each["item"] for each in group["examples"]]
    assert {int(item[1:]) % 3 for item in named} == {0}, "only doubtful items"
    assert f"Adjudicate first for 'floor': {named[0]}, {named[1]}, " in " ".join(told.out.split())
    assay("report", "plan.yaml", "--out", "report.html")
    assay("report", "plan.yaml", "--out", "report.md")
    assert "to adjudicate, in this order" in Path("report.html").read_text()
    assert "### Adjudicate first" in Path("report.md").read_text()


def test_list_and_show_say_what_a_reference_is_and_how_noisy(assay: Any, truth: Any) -> None:
    keep(assay)
    listed = assay("reference", "list", "reviews", "--json").json()["references"]
    assert [(each["name"], each["source"], each["soft"]) for each in listed] == [
        ("reviews labels", "imported", False),
        ("crowd", "consensus", True),
    ]
    assert "crowd" in assay("reference", "list", "reviews").out
    shown = assay("reference", "show", "reviews", "--name", "crowd", "--out", "crowd.csv", "--json").json()
    assert shown["n_dataset"] == N
    assert [each["answer"] for each in shown["answers"]] == ["neg", "pos"]
    assert sum(each["n_likeliest"] for each in shown["answers"]) == N
    assert sum(each["expected"] for each in shown["answers"]) == pytest.approx(N)
    doubts = [each["probability"] for each in shown["doubtful"]]
    assert doubts == sorted(doubts)
    assert "Most doubtful items" in assay("reference", "show", "reviews", "--name", "crowd").out
    table = read("crowd.csv")
    assert set(table[0]) == {"item", "answer", "probability"}
    assert assay("reference", "show", "reviews").code == 0


def test_the_same_reference_again_is_the_one_that_is_there(assay: Any, truth: Any) -> None:
    keep(assay)
    before = assay("reference", "list", "reviews", "--json").json()
    assert keep(assay).code == 0
    assert assay("reference", "list", "reviews", "--json").json() == before


def test_an_audit_names_planted_errors(assay: Any, truth: np.ndarray) -> None:
    words = ["neg", "pos"]
    wrong = set(range(0, N, 20))
    rows = [[f"r{place}", words[truth[place] ^ (place in wrong)]] for place in range(N)]
    write("labels.csv", [["item", "answer"], *rows])
    assay("reference", "add", "labels.csv", "--dataset", "reviews", "--name", "vendor")
    found = assay("reference", "audit", *VOTES, "--dataset", "reviews", "--name", "vendor", "--json").json()
    named = {int(each["item"][1:]) for each in found["audit"]["rejected"]}
    assert len(named & wrong) >= 0.8 * len(wrong)
    assert len(named - wrong) <= 3
    overall = found["estimates"][0]
    assert overall["interval"][0] < 1 - len(wrong) / N < overall["interval"][1]
    said = assay("reference", "audit", *VOTES, "--dataset", "reviews", "--name", "vendor").out
    assert "Adjudicate first" in said
    own = keep(assay), assay("reference", "audit", *VOTES, "--dataset", "reviews", "--name", "crowd")
    assert "where it was made of these votes" in " ".join(own[1].out.split())


BAD = [
    ["item", "answer", "p"],
    ["r1", "pos", 0.6],
    ["r1", "neg", 0.3],
    ["r2", "pos", 1.2],
    ["strange", "pos", 1],
    ["r3", "pos", 1],
    ["r3", "pos", 0],
    ["", "pos", 1],
]


def test_all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_is_kept(assay: Any, truth: Any) -> None:
    keep(assay)
    write("bad.csv", BAD)
    asked = ("--dataset", "reviews", "--name", "crowd", "--probability", "p", "--source", "guessed", "--json")
    refused = assay("reference", "add", "bad.csv", *asked)
    assert refused.code == 3
    problems = json.loads(refused.out)["problems"]
    assert [(each["code"], each["line"]) for each in problems] == [
        ("reference.source", None),
        ("reference.no_item", None),
        ("reference.taken", None),
        ("input.share", 2),
        ("input.share", 4),
        ("reference.duplicate", 7),
        ("input.missing_id", 8),
    ]
    assert len(assay("reference", "list", "reviews", "--json").json()["references"]) == 2


@pytest.mark.parametrize(
    ("rows", "dataset", "code"),
    [
        ([["item", "answer"], ["r1", "pos"], ["r1", "neg"]], "reviews", "reference.contradiction"),
        ([["item", "answer"], ["r1", "pos"], ["r1", "pos"]], "reviews", "reference.duplicate"),
        ([["item", "answer"], ["r1", ""]], "reviews", "reference.no_answers"),
        ([["item", "answer"], ["r1", "pos"]], "revues", "dataset.unknown"),
        ([["item", "said"], ["r1", "pos"]], "reviews", "input.unknown_column"),
        ([["item", "answer"], ["elsewhere", "pos"]], "reviews", "reference.no_item"),
    ],
    ids=["two answers", "twice", "no answer", "no dataset", "no column", "no item"],
)
def test_a_file_that_cannot_be_a_reference_is_refused(
    assay: Any, truth: Any, rows: list[list[Any]], dataset: str, code: str
) -> None:
    write("bad.csv", rows)
    refused = assay("reference", "add", "bad.csv", "--dataset", dataset, "--name", "x", "--json")
    assert refused.code == 3
    assert [each["code"] for each in json.loads(refused.out)["problems"]] == [code]


def test_a_plan_that_names_an_unknown_reference_learns_the_known_ones(assay: Any, truth: Any) -> None:
    keep(assay)
    Path("plan.yaml").write_text(PLAN.format(reference="crowds", floor=0.6))
    refused = assay("plan", "check", "plan.yaml")
    assert refused.code == 3
    assert "Did you mean 'crowd'?" in refused.err
