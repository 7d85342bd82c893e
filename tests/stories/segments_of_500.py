"""Runs one command line with segments of 500 rows; run by test_interrupted.py and test_kept_copies.py, not a test.

    python segments_of_500.py COMMAND [OPTIONS]

It says ``ready`` on standard output when everything is imported and the command begins.
"""

import sys

import assay.cli.catalog
import assay.cli.evaluate
import assay.cli.import_
import assay.cli.init
import assay.gates.assess
import assay.store.outputs
import assay.workflows.bring_in
import assay.workflows.evaluate
import assay.workflows.workspace
from assay.cli.main import outcome

ROWS = 500


def short_segments() -> None:
    """The same work in many more pieces, so that it can be stopped between any two of them."""
    assay.store.outputs.MOST_ROWS = assay.workflows.bring_in.MOST_ROWS = ROWS


if __name__ == "__main__":
    short_segments()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.exit(outcome(sys.argv[1:]))
