"""In the browser: a lead tries a rule on history and switches it on, lets a machine suggest, and hears disputes.

Every number is asked of the pages as their users see them; work is done through the real claim and submit path.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.labeling_support.judging import keep_reference, works
from tests.labeling_support.queues import Ids, add_queue
from tests.web.clock import SettableClock
from tests.web.conftest import CHEAP, NOW, Site

from assay.access.roles import Grant, Role
from assay.core.errors import NotPermitted
from assay.datasets.judgment_file import JudgmentsAsked
from assay.store.open import create_store
from assay.web.app import make_app
from assay.web.serving import Serving
from assay.workflows import work
from assay.workflows.adjudicate import rule_item
from assay.workflows.gold import add_gold
from assay.workflows.judgments import import_judgments
from assay.workflows.quality_rules import run_rules
from assay.workflows.workspace import Workspace

N = 36
ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(N)]
GOLD = {f"i{n:02d}": "yes" if n % 2 else "no" for n in range(20)}
RULE = {
    "name": "careless", "collect": "gold accuracy", "bound": "0.7", "last": "30", "least": "10", "every": "5",
    "do": "pause",
}  # fmt: skip


def truth(item: str) -> str:
    return "yes" if int(item[1:]) % 2 else "no"


def careless(item: str) -> str:
    """Wrong for four of five."""
    return truth(item) if int(item[1:]) % 5 == 0 else {"yes": "no", "no": "yes"}[truth(item)]


def machine(item: str) -> str:
    """Right but for every fourth."""
    return truth(item) if int(item[1:]) % 4 else "yes"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A queue with gold, a lead, an adjudicator, and a labeler who is j1 on the ledger."""
    clock = SettableClock(NOW)
    store = create_store(tmp_path / "work", now=NOW, new_id=lambda: "w", actor="test", key_folder=tmp_path / "keys")
    workspace = Workspace(store, now=clock, new_id=Ids())
    made = Site(workspace, clock, FastAPI())
    made.app = make_app(workspace, passwords=CHEAP, serving=Serving())
    for name, role, judge in (("lead", Role.LEAD, "lena"), ("judy", Role.ADJUDICATOR, "judy"), ("lab", None, "j1")):
        made.add(name, [Grant(role or Role.LABELER)], judge=judge)
    add_queue(workspace, tmp_path, rows=ROWS, overlap=4)
    keep_reference(workspace, "first", "right", GOLD)
    add_gold(workspace, "first", reference="right", rate=0.5, actor="lena")
    yield made
    made.close()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.rpartition("<main")[2]).split())


def test_a_rule_is_tried_on_history_switched_on_by_name_and_what_it_did_is_lifted(site: Site) -> None:
    lead = site.client("lead")
    assert "No rule yet" in text(lead.get("/quality/first").text)
    for judge, says in (("j1", careless), ("j2", truth), ("j3", truth)):
        works(site.workspace, "first", judge, says, most=40)
    tried = lead.post("/quality/first", data=RULE)
    assert "It would have acted on 1 of 3 judges; 3 had answers enough. Nothing was done." in text(tried.text)
    assert "on somebody in" in text(tried.text), "how often it acts on nothing"
    assert site.client("lab").get("/label/first").status_code == 200
    refused = lead.post("/quality/first", data={**RULE, "bound": "7"})
    assert (refused.status_code, "It is a share" in text(refused.text)) == (400, True)

    assert lead.post("/quality/first", data={**RULE, "act": "add"}).status_code == 303
    [did] = run_rules(site.workspace, "first")
    assert did.judge == "j1"
    shown = lead.get("/quality/first").text
    assert "lena" in text(shown), "who switched it on"
    assert "holds" in text(shown)
    [behind] = re.findall(r'href="(/quality/first/items[^"]+)"', shown)
    assert "Known answer" in text(lead.get(behind.replace("&amp;", "&")).text)
    with pytest.raises(NotPermitted, match="rests for now"):
        work.sit_down(site.workspace, "first", judge="j1")
    assert lead.post("/quality/first/lift", data={"judge": "j1", "because": "We read rule 1 together."}).status_code
    assert "lifted by lena We read rule 1 together." in text(lead.get("/quality/first").text)
    assert lead.post("/quality/first/stop", data={"rule": "careless"}).status_code == 303
    assert "stopped" in text(lead.get("/quality/first").text)


