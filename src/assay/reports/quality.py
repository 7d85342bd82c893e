"""Quality rules, what they would have done and what they did, as JSON documents and on the terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.figures import count, fixed
from assay.reports.numbers import percent
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, plural

LONGEST = 2_500


def rule_json(kept: Any) -> dict[str, Any]:
    """``{"quality_rule": {"name", "queue", "collects", "bound", "does", ..., "version", "by", "at"}}``."""
    return {"quality_rule": _rule(kept)}


def rules_json(every: Sequence[Any]) -> dict[str, Any]:
    """``{"quality_rules": [...]}``, each as in `rule_json`."""
    return {"quality_rules": [_rule(each) for each in every]}


def queue_json(found: Any) -> dict[str, Any]:
    """``{"queue", "quality_rules": [...], "interventions": [{"judge", "rule", "does", "value", ..., "at"}]}``."""
    done = [{**_made(each.made), "at": each.at} for each in found.interventions]
    return {"queue": found.queue, **rules_json(found.rules), "interventions": done}


def done_json(every: Sequence[Any]) -> dict[str, Any]:
    """``{"interventions": [...]}``: what was done, or lifted, now."""
    return {"interventions": [_made(each) for each in every]}


def dry_run_json(found: Any) -> dict[str, Any]:
    """``{"dry_run": {"rule", "met": [...], "n_judges", "n_looked_at", "false_alarms": {...}}}``."""
    met = [{**each._asdict(), "items": list(each.items)} for each in found.met]
    body = {"rule": _plain(found.rule), "met": met, "n_judges": found.n_judges, "n_looked_at": found.n_looked_at}
    return {"dry_run": {**body, "false_alarms": found.false_alarms._asdict()}}


def rule_summary(kept: Any) -> RenderableType:
    """The rule in a sentence, and what to do next."""
    rule = kept.rule
    lines = [safe(f"{rule.name} ({rule.queue}): {rule}.", most=LONGEST)]
    if rule.stopped:
        return Group(*lines, Text("It is stopped; what it did holds until it is lifted."))
    next_ = f"Next: assay quality try {rule.name}. The server runs it once a minute; at once: assay quality run."
    return Group(*lines, safe(next_, most=LONGEST))


def rules_table(every: Sequence[Any]) -> RenderableType:
    """Each rule in a sentence."""
    if not every:
        return Text("No quality rule yet. Next: assay quality add FILE.")
    rows = [
        (each.rule.name, each.rule.queue, f"{each.rule}{' (stopped)' if each.rule.stopped else ''}") for each in every
    ]
    return plain_table(("name", "queue", "rule"), rows)


def queue_summary(found: Any) -> RenderableType:
    """The rules of a queue, and what they did."""
    parts: list[RenderableType] = [rules_table(found.rules)]
    if found.interventions:
        rows = [_intervention_row(each.made, each.at) for each in found.interventions]
        parts += [Text(), plain_table(("judge", "rule", "done", "value", "low", "high", ">n", "at", ""), rows)]
    elif found.rules:
        parts += [Text(), Text("They acted on nobody yet.")]
    return Group(*parts)


def done_summary(every: Sequence[Any], *, verb: str) -> RenderableType:
    """What was done now, a line each."""
    if not every:
        return Text(f"Nobody was {verb}.")
    return Group(*(safe(sentence(each), most=LONGEST) for each in every))


def dry_run_summary(found: Any) -> RenderableType:
    """Whom a rule would have acted on, when, and how often it acts on nothing."""
    rule = found.rule
    parts: list[RenderableType] = [safe(f"{rule.name}: {rule}.", most=LONGEST), Text()]
    if found.met:
        rows = [
            (each.judge, each.at[:16].replace("T", " "), *_value(each), count(each.n), each.other or "")
            for each in found.met
        ]
        parts += [plain_table(("judge", "at", "value", "low", "high", ">n", "with"), rows), Text()]
    acted = plural(count(len(found.met)), "judge")
    told = (
        f"It would have acted on {acted} of {found.n_judges}; {found.n_looked_at} had answers enough. Nothing was done."
    )
    return Group(*parts, safe(told, most=LONGEST), safe(false_alarm_words(found), most=LONGEST))


def false_alarm_words(found: Any) -> str:
    """How often a rule acts on nothing, in a sentence."""
    alarms = found.false_alarms
    if not found.n_judges:
        return "Nobody worked yet, so nothing can be said of false alarms."
    if not alarms.n_histories:
        return (
            f"If judges work on their own, it acts on somebody in at most {percent(alarms.any)} of the times it is run."
        )
    ends = f"{percent(alarms.low)} to {percent(alarms.high)}"
    return (
        f"If judges were all alike, it would act on {fixed(alarms.judges, 2)} of {found.n_judges} judges on average, "
        f"and on somebody in {percent(alarms.any)} ({ends}) of {alarms.n_histories} shuffled histories."
    )


def value_words(each: Any) -> str:
    """The value on which an intervention rests, with its interval; of a pair its p."""
    value, low, high = _value(each)
    return f"p {value}" if each.low is None else f"{value} ({low} to {high})"


def sentence(made: Any) -> str:
    """What a rule did to a judge, and on what evidence."""
    if made.lifted_by is not None:
        end = f"lifted by {made.lifted_by}. {made.because}"
        return f"{made.judge}, '{made.queue}': '{made.rule}' ({made.does.value}) {end}"
    value, low, high = _value(made)
    rests = f"adjusted p {value}, with {made.other}" if made.low is None else f"{value} ({low} to {high})"
    return f"{made.judge}, '{made.queue}': {made.does.value} by '{made.rule}': {rests}, {count(made.n)} answers."


def _value(each: Any) -> tuple[str, str, str]:
    if each.low is None:
        return (f"{each.value:.2g}", DASH, DASH)
    return (fixed(each.value, 2), fixed(each.low, 2), fixed(each.high, 2))


def _intervention_row(made: Any, at: str) -> tuple[str, ...]:
    state = "holds" if made.holds else f"lifted by {made.lifted_by}" if made.lifted_by else "done"
    when = at[:16].replace("T", " ")
    return (made.judge, made.rule, made.does.value, *_value(made), count(made.n), when, state)


def _rule(kept: Any) -> dict[str, Any]:
    return {**_plain(kept.rule), "version": kept.version, "by": kept.by, "at": kept.at}


def _plain(rule: Any) -> dict[str, Any]:
    return {**asdict(rule), "collects": rule.collects.value, "does": rule.does.value}


def _made(made: Any) -> dict[str, Any]:
    return {**asdict(made), "does": made.does.value, "items": list(made.items), "holds": made.holds}
