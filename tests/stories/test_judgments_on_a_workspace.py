"""Judgments of people and machines on the ledger: agreement, consensus and audit as of its position."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.datasets.judgment_file import JudgmentsAsked
from assay.store import votes
from assay.workflows.judgments import import_judgments
from assay.workflows.workspace import open_workspace

N = 120
IMPORT = (
    "judgments", "import", "votes.csv", "--dataset", "reviews", "--judge", "worker", "--answer", "said",
    "--guideline", "rule", "--time", "when", "--seconds", "took", "--by", "mina",
)  # fmt: skip


def write(name: str, rows: list[list[Any]]) -> str:
    """A CSV file in the working folder."""
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return name


def votes_of(rng: np.random.Generator, right: np.ndarray, judges: dict[str, float]) -> list[list[Any]]:
    """A vote of each judge on each item; one in fifty is empty; items from the middle on are under rule v2."""
    rows = []
    for judge, chance in judges.items():
        for place in range(N):
            answer = right[place] if rng.random() < chance else 1 - right[place]
            said = "" if rng.random() < 0.02 else ["neg", "pos"][answer]
            when = f"2026-10-{1 + place % 28:02d}T10:00:00Z"
            rows.append([f"r{place}", judge, said, "v1" if place < N // 2 else "v2", when, 3 + place % 7])
    return rows


@pytest.fixture
def judged(assay: Callable[..., Any]) -> Callable[..., Any]:
    """A workspace with reviews and two systems, and a file of votes of four people beside it."""
    rng = np.random.default_rng(2)
    right = rng.integers(0, 2, N)
    words = np.array(["neg", "pos"])
    columns = [[f"r{place}" for place in range(N)], words[right].tolist()]
    columns += [words[np.where(rng.random(N) < chance, right, 1 - right)].tolist() for chance in (0.8, 0.85)]
    columns.append(["en" if place % 2 else "zh" for place in range(N)])
    write("reviews.csv", [["item", "label", "old", "new", "lang"], *map(list, zip(*columns, strict=True))])
    heads = ["item", "worker", "said", "rule", "when", "took"]
    write("votes.csv", [heads, *votes_of(rng, right, {"p1": 0.95, "p2": 0.9, "p3": 0.85, "p4": 0.8})])
    assert assay("init").code == 0
    roles = ("--label", "label", "--prediction", "old=old", "--prediction", "new=new", "--slice", "lang")
    assert assay("import", "reviews.csv", "--name", "reviews", "--id", "item", *roles).code == 0
    return assay


def test_judgments_come_onto_the_ledger_once_and_verify_holds(judged: Any) -> None:
    first = judged(*IMPORT, "--json")
    assert first.code == 0, first.err
    found = first.json()["judgments"]
    assert (found["n_judgments"], found["n_items"], found["n_judges"]) == (4 * N, N, 4)
    assert found["statuses"]["given"] + found["statuses"]["abstained"] == 4 * N
    assert found["is_new"]
    before = judged("verify").out
    again = judged(*IMPORT)
    assert "on the ledger already, nothing was added" in " ".join(again.out.split())
    assert judged("verify").out == before, "the same head, the same count of entries"
    assert judged("verify").code == 0


def test_what_was_judged_is_listed_with_questions_judges_and_guideline_versions(judged: Any) -> None:
    judged(*IMPORT)
    write(
        "gpt.csv",
        [["item", "judge", "answer", "sure"], *[[f"r{p}", "gpt", "" if p < 3 else "pos", 0.5] for p in range(50)]],
    )
    machine = ("--kind", "llm_judge", "--version", "gpt-9 prompt 3", "--confidence", "sure", "--question", "tone")
    assert judged("judgments", "import", "gpt.csv", "--dataset", "reviews", *machine).code == 0
    listed = judged("judgments", "list", "--dataset", "reviews", "--json").json()
    label, tone = listed["questions"]
    assert (label["question"], tone["question"]) == ("label", "tone")
    assert label["guidelines"] == {"v1": 2 * N, "v2": 2 * N}
    assert (label["first"], label["last"]) == ("2026-10-01T10:00:00.000000Z", "2026-10-28T10:00:00.000000Z")
    assert [each["judge"] for each in label["judges"]] == ["p1", "p2", "p3", "p4"], "systems are not among them"
    assert tone["judges"] == [{"judge": "gpt", "kind": "llm_judge", "n_given": 47, "n_other": 3}]
    assert tone["statuses"] == {"failed": 3, "given": 47}
    assert "Guideline versions: v1 (240), v2 (240)." in judged("judgments", "list", "--dataset", "reviews").out


def test_agree_reads_the_ledger_as_it_reads_the_file(judged: Any) -> None:
    judged(*IMPORT)
    columns = ("--item", "item", "--judge", "worker", "--answer", "said")
    of_file = judged("agree", "votes.csv", *columns, "--metric", "alpha,fleiss", "--json")
    of_ledger = judged("agree", "--dataset", "reviews", "--metric", "alpha,fleiss", "--json")
    assert of_ledger.code == 0, of_ledger.err
    assert of_ledger.json() == of_file.json()
    by = judged("agree", "--dataset", "reviews", "--metric", "alpha", "--by", "guideline", "--by", "lang", "--json")
    slices = [each["slice"] for each in by.json()["estimates"]]
    assert slices == [None, {"guideline": "v1"}, {"guideline": "v2"}, {"lang": "en"}, {"lang": "zh"}]


def test_a_consensus_of_the_ledger_is_kept_with_question_and_position_and_a_plan_uses_it(judged: Any) -> None:
    judged(*IMPORT)
    kept = judged("consensus", "--dataset", "reviews", "--keep", "crowd", "--by", "mina")
    assert kept.code == 0, kept.err
    reference = judged("reference", "show", "reviews", "--name", "crowd", "--json").json()["reference"]
    position = reference["position"]
    assert (reference["question"], reference["source"]) == ("label", "consensus")
    assert position is not None
    write("more.csv", [["item", "judge", "answer"], *[[f"r{place}", "p9", "pos"] for place in range(N)]])
    judged("judgments", "import", "more.csv", "--dataset", "reviews")
    judged("consensus", "--dataset", "reviews", "--keep", "later", "--by", "mina")
    later = judged("reference", "show", "reviews", "--name", "later", "--json").json()["reference"]
    assert later["position"] > position
    assert later["n_judges"] == 5
    Path("plan.yaml").write_text(PLAN)
    evidence = judged("evaluate", "plan.yaml", "--exploratory", "--json").json()
    assert evidence["reference"]["position"] == position
    assert judged("report", "plan.yaml", "--out", "report.html").code == 0
    assert f"read from the ledger at entry {position}" in Path("report.html").read_text()
    assert judged("replay", "plan.yaml").code == 0


PLAN = """\
assay: 1
name: release
purpose: Decide whether the new model replaces the old one.
tier: low
author: mina
dataset: reviews
positive: pos
reference: crowd
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy]
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.1}
"""


def test_an_audit_reads_the_ledger(judged: Any) -> None:
    judged(*IMPORT)
    found = judged("reference", "audit", "--dataset", "reviews", "--json").json()
    assert found["audit"]["n_items"] == N
    assert found["estimates"][0]["value"] > 0.95


def test_votes_come_from_a_file_or_from_the_ledger_not_both(judged: Any) -> None:
    for words in (("agree", "votes.csv", "--dataset", "reviews"), ("agree",)):
        refused = judged(*words, "--metric", "alpha")
        assert refused.code == 3
        assert "name a FILE of votes, or --dataset NAME" in refused.err
    assert "no judgments on reviews" in judged("agree", "--dataset", "reviews", "--metric", "alpha").err


def test_several_questions_need_one_to_be_named(judged: Any) -> None:
    judged(*IMPORT)
    judged(*IMPORT, "--question", "tone")
    refused = judged("agree", "--dataset", "reviews", "--metric", "alpha", "--json")
    assert json.loads(refused.out)["problems"][0]["code"] == "judgments.which_question"
    assert judged("agree", "--dataset", "reviews", "--question", "tone", "--metric", "alpha").code == 0
    unknown = judged("agree", "--dataset", "reviews", "--question", "tune", "--metric", "alpha")
    assert "Did you mean 'tone'?" in unknown.err


def test_a_second_answer_under_a_new_guideline_counts_once_or_in_its_guideline(judged: Any) -> None:
    rows = [[f"r{p}", j, a, v] for v, a in (("v1", "pos"), ("v2", "neg")) for p in range(20) for j in ("a", "b")]
    write("twice.csv", [["item", "judge", "answer", "rule"], *rows])
    judged("judgments", "import", "twice.csv", "--dataset", "reviews", "--guideline", "rule")
    last = judged("consensus", "--dataset", "reviews", "--method", "majority", "--out", "last.csv")
    assert "40 repeated answers of a judge left out: the last counts" in " ".join(last.out.split())
    assert {row["answer"] for row in csv.DictReader(Path("last.csv").read_text().splitlines())} == {"neg"}
    each = judged(
        "agree", "--dataset", "reviews", "--item", "item,guideline", "--by", "guideline", "--metric", "alpha", "--json"
    ).json()["estimates"]
    assert [(one["slice"], one["n"]) for one in each] == [
        (None, 40), ({"guideline": "v1"}, 20), ({"guideline": "v2"}, 20)
    ]  # fmt: skip


def test_backup_and_restore_keep_judgments(judged: Any) -> None:
    judged(*IMPORT)
    before = judged("agree", "--dataset", "reviews", "--metric", "alpha", "--json").json()
    assert judged("backup", "copy.tar").code == 0
    assert judged("restore", "copy.tar", "again").code == 0
    after = judged("agree", "--dataset", "reviews", "--metric", "alpha", "--workspace", "again", "--json")
    assert after.json() == before
    assert judged("verify", "--workspace", "again").code == 0


class Stopped(Exception):
    """The import was stopped."""


@pytest.mark.parametrize("after", [1, 3, 5])
def test_an_interrupted_import_is_finished_by_the_same_command(
    judged: Any, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(votes, "MOST_ROWS", 100)
    told: list[int] = []

    def stop(done: int, total: int | None, what: str) -> None:
        told.append(done)
        if len(told) == after:
            raise Stopped

    asked = JudgmentsAsked("item", ("worker",), "said", guideline="rule")
    workspace = open_workspace()
    with pytest.raises(Stopped):
        import_judgments(workspace, Path("votes.csv"), asked, dataset="reviews", actor="mina", progress=stop)
    found = import_judgments(workspace, Path("votes.csv"), asked, dataset="reviews", actor="mina")
    assert found.is_new
    read = workspace.votes("reviews").table
    assert read.num_rows == 4 * N
    ids = read.group_by(["item", "judge"]).aggregate([("answer", "count")])
    assert ids.num_rows == 4 * N, "each once"
    assert not import_judgments(workspace, Path("votes.csv"), asked, dataset="reviews", actor="mina").is_new
    assert judged("verify").code == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from assay.datasets.judgment_file import JudgmentsAsked
from assay.store import votes
from assay.workflows.judgments import import_judgments
from assay.workflows.workspace import open_workspace

votes.MOST_ROWS = 100
def kill(done, total, what):
    if done >= int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
asked = JudgmentsAsked("item", ("worker",), "said")
import_judgments(open_workspace(), Path("votes.csv"), asked, dataset="reviews", actor="mina", progress=kill)
"""


