"""Reviews as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.reports.json import estimates_json
from assay.reports.numbers import estimate_written
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, moment, plural

LONGEST = 1_000
MOST_SHOWN = 30


def review_json(review: Any) -> dict[str, Any]:
    """``{"review": {"name", "queue", "because", "n_frame", "judgments", ...}}``."""
    return {"review": to_plain(review)}


def reviews_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"reviews": [{"name", "queue", "because", "lot", "n", "n_done"}]}``."""
    return {
        "reviews": [
            {
                "name": each.review.name,
                "queue": each.review.queue,
                "because": each.review.because,
                "lot": each.review.lot,
                "n": each.standing.n_needed,
                "n_done": each.standing.n_answered,
            }
            for each in found
        ]
    }


def numbers_json(found: Any) -> dict[str, Any]:
    """``{"review": {"name", ..., "counts", "accepted", "found": [{"item", "finding", "comment", ...}]}}``."""
    kept = [{**to_plain(each.reviewed), "at": each.at} for each in found.found]
    plain_ = {
        **to_plain(found.review),
        "n": found.standing.n_needed,
        "n_done": found.standing.n_answered,
        "counts": {finding.value: n for finding, n in found.counts.items()},
        "accepted": None if found.accepted is None else estimates_json([found.accepted])["estimates"][0],
        "found": kept,
    }
    return {"review": plain_}


def drawn_summary(review: Any) -> RenderableType:
    """What is looked at, and where."""
    how = "drawn by chance" if review.because is None else f"asked for: {review.because}"
    lines = [
        f"Review '{review.name}': {plural(count(len(review.judgments)), 'answer')} of {count(review.n_frame)} in "
        f"'{review.queue}', {how}.",
        f"Next: the page Review, or assay review next {review.name} --by NAME; nobody is offered own work.",
    ]
    return Group(*(safe(line, most=LONGEST) for line in lines))


def reviews_table(found: Sequence[Any]) -> RenderableType:
    """Each review in one line."""
    if not found:
        return Text("No review yet: assay review draw NAME --queue QUEUE --n 50.")
    rows = [
        (
            each.review.name,
            each.review.queue,
            f"{count(each.standing.n_answered)} of {count(each.standing.n_needed)}",
            each.review.because or ("the lot of this name" if each.review.lot else "drawn by chance"),
        )
        for each in found
    ]
    return plain_table(("review", "queue", ">looked at", "why"), rows)


def numbers_summary(found: Any) -> RenderableType:
    """How much was accepted, and every answer that was not."""
    parts: list[RenderableType] = [safe(line, most=LONGEST) for line in numbers_words(found)]
    rows = [
        (
            each.reviewed.item,
            each.reviewed.judge,
            each.reviewed.finding.value,
            each.reviewed.rule or DASH,
            each.reviewed.comment,
            each.reviewed.by,
        )
        for each in found.found
        if each.reviewed.finding.value != "accepted"
    ]
    if rows:
        heads = ("item", "answer of", "found", "rule", "why", "by")
        parts += [Text(), plain_table(heads, rows[:MOST_SHOWN])]
    if len(rows) > MOST_SHOWN:
        parts.append(safe(f"and {count(len(rows) - MOST_SHOWN)} more: --json gives all of them"))
    return Group(*parts)


def numbers_words(found: Any) -> list[str]:
    """How far a review is, and what it says of all answers."""
    review, at, n = found.review, found.standing, {each.value: number for each, number in found.counts.items()}
    told = ", ".join(f"{count(n.get(word, 0))} {word}" for word in ("accepted", "corrected", "returned"))
    lines = [f"Review '{review.name}': {count(at.n_answered)} of {count(at.n_needed)} looked at; {told}."]
    if found.accepted is not None:
        share = estimate_written(found.accepted)
        lines.append(f"Of all {count(review.n_frame)} answers reviewers would accept {share.value} {share.rest}.")
    elif review.because is not None:
        lines.append(f"Asked for ({review.because}), not drawn by chance: it says nothing of the other answers.")
    return lines


def offered_json(shown: Any, parts: Sequence[Any]) -> dict[str, Any]:
    """``{"answer": {"assignment", "item", "judge", "answer", "shown": {...}}}``; null when there is nothing."""
    if shown is None:
        return {"answer": None}
    return {
        "answer": {
            "assignment": shown.assignment.id,
            "judgment": shown.assignment.item,
            "item": shown.judgment.item,
            "judge": shown.judgment.judge,
            "answer": shown.answer,
            "shown": {part.name: part.text for part in parts},
        }
    }


def offered_summary(review: str, shown: Any, parts: Sequence[Any]) -> RenderableType:
    """The item, the answer, and how to settle it."""
    if shown is None:
        return Text("Nothing to look at for this reviewer: the rest is own work, done, or held by others.")
    lines = [f"Item {shown.judgment.item}", *(f"{part.name}: {part.text}" for part in parts)]
    lines += [f"{shown.judgment.judge} answered: {shown.answer}"]
    lines += [f"Next: assay review settle {review} {shown.assignment.id} accepted --by NAME (or corrected, returned)"]
    return Group(*(safe(line, most=5_000) for line in lines))


def settled_json(kept: Any) -> dict[str, Any]:
    """``{"reviewed": {"review", "judgment", "item", "judge", "finding", "comment", "by", "at"}}``."""
    return {"reviewed": {**to_plain(kept.reviewed), "at": kept.at}}


def settled_summary(kept: Any) -> RenderableType:
    """What was found."""
    found = kept.reviewed
    return safe(f"{found.item} of {found.judge}: {found.finding.value} by {found.by} at {moment(kept.at)}.")
