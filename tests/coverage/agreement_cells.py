"""Cells of agreement and of judges on gold: judges who know an item's class, or answer from its prior.

With probability ``skill`` a judge says the class of the item, else one at random from the prior. Two judges then agree
on ``skill^2 + (1 - skill^2) sum p^2`` of the items, and every kappa whose chance is the prior, and alpha on every
scale, is ``skill^2``.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from tests.coverage.made import MadeCell, MadeEnds

from assay.metrics.consensus import find_consensus, judges_scored
from assay.metrics.long_facts import long_facts
from assay.stats.agreement.named import Agreement, coefficient
from assay.stats.votes import Votes, votes

SIZES = (30, 100, 300)
JUDGES = 3
PRIORS = {
    "even": (0.25, 0.25, 0.25, 0.25),
    "uneven": (0.55, 0.25, 0.15, 0.05),
    "7 to 3": (0.7, 0.3),
    "9 to 1": (0.9, 0.1),
}
SKILLS = (0.4, 0.8)
ASKED: dict[str, tuple[str, dict[str, str]]] = {
    "alpha nominal": ("alpha", {"scale": "nominal"}),
    "alpha ordinal": ("alpha", {"scale": "ordinal"}),
    "alpha interval": ("alpha", {"scale": "interval"}),
    "fleiss": ("fleiss", {}),
    "ac1": ("ac1", {}),
    "cohen": ("cohen", {}),
}
REPLICATES = 2_000

Integers = npt.NDArray[np.int64]


def answers(rng: np.random.Generator, n_items: int, n_judges: int, prior: tuple[float, ...], skill: float) -> Integers:
    """What each judge says of each item, shape (n_items, n_judges)."""
    shape = (n_items, n_judges)
    classes = rng.choice(len(prior), n_items, p=prior)
    return np.where(rng.random(shape) < skill, classes[:, None], rng.choice(len(prior), shape, p=prior))


def as_votes(table: Integers, n_classes: int) -> Votes:
    """The answers as votes."""
    n, judges = table.shape
    return votes(np.repeat(np.arange(n), judges), np.tile(np.arange(judges), n), table.ravel(), n_classes=n_classes)


def agreement_ends(
    rng: np.random.Generator, replicates: int, n: int, prior: tuple[float, ...], skill: float, names: tuple[str, ...]
) -> dict[str, MadeEnds]:
    """The interval of each coefficient in each replicate; Cohen's of the first two judges."""
    found: dict[str, list[Agreement]] = {name: [] for name in names}
    for _ in range(replicates):
        table = answers(rng, n, JUDGES, prior, skill)
        every, two = as_votes(table, len(prior)), as_votes(table[:, :2], len(prior))
        for name in names:
            metric, options = ASKED[name]
            found[name].append(coefficient(metric, two if metric == "cohen" else every, **options))
    return {name: MadeEnds.of([(each.low, each.high) for each in made]) for name, made in found.items()}


def judge_ends(rng: np.random.Generator, replicates: int, n: int, accuracy: float) -> dict[str, MadeEnds]:
    """As many judges as replicates on the same gold, by the path of ``assay consensus --reference``."""
    gold = rng.integers(0, 3, n)
    said = np.where(rng.random((replicates, n)) < accuracy, gold, (gold + rng.integers(1, 3, (replicates, n))) % 3)
    names = np.array([f"item {number}" for number in range(n)])
    table = pa.table(
        {
            "item": np.tile(names, replicates),
            "judge": np.repeat(np.array([f"{number:05d}" for number in range(replicates)]), n),
            "answer": said.ravel().astype(str),
        }
    )
    found = find_consensus(long_facts(table, item=["item"], judge=["judge"], answer="answer"), "majority", {})
    reference = dict(zip(names.tolist(), gold.astype(str).tolist(), strict=True))
    made = [each for each in judges_scored(found, reference, ["accuracy"], level=0.95, seed=7) if each.slice]
    return {"accuracy": MadeEnds.of([each.interval or (None, None) for each in made])}


def _agreement() -> Iterator[MadeCell]:
    for prior, shares in PRIORS.items():
        scales = [name for name in ASKED if len(shares) > 2 or name not in ("alpha ordinal", "alpha interval")]
        for skill in SKILLS:
            for n in SIZES:
                pairs = sum(share**2 for share in shares)
                hard = (1.0 - pairs) / (len(shares) - 1)
                agreeing = skill**2 + (1.0 - skill**2) * pairs
                truths = dict.fromkeys(scales, skill**2) | {"ac1": (agreeing - hard) / (1.0 - hard)}
                yield MadeCell(
                    "agreement of three judges (Cohen: two)",
                    f"n={n} answers {prior} skill={skill:g}",
                    truths,
                    partial(agreement_ends, n=n, prior=shares, skill=skill, names=tuple(scales)),
                    REPLICATES,
                )


def _judges() -> Iterator[MadeCell]:
    for accuracy in (0.6, 0.8, 0.95):
        for n in SIZES:
            yield MadeCell(
                "accuracy of a judge on gold",
                f"n={n} accuracy={accuracy:g}",
                {"accuracy": accuracy},
                partial(judge_ends, n=n, accuracy=accuracy),
                REPLICATES,
            )


GROUPS: dict[str, tuple[MadeCell, ...]] = {cells[0].group: cells for cells in map(tuple, (_agreement(), _judges()))}
