"""Gold that is gold no more: because its known answer is doubtful, or so that it may be told."""

from dataclasses import dataclass

from assay.core.encode import from_plain
from assay.labeling.flagging import words_said
from assay.store.open import Store

GOLD_RETIRED = "gold_retired"
"""Kind of document."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Retired:
    """An item that was gold."""

    queue: str
    """Name of the queue."""
    item: str
    """External id."""
    answer: str
    """The answer that was held for right."""
    holds: bool
    """Whether that answer is right; False where it was found doubtful."""
    because: str
    """Why it was retired."""


def retired_name(queue: str, item: str) -> str:
    """Under which a retired item is kept."""
    return f"{queue}:{item}"


def retired_in(store: Store, queue: str) -> tuple[Retired, ...]:
    """Every item of a queue that was gold and was retired by name, by item."""
    every = (each for each in store.documents.latest(GOLD_RETIRED) if each.body["queue"] == queue)
    return tuple(from_plain(Retired, each.body) for each in every)


def check_because(because: str) -> str:
    """The reason without blanks at its ends.

    Raises
    ------
    InputError
        ``gold.reason``.
    """
    return words_said(because, "gold.reason", most=LONGEST_REASON)
