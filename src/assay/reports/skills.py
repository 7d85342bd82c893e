"""What people can judge and what waits for it, as JSON documents and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from assay.core.figures import count
from assay.reports.terminal import plain_table, safe
from assay.reports.words import DASH, plural

EVERYBODY = "for everybody"
"""In the place of the lane of items that need no skill."""


def skills_json(found: Sequence[Any]) -> dict[str, Any]:
    """``{"skills": [{"judge", "has"}]}``."""
    return {"skills": [{"judge": each.judge, "has": list(each.has)} for each in found]}


def skills_table(found: Sequence[Any]) -> RenderableType:
    """Each person with his skills."""
    if not found:
        return Text("Nobody was given a skill yet: assay people skills NAME --has zh.")
    return plain_table(("judge", "skills"), [(each.judge, ", ".join(each.has) or DASH) for each in found])


def queue_skills_json(found: Any) -> dict[str, Any]:
    """``{"queue", "waiting": [{"lane", "n_items", ...}], "people": [{"judge", "has", "removed"}]}``."""
    people = [{"judge": each.judge, "has": list(each.has), "removed": list(each.removed)} for each in found.people]
    return {"queue": found.queue.name, "waiting": lanes_json(found.lanes), "people": people}


def lanes_json(lanes: Sequence[Any]) -> list[dict[str, Any]]:
    """What waits in each lane."""
    return [each._asdict() for each in lanes]


def lanes_table(lanes: Sequence[Any], *, queue: str) -> list[RenderableType]:
    """What waits in each lane and how many people get it; what to do where nobody does."""
    if not lanes:
        return []
    rows = [
        (
            EVERYBODY if each.n_people is None else each.lane,
            count(each.n_items),
            count(each.n_answers),
            DASH if each.n_people is None else count(each.n_people),
        )
        for each in lanes
    ]
    table = plain_table(("waits in lane", ">items", ">answers needed", ">people with the skill"), rows)
    return [table, *(safe(line, most=1_000) for line in nobody_lines(lanes, queue=queue))]


def nobody_lines(lanes: Sequence[Any], *, queue: str) -> list[str]:
    """What waits for skills that nobody has, and what to do."""
    found = [each for each in lanes if each.nobody]
    if not found:
        return []
    n = plural(count(sum(each.n_items for each in found)), "item waits", "items wait")
    told = ", ".join(f"{each.lane} ({count(each.n_items)})" for each in found)
    return [
        f"{n} in '{queue}' for skills that nobody has: {told}. "
        f"Say who has one: assay people skills NAME --has {found[0].lane}"
    ]


def nothing_words(found: Any) -> str:
    """Why a judge gets no item; empty where nothing is told."""
    if found is None:
        return ""
    if found.n is not None:
        today = plural(count(found.n), "item")
        return f"You have done today's {today} of this queue; it opens again at 00:00 UTC."
    return f"The items that are left need a skill that you were not given: {', '.join(found.skills)}."
