"""A client of Assay's API, on the standard library alone: programs read and write what their token lets them.

    site = assay.Client("https://assay.example.org", token="assay_...")
    site.judgments("comments", question="toxic")

What is asked again after a fault is done once: reading changes nothing, and everything that writes is known by its
content or its assignment.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from assay.core.errors import AssayError, InputError, NotPermitted, WorkspaceError

AGAIN = frozenset({429, 502, 503, 504})
"""Answers after which the same is asked again."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Sleep = Callable[[float], None]
Rows = list[dict[str, Any]]


class Client:
    """The API of one Assay, for who holds a token."""

    def __init__(
        self, url: str, token: str, *, timeout_s: float = 30.0, tries: int = 4, sleep: Sleep = time.sleep
    ) -> None:
        """Nothing is sent yet; ``tries`` is how often something is asked before a fault is told."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError("client.url", f"'{url}' is no address.", "Give one such as https://assay.example.org.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            what = f"'{url}' would send the token in clear."
            raise InputError("client.url", what, "Use https; http is for this machine alone.")
        self._url, self._token = url.rstrip("/"), token
        self._timeout_s, self._tries, self._sleep = timeout_s, tries, sleep
        self._open = build_opener(_NoRedirect).open

    def __repr__(self) -> str:
        return f"Client({self._url!r})"

    def me(self) -> dict[str, Any]:
        """Who the token acts for, and what it may do."""
        return self._get("/me")

    def datasets(self) -> Rows:
        """Every dataset version, oldest first."""
        return list(self._get("/datasets")["datasets"])

    def import_rows(
        self,
        name: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        id: str,
        text: Sequence[str] = (),
        slices: Sequence[str] = (),
        label: str | None = None,
        cluster: str | None = None,
    ) -> dict[str, Any]:
        """Bring rows in as a dataset version; the same rows again are the version that is there."""
        lines = "".join(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)
        asked = {"id": id, "format": "jsonl", "text": text, "slice": slices, "label": label, "cluster": cluster}
        return self._call("POST", f"/datasets/{_named(name)}", asked, lines.encode(), "application/x-ndjson")

    def questions(self) -> Rows:
        """Every question, with who asks it."""
        return list(self._get("/questions")["questions"])

    def queues(self) -> Rows:
        """The queues that you lead or audit, and how far each is."""
        return list(self._get("/queue-states")["queues"])

    def queue(self, name: str) -> dict[str, Any]:
        """How far a queue is, who did what, and which judgments are stale."""
        return self._get(f"/queues/{_named(name)}/state")

    def fill_queue(
        self,
        name: str,
        *,
        dataset: str,
        question: str,
        sample: str | None = None,
        overlap: int = 3,
        lane_by: str | None = None,
        priority_by: str | None = None,
        most_a_day: int | None = None,
    ) -> dict[str, Any]:
        """Fill a queue from a sample or a whole dataset; filled again it stays as it is.

        The value in ``lane_by`` is the skill that an item needs, a higher one in ``priority_by`` comes first, and one
        judge gives up to ``most_a_day`` answers.
        """
        sent = {"dataset": dataset, "question": question, "sample": sample, "overlap": overlap}
        sent |= {"lane_by": lane_by, "priority_by": priority_by, "most_a_day": most_a_day}
        return self._send("PUT", f"/queues/{_named(name)}", sent)

    def set_skills(self, queue: str, judge: str, has: Sequence[str]) -> dict[str, Any]:
        """Say which skills of a queue's lanes somebody has; it holds from his next item on."""
        return self._send("PUT", f"/queues/{_named(queue)}/skills/{_named(judge)}", {"has": list(has)})

    def judgments(self, dataset: str, *, question: str | None = None, page: int = 1_000) -> Rows:
        """All judgments on one question, as of one ledger position; `pandas.DataFrame` and `pyarrow` take them."""
        return list(self.each_judgment(dataset, question=question, page=page))

    def each_judgment(
        self, dataset: str, *, question: str | None = None, page: int = 1_000
    ) -> Iterator[dict[str, Any]]:
        """The same one by one, a page at a time."""
        asked: dict[str, Any] = {"dataset": dataset, "question": question, "limit": page, "cursor": None}
        while True:
            found = self._get("/judgments", asked)
            yield from found["judgments"]
            if found["next"] is None:
                return
            asked["cursor"], asked["question"] = found["next"], found["question"]

    def references(self, dataset: str) -> Rows:
        """Reference sets of a dataset version."""
        return list(self._get("/references", {"dataset": dataset})["references"])

    def reference(self, dataset: str, name: str) -> Rows:
        """Items of a reference set with their answers, and probabilities for a soft one."""
        rows: Rows = []
        start: int | None = 0
        while start is not None:
            found = self._get(f"/references/{_named(name)}/rows", {"dataset": dataset, "start": start, "limit": 1_000})
            rows += found["rows"]
            start = found["next"]
        return rows

    def programs(self) -> Rows:
        """The programs that you may see."""
        return list(self._get("/programs")["programs"])

    def program(self, name: str, *, by: str = "judge") -> dict[str, Any]:
        """A program in numbers, those of its page."""
        return self._get(f"/programs/{_named(name)}", {"by": by})

    def claim(self, queue: str) -> dict[str, Any] | None:
        """The item that you hold in a queue, or the next one; None when there is none for you."""
        found = self._send("POST", f"/queues/{_named(queue)}/claim", None)["next"]
        return None if found is None else dict(found)

    def submit(self, assignment: str, answer: Any, *, guideline: str | None = None) -> dict[str, Any] | None:
        """Keep an answer and get the next item; sent twice it is one answer."""
        sent = {"answer": answer, "guideline": guideline}
        found = self._send("POST", f"/assignments/{_named(assignment)}/answer", sent)["next"]
        return None if found is None else dict(found)

    def see(self, assignment: str) -> dict[str, Any]:
        """An item that may disturb, with what it holds; that you saw it is kept."""
        return self._send("POST", f"/assignments/{_named(assignment)}/see", {})

    def heartbeat(self, assignment: str) -> dict[str, Any]:
        """Say that you are still there."""
        return self._send("POST", f"/assignments/{_named(assignment)}/heartbeat", {"active": True})

    def give_back(self, assignment: str) -> dict[str, Any]:
        """Stop working: the item is free for others."""
        return self._send("POST", f"/assignments/{_named(assignment)}/give-back", None)

    def _get(self, path: str, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._call("GET", path, asked or {})

    def _send(self, method: str, path: str, sent: Any) -> dict[str, Any]:
        body = None if sent is None else json.dumps(sent).encode()
        return self._call(method, path, {}, body, "application/json")

    def _call(
        self, method: str, path: str, asked: Mapping[str, Any], body: bytes | None = None, kind: str | None = None
    ) -> dict[str, Any]:
        query = urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None and kind is not None:
            headers["Content-Type"] = kind
        url = f"{self._url}/api/v1{path}" + (f"?{query}" if query else "")
        for number in range(1, self._tries + 1):
            request = Request(url, body, headers, method=method)  # noqa: S310 - __init__ takes http and https alone
            found = self._once(request, is_last=number == self._tries)
            if found is not None:
                return found
            self._sleep(min(8.0, 0.5 * 2.0**number))
        raise AssertionError("the last try gives or raises")

    def _once(self, request: Request, *, is_last: bool) -> dict[str, Any] | None:
        """The answer; None when it is worth asking again."""
        try:
            with self._open(request, timeout=self._timeout_s) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            with error:
                if error.code in AGAIN and not is_last:
                    return None
                raise _told(error.code, error.read(100_000)) from None
        except (URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
            if not is_last:
                return None
            what = f"{self._url} did not answer ({type(error).__name__})."
            raise WorkspaceError("client.unreached", what, "Check the address, and that assay serve runs.") from None


class _NoRedirect(HTTPRedirectHandler):
    """A token is sent to the address that it was given for, and to no other."""

    def redirect_request(self, *_args: Any, **_kinds: Any) -> None:
        return None


def _named(name: str) -> str:
    return quote(name, safe="")


def _told(status: int, body: bytes) -> AssayError:
    """The error that the server told, as the same kind of error."""
    try:
        said = json.loads(body)["error"]
        told = (str(said["code"]), str(said["what"]), str(said["fix"]))
    except (ValueError, KeyError, TypeError):
        return WorkspaceError("client.answer", f"The server answered {status}.", "Check the address: is it Assay's?")
    if status in (401, 403):
        return NotPermitted(*told)
    return InputError(*told) if status == 400 else WorkspaceError(*told)
