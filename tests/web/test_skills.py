"""Skills on their page, by the API, and what a labeler is told to whom nothing comes."""

import re
from pathlib import Path

import pytest
from tests.labeling_support.queues import ROWS, add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.workflows.queues import fill_queue
from assay.workflows.skills import people_skills, set_skills

LANGUAGES = ("zh", "en", "zh", "", "en")


@pytest.fixture
def queue(site: Site, tmp_path: Path) -> Site:
    """A queue by language; ``lead`` labels there himself, ``labeler`` has no skill."""
    rows = [{**row, "lang": lang} for row, lang in zip(ROWS, LANGUAGES, strict=True)]
    add_queue(site.workspace, tmp_path, name="texts", rows=rows, rules=None)
    asked = {"dataset": "texts", "question": "toxic", "overlap": 1, "lane_by": "lang", "most_a_day": 2}
    fill_queue(site.workspace, name="first", actor="ann", **asked)  # type: ignore[arg-type]
    site.add("both", [Grant(Role.LEAD, "first"), Grant(Role.LABELER, "first")])
    return site


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.rpartition("<main")[2]).split())


def judge_of(site: Site, name: str) -> str:
    account = site.workspace.store.accounts.named(name)
    assert account is not None
    return account.judge


def test_a_lead_ticks_the_skills_of_others_and_not_his_own(queue: Site) -> None:
    client, labeler = queue.client("both"), judge_of(queue, "labeler")
    before = client.get("/skills/first").text
    assert "4 items wait for skills that nobody has: en, zh." in text(before)
    assert "Your own skills are for another lead to say." in text(before)
    set_skills(queue.workspace, labeler, ["medical"], actor="ann")
    done = client.post("/skills/first", data={"judge": labeler, "has": ["zh", "en"]})
    assert (done.status_code, done.headers["location"]) == (303, "/skills/first")
    assert [each.has for each in people_skills(queue.workspace)] == [("en", "medical", "zh")]
    assert "that nobody has" not in text(client.get("/skills/first").text)
    own = client.post("/skills/first", data={"judge": judge_of(queue, "both"), "has": "zh"})
    assert (own.status_code, "These are your own skills." in own.text) == (403, True)
    assert queue.client("administrator").post("/skills/first", data={"judge": labeler}).status_code == 303
    assert [each.has for each in people_skills(queue.workspace)] == [("medical",)], "none of this queue is ticked"
    assert "Everybody gets every item" in text(queue.client("lead").get("/skills/texts").text)


def test_a_program_gives_skills_and_the_labeler_is_told_why_nothing_comes(queue: Site) -> None:
    lead, labeler = queue.client("lead"), queue.client("labeler")
    claimed = labeler.post("/api/v1/queues/first/claim", json={}).json()
    (only,) = [claimed["next"]]
    sent = labeler.post(f"/api/v1/assignments/{only['assignment']}/answer", json={"answer": "yes"}).json()
    assert sent["why"] == {"reason": "skills", "n": None, "skills": ["en", "zh"]}
    address = f"/api/v1/queues/first/skills/{judge_of(queue, 'labeler')}"
    assert lead.put(address, json={"has": ["fr"]}).json()["error"]["code"] == "skills.no_lane"
    assert lead.put(address, json={"has": ["zh"]}).json()["skills"][0]["has"] == ["zh"]
    told = lead.get("/api/v1/queues/first/skills").json()
    assert told["waiting"][2] == {"lane": "zh", "n_items": 2, "n_answers": 2, "n_people": 1}
    following = labeler.post("/api/v1/queues/first/claim", json={}).json()["next"]
    sent = labeler.post(f"/api/v1/assignments/{following['assignment']}/answer", json={"answer": "yes"}).json()
    assert (sent["next"], sent["why"]) == (None, {"reason": "enough today", "n": 2, "skills": []})
    assert "lane" not in str(following), "what an item needs is not for its judge"
    assert lead.get("/quality/first").text.count('<option value="remove skill"') == 1
    assert lead.get("/quality/texts").text.count('<option value="remove skill"') == 0
