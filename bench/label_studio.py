"""The client of `bench.http_work` against a Label Studio that runs: ``python -m bench.label_studio ADDRESS USERS``.

ADDRESS is such as http://127.0.0.1:8080, USERS a file with a line ``mail password`` for each labeler; the first of
them makes the project. See docs/how-to/compare-with-label-studio.md. A cycle is one annotation that is sent and the
next task that is got, two requests, as Label Studio's page makes them. It prints one line of JSON.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from bench.http_client import FORM, Client, Cycle
from bench.http_work import CYCLES
from bench.queue_work import told

N_ITEMS, OVERLAP = 10_000, 3
CONFIG = (
    '<View><Text name="text" value="$text"/><Choices name="toxic" toName="text">'
    '<Choice value="yes"/><Choice value="no"/></Choices></View>'
)
RESULT = [{"from_name": "toxic", "to_name": "text", "type": "choices", "value": {"choices": ["yes"]}}]
COOKIE = re.compile(r"(csrftoken|sessionid)=([^;]+)")
CHUNK = 1_000


class Labeler(Client):
    """Somebody who is signed in at Label Studio."""

    cookies: dict[str, str]

    async def enter(self, mail: str, password: str) -> None:
        """By the form, as people do."""
        self.cookies = {}
        self._keep((await self.ask("GET", "/user/login")).headers)
        sent = urlencode({"email": mail, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        got = await self.ask("POST", "/user/login", sent.encode(), FORM)
        self._keep(got.headers)
        if "sessionid" not in self.cookies:
            raise RuntimeError(f"{mail} could not sign in: {got.status}")

    def _keep(self, headers: dict[str, str]) -> None:
        self.cookies.update(COOKIE.findall(headers.get("set-cookie", "")))
        self.cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.csrf = self.cookies.get("csrftoken", "")

    async def json(self, method: str, path: str, sent: object = None) -> Any:
        """What an address of the API gives; None where there is nothing."""
        got = await self.ask(method, path, b"" if sent is None else orjson.dumps(sent))
        if got.status == 404:
            return None
        if got.status >= 300:
            raise RuntimeError(f"{method} {path}: {got.status} {got.body[:300]!r}")
        return got.json()


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
    task = await labeler.json("GET", f"/api/projects/{project}/next")
    for _ in range(cycles):
        if task is None:
            break
        begun = time.perf_counter()
        body = {"result": RESULT, "project": project}
        await labeler.json("POST", f"/api/tasks/{task['id']}/annotations/?project={project}", body)
        id, task = str(task["id"]), await labeler.json("GET", f"/api/projects/{project}/next")
        labeler.took.append(Cycle(id, time.perf_counter() - begun))


async def measured(address: str, users: Sequence[Sequence[str]], cycles: int) -> dict[str, float | str]:
    """The rate of all labelers side by side; in the form of `bench.clock.apart`, the CPU left out."""
    place = urlsplit(address)
    labelers = [Labeler(str(place.hostname), place.port or 80) for _ in users]
    for labeler, (mail, password) in zip(labelers, users, strict=True):
        await labeler.enter(mail, password)
    project, begun = await make_project(labelers[0]), time.perf_counter()
    await asyncio.gather(*(work(each, project, cycles // len(labelers)) for each in labelers))
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "note": told(seconds, [cycle for each in labelers for cycle in each.took])}


if __name__ == "__main__":
    listed = [line.split() for line in Path(sys.argv[2]).read_text("utf-8").splitlines() if line.strip()]
    sys.stdout.write(json.dumps(asyncio.run(measured(sys.argv[1], listed, CYCLES))) + "\n")
