"""Signs of fraud in a queue: a copier and a script are named with their p, people are not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.labeling_support.judging import copy_of, keep_reference, made_once
from tests.labeling_support.queues import Ticking, add_queue

from assay.core.errors import InputError
from assay.reports.fraud import fraud_json, pairs_words
from assay.workflows import work
from assay.workflows.fraud import signs_of_fraud
from assay.workflows.gold import add_gold
from assay.workflows.workspace import Workspace

N = 90
ROWS = [{"id": f"i{n:02d}", "comment": f"comment {n}"} for n in range(N)]
JUDGES = ("j1", "j2", "j3", "j4", "j5")


def fill(made: Workspace, folder: Path) -> None:
    right = {row["id"]: "yes" if n % 2 else "no" for n, row in enumerate(ROWS)}
    add_queue(made, folder, rows=ROWS, rules=None)
    keep_reference(made, "first", "right", right)
    add_gold(made, "first", reference="right", rate=1.0, actor="lead")
    rng = np.random.default_rng(11)
    wrong = {judge: {row["id"] for row in ROWS if rng.random() < 0.25} for judge in JUDGES}
    wrong["j2"] = wrong["j1"]
    clock = made.now
    assert isinstance(clock, Ticking)
    for judge in JUDGES:
        desk = work.sit_down(made, "first", judge=judge)
        offer = work.next_item(desk)
        while offer is not None:
            item = offer.asked.assignment.item
            seconds = rng.uniform(2.0, 2.6) if judge == "j5" else rng.lognormal(2.0, 0.6)
            clock.pass_seconds(float(seconds))
            said = {"yes": "no", "no": "yes"}[right[item]] if item in wrong[judge] else right[item]
            _, offer = work.answer(desk, offer, said)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.mktemp("fraud"), fill)


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield from copy_of(made, tmp_path)


def test_who_copies_and_who_runs_a_script_are_named_and_nobody_else(workspace: Workspace) -> None:
    found = signs_of_fraud(workspace, "first")
    assert [(each.first, each.second) for each in found.pairs if each.is_sign] == [("j1", "j2")]
    pair = found.pairs[0]
    assert pair.n_same == len(pair.items) == pair.n_wrong[0] == pair.n_wrong[1]
    assert pair.expected < pair.n_same
    assert [each.judge for each in found.paces if each.is_sign] == ["j5"]
    assert "in at most 1" in pairs_words(found)
    assert fraud_json(found)["fraud"]["n_pairs"] == 10


def test_a_level_that_cannot_be_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError, match=r"up to 0\.2"):
        signs_of_fraud(workspace, "first", level=0.5)
    with pytest.raises(InputError, match="spread by 0"):
        signs_of_fraud(workspace, "first", least_spread=0.0)
