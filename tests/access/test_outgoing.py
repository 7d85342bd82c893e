"""What we call: public addresses and listed hosts only, nothing followed, nothing without a bound."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assay.access.outgoing import LARGEST_ANSWER, LISTED, call
from assay.core.errors import AssayError, NotPermitted
from assay.core.loops import run_in_loop

LONG = 300_000


class Handler(BaseHTTPRequestHandler):
    """Leads elsewhere, says much in pieces, says too much, or greets."""

    def do_GET(self) -> None:
        lengths = {"/long": LONG, "/endless": 2 * LARGEST_ANSWER}
        body = b"x" * lengths.get(self.path, 5)
        self.send_response(302 if self.path == "/elsewhere" else 200)
        if self.path == "/elsewhere":
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
    "url",
    [
        "http://127.0.0.1:9/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://0.0.0.0/",
        "https://localhost/",
        "http://8.8.8.8/",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https:///path",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://{%raw%}127.0.0.1{%endraw%}/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:a9fe:a9fe::]/",
        "https://[::127.0.0.1]/",
        "https://[fec0::1]/",
        "https://224.0.0.1/",
        "https://[ff02::1]/",
    ],
)
def test_an_address_that_is_not_public_is_refused(url: str) -> None:
    with pytest.raises(AssayError) as caught:
        call(url)
    assert caught.value.code == "outgoing.address"
    assert "secret" not in str(caught.value)


def test_a_listed_host_is_called_and_a_redirect_is_an_answer(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LISTED, "127.0.0.1")
    assert call(f"{server}/").body == b"xxxxx"
    assert call(f"{server}/elsewhere").status == 302


def test_an_answer_in_pieces_is_read_whole_and_an_endless_one_up_to_the_bound(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LISTED, "127.0.0.1")
    assert len(call(f"{server}/long").body) == LONG
    assert len(call(f"{server}/endless").body) == LARGEST_ANSWER


def test_a_call_from_a_thread_that_runs_a_loop_goes_out_all_the_same() -> None:
    async def inside() -> None:
        call("https://localhost/")

    with ThreadPoolExecutor(1) as pool, pytest.raises(NotPermitted, match="private"):
        pool.submit(lambda: run_in_loop(inside)).result()
