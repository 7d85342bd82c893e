"""Agreement equals irrCAC, Gwet's own package, which runs in an environment of its own because it pins numpy below 2.

Its intervals are the value and Student's t of n - 1 times the standard error; ours are wider on the side where these
miss (see `assay.stats.agreement.interval`), so what is compared is the value, the error and both parts of the kappa,
and its interval with what our error gives by its rule.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from bench.peers import python_of

from assay.stats.agreement import pairs
from assay.stats.agreement.chance import COUNT_COEFFICIENTS, Parts
from assay.stats.agreement.patterns import count_patterns, judge_patterns
from assay.stats.agreement.weights import WEIGHTS, agreement_weights, distances
from assay.stats.student import student_interval
from assay.stats.votes import Votes, votes

Ratings = list[list[float | None]]

KRIPPENDORFF = """1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *"""
RATERS_4 = """1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * *
* 3 3 3 2 3 4 2 2 5 1 3
1 2 3 3 2 4 4 1 2 5 1 *"""
SQUARE = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


def printed(text: str) -> Ratings:
    """A row a judge, ``*`` where there is no answer, as a row an item."""
    rows = [[None if cell == "*" else float(cell) for cell in row.split()] for row in text.splitlines()]
    return [list(row) for row in zip(*rows, strict=True)]


def drawn(seed: int, *, n_items: int, n_judges: int, values: list[float], gaps: float, skill: float = 0.6) -> Ratings:
    rng = np.random.default_rng(seed)
    prior = np.arange(len(values), 0, -1) / (len(values) * (len(values) + 1) / 2)
    truth = rng.choice(len(values), n_items, p=prior)
    shape = (n_items, n_judges)
    said = np.where(rng.random(shape) < skill, truth[:, None], rng.choice(len(values), shape, p=prior))
    absent = rng.random(shape) < gaps
    return [
        [None if gone else values[answer] for answer, gone in zip(row, missing, strict=True)]
        for row, missing in zip(said.tolist(), absent.tolist(), strict=True)
        if not all(missing)
    ]


TABLES: dict[str, Ratings] = {
    "Krippendorff's 4 x 12": printed(KRIPPENDORFF),
    "Gwet's copy of it": printed(RATERS_4),
    "two judges": drawn(1, n_items=60, n_judges=2, values=[1.0, 2.0, 3.0], gaps=0.0),
    "two judges with gaps": drawn(2, n_items=60, n_judges=2, values=[1.0, 2.0, 3.0], gaps=0.2),
    "five judges, values apart": drawn(3, n_items=80, n_judges=5, values=[1.0, 2.0, 5.0, 9.0], gaps=0.0),
    "five judges with many gaps": drawn(4, n_items=120, n_judges=5, values=[1.0, 2.0, 5.0, 9.0], gaps=0.5),
    "judges no better than chance": drawn(5, n_items=90, n_judges=3, values=[1.0, 2.0], gaps=0.1, skill=0.0),
    "eight judges, seven classes": drawn(6, n_items=40, n_judges=8, values=[1.0, 2, 3, 4, 5, 6, 7], gaps=0.3),
}
CASES = [(name, weights) for name in TABLES for weights in WEIGHTS]


def as_votes(ratings: Ratings, values: list[float]) -> Votes:
    given = [
        (item, judge, values.index(cell))
        for item, row in enumerate(ratings)
        for judge, cell in enumerate(row)
        if cell is not None
    ]
    return votes(*zip(*given, strict=True), n_classes=len(values))


def levels(ratings: Ratings) -> list[float]:
    return sorted({cell for row in ratings for cell in row if cell is not None})


def ordinal_weights(ratings: Ratings) -> list[list[float]]:
    """Of Krippendorff's ordinal distances, which irrCAC takes as a table."""
    values = levels(ratings)
    known = count_patterns(as_votes(ratings, values)).pairable()
    apart = distances("ordinal", known.items @ known.counts, np.asarray(values))
    return (1.0 - apart / apart.max()).tolist()


