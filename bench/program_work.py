"""The page of a program, run by ``python -m bench.program_work ITEMS ANSWERS FOLDER``.

Judges answer in a queue of so many items; then the page is asked for as a lead sees it. The first time its numbers are
counted (``assay serve`` does that by itself when it starts); afterwards it shows the last ones, and where counting
takes long they are counted anew beside it. It prints one line of JSON: the seconds are those of the page, median.
"""

import json
import statistics
import sys
import time
from pathlib import Path

from starlette.testclient import TestClient

from assay.store.accounts import Granted
from assay.store.open import SQLITE
from assay.web.app import make_app
from assay.workflows.program import add_program
from assay.workflows.work import Desks, checked, keep_all, next_item
from assay.workflows.workspace import Workspace
from bench.clock import peak_mb
from bench.http_site import PASSWORD, QUEUE, make_site

JUDGES, PAGES = 24, 15
LEAD = "lead"
PROGRAM = (
    f"program: mod\npurpose: To try.\ndataset: comments\nqueues: [{QUEUE}]\ntarget:\n  metric: alpha\n  least: 0.7\n"
)


def answer(workspace: Workspace, n_answers: int) -> None:
    """Judges answer side by side, one in ten of them the other way."""
    desks = Desks(workspace)
    theirs = [desks.at(QUEUE, judge=f"judge-{number}") for number in range(JUDGES)]
    offers = [next_item(desk) for desk in theirs]
    for done in range(0, n_answers, JUDGES):
        said = [
            checked(desk, offer, "yes" if (done + 7 * place) % 10 else "no", seconds=3.0)
            for place, (desk, offer) in enumerate(zip(theirs, offers, strict=True))
            if offer is not None
        ]
        kept = keep_all(workspace, said)
        offers = [each[1] for each in kept if not isinstance(each, BaseException)]


def page_seconds(client: TestClient) -> float:
    """How long one page takes."""
    begun = time.perf_counter()
    shown = client.get("/programs/mod")
    if shown.status_code != 200:
        raise SystemExit(f"the page could not be had: {shown.status_code}")
    return time.perf_counter() - begun


def measure(n_items: int, n_answers: int, folder: Path) -> dict[str, float | str]:
    """The page, again and again; in the form of `bench.clock.apart`."""
    workspace = make_site(folder, n_items, SQLITE, {LEAD: 0})
    workspace.store.accounts.give(Granted("account-0", "lead", "*", workspace.now(), "bench"))
    answer(workspace, n_answers)
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    add_program(workspace, folder / "program.yaml", actor="bench")
    client = TestClient(make_app(workspace), base_url="http://127.0.0.1")
    client.post("/sign-in", data={"name": LEAD, "password": PASSWORD, "next": "/programs"})
    first, cpu = page_seconds(client), time.process_time()
    shown = [page_seconds(client) for _ in range(PAGES)]
    spent = (time.process_time() - cpu) / PAGES
    note = f"{n_answers:,} answers; longest {max(shown) * 1e3:.0f} ms; its numbers are counted in {first:.1f} s"
    return {"seconds": statistics.median(shown), "cpu": spent, "peak_mb": peak_mb(), "note": note}


if __name__ == "__main__":
    n_items, n_answers, place = sys.argv[1:]
    sys.stdout.write(json.dumps(measure(int(n_items), int(n_answers), Path(place))) + "\n")
