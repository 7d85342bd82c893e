"""Instructions that can be checked: how long an output is, and what it must or must not hold.

References
----------
Zhou and others (2023), Instruction-following evaluation (IFEval), arXiv:2311.07911: verifiable instructions.
Where these definitions differ from its code is told in ``docs/methods/scorers.md``.
"""

from collections.abc import Sequence

from assay.harness.scorers.score import Score


def words(output: str, targets: Sequence[str], *, least: int = 0, most: int | None = None) -> Score:
    """Whether the output has from ``least`` to ``most`` words, parted by blanks; targets are not looked at."""
    n = len(output.split())
    return Score(float(n >= least and (most is None or n <= most)), f"it has {n} words")


def keywords(output: str, targets: Sequence[str]) -> Score:
    """Share of the targets that the output holds, whatever their case: each must be there."""
    folded = output.casefold()
    wanted = [each for each in targets if each.strip()]
    if not wanted:
        return Score(None, "there is no keyword")
    held = [each for each in wanted if each.casefold() in folded]
    return Score(len(held) / len(wanted), f"{len(held)} of {len(wanted)} keywords are there")


def forbidden(output: str, targets: Sequence[str]) -> Score:
    """Whether the output holds none of the targets, whatever their case."""
    folded = output.casefold()
    held = [each for each in targets if each.strip() and each.casefold() in folded]
    return Score(float(not held), f"it holds '{held[0][:60]}'" if held else "it holds none of them")