@pytest.fixture(scope="module")
def said() -> dict[tuple[str, str], dict[str, dict[str, float]]]:
    """What irrCAC says of every case, in one run."""
    asked = [
        {"ratings": TABLES[name], "weights": weights, "categories": levels(TABLES[name])} for name, weights in CASES
    ]
    asked += [
        {"ratings": table, "weights": ordinal_weights(table), "categories": levels(table)} for table in TABLES.values()
    ]
    asked += [{"square": SQUARE, "weights": weights, "categories": [1, 2, 3]} for weights in WEIGHTS]
    script = Path(__file__).with_name("irr_cac_says.py")
    ended = subprocess.run(
        [python_of("irrCAC"), "-W", "ignore", str(script)],
        input=json.dumps(asked), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    keys = [*CASES, *((name, "alpha ordinal") for name in TABLES), *(("square", weights) for weights in WEIGHTS)]
    return dict(zip(keys, json.loads(ended.stdout), strict=True))


def check(parts: Parts, theirs: dict[str, float], *, n_for_error: float = 0.0) -> None:
    """Value, both parts, error and interval; with ``n_for_error`` their error divides by n in place of n - 1."""
    error = parts.standard_error * np.sqrt(1.0 - 1.0 / n_for_error) if n_for_error else parts.standard_error
    interval = student_interval(parts.value, error, 0.025, parts.n_items - 1.0)
    ours = {
        "value": parts.value,
        "error": error,
        "agreement": parts.agreement,
        "chance": parts.chance,
        "low": float(interval.low),
        "high": min(float(interval.high), 1.0),
    }
    ends = {"low", "high"}  # the t quantile of irrCAC's older scipy is right to about 1e-8
    for name, value in theirs.items():
        assert ours[name] == pytest.approx(value, abs=1e-8 if name in ends else 1e-9), name


@pytest.mark.slow
@pytest.mark.parametrize(("name", "weights"), CASES, ids=[f"{name}, {weights}" for name, weights in CASES])
def test_kappas_of_raw_ratings_equal_irr_cac(name: str, weights: str, said: dict) -> None:
    values, theirs = levels(TABLES[name]), said[(name, weights)]
    given, table = as_votes(TABLES[name], values), agreement_weights(weights, np.asarray(values))
    for coefficient in ("ac1", "fleiss", "brennan_prediger", "alpha"):
        check(COUNT_COEFFICIENTS[coefficient].parts(count_patterns(given), table), theirs[coefficient])
    check(pairs.conger(judge_patterns(given), table), theirs["conger"])


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_ordinal_alpha_of_raw_ratings_equals_irr_cac(name: str, said: dict) -> None:
    given = as_votes(TABLES[name], levels(TABLES[name]))
    parts = COUNT_COEFFICIENTS["alpha"].parts(count_patterns(given), np.asarray(ordinal_weights(TABLES[name])))
    check(parts, said[(name, "alpha ordinal")]["alpha"])


@pytest.mark.slow
@pytest.mark.parametrize("weights", WEIGHTS)
def test_cohen_and_scott_of_a_square_equal_irr_cac(weights: str, said: dict) -> None:
    cells = [(a, b) for a, row in enumerate(SQUARE) for b, times in enumerate(row) for _ in range(times)]
    given = votes(np.repeat(np.arange(len(cells)), 2), np.tile([0, 1], len(cells)), np.asarray(cells).ravel())
    theirs, table = said[("square", weights)], agreement_weights(weights, np.array([1.0, 2.0, 3.0]))
    check(pairs.cohen(judge_patterns(given), table), theirs["cohen"], n_for_error=len(cells))
    del theirs["scott"]["chance"]  # irrCAC 0.4.4 leaves it at 0 for Scott's
    check(pairs.scott(judge_patterns(given), table), theirs["scott"], n_for_error=len(cells))
