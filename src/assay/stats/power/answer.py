"""One question of planning answered: items, power or effect, for all items or for every slice.

Two of the three are given and the third is found, by `items_needed`, the test's own power, or `smallest_effect`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.errors import InputError
from assay.stats.power.search import Powered, items_needed, smallest_effect
from assay.stats.power.worth import Worth

MOST_ITEMS = 10**9
"""Nobody will judge more: a question that needs them is refused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Items, effect and power that belong together."""

    name: str
    """Which slice, or which test."""
    share: float
    """Part of the items that it is about; 1 for all."""
    n: int
    """Items to be judged in all (in each of two groups), of which the slice holds its share."""
    n_independent: int
    """Independent items that its share of them is worth."""
    effect: float
    """The effect that shows."""
    power: float
    """Chance that it shows."""


def answered(
    test: Powered, worth: Worth, *, n: int | None, effect: float | None, power: float, name: str = ""
) -> Answer:
    """The one of n, effect and power that is asked for: n when it is None, else the effect when None, else the power.

    Raises
    ------
    InputError
        ``stats.out_of_reach`` when more than a thousand million items, or more than n, would be needed;
        ``stats.out_of_range``.

    Examples
    --------
    >>> from assay.stats.power.paired import ConnorTest
    >>> test = ConnorTest(discordance=0.13)
    >>> answered(test, Worth(), n=None, effect=0.03, power=0.8).n
    1132
    >>> round(answered(test, Worth(), n=1132, effect=None, power=0.8).effect, 4)
    0.03
    """
    if n is None:
        asked = 0.0 if effect is None else effect
        alone = items_needed(test, asked, power=power, most=MOST_ITEMS).n_items
        found = _no_more(worth.items(alone), test)
        return _at(test, worth, found, asked, name)
    if effect is not None:
        return _at(test, worth, n, effect, name)
    independent = max(math.floor(worth.independent(n) + 1e-9), 1)
    shown = smallest_effect(test, independent, power=power).effect
    return Answer(name, worth.share, n, independent, shown, test.power(independent, shown))


def in_every_slice(
    test: Powered,
    worth: Worth,
    slices: Sequence[tuple[str, float]],
    *,
    n: int | None,
    effect: float | None,
    power: float,
) -> tuple[Answer, ...]:
    """Answers for slices that are drawn as their shares say, at the one n that serves them all.

    Raises
    ------
    InputError
        As `answered`.
    """
    each = [answered(test, worth.of(share), n=n, effect=effect, power=power, name=name) for name, share in slices]
    if n is not None:
        return tuple(each)
    most = max(one.n for one in each)
    return tuple(_at(test, worth.of(one.share), most, one.effect, one.name) for one in each)


def _at(test: Powered, worth: Worth, n: int, effect: float, name: str) -> Answer:
    independent = math.floor(worth.independent(n) + 1e-9)
    reached = test.power(independent, effect) if independent > 0 else 0.0
    return Answer(name, worth.share, n, independent, effect, reached)


def _no_more(n: int, test: Powered) -> int:
    if n > MOST_ITEMS:
        raise InputError(
            "stats.out_of_reach",
            f"{test.name}: {n:,} items would be needed, more than {MOST_ITEMS:,}.",
            "Ask about a larger effect, less power, or larger slices.",
        )
    return n
