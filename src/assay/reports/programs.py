"""Labeling programs and how they stand, as JSON documents, as CSV and on the terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.estimate import Estimate
from assay.core.figures import count, fixed, money, number
from assay.reports.csv import estimates_csv
from assay.reports.json import estimates_json
from assay.reports.numbers import estimate_written
from assay.reports.queues import stale_json
from assay.reports.sheets import Sheet, estimates_sheet, workbook
from assay.reports.skills import lanes_json, nobody_lines
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import DASH, plural

LONGEST = 1_500
MOST_SHOWN = 20
METRICS = {"alpha": "agreement (alpha)", "gold_accuracy": "accuracy on gold"}
REASONS = {
    "finished": "every answer is there",
    "too_few_days": "needs answers on 3 full days",
    "no_recent_answers": "no answer in the last 14 days",
    "no_variance": "every day was alike: no interval",
    "no_end": "days differ too much to name the latest day",
}
NOISE = "Where intervals overlap, a difference may be noise."


def added_summary(program: Any) -> RenderableType:
    """What was kept, and what is next."""
    queues = plural(count(len(program.queues)), "queue")
    members = plural(count(len(program.members)), "member")
    line = f"Program '{program.name}' on '{program.dataset}': {queues}, {members}. {program.purpose}"
    return Group(safe(line, most=LONGEST), safe(f"Next: assay program show {program.name}"))


def program_json(program: Any) -> dict[str, Any]:
    """``{"program": {"name", "purpose", "dataset", "queues", "target", "goal", "rates", "members"}}``."""
    return {"program": asdict(program)}


def programs_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"programs": [{"name", "purpose", ...}]}``."""
    return {"programs": [asdict(each) for each in found]}


def programs_table(found: Sequence[Any]) -> RenderableType:
    """Each program in a line."""
    if not found:
        return Text("No program yet: assay program add FILE.")
    rows = [(each.name, each.dataset, ", ".join(each.queues), each.goal.due or DASH, each.purpose) for each in found]
    return plain_table(("program", "dataset", "queues", "due", "purpose"), rows)


def numbers_json(found: Any) -> dict[str, Any]:
    """``{"program": {...}, "numbers": {"n_finished", "forecast", "turnaround", "queues", "quality", ...}}``."""
    plain = {
        "by": found.by,
        "n_finished": found.n_finished,
        "n_answered": found.n_answered,
        "n_left": found.n_left,
        "on_target": found.on_target,
        "by_day": found.by_day,
        "forecast": found.forecast._asdict(),
        "turnaround": {
            "n": found.turnaround.n,
            "seconds": [{"share": share, "seconds": seconds} for share, seconds in found.turnaround.seconds],
        },
        "cost_minor": found.cost_minor,
        "cost_of_item_minor": found.cost_of_item_minor,
        "queues": [_queue(each) for each in found.queues],
        "quality": [_quality(each) for each in found.quality],
    }
    return {**program_json(found.program), "numbers": plain}


def numbers_csv(found: Any) -> str:
    """Every estimate of a program, a row each."""
    return estimates_csv(every_estimate(found))


def numbers_xlsx(found: Any, *, at: str) -> bytes:
    """A program as an Excel workbook: how it stands, every estimate, answers by day."""
    words_told = (progress_words(found), forecast_words(found), turnaround_words(found), cost_words(found))
    target = target_words(found)
    standing = [(line,) for line in (found.program.purpose, *words_told, target) if line]
    queues = [
        (each.queue, each.standing.n_items, each.standing.n_finished, each.standing.n_answered, each.standing.n_late)
        for each in found.queues
    ]
    sheets = (
        Sheet("program", (f"Program '{found.program.name}', as of {at[:16].replace('T', ' ')} UTC",), standing),
        estimates_sheet("estimates", every_estimate(found)),
        Sheet("queues", ("queue", "items", "finished", "answers", "late"), queues),
        Sheet("by day", ("day (UTC)", "answers"), found.by_day.items()),
    )
    return workbook(sheets, at=at)


def every_estimate(found: Any) -> list[Estimate]:
    """Agreement, judges against the consensus, and accuracy on gold."""
    of_questions = [one for each in found.quality for one in (*each.agreement, *each.consensus)]
    return [*of_questions, *(one for each in found.queues for one in each.gold)]


def numbers_summary(found: Any) -> RenderableType:
    """How far, how fast, at what cost, how good; then what is stale and what is next."""
    program = found.program
    lines = [
        f"Program '{program.name}': {program.purpose}",
        progress_words(found),
        forecast_words(found),
        turnaround_words(found),
        cost_words(found),
        target_words(found),
    ]
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in lines if line]
    for each in found.quality:
        parts += [Text(), safe(f"'{each.question}' on {each.dataset}: {plural(count(each.n_judgments), 'judgment')}")]
        parts += [estimates_table([*each.agreement, *by_name(each.consensus)])]
        parts += [safe(f"Note: {note}", most=LONGEST) for note in each.notes]
        parts += [safe(apart_words(each), most=LONGEST)] if each.apart else []
    for each in found.queues:
        if each.gold:
            parts += [Text(), safe(f"On gold of '{each.queue}'"), estimates_table(by_name(each.gold))]
    parts += [safe(NOISE)] if found.quality else []
    stale = [each for each in found.queues if each.stale.n_judgments]
    parts += [
        safe(f"{stale_words(each)} Next: assay queue requeue {each.queue} --by NAME", most=LONGEST) for each in stale
    ]
    parts += [safe(line, most=LONGEST) for each in found.queues for line in nobody_lines(each.lanes, queue=each.queue)]
    if not found.quality:
        parts.append(safe(f"Nobody answered yet. Next: assay work {program.queues[0]} --judge j1"))
    return Group(*parts)


