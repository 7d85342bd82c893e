"""What an exception of code of the user's is told as, by the process in which the code runs."""

import os
import sys
import traceback

RAISED = (Exception, SystemExit, KeyboardInterrupt)
"""What code may raise and the process lives on: code that calls ``sys.exit`` ends its own answer alone."""


def failure(error: BaseException) -> dict[str, str]:
    """The failure ``raised`` with the kind of an exception and the line that raised it.

    What it says goes to standard error alone, for it may say anything.
    """
    kind = type(error).__name__[:60]
    sys.stderr.write(f"{kind}: {str(error)[:500]}\n")
    places = traceback.extract_tb(error.__traceback__)
    where = f" in line {places[-1].lineno} of {os.path.basename(places[-1].filename)}" if places else ""
    return {"error": "raised", "words": f"{kind}{where}"}
