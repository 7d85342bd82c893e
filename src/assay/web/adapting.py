"""While the server runs, overlap is adapted, quality rules are run and webhooks told from time to time."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
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
SECONDS_TO_TELL = 5.0
"""Between two times that webhooks are told; an event goes to one server."""
Step = Callable[["Workspace"], object]


@contextmanager
def adapting(workspace: "Workspace", *, steps: Sequence[Step] = (), seconds: float = SECONDS) -> Iterator[None]:
    """Do the steps (those of queues) again and again until the block is left; the last time has ended then."""
    done = threading.Event()
    asked = (workspace, done, tuple(steps), seconds)
    worker = threading.Thread(target=_keep_adapting, args=asked, name="adapting", daemon=True)
    worker.start()
    try:
        yield
    finally:
        done.set()
        worker.join()


def _keep_adapting(workspace: "Workspace", done: threading.Event, steps: tuple[Step, ...], seconds: float) -> None:
    while not done.wait(seconds):
        for step in steps or (adapt_all, run_rules):
            try:
                step(workspace)
            except AssayError as error:
                LOG.warning("A step beside the requests was not done: %s", error)
