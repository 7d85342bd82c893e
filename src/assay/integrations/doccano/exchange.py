"""doccano as the house meets it."""

from pathlib import Path

from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.integrations.doccano.reading import read
from assay.integrations.doccano.writing import write


class Doccano:
    """Reads an export in JSONL; writes lines to import, and the file of labels."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Items, questions and judgments of an export."""
        return read(path, how)

    def write(self, given: Outgoing) -> Written:
        """Lines and their labels."""
        return write(given)
