"""The example evidences, loaded by path, and a browser page for stories."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def load(name: str, path: Path) -> ModuleType:
    """A module of the tests by its path, once."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


examples_module = load("evidence_examples", HERE / "evidence_examples.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``evidence`` runs once for each example."""
    if "evidence" in metafunc.fixturenames:
        names = list(examples_module.EXAMPLES)
        metafunc.parametrize("evidence", names, ids=names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def examples() -> Any:
    """The module of example evidences."""
    return examples_module


@pytest.fixture(scope="session")
def reading() -> Any:
    """The module that reads pages."""
    return load("page_reading", HERE / "page_reading.py")


@pytest.fixture(scope="session")
def evidence(request: pytest.FixtureRequest) -> Any:
    """One example evidence."""
    return examples_module.EXAMPLES[request.param]()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``open_page(html, width=390)`` opens a report; what it asks for, logs or throws is in ``page.heard``."""
    opened: list[Any] = []

    def open_(html: str, *, width: int = 1280, height: int = 900, **options: Any) -> Any:
        file = tmp_path / f"report-{len(opened)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        opened.append(context)
        page = context.new_page()
        page.heard = []
        page.on("request", lambda request: page.heard.append(("request", request.url)))
        page.on("console", lambda message: page.heard.append((message.type, message.text)))
        page.on("pageerror", lambda error: page.heard.append(("error", str(error))))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in opened:
        context.close()
