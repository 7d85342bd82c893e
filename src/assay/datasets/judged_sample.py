"""A sample of outputs that a machine judged, for people to judge: stratified by its verdicts, prompts drawn whole.

The outputs of both systems to one prompt are drawn together, so that the systems are compared on the same prompts. A
stratum is what the machine said of the two; a larger sample with the same seed holds the smaller one.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.canonical import content_hash
from assay.datasets.cells import kernels
from assay.datasets.sample import DrawnSample, draw
from assay.datasets.sample_asked import SampleAsked

BETWEEN = ", "
"""Parts the verdicts in the name of a stratum."""
TOGETHER = "strata are what the judge said of the outputs of both systems to one prompt, which are drawn together"
LEAST = 2


class Prompt(NamedTuple):
    """A prompt (or one attempt at it) with its outputs."""

    verdicts: tuple[str, ...]
    """What the machine said of each."""
    outputs: tuple[str, ...]
    """Their ids, of those too that were never said."""


def draw_judged(prompts: Sequence[Prompt], n: int, *, seed: int, name: str, frame: str) -> DrawnSample:
    """About n outputs, all of a prompt or none; their order within a prompt does not tell whose output it is.

    Parameters
    ----------
    n : outputs to draw; at least two prompts of each stratum are drawn, at most all
    frame : dataset version of the outputs
    """
    strata = [BETWEEN.join(each.verdicts) for each in prompts]
    table = pa.table({"place": pa.array([str(row) for row in range(len(prompts))]), "verdicts": pa.array(strata)})
    counted = kernels.value_counts(table["verdicts"]).to_pylist()
    least = sum(min(LEAST, each["counts"]) for each in counted)
    each_prompt = max((len(prompt.verdicts) for prompt in prompts), default=1)
    wanted = min(max(n // each_prompt, least), len(prompts))
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
    notes = (*drawn.sample.notes, TOGETHER, f"strata count prompts: {wanted} of {len(prompts)} were drawn")
    return DrawnSample(replace(drawn.sample, n=len(rows), n_frame=n_frame, notes=notes), outputs)
