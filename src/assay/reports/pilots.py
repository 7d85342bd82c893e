"""Pilots as JSON documents, on the terminal, and as a report of one to three pages: HTML or Markdown."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.markdown import markdown_table, plain
from assay.reports.numbers import difference_written, estimate_written
from assay.reports.paper import paper
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, VERSION_DIGITS, moment, plural

LONGEST = 1_000
MOST_SHOWN = 10
HOW = (
    "A judgment names no rule: the items of a rule are those on which people part and which somebody flagged for it "
    "or ruled by it. That is a count, not an estimate."
)
TALK = "Each says why he answered as he did; then mend the rule, not the answers."


def pilot_json(found: Any) -> dict[str, Any]:
    """``{"pilot": {"name", "rounds": [{"queue", "agreement", "rules", "discuss"}], "comparison", ...}}``."""
    pilot = found.pilot
    plain_ = {
        "name": pilot.name,
        "dataset": found.dataset,
        "question": found.question.question.name,
        "n_items": pilot.n_items,
        "people": pilot.people,
        "rounds": [_round_json(each) for each in found.rounds],
        "comparison": None if found.comparison is None else to_plain(found.comparison),
    }
    return {"pilot": plain_}


def pilots_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"pilots": [{"name", "question", "n_rounds", "n_answered", "n_needed"}]}``."""
    return {"pilots": [_line_json(pilot, standing) for pilot, standing in found]}


def pilots_table(found: Sequence[Any]) -> RenderableType:
    """Each pilot in one line."""
    if not found:
        return Text("No pilot yet: assay pilot begin NAME --dataset NAME --question NAME.")
    rows = [
        (pilot.name, pilot.question, count(len(pilot.rounds)), f"{count(at.n_answered)} of {count(at.n_needed)}")
        for pilot, at in found
    ]
    return plain_table(("pilot", "question", ">rounds", ">answers of the last"), rows)


def begun_summary(pilot: Any) -> RenderableType:
    """What began, and where people work."""
    made = pilot.rounds[-1]
    lines = [
        f"Round {len(pilot.rounds)} of the pilot '{pilot.name}': the queue '{made.queue}', {made.items.value} items, "
        f"{count(pilot.people)} people each.",
        f"Next: assay work {made.queue} --judge j1, or the page Label; then: assay pilot show {pilot.name}",
    ]
    return Group(*(safe(line, most=LONGEST) for line in lines))


def pilot_summary(found: Any) -> RenderableType:
    """How far people agree, round beside round; then the rules and the items to talk about."""
    last = found.last
    parts: list[RenderableType] = [safe(head_words(found), most=LONGEST)]
    rows = [tuple(round_row(number, each).values()) for number, each in enumerate(found.rounds, start=1)]
    parts.append(plain_table(("round", "items", ">answers", "agreement (alpha)", ">n", ">part on"), rows))
    if len(found.rounds) > 1:
        parts.append(safe(compared_words(found), most=LONGEST))
    if last.clarity is not None and last.clarity.rules:
        parts += [Text("\nRules, the one to mend first on top", "bold"), _rules(last), safe(HOW, most=LONGEST)]
    if last.discuss:
        rows_ = [(each.item, said_words(each)) for each in last.discuss]
        parts += [Text("\nTalk about these first", "bold"), plain_table(("item", "answers"), rows_)]
    return Group(*parts, safe(next_words(found), most=LONGEST))


def pilot_markdown(found: Any) -> str:
    """The report as Markdown."""
    last, pilot = found.last, found.pilot
    rows = [tuple(map(plain, round_row(n, each).values())) for n, each in enumerate(found.rounds, start=1)]
    parts = [
        f"# Pilot {plain(pilot.name)}",
        plain(head_words(found)),
        markdown_table(("Round", "Items", "Answers", "Agreement (alpha)", "n", "Part on"), rows),
    ]
    if len(found.rounds) > 1:
        parts.append(plain(compared_words(found)))
    if last.clarity is not None and last.clarity.rules:
        rules = [tuple(map(plain, row)) for row in rule_rows(last)]
        parts += ["## Rules, the one to mend first on top"]
        parts += [markdown_table(("Rule", "Title", "Items", "Flags", "By people", "Rulings"), rules), plain(HOW)]
    if last.discuss:
        items = [
            (plain(each.item), plain(said_words(each)), plain(found.texts.get(each.item, ""))) for each in last.discuss
        ]
        parts += ["## Talk about these first", markdown_table(("Item", "Answers", "Text"), items), plain(TALK)]
    if last.remarks:
        said = [(plain(each.rule or DASH), plain(each.item), plain(each.comment)) for each in last.remarks[:MOST_SHOWN]]
        parts += ["## What people said of the rules", markdown_table(("Rule", "Item", "Remark"), said)]
    parts += ["## Method", plain(method_words(found)), plain(next_words(found))]
    return "\n\n".join(parts) + "\n"


def pilot_page(found: Any, *, at: str) -> str:
    """The report as one HTML file, to be printed on A4."""
    last = found.last
    rounds = [round_row(number, each) for number, each in enumerate(found.rounds, start=1)]
    return paper(
        "pilot.html.j2",
        found=found,
        last=last,
        head=head_words(found),
        rounds=rounds,
        compared=compared_words(found) if len(found.rounds) > 1 else None,
        rules=rule_rows(last),
        how=HOW,
        talk=TALK,
        said=said_words,
        method=method_words(found),
        following=next_words(found),
        at=moment(at),
        most=MOST_SHOWN,
    )