def test_a_machine_suggests_for_a_random_share_and_its_pull_is_told_with_an_interval(
    site: Site, tmp_path: Path
) -> None:
    lead = site.client("lead")
    assert "No machine judged anything yet" in text(lead.get("/suggestions/first").text)
    file = tmp_path / "machine.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["item", "judge", "said"], *([r["id"], "gpt", machine(r["id"])] for r in ROWS)])
    asked = JudgmentsAsked("item", ("judge",), "said", question="toxic", kind="llm_judge")
    import_judgments(site.workspace, file, asked, dataset="first", actor="ann")
    assert lead.post("/suggestions/first", data={"judge": "gpt", "hidden": "40"}).status_code == 303
    for judge in ("j1", "j2", "j3", "j4"):
        _led(site.workspace, judge)
    shown = text(lead.get("/suggestions/first").text)
    pull = re.search(r"more often by (\S+) \((\S+) to (\S+)\)", shown)
    assert pull is not None
    assert 0 < float(pull[2]) < float(pull[1]) < float(pull[3])
    assert "items on which a wrong suggestion was followed" in shown
    assert lead.post("/suggestions/first", data={"act": "stop"}).status_code == 303
    assert "Nothing is suggested in 'first' any more" in text(lead.get("/suggestions/first").text).replace("&#39;", "'")


def test_a_labeler_reads_why_he_was_wrong_disputes_it_and_the_lead_sees_how_often_disputes_hold(site: Site) -> None:
    labeler, lead, judy = site.client("lab"), site.client("lead"), site.client("judy")
    assert "You answered 0 items" in text(labeler.get("/feedback/first").text).replace("&#39;", "'")
    works(site.workspace, "first", "j1", lambda _: "yes")
    for judge in ("j2", "j3"):
        works(site.workspace, "first", judge, truth)
    opened = work.open_queue(site.workspace, "first")
    for item in ("i30", "i32"):
        rule_item(site.workspace, opened, item=item, answer="no", by="eve", reason="It quotes one.", rule="2")
    told = text(labeler.get("/feedback/first").text)
    assert "i30" in told
    assert "It quotes one." in told
    assert labeler.post("/feedback/first/dispute", data={"item": "i30", "reason": "It insults me."}).status_code == 303
    gold_too = labeler.post("/feedback/first/dispute", data={"item": "i00", "reason": "It insults me."})
    assert gold_too.status_code == 303, "told the same whether or not it is gold"
    assert labeler.post("/feedback/first/dispute", data={"item": "i99", "reason": "It does."}).status_code == 409

    assert "It insults me." in text(lead.get("/disputes/first").text)
    settled = {"item": "i30", "judge": "j1", "outcome": "overturned", "reason": "So it does."}
    assert judy.post("/adjudicate/first/settle", data=settled).status_code == 303
    assert "of 1 settled dispute" in text(lead.get("/disputes/first").text)
    assert "overturned" in text(labeler.get("/feedback/first").text)


def test_clarity_fraud_and_gold_lead_to_their_items_and_nobody_who_labels_there_sees_them(site: Site) -> None:
    lead = site.client("lead")
    for subject in ("clarity", "fraud", "gold", "disputes", "quality", "suggestions"):
        assert lead.get(f"/{subject}/first").status_code == 200, "before the first answer"
    for judge, says in (("j1", careless), ("j2", careless), ("j3", truth), ("j4", truth)):
        works(site.workspace, "first", judge, says)
    desk = work.sit_down(site.workspace, "first", judge="j5")
    offer = work.next_item(desk)
    assert offer is not None
    work.flag(desk, offer, "Is a quote an insult?", rule="1")
    assert "Is a quote an insult?" in text(lead.get("/clarity/first").text)
    fraud = lead.get("/fraud/first").text
    assert "j1, j2" in text(fraud)
    assert "look into it" in text(fraud)
    assert re.search(r'href="/quality/first/items\?item=i', fraud)
    assert "Known answer" in text(lead.get("/gold/first").text) or "Nothing to do" in text(lead.get("/gold/first").text)
    site.add("both", [Grant(Role.LEAD), Grant(Role.LABELER, "first")])
    both = site.client("both")
    seen = {subject: both.get(f"/{subject}/first").status_code for subject in ("clarity", "fraud", "gold", "disputes")}
    assert set(seen.values()) == {403}
    assert both.get("/quality/first").status_code == 200, "numbers alone"


def _led(workspace: Workspace, judge: str) -> None:
    """A judge who takes what is suggested, and else answers the truth."""
    desk = work.sit_down(workspace, "first", judge=judge)
    offer = work.next_item(desk)
    while offer is not None:
        _, offer = work.answer(desk, offer, offer.suggestion or truth(offer.asked.assignment.item))
