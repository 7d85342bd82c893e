"""Made-up outputs that a panel judged, drawn by what it said and how far it agreed, and what people would say.

Each member errs on its own; where they differ the panel is wrong more often, which is what the strata are for.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from assay.core.facts import CHANCE, ITEM, PLACE, STRATUM, answer_column, output_column, people_column
from assay.datasets.judged_sample import Prompt, draw_judged
from assay.metrics.mixed.judged import Judged, judged_pieces
from assay.metrics.mixed.pieces import MIXED, Piece

SYSTEMS = ("old", "new")
TRUTH = {"old": 0.6, "new": 0.75}
MEMBERS = 3


class Found(NamedTuple):
    """The corrected numbers of one replicate, by ``old``, ``new`` and ``difference``."""

    pieces: dict[str, Piece]
    strata: int


def replicates(
    n: int, *, right: float, prompts: int = 400, outputs: int = 200, seed: int, of_panel: bool = True
) -> Iterator[Found]:
    """Corrected numbers of ``n`` pools, each judged by a panel whose members are right so often, and drawn."""
    for number in range(n):
        yield _replicate(np.random.default_rng([seed, number]), right, prompts, outputs, of_panel=of_panel)


def _replicate(rng: np.random.Generator, right: float, prompts: int, outputs: int, *, of_panel: bool) -> Found:
    truth = {name: rng.random(prompts) < share for name, share in TRUTH.items()}
    votes = {
        name: np.where(rng.random((MEMBERS, prompts)) < right, good, ~good).sum(axis=0) for name, good in truth.items()
    }
    said = {name: yes * 2 > MEMBERS for name, yes in votes.items()}
    agreed = np.all([(yes == 0) | (yes == MEMBERS) for yes in votes.values()], axis=0)
    pool = [
        Prompt(
            tuple(_word(said[name][row]) for name in SYSTEMS),
            tuple(f"{name}-{row}" for name in SYSTEMS),
            bool(agreed[row]) if of_panel else None,
        )
        for row in range(prompts)
    ]
    drawn = draw_judged(pool, outputs, seed=int(rng.integers(10**6)), name="s", frame="f")
    found = judged_pieces(Judged(_facts(drawn.table, truth, said, prompts), *SYSTEMS))
    assert found is not None
    named = zip(("old", "new", "difference"), found, strict=True)
    pieces = {name: next(each for each in every if each.way == MIXED) for name, every in named}
    return Found(pieces, len(set(drawn.table["stratum"].to_pylist())))


def _facts(drawn: pa.Table, truth: dict[str, Any], said: dict[str, Any], prompts: int) -> pa.Table:
    """The table that people's answers make of the sample: one row a prompt."""
    of = {str(row["item"]).split("-")[1]: row for row in drawn.to_pylist()}
    rows = [of.get(str(row)) for row in range(prompts)]
    columns: dict[str, Any] = {ITEM: [f"p{row}" for row in range(prompts)]}
    for name in SYSTEMS:
        columns[answer_column(name)] = [_word(each) for each in said[name]]
        people = [_word(good) if row else None for good, row in zip(truth[name], rows, strict=True)]
        columns[people_column(name)] = pa.array(people, pa.string())
        columns[output_column(name)] = [f"{name}-{row}" for row in range(prompts)]
    for name, key, kind in ((CHANCE, "probability", pa.float64()), (STRATUM, "stratum", pa.string())):
        columns[name] = pa.array([None if row is None else row[key] for row in rows], kind)
    columns[PLACE] = pa.array([None if row is None else float(row["order"]) for row in rows], pa.float64())
    return pa.table(columns)


def _word(good: Any) -> str:
    return "good" if good else "not good"
