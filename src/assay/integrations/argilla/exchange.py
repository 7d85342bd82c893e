"""Argilla as the house meets it."""

from pathlib import Path

from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.integrations.argilla.reading import read
from assay.integrations.argilla.writing import write


class Argilla:
    """Reads records written as JSON; writes records, and the settings of their dataset."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Items, questions and judgments of records."""
        return read(path, how)

    def write(self, given: Outgoing) -> Written:
        """Records and their settings."""
        return write(given)
