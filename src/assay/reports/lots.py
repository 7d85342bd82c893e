"""Lots as JSON documents, on the terminal, and as a report of one page: HTML or Markdown."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count, fixed
from assay.reports.curve_chart import curve_chart
from assay.reports.markdown import markdown_table, plain
from assay.reports.numbers import percent
from assay.reports.paper import paper
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, moment, plural

LONGEST = 1_000
ENDS = ".!?…。！？"


def lots_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"lots": [{"name", "queue", "of", "n_answers", "n", "accept", "inspected", "decision", ...}]}``."""
    return {"lots": [_lot(each) for each in found]}


def lot_json(found: Any) -> dict[str, Any]:
    """``{"lot": {"name", ..., "curve": [{"rate", "accepted", ...}], "bad": [...]}}``."""
    bad = [{**to_plain(each.reviewed), "at": each.at} for each in found.bad]
    return {"lot": {**_lot(found), "curve": [to_plain(each) for each in found.curve], "bad": bad}}


def decision_json(decision: Any) -> dict[str, Any]:
    """``{"decision": {"lot", "outcome", "n_inspected", "n_bad", "by_plan", "by", "reason", "rework"}}``."""
    return {"decision": to_plain(decision)}


def made_summary(made: Sequence[Any]) -> RenderableType:
    """The lots, and where they are inspected."""
    rows = [
        (each.name, each.of, count(len(each.judgments)), count(each.n), count(each.accept), ", ".join(each.judges))
        for each in made
    ]
    heads = ("lot", "of", ">answers", ">to inspect", ">may be bad", "made by")
    following = f"Next: the page Review, or assay review next {made[0].name} --by NAME; nobody who made a lot."
    return Group(plain_table(heads, rows), safe(following, most=LONGEST))


def lots_table(found: Sequence[Any]) -> RenderableType:
    """Each lot in one line."""
    if not found:
        return Text("No lot yet: assay lot make NAME --queue QUEUE --good 0.02 --bad 0.1.")
    rows = [tuple(lot_row(each).values()) for each in found]
    return plain_table(("lot", "of", ">answers", ">inspected", ">bad", "stands"), rows)


def lot_summary(found: Any) -> RenderableType:
    """The rule, what was found, what the plan says, the curve."""
    rows = [(percent(each.rate), fixed(each.accepted, 3), mark_of(found, each.rate)) for each in found.curve]
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in every_sentence(found)]
    return Group(*parts, Text(), plain_table(("share of bad answers", ">accepted", ""), rows), safe(next_words(found)))


def lot_markdown(found: Any) -> str:
    """The report as Markdown."""
    rows = [(percent(each.rate), fixed(each.accepted, 3), mark_of(found, each.rate)) for each in found.curve]
    parts = [f"# Lot {plain(found.lot.name)}", *map(plain, every_sentence(found))]
    if found.bad:
        bad = [tuple(map(plain, row)) for row in bad_rows(found)]
        parts += ["## Not accepted", markdown_table(("Item", "By", "Found", "Why"), bad)]
    parts += ["## Operating curve", markdown_table(("Share of bad answers", "Accepted", ""), rows)]
    return "\n\n".join(parts) + "\n"


def lot_page(found: Any, *, at: str) -> str:
    """The report as one HTML file, to be printed on A4."""
    chart = curve_chart(found.curve, good=found.lot.terms.good, bad=found.lot.terms.bad)
    rows = [(percent(each.rate), fixed(each.accepted, 3), mark_of(found, each.rate)) for each in found.curve]
    told = {"sentences": every_sentence(found), "chart": chart, "rows": rows, "bad": bad_rows(found), "at": moment(at)}
    return paper("lot.html.j2", found=found, stands=stands_words(found), **told)


def every_sentence(found: Any) -> list[str]:
    """The rule, its risks, what was found, and what was decided."""
    return [rule_words(found), risk_words(found), found_words(found), stands_words(found)]


