"""Submit-and-next through HTTP, run by ``python -m bench.http_work ITEMS FOLDER [STORE [CLIENTS [CYCLES]]]``.

``assay serve`` runs in a process of its own; the clients sign in by the form, each as a labeler of its own, and keep
one connection each. A cycle is counted from the answer that is sent until the next item is there, checked, durable and
in the signed ledger. Afterwards the tables are counted as in `bench.queue_work`. It prints one line of JSON, whose CPU
and memory are those of the server.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assay.store.open import SQLITE
from bench.http_client import Client, Cycle
from bench.http_site import PASSWORD, QUEUE, Served, make_site, served
from bench.queue_work import counted, told

CLIENTS, CYCLES, WARM = 32, 8_000, 640
TICKS = os.sysconf("SC_CLK_TCK")


class Run(NamedTuple):
    """What the clients did in a time."""

    seconds: float
    """How long."""
    cpu: float
    """Of the server."""
    took: Sequence[Cycle]
    """Every answer."""


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def peak_of(pid: int) -> float:
    """Most memory that a process has held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


async def work(client: Client, cycles: int) -> None:
    """Answer so many items."""
    offer = await client.claim(QUEUE)
    for _ in range(cycles):
        if offer is None:
            raise SystemExit("the queue is empty")
        offer = await client.submit(offer, "yes")


async def crowd(site: Served, clients: Sequence[Client], cycles: int) -> Run:
    """All clients side by side."""
    for client in clients:
        client.took = []
    cpu, begun = cpu_of(site.process.pid), time.perf_counter()
    await asyncio.gather(*(work(client, cycles // len(clients)) for client in clients))
    seconds = time.perf_counter() - begun
    return Run(seconds, cpu_of(site.process.pid) - cpu, [each for client in clients for each in client.took])


async def measured(site: Served, names: Sequence[str], cycles: int) -> tuple[Run, Run]:
    """A run that does not count, and the one that does."""
    clients = [Client(site.host, site.port) for _ in names]
    for client, name in zip(clients, names, strict=True):
        await client.sign_in(name, PASSWORD)
    warm = await crowd(site, clients, WARM)
    return warm, await crowd(site, clients, cycles)


def measure(n_items: int, folder: Path, kind: str, n_clients: int, cycles: int) -> dict[str, float | str]:
    """Cycles after some that do not count; in the form of `bench.clock.apart`."""
    names = {f"labeler {n}": n for n in range(n_clients)}
    workspace = make_site(folder, n_items, kind, names)
    with served(workspace.store.folder) as site:
        warm, run = asyncio.run(measured(site, list(names), cycles))
        peak = peak_of(site.process.pid)
    found = counted(workspace.store, [each.id for each in (*warm.took, *run.took)], QUEUE)
    workspace.store.close()
    note = f"{told(run.seconds, run.took)}; {found}"
    return {"seconds": run.seconds, "cpu": run.cpu, "peak_mb": peak, "note": note}


if __name__ == "__main__":
    words = sys.argv[1:]
    kind, n_clients, cycles = (*words[2:], *(SQLITE, CLIENTS, CYCLES)[len(words) - 2 :])
    found = measure(int(words[0]), Path(words[1]), str(kind), int(n_clients), int(cycles))
    sys.stdout.write(json.dumps(found) + "\n")
