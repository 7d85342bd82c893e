"""Gold that judges contradict, and gold that was retired, as JSON documents and on the terminal; for those who lead."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural

LONGEST = 2_500


def doubts_json(found: Any) -> dict[str, Any]:
    """``{"doubtful_gold": {"queue", "n_gold", "n_answered", "items": [{"item", "known", "probability", ...}]}}``."""
    items = [{**each._asdict(), "answers": [one._asdict() for one in each.answers]} for each in found.items]
    return {"doubtful_gold": {**found._asdict(), "items": items}}


def doubts_summary(found: Any) -> RenderableType:
    """Each doubtful item with how likely its known answer is, and how many gave which answer."""
    answered = (
        f"{count(found.n_answered)} of {plural(count(found.n_gold), 'gold item')} in '{found.queue}' were answered"
    )
    if not found.items:
        return safe(f"{answered}; the judges contradict none.", most=LONGEST)
    rows = [(each.item, each.known, fixed(each.probability, 2), each.likelier, counted(each)) for each in found.items]
    heads = ("item", "known", ">probability", "likelier", "judges")
    next_ = f"Keep an item that is right after all, or: assay gold retire {found.queue} ITEM --because WHY"
    return Group(
        safe(f"{answered}; the judges contradict {count(len(found.items))}.", most=LONGEST),
        Text(),
        plain_table(heads, rows),
        safe(next_, most=LONGEST),
    )


def counted(doubtful: Any) -> str:
    """How many judges gave which answer, the most first."""
    said = [each.answer for each in doubtful.answers]
    order = sorted(set(said), key=lambda answer: (-said.count(answer), answer))
    return ", ".join(f"{answer} {said.count(answer)}" for answer in order)


def retired_json(made: Any) -> dict[str, Any]:
    """``{"gold_retired": {"queue", "item", "answer", "holds", "because"}}``."""
    return {"gold_retired": asdict(made)}


def retired_summary(made: Any) -> RenderableType:
    """What was retired, and whether it may be told."""
    told = "its answer is right" if made.holds else "its answer is doubtful and told to nobody"
    return safe(f"{made.item} is gold of '{made.queue}' no more; {told}.", most=LONGEST)
