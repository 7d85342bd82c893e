"""Prodigy as the house meets it."""

from pathlib import Path

from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.integrations.prodigy.reading import read
from assay.integrations.prodigy.writing import write


class Prodigy:
    """Reads what ``prodigy db-out`` writes; writes lines for ``prodigy db-in``."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Items, questions and judgments of a dataset."""
        return read(path, how)

    def write(self, given: Outgoing) -> Written:
        """Lines with answers."""
        return write(given)
