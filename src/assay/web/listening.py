"""The application at its port: one process, and to other machines only when that was asked for."""

import gc
import socket
import sys
from dataclasses import dataclass
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI

from assay.core.errors import InputError, NotPermitted
from assay.web.serving import LOOPBACK, Serving, serving_at

MOST_AT_ONCE = 512
"""Requests that are answered or wait; more are told to come back."""
BACKLOG = 128
"""Connections that wait until they are taken."""
KEEP_ALIVE_S = 20
"""How long a connection is kept without a request: longer than people pause between two items, and than the five
seconds of uvicorn, at whose end a request and the closing of its connection could meet."""
PATIENCE_S = 10
"""How long requests that are under way may take once the server is to stop."""
COLLECTED_AFTER = (5_000, 20, 20)
"""Objects, and rounds of them, before the young, the older and all are looked through for garbage."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens, and how people reach it."""

    host: str
    """Address that it listens on."""
    port: int
    """Port; 0 for any that is free."""
    serving: Serving
    """By which names it is reached."""
    proxy: str | None = None
    """Address of the reverse proxy that is believed when it says who asks, and how."""


def listening_at(
    host: str, port: int, *, address: str | None = None, proxy: str | None = None, allow_remote: bool = False
) -> Listening:
    """What was asked for, if it is safe.

    Raises
    ------
    NotPermitted
        ``serve.not_safe`` for other machines without https, unless allowed.
    InputError
        ``serve.address``, ``serve.proxy``.
    """
    serving = None if address is None else serving_at(address)
    is_local = _is_loopback(host)
    if not is_local and not allow_remote and (serving is None or not serving.is_secure):
        what = f"On {host} other machines could reach the site, and passwords would cross the network readable."
        fix = "Put a reverse proxy with TLS before it and say --address https://NAME, or allow it: --allow-remote."
        raise NotPermitted("serve.not_safe", what, fix)
    if proxy is not None and proxy != "*" and not _is_number(proxy):
        raise InputError("serve.proxy", f"'{proxy}' is no network address.", "Write it in numbers, such as 127.0.0.1.")
    names = Serving() if is_local else Serving(hosts=None)
    return Listening(host, port, serving or names, proxy)


def bind(listening: Listening) -> socket.socket:
    """The port, taken: who opens the address that is told before the application is ready waits for it.

    Raises
    ------
    InputError
        ``serve.port`` when it cannot be had.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((listening.host, listening.port))
        taken.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        taken.close()
        what = f"{listening.host}:{listening.port} cannot be listened on ({error})."
        raise InputError("serve.port", what, "Choose another with --port, or stop what listens there.") from None
    return taken


def site_address(listening: Listening, taken: socket.socket) -> str:
    """The address to open in a browser."""
    name = f"[{listening.host}]" if ":" in listening.host else listening.host
    return listening.serving.address or f"http://{name}:{taken.getsockname()[1]}"


def run(app: FastAPI, listening: Listening, taken: socket.socket) -> None:
    """Answer until the process is told to stop; what is under way is finished first."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        proxy_headers=listening.proxy is not None,
        forwarded_allow_ips=listening.proxy,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=PATIENCE_S,
    )
    _settle()
    uvicorn.Server(config).run(sockets=[taken])


def _settle() -> None:
    """Leave what the application is made of out of later collections of garbage, each of which stops everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def _is_loopback(host: str) -> bool:
    return host in LOOPBACK or (_is_number(host) and ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
