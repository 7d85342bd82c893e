"""People judge, in a real browser on a real server: from an empty folder to a reference that a plan is evaluated with.

The lead types commands; everybody else has only the browser. The server is ``assay serve`` in a process of its own.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.postgres_support import server as postgres

from assay.store.postgres import URL_VARIABLE

pytestmark = pytest.mark.browser
N_KNOWN, N_FRESH, N_GOLD = 12, 30, 3
"""Comments that an expert knows, those that are to be judged, and the gold that somebody meets who judges them."""
APART = (20, 33)
"""Comments on which the two labelers part."""
ASKED = 'question: toxic\nasks: Is the comment toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
RULES = "# Toxic\n\n## 1. Insults count\n\nAll.\n\n## 2. Quotes do not\n\nA quote is none.\n"
PLAN = """\
assay: 1
name: filter-release
purpose: Decide whether the new filter replaces the old one.
tier: low
author: lena
dataset: comments
positive: "yes"
reference: settled
systems:
  baseline: {name: old}
  candidate: {name: new}
metrics: [accuracy]
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: accuracy, margin: 0.1}
"""
PASSWORD = "tractor velvet onion lamp"
NUMBER = re.compile(r"comment (\d+)")
KEY = {"yes": "1", "no": "2"}


def right(number: int) -> str:
    return "yes" if number % 3 == 0 else "no"


def other(answer: str) -> str:
    return "no" if answer == "yes" else "yes"


def comment(number: int) -> list[str]:
    """The new filter is right, the old one is wrong on every second comment."""
    old = other(right(number)) if number % 2 else right(number)
    part = "known" if number < N_KNOWN else "fresh"
    return [f"c{number:02d}", f"comment {number} 你好 مرحبا 😀", part, right(number), old]


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def write(name: str, rows: list[list[str]]) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def lead(request: pytest.FixtureRequest, assay: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The terminal of a lead who has filled a test of gold and a queue of 30 comments that asks for it."""
    store, database = str(request.param), None
    if store == "postgres":
        database = postgres.make_database()
        monkeypatch.setenv(URL_VARIABLE, postgres.address(database).render_as_string(hide_password=False))
    write("comments.csv", [["id", "comment", "part", "new", "old"], *map(comment, range(N_KNOWN + N_FRESH))])
    write("expert.csv", [["item", "answer"], *([f"c{n:02d}", right(n)] for n in range(N_KNOWN))])
    for name, text in (("toxic.yaml", ASKED), ("toxic.md", RULES), ("plan.yaml", PLAN)):
        Path(name).write_text(text, encoding="utf-8")
    done(assay("init", "--database", store, "--by", "lena"))
    roles = ("--id", "id", "--slice", "part", "--prediction", "old=old", "--prediction", "new=new")
    done(assay("import", "comments.csv", "--name", "comments", *roles, "--by", "lena"))
    done(assay("reference", "add", "expert.csv", "--dataset", "comments", "--name", "expert", "--by", "lena"))
    done(assay("question", "add", "toxic.yaml", "--dataset", "comments", "--by", "lena"))
    done(assay("guideline", "add", "toxic.md", "--question", "toxic", "--by", "lena"))
    done(assay("guideline", "approve", "--question", "toxic", "--by", "ravi"))
    sample = ("sample", "draw", "--dataset", "comments", "--n", "30", "--slice", "part == 'fresh'", "--name", "fresh")
    done(assay(*sample, "--by", "lena"))
    fill = ("--dataset", "comments", "--question", "toxic", "--by", "lena")
    done(assay("queue", "fill", "toxic-test", *fill, "--overlap", "2"))
    done(assay("queue", "fill", "toxic-1", *fill, "--sample", "fresh", "--overlap", "2"))
    gold = ("--reference", "expert", "--by", "lena")
    done(assay("gold", "add", "toxic-test", *gold, "--rate", "1"))
    done(assay("gold", "add", "toxic-1", *gold, "--rate", "0.1"))
    ask = ("qualification", "require", "toxic-1", "--test", "toxic-test", "--accuracy", "0.6", "--by", "lena")
    done(assay(*ask))
    yield assay
    if database is not None:
        postgres.drop_database(database)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[[], Any]]:
    """A browser of somebody's own; what its pages log or throw is in ``page.heard``."""
    contexts: list[Any] = []

    def open_() -> Any:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """The address of ``assay serve``, and the link that it prints for the first administrator."""
    command = [sys.executable, "-m", "assay", "serve", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = re.search(r"http://[0-9.:]+", server.stdout.readline())
        server.stdout.readline()
        link = server.stdout.readline().strip()
        assert address is not None
        yield address.group(), link
    finally:
        server.terminate()
        server.communicate(timeout=20)


def join(page: Any, link: str, name: str) -> None:
    """Take a one-time link and choose a password."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/invitation/" not in url)


def invitation(page: Any, role: str) -> str:
    """A link that the administrator makes on the page People."""
    page.get_by_role("link", name="People").first.click()
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("checkbox", name=role, exact=True).check()
    page.get_by_role("button", name="Make a link").click()
    return str(page.get_by_label("Copy it now").input_value())


def labels(page: Any, address: str, queue: str, says: Callable[[int], str], *, n: int) -> list[int]:
    """Answer ``n`` items one after another by one key each; the numbers of their comments."""
    page.goto(f"{address}/label")
    page.get_by_role("link", name=queue).press("Enter")
    page.wait_for_selector("[data-is=parts] > *")
    seen: list[int] = []
    while len(seen) < n:
        found = NUMBER.search(page.locator("[data-is=parts]").inner_text())
        assert found is not None
        seen.append(int(found.group(1)))
        page.keyboard.press(KEY[says(seen[-1])])
        page.wait_for_selector(f"#label[data-n='{len(seen)}']")
    return seen


def settle(page: Any, address: str, *, reason: str) -> None:
    """Give the right answer on every item on which the two labelers part, by keyboard."""
    page.goto(f"{address}/adjudicate/toxic-1")
    page.get_by_role("link", name="Settle the most doubtful").press("Enter")
    for left in reversed(range(len(APART))):
        page.wait_for_selector("#rule-form[data-keys]")
        found = NUMBER.search(page.locator("main").inner_text())
        assert found is not None
        page.keyboard.press(KEY[right(int(found.group(1)))])
        page.keyboard.press("r")
        page.keyboard.type(reason)
        page.keyboard.press("Control+Enter")
        page.get_by_text(f"{left} wait in toxic-1" if left else "Nothing waits").first.wait_for()


def test_from_the_first_administrator_to_an_evaluation(lead: Any, open_page: Any) -> None:
    with served() as (address, link):
        administrator = open_page()
        join(administrator, link, "lena")
        people = {}
        for name, role in (("ann", "labeler"), ("bo", "labeler"), ("eve", "adjudicator")):
            people[name] = open_page()
            join(people[name], invitation(administrator, role), name)
        people["ann"].goto(f"{address}/label/toxic-1")
        people["ann"].get_by_role("link", name="Answer there").click()
        for name in ("ann", "bo"):
            tested = labels(people[name], address, "toxic-test", right, n=N_KNOWN)
            assert sorted(tested) == list(range(N_KNOWN)), "the test is gold alone"
        assert done(lead("qualification", "show", "toxic-1")).out.count("passed") == 2

        says = {"ann": right, "bo": lambda number: other(right(number)) if number in APART else right(number)}
        for name, answer in says.items():
            seen = labels(people[name], address, "toxic-1", answer, n=N_FRESH + N_GOLD)
            assert sum(number < N_KNOWN for number in seen) == N_GOLD, "gold is met among the others"
            people[name].get_by_text("There is nothing more for you here now").wait_for()
        gold = done(lead("gold", "show", "toxic-1", "--json")).json()["judges"]
        assert [(each["value"], each["n"]) for each in gold[1:]] == [(1.0, N_GOLD)] * 2

        settle(people["eve"], address, reason="It quotes an insult.")
        heard = {name: page.heard for name, page in people.items() if page.heard}
        assert heard == {}
    published = done(lead("adjudicate", "publish", "toxic-1", "--reference", "settled", "--by", "lena", "--json"))
    assert (published.json()["n_ruled"], published.json()["reference"]["source"]) == (len(APART), "adjudicated")
    evaluated = lead("evaluate", "plan.yaml", "--exploratory", "--json").json()
    assert {each["n"] for each in evaluated["estimates"]} == {N_FRESH}
    assert {each["system"]: round(each["value"], 2) for each in evaluated["estimates"]} == {"old": 0.5, "new": 1.0}
    done(lead("verify"))
