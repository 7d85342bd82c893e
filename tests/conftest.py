"""What every test may use: an isolated home for keys, a fixed clock, the command line in process, and a browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

settings.register_profile("no_clock", deadline=None)
settings.load_profile("no_clock")
"""Laws are checked without a clock: a busy machine is not a broken law."""


class Said(NamedTuple):
    """What one command line did."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and settings of the person who runs the tests are never touched."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(home / "keys"))
    monkeypatch.delenv("ASSAY_WORKSPACE", raising=False)
    monkeypatch.delenv("ASSAY_SIGNING_KEY", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def assay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """``assay("init")`` runs the command in a fresh folder and returns exit code, output and messages."""
    from assay.cli.main import outcome

    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def call(*words: str, now: str | None = None) -> Said:
        capsys.readouterr()
        if now is not None:
            monkeypatch.setenv("ASSAY_NOW", now)
        code = outcome([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, one a process; the test fails with the remedy where none can be had."""
    from playwright.sync_api import sync_playwright

    from tests.browser_support.chromium import NoChromium, find_chromium

    try:
        found = find_chromium()
    except NoChromium as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**found.launch_options())
        yield started
        started.close()
