"""Columns of a table of judgments."""

COLUMNS = (
    *("item", "question", "judge", "kind", "status", "answer"),
    *("confidence", "seconds", "observed_at", "guideline", "round", "shown"),
)
NEEDED = ("item", "question", "judge")
"""Those without which a row says nothing."""
