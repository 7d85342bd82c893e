"""Ranked ids of documents against those that are relevant: recall, precision, NDCG, reciprocal rank, context precision.

An output is a JSON list of ids (or of objects with an ``id``), or ids parted by commas, blanks or lines, the best
first. Targets are the relevant ids, each with a grade after ``=`` where relevance has degrees: ``d7=2``.

References
----------
Jarvelin and Kekalainen (2002), Cumulated gain-based evaluation of IR techniques, doi:10.1145/582415.582418.
Buckley and Voorhees (2005), Retrieval system evaluation (trec_eval), in TREC, MIT Press.
Es et al. (2024), RAGAS, arXiv:2309.15217 (context precision and recall).
"""

import json
import math
import re
from collections.abc import Sequence

from assay.harness.scorers.score import Score

PARTS = re.compile(r"[,;\s]+")
MOST = 100_000
"""Ids of an output."""


def retrieval_recall(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """Share of the relevant ids that are among the first k (all with 0)."""
    grades, ranked = _grades(targets), _ranked(output, k)
    if not grades:
        return Score(None, "no id is relevant")
    found = sum(each in grades for each in ranked)
    return Score(found / len(grades), f"{found} of {len(grades)} relevant ids are there")


def retrieval_precision(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """Share of the first k ids that are relevant, of k even where fewer were found; of all that were found with 0."""
    grades, ranked = _grades(targets), _ranked(output, k)
    if not grades:
        return Score(None, "no id is relevant")
    found, of = sum(each in grades for each in ranked), k or len(ranked)
    return Score(found / of if of else 0.0, f"{found} of {of} ids are relevant")


def ndcg(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """Discounted cumulated gain of the first k ids over that of the best order: ``sum grade / log2(rank + 1)``."""
    grades, ranked = _grades(targets), _ranked(output, k)
    best = sorted(grades.values(), reverse=True)
    ideal = _gain(best[:k] if k else best)
    if ideal <= 0.0:
        return Score(None, "no id is relevant")
    value = _gain([grades.get(each, 0.0) for each in ranked]) / ideal
    return Score(min(value, 1.0), f"gain {value:.4g} of the best order")


def reciprocal_rank(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """1 over the rank of the first relevant id; 0 where none is among the first k."""
    grades = _grades(targets)
    if not grades:
        return Score(None, "no id is relevant")
    rank = next((place for place, each in enumerate(_ranked(output, k), 1) if each in grades), None)
    return Score(1.0 / rank if rank else 0.0, f"the first relevant id has rank {rank}" if rank else "none is relevant")


def context_precision(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """Mean of the precision at each relevant id that was found (RAGAS): whether what is relevant stands first."""
    grades = _grades(targets)
    if not grades:
        return Score(None, "no id is relevant")
    found, total = 0, 0.0
    for rank, each in enumerate(_ranked(output, k), 1):
        if each in grades:
            found += 1
            total += found / rank
    return Score(total / found if found else 0.0, f"{found} relevant ids were found")


def average_precision(output: str, targets: Sequence[str], *, k: int = 0) -> Score:
    """As `context_precision`, over all relevant ids, found or not (trec_eval's map)."""
    grades, found = _grades(targets), context_precision(output, targets, k=k)
    if found.value is None:
        return found
    n = sum(each in grades for each in _ranked(output, k))
    return Score(found.value * n / len(grades), found.why)


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _ranked(output: str, k: int) -> list[str]:
    """The ids of an output, each once, the best first."""
    ids = list(dict.fromkeys(_listed(output)))[:MOST]
    return ids[:k] if k else ids


def _listed(text: str) -> list[str]:
    if text.lstrip()[:1] == "[":
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            given = None
        if isinstance(given, list):
            return [str(each.get("id", "") if isinstance(each, dict) else each) for each in given]
    return [each for each in PARTS.split(text) if each]


def _grades(targets: Sequence[str]) -> dict[str, float]:
    """Relevant ids with their grades, 1 where none is told; a grade of 0 or less is not relevant."""
    found: dict[str, float] = {}
    for each in (id for target in targets for id in _listed(target)):
        name, sign, grade = each.rpartition("=")
        try:
            value = float(grade) if sign else 1.0
        except ValueError:
            name, value = each, 1.0
        if 0.0 < value < math.inf:
            found[name if sign else each] = value
    return found
