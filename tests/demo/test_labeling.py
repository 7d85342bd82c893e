"""The simulated labeling program: posts of both languages, and intervals that hold the known truth."""

from collections import Counter
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from demo.labeling import LABELERS, OPTIONS, PROGRAM, items, make, simulate

from assay.workflows.program import program_numbers

START = "2026-11-02T09:00:00.000000Z"
SEEDS = range(5)


def test_the_posts_are_of_every_label_in_both_languages() -> None:
    found = items()
    counts = Counter((each["truth"], each["language"]) for each in found)
    assert set(counts) == {(label, language) for label in OPTIONS for language in ("en", "zh")}
    assert min(counts.values()) > 30
    assert len({each["text"] for each in found}) == len({each["id"] for each in found}) == len(found)


@pytest.mark.slow
def test_intervals_on_gold_hold_how_often_each_simulated_labeler_knows(tmp_path: Path) -> None:
    held = total = 0
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        ids = (f"{seed}:{n}" for n in count())
        new_id = partial(next, ids)
        workspace = make(folder, start=START, gold_rate=0.5, key_folder=folder / "keys", new_id=new_id)
        assert simulate(workspace, seed=seed, most=320) > 200
        found = program_numbers(workspace, PROGRAM).queues[0].gold
        skills = {each.judge: each.skill for each in LABELERS}
        for each in found:
            if each.slice and each.interval:
                total += 1
                held += each.interval.low <= skills[each.slice[0][1]] <= each.interval.high
        workspace.store.close()
    assert total == len(SEEDS) * len(LABELERS)
    assert held >= 34, "of 40 intervals at 95 %, fewer than 34 come by chance about 3 times in 1,000"
