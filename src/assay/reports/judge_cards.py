"""A judge card as a JSON document and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count, number
from assay.core.judge_card import FEW, ConfusionCell, JudgeCard, SliceConfusion
from assay.core.judge_check import JudgeCheck, Standing, Stands
from assay.core.slices import slice_text
from assay.core.verdict import Outcome
from assay.reports.json import estimates_json, slice_json
from assay.reports.numbers import estimate_written, spent
from assay.reports.replacing import replacing_json, replacing_parts
from assay.reports.terminal import estimates_table, plain_table, safe
from assay.reports.words import MARKS, moment

MOST_SLICES = 12
"""Slices whose confusion is shown on a terminal."""


def card_json(card: JudgeCard) -> dict[str, Any]:
    """``{"judge_card": {...}, "estimates", "confusion", "confusion_by_slice", "alt_test", "no_alt_test"}``."""
    told = {
        name: getattr(card, name)
        for name in ("judge", "version", "question", "guideline", "against", "n_items", "made_at", "valid_until")
    }
    told |= {
        "items": card.items,
        "cost": card.cost,
        "currency": card.currency,
        "seconds": card.seconds,
        "notes": list(card.notes),
    }
    told |= {"length_answer": card.length_answer}
    tested = None if card.alt_test is None else replacing_json(card.alt_test)
    return {
        "judge_card": told | {"findings": to_plain(card.findings)},
        "estimates": estimates_json(card.estimates)["estimates"],
        "confusion": _cells_json(card.confusion),
        "confusion_by_slice": [
            {"slice": slice_json(each.slice), "n": each.n, "is_small": each.is_small, "cells": _cells_json(each.cells)}
            for each in card.slices
        ],
        "alt_test": None if tested is None else tested["alt_test"] | {"estimates": tested["estimates"]},
        "no_alt_test": card.no_alt_test or None,
    }


def _cells_json(cells: Sequence[ConfusionCell]) -> list[dict[str, Any]]:
    told = estimates_json([each.estimate for each in cells])["estimates"]
    return [{"right": each.right, "said": each.said, "estimate": cell} for each, cell in zip(cells, told, strict=True)]


def cards_json(cards: Sequence[JudgeCard], now: str) -> dict[str, Any]:
    """``{"judge_cards": [{"judge", "question", ..., "holds"}]}``."""
    return {
        "judge_cards": [
            {
                "judge": each.judge,
                "version": each.version,
                "question": each.question,
                "against": each.against,
                "n_items": each.n_items,
                "valid_until": each.valid_until,
                "holds": now < each.valid_until,
                "findings": [finding.trait.value for finding in each.findings],
            }
            for each in cards
        ]
    }


def card_summary(card: JudgeCard) -> RenderableType:
    """What can be said of the judge, then the numbers, then its answers by what is right."""
    head = f"Judge '{card.judge}'" + (f", version {card.version[:40]}" if card.version else "")
    asked = f" on '{card.question}'" if card.question else ""
    parts: list[RenderableType] = [
        safe(f"{head}{asked}: held against {card.against} on {count(card.n_items)} items."),
        *(_finding(each.sentence, good=each.good) for each in card.findings),
        estimates_table(card.estimates),
    ]
    if card.confusion:
        parts += [Text("\nWhat it says where people say"), plain_table(*confusion_rows(card.confusion))]
    parts += [part for each in card.slices[:MOST_SLICES] for part in _slice(each)]
    if len(card.slices) > MOST_SLICES:
        parts.append(Text(f"and {count(len(card.slices) - MOST_SLICES)} more slices: --json gives all of them", "dim"))
    parts += _stand_in(card)
    parts += [safe(spent_words(card))] if spent_words(card) else []
    parts.append(safe(f"The card holds until {moment(card.valid_until)} UTC."))
    return Group(*parts, *(safe(f"Note: {note}.") for note in card.notes))


def _slice(each: SliceConfusion) -> tuple[RenderableType, ...]:
    small = f"; fewer than {FEW}: read the intervals" if each.is_small else ""
    head = f"In {slice_text(each.slice)}, {count(each.n)} verdicts{small}"
    return Text(), safe(head), plain_table(*confusion_rows(each.cells))


def _stand_in(card: JudgeCard) -> list[RenderableType]:
    """The alternative annotator test, or why there is none."""
    if card.alt_test is not None:
        notes = [safe(f"Note: {note}.") for note in card.alt_test.notes]
        return [Text("\nMay it stand in for people who label"), *replacing_parts(card.alt_test), *notes]
    return [safe(no_stand_in(card))] if card.no_alt_test else []


def no_stand_in(card: JudgeCard) -> str:
    """Why the alternative annotator test is not on a card."""
    return f"Whether it may stand in for people is not tested: {card.no_alt_test}"


def cards_summary(cards: Sequence[JudgeCard], now: str) -> RenderableType:
    """One line a card."""
    if not cards:
        return Text("No judge has a card yet. Make one: assay judge calibrate --dataset NAME --judge NAME.")
    heads = ("judge", "question", "against", ">items", "what can be said", "holds until")
    rows = [
        (
            each.judge,
            each.question,
            each.against,
            count(each.n_items),
            ", ".join(finding.trait.value.replace("_", " ") for finding in each.findings) or "nothing against it",
            moment(each.valid_until) + ("" if now < each.valid_until else " (over)"),
        )
        for each in cards
    ]
    return plain_table(heads, rows)


def check_json(found: JudgeCheck) -> dict[str, Any]:
    """``{"judge_check": {"judge", "question", "standing", "stands": [{"standing", "sentence"}], "change", ...}}``."""
    change = None if found.change is None else estimates_json([found.change])["estimates"][0]
    return {
        "judge_check": {
            "judge": found.judge,
            "question": found.question,
            "standing": found.worst.value,
            "stands": to_plain(found.stands),
            "made_at": found.made_at,
            "valid_until": found.valid_until,
            "n_since": found.n_since,
            "tolerance": found.tolerance,
            "change": change,
        }
    }


def check_summary(found: JudgeCheck) -> RenderableType:
    """What speaks for the card and against it, the worst first."""
    head = f"The card of '{found.judge}' on '{found.question}', made {moment(found.made_at)} UTC:"
    return Group(safe(head), *(_stands(each) for each in found.stands))


def _stands(each: Stands) -> Text:
    outcome = {Standing.HOLDS: Outcome.PASS, Standing.UNSURE: Outcome.INCONCLUSIVE}.get(each.standing, Outcome.FAIL)
    colour = {Outcome.PASS: "green", Outcome.INCONCLUSIVE: "yellow", Outcome.FAIL: "red"}[outcome]
    return Text.assemble((MARKS[outcome], colour), " ", safe(each.sentence))


def _finding(sentence: str, *, good: bool) -> Text:
    mark = MARKS[Outcome.PASS if good else Outcome.FAIL]
    return Text.assemble((mark, "green" if good else "red"), " ", safe(sentence))


def confusion_rows(cells: Sequence[ConfusionCell]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Heads and rows: what the judge says (across) where people say something (down), with n."""
    answers = list(dict.fromkeys(each.said for each in cells))
    truths = list(dict.fromkeys(each.right for each in cells))
    by_place = {(each.right, each.said): each.estimate for each in cells}
    rows = [
        (
            truth,
            *(str(estimate_written(by_place[truth, said])) for said in answers),
            count(by_place[truth, answers[0]].n),
        )
        for truth in truths
    ]
    return ("people", *answers, ">n"), rows


def spent_words(card: JudgeCard) -> str:
    """What a verdict costs and how long it takes; empty where neither is known."""
    cost = f"a verdict costs {spent(card.cost, card.currency)}" if card.cost is not None else ""
    time = f"takes {number(card.seconds)} seconds" if card.seconds is not None else ""
    told = " and ".join(each for each in (cost, time) if each)
    return f"On average {told}." if told.startswith("a verdict") else f"On average a verdict {told}." if told else ""
