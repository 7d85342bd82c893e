"""What a machine suggests in a queue and what that does, as a JSON document and on the terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.json import estimates_json
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, plural

LONGEST = 2_500
ARMS = (
    ("agreement", "answers as suggested"),
    ("wrong", "the same, where the suggestion is wrong"),
    ("accuracy", "right answers, by gold and rulings"),
)
"""What is compared, and in words."""


def suggestions_json(found: Any) -> dict[str, Any]:
    """``{"suggestions": {"queue", "judge", "hidden", "n_items", ..., "agreement": {"shown", "hidden", ...}, ...}}``."""
    made = found.suggesting
    head = {"queue": made.queue, "judge": made.judge, "hidden": made.hidden, **found.coverage._asdict()}
    counts = {"n_shown": found.found.n_shown, "n_hidden_answers": found.found.n_hidden}
    return {"suggestions": {**head, **counts, **{name: _arms_json(getattr(found.found, name)) for name, _ in ARMS}}}


def suggestions_summary(found: Any) -> RenderableType:
    """Who suggests, and each share with and without the suggestion shown."""
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in told(found)]
    if found.found.n_shown + found.found.n_hidden:
        parts += [Text(), plain_table(("", "shown", "hidden", "difference"), [
            (words, *arms_written(getattr(found.found, name))) for name, words in ARMS
        ])]  # fmt: skip
        parts += [safe(anchoring_words(found), most=LONGEST)]
    return Group(*parts)


def told(found: Any) -> list[str]:
    """Who suggests, for how many items, and what is doubtful about it."""
    made, coverage = found.suggesting, found.coverage
    if made.judge is None:
        return [f"Nothing is suggested in '{made.queue}' any more."]
    items = plural(count(coverage.n_items), "item")
    lines = [
        f"{made.judge} suggests in '{made.queue}', for {count(coverage.n_suggested)} of {items}; hidden for "
        f"{percent(made.hidden)} of the assignments, drawn by their ids."
    ]
    if coverage.n_gold_without:
        without = plural(count(coverage.n_gold_without), "gold item")
        lines.append(f"{without} have no suggestion: who sees that could guess which items are gold.")
    return lines


def anchoring_words(found: Any) -> str:
    """The anchoring in a sentence."""
    difference = found.found.agreement.difference
    if difference is None:
        return "Too few answers to tell how far suggestions pull."
    ends = f"{fixed(difference.low, 3)} to {fixed(difference.high, 3)}"
    if difference.low > 0:
        pull = f"more often by {fixed(difference.value, 3)} ({ends})"
        return f"Suggestions pull: where one is shown, judges answer as suggested {pull}."
    if difference.high < 0:
        return f"Judges answer as suggested less often by {fixed(-difference.value, 3)} where it is shown ({ends})."
    return f"No pull can be told yet: the difference is {fixed(difference.value, 3)} ({ends})."


def arms_written(arms: Any) -> tuple[str, str, str]:
    """Both shares and their difference, with intervals."""
    difference = arms.difference
    last = DASH if difference is None else _written(difference.value, difference.low, difference.high)
    return _estimate(arms.shown), _estimate(arms.hidden), last


def _estimate(found: Any) -> str:
    if found is None or found.value is None:
        return DASH
    if found.interval is None:
        return f"too few ({count(found.n)})"
    return f"{_written(found.value, found.interval.low, found.interval.high)} of {count(found.n)}"


def _written(value: float, low: float, high: float) -> str:
    return f"{fixed(value, 3)} ({fixed(low, 3)} to {fixed(high, 3)})"


def _arms_json(arms: Any) -> dict[str, Any]:
    known = {"shown": arms.shown, "hidden": arms.hidden}
    found = {name: None if each is None else estimates_json([each])["estimates"][0] for name, each in known.items()}
    return {**found, "difference": None if arms.difference is None else arms.difference._asdict()}
