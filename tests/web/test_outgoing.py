"""Requests that we make go to public addresses and listed ones only, and follow nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network

import pytest

from assay.core.errors import AssayError
from assay.web.outgoing import LARGEST_ANSWER, Outgoing, listed_ranges

HERE = (ip_network("127.0.0.0/8"),)


class Handler(BaseHTTPRequestHandler):
    """Leads elsewhere, says too much, or greets."""

    def do_GET(self) -> None:
        elsewhere = self.path == "/elsewhere"
        body = b"x" * (LARGEST_ANSWER + 1) if self.path == "/large" else b"hello"
        self.send_response(302 if elsewhere else 200)
        if elsewhere:
            self.send_header("Location", "http://169.254.169.254/latest")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    made = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:9/x", "outgoing.private"),
        ("https://[::1]/x", "outgoing.private"),
        ("https://[::ffff:10.0.0.1]/x", "outgoing.private"),
        ("https://169.254.169.254/latest/meta-data", "outgoing.private"),
        ("https://2130706433/", "outgoing.private"),
        ("https://0.0.0.0/", "outgoing.private"),
        ("https://224.0.0.1/", "outgoing.private"),
        ("http://8.8.8.8/", "outgoing.plain"),
        ("ftp://example.org/", "outgoing.address"),
        ("https://user:secret@example.org/", "outgoing.address"),
        ("https://example.org/a b", "outgoing.address"),
        ("https:///path", "outgoing.address"),
    ],
)
def test_an_address_that_is_not_public_is_refused(url: str, code: str) -> None:
    with pytest.raises(AssayError) as caught:
        Outgoing().send("GET", url)
    assert caught.value.code == code


def test_a_listed_range_is_called_and_a_redirect_is_an_answer(server: str) -> None:
    outgoing = Outgoing(HERE)
    assert outgoing.send("GET", f"{server}/") == (200, b"hello")
    assert outgoing.send("GET", f"{server}/elsewhere").status == 302
    with pytest.raises(AssayError) as caught:
        outgoing.send("GET", f"{server}/large")
    assert caught.value.code == "outgoing.too_large"


def test_ranges_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_ALLOWED_RANGES", "127.0.0.0/8, fd00::/8")
    assert [str(each) for each in listed_ranges()] == ["127.0.0.0/8", "fd00::/8"]
    monkeypatch.setenv("ASSAY_ALLOWED_RANGES", "everything")
    with pytest.raises(AssayError) as caught:
        listed_ranges()
    assert caught.value.code == "outgoing.range"
