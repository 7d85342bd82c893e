"""A labeler learns nothing of what others know: two worlds that differ in that alone look the same to him."""

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import keep_reference, works
from tests.labeling_support.queues import Ids, add_queue
from tests.web.clock import SettableClock
from tests.web.conftest import CHEAP, NOW, Site

from assay.access.roles import Grant, Role
from assay.datasets.judgment_file import JudgmentsAsked
from assay.store.open import open_store
from assay.web.app import make_app
from assay.web.serving import Serving
from assay.workflows import at_hand, work
from assay.workflows.adjudicate import rule_item
from assay.workflows.disputes import raise_dispute
from assay.workflows.gold import add_gold
from assay.workflows.judgments import import_judgments
from assay.workflows.suggestions import suggest
from assay.workflows.work import open_queue
from assay.workflows.workspace import Workspace

CHOICE = "question: hue\nasks: Which hue?\ntype: choice\noptions: [red, tan]\nshow: [comment]\n"
ROWS = [{"id": f"i{n}", "comment": f"comment {n}"} for n in range(6)]
MEANT = re.compile(r"[0-9a-f]{16,}|\"suggestion\":{[^}]*}")
"""What differs and may: hashes, tokens of forms and requests, and a suggestion that is shown."""
VERSIONED = ("date", "x-request-id", "server-timing", "set-cookie", "etag")
PAGES = ("/", "/label", "/label/first", "/feedback", "/feedback/first", "/rework", "/tokens", "/api/v1/me",
         "/items/first?id=i1")  # fmt: skip
REFUSED = ("/quality", "/gold/first", "/suggestions/first", "/clarity/first", "/disputes/first", "/fraud/first",
           "/review", "/adjudicate/first", "/programs", "/judges", "/runs", "/evaluations", "/views", "/people",
           "/api/v1/judgments?dataset=first", "/api/v1/references?dataset=first", "/api/v1/queues/first/disagreements",
           "/api/v1/queues/first/state", "/api/v1/queues/other", "/items/other?id=i1",
           "/feedback/other", "/label/other", "/api/v1/assignments/id000001")  # fmt: skip
API = ("/api/v1/queues", "/api/v1/queues/first", "/api/v1/queues/first/guideline")


def world(made: Path, folder: Path, says: str) -> Site:
    """A site in which others answered, commented, disputed and ruled, a machine suggests, and gold is: all ``says``."""
    own = Path(shutil.copytree(made, folder / says))
    clock = SettableClock(NOW)
    workspace = Workspace(open_store(own / "work", key_folder=own / "keys"), now=clock, new_id=Ids())
    site = Site(workspace, clock, make_app(workspace, passwords=CHEAP, serving=Serving()))
    site.add(f"ann-{says}", [Grant(Role.LABELER)], judge=f"j-{says}")
    site.add("mine", [Grant(Role.LABELER, "first")], judge="j-mine")
    add_queue(workspace, own, question=CHOICE, rows=ROWS, overlap=3)
    add_queue(workspace, own, name="other", question=CHOICE, rows=[{"id": "i1", "comment": says}], rules=None)
    keep_reference(workspace, "first", "right", {"i0": says})
    add_gold(workspace, "first", reference="right", rate=1.0, n=1, actor="lead")
    file = own / "machine.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["item", "judge", "said"], *([row["id"], "gpt", says] for row in ROWS)])
    asked = JudgmentsAsked("item", ("judge",), "said", question="hue", kind="llm_judge")
    import_judgments(workspace, file, asked, dataset="first", actor="ann")
    suggest(workspace, "first", judge="gpt", hidden=0.95, actor="lead")
    clock.pass_time(seconds=60)
    works(workspace, "first", f"j-{says}", lambda _: says, most=4)
    desk = work.sit_down(workspace, "first", judge=f"j-{says}")
    offer = work.next_item(desk)
    assert offer is not None
    at_hand.comment(workspace, offer.asked, f"I think {says}")
    work.flag(desk, offer, f"Is it {says}?", rule="1")
    raise_dispute(workspace, "first", "i0", judge=f"j-{says}", reason=f"It is {says}.")
    rule_item(workspace, open_queue(workspace, "first"), item="i5", answer=says, by="eve", reason=f"Is {says}.")
    return site


def told(site: Site) -> list[tuple[Any, ...]]:
    """All that the labeler is told while he works through the queue, and where he is refused."""
    client, every = site.client("mine"), list[tuple[Any, ...]]()

    def note(response: Any) -> Any:
        headers = {name: value for name, value in response.headers.items() if name not in VERSIONED}
        every.append((response.url.path, response.status_code, headers, MEANT.sub("", response.text)))
        return response

    offer = note(client.post("/api/v1/queues/first/claim", json={})).json()["next"]
    while offer is not None:
        address = f"/api/v1/assignments/{offer['assignment']}"
        note(client.get(address))
        for verb, sent in (("comment", {"comment": "Hm."}), ("flag", {"comment": "Hm."}), ("heartbeat", {})):
            note(client.post(f"{address}/{verb}", json=sent))
        note(client.put(f"{address}/draft", json={"draft": "tan"}))
        answered = {"answer": "red", "guideline": offer["guideline"]}
        offer = note(client.post(f"{address}/answer", json=answered)).json()["next"]
        note(client.post(f"{address}/answer", json=answered))
        note(client.post(f"{address}/correct", json={"answer": "tan"}))
        note(client.post(f"{address}/skip", json={"reason": "Hm."}))
    for item in ("i0", "i1"):
        form = {"item": item, "reason": "I am right.", "csrf": client.headers["X-CSRF-Token"]}
        note(client.post("/feedback/first/dispute", data=form))
    for path in (*PAGES, *API, *REFUSED):
        note(client.get(path))
    return every


@pytest.mark.slow
def test_two_worlds_that_differ_in_what_others_know_look_the_same(site_folder: Path, tmp_path: Path) -> None:
    worlds = [world(site_folder, tmp_path, says) for says in ("red", "tan")]
    one, two = (told(each) for each in worlds)
    assert len(one) == len(two)
    assert [(a, b) for a, b in zip(one, two, strict=True) if a != b] == []
    assert {status for _, status, _, _ in one[-len(REFUSED) :]} <= {403, 404}
    for each in worlds:
        each.close()
