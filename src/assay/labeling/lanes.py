"""Lanes and skills: which items need a language or a skill, which people have it, and what is more urgent.

An item's lane is the text of its value in one column of the dataset; without a value it is for everybody. A person
gets the items for everybody and those of the lanes whose skill he has. A skill is a person's, in every queue.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

from assay.core.encode import from_plain
from assay.core.errors import InputError
from assay.core.people import person
from assay.core.safe_text import UNSEEN, neutral
from assay.labeling.gold import EMPTY_LANE, GOLD_LANE
from assay.labeling.interventions import KeptIntervention, skills_removed, stopped_judges
from assay.store.open import Store
from assay.store.queueing.assignment import ANY_LANE

SKILLS = "skills"
"""Kind of the document that says what a person can judge."""
MOST_LANES, LONGEST_LANE = 50, 60
RESERVED = (ANY_LANE, GOLD_LANE, EMPTY_LANE)
"""Lanes with a meaning of their own."""
APART = ","
"""Parts skills where they are typed."""
LARGEST_PRIORITY = 10**9
MOST_A_DAY = 100_000


@dataclass(frozen=True, slots=True)
class Skills:
    """What a person can judge."""

    judge: str
    """Pseudonym."""
    has: tuple[str, ...]
    """Languages and other skills, sorted, in the words of the lanes."""


class LaneStanding(NamedTuple):
    """One lane of a queue."""

    lane: str
    """The language or skill; ``any`` for items that are for everybody."""
    n_items: int
    """Items that need answers which nobody holds."""
    n_answers: int
    """Those answers."""
    n_people: int | None
    """People who have the skill and get items of it; None for the lane that is for everybody."""

    @property
    def nobody(self) -> bool:
        """Whether items wait that nobody can get."""
        return self.n_people == 0 and self.n_items > 0


def lanes_of(values: Sequence[object], *, column: str) -> tuple[str, ...]:
    """The lane of each item by its value in a column.

    Raises
    ------
    InputError
        ``queue.lane`` for a value that cannot be one, ``queue.lanes_many``.
    """
    known: dict[object, str] = {}
    given = [None if isinstance(value, float) and isnan(value) else value for value in values]
    for value in given:
        if value not in known:
            known[value] = _lane(value, column)
        if len(known) > MOST_LANES + 1:
            what = f"The column '{column}' has more than {MOST_LANES} values, such as '{known[value]}'."
            fix = "A lane is a language or a skill: name a column with few values, or put rare ones together."
            raise InputError("queue.lanes_many", what, fix)
    return tuple(known[value] for value in given)


def kinds_of(lanes: Collection[str]) -> tuple[str, ...]:
    """The lanes that need a skill, sorted."""
    return tuple(sorted(set(lanes) - {ANY_LANE}))


def priorities_of(values: Sequence[object], items: Sequence[str], *, column: str) -> tuple[int, ...]:
    """The priority of each item by its value in a column.

    Raises
    ------
    InputError
        ``queue.priority`` with the first value that is no whole number.
    """
    return tuple(_priority(value, item, column) for value, item in zip(values, items, strict=True))


def keeps_order(strata: Sequence[object], lanes: Sequence[str], priorities: Sequence[int]) -> bool:
    """Whether the items of each stratum of a sample come in its random order: one lane and one priority in each.

    Only then do those that were answered first stay a random sample.
    """
    first: dict[object, tuple[str, int]] = {}
    told = zip(strata, zip(lanes, priorities, strict=True), strict=True)
    return all(first.setdefault(stratum, each) == each for stratum, each in told)


def checked_skills(judge: str, has: Collection[str]) -> Skills:
    """What a person can judge, in the words of lanes.

    Raises
    ------
    InputError
        ``skills.word``, ``skills.many``.
    """
    words = sorted({each.strip() for each in has})
    for word in words:
        wrong = _wrong(word)
        if not word or wrong:
            what = f"The skill '{neutral(word, most=LONGEST_LANE)}' {wrong or 'is empty'}."
            raise InputError("skills.word", what, "Write it as the lanes of the queue have it, such as zh.")
    if len(words) > MOST_LANES:
        what = f"{len(words)} skills for one person."
        raise InputError("skills.many", what, f"Give up to {MOST_LANES}.")
    return Skills(judge, tuple(words))


def skills_of(store: Store) -> dict[str, frozenset[str]]:
    """What each person can judge, by the pseudonym as names are compared."""
    every = (from_plain(Skills, each.body) for each in store.documents.latest(SKILLS))
    return {person(each.judge): frozenset(each.has) for each in every}


def lanes_of_judge(lanes: Sequence[str], skills: Mapping[str, frozenset[str]], judge: str) -> tuple[str, ...]:
    """The lanes of a queue out of which a person gets items."""
    has = skills.get(person(judge), frozenset()) if lanes else frozenset()
    return (ANY_LANE, *(each for each in lanes if each in has))


def lane_standings(
    store: Store, queue: str, lanes: Sequence[str], interventions: Collection[KeptIntervention]
) -> tuple[LaneStanding, ...]:
    """What waits in each lane of a queue, and how many people get it; none for a queue without lanes."""
    if not lanes:
        return ()
    waiting = {each.lane: each for each in store.queues.waiting(queue)}
    skills, removed, stopped = skills_of(store), skills_removed(interventions), stopped_judges(interventions)
    gone = {person(judge): without for judge, without in removed.items()}
    has = [(judge, skill) for judge, every in skills.items() for skill in every - gone.get(judge, frozenset())]
    at_work = [skill for judge, skill in has if judge not in set(map(person, stopped))]
    return tuple(
        LaneStanding(
            lane,
            waiting[lane].n_items if lane in waiting else 0,
            waiting[lane].n_answers if lane in waiting else 0,
            None if lane == ANY_LANE else at_work.count(lane),
        )
        for lane in (ANY_LANE, *lanes)
    )


def _lane(value: object, column: str) -> str:
    lane = "" if value is None else str(value).strip()
    wrong = _wrong(lane) if lane else None
    if wrong:
        what = f"The value '{neutral(lane, most=LONGEST_LANE)}' of the column '{column}' {wrong}."
        raise InputError("queue.lane", what, "Write it in other words in the data, or name another column.")
    return lane or ANY_LANE


def _wrong(lane: str) -> str | None:
    """What keeps a word from being a lane."""
    if lane.casefold() in RESERVED:
        return "cannot be a lane: the word has a meaning of its own"
    if len(lane) > LONGEST_LANE:
        return f"has more than {LONGEST_LANE} characters"
    if APART in lane or UNSEEN.search(lane):
        return "has a comma or a character that cannot be seen"
    return None


def _priority(value: object, item: str, column: str) -> int:
    number = _whole(value)
    if number is None or abs(number) > LARGEST_PRIORITY:
        told = "nothing" if value is None else f"'{neutral(str(value), most=LONGEST_LANE)}'"
        what = f"The column '{column}' says {told} of '{neutral(item, most=LONGEST_LANE)}'."
        fix = "A priority is a whole number up to 1,000,000,000, higher ones first: give each row one, such as 0."
        raise InputError("queue.priority", what, fix)
    return number


def _whole(value: object) -> int | None:
    """A whole number, also where it is written as a text or as 2.0."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return int(number) if abs(number) <= LARGEST_PRIORITY and number.is_integer() else None
