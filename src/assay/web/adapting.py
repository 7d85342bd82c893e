"""While the server runs, queues with adaptive overlap are adapted from time to time, beside the requests."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assay.core.errors import AssayError
from assay.workflows.overlap import adapt_all

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
        try:
            adapt_all(workspace)
        except AssayError as error:
            LOG.warning("What items need was not adapted: %s", error)