def progress_words(found: Any) -> str:
    """How many items are finished, and how many answers are left."""
    n_items = found.program.goal.items or sum(each.standing.n_items for each in found.queues)
    n_late = sum(each.standing.n_late for each in found.queues)
    given_back = sum(judge.n_returned for each in found.queues for judge in each.judges)
    return (
        f"{count(found.n_finished)} of {plural(count(n_items), 'item')} finished; {count(found.n_answered)} answers, "
        f"{count(found.n_left)} left; {count(n_late)} late, {count(given_back)} skipped or given back."
    )


def forecast_words(found: Any) -> str:
    """When it will be finished, or why that cannot be said."""
    told, due = found.forecast, found.program.goal.due
    why = REASONS.get(told.reason or "", told.reason or "")
    until = f" Due {due}." if due else ""
    if told.day is None:
        return f"Forecast: {DASH} ({why or 'more than ten years'}).{until}"
    interval = f"{told.earliest} to {told.latest}" if told.earliest and told.latest else why
    pace = number(told.per_day, digits=3)
    return f"Forecast: {told.day} ({interval}), by {pace} answers a day over {count(told.n_days)} full days.{until}"


def turnaround_words(found: Any) -> str:
    """How long answers take."""
    if not found.turnaround.n:
        return f"Turnaround: {DASH} (no answer yet)."
    told = ", ".join(f"{fixed(100 * share, 0)} % within {_span(each)}" for share, each in found.turnaround.seconds)
    return f"Turnaround from claim to answer: {told}; the newest {plural(count(found.turnaround.n), 'answer')}."


def cost_words(found: Any) -> str:
    """What answers cost so far, and a finished item."""
    rates = found.program.rates
    if rates is None:
        return "Cost: not known, as the program has no rate card."
    total = money(found.cost_minor, rates.currency)
    if found.cost_of_item_minor is None:
        return f"Cost so far: {total}; no item is finished yet."
    each = money(found.cost_of_item_minor, rates.currency)
    return f"Cost so far: {total}, {each} a finished item; late answers and those to gold are paid too."


def target_words(found: Any) -> str:
    """How the target stands by the interval."""
    target = found.program.target
    if target is None:
        return ""
    words = {True: "met", False: "missed", None: "cannot tell yet"}[found.on_target]
    return f"Target: {METRICS[target.metric]} of at least {number(target.least)}: {words}."


def apart_words(quality: Any) -> str:
    """On how many items judges part, and the first of them."""
    shown = ", ".join(quality.apart[:MOST_SHOWN])
    rest = len(quality.apart) - MOST_SHOWN
    more = f" and {count(rest)} more" if rest > 0 else ""
    return f"Judges part on {plural(count(len(quality.apart)), 'item')}, the most even first: {shown}{more}."


def stale_words(queue: Any) -> str:
    """Which judgments of a queue were given before which rules changed."""
    rules = ", ".join(
        f"{each.named} ({each.change} since {plural(count(each.n_judgments), 'judgment')})"
        for each in queue.stale.rules
    )
    n, items = plural(count(queue.stale.n_judgments), "judgment"), plural(count(len(queue.stale.items)), "item")
    return f"{n} on {items} of '{queue.queue}' were given before the guideline changed: {rules}."


def by_name(estimates: Sequence[Estimate]) -> list[Estimate]:
    """All together first, then in order of name: never by their values, which noise would order."""
    return sorted(estimates, key=lambda each: (each.slice, each.metric))


def written(estimate: Estimate) -> dict[str, Any]:
    """An estimate for a page: name, value, the rest, n."""
    told = estimate_written(estimate)
    name = " / ".join(level for _, level in estimate.slice) or "all"
    return {"name": name, "value": told.value, "rest": told.rest, "n": count(estimate.n)}


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{number(seconds, digits=2)} s"
    return f"{number(seconds / 60, digits=2)} min" if seconds < 7_200 else f"{number(seconds / 3_600, digits=2)} h"


def _queue(each: Any) -> dict[str, Any]:
    return {
        "queue": each.queue,
        "question": each.question,
        "standing": asdict(each.standing),
        "judges": [judge._asdict() for judge in each.judges],
        "stale": stale_json(each.stale),
        "gold": estimates_json(each.gold)["estimates"],
        "waiting": lanes_json(each.lanes),
    }


def _quality(each: Any) -> dict[str, Any]:
    return {
        "dataset": each.dataset,
        "question": each.question,
        "n_judgments": each.n_judgments,
        "agreement": estimates_json(each.agreement)["estimates"],
        "consensus": estimates_json(each.consensus)["estimates"],
        "notes": list(each.notes),
        "position": each.position,
        "apart": list(each.apart),
    }
