"""Files that another tool alone writes: they are read, and never written."""

from typing import ClassVar

from assay.core.errors import InputError
from assay.core.exchange import Outgoing, Written


class ReadOnly:
    """The writing side of an `assay.core.ports.Exchange` that only reads."""

    written_by: ClassVar[str]
    """A sentence: what is written by whom alone."""

    def write(self, given: Outgoing) -> Written:
        """Refused.

        Raises
        ------
        InputError
            ``exchange.read_only``.
        """
        raise InputError("exchange.read_only", self.written_by, "Write csv or jsonl: assay export --to jsonl.")
