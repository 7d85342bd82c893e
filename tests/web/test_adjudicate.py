"""The pages of an adjudicator: the list, one item with all that was said, a ruling; who may, and who may not."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.workflows.adjudicate import disagreements
from assay.workflows.disputes import raise_dispute

RULES = "# Toxic?\n\n## 1. Insults count\n\nAll of **them**.\n\n## 2.1 Quotes do not\n\nA quote is none.\n"
ROWS = [
    {"id": "a/1 ?&", "comment": "<script>alert(1)</script> \u202eabc"},
    {"id": "评论", "comment": "你真蠢。\nأنت رائع 👩‍👩‍👧"},
    {"id": "c3", "comment": "plain"},
]


@pytest.fixture
def disputed(site: Site, tmp_path: Path) -> Site:
    """Three judges: j8 and j9 say yes to everything, the account 'both' differs from them on two items."""
    site.add("both", [Grant(Role.LABELER), Grant(Role.ADJUDICATOR)], judge="j77")
    add_queue(site.workspace, tmp_path, rows=ROWS, overlap=3, rules=RULES)
    for judge, others in (("j8", ()), ("j9", ()), ("j77", ("a/1 ?&", "评论"))):
        answers = {row["id"]: "no" if row["id"] in others else "yes" for row in ROWS}
        works(site.workspace, "first", judge, answers.__getitem__)
    return site


def ruling(item: str, **changed: str) -> dict[str, str]:
    return {"item": item, "answer": "no", "reason": "It is a quote.", "rule": "2.1", **changed}


def test_an_adjudicator_sees_what_waits_and_settles_one_after_another(disputed: Site) -> None:
    client = disputed.client("adjudicator")
    assert 'href="/adjudicate/first"' in client.get("/adjudicate").text
    listed = client.get("/adjudicate/first").text
    assert "2 wait" in listed
    address = re.findall(r'href="(/adjudicate/first/item\?id=[^"]+)"', listed)[0]
    shown = client.get(address.replace("&amp;", "&")).text
    assert "j77" in shown
    assert "Quotes do not" in shown
    kept = client.post("/adjudicate/first/rule", data=ruling("a/1 ?&"))
    assert kept.status_code == 303
    following = client.get(kept.headers["location"]).text
    assert "你真蠢。" in following
    assert "It is a quote." in following, "the precedent stands beside its rule"
    last = client.post("/adjudicate/first/rule", data=ruling("评论", rule=""))
    assert last.headers["location"] == "/adjudicate/first"
    assert "Nothing waits" in client.get("/adjudicate/first").text
    found = disagreements(disputed.workspace, "first").rulings
    adjudicator = disputed.workspace.store.accounts.named("adjudicator")
    assert adjudicator is not None
    assert {each.ruling.judge for each in found.values()} == {adjudicator.judge}, "the ledger keeps the pseudonym"


def test_a_labeler_reads_precedents_beside_the_rule_without_names(disputed: Site) -> None:
    assert disputed.client("adjudicator").post("/adjudicate/first/rule", data=ruling("评论")).status_code == 303
    said = disputed.client("labeler").get("/api/v1/queues/first/guideline").json()["sections"]
    found = {each["number"]: each["precedents"] for each in said}
    assert found["1"] == []
    assert found["2.1"] == [
        {"text": "你真蠢。 أنت رائع 👩\u200d👩\u200d👧", "answer": "no", "reason": "It is a quote."}
    ]


def test_a_ruling_that_cannot_be_keeps_what_was_typed(disputed: Site) -> None:
    client = disputed.client("adjudicator")
    refused = client.post("/adjudicate/first/rule", data=ruling("a/1 ?&", answer="maybe", reason="Because."))
    assert refused.status_code == 400
    assert "is not on the menu" in refused.text
    assert "Because." in refused.text
    assert client.get("/adjudicate/first/item", params={"id": "c3"}).status_code == 404


def test_nobody_is_offered_or_may_settle_what_he_judged_himself(disputed: Site) -> None:
    client = disputed.client("both")
    listed = client.get("/adjudicate/first").text
    assert listed.count("judged by you") == 2
    assert "somebody else settles them" in listed
    assert "<form" not in client.get("/adjudicate/first/item", params={"id": "评论"}).text.split("<main")[1]
    refused = client.post("/adjudicate/first/rule", data=ruling("评论"))
    assert refused.status_code == 403
    assert disagreements(disputed.workspace, "first").rulings == {}


def test_nobody_else_sees_or_settles_anything(disputed: Site) -> None:
    for role in Role:
        if role is not Role.ADJUDICATOR:
            client = disputed.client(role.value)
            for path in ("/adjudicate", "/adjudicate/first", "/adjudicate/first/item?id=c3"):
                assert (role, client.get(path).status_code) == (role, 403)
            assert client.post("/adjudicate/first/rule", data=ruling("评论")).status_code == 403
    assert disagreements(disputed.workspace, "first").rulings == {}


def test_a_role_in_another_program_opens_nothing_here(disputed: Site) -> None:
    disputed.add("elsewhere", [Grant(Role.ADJUDICATOR, "second")])
    client = disputed.client("elsewhere")
    assert "first" not in client.get("/adjudicate").text
    there, missing = client.get("/adjudicate/first"), client.get("/adjudicate/nothing")
    assert (there.status_code, missing.status_code) == (403, 403)
    assert there.text.replace("first", "X") == missing.text.replace("nothing", "X")


def test_without_the_token_of_the_form_nothing_is_kept(disputed: Site) -> None:
    client = disputed.client("adjudicator")
    del client.headers["X-CSRF-Token"]
    assert client.post("/adjudicate/first/rule", data=ruling("评论")).status_code == 403
    assert disagreements(disputed.workspace, "first").rulings == {}


def test_disputes_are_settled_by_who_does_not_label_there(disputed: Site) -> None:
    raise_dispute(disputed.workspace, "first", "c3", judge="j77", reason="Read it <b>again</b>.")
    client, form = disputed.client("adjudicator"), {"item": "c3", "judge": "j77", "outcome": "overturned"}
    assert "Read it &lt;b&gt;again&lt;/b&gt;." in client.get("/adjudicate/first").text
    both = disputed.client("both")
    assert "Disputes" not in both.get("/adjudicate/first").text
    assert both.post("/adjudicate/first/settle", data={**form, "reason": "So."}).status_code == 403
    assert client.post("/adjudicate/first/settle", data=form).status_code == 400
    assert client.post("/adjudicate/first/settle", data={**form, "reason": "So."}).status_code == 303
    assert "overturned, " in client.get("/adjudicate/first").text


def test_who_labels_there_too_is_not_shown_what_others_said_of_items_that_may_still_come_to_him(
    disputed: Site, tmp_path: Path
) -> None:
    disputed.add("late", [Grant(Role.LABELER), Grant(Role.ADJUDICATOR)], judge="j78")
    add_queue(disputed.workspace, tmp_path, name="second", rows=ROWS, overlap=3, rules=RULES)
    works(disputed.workspace, "second", "j8", lambda _: "yes")
    works(disputed.workspace, "second", "j9", lambda item: "no" if item == "a/1 ?&" else "yes")
    client = disputed.client("late")
    assert "2 wait" in client.get("/adjudicate/first").text, "the queue has all its answers: nothing comes to him"
    listed = client.get("/adjudicate/second").text
    assert "1 more are not shown to you" in listed
    assert "a/1" not in listed
    assert client.get("/adjudicate/second/item", params={"id": "a/1 ?&"}).status_code == 404
    works(disputed.workspace, "second", "j78", lambda _: "yes")
    assert "judged by you" in client.get("/adjudicate/second").text


@pytest.mark.browser
def test_an_item_is_settled_by_keyboard_alone(disputed: Site, open_page: Any) -> None:
    with disputed.serve() as address:
        page = open_page()
        disputed.enter(page, address, "adjudicator")
        page.goto(f"{address}/adjudicate/first")
        page.get_by_role("link", name="Settle the most doubtful").press("Enter")
        page.wait_for_selector("#rule-form[data-keys]")
        page.keyboard.press("2")
        page.keyboard.press("r")
        page.keyboard.type("引用。")
        page.keyboard.press("Escape")
        page.keyboard.press("p")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=1 wait in first")
        assert [text for kind, text in page.heard if kind in ("error", "warning")] == []
    (kept,) = disagreements(disputed.workspace, "first").rulings.values()
    assert (kept.ruling.answer, kept.ruling.reason, kept.ruling.rule) == ("no", "引用。", "1")
