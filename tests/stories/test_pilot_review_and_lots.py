"""By command line: a pilot with two rounds, a review of what was labeled, and a lot that is rejected and reworked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.postgres_support import server as postgres

from assay.store.postgres import URL_VARIABLE
from assay.workflows import work
from assay.workflows.workspace import open_workspace

ASKED = 'question: toxic\nasks: Is the comment toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
RULES = "# Toxic\n\n## 1. Insults count\n\nAll of them.\n\n## 2. Quotes\n\nA quote may be one.\n"
MENDED = RULES.replace("A quote may be one.", "A quote of an insult is none.")
N = 40


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def words(said: Any) -> str:
    return " ".join(done(said).out.split())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def comments(request: pytest.FixtureRequest, assay: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A workspace with forty comments, a question and a guideline in force."""
    store, database = str(request.param), None
    if store == "postgres":
        database = postgres.make_database()
        monkeypatch.setenv(URL_VARIABLE, postgres.address(database).render_as_string(hide_password=False))
    lines = "".join(f"c{place:02d},Comment {place}\n" for place in range(N))
    Path("comments.csv").write_text(f"id,comment\n{lines}", encoding="utf-8")
    Path("toxic.yaml").write_text(ASKED, encoding="utf-8")
    done(assay("init", "--database", store))
    done(assay("import", "comments.csv", "--name", "comments", "--id", "id"))
    done(assay("question", "add", "toxic.yaml", "--dataset", "comments"))
    mend(assay, RULES)
    yield assay
    if database is not None:
        postgres.drop_database(database)


def mend(assay: Any, rules: str) -> None:
    Path("toxic.md").write_text(rules, encoding="utf-8")
    done(assay("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    done(assay("guideline", "approve", "--question", "toxic", "--by", "omar"))


def even(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def odd_one_out(item: str) -> str:
    """As the others, but for every second comment."""
    return "yes" if int(item[1:]) % 4 < 2 else even(item)


def people(queue: str, *, differ: bool) -> None:
    opened = open_workspace(None)
    for judge in ("j1", "j2", "j3"):
        works(opened, queue, judge, odd_one_out if differ and judge == "j3" else even)
    opened.store.close()


def flag(queue: str) -> None:
    opened = open_workspace(None)
    desk = work.sit_down(opened, queue, judge="j3")
    offer = work.next_item(desk)
    assert offer is not None
    work.flag(desk, offer, "Is a quote an insult?", rule="2")
    opened.store.close()


def test_rules_are_tried_mended_and_tried_again_on_other_items(comments: Any) -> None:
    assay = comments
    begun = assay("pilot", "begin", "tone", "--dataset", "comments", "--question", "toxic", "--items", "12", "--people")
    assert begun.code == 3
    asked = ("--dataset", "comments", "--question", "toxic", "--items", "12", "--people", "3", "--by", "lena")
    assert "Round 1 of the pilot 'tone'" in words(assay("pilot", "begin", "tone", *asked))
    assert assay("pilot", "again", "tone").code == 3, "nobody answered yet"
    flag("tone-1")
    people("tone-1", differ=True)
    shown = words(assay("pilot", "show", "tone"))
    assert "36 of 36" in shown
    assert "Talk about these first" in shown
    mend(assay, MENDED)
    done(assay("pilot", "again", "tone", "--items", "fresh", "--by", "lena"))
    people("tone-2", differ=False)
    found = done(assay("pilot", "show", "tone", "--json")).json()["pilot"]
    first, second = found["rounds"]
    items = {each["item"] for each in first["discuss"]}
    assert first["agreement"]["value"] < 1 == second["agreement"]["value"]
    assert items
    assert [each["number"] for each in second["changed_rules"]] == ["2"]
    assert found["comparison"]["difference"] > 0
    done(assay("pilot", "again", "tone", "--items", "same", "--by", "lena"))
    people("tone-3", differ=False)
    for ending, mark in (("html", "<h1>Pilot"), ("md", "# Pilot tone"), ("json", '"pilot"')):
        done(assay("pilot", "report", "tone", "--out", f"pilot.{ending}"))
        text = Path(f"pilot.{ending}").read_text(encoding="utf-8")
        assert mark in text
        assert "<script" not in text
    assert "tone" in words(assay("pilot", "list"))


def test_a_lot_is_inspected_rejected_and_reworked_by_those_who_made_it(comments: Any) -> None:
    assay = comments
    filled = assay("queue", "fill", "toxic-1", "--dataset", "comments", "--question", "toxic", "--overlap", "1")
    assert filled.code == 0
    opened = open_workspace(None)
    works(opened, "toxic-1", "j1", lambda _: "yes")
    opened.store.close()
    terms = ("--good", "0.02", "--bad", "0.3", "--alpha", "0.2", "--beta", "0.2")
    made = done(assay("lot", "make", "w47", "--queue", "toxic-1", "--judge", "j1", *terms, "--json")).json()["lots"][0]
    assert (made["n_answers"], made["judges"]) == (N, ["j1"])
    assert assay("review", "next", "w47", "--by", "j1").code == 3
    n_bad = 0
    while True:
        offered = done(assay("review", "next", "w47", "--by", "rita", "--json")).json()["answer"]
        if offered is None:
            break
        wrong = even(offered["item"]) == "no"
        n_bad += wrong
        told = ("corrected", "--answer", "no", "--comment", "It is even.") if wrong else ("accepted",)
        done(assay("review", "settle", "w47", offered["assignment"], *told, "--by", "rita"))
    assert n_bad > made["accept"]
    assert "The plan says: reject." in words(assay("lot", "show", "w47"))
    assert f"{made['n']} of {made['n']}" in words(assay("review", "list"))
    told = ("--by", "lena", "--reason", "Half is wrong.", "--rework", "same")
    assert "Rejected by lena" in words(assay("lot", "decide", "w47", "rejected", *told))
    opened = open_workspace(None)
    assert len(works(opened, "w47-rework", "j1", even)) == N - n_bad
    opened.store.close()
    listed = done(assay("lot", "list", "--json")).json()["lots"]
    assert [each["decision"]["outcome"] for each in listed] == ["rejected"]
    shown = done(assay("review", "show", "w47", "--json")).json()["review"]
    assert (shown["counts"]["corrected"], shown["n_done"]) == (n_bad, made["n"])
    for ending in ("html", "md", "json"):
        done(assay("lot", "report", "w47", "--out", f"lot.{ending}"))
    assert '<svg class="curve"' in Path("lot.html").read_text(encoding="utf-8")


def test_answers_are_drawn_for_review_or_asked_for(comments: Any) -> None:
    assay = comments
    done(assay("queue", "fill", "toxic-1", "--dataset", "comments", "--question", "toxic", "--overlap", "1"))
    opened = open_workspace(None)
    works(opened, "toxic-1", "j1", even)
    opened.store.close()
    assert "10 answers of 40" in words(assay("review", "draw", "audit", "--queue", "toxic-1", "--n", "10"))
    asked = ("--queue", "toxic-1", "--n", "2", "--because", "too fast")
    assert "asked for: too fast" in words(assay("review", "draw", "fast", *asked))
    held = done(assay("review", "next", "audit", "--by", "rita", "--json")).json()["answer"]
    settled = ("audit", held["assignment"], "returned", "--comment", "Read rule 1.", "--by", "rita")
    assert "returned by rita" in words(assay("review", "settle", *settled))
    assert "1 returned" in words(assay("review", "show", "audit"))