def head_words(found: Any) -> str:
    """What is tried, on what, by how many."""
    pilot, guideline = found.pilot, found.last.round.guideline
    rules = f", guideline {guideline[:VERSION_DIGITS]}" if guideline else ""
    return (
        f"'{found.question.question.asks}' on {found.dataset}: {plural(count(pilot.n_items), 'item')} a round, "
        f"{count(pilot.people)} people each{rules}."
    )


def round_row(number: int, each: Any) -> dict[str, str]:
    """A round in one line of a table."""
    clear = each.clarity
    told = None if clear is None else estimate_written(clear.overall)
    return {
        "round": str(number),
        "items": each.round.items.value,
        "answers": f"{count(each.standing.n_answered)} of {count(each.standing.n_needed)}",
        "agreement": DASH if told is None else f"{told.value} {told.rest}".strip(),
        "n": DASH if clear is None else count(clear.overall.n),
        "apart": DASH if clear is None else count(len(clear.items)),
    }


def rule_rows(last: Any) -> list[tuple[str, ...]]:
    """Number, title, items, flags, people and rulings of each rule, the one to mend first on top."""
    if last.clarity is None:
        return []
    return [
        (
            each.number,
            each.title,
            count(len(each.items)),
            count(each.n_flags),
            count(each.n_judges),
            count(each.n_rulings),
        )
        for each in last.clarity.rules
    ]


def compared_words(found: Any) -> str:
    """Whether the last round is better than the one before it, beyond what chance alone does."""
    n = len(found.rounds)
    if found.comparison is None:
        return f"Round {n} beside round {n - 1}: too few answers to tell."
    told = difference_written(found.comparison)
    interval = found.comparison.interval
    if interval is None:
        return f"Round {n} beside round {n - 1}: {told.value} {told.rest}."
    beyond = not interval.low <= 0.0 <= interval.high
    verdict = "beyond noise" if beyond else "chance alone can do as much"
    return f"Agreement in round {n} beside round {n - 1}: {told.value} {told.rest}; {verdict}. {_changed(found)}"


def method_words(found: Any) -> str:
    """How the numbers were made."""
    parts = []
    clear = found.last.clarity
    if clear is not None:
        card = clear.overall.method
        parts.append(f"{card.definition} Interval: {card.interval} {card.variance}")
    if found.comparison is not None:
        card = found.comparison.method
        parts.append(f"Difference: {card.interval} {' '.join(card.notes)}".strip())
        if found.last.round.items.value == "same":
            parts.append("People saw these items before, so a part of what changed may be memory.")
    return " ".join(parts) or "Nobody answered yet."


def next_words(found: Any) -> str:
    """What to do now."""
    last, name = found.last, found.pilot.name
    at = last.standing
    if at.n_answered < at.n_needed:
        left = plural(count(at.n_needed - at.n_answered), "answer")
        return f"{left} to come. Next: assay work {last.round.queue} --judge j1, or the page Label."
    if last.discuss:
        return (
            f"Next: talk about the items, mend the rule, then: assay guideline add FILE --question "
            f"{found.question.question.name}, and assay pilot again {name} --items fresh"
        )
    return "People part on nothing. Next: assay queue fill, for all that is to be labeled."


def said_words(each: Any) -> str:
    """Each answer with the people who gave it."""
    by_answer: dict[str, list[str]] = {}
    for said in each.said:
        by_answer.setdefault(said.answer, []).append(said.judge)
    return "; ".join(f"{answer}: {', '.join(judges)}" for answer, judges in by_answer.items())


def _changed(found: Any) -> str:
    changes = found.last.changes
    if not changes:
        return "The rules read the same in both."
    told = ", ".join(f"{each.number} {each.title} ({each.change})" for each in changes if not each.is_tree)
    tree = ["The decision tree changed."] if any(each.is_tree for each in changes) else []
    return " ".join([*([f"Between them: rule {told}."] if told else []), *tree])


def _rules(last: Any) -> RenderableType:
    return plain_table(("rule", "title", ">items", ">flags", ">by people", ">rulings"), rule_rows(last))


def _round_json(each: Any) -> dict[str, Any]:
    clear = each.clarity
    return {
        "queue": each.round.queue,
        "items": each.round.items.value,
        "guideline": each.round.guideline,
        "n_answered": each.standing.n_answered,
        "n_needed": each.standing.n_needed,
        "agreement": None if clear is None else estimates_json([clear.overall])["estimates"][0],
        "n_apart": None if clear is None else len(clear.items),
        "rules": [] if clear is None else [{**rule._asdict(), "items": list(rule.items)} for rule in clear.rules],
        "discuss": [{"item": one.item, "said": {said.judge: said.answer for said in one.said}} for one in each.discuss],
        "changed_rules": [change._asdict() for change in each.changes],
        "remarks": [remark._asdict() for remark in each.remarks],
    }


def _line_json(pilot: Any, at: Any) -> dict[str, Any]:
    return {
        "name": pilot.name,
        "question": pilot.question,
        "n_rounds": len(pilot.rounds),
        "n_answered": at.n_answered,
        "n_needed": at.n_needed,
    }
