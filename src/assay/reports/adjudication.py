"""Disagreements, rulings and what is published, as JSON documents and on the terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.references import noise, references_json
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, moment, plural

MOST_SHOWN = 30
LONGEST = 2_500


def disagreements_json(found: Any) -> dict[str, Any]:
    """``{"adjudication": {"queue", "question", "method", "n_answered", "n_waiting", "items": [...]}}``."""
    plain = {
        "queue": found.queue.name,
        "question": found.question.question.name,
        "method": found.method,
        "n_answered": found.n_answered,
        "n_waiting": len(found.waiting),
        "items": [_item(each, found.rulings.get(each.item)) for each in found.contested],
    }
    return {"adjudication": plain}


def disagreements_summary(found: Any) -> RenderableType:
    """The items that wait for a ruling, the most doubtful first."""
    name, waiting = found.queue.name, found.waiting
    n_ruled = len(found.rulings)
    head = (
        f"Judges disagree on {count(len(found.contested))} of {plural(count(found.n_answered), 'answered item')} of "
        f"'{name}'; {count(n_ruled)} ruled, {count(len(waiting))} wait."
    )
    if not waiting:
        return safe(f"{head} Next: assay adjudicate publish {name} --reference NAME", most=LONGEST)
    rows = [
        (
            each.item,
            ", ".join(f"{one.answer} {count(one.n)}" for one in each.answers),
            each.answers[0].answer,
            fixed(each.answers[0].probability, 3),
        )
        for each in waiting[:MOST_SHOWN]
    ]
    heads = ("item", "answers", "likeliest", ">probability")
    parts: list[RenderableType] = [safe(head, most=LONGEST), Text(), plain_table(heads, rows)]
    if len(waiting) > MOST_SHOWN:
        parts.append(safe(f"and {count(len(waiting) - MOST_SHOWN)} more: --json gives all of them"))
    parts.append(safe(f'Next: assay adjudicate rule {name} ITEM --answer ANSWER --by NAME --reason "..."'))
    return Group(*parts)


def ruling_json(kept: Any) -> dict[str, Any]:
    """``{"ruling": {"queue", "question", "item", "answer", "reason", "rule", ..., "at"}}``."""
    return {"ruling": _ruling(kept)}


def ruling_summary(kept: Any) -> RenderableType:
    """What stands now, and of which rule it is a precedent."""
    made = kept.ruling
    where = f"a precedent of rule {made.rule}" if made.rule else "no precedent of a rule"
    line = f"'{made.answer}' stands on item {made.item} of '{made.queue}', ruled by {made.judge}; it is {where}."
    return safe(line, most=LONGEST)


def precedents_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"precedents": [{"item", "answer", "reason", "rule", ...}]}`` in the order of the rules."""
    return {"precedents": [_ruling(each) for each in found]}


def precedents_table(found: Sequence[Any]) -> RenderableType:
    """Rule, item, answer and reason."""
    if not found:
        return Text("No precedent yet: give a ruling with --rule NUMBER.")
    rows = [
        (
            each.ruling.rule or DASH,
            each.ruling.item,
            str(each.ruling.answer),
            each.ruling.reason,
            each.ruling.judge,
            moment(each.at),
        )
        for each in found
    ]
    return plain_table(("rule", "item", "answer", "reason", "ruled by", "at (UTC)"), rows)


def published_json(found: Any) -> dict[str, Any]:
    """``{"reference": {...}, "n_ruled": 3, "n_waiting": 0}``."""
    return {
        "reference": references_json([found.reference])["references"][0],
        "n_ruled": found.n_ruled,
        "n_waiting": found.n_waiting,
    }


def published_summary(found: Any) -> RenderableType:
    """What was kept, and what is still in doubt."""
    kept = found.reference
    lines = [
        f"'{kept.name}' kept: {plural(count(kept.n_items), 'item')}, {count(found.n_ruled)} by rulings, the others by "
        f"consensus; expected wrong: {noise(kept)}.",
        *(
            [f"Without a ruling: {plural(count(found.n_waiting), 'item')} on which judges disagree; the doubt is kept."]
            if found.n_waiting
            else []
        ),
        f"A plan uses it by 'reference: {kept.name}'.",
    ]
    return Group(*(safe(line, most=LONGEST) for line in lines))


def _item(each: Any, kept: Any) -> dict[str, Any]:
    return {
        "item": each.item,
        "doubt": each.doubt,
        "answers": [one._asdict() for one in each.answers],
        "said": [one._asdict() for one in each.said],
        "ruling": None if kept is None else _ruling(kept),
    }


def _ruling(kept: Any) -> dict[str, Any]:
    return {**asdict(kept.ruling), "at": kept.at}
