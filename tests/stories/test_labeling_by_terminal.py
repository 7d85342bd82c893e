"""Labeling by terminal: from a question file to a reference that a plan uses; a rule is mended and asked anew."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.postgres_support import server as postgres

from assay.store.postgres import URL_VARIABLE

N = 15
ASKED = 'question: toxic\nasks: Is the comment toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
RULES = """# Toxic comments

## 1. Insults count

An insult of a person is toxic.

- Example: you fool

## 2. Quotes do not count

A quoted insult is not toxic.
"""
MENDED = RULES.replace("A quoted insult is not toxic.", "A quoted insult is toxic where the writer agrees with it.")
PLAN = """\
assay: 1
name: filter-release
purpose: Decide whether the new filter replaces the old one.
tier: low
author: lena
dataset: comments
positive: "yes"
reference: crowd
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy]
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.3}
"""


def is_toxic(place: int) -> bool:
    return place % 3 == 0


def filters(place: int) -> list[str]:
    """What the old filter says, which is wrong on every fourth comment, and the new one, wrong on every ninth."""
    return ["yes" if is_toxic(place + (place % every == 0)) else "no" for every in (4, 9)]


@pytest.fixture(params=["sqlite", "postgres"])
def comments(request: pytest.FixtureRequest, assay: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A workspace on each store with comments that two filters judged, and the files of a lead beside it."""
    store, database = str(request.param), None
    if store == "postgres":
        database = postgres.make_database()
        monkeypatch.setenv(URL_VARIABLE, postgres.address(database).render_as_string(hide_password=False))
    rows = [[f"c{n}", f"{'you fool' if is_toxic(n) else 'good day'} {n} 你好", *filters(n)] for n in range(N)]
    with Path("comments.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "comment", "old", "new"], *rows])
    Path("toxic.yaml").write_text(ASKED)
    Path("toxic.md").write_text(RULES)
    Path("plan.yaml").write_text(PLAN)
    done(assay("init", "--database", store, "--by", "lena"))
    systems = ("--prediction", "old=old", "--prediction", "new=new")
    done(assay("import", "comments.csv", "--name", "comments", "--id", "id", *systems, "--by", "lena"))
    yield assay
    if database is not None:
        postgres.drop_database(database)


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def words(said: Any) -> str:
    """What was printed, on one line."""
    return " ".join(said.out.split())


@pytest.fixture
def works(comments: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A judge at the terminal of a queue, who types lines."""

    def work(queue: str, judge: str, *lines: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return comments("work", queue, "--judge", judge)

    return work


@pytest.fixture
def answers(comments: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A judge who answers all that the queue offers by a rule on the number of the comment."""
    from assay.workflows import work
    from assay.workflows.workspace import open_workspace

    def answer(queue: str, judge: str, says: Callable[[int], str]) -> int:
        workspace = open_workspace()
        desk, n = work.sit_down(workspace, queue, judge=judge), 0
        offer = work.next_item(desk)
        while offer is not None:
            _, offer = work.answer(desk, offer, says(int(offer.asked.assignment.item[1:])))
            n += 1
        workspace.store.close()
        return n

    return answer


def test_from_a_question_file_to_a_reference_that_a_plan_uses(comments: Any, works: Any) -> None:
    added = done(comments("question", "add", "toxic.yaml", "--dataset", "comments", "--by", "lena"))
    assert "Next: write its guideline" in words(added)
    written = done(comments("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    assert "2 rules" in words(written)
    sample = ("sample", "draw", "--dataset", "comments", "--n", "12", "--seed", "3", "--name", "first", "--by", "lena")
    done(comments(*sample))
    fill = ("queue", "fill", "toxic-1", "--dataset", "comments", "--question", "toxic", "--sample", "first")
    assert "guideline.not_approved" in comments(*fill).err
    assert "guideline.own_approval" in comments("guideline", "approve", "--question", "toxic", "--by", "lena").err
    assert "in force" in words(done(comments("guideline", "approve", "--question", "toxic", "--by", "ravi")))
    filled = done(comments(*fill, "--by", "lena"))
    assert "12 items" in words(filled)
    assert "36 answers" in words(filled)

    drawn = done(comments("sample", "show", "first", "--dataset", "comments", "--json")).json()["items"]
    right = ["1" if is_toxic(int(each["item"][1:])) else "2" for each in drawn]
    other = {"1": "2", "2": "1"}
    said = {
        "j1": right,
        "j2": [other[right[0]], *right[1:]],
        "j3": [*right[:6], other[right[6]], *right[7:]],
    }
    for judge, keys in said.items():
        worked = done(works("toxic-1", judge, *keys))
        assert "12 answers kept" in words(worked)
    status = done(comments("queue", "show", "toxic-1", "--json")).json()["queue"]
    assert (status["standing"]["n_answered"], status["standing"]["n_free"]) == (36, 0)
    assert "Next: assay consensus" in done(comments("queue", "show", "toxic-1")).out

    agreed = done(comments("agree", "--dataset", "comments", "--question", "toxic", "--metric", "alpha", "--json"))
    (alpha,) = agreed.json()["estimates"]
    assert (alpha["n"], 0.5 < alpha["value"] < 1) == (12, True)
    keep = ("consensus", "--dataset", "comments", "--question", "toxic", "--method", "majority", "--keep", "crowd")
    done(comments(*keep, "--by", "lena"))
    kept = done(comments("reference", "show", "comments", "--name", "crowd", "--out", "crowd.csv", "--json")).json()
    assert (kept["reference"]["question"], kept["reference"]["n_judges"]) == ("toxic", 3)
    with Path("crowd.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    likeliest = {row["item"]: row["answer"] for row in table if float(row["probability"]) > 0.5}
    assert likeliest == {each["item"]: "yes" if key == "1" else "no" for each, key in zip(drawn, right, strict=True)}
    evidence = comments("evaluate", "plan.yaml", "--exploratory", "--json")
    assert {each["n"] for each in evidence.json()["estimates"]} == {12}
    done(comments("verify"))


def lead_prepares(assay: Any, *, overlap: int = 2) -> None:
    """A question, an approved guideline and a queue over all comments."""
    done(assay("question", "add", "toxic.yaml", "--dataset", "comments", "--by", "lena"))
    done(assay("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    done(assay("guideline", "approve", "--question", "toxic", "--by", "ravi"))
    fill = ("queue", "fill", "toxic-1", "--dataset", "comments", "--question", "toxic")
    done(assay(*fill, "--overlap", str(overlap), "--by", "lena"))


def test_a_changed_rule_makes_judgments_stale_and_a_round_asks_them_anew(comments: Any, answers: Any) -> None:
    lead_prepares(comments)
    assert answers("toxic-1", "j1", lambda n: "yes" if is_toxic(n) else "no") == N
    assert answers("toxic-1", "j2", lambda n: "no") == N
    agree = ("agree", "--dataset", "comments", "--question", "toxic", "--metric", "alpha", "--json")
    before = done(comments(*agree)).json()["estimates"][0]
    clear = done(comments("guideline", "clarity", "--question", "toxic", "--json")).json()["clarity"]
    assert (clear["overall"], clear["n_apart"]) == (before, sum(map(is_toxic, range(N))))
    assert clear["confused"] == [{"first": "no", "second": "yes", "n_items": clear["n_apart"]}]
    assert "Talk about these first" in done(comments("guideline", "clarity", "--question", "toxic")).out

    Path("toxic.md").write_text(MENDED)
    changed = done(comments("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    assert "changed" in words(changed)
    diff = done(comments("guideline", "diff", "--question", "toxic", "--json")).json()["guideline"]
    assert [(each["change"], each["number"]) for each in diff["changes"]] == [("changed", "2")]
    assert done(comments("queue", "show", "toxic-1", "--json")).json()["queue"]["stale"]["n_judgments"] == 0
    done(comments("guideline", "approve", "--question", "toxic", "--by", "ravi"))
    stale = done(comments("queue", "show", "toxic-1", "--json")).json()["queue"]["stale"]
    assert (stale["n_judgments"], len(stale["items"])) == (2 * N, N)
    assert [(each["change"], each["number"]) for each in stale["rules"]] == [("changed", "2")]
    assert "Next: assay queue requeue toxic-1" in words(comments("queue", "show", "toxic-1"))
    asked_anew = done(comments("queue", "requeue", "toxic-1", "--by", "lena"))
    assert f"{N} items are asked anew" in words(asked_anew)
    assert "Nothing is stale" in words(done(comments("queue", "requeue", "toxic-1", "--by", "lena")))

    assert done(comments(*agree)).json()["estimates"][0] == before, "nobody answered anew yet"
    for judge in ("j3", "j1"):
        assert answers("toxic-1", judge, lambda n: "yes" if is_toxic(n) else "no") == N
    after = done(comments(*agree)).json()["estimates"][0]
    assert (after["value"], after["n"]) == (1.0, N)
    counted = done(comments("judgments", "list", "--dataset", "comments", "--json")).json()["questions"][0]
    assert counted["n_judgments"] == 4 * N, "what was said before stays on the ledger"
    done(comments("verify"))


FORM = """form: rubric
asks: Judge the comment.
show: [comment]
questions:
  - {question: bad, asks: "Is it bad?", type: choice, options: ["yes", "no"]}
  - {question: how, asks: "How bad?", type: rating, low: 1, high: 5, if: 'bad = "yes"'}
  - {question: why, asks: "Why?", type: text, if: how >= 4}
"""


def test_a_form_is_answered_question_by_question_and_items_that_may_disturb_are_asked_for(
    comments: Any, works: Any
) -> None:
    Path("rubric.yaml").write_text(FORM)
    added = done(comments("question", "add", "rubric.yaml", "--dataset", "comments", "--by", "lena"))
    assert "'bad' decides when an item is done" in words(added)
    fill = ("queue", "fill", "rubric-1", "--dataset", "comments", "--by", "lena", "--overlap", "2")
    assert "queue.question" in comments(*fill).err
    done(comments(*fill, "--form", "rubric"))
    done(comments("queue", "exposure", "rubric-1", "--limit", "3", "--by", "lena"))
    one = ("v", "1", "5", "太糟了 😀", "v", "2", "s cut off")
    first = words(done(works("rubric-1", "j1", *one, "v", "+ 后半截", "1", "3", "q")))
    assert "How bad?" in first
    assert "Kept: reviewers will see it." in first
    assert "exposure.enough" in works("rubric-1", "j1", "v").err
    assert "answer.out_of_range" in works("rubric-1", "j2", "v", "1", "4", "سيئ", "v", "2", "v", "1", "9").err
    seen = json.loads(done(comments("queue", "views", "rubric-1", "--json")).out)["views"]
    assert [each["judge"] for each in seen] == ["j2"] * 3 + ["j1"] * 3
    listed = json.loads(done(comments("judgments", "list", "--dataset", "comments", "--json")).out)
    assert {each["question"] for each in listed["questions"]} >= {"bad", "how", "why"}
    agreed = done(comments("agree", "--dataset", "comments", "--question", "how", "--metric", "alpha", "--json"))
    assert json.loads(agreed.out)["estimates"]
