"""The page of a program: figures with intervals, judges in order of name, and stale judgments asked anew."""

import re
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.labeling_support.queues import RULES, add_queue, change_rules
from tests.web.conftest import Site
from tests.workflows.test_program import PROGRAM, ROWS, add, said

from assay.access.roles import Grant, Role
from assay.web.program_numbers import REST, counts_of
from assay.workflows.program import program_numbers


@pytest.fixture
def running(site: Site, tmp_path: Path) -> Site:
    """A program whose queue three judges worked through."""
    add_queue(site.workspace, tmp_path, rows=ROWS, overlap=3)
    add(site.workspace, tmp_path, PROGRAM.replace("To try.", "To <b>try</b>."))
    for judge, wrong_each in (("j3", 7), ("j1", 9), ("j2", 4)):
        works(site.workspace, "first", judge, partial(said, wrong_each))
    return site


def test_a_lead_sees_figures_with_intervals_and_judges_in_order_of_name(running: Site) -> None:
    client = running.client("lead")
    assert 'href="/programs/mod"' in client.get("/programs").text
    shown = client.get("/programs/mod").text
    assert "0.40 <span" in shown
    assert "(0.12 to 0.66)" in shown
    assert "9.60 USD" in shown
    assert "To &lt;b&gt;try" in shown
    names = [shown.index(f"<bdi>{judge}</bdi>") for judge in ("j1", "j2", "j3")]
    assert names == sorted(names)
    assert "acme" in client.get("/programs/mod?by=vendor").text
    assert client.get("/programs/mod?by=height").status_code == 400
    assert client.get("/programs/nope").status_code == 404


def test_where_counting_takes_long_the_last_numbers_are_shown_while_they_are_counted_beside(running: Site) -> None:
    client, counts = running.client("lead"), counts_of(running.app)
    assert "0.40 <span" in client.get("/programs/mod").text
    known = counts.known["mod", "judge"]
    counts.known["mod", "judge"] = known._replace(at="2026-11-01T08:30:00.000000Z", holds=REST * 3.0)
    assert "2026-11-01 08:30" in client.get("/programs/mod").text
    for thread in [each for each in threading.enumerate() if each.name == "counting"]:
        thread.join()
    assert counts.known["mod", "judge"].at[:10] == running.workspace.now()[:10]
    assert "2026-11-01" not in client.get("/programs/mod").text


def test_what_is_loaded_at_the_start_does_not_count_as_time_that_counting_takes(
    running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, takes = counts_of(running.app), [60, 0]

    def slow_at_first(*words: Any, **more: Any) -> Any:
        running.clock.pass_time(seconds=takes.pop(0))
        return program_numbers(*words, **more)

    monkeypatch.setattr("assay.web.program_numbers.program_numbers", slow_at_first)
    counts.warm()
    for thread in [each for each in threading.enumerate() if each.name == "counting"]:
        thread.join()
    assert takes == []
    assert counts.known["mod", "judge"].holds == 0.0


def test_items_on_which_judges_part_lead_to_their_answers(running: Site) -> None:
    client = running.client("lead")
    shown = client.get("/programs/mod").text
    address = re.search(r'href="(/quality/first/items[?][^"]+)"', shown)
    assert address is not None
    listed = client.get(address[1].replace("&amp;", "&"))
    assert listed.status_code == 200
    assert all(f"<bdi>{judge}</bdi>" in listed.text for judge in ("j1", "j2", "j3"))
    ways = re.findall(r'href="(/quality/first/items[?][^"]+)">(\d+) otherwise</a>', shown)
    assert len(ways) == 3, "each judge's accuracy leads to the items on which he says otherwise"
    for way, n in ways:
        behind = client.get(way.replace("&amp;", "&"))
        assert (behind.status_code, way.count("item=")) == (200, int(n))


def test_who_labels_in_a_queue_is_led_to_no_answers_of_others(running: Site) -> None:
    running.add("leads-and-labels", [Grant(Role.LEAD), Grant(Role.LABELER)], judge="j-both")
    shown = running.client("leads-and-labels").get("/programs/mod").text
    assert "Judges part on 13 items" in shown
    assert "/quality/first/items" not in shown


def test_one_action_asks_stale_items_anew_and_only_who_leads_has_it(running: Site, tmp_path: Path) -> None:
    change_rules(running.workspace, tmp_path, RULES.replace("Insults", "Any"), question="toxic", dataset="first")
    lead, auditor = running.client("lead"), running.client("auditor")
    asked = "Ask 30 items anew"
    assert asked in lead.get("/programs/mod").text
    assert asked not in auditor.get("/programs/mod").text
    assert auditor.post("/programs/mod/requeue", data={"queue": "first"}).status_code == 403
    assert lead.post("/programs/mod/requeue", data={"queue": "other"}).status_code == 404
    done = lead.post("/programs/mod/requeue", data={"queue": "first"})
    assert (done.status_code, done.headers["location"]) == (303, "/programs/mod")
    assert asked not in lead.get("/programs/mod").text
    assert running.workspace.store.queues.standing("first").n_free == 90


def test_who_has_no_role_in_all_of_a_program_does_not_learn_of_it(running: Site) -> None:
    running.add("near", [Grant(Role.LEAD, "mod"), Grant(Role.LEAD, "other")])
    running.add("mine", [Grant(Role.LEAD, "first")])
    near = running.client("near")
    assert "/programs/mod" not in near.get("/programs").text
    assert near.get("/programs/mod").status_code == near.get("/programs/nope").status_code == 403
    assert running.client("mine").get("/programs/mod").status_code == 200
    for role in ("labeler", "reviewer", "adjudicator", "evaluator", "administrator"):
        client = running.client(role)
        assert {client.get(path).status_code for path in ("/programs", "/programs/mod")} == {403}


def test_an_empty_list_says_what_brings_a_program(site: Site) -> None:
    assert "assay program add" in site.client("lead").get("/programs").text


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_and_breaks_no_policy(running: Site, open_page: Any, tmp_path: Path, width: int) -> None:
    change_rules(running.workspace, tmp_path, RULES.replace("Insults", "Any"), question="toxic", dataset="first")
    page = open_page(width=width)
    with running.serve() as address:
        running.enter(page, address, "lead")
        page.goto(f"{address}/programs/mod")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_role("img").count() == 1
        page.screenshot(path=str(tmp_path / f"program-{width}.png"), full_page=True)
    assert page.heard == []
