"""The server at its port."""

import gc
from collections.abc import Iterator

import pytest

from assay.web import listening


@pytest.fixture
def collection() -> Iterator[None]:
    """Garbage is collected as before, after the test."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collection")
def test_what_the_application_is_made_of_is_not_looked_through_again() -> None:
    gc.unfreeze()
    listening._settle()
    assert gc.get_freeze_count() > 10_000
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() >= 1, "what comes later still is"
