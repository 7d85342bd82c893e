"""A sample of outputs that a machine judged, for people to judge: stratified by its verdicts, prompts drawn whole.

The outputs of both systems to one prompt are drawn together, so that the systems are compared on the same prompts. A
stratum is what the machine said of the two and, where several say it (a panel, or a judge that was asked again),
whether they all said the same; a larger sample with the same seed holds the smaller one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.canonical import content_hash
from assay.datasets.sample import DrawnSample, draw
from assay.datasets.sample_asked import SampleAsked

BETWEEN = ", "
"""Parts the verdicts in the name of a stratum."""
TOGETHER = "strata are what the judge said of the outputs of both systems to one prompt, which are drawn together"
AGREE, DIFFER = "; all agree", "; some differ"
"""Ends of the name of a stratum, where several judged."""
AGREEMENT = "strata also tell whether all who make up the judge said the same of both"
TOO_SMALL = "strata do not tell whether all who make up the judge said the same: the first stage is too small"
LEAST = 2


class Prompt(NamedTuple):
    """A prompt (or one attempt at it) with its outputs."""

    verdicts: tuple[str, ...]
    """What the machine said of each."""
    outputs: tuple[str, ...]
    """Their ids, of those too that were never said."""
    agreed: bool | None = None
    """Whether the members of a panel (or the runs of a judge) said the same of each; None where one answer is all."""


def draw_judged(
    prompts: Sequence[Prompt], n: int, *, seed: int, name: str, frame: str, first: int | None = None
) -> DrawnSample:
    """About n outputs, all of a prompt or none; their order within a prompt does not tell whose output it is.

    Parameters
    ----------
    n : outputs to draw; at least two prompts of each stratum are drawn, at most all
    frame : dataset version of the outputs
    first : outputs of the first stage, which says how many strata there can be in all; ``n`` when left out
    """
    each_prompt = max((len(prompt.verdicts) for prompt in prompts), default=1)
    strata, told = _strata(prompts, (n if first is None else first) // each_prompt)
    table = pa.table({"place": pa.array([str(row) for row in range(len(prompts))]), "verdicts": pa.array(strata)})
    wanted = min(max(n // each_prompt, _least(strata)), len(prompts))
    drawn = draw(table, SampleAsked(wanted, "stratified", seed, "place", ("verdicts",)), name=name, frame=frame)
    rows = [
        (item, row["probability"], row["stratum"])
        for row in drawn.table.sort_by("order").to_pylist()
        for item in sorted(prompts[int(row["item"])].outputs, key=content_hash)
    ]
    outputs = pa.table(
        {
            "item": pa.array([row[0] for row in rows], pa.string()),
            "probability": pa.array([row[1] for row in rows], pa.float64()),
            "stratum": pa.array([row[2] for row in rows], pa.string()),
            "order": pa.array(np.arange(1, len(rows) + 1)),
        }
    )
    n_frame = sum(len(each.outputs) for each in prompts)
    notes = (*drawn.sample.notes, TOGETHER, *told, f"strata count prompts: {wanted} of {len(prompts)} were drawn")
    return DrawnSample(replace(drawn.sample, n=len(rows), n_frame=n_frame, notes=notes), outputs)


def _strata(prompts: Sequence[Prompt], first: int) -> tuple[list[str], tuple[str, ...]]:
    """The stratum of each prompt, and what is to be said of them.

    Agreement comes in where the prompts of the first stage can give `LEAST` to every stratum: all stages of a plan then
    have the same strata, so that a later sample holds the earlier ones.
    """
    plain = [BETWEEN.join(each.verdicts) for each in prompts]
    if all(each.agreed is None for each in prompts):
        return plain, ()
    fine = [name + (DIFFER if each.agreed is False else AGREE) for name, each in zip(plain, prompts, strict=True)]
    return (fine, (AGREEMENT,)) if _least(fine) <= first else (plain, (TOO_SMALL,))


def _least(strata: Sequence[str]) -> int:
    """Prompts that are drawn at least, so that each stratum shows how much it varies."""
    return sum(min(LEAST, n) for n in Counter(strata).values())
