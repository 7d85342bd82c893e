"""What is known of an item while a judge has it at hand: his unfinished answer, and the time he spent so far."""

import json
from typing import Any, NamedTuple

from assay.core.errors import InputError
from assay.core.figures import count
from assay.labeling.time_spent import TimeSpent

LONGEST_DRAFT = 100_000


class AtHand(NamedTuple):
    """An item at hand."""

    draft: Any
    """The unfinished answer as the page has it; None while there is none."""
    spent: TimeSpent
    """Time spent so far."""
    is_kept: bool = True
    """Whether anything was kept of it yet."""

    def text(self) -> str:
        """As it is kept.

        Raises
        ------
        InputError
            ``draft.not_kept`` for a draft that is too long, or that no store keeps as text.
        """
        kept = {"draft": self.draft, "seconds": self.spent.seconds, "last": self.spent.last}
        try:
            text = json.dumps(kept, ensure_ascii=False, allow_nan=False)
            text.encode()
        except (ValueError, RecursionError):
            what = "The draft holds a number or a character that cannot be kept."
            raise InputError("draft.not_kept", what, "Leave it out; your answer is not lost.") from None
        if len(text) > LONGEST_DRAFT:
            what = f"The draft has {count(len(text))} characters."
            raise InputError("draft.not_kept", what, f"Up to {count(LONGEST_DRAFT)} are kept; you may still answer.")
        return text


def at_hand(text: str | None, *, since: str) -> AtHand:
    """What was kept of an item that the judge got at ``since``, perhaps for the second time."""
    if text is None:
        return AtHand(None, TimeSpent(0.0, since), is_kept=False)
    kept = json.loads(text)
    return AtHand(kept["draft"], TimeSpent(float(kept["seconds"]), max(str(kept["last"]), since)))
