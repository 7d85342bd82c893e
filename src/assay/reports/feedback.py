"""What a labeler is told of his own work, as a JSON document and on the terminal."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.json import comparisons_json, estimates_json
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural

LONGEST = 2_500
TELLS = {
    "never": "nothing of its gold",
    "retired": "the answers of gold that is gold no more",
    "answered": "the answer of every gold item that somebody answered",
}


def rule_json(rule: Any) -> dict[str, Any]:
    """``{"feedback": {"queue", "gold"}}``."""
    return {"feedback": {"queue": rule.queue, "gold": rule.gold.value}}


def rule_summary(rule: Any) -> RenderableType:
    """What a queue tells its labelers from now on."""
    return safe(f"'{rule.queue}' tells its labelers {TELLS[rule.gold.value]}, and what was ruled.", most=LONGEST)


def feedback_json(shown: Any) -> dict[str, Any]:
    """``{"feedback": {"queue", "judge", "gold", "n_answers", "n_told", "mistakes", "accuracy", "beside", ...}}``."""
    found = shown.found
    mistakes = [{**each._asdict(), "told": each.told._asdict()} for each in found.mistakes]
    own = {
        "accuracy": None if found.accuracy is None else estimates_json([found.accuracy])["estimates"][0],
        "beside": None if found.beside is None else comparisons_json([found.beside])["comparisons"][0],
        "n_more": found.n_more,
        "usual": found.usual,
    }
    head = {"queue": shown.queue, "judge": shown.judge, "gold": shown.gold.value}
    counts = {"n_answers": found.n_answers, "n_told": found.n_told}
    disputes = [{**asdict(each), "outcome": each.outcome.value} for each in shown.disputes]
    latest = [each._asdict() for each in shown.latest]
    return {"feedback": {**head, **counts, "mistakes": mistakes, **own, "latest": latest, "disputes": disputes}}


def feedback_summary(shown: Any) -> RenderableType:
    """How he stands, and each mistake with the rule and the reason."""
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in standing_lines(shown)]
    if shown.found.mistakes:
        rows = [
            (each.item, each.answer, each.told.answer, each.told.rule or "", each.told.reason or "known answer")
            for each in shown.found.mistakes
        ]
        parts += [Text(), plain_table(("item", "you", "stands", "rule", "why"), rows)]
        parts += [safe(f"You hold one for right? assay dispute raise {shown.queue} ITEM --judge {shown.judge}")]
    return Group(*parts)


def standing_lines(shown: Any) -> list[str]:
    """How a labeler stands: by himself, and beside others on the same items; nobody is ranked."""
    found = shown.found
    answered = plural(count(found.n_answers), "item")
    if not found.n_told:
        return [f"You answered {answered} in '{shown.queue}'; none of them was settled yet."]
    lines = [f"You answered {answered} in '{shown.queue}'; {count(found.n_told)} of them were settled."]
    lines += [f"Right on these: {own_accuracy(found)}."]
    return [*lines, beside_words(found)]


def own_accuracy(found: Any) -> str:
    """The accuracy with its interval."""
    told = found.accuracy
    if told is None or told.value is None:
        return "nothing to tell yet"
    if told.interval is None:
        return f"{fixed(told.value, 2)} of {count(told.n)}, too few for an interval"
    return (
        f"{fixed(told.value, 2)} ({fixed(told.interval.low, 2)} to {fixed(told.interval.high, 2)}) of {count(told.n)}"
    )


def beside_words(found: Any) -> str:
    """The difference from others on the same items, and what it makes of the accuracy at the usual difficulty."""
    made = found.beside
    if made is None or made.difference is None or made.interval is None:
        more = f"{count(found.n_more)} more settled items" if found.n_more else "more judges on the same items"
        return f"How hard your items were cannot be told yet; it takes {more}."
    low, high = made.interval
    ends = f"{fixed(abs(made.difference), 2)} ({fixed(low, 2)} to {fixed(high, 2)})"
    way = "more often" if made.difference >= 0 else "less often"
    is_clear = low > 0 or high < 0
    told = (
        f"right {way} by {ends}"
        if is_clear
        else f"no clear difference, {fixed(made.difference, 2)} ({fixed(low, 2)} to {fixed(high, 2)})"
    )
    adjusted = [min(1.0, max(0.0, found.usual + each)) for each in (made.difference, low, high)]
    usual = f"{fixed(adjusted[0], 2)} ({fixed(adjusted[1], 2)} to {fixed(adjusted[2], 2)})"
    return f"Beside others on the same items: {told}. On items of usual difficulty that is an accuracy of {usual}."
