"""While the server runs, overlap is adapted and quality rules are run from time to time, beside the requests."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assay.core.errors import AssayError
from assay.workflows.overlap import adapt_all
from assay.workflows.quality_rules import run_rules

if TYPE_CHECKING:
    from assay.workflows.workspace import Workspace

LOG = logging.getLogger("assay.web")
SECONDS = 60.0
"""Between two times; several servers of one workspace write the same."""


@contextmanager
def adapting(workspace: "Workspace", *, seconds: float = SECONDS) -> Iterator[None]:
    """Adapt what items need until the block is left; the last time has ended then."""
    done = threading.Event()
    worker = threading.Thread(target=_keep_adapting, args=(workspace, done, seconds), name="adapting", daemon=True)
    worker.start()
    try:
        yield
    finally:
        done.set()
        worker.join()


def _keep_adapting(workspace: "Workspace", done: threading.Event, seconds: float) -> None:
    while not done.wait(seconds):
        for step in (adapt_all, run_rules):
            try:
                step(workspace)
            except AssayError as error:
                LOG.warning("What items need was not adapted, or quality rules were not run: %s", error)
