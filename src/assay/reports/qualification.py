"""What a queue asks of its judges and how they stand, as a JSON document and on the terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.json import estimates_json
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH

WORDS = {"passed": "passed", "failed": "failed", "more": "needs more"}


def qualification_json(found: Any) -> dict[str, Any]:
    """``{"qualification": {"queue", "test", "accuracy", "level", "judges": [{"judge", "outcome", ...}]}}``."""
    asked = found.asked
    judges = [
        {
            "judge": each.judge,
            "outcome": each.outcome.value,
            "n_more": each.n_more,
            "accuracy": None if each.accuracy is None else estimates_json([each.accuracy])["estimates"][0],
        }
        for each in found.judges
    ]
    head = {"queue": asked.queue, "test": asked.test, "accuracy": asked.accuracy, "level": asked.level}
    return {"qualification": {**head, "judges": judges}}


def qualification_summary(found: Any) -> RenderableType:
    """The rule in a sentence, and each judge."""
    asked = found.asked
    head = (
        f"'{asked.queue}' is open to judges whose accuracy on the gold of '{asked.test}' is {percent(asked.accuracy)} "
        f"or more, at the lower end of its {percent(asked.level)} interval."
    )
    parts: list[RenderableType] = [safe(head, most=1_000)]
    if not found.judges:
        return Group(*parts, safe(f"Nobody tried yet. Next: assay work {asked.test} --judge NAME"))
    rows = [_row(each) for each in found.judges]
    parts += [Text(), plain_table(("judge", "", ">accuracy", ">low", ">high", ">answers", ">more"), rows)]
    return Group(*parts)


def _row(each: Any) -> tuple[str, ...]:
    accuracy = each.accuracy
    more = DASH if each.n_more is None else count(each.n_more)
    if accuracy is None or accuracy.value is None or accuracy.interval is None:
        return (
            each.judge,
            WORDS[each.outcome],
            DASH,
            DASH,
            DASH,
            DASH if accuracy is None else count(accuracy.n),
            more,
        )
    ends = (fixed(accuracy.interval.low, 3), fixed(accuracy.interval.high, 3))
    return (each.judge, WORDS[each.outcome], fixed(accuracy.value, 3), *ends, count(accuracy.n), more)
