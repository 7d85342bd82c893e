"""Numbers against numbers, with a tolerance and a unit."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from assay.harness.scorers.score import Score

NUMBER = re.compile(
    r"[-+\u2212]?(?:\d{1,3}(?:[,\u2009\u00a0]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?|[-+\u2212]?\.\d+"
)
LONGEST = 100_000
"""Characters in which a number is looked for, from the end."""
FACTORS = {"k": Decimal(1_000), "thousand": Decimal(1_000), "million": Decimal(10**6), "billion": Decimal(10**9)}
WORD_AFTER = re.compile(r"\s*(%|[^\W\d_]+)?")


def numeric(output: str, targets: Sequence[str], *, tolerance: float = 0.0, relative: bool = False) -> Score:
    """Whether the last number of the output is a target's, within a tolerance.

    Thousands may be parted by commas or thin blanks; a following ``%``, ``k``, ``thousand``, ``million`` or
    ``billion`` counts. The last number is taken, for that is where an answer stands after its working.

    Parameters
    ----------
    tolerance : float, 0 or more
        Largest difference that counts as right.
    relative : whether the tolerance is a share of the target
    """
    wanted = [number for number in map(last_number, targets) if number is not None]
    if not wanted:
        return Score(None, "no target is a number")
    said = last_number(output)
    if said is None:
        return Score(0.0, "it holds no number")
    limit = Decimal(repr(tolerance))
    near = [each for each in wanted if abs(said - each) <= (limit * abs(each) if relative else limit)]
    return Score(float(bool(near)), f"its number is {said.normalize():f}"[:80])


def last_number(text: str) -> Decimal | None:
    """The last number of a text; None where there is none."""
    text = text[-LONGEST:]
    every = list(NUMBER.finditer(text))
    if not every:
        return None
    found = every[-1]
    number = number_of(found[0])
    if number is None:
        return None
    after = WORD_AFTER.match(text, found.end())
    word = (after[1] or "").lower() if after else ""
    return number / 100 if word == "%" else number * FACTORS.get(word, Decimal(1))


def number_of(written: str) -> Decimal | None:
    """The number that is written so; thousands may be parted."""
    digits = re.sub(r"[,\u2009\u00a0]", "", written).replace("\u2212", "-")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
