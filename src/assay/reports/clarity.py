"""How clear a question and its rules are, as a JSON document and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.numbers import estimate_written
from assay.reports.terminal import estimates_table, name, plain_table, safe, tones
from assay.reports.words import DASH, VERSION_DIGITS, plural

MOST_SHOWN = 10
LONGEST = 1_000
HOW = (
    "A judgment names no rule: a rule's disagreement is the items on which judges part and which somebody flagged for "
    "it or ruled by it. That is a count, not an estimate."
)


def clarity_json(found: Any) -> dict[str, Any]:
    """``{"clarity": {"question", "guideline", "n_judgments", "rules", "answers", "confused", "items", ...}}``."""
    clear = found.found
    answers = [
        {"answer": each.answer, "n_judgments": each.n_judgments, "agreement": _estimate(each.agreement)}
        for each in clear.answers
    ]
    items = [
        {"item": each.item, "said": {said.judge: said.answer for said in each.said}, "doubt": each.doubt}
        for each in clear.items
    ]
    plain = {
        "dataset": found.dataset,
        "question": found.question,
        "guideline": found.guideline,
        "n_judgments": clear.n_judgments,
        "n_overlapping": clear.n_overlapping,
        "n_apart": len(clear.items),
        "overall": _estimate(clear.overall),
        "answers": answers,
        "confused": [each._asdict() for each in clear.confused],
        "rules": [{**each._asdict(), "items": list(each.items)} for each in clear.rules],
        "items": items,
        "remarks": [each._asdict() for each in found.remarks],
    }
    return {"clarity": plain}


def clarity_summary(found: Any) -> RenderableType:
    """Where judges part, which rule to mend first, and the items to talk about."""
    clear = found.found
    head = (
        f"'{found.question}' on {found.dataset}: {plural(count(clear.n_judgments), 'judgment')}; judges part on "
        f"{count(len(clear.items))} of {plural(count(clear.n_overlapping), 'item')} with two answers or more."
    )
    version = f" of guideline {found.guideline[:VERSION_DIGITS]}" if found.guideline else ""
    parts: list[RenderableType] = [safe(head, most=LONGEST), estimates_table([clear.overall])]
    if clear.rules:
        parts += [Text(f"Rules{version}, the one to mend first on top", "bold"), _rules(clear), safe(HOW, most=LONGEST)]
    if clear.answers:
        rows = [
            (name(each.answer), count(each.n_judgments), tones(estimate_written(each.agreement)))
            for each in clear.answers[:MOST_SHOWN]
        ]
        parts += [
            Text("\nEach answer against all others, the least clear first", "bold"),
            plain_table(("answer", ">judgments", "alpha"), rows),
        ]
    if clear.confused:
        confused = [(each.first, each.second, count(each.n_items)) for each in clear.confused[:MOST_SHOWN]]
        parts += [Text("Given to the same item", "bold"), plain_table(("answer", "and", ">items"), confused)]
    return Group(*parts, *_items(found), *_remarks(found), safe(_following(found), most=LONGEST))


def _rules(clear: Any) -> RenderableType:
    rows = [
        (
            each.number,
            each.title,
            count(len(each.items)),
            count(each.n_flags),
            count(each.n_judges),
            count(each.n_rulings),
        )
        for each in clear.rules
    ]
    return plain_table(("rule", "title", ">items", ">flags", ">by judges", ">rulings"), rows)


def _items(found: Any) -> list[RenderableType]:
    items = found.found.items
    rows = [(each.item, ", ".join(f"{one.answer} {count(one.n)}" for one in each.answers)) for each in items]
    return _first("Talk about these first", ("item", "answers"), rows)


def _remarks(found: Any) -> list[RenderableType]:
    rows = [(each.rule or DASH, each.item, each.judge, each.comment) for each in found.remarks]
    return _first("What labelers said of the guideline", ("rule", "item", "judge", "remark"), rows)


def _first(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[RenderableType]:
    if not rows:
        return []
    rest = len(rows) - MOST_SHOWN
    more = [safe(f"and {count(rest)} more: --json gives all of them\n")] if rest > 0 else []
    return [Text(title, "bold"), plain_table(heads, rows[:MOST_SHOWN]), *more]


def _following(found: Any) -> str:
    if not found.found.items:
        return "Judges part on nothing that two of them answered."
    return f"Next: mend the rule in its file, then: assay guideline add FILE --question {found.question}"


def _estimate(estimate: Any) -> Any:
    return estimates_json([estimate])["estimates"][0]
