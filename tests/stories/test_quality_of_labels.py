"""The quality of labels by command line: qualify, meet gold, ask once more, adjudicate, publish, evaluate."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.postgres_support import server as postgres

from assay.store.postgres import URL_VARIABLE
from assay.workflows.workspace import open_workspace

N = 36
ASKED = 'question: toxic\nasks: Is the comment toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
RULES = "# Toxic\n\n## 1. Insults count\n\nAll.\n\n## 2.1 Quotes do not\n\nA quote is none.\n"
PLAN = """\
assay: 1
name: filter-release
purpose: Decide whether the new filter replaces the old one.
tier: low
author: lena
dataset: comments
positive: "yes"
reference: settled
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy]
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.3}
"""


def right(item: str) -> str:
    return "yes" if int(item[1:]) % 3 == 0 else "no"


def hasty(item: str) -> str:
    """Right, but for every fifth comment."""
    return ("no" if right(item) == "yes" else "yes") if int(item[1:]) % 5 == 0 else right(item)


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def words(said: Any) -> str:
    return " ".join(said.out.split())


def write(name: str, rows: list[list[str]]) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def comments(request: pytest.FixtureRequest, assay: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Comments with an approved guideline; an expert knows half of them, a sample is to be judged."""
    store, database = str(request.param), None
    if store == "postgres":
        database = postgres.make_database()
        monkeypatch.setenv(URL_VARIABLE, postgres.address(database).render_as_string(hide_password=False))
    items = [f"c{n:02d}" for n in range(N)]
    rows = [[item, f"comment {item}", right(item), "no"] for item in items]
    write("comments.csv", [["id", "comment", "new", "old"], *rows])
    write("expert.csv", [["item", "answer"], *([item, right(item)] for item in items[: N // 2])])
    for name, text in (("toxic.yaml", ASKED), ("toxic.md", RULES), ("plan.yaml", PLAN)):
        Path(name).write_text(text, encoding="utf-8")
    done(assay("init", "--database", store, "--by", "lena"))
    roles = ("--id", "id", "--prediction", "old=old", "--prediction", "new=new")
    done(assay("import", "comments.csv", "--name", "comments", *roles, "--by", "lena"))
    done(assay("reference", "add", "expert.csv", "--dataset", "comments", "--name", "expert", "--by", "lena"))
    done(assay("question", "add", "toxic.yaml", "--dataset", "comments", "--by", "lena"))
    done(assay("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    done(assay("guideline", "approve", "--question", "toxic", "--by", "ravi"))
    sample = ("sample", "draw", "--dataset", "comments", "--n", "10", "--seed", "3", "--name", "first")
    done(assay(*sample, "--by", "lena"))
    fill = ("--dataset", "comments", "--question", "toxic", "--by", "lena")
    done(assay("queue", "fill", "toxic-1", *fill, "--sample", "first", "--overlap", "2"))
    done(assay("queue", "fill", "toxic-test", *fill, "--overlap", "1"))
    yield assay
    if database is not None:
        postgres.drop_database(database)


def test_from_a_qualification_to_a_reference_that_a_plan_is_evaluated_with(comments: Any) -> None:
    done(comments("gold", "add", "toxic-test", "--reference", "expert", "--rate", "1", "--by", "lena"))
    ask = ("qualification", "require", "toxic-1", "--test", "toxic-test", "--accuracy", "0.6", "--by", "lena")
    assert "Nobody tried yet" in words(done(comments(*ask)))
    added = done(comments("gold", "add", "toxic-1", "--reference", "expert", "--rate", "0.25", "--n", "4", "--json"))
    sampled = {
        each["item"]
        for each in done(comments("sample", "show", "first", "--dataset", "comments", "--json")).json()["items"]
    }
    n_held_back = sum(1 for n in range(N // 2) if f"c{n:02d}" in sampled)
    found = {"n_items": 4, "n_new": 4, "n_doubtful": 0, "n_held_back": n_held_back}
    assert added.json()["gold"] == {"queue": "toxic-1", "reference": "expert", "rate": 0.25, **found}
    refused = comments("work", "toxic-1", "--judge", "j1")
    assert (refused.code, "queue.not_qualified" in refused.err) == (3, True)

    workspace = open_workspace()
    for judge in ("j1", "j2", "j3"):
        works(workspace, "toxic-test", judge, right)
    assert len(works(workspace, "toxic-1", "j1", right)) in (13, 14)
    assert len(works(workspace, "toxic-1", "j2", hasty)) in (13, 14)
    workspace.store.close()
    assert words(done(comments("qualification", "show", "toxic-1"))).count("passed") == 3
    shown = done(comments("gold", "show", "toxic-1", "--json")).json()
    assert [each["slice"] for each in shown["judges"]] == [None, {"judge": "j1"}, {"judge": "j2"}]
    assert all(each["interval"] for each in shown["judges"])
    assert "Accuracy on gold" in done(comments("gold", "show", "toxic-1")).out

    rule = ("overlap", "set", "toxic-1", "--level", "0.9", "--most", "3", "--method", "majority", "--by", "lena")
    counts = done(comments(*rule, "--json")).json()["overlap"]["counts"]
    assert counts["another"] > 0
    assert "need another answer" in done(comments("overlap", "adapt", "toxic-1")).out
    waiting = done(comments("adjudicate", "list", "toxic-1", "--json")).json()["adjudication"]["items"]
    first = waiting[0]["item"]
    give = ("adjudicate", "rule", "toxic-1", first, "--answer", right(first), "--reason", "It is a quote.")
    assert "ruling.own_item" in comments(*give, "--by", "J1").err
    assert "rule 2.1" in words(done(comments(*give, "--by", "eve", "--rule", "2.1")))
    assert "It is a quote." in done(comments("adjudicate", "precedents", "toxic-1", "--rule", "2.1")).out
    left = done(comments("adjudicate", "list", "toxic-1"))
    assert f"1 ruled, {len(waiting) - 1} wait" in words(left)

    dispute = ("dispute", "raise", "toxic-1", first, "--judge", "j1", "--reason", "I read it so.")
    assert "an adjudicator settles it" in words(done(comments(*dispute)))
    settle = ("dispute", "settle", "toxic-1", first, "--judge", "j1", "--outcome", "upheld", "--reason", "It stands.")
    assert "dispute.own_ruling" in comments(*settle, "--by", "eve").err
    assert "upheld by fay" in words(done(comments(*settle, "--by", "fay")))
    assert "of 1 settled dispute" in words(done(comments("dispute", "list", "toxic-1")))

    published = done(comments("adjudicate", "publish", "toxic-1", "--reference", "settled", "--by", "lena", "--json"))
    assert (published.json()["n_ruled"], published.json()["reference"]["source"]) == (1, "adjudicated")
    evaluated = comments("evaluate", "plan.yaml", "--exploratory", "--json").json()
    assert {each["n"] for each in evaluated["estimates"]} == {10}, "gold is no part of the reference"
    done(comments("verify"))
