"""The work of a labeler under /api/v1."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.labeling_support.queues import RULES, TEXTS, add_queue, change_rules
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.core.judgment import Judgment, Status

OFFER = {"assignment", "guideline", "parts", "draft", "suggestion", "exposure"}
PART = {"name", "kind", "is_side", "text", "html", "turns", "steps", "table", "left_out", "media"}


@pytest.fixture
def open_queue(site: Site, tmp_path: Path) -> Callable[..., TestClient]:
    """``open_queue(question=...)`` makes the queue ``first`` and signs a labeler in."""

    def open_(**options: Any) -> TestClient:
        add_queue(site.workspace, tmp_path, **options)
        return site.client("labeler")

    return open_


def claim(client: TestClient, queue: str = "first") -> Any:
    response = client.post(f"/api/v1/queues/{queue}/claim", json={})
    assert response.status_code == 200, response.text
    return response.json()["next"]


def send(client: TestClient, offer: Any, what: str, **body: Any) -> Any:
    return client.post(f"/api/v1/assignments/{offer['assignment']}/{what}", json=body)


def answer(client: TestClient, offer: Any, said: object) -> Any:
    response = send(client, offer, "answer", answer=said, guideline=offer["guideline"])
    assert response.status_code == 200, response.text
    return response.json()


def kept(site: Site) -> list[Judgment]:
    return [judgment for _, judgment in site.workspace.store.ledger.read("judgment", Judgment)]


def test_a_labeler_works_through_a_queue(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    (queue,) = client.get("/api/v1/queues").json()["queues"]
    assert (queue["name"], queue["asks"], queue["progress"]) == ("first", "Is it toxic?", {"n_done": 0, "share": None})
    assert [option["key"] for option in queue["form"]["options"]] == ["1", "2"]
    shown, offer = [], claim(client)
    while offer is not None:
        assert set(offer) == OFFER
        assert [set(part) for part in offer["parts"]] == [PART]
        shown.append(offer["parts"][0]["text"])
        offer = answer(client, offer, "yes")["next"]
    assert shown == list(TEXTS)
    assert [judgment.label for judgment in kept(site)] == ["yes"] * 5
    assert {judgment.judge for judgment in kept(site)} == {site.workspace.store.accounts.named("labeler").judge}


def test_an_answer_that_is_wrong_is_told_and_the_item_stays(open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    refused = send(client, offer, "answer", answer="maybe")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "answer.unknown_option"
    assert claim(client)["assignment"] == offer["assignment"]


def test_the_same_answer_twice_is_one_and_a_second_window_is_told_what_stands(
    site: Site, open_queue: Callable[..., TestClient]
) -> None:
    client = open_queue()
    offer = claim(client)
    first = answer(client, offer, "yes")
    second = answer(client, offer, "no")
    assert (first["again"], second["again"], second["stands"]) == (False, True, "yes")
    assert first["next"] == second["next"]
    assert len(kept(site)) == 1


def test_the_last_answer_is_shown_again_and_changed(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    held = answer(client, offer, "yes")["next"]
    last = client.post("/api/v1/queues/first/claim", json={}).json()["last"]
    assert last == offer["assignment"]
    again = client.get(f"/api/v1/assignments/{last}").json()
    assert (again["answer"], again["offer"]["parts"]) == ("yes", offer["parts"])
    for _ in range(2):
        changed = send(client, offer, "correct", answer="no").json()
        assert changed["next"]["assignment"] == held["assignment"]
    assert [(judgment.label, judgment.supersedes is None) for judgment in kept(site)] == [("yes", True), ("no", False)]


def test_a_skipped_item_is_kept_with_its_reason_and_may_be_answered_after_all(
    site: Site, open_queue: Callable[..., TestClient]
) -> None:
    client = open_queue()
    offer = claim(client)
    following = send(client, offer, "skip", reason="I cannot decide").json()["next"]
    assert following["assignment"] != offer["assignment"]
    assert client.get(f"/api/v1/assignments/{offer['assignment']}").json()["answer"] is None
    ((_, event),) = site.workspace.store.ledger.events("assignment.skipped")
    assert event.body["reason"] == "I cannot decide"
    assert send(client, offer, "correct", answer="no").status_code == 200
    assert [judgment.status for judgment in kept(site)] == [Status.ABSTAINED, Status.GIVEN]


def test_what_is_given_back_comes_again(open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    assert send(client, offer, "give-back").json()["state"] == "expired"
    assert claim(client)["parts"] == offer["parts"]


def test_the_time_is_measured_here_without_the_time_away(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    for active in (True, False, False, True):
        site.clock.pass_time(seconds=20)
        assert send(client, offer, "heartbeat", active=active).json()["state"] == "out"
    site.clock.pass_time(seconds=5)
    answer(client, offer, "yes")
    assert kept(site)[0].seconds == 45.0


def test_who_works_keeps_the_item_and_who_is_away_does_not(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    site.clock.pass_time(minutes=20)
    until = send(client, offer, "heartbeat", active=True).json()["leased_until"]
    site.clock.pass_time(minutes=20)
    assert send(client, offer, "heartbeat", active=False).json()["leased_until"] == until


def test_a_draft_is_found_again_until_the_item_is_answered(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    offer = claim(client)
    path = f"/api/v1/assignments/{offer['assignment']}/draft"
    assert client.put(path, json={"draft": ["中", {"start": 0}]}).status_code == 200
    assert claim(client)["draft"] == ["中", {"start": 0}]
    assert client.put(path, json={"draft": "x" * 200_000}).json()["error"]["code"] == "draft.not_kept"
    assert client.put(path, content='{"draft": "\\ud800"}').status_code == 400
    answer(client, offer, "yes")
    assert client.get(f"/api/v1/assignments/{offer['assignment']}").json()["offer"]["draft"] is None


def test_the_rules_come_with_their_numbers_and_a_flag_on_one_is_kept(
    site: Site, open_queue: Callable[..., TestClient], tmp_path: Path
) -> None:
    client = open_queue()
    offer = claim(client)
    rules = client.get("/api/v1/queues/first/guideline").json()
    assert rules["version"] == offer["guideline"]
    assert [each["number"] for each in rules["sections"]] == [None, "1", "2"]
    assert "<em>others</em>" in rules["sections"][1]["html"]
    assert send(client, offer, "flag", comment="Sarcasm?", rule="1").status_code == 200
    assert send(client, offer, "flag", comment="x", rule="9").json()["error"]["code"] == "flag.rule"
    change_rules(site.workspace, tmp_path, RULES.replace("others", "all"), question="toxic", dataset="first")
    assert claim(client)["guideline"] != offer["guideline"]
    shown = client.get("/api/v1/queues/first/guideline", params={"version": offer["guideline"]}).json()
    assert shown == rules
    answer(client, offer, "yes")
    assert kept(site)[0].guideline_version == offer["guideline"]


PAIR = "question: better\nasks: Which?\ntype: pairwise\nleft: a\nright: b\n"
RATING = "question: how\nasks: How good?\ntype: rating\nlow: 1\nhigh: 5\nshow: [comment]\n"
AMOUNT = "question: n\nasks: How many?\ntype: number\nunit: kg\nshow: [comment]\n"
MULTIPLE = 'question: m\nasks: Which?\ntype: multiple\noptions: ["a", "b/c"]\nshow: [comment]\n'
SPANS = "question: s\nasks: Where?\ntype: spans\nlabels: [name]\ncolumn: comment\n"


@pytest.mark.parametrize(
    ("question", "sent", "kept_as", "shown"),
    [
        (RATING, 4, 4.0, 4),
        (RATING, "٤", 4.0, 4),
        (AMOUNT, "12.5", 12.5, 12.5),
        (MULTIPLE, ["b/c", "a"], '["a","b/c"]', ["a", "b/c"]),
        (MULTIPLE, [], "[]", []),
        (
            SPANS,
            [{"start": 0, "end": 3, "label": "name"}],
            '[{"end":3,"label":"name","start":0}]',
            [{"start": 0, "end": 3, "label": "name"}],
        ),
    ],
    ids=["rating", "rating in Arabic digits", "number", "multiple", "none", "spans"],
)
def test_each_form_takes_its_answer_and_shows_it_again(
    site: Site, open_queue: Callable[..., TestClient], question: str, sent: object, kept_as: object, shown: object
) -> None:
    client = open_queue(question=question, rules=None)
    offer = claim(client)
    answer(client, offer, sent)
    assert kept_as in (kept(site)[0].number, kept(site)[0].structure)
    assert client.get(f"/api/v1/assignments/{offer['assignment']}").json()["answer"] == shown


def test_the_side_of_a_pair_is_named_by_its_place(site: Site, open_queue: Callable[..., TestClient]) -> None:
    rows = [{"id": f"p{n}", "a": f"left {n}", "b": f"right {n}"} for n in range(12)]
    client = open_queue(question=PAIR, rows=rows, rules=None)
    offer = claim(client)
    while offer is not None:
        first, second = offer["parts"]
        assert (first["name"], second["name"], first["is_side"]) == ("(1)", "(2)", True)
        said = "1" if first["text"].startswith("left") else "2"
        following = answer(client, offer, said)["next"]
        assert client.get(f"/api/v1/assignments/{offer['assignment']}").json()["answer"] == said
        offer = following
    assert {judgment.label for judgment in kept(site)} == {"left"}
    assert {judgment.order_shown for judgment in kept(site)} == {"left", "right"}


def test_markdown_and_conversations_are_shown_as_what_they_are_and_harmless(
    open_queue: Callable[..., TestClient],
) -> None:
    turns = [
        {"role": "user", "content": "<b>hi</b>"},
        {"role": "assistant", "content": [{"type": "text", "text": "ok"}]},
    ]
    hostile = "**bold** <script>alert(1)</script> [here](https://evil.example) ![x](https://evil.example/x.png)"
    question = "question: q\nasks: Good?\ntype: text\nshow: [chat, said]\nmarkdown: [said]\n"
    client = open_queue(question=question, rows=[{"id": "a", "chat": json.dumps(turns), "said": hostile}], rules=None)
    chat, said = claim(client)["parts"]
    assert chat["kind"] == "conversation"
    assert chat["turns"] == [{"role": "user", "text": "<b>hi</b>"}, {"role": "assistant", "text": "ok"}]
    assert said["kind"] == "markdown"
    assert "<strong>bold</strong> &lt;script&gt;" in said["html"]
    assert "<a" not in said["html"]
    assert "<img" not in said["html"]
    assert "here ⟨https://evil.example⟩" in said["html"]


def test_a_very_long_text_comes_piece_by_piece(open_queue: Callable[..., TestClient]) -> None:
    text = "é😀" * 60_000
    client = open_queue(rows=[{"id": "a", "comment": text}])
    offer = claim(client)
    part = offer["parts"][0]
    assert (len(part["text"]), part["left_out"]) == (50_000, 70_000)
    path = f"/api/v1/assignments/{offer['assignment']}/parts/0"
    rest = client.get(path, params={"start": 50_000}).json()
    assert part["text"] + rest["text"] == text
    assert rest["left_out"] == 0
    assert client.get(path.replace("/0", "/7")).status_code == 404


def test_an_item_of_somebody_else_is_told_like_one_that_is_not_there(
    site: Site, open_queue: Callable[..., TestClient]
) -> None:
    client = open_queue()
    offer = claim(client)
    site.add("other", [Grant(Role.LABELER)])
    other = site.client("other")
    for what, body in (("answer", {"answer": "no"}), ("skip", {"reason": "x"}), ("heartbeat", {}), ("give-back", {})):
        theirs, nothing = send(other, offer, what, **body), send(other, {"assignment": "none"}, what, **body)
        assert (theirs.status_code, theirs.json()) == (404, nothing.json())


def test_only_labelers_of_the_queue_or_its_dataset_may_work(site: Site, open_queue: Callable[..., TestClient]) -> None:
    open_queue()
    site.add("here", [Grant(Role.LABELER, "first")])
    site.add("elsewhere", [Grant(Role.LABELER, "second")])
    assert claim(site.client("here")) is not None
    elsewhere = site.client("elsewhere")
    assert elsewhere.get("/api/v1/queues").json() == {"queues": []}
    refused = elsewhere.post("/api/v1/queues/first/claim", json={})
    there_is_none = elsewhere.post("/api/v1/queues/nothing/claim", json={})
    assert (refused.status_code, there_is_none.status_code) == (403, 403)
    assert site.client("auditor").get("/api/v1/queues").status_code == 403
    assert site.client().get("/api/v1/queues").status_code == 401


def test_the_share_is_told_in_steps_of_20_answers_at_least(site: Site, open_queue: Callable[..., TestClient]) -> None:
    client = open_queue(rows=[{"id": f"i{n}", "comment": f"comment {n}"} for n in range(40)])
    for share in (0.0, 0.5):
        for _ in range(19 if share == 0.0 else 1):
            answer(client, claim(client), "yes")
        before = client.get("/api/v1/queues/first").json()["progress"]["share"]
        site.clock.pass_time(minutes=3)
        assert (before, client.get("/api/v1/queues/first").json()["progress"]["share"]) == (0.0, share)


def test_pages_carry_the_queue_and_escape_its_words(open_queue: Callable[..., TestClient]) -> None:
    client = open_queue(question="question: toxic\nasks: <b>Is it?</b>\ntype: text\nshow: [comment]\n")
    assert "&lt;b&gt;Is it?" in client.get("/label").text
    assert 'data-queue="first"' in client.get("/label/first").text
    assert client.get("/label/nothing").status_code == 404


def test_the_pages_speak_chinese_to_who_asks_for_it(open_queue: Callable[..., TestClient]) -> None:
    client = open_queue()
    assert 'lang="zh"' in client.get("/label/first", headers={"accept-language": "zh-CN,en;q=0.5"}).text
    assert 'lang="en"' in client.get("/label/first", headers={"accept-language": "fr"}).text
    assert 'lang="zh"' in client.get("/label?lang=zh").text
    assert 'lang="zh"' in client.get("/label/first").text


def test_the_addresses_are_described_in_our_words(site: Site) -> None:
    described = site.client().get("/api/v1/openapi.json").json()
    ours = [
        each for verbs in described["paths"].values() for each in verbs.values() if each.get("tags") == ["labeling"]
    ]
    assert len(ours) >= 13
    assert all(each["description"] for each in ours)
    fields = described["components"]["schemas"]["OfferShown"]["properties"]
    assert all(field["description"] for field in fields.values())