def rule_words(found: Any) -> str:
    """What the plan asks for."""
    lot = found.lot
    allowed = "none is bad" if lot.accept == 0 else f"at most {count(lot.accept)} are bad"
    return (
        f"Lot '{lot.name}' of {lot.of} in '{lot.queue}': {plural(count(len(lot.judgments)), 'answer')} by "
        f"{', '.join(lot.judges)}. Inspect {count(lot.n)}, drawn by chance; accept the lot when {allowed}."
    )


def risk_words(found: Any) -> str:
    """How often the plan is wrong."""
    terms = found.lot.terms
    points = {each.rate: each.accepted for each in found.curve}
    errs = (
        f" Inspectors miss {percent(terms.miss)} of bad answers and refuse {percent(terms.false_alarm)} of good ones."
        if terms.miss or terms.false_alarm
        else ""
    )
    return (
        f"A lot with {percent(terms.good)} bad is rejected with chance {percent(1.0 - points[terms.good])}, one with "
        f"{percent(terms.bad)} bad is accepted with chance {percent(points[terms.bad])}.{errs}"
    )


def found_words(found: Any) -> str:
    """What the inspection found, and at most how much of the lot is bad."""
    seen = found.inspected
    if seen.bound is None:
        return "Nothing was inspected yet."
    worst = seen.bound if seen.true_bound is None else seen.true_bound
    elsewhere = found.n_replaced
    replaced = (
        f" Corrected or changed elsewhere before that, and so not accepted: {count(elsewhere)}." if elsewhere else ""
    )
    return (
        f"Inspected {count(seen.n)} of {count(found.lot.n)}, not accepted {count(seen.n_bad)}: at most "
        f"{percent(worst)} of the lot is bad (95\u2009% sure).{replaced}"
    )


def stands_words(found: Any) -> str:
    """What was decided, else what the plan says."""
    made, seen = found.decision, found.inspected
    if made is not None:
        against = "" if made.by_plan in (made.outcome, None) else ", against the plan"
        again = {"others": " Others answer anew.", "same": " Those who made it answer anew."}
        tail = again.get(made.rework.value, "") if made.rework else ""
        end = "." if tail and made.reason[-1:] not in ENDS else ""
        return f"{made.outcome.value.capitalize()} by {made.by}{against}: {made.reason}{end}{tail}"
    if seen.by_plan is None:
        return f"{plural(count(found.lot.n - seen.n), 'answer')} to inspect."
    return {"accepted": "The plan says: accept.", "rejected": "The plan says: reject."}[seen.by_plan.value]


def next_words(found: Any) -> str:
    """What to do now."""
    name = found.lot.name
    if found.decision is not None:
        return "Decided."
    if found.inspected.by_plan is None:
        return f"Next: the page Review, or assay review next {name} --by NAME"
    return f'Next: assay lot decide {name} {found.inspected.by_plan.value} --by NAME --reason "..."'


def lot_row(found: Any) -> dict[str, str]:
    """A lot in one line of a table."""
    lot, seen = found.lot, found.inspected
    made = found.decision
    stands = made.outcome.value if made else {None: "to inspect"}.get(seen.by_plan, "to decide")
    inspected = f"{count(seen.n)} of {count(lot.n)}"
    return {
        "name": lot.name,
        "of": lot.of,
        "answers": count(len(lot.judgments)),
        "inspected": inspected,
        "bad": count(seen.n_bad) if seen.n else DASH,
        "stands": stands,
    }


def bad_rows(found: Any) -> list[tuple[str, ...]]:
    """Item, who gave the answer, what was found and why, of each answer that was not accepted."""
    return [
        (each.reviewed.item, each.reviewed.judge, each.reviewed.finding.value, each.reviewed.comment)
        for each in found.bad
    ]


def mark_of(found: Any, rate: float) -> str:
    """What a share of bad answers is called, if anything."""
    return {found.lot.terms.good: "good lot", found.lot.terms.bad: "bad lot"}.get(rate, "")


def _lot(found: Any) -> dict[str, Any]:
    plain_ = {key: value for key, value in to_plain(found.lot).items() if key != "judgments"}
    return {
        **plain_,
        "n_answers": len(found.lot.judgments),
        "inspected": {**found.inspected._asdict(), "by_plan": found.inspected.by_plan},
        "decision": None if found.decision is None else to_plain(found.decision),
    }
