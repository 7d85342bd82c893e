"""Label Studio as the house meets it."""

from pathlib import Path

from assay.core.exchange import Brought, Outgoing, Reading, Written
from assay.integrations.label_studio.reading import read
from assay.integrations.label_studio.writing import write


class LabelStudio:
    """Reads an export in format JSON; writes tasks to import, and the labeling config."""

    def read(self, path: Path, how: Reading) -> Brought:
        """Items, questions and judgments of an export."""
        return read(path, how)

    def write(self, given: Outgoing) -> Written:
        """Tasks and their config."""
        return write(given)
