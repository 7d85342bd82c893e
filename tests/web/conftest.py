"""A site: a workspace with an account for each role, clients that are signed in, and the same site for browsers.

``site`` is fresh for each test. ``site.client("labeler")`` is a signed-in client, ``site.client()`` one who is not;
``with site.serve() as address`` runs the site for a browser, and ``site.enter(page, address, "labeler")`` signs a
Playwright page in through the form. Every account has the password `PASSWORD`, and the name of its role.
``site.clock.pass_time(seconds=90)`` moves the time of the workspace.
"""

import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.clock import SettableClock

from assay.access.passwords import Passwords
from assay.access.roles import Grant, Role
from assay.core.loops import run_in_loop
from assay.core.people import person
from assay.store.accounts import Account, AccountState, Granted
from assay.store.open import create_store, open_store
from assay.web.app import make_app
from assay.web.serving import Serving
from assay.workflows.signing_in import begin_session
from assay.workflows.workspace import Workspace

NOW = "2026-11-26T09:00:00.000000Z"
PASSWORD = "tractor velvet onion lamp"
CHEAP = Passwords(memory_kib=64, passes=1)
"""Hashes that cost nothing."""
PASSWORD_HASH = CHEAP.hash(PASSWORD)
TOKEN = re.compile(r'<meta name="csrf" content="([0-9a-f]+)">')
ADDRESS = "http://127.0.0.1"


class Site:
    """A workspace with its application and an account for each role."""

    def __init__(self, workspace: Workspace, clock: SettableClock, app: FastAPI) -> None:
        self.workspace, self.clock, self.app = workspace, clock, app
        self._clients: list[TestClient] = []

    def add(self, name: str, grants: Sequence[Grant], *, judge: str | None = None) -> Account:
        """An account with the password of all."""
        number = len(self.workspace.store.accounts.every()) + 1
        made = (AccountState.ACTIVE, NOW, "test")
        account = Account(f"account-{name}", name, person(name), None, judge or f"j{number}", PASSWORD_HASH, *made)
        granted = [Granted(account.id, grant.role.value, grant.scope, NOW, "test") for grant in grants]
        self.workspace.store.accounts.add(account, granted)
        return account

    def client(self, name: str | None = None, **options: Any) -> TestClient:
        """A client who is signed in as that account (by default the role's), with the token of its forms ready."""
        options = {"base_url": ADDRESS, "follow_redirects": False, "raise_server_exceptions": True, **options}
        client = TestClient(self.app, **options)
        self._clients.append(client)
        if name is not None:
            account = self.workspace.store.accounts.named(name)
            assert account is not None
            client.cookies.set(self.app.state.serving.cookie, begin_session(self.workspace, account))
            client.headers["X-CSRF-Token"] = self.csrf(client)
        return client

    def csrf(self, client: TestClient) -> str:
        """The token of forms that a page gives this client."""
        found = TOKEN.search(client.get("/no-such-page").text)
        assert found is not None
        return found.group(1)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The address of the site as uvicorn serves it on a free port."""
        config = uvicorn.Config(self.app, host="127.0.0.1", port=0, log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: run_in_loop(server.serve), daemon=True)
        thread.start()
        started = threading.Event()
        for _ in range(1_000):
            if server.started or started.wait(0.01):
                break
        assert server.started
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(10)

    def enter(self, page: Any, address: str, name: str) -> None:
        """Sign a Playwright page in through the form."""
        page.goto(f"{address}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def close(self) -> None:
        """Let go of everything."""
        for client in self._clients:
            client.close()
        self.workspace.store.close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace with an account for each role, made once; copy it before changing it."""
    folder = tmp_path_factory.mktemp("site")
    places = {"key_folder": folder / "keys"}
    with create_store(folder / "work", now=NOW, new_id=lambda: "w", actor="test", **places) as store:
        clock = SettableClock(NOW)
        site = Site(Workspace(store, now=clock), clock, FastAPI())
        for role in Role:
            site.add(role.value, [Grant(role)])
    return folder


@pytest.fixture
def site(site_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of this test's own, on SQLite."""
    folder = Path(shutil.copytree(site_folder, tmp_path / "site"))
    clock = SettableClock(NOW)
    workspace = Workspace(open_store(folder / "work", key_folder=folder / "keys"), now=clock)
    made = Site(workspace, clock, make_app(workspace, passwords=CHEAP, serving=Serving()))
    yield made
    made.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """``open_page(width=390)`` is a blank page; what it logs, throws or asks of others is in ``page.heard``."""
    contexts: list[Any] = []

    def open_(*, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append((message.type, message.text)))
        page.on("pageerror", lambda error: page.heard.append(("error", str(error))))
        return page

    yield open_
    for context in contexts:
        context.close()
