"""Integrations by name: our own and those of other packages, found alike."""

from pathlib import Path

import pytest

from assay.core import plugged
from assay.core.errors import InputError
from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.integrations.named import OURS, integration


class Abacus:
    """A tool of another package."""

    def read(self, path: Path, how: Reading) -> Brought:
        return Brought("abacus", "", "id", (), (), (), (), ())

    def write(self, given: Outgoing) -> Written:
        return Written(b"", None, 0, 0)


class Entry:
    """What the package declares."""

    name = "abacus"

    def load(self) -> type[Abacus]:
        return Abacus


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_reads_and_writes(name: str) -> None:
    found = integration(name)
    assert callable(found.read)
    assert callable(found.write)


def test_another_package_offers_one_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugged, "entry_points", lambda group: [Entry()] if group == "assay.exchanges" else [])
    assert isinstance(integration("abacus"), Abacus)
    with pytest.raises(InputError, match="Did you mean 'abacus'") as refused:
        integration("abakus")
    assert refused.value.code == "exchange.format"


def test_a_package_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name, value = "abacus", "abacus_tool:Abacus"
        dist = type("Dist", (), {"name": "abacus-tool"})

        def load(self) -> None:
            raise ImportError("no module named beads")

    monkeypatch.setattr(plugged, "entry_points", lambda group: [Broken()] if group == "assay.exchanges" else [])
    with pytest.raises(InputError, match=r"'abacus-tool' offers 'abacus', which cannot be loaded.*beads") as refused:
        integration("abacus")
    assert refused.value.code == "plugin.broken"
