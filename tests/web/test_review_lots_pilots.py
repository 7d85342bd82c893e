"""The pages of review, rework, lots and pilots: what a reviewer, a labeler, a lead and others see and do there."""

import re
from pathlib import Path

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.labeling.finished import Wanted
from assay.labeling.lots import Terms
from assay.workflows.lots import make_lots
from assay.workflows.review import draw_review

ROWS = [{"id": f"c{place:02d}", "comment": f"<b>你好</b> أهلا {place}"} for place in range(12)]


@pytest.fixture
def labeled(site: Site, tmp_path: Path) -> Site:
    """The account 'lab' (j77) said yes to twelve items; 'both' (j78) labels and reviews."""
    site.add("lab", [Grant(Role.LABELER)], judge="j77")
    site.add("both", [Grant(Role.LABELER), Grant(Role.REVIEWER)], judge="j78")
    add_queue(site.workspace, tmp_path, rows=ROWS, overlap=2)
    works(site.workspace, "first", "j77", lambda _: "yes")
    return site


def test_a_reviewer_sends_an_answer_back_and_its_labeler_gives_it_anew(labeled: Site) -> None:
    draw_review(labeled.workspace, "audit", "first", n=2, actor="lena")
    reviewer = labeled.client("reviewer")
    assert 'href="/review/audit"' in reviewer.get("/review").text
    address = reviewer.post("/review/audit/next").headers["location"]
    shown = reviewer.get(address).text
    assert "&lt;b&gt;你好" in shown
    told = {"assignment": address.partition("id=")[2], "finding": "corrected", "answer": "yes", "comment": "So."}
    assert "is the one that was given" in reviewer.post("/review/audit/settle", data=told).text
    told |= {"finding": "returned", "answer": "", "comment": "Read rule 1.", "rule": "1"}
    following = reviewer.post("/review/audit/settle", data=told).headers["location"]
    told = {"assignment": following.partition("id=")[2], "finding": "accepted"}
    last = reviewer.post("/review/audit/settle", data=told).headers["location"]
    assert "Nothing is left for you" in reviewer.get(last).text
    lab, other = labeled.client("lab"), labeled.client("both")
    assert "Nothing was sent back" in other.get("/rework").text
    page = lab.get("/rework").text
    assert "Read rule 1." in page
    judge = labeled.workspace.store.accounts.named("reviewer")
    assert judge is not None
    assert judge.judge not in page, "a labeler is not told who reviews"
    judgment = re.findall(r'name="judgment" value="([^"]+)"', page)[0]
    again = {"review": "audit", "judgment": judgment, "answer": "no"}
    assert other.post("/rework", data=again).status_code == 403
    assert lab.post("/rework", data=again).status_code == 303
    assert "Nothing was sent back" in lab.get("/rework", headers={"accept-language": "en"}).text
    assert "退回给您的条目" in lab.get("/rework?lang=zh").text


def test_who_holds_an_answer_settles_it_and_nobody_else(labeled: Site) -> None:
    draw_review(labeled.workspace, "audit", "first", n=2, actor="lena")
    address = labeled.client("reviewer").post("/review/audit/next").headers["location"]
    assert labeled.client("both").get(address).status_code == 403
    told = {"assignment": address.partition("id=")[2], "finding": "accepted"}
    assert labeled.client("both").post("/review/audit/settle", data=told).status_code == 403


def test_a_lead_makes_a_lot_and_decides_when_others_inspected_it(labeled: Site) -> None:
    lead = labeled.client("lead")
    asked = {"name": "w47", "queue": "first", "judges": "j77", "good": "2", "bad": "x"}
    assert "is no share" in lead.post("/lots", data=asked).text
    made = lead.post("/lots", data={**asked, "bad": "40"})
    assert made.headers["location"] == "/lots/w47"
    shown = lead.get("/lots/w47").text
    assert '<svg class="curve"' in shown
    assert "Nothing was inspected yet" in shown
    auditor = labeled.client("auditor")
    assert "to inspect" in auditor.get("/lots").text
    assert "Accept lot" not in auditor.get("/lots/w47").text
    reviewer = labeled.client("reviewer")
    address = reviewer.post("/review/w47/next").headers["location"]
    told = {"assignment": address.partition("id=")[2], "finding": "corrected", "answer": "no", "comment": "No."}
    reviewer.post("/review/w47/settle", data=told)
    assert "The plan says: reject." in lead.get("/lots/w47").text
    decided = {"outcome": "rejected", "reason": "Wrong.", "rework": "same"}
    assert lead.post("/lots/w47/decide", data=decided).status_code == 303
    assert "Those who made it answer anew." in lead.get("/lots/w47").text
    assert "w47-rework" in labeled.client("lab").get("/label").text
    assert "w47-rework" not in labeled.client("both").get("/label").text
    assert "attachment" in lead.get("/lots/w47/report.html").headers["content-disposition"]


def test_who_made_a_lot_is_told_that_others_inspect_it(labeled: Site) -> None:
    works(labeled.workspace, "first", "j78", lambda _: "no")
    terms = Terms(0.02, 0.4)
    make_lots(labeled.workspace, "w47", "first", terms=terms, wanted=Wanted(("j78",)), actor="lena")
    refused = labeled.client("both").post("/review/w47/next")
    assert refused.status_code == 403
    assert "nobody inspects a lot of own work" in refused.text


def test_a_lead_begins_a_pilot_and_a_second_round(labeled: Site) -> None:
    lead = labeled.client("lead")
    asked = {"name": "tone", "question": "first:toxic", "items": "4", "people": "2"}
    assert lead.post("/pilots", data=asked).headers["location"] == "/pilots/tone"
    assert "There is a pilot" in lead.post("/pilots", data=asked).text
    works(labeled.workspace, "tone-1", "j77", lambda _: "yes")
    works(labeled.workspace, "tone-1", "j78", lambda item: "no" if int(item[1:]) % 2 else "yes")
    shown = lead.get("/pilots/tone").text
    assert "8 of 8" in shown
    assert "Begin round 2" in shown
    assert lead.post("/pilots/tone/again", data={"items": "fresh"}).status_code == 303
    assert "too few answers to tell" in lead.get("/pilots/tone").text
    auditor = labeled.client("auditor")
    assert "Begin round" not in auditor.get("/pilots/tone").text
    assert auditor.post("/pilots/tone/again").status_code == 403
    assert "<h1>Pilot" in auditor.get("/pilots/tone/report.html").text
    assert auditor.get("/pilots/tone/report.exe").status_code == 403


def test_who_may_still_be_asked_the_items_himself_sees_no_answer_of_others(labeled: Site) -> None:
    draw_review(labeled.workspace, "early", "first", n=3, actor="lena")
    both = labeled.client("both")
    refused = both.post("/review/early/next")
    assert refused.status_code == 403
    assert "before you give your own" in refused.text
    works(labeled.workspace, "first", "j78", lambda _: "no")
    assert both.post("/review/early/next").status_code == 303, "all of it is answered"


def test_a_reviewer_is_not_told_who_gave_the_answer(labeled: Site) -> None:
    draw_review(labeled.workspace, "blind", "first", n=1, actor="lena")
    reviewer = labeled.client("reviewer")
    shown = reviewer.get(reviewer.post("/review/blind/next").headers["location"]).text
    assert "Is this answer right?" in shown
    assert "j77" not in shown.rpartition("<main")[2]
