"""Story: a labeling lead lets an agent suggest and label, writes its next version, and sees whether that is better."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from demo.endpoint import served
from demo.tickets import main as tickets
from tests.postgres_support import server as postgres

from assay.store.postgres import URL_VARIABLE
from assay.workflows.disagreements import disagreements
from assay.workflows.judge_cards import card_of
from assay.workflows.workspace import open_workspace

Assay = Callable[..., Any]


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def agent_file(url: str, model: str, *more: str, name: str = "tagger.yaml") -> str:
    prices = "prices: {read: 0.5, written: 2, currency: USD}"
    lines = ["agent: 1", "name: tagger", "question: topic", f"url: {url}", f"model: {model}", prices, *more]
    Path(name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def desk(request: pytest.FixtureRequest, assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assay]:
    """Messages to a shop in a queue, and what people said of half of them."""
    store, database = str(request.param), None
    if store == "postgres":
        database = postgres.make_database()
        monkeypatch.setenv(URL_VARIABLE, postgres.address(database).render_as_string(hide_password=False))
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    assert tickets(["."]) == 0
    done(assay("init", "--database", store, "--by", "lena"))
    done(assay("import", "messages.csv", "--name", "messages", "--id", "id", "--text", "message"))
    done(assay("question", "add", "topic.yaml", "--dataset", "messages"))
    done(assay("guideline", "add", "topic.md", "--question", "topic", "--by", "lena"))
    done(assay("guideline", "approve", "--question", "topic", "--by", "ravi"))
    done(assay("queue", "fill", "topics", "--dataset", "messages", "--question", "topic", "--overlap", "2"))
    people = ("--dataset", "messages", "--question", "topic", "--kind", "labeler")
    done(assay("judgments", "import", "people.csv", *people))
    yield assay
    if database is not None:
        postgres.drop_database(database)


def test_an_agent_suggests_to_people_and_its_next_version_is_compared_on_the_same_items(desk: Assay) -> None:
    with served() as seen:
        first = ("agent", "run", "--agent", agent_file(seen.url, "quick"), "--queue", "topics")
        said = done(desk(*first, "--suggest", "--hidden", "0.4", "--by", "lena", "--json")).json()
        assert said["judge_run"]["kind"] == "agent"
        assert said["judge_run"]["kept"] == said["judge_run"]["items"] == seen.n
        assert said["judge_run"]["cost"] > 0
        assert said["suggestions"]["n_suggested"] == said["judge_run"]["kept"]
        n, second = seen.n, agent_file(seen.url, "keen", "prompt: Read every word twice.")
        done(desk("agent", "run", "--agent", second, "--dataset", "messages"))
        assert seen.n == 2 * n
        assert "Read every word twice." in seen.bodies[-1]["messages"][0]["content"]
    listed = done(desk("agent", "list", "--json")).json()["agents"]
    assert [(each["models"], each["n_judgments"]) for each in listed] == [(["quick"], n), (["keen"], n)]
    older = f"tagger@{listed[0]['version'][:12]}"
    found = done(desk("agent", "compare", older, "tagger", "--dataset", "messages", "--json")).json()
    by_metric = {each["metric"]: each for each in found["comparisons"]}
    assert set(by_metric) == {"accuracy", "seconds", "cost"}
    assert by_metric["accuracy"]["interval"][0] > 0, "the next version reads more words"
    with Path("people.csv").open(encoding="utf-8") as file:
        pairs = Counter((row["item"], row["answer"]) for row in csv.DictReader(file))
    assert found["agents_compared"]["n_items"] == sum(n == 2 for n in pairs.values()), "where people are not split"
    assert by_metric["cost"]["difference"] is not None
    why = done(desk("judge", "reasons", older, "--dataset", "messages", "--most", "5", "--json")).json()[
        "judge_reasons"
    ]
    assert (why["n"], len(why["reasons"])) == (n, 5)
    assert all(each["right"] not in (None, each["said"]) for each in why["reasons"])
    assert why["reasons"][0]["rationale"].startswith("By the rule it is")
    assert "people say otherwise" in done(desk("judge", "reasons", "tagger", "--dataset", "messages")).out
    done(desk("judge", "calibrate", "--judge", "tagger", "--dataset", "messages"))
    workspace = open_workspace()
    apart = disagreements(workspace, card_of(workspace, "tagger").card)
    assert apart is not None
    assert {each.rationale[:17] for each in apart.items} == {"By the rule it is"}, "the page of the judge shows why"
    words = done(desk("agent", "compare", older, "tagger", "--dataset", "messages")).out
    assert "The second is more often right." in words


def test_the_items_beside_a_card_are_those_of_its_version(desk: Assay) -> None:
    with served() as seen:
        done(desk("agent", "run", "--agent", agent_file(seen.url, "quick"), "--dataset", "messages"))
        done(desk("judge", "calibrate", "--judge", "tagger", "--dataset", "messages"))
        workspace = open_workspace()
        card = card_of(workspace, "tagger").card
        before = disagreements(workspace, card)
        done(desk("agent", "run", "--agent", agent_file(seen.url, "keen"), "--dataset", "messages"))
    after = disagreements(open_workspace(), card)
    (right,) = (each.value for each in card.estimates if each.metric == "accuracy" and not each.slice)
    assert before is not None
    assert after is not None
    assert right is not None
    assert after.n_apart == before.n_apart == round((1 - right) * after.n_items), "not those of the newer version"


def test_mistakes_are_told_with_what_would_be_right(desk: Assay) -> None:
    file = agent_file("http://127.0.0.1:9/v1", "quick")
    for words, told in (
        (("agent", "run", "--agent", file), "--queue"),
        (("agent", "run", "--agent", file, "--dataset", "messages", "--suggest"), "--suggest"),
        (("judge", "run", "--judge", file, "--dataset", "messages"), "assay agent run"),
        (("agent", "compare", "a", "b", "--dataset", "messages"), "assay judge run"),
        (("agent", "run", "--agent", file, "--queue", "nope"), "topics"),
    ):
        said = desk(*words)
        assert (said.code, told in said.err) == (3, True), said.err
