"""Which claims of a plan may be made at once: Holm's step-down, for PASS and for FAIL apart.

A plan makes two families of one-sided claims: "each gate that says PASS is right" and "each gate that says FAIL is
right". Each family gets its own error of ``(1 - level)/2``: the chance of any wrong PASS is at most that, and so is
the chance of any wrong FAIL. One Holm over both directions (a two-sided p-value, and the direction taken from the
sign) is known to keep the family-wise error of "no difference", but not of a wrong direction once a step is passed:
a directional error in an early step enlarges the later ones. Finner (1999) shows where it can be saved and where it
cannot; a family for each direction needs no condition on the dependence of the claims.

Steps are taken by rounds: with r claims left, each is tested at ``alpha/r``; those that reach their threshold leave;
rounds end when none does. That rejects what Holm rejects, claim by claim (with r left, all p-values up to alpha/r would
leave in the next steps, whose levels are higher), without any p-value and so without a second way to make an interval:
a claim is made if and only if the end of its interval at its round's level reaches the threshold. Claims that are
never made keep the level of the last round. So verdict and interval always agree, and when all is settled in the first
round the intervals shown are simultaneous (Bonferroni); after it, what is simultaneous are the verdicts.

References
----------
Holm (1979), A simple sequentially rejective multiple test procedure, https://www.jstor.org/stable/4615733.
Finner (1999), Stepwise multiple test procedures and control of directional errors, doi:10.1214/aos/1018031111.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """What became of one claim."""

    is_made: bool
    """Whether its end reached the threshold."""
    side_alpha: float
    """Error allowed beyond that end in the round that settled it, or in the last one."""


def holm_steps(reaches: Sequence[Callable[[float], bool]], side_alpha: float) -> tuple[Step, ...]:
    """Holm over claims of one direction; ``reaches[i](a)`` says whether the end of claim i at error ``a`` does.

    Reaching must be monotone: an end that reaches its threshold at some error does so at any larger one.
    The chance that any claim is made wrongly is at most ``side_alpha``, whatever their dependence.
    """
    settled: dict[int, Step] = {}
    left = list(range(len(reaches)))
    while left:
        share = side_alpha / len(left)
        made = {index for index in left if reaches[index](share)}
        settled.update((index, Step(index in made, share)) for index in left)
        if not made:
            break
        left = [index for index in left if index not in made]
    return tuple(settled[index] for index in range(len(reaches)))


def single_steps(reaches: Sequence[Callable[[float], bool]], side_alpha: float) -> tuple[Step, ...]:
    """Each claim by itself at the full error: multiplicity ``none``."""
    return tuple(Step(each(side_alpha), side_alpha) for each in reaches)