@pytest.mark.slow
def test_a_killed_import_leaves_a_sound_ledger_and_is_finished(judged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(votes, "MOST_ROWS", 100)
    for rows in (100, 300, 480):
        done = subprocess.run([sys.executable, "-c", KILLED, str(rows)], check=False)
        assert done.returncode == -signal.SIGKILL
        assert judged("verify").code == 0
        assert open_workspace().votes("reviews").table.num_rows == rows
    asked = JudgmentsAsked("item", ("worker",), "said")
    assert import_judgments(open_workspace(), Path("votes.csv"), asked, dataset="reviews", actor="mina").is_new
    assert open_workspace().votes("reviews").table.num_rows == 4 * N
    assert judged("verify").code == 0


BAD = [
    ["item", "judge", "answer", "when", "took", "euro"],
    ["r1", "a", "pos", "2026-10-01T10:00:00Z", 3, 5],
    ["strange", "a", "pos", "2026-10-01T10:00:00Z", 3, 5],
    ["", "a", "pos", "2026-10-01T10:00:00Z", 3, 5],
    ["r2", "", "pos", "2026-10-01T10:00:00Z", 3, 5],
    ["r3", "a", "pos", "2026-10-01T10:00:00Z", -3, 5],
    ["r4", "a", "pos", "2026-10-01T10:00:00Z", 3, 5.5],
]


def test_all_that_is_wrong_with_a_file_is_told_by_its_line_and_nothing_is_written(judged: Any) -> None:
    write("bad.csv", BAD)
    before = judged("verify").out
    options = ("--time", "when", "--seconds", "took", "--cost", "euro", "--currency", "EUR")
    refused = judged("judgments", "import", "bad.csv", "--dataset", "reviews", *options, "--json")
    assert refused.code == 3
    problems = json.loads(refused.out)["problems"]
    assert [(each["code"], each["line"]) for each in problems] == [
        ("input.unknown_item", 3),
        ("input.missing_id", 4),
        ("input.missing_id", 5),
        ("judgments.number", 6),
        ("judgments.number", 7),
    ]
    assert judged("verify").out == before


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--kind", "labeller"), "judgments.kind"),
        (("--kind", "system"), "judgments.kind"),
        (("--type", "choise"), "judgments.type"),
        (("--empty", "given"), "judgments.status"),
        (("--cost", "took"), "judgments.currency"),
        (("--cost", "took", "--currency", "euro"), "judgments.currency"),
        (("--time", "took"), "judgments.time"),
        (("--type", "number"), "judgments.number"),
        (("--answer", "sed"), "input.unknown_column"),
        (("--dataset", "revues"), "dataset.unknown"),
        (("--question", " "), "judgments.text"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_an_option_that_cannot_be_is_refused(judged: Any, options: tuple[str, ...], code: str) -> None:
    refused = judged(*IMPORT, *options, "--json")
    assert refused.code == 3
    assert code in [each["code"] for each in json.loads(refused.out)["problems"]]


def test_numbers_texts_costs_and_unusual_ids_are_kept_as_they_are(judged: Any) -> None:
    rows = [
        ["r1", "审 核 员", 4.5, 3, "ok"],
        ["r2", "审 核 员", 2, 4, "好"],
        ["r1", "b", "", "", ""],
        ["r2", "b", 3, 5, "x"],
    ]
    write("odd.csv", [["item", "judge", "stars", "cents", "note"], *rows])
    costs = ("--cost", "cents", "--currency", "EUR")
    stars = ("--answer", "stars", "--type", "number", "--question", "stars", *costs)
    assert judged("judgments", "import", "odd.csv", "--dataset", "reviews", *stars).code == 0
    note = ("--answer", "note", "--type", "text", "--question", "note", "--empty", "not_applicable")
    assert judged("judgments", "import", "odd.csv", "--dataset", "reviews", *note).code == 0
    workspace = open_workspace()
    found = workspace.votes("reviews", "stars").table
    assert found["answer"].to_pylist() == [4.5, 2.0, None, 3.0]
    assert found["judge"].to_pylist()[0] == "审 核 员"
    texts = workspace.votes("reviews", "note").table
    assert texts["answer"].to_pylist() == ["ok", "好", None, "x"]
    assert texts["status"].to_pylist() == ["given", "given", "not_applicable", "given"]
    assert judged("verify").code == 0


def test_judgments_are_ordered_by_time_where_times_are_known(judged: Any) -> None:
    rows = [["r1", "a", "pos", "2026-10-02T10:00:00Z"], ["r1", "a", "neg", "2026-10-01T10:00:00Z"]]
    write("late.csv", [["item", "judge", "answer", "when"], *rows])
    judged("judgments", "import", "late.csv", "--dataset", "reviews", "--time", "when")
    found = open_workspace().votes("reviews").table
    assert found["answer"].to_pylist() == ["neg", "pos"]
    assert found["attempt"].to_pylist() == [1, 2]


def test_mixed_takes_people_machine_and_systems_from_the_ledger(judged: Any) -> None:
    truth = {item: row["label"] for item, row in rows_by_item().items()}
    labels = [[f"r{place}", f"p{place % 3}", truth[f"r{place}"]] for place in range(40)]
    write("people.csv", [["item", "judge", "answer"], *labels])
    machine = [[item, "gpt", label if place % 7 else "pos"] for place, (item, label) in enumerate(truth.items())]
    write("gpt.csv", [["item", "judge", "answer"], *machine])
    judged("judgments", "import", "people.csv", "--dataset", "reviews")
    judged("judgments", "import", "gpt.csv", "--dataset", "reviews", "--kind", "llm_judge")
    asked = ("--machine", "gpt", "--people", "people", "--candidate", "new", "--metric", "accuracy", "--json")
    found = judged("mixed", "--dataset", "reviews", *asked)
    assert found.code == 0, found.err
    whole = {item: [item, "new", row["new"]] for item, row in rows_by_item().items()}
    people = [[f"r{place}", "people", truth[f"r{place}"]] for place in range(40)]
    write("all.csv", [["item", "judge", "answer"], *people, *machine, *whole.values()])
    of_file = judged("mixed", "all.csv", "--item", "item", "--judge", "judge", "--answer", "answer", *asked)
    assert found.json() == of_file.json()
    assert "--item, --judge and --answer" in judged("mixed", "all.csv", *asked).err


def rows_by_item() -> dict[str, dict[str, str]]:
    """The rows of the reviews by their item."""
    return {row["item"]: row for row in csv.DictReader(Path("reviews.csv").read_text().splitlines())}
