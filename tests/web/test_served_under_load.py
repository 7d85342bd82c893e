"""The server under load: a crowd of clients that misbehave, kills at random moments, a backup in the middle."""

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bench.http_client import Client
from bench.http_site import PASSWORD, QUEUE, Served, make_site, start
from bench.queue_work import counted
from sqlalchemy import func, select
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.access.tokens import csrf_token
from assay.core.judgment import Judgment
from assay.core.ledger import Soundness
from assay.core.loops import run_in_loop
from assay.store.postgres import URL_VARIABLE
from assay.store.queueing.assignment import State
from assay.store.tables.operational import ASSIGNMENT
from assay.store.verify import verify_store
from assay.workflows.signing_in import begin_session
from assay.workflows.workspace import Workspace, open_workspace

LOST = (OSError, asyncio.IncompleteReadError)
"""What a client sees when its server is gone."""
NAMES = {f"labeler {n}": n for n in range(8)}
NOTHING_WRONG = "0 over-assigned, 0 lost, 0 counted twice"


class Crowd:
    """Clients of a site whose clock leaps; every third account has two windows open."""

    def __init__(self, site: Site, address: str, *, n_clients: int, n_deeds: int) -> None:
        self.site, self.n_deeds, self.deeds = site, n_deeds, Counter[str]()
        self.told: dict[str, str] = {}
        host, _, port = address.removeprefix("http://").partition(":")
        accounts = [site.add(f"l{n}", [Grant(Role.LABELER)]) for n in range(n_clients - n_clients // 4)]
        tokens = [begin_session(site.workspace, each) for each in accounts]
        cookie = site.app.state.serving.cookie
        picked = [tokens[n % len(tokens)] for n in range(n_clients)]
        self.clients = [Client(host, int(port), f"{cookie}={token}", csrf_token(token)) for token in picked]

    def do(self, deed: str) -> bool:
        """Count a deed; whether it is enough."""
        self.deeds[deed] += 1
        return self.deeds.total() >= self.n_deeds

    async def work(self, client: Client, draw: random.Random) -> None:
        """Answer, abort, come twice, come late, until all together have done enough."""
        kept: list[Any] = []
        offer = await client.claim("first")
        while offer is not None:
            chance = draw.random()
            if chance < 0.1:
                enough = self.do("abort")
                await client.send("POST", f"/api/v1/assignments/{offer['assignment']}/answer", b'{"answer": "yes"}')
                client.drop()
            elif chance < 0.2:
                enough = self.do("leap")
                kept.append(offer)
                self.site.clock.pass_time(seconds=61)
            elif chance < 0.3:
                enough = self.do("twice")
                twin = Client(client.host, client.port, client.cookie, client.csrf)
                await asyncio.gather(self.submit(client, offer), self.submit(twin, offer))
                await twin.close()
            elif chance < 0.4 and kept:
                enough = self.do("long after")
                await self.submit(client, kept.pop())
            else:
                enough = self.do("answer")
                await self.submit(client, offer)
            self.site.clock.pass_time(seconds=0.01)
            offer = None if enough else await client.claim("first")

    async def submit(self, client: Client, offer: Any) -> None:
        await client.submit(offer, "yes")
        self.told[offer["assignment"]] = "yes"

    async def all(self) -> None:
        await asyncio.gather(*(self.work(client, random.Random(n)) for n, client in enumerate(self.clients)))
        await asyncio.gather(*(each.close() for each in self.clients))


@pytest.mark.slow
def test_32_clients_over_assign_lose_and_count_twice_nothing(site: Site, tmp_path: Path) -> None:
    rows = [{"id": f"i{n}", "comment": f"comment {n}"} for n in range(600)]
    add_queue(site.workspace, tmp_path, rows=rows, overlap=2)
    queues, numbers = site.workspace.store.queues, count()
    site.workspace.new_id = lambda: f"a{next(numbers)}"
    queues.make("first", lease_seconds=60)
    with site.serve() as address:
        crowd = Crowd(site, address, n_clients=32, n_deeds=600)
        run_in_loop(crowd.all)
    assert min(crowd.deeds[each] for each in ("abort", "leap", "twice", "long after")) > 3, crowd.deeds
    assert_counted(site.workspace, set(crowd.told))


def assert_counted(workspace: Workspace, acknowledged: set[str]) -> None:
    """What was told is kept and counted once; nothing has more answers than it needs; the ledger verifies."""
    done = ASSIGNMENT.c.state.in_((State.ANSWERED.value, State.LATE.value))
    with workspace.store.database.read() as connection:
        states = set(connection.execute(select(ASSIGNMENT.c.id).where(done)).scalars())
        answers = select(func.count()).where(ASSIGNMENT.c.state == State.ANSWERED.value).group_by(ASSIGNMENT.c.item)
        assert max(connection.execute(answers).scalars()) <= 2
    assert acknowledged <= states
    kept = Counter(entry.id for entry, _ in workspace.store.ledger.read("judgment", Judgment))
    assert kept == Counter(states)
    assert verify_store(workspace.store).outcome is Soundness.INTACT


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store that a workspace is made on."""
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(tmp_path / "keys"))
    monkeypatch.setenv(URL_VARIABLE, "")
    return str(request.param)


async def signed_in(site: Served, names: Sequence[str]) -> list[Client]:
    clients = [Client(site.host, site.port) for _ in names]
    for client, name in zip(clients, names, strict=True):
        await client.sign_in(name, PASSWORD)
    return clients


async def until_killed(site: Served, clients: Sequence[Client], after: int) -> None:
    """Answer side by side; the server is killed once so many answers were acknowledged."""
    done = count(1)

    async def work(client: Client) -> None:
        offer = await client.claim(QUEUE)
        while offer is not None:
            offer = await client.submit(offer, "yes")
            if next(done) == after:
                site.process.kill()

    found = await asyncio.gather(*map(work, clients), return_exceptions=True)
    assert all(isinstance(each, LOST) for each in found), found


async def killed_again_and_again(workspace: Workspace, n_kills: int) -> set[str]:
    """Ids that any server acknowledged before it was killed."""
    draw, clients, acknowledged = random.Random(4), list[Client](), set[str]()
    for _ in range(n_kills):
        site = start(workspace.store.folder)
        clients = clients or await signed_in(site, list(NAMES))
        for client in clients:
            await client.close()
            client.port, client.took = site.port, []
        await until_killed(site, clients, draw.randint(8, 200))
        site.process.communicate()
        acknowledged |= {each.id for client in clients for each in client.took}
        assert counted(workspace.store, sorted(acknowledged), QUEUE) == NOTHING_WRONG
    await asyncio.gather(*(each.close() for each in clients))
    return acknowledged


@pytest.mark.slow
def test_kills_of_the_server_at_random_moments_lose_no_acknowledged_answer(place: str, tmp_path: Path) -> None:
    workspace = make_site(tmp_path, 4_000, place, NAMES)
    acknowledged = run_in_loop(lambda: killed_again_and_again(workspace, 20 if place == "sqlite" else 3))
    assert len(acknowledged) > 100
    assert verify_store(workspace.store).outcome is Soundness.INTACT
    workspace.store.close()


async def backed_up_under_load(site: Served, names: Sequence[str], command: Sequence[str]) -> list[str]:
    """Back up while everybody answers; the answers acknowledged when it began."""
    clients = await signed_in(site, names)
    begun, stop, done = asyncio.Event(), asyncio.Event(), count(1)

    async def work(client: Client) -> None:
        offer = await client.claim(QUEUE)
        while offer is not None and not stop.is_set():
            offer = await client.submit(offer, "yes")
            if next(done) == 100:
                begun.set()

    working = asyncio.gather(*map(work, clients))
    await begun.wait()
    before = [each.id for client in clients for each in client.took]
    backup = await asyncio.create_subprocess_exec(*command)
    assert await backup.wait() == 0
    assert sum(len(each.took) for each in clients) > len(before), "nobody was kept from working"
    stop.set()
    await working
    await asyncio.gather(*(each.close() for each in clients))
    return before


@pytest.mark.slow
def test_a_backup_while_32_clients_work_restores_to_a_verified_ledger(place: str, tmp_path: Path) -> None:
    names = {f"labeler {n}": n for n in range(32)}
    workspace = make_site(tmp_path, 20_000, place, names)
    site = start(workspace.store.folder)
    command = [sys.executable, "-m", "assay", "backup", str(tmp_path / "b.tar"), "--workspace"]
    try:
        before = run_in_loop(lambda: backed_up_under_load(site, list(names), [*command, str(workspace.store.folder)]))
    finally:
        site.process.terminate()
        site.process.communicate(timeout=30)
    workspace.store.close()
    restore = [sys.executable, "-m", "assay", "restore", str(tmp_path / "b.tar"), str(tmp_path / "again")]
    assert subprocess.run(restore, check=False, capture_output=True).returncode == 0
    restored = open_workspace(tmp_path / "again")
    assert verify_store(restored.store).outcome is Soundness.INTACT
    assert counted(restored.store, before, QUEUE) == NOTHING_WRONG, "what was acknowledged before it is in it"
    restored.store.close()
