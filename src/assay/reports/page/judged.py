"""Judge and people: what the judge alone says beside what people make of it, and whether the judge may be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.evidence import Corrected, Evidence, JudgedBy
from assay.core.figures import count, money, number
from assay.core.slices import SliceKey, slice_text
from assay.reports.numbers import Written, estimate_written, value_written
from assay.reports.words import DASH, moment

MOST_LINES = 40
NOT_CHECKED = "not_checked"
HEADS = ("What", "Judge alone", "People alone", "Judge and people", "Labels are worth")


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """One number in three ways."""

    name: str
    """Whose, and on which slice."""
    raw: Written
    """The judge alone; never with an interval."""
    people: Written
    """People alone."""
    mixed: Written
    """Judge and people."""
    worth: str
    """``100 are worth 184``, or a dash."""
    why: str
    """Why raw and corrected differ."""
    slice: SliceKey
    """Whose items lie behind it."""


@dataclass(frozen=True, slots=True)
class JudgedView:
    """The section of a report."""

    facts: Sequence[tuple[str, str]]
    """Term and words: the judge, its card, people, what more labels would do."""
    doubts: Sequence[str]
    """Why the judge is not to be trusted."""
    doubts_title: str
    """What follows from them in this tier."""
    says: Sequence[str]
    """How things stand."""
    lines: Sequence[CorrectedLine]
    """All items first, then slices."""
    n_overall: int
    """How many of these are on all items."""
    n_more: str
    """How many lines are not shown; empty for none."""


def judged_view(evidence: Evidence) -> JudgedView | None:
    """What the section shows; None where no judge judged."""
    judged = evidence.judged
    if judged is None:
        return None
    ordered = sorted(judged.corrected, key=lambda each: len(each.slice))
    title = "Refused: this tier asks for a judge that may be relied upon" if judged.demands_card else "With a caveat"
    return JudgedView(
        judge_facts(judged),
        [each.sentence for each in judged.doubts],
        title,
        judged.says,
        [corrected_line(each) for each in ordered[:MOST_LINES]],
        sum(not each.slice for each in ordered),
        count(len(ordered) - MOST_LINES) if len(ordered) > MOST_LINES else "",
    )


def corrected_line(found: Corrected) -> CorrectedLine:
    """One number in three ways, as people read it."""
    raw = value_written(found.raw, None, NOT_CHECKED)
    return CorrectedLine(
        _named(found),
        raw._replace(rest="(not checked)") if found.raw is not None else raw,
        estimate_written(found.people),
        value_written(found.value, found.interval, found.people.reason),
        worth_words(found),
        found.why or "",
        found.slice,
    )


def judge_facts(judged: JudgedBy) -> list[tuple[str, str]]:
    """Who judged, term by term."""
    facts = [
        ("Judge", f"{judged.judge}, version {judged.version[:12] or DASH}, asked '{judged.question}'"),
        ("Good means", judged.good),
        ("Its card", _card(judged)),
    ]
    if judged.stages:
        stages = ", ".join(count(each) for each in judged.stages)
        facts.append(("People", f"{_people(judged)}; declared stages: {stages} outputs"))
        facts.append(("This look may err", f"{number(judged.side_alpha, digits=3)} on each side, over all gates"))
    if judged.needed is not None:
        facts.append(("Labels still needed", needed_words(judged)))
    return facts


def needed_words(judged: JudgedBy) -> str:
    """``180 more (240 in all), about 90.00 EUR``."""
    done = judged.stages[judged.stage - 1] if judged.stage else 0
    more = max((judged.needed or 0) - done, 0)
    cost = "" if judged.label_cost is None else f", about {money(more * judged.label_cost, judged.currency or '')}"
    return f"{count(more)} more ({count(judged.needed or 0)} in all){cost.rstrip()}"


def worth_words(found: Corrected) -> str:
    """``100 are worth 184``; a dash where nothing can be said."""
    if found.multiplier is None or found.people.n == 0:
        return DASH
    return f"{count(found.people.n)} are worth {count(round(found.people.n * found.multiplier))}"


def _named(found: Corrected) -> str:
    whose = found.system if found.baseline is None else f"{found.system} minus {found.baseline}"
    return whose if not found.slice else f"{whose}, {slice_text(found.slice)}"


def _card(judged: JudgedBy) -> str:
    if judged.card_made is None or judged.card_until is None:
        return "none"
    return f"made {moment(judged.card_made)}, holds until {moment(judged.card_until)}. {judged.card_says or ''}".strip()


def _people(judged: JudgedBy) -> str:
    if not judged.n_asked:
        return "nobody was asked yet"
    who = "person" if judged.n_people == 1 else "people"
    return f"{count(judged.n_people)} {who} judged {count(judged.n_answered)} of {count(judged.n_asked)} outputs"
