"""What adaptive overlap decided, as a JSON document and on the terminal."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.terminal import plain_table, safe
from assay.reports.words import plural

WORDS = {
    "least": "have fewer than the least",
    "sure": "are sure",
    "not_worth": "are not worth another answer",
    "most": "have the most",
    "another": "need another answer",
}


def overlap_json(found: Any) -> dict[str, Any]:
    """``{"overlap": {"queue", "level", ..., "n_answers", "n_needed", "n_changed", "counts", "items": [...]}}``."""
    plain = {
        **asdict(found.rule),
        "n_answers": found.n_answers,
        "n_needed": found.n_needed,
        "n_changed": found.n_changed,
        "counts": {why.value: n for why, n in found.counts.items()},
        "items": [{**each._asdict(), "why": each.why.value} for each in found.items],
    }
    return {"overlap": plain}


def overlap_summary(found: Any) -> RenderableType:
    """The rule, how many items are done, and what is needed still."""
    rule, n_items = found.rule, len(found.items)
    worth = (
        "" if rule.worth is None else f", while another one is worth it (an item right counts {rule.worth:g} answers)"
    )
    head = (
        f"'{rule.queue}': {rule.least} to {rule.most} answers an item, until {rule.method} is {rule.level:g} sure of "
        f"one{worth}."
    )
    rows = [(WORDS[why], count(n)) for why, n in found.counts.items() if n]
    each = f", {fixed(found.n_needed / n_items, 2)} an item" if n_items else ""
    needed = (
        f"{plural(count(found.n_answers), 'answer')} so far; {count(found.n_needed)} are needed in all as far as is "
        f"known{each}. {plural(count(found.n_changed), 'item')} changed."
    )
    return Group(safe(head, most=1_000), Text(), plain_table(("items that", ">"), rows), safe(needed, most=1_000))
