"""Queues and how far they are, as JSON documents and on the terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.core.named import named
from assay.core.safe_text import shell_word
from assay.reports.skills import lanes_json, lanes_table
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, VERSION_DIGITS, plural

MOST_JUDGES = 50
LONGEST = 1_000


def filled_json(found: Any) -> dict[str, Any]:
    """``{"queue": {"name", "dataset", "question", "sample", "overlap", "lease_minutes", "n_items", "n_new", ...}}``."""
    plain = {**_plan(found), "n_items": found.n_items, "n_new": found.n_new, "guideline": found.guideline}
    plain["waiting"] = lanes_json(found.lanes)
    return {"queue": plain}


def filled_summary(found: Any) -> RenderableType:
    """How many answers the queue asks for, of whom, and how to begin."""
    plan = found.queue
    needed = plural(count(found.n_items * plan.overlap), "answer")
    items, judges = plural(count(found.n_items), "item"), plural(count(plan.overlap), "judge")
    source = f"the sample '{plan.sample}', in its random order" if plan.sample else "the dataset, in file order"
    lines = [
        f"Queue '{plan.name}': {items} of {source}; {judges} answer each: {needed}.",
        f"A judge holds an item for {plural(count(plan.lease_minutes), 'minute')}. {_rules(found.guideline)}",
    ]
    lines += _divided(plan)
    if not plan.sample:
        lines.append("Stopped early it has no design: with --sample the items answered so far stay a random sample.")
    if found.n_new < found.n_items:
        lines.append(f"{plural(count(found.n_items - found.n_new), 'item')} were in it before.")
    next_ = safe(f"Next: assay work {shell_word(plan.name)} --judge j1", most=LONGEST)
    told = (safe(line, most=LONGEST) for line in lines)
    return Group(*told, *lanes_table(found.lanes, queue=plan.name), next_)


def queues_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"queues": [{"name", "dataset", "question", ..., "standing": {...}}]}``."""
    return {"queues": [{**_plan(each), "standing": asdict(each.standing)} for each in found]}


def queues_table(found: Sequence[Any]) -> RenderableType:
    """Each queue with its question and how far it is."""
    if not found:
        return Text("No queue yet: assay queue fill NAME --dataset NAME --question NAME.")
    rows = [
        (
            each.queue.name,
            each.question,
            each.dataset,
            count(each.standing.n_items),
            count(each.standing.n_finished),
            f"{count(each.standing.n_answered)} of {count(each.standing.n_needed)}",
        )
        for each in found
    ]
    return plain_table(("queue", "question", "dataset", ">items", ">finished", ">answers"), rows)


def queue_json(found: Any) -> dict[str, Any]:
    """``{"queue": {"name", "dataset", "question", ..., "standing", "judges", "stale", "waiting"}}``."""
    plain = {
        **_plan(found),
        "asks": found.asks,
        "guideline": found.guideline,
        "standing": asdict(found.standing),
        "judges": [each._asdict() for each in found.judges],
        "stale": stale_json(found.stale),
        "waiting": lanes_json(found.lanes),
    }
    return {"queue": plain}


def queue_summary(found: Any) -> RenderableType:
    """How far it is, who did what, what is stale, and what to do next."""
    plan, standing = found.queue, found.standing
    lines = [
        f"Queue '{plan.name}' asks '{found.question}' of {found.dataset}: {found.asks}",
        f"{count(standing.n_answered)} of {plural(count(standing.n_needed), 'answer')} are there, "
        f"{count(standing.n_finished)} of {plural(count(standing.n_items), 'item')} are finished; "
        f"{count(standing.n_out)} out, {count(standing.n_free)} free, {count(standing.n_late)} late.",
        _rules(found.guideline),
        *_divided(plan),
    ]
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in lines]
    parts += lanes_table(found.lanes, queue=plan.name)
    if found.judges:
        rows = [tuple(map(_cell, each)) for each in found.judges[:MOST_JUDGES]]
        parts.append(plain_table(("judge", ">answers", ">late", ">given back", ">left or ran out", ">out"), rows))
    rest = len(found.judges) - MOST_JUDGES
    parts += [safe(f"and {count(rest)} more judges: --json gives all of them")] if rest > 0 else []
    parts += _stale(found.stale)
    return Group(*parts, safe(f"Next: {_following(found)}", most=LONGEST))


def requeued_json(name: str, stale: Any) -> dict[str, Any]:
    """``{"requeued": {"queue", "n_judgments", "items", "rules"}}``."""
    return {"requeued": {"queue": name, **stale_json(stale)}}


def requeued_summary(name: str, stale: Any) -> RenderableType:
    """What is asked anew and why."""
    if not stale.items:
        return safe("Nothing is stale: no rule changed since the judgments of this queue were given.")
    items = plural(count(len(stale.items)), "item is asked anew", "items are asked anew")
    said = plural(count(stale.n_judgments), "judgment")
    after = f"{said} of the round before stay on the ledger; each item's newest round counts from its first answer on."
    return Group(
        *_stale(stale),
        safe(f"{items} in another round. {after}", most=LONGEST),
        safe(f"Next: assay work {shell_word(name)} --judge j1"),
    )


def stale_json(stale: Any) -> dict[str, Any]:
    """What a change of the guideline left behind."""
    return {
        "n_judgments": stale.n_judgments,
        "items": list(stale.items),
        "rules": [each._asdict() for each in stale.rules],
    }


def _stale(stale: Any) -> list[RenderableType]:
    if not stale.items:
        return []
    head = f"{plural(count(stale.n_judgments), 'judgment')} of {plural(count(len(stale.items)), 'item')} are stale"
    rows = [(f"{each.change}", each.number, each.title, count(each.n_judgments)) for each in stale.rules]
    table = plain_table(("", "rule", "title", ">judgments given before"), rows)
    return [safe(f"{head}: rules changed since they were given."), table]


def _divided(plan: Any) -> list[str]:
    """By what the items of a queue are divided and put first, and what that does to its sample."""
    told = [
        *([f"The skill that an item needs is its value in '{plan.lane_by}'."] if plan.lane_by else []),
        *([f"Items with a higher value in '{plan.priority_by}' come first."] if plan.priority_by else []),
        *([f"One judge gives up to {count(plan.most_a_day)} answers a day (UTC)."] if plan.most_a_day else []),
    ]
    lines = [" ".join(told)] if told else []
    if plan.sample and not plan.in_order:
        lines.append(
            f"It does not work the sample '{plan.sample}' in its random order: stopped early it has no design. "
            f"A sample with a stratum for each of them keeps it: assay sample draw --stratum COLUMN."
        )
    return lines


def _following(found: Any) -> str:
    plan, standing = found.queue, found.standing
    if found.stale.items:
        return f"assay queue requeue {plan.name}"
    if standing.n_answered < standing.n_needed:
        return f"assay work {shell_word(plan.name)} --judge NAME"
    dataset = named(found.dataset).name
    return f"assay consensus --dataset {dataset} --question {found.question} --keep NAME"


def _rules(guideline: str | None) -> str:
    if guideline is None:
        return "No guideline is in force: judges see the question alone."
    return f"Guideline {guideline[:VERSION_DIGITS]} is in force."


def _plan(found: Any) -> dict[str, Any]:
    return {
        **asdict(found.queue),
        "lanes": list(found.queue.lanes),
        "dataset": found.dataset,
        "question": found.question,
    }


def _cell(value: Any) -> str:
    return DASH if value == 0 else value if isinstance(value, str) else count(value)
