"""Gold of a queue and the judges' accuracy on it, as JSON documents and on the terminal; for those who lead."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.numbers import percent
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import plural

MOST_SHOWN = 20
LONGEST = 1_000


def added_json(found: Any) -> dict[str, Any]:
    """``{"gold": {"queue", "reference", "rate", "n_items", "n_new", "n_doubtful", "n_held_back"}}``."""
    counts = {"n_new": found.n_new, "n_doubtful": found.n_doubtful, "n_held_back": found.n_held_back}
    return {"gold": {**_gold(found.gold), **counts}}


def added_summary(found: Any) -> RenderableType:
    """How much gold there is, and what could not become gold."""
    gold = found.gold
    lines = [
        f"'{gold.queue}' has {plural(count(len(gold.items)), 'gold item')}, {count(found.n_new)} of them new; "
        f"{percent(gold.rate)} of the items of a judge are gold until he had all of them.",
    ]
    if found.n_held_back:
        lines.append(
            f"{plural(count(found.n_held_back), 'item')} with a known answer stay as they are: they belong to the "
            "sample of the queue, were answered already, or are precedents that judges can read."
        )
    if found.n_doubtful:
        lines.append(f"Left out: {plural(count(found.n_doubtful), 'item')} whose known answer is not sure enough.")
    lines.append(f"Next: assay gold show {gold.queue}")
    return Group(*(safe(line, most=LONGEST) for line in lines))


def gold_json(found: Any) -> dict[str, Any]:
    """``{"gold": {"queue", ..., "n_judgments", "items": [{"item", "answer", ...}]}, "judges": [estimates]}``."""
    quality = found.quality
    items = [each._asdict() for each in found.items]
    plain = {**_gold(found.gold), "n_judgments": quality.n_judgments if quality else 0, "items": items}
    return {"gold": plain, "judges": estimates_json(quality.judges if quality else ())["estimates"]}


def gold_summary(found: Any) -> RenderableType:
    """The accuracy of each judge with its interval, then gold to be reviewed."""
    gold, quality = found.gold, found.quality
    head = f"{plural(count(len(gold.items)), 'gold item')} in '{gold.queue}', at a rate of {percent(gold.rate)}."
    if quality is None:
        return safe(f"{head} Nobody answered any yet.", most=LONGEST)
    parts: list[RenderableType] = [
        safe(f"{head} {plural(count(quality.n_judgments), 'answer')} so far.", most=LONGEST),
        Text("\nAccuracy on gold", "bold"),
        estimates_table(quality.judges),
    ]
    wrong = [each for each in found.items if each.is_rejected]
    if wrong:
        rows = [(each.item, each.answer, f"{count(each.n_right)} of {count(each.n_answers)}") for each in wrong]
        heads = ("item", "known answer", ">judges who gave it")
        parts += [Text("\nReview this gold: judges contradict it", "bold"), plain_table(heads, rows[:MOST_SHOWN])]
    return Group(*parts)


def _gold(gold: Any) -> dict[str, Any]:
    """Not the secret by which places are drawn."""
    return {"queue": gold.queue, "reference": gold.reference, "rate": gold.rate, "n_items": len(gold.items)}
