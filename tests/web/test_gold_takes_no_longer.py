"""How long an answer takes says nothing of gold: times of both kinds are compared as two samples."""

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from starlette.testclient import TestClient
from tests.labeling_support.judging import keep_reference
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

from assay.workflows.gold import add_gold

N, N_KNOWN = 600, 300
ALPHA = 1e-6
"""So small that chance alone fails the test once in a million runs."""
LARGEST_EFFECT = 0.1
"""By how much the chance that gold takes longer may differ from one half; a labeler sees no smaller one."""


class Took(NamedTuple):
    """One answer."""

    seconds: float
    """Until it was kept and the next item there."""
    is_gold: bool
    """Whether the item was gold."""
    brings_gold: bool
    """Whether the next one is."""


def timed(client: TestClient, known: set[str]) -> list[Took]:
    """Answer everything; ``known`` are the texts of gold."""
    took, offer = list[Took](), client.post("/api/v1/queues/first/claim").json()["next"]
    while offer is not None:
        sent = {"answer": "yes", "guideline": offer["guideline"]}
        begun = time.perf_counter()
        got = client.post(f"/api/v1/assignments/{offer['assignment']}/answer", json=sent)
        seconds, following = time.perf_counter() - begun, got.json()["next"]
        if following is not None:
            took.append(Took(seconds, text_of(offer) in known, text_of(following) in known))
        offer = following
    return took


def text_of(offer: dict[str, Any]) -> str:
    return str(offer["parts"][0]["text"])


def assert_alike(gold: list[float], others: list[float]) -> None:
    assert min(len(gold), len(others)) > 200
    found = mannwhitneyu(gold, others)
    effect = found.statistic / (len(gold) * len(others)) - 0.5
    told = f"medians {np.median(gold):.6f} and {np.median(others):.6f}, effect {effect:.3f}, p {found.pvalue:.2g}"
    assert found.pvalue > ALPHA or abs(effect) < LARGEST_EFFECT, told


@pytest.mark.slow
def test_answers_to_gold_take_as_long_as_others(site: Site, tmp_path: Path) -> None:
    rows = [{"id": f"i{n:04d}", "comment": f"comment {n:04d}"} for n in range(N)]
    add_queue(site.workspace, tmp_path, rows=rows, overlap=1)
    known = {f"i{n:04d}" for n in range(N_KNOWN)}
    keep_reference(site.workspace, "first", "expert", dict.fromkeys(sorted(known), "yes"))
    add_gold(site.workspace, "first", reference="expert", rate=0.5, n=N_KNOWN, actor="ann")
    took = timed(site.client("labeler"), {f"comment {n:04d}" for n in range(N_KNOWN)})
    assert_alike([each.seconds for each in took if each.is_gold], [each.seconds for each in took if not each.is_gold])
    brought = [each.seconds for each in took if each.brings_gold]
    assert_alike(brought, [each.seconds for each in took if not each.brings_gold])
