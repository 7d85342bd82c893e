"""The client of `bench.http_work` against a Label Studio that runs.

Run by ``python -m bench.label_studio ADDRESS USERS [CYCLES]``. ADDRESS is such as http://127.0.0.1:8080, USERS a file
with a line ``mail password`` for each labeler; the first of them makes the project, and who has no account yet signs
up. See docs/how-to/compare-with-label-studio.md. A cycle is one annotation that is sent and the next task that is got,
in two requests of its API. Afterwards an export is counted. It prints one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import orjson

from bench.http_client import Client, Cycle
from bench.http_work import CYCLES, WARM
from bench.queue_work import told

N_ITEMS, OVERLAP = 10_000, 3
CONFIG = (
    '<View><Text name="text" value="$text"/><Choices name="toxic" toName="text">'
    '<Choice value="yes"/><Choice value="no"/></Choices></View>'
)
RESULT = [{"from_name": "toxic", "to_name": "text", "type": "choices", "value": {"choices": ["yes"]}}]
FORMS = ("/user/login/", "/user/signup/")
CHUNK = 1_000


class Labeler(Client):
    """Somebody who is signed in at Label Studio."""

    async def json(self, method: str, path: str, sent: object = None) -> Any:
        """What an address of the API gives; None where there is nothing."""
        got = await self.ask(method, path, b"" if sent is None else orjson.dumps(sent))
        if got.status == 404:
            return None
        if got.status >= 300:
            raise RuntimeError(f"{method} {path}: {got.status} {got.body[:300]!r}")
        return got.json()


def entered(address: str, mail: str, password: str) -> str:
    """The cookies of somebody who signs in by the form, or signs up by it, as people do."""
    for form in FORMS:
        jar = CookieJar()
        browser = build_opener(HTTPCookieProcessor(jar))
        browser.open(address + form).close()
        csrf = next(str(each.value) for each in jar if each.name == "csrftoken")
        sent = urlencode({"email": mail, "password": password, "csrfmiddlewaretoken": csrf})
        with browser.open(address + form, sent.encode()) as got:
            if form not in got.url:
                return "; ".join(f"{each.name}={each.value}" for each in jar)
    raise RuntimeError(f"{mail} could neither sign in nor sign up")


async def make_project(lead: Labeler) -> int:
    """A project of so many texts, each asked of so many people."""
    body = {"title": "bench", "label_config": CONFIG, "maximum_annotations": OVERLAP, "sampling": "Sequential sampling"}
    project = int((await lead.json("POST", "/api/projects/", body))["id"])
    for start in range(0, N_ITEMS, CHUNK):
        tasks = [{"data": {"text": f"Comment {n}: the parcel came late again."}} for n in range(start, start + CHUNK)]
        await lead.json("POST", f"/api/projects/{project}/import", tasks)
    return project


async def work(labeler: Labeler, project: int, cycles: int) -> None:
    """Annotate so many tasks."""
    following = f"/api/projects/{project}/next/"
    task = await labeler.json("GET", following)
    for _ in range(cycles):
        if task is None:
            raise SystemExit("the project is empty")
        begun = time.perf_counter()
        body = {"result": RESULT, "project": project}
        kept = await labeler.json("POST", f"/api/tasks/{task['id']}/annotations/?project={project}", body)
        task = await labeler.json("GET", following)
        labeler.took.append(Cycle(str(kept["id"]), time.perf_counter() - begun))


async def crowd(labelers: Sequence[Labeler], project: int, cycles: int) -> tuple[float, list[Cycle]]:
    """Seconds in all, and the cycles of all labelers side by side."""
    for labeler in labelers:
        labeler.took = []
    begun = time.perf_counter()
    await asyncio.gather(*(work(each, project, cycles // len(labelers)) for each in labelers))
    return time.perf_counter() - begun, [cycle for each in labelers for cycle in each.took]


async def counted(lead: Labeler, project: int, ids: Sequence[str]) -> str:
    """How many tasks have more annotations than they need, how many are lost, and how many somebody made twice."""
    tasks = await lead.json("GET", f"/api/projects/{project}/export?exportType=JSON")
    kept = [[each for each in task["annotations"] if not each["was_cancelled"]] for task in tasks]
    over = sum(len(each) > OVERLAP for each in kept)
    lost = len(set(ids) - {str(each["id"]) for task in kept for each in task})
    twice = sum(len(task) - len(Counter(each["completed_by"] for each in task)) for task in kept)
    return f"{over} over-assigned, {lost} lost, {twice} counted twice"


async def measured(address: str, users: Sequence[Sequence[str]], cycles: int) -> dict[str, float | str]:
    """Cycles after some that do not count; in the form of `bench.clock.apart`, CPU and memory left out."""
    place = urlsplit(address)
    people = [entered(address, *user) for user in users]
    labelers = [Labeler(str(place.hostname), place.port or 80, cookie) for cookie in people]
    project = await make_project(labelers[0])
    _, warm = await crowd(labelers, project, cycles * WARM // CYCLES)
    seconds, took = await crowd(labelers, project, cycles)
    found = await counted(labelers[0], project, [each.id for each in (*warm, *took)])
    return {"seconds": seconds, "note": f"{told(seconds, took)}; {found}"}


if __name__ == "__main__":
    address, listed, *words = sys.argv[1:]
    users = [line.split() for line in Path(listed).read_text("utf-8").splitlines() if line.strip()]
    found = asyncio.run(measured(address.rstrip("/"), users, int(words[0]) if words else CYCLES))
    sys.stdout.write(json.dumps(found) + "\n")
