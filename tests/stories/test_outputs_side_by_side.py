"""Story: outputs of systems are compared by people who see neither who wrote them nor on which side."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from docs_build.blocks import run_file
from tests.integrations.carrying import FIXTURES
from tests.labeling_support.judging import works

from assay.core.errors import InputError
from assay.core.question import LEFT, RIGHT
from assay.labeling.pairing import MOST_PAIRS, Said, make_pairs
from assay.metrics.strengths import strengths
from assay.workflows.pairs import pair_results, pairing_of
from assay.workflows.workspace import Workspace, open_workspace

Assay = Callable[..., Any]
N = 12


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["q", "question", "secret_old", "secret_new"])
        for n in range(N):
            same = n == 0
            rows.writerow([f"q{n}", f"What is {n}?", f"Bad {n}", f"Bad {n}" if same else "" if n == 1 else f"Good {n}"])
    return path


def chooses(workspace: Workspace, good: str) -> Callable[[str], object]:
    """A person who takes the side that holds a word, as told by the rows alone."""
    rows = {row["pair_id"]: row for row in workspace.table(workspace.dataset("old-new")).to_pylist()}
    return lambda item: LEFT if good in rows[item]["left"] else RIGHT


def test_people_compare_blind_and_the_better_system_wins(assay: Assay, answers: Path, tmp_path: Path) -> None:
    assay("init")
    options = ("--systems", "secret_old,secret_new", "--input", "question", "--item", "q", "--name", "old-new")
    made = assay("pair", "make", answers, *options, "--overlap", 2, "--json").json()["pairs"]
    assert (made["n_pairs"], made["queue"]) == (N - 2, "old-new")
    assert made["left_out"] == {"pairs without both outputs": 1, "pairs of one and the same text": 1}
    opened = open_workspace(None)
    assert opened.table(opened.dataset("old-new")).column_names == ["pair_id", "input", "left", "right"]
    pairing = pairing_of(opened, "old-new")
    lefts = [each.left for each in pairing.pairs]
    assert 0 < sum(lefts) < len(lefts)
    assert [each.prompt for each in pairing.pairs] != [f"q{n}" for n in range(2, N)]
    works(opened, "old-new", "ann", chooses(opened, "Good"))
    works(opened, "old-new", "bob", chooses(opened, "Good"), most=7)
    works(opened, "old-new", "bob", chooses(opened, "Bad"))
    opened.store.close()
    shown = assay("pair", "show", "old-new", "--json").json()
    values = {each["metric"]: each["value"] for each in shown["estimates"]}
    assert values["win_rate"] == pytest.approx((10 + 7) / 20)
    assert shown["estimates"][0]["slice"] == {"pair": "secret_new over secret_old"}
    assert (shown["pairs"]["n_votes"], shown["pairs"]["n_settled"]) == (20, 7)
    assert values["alpha"] < 1
    assay("pair", "export", "old-new", "--out", tmp_path / "p.jsonl")
    preferences = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert len(preferences) == 7
    for each in preferences:
        assert each["chosen"].startswith("Good")
        assert each["rejected"].startswith("Bad")
        assert (each["chosen_system"], each["rejected_system"]) == ("secret_new", "secret_old")
        assert each["prompt"] == f"What is {each['prompt_id'].removeprefix('q')}?"


def test_strengths_of_several_systems_rest_on_prompts_and_not_on_pairs(assay: Assay, tmp_path: Path) -> None:
    """The output of one system to a prompt is in two of its three pairs."""
    file = tmp_path / "three.csv"
    rows = [(n, f"a{7 * n % 5}", f"b{(3 * n + 1) % 5}", f"c{n * n % 5 + 0.5}") for n in range(14)]
    lines = [f"q{n},?,{','.join(said)}" for n, *said in rows]
    file.write_text("\n".join(["q,question,a,b,c", *lines]))
    assay("init")
    options = ("--systems", "a,b,c", "--input", "question", "--item", "q", "--name", "three", "--overlap", 1)
    assay("pair", "make", file, *options)
    opened = open_workspace(None)
    texts = {row["pair_id"]: row for row in opened.table(opened.dataset("three")).to_pylist()}
    better = {item: max((LEFT, RIGHT), key=lambda side: float(row[side][1:])) for item, row in texts.items()}
    works(opened, "three", "ann", better.__getitem__)
    pairing = pairing_of(opened, "three")
    sides = [[pairing.system(each, side) for side in (LEFT, RIGHT, better[each.id])] for each in pairing.pairs]
    met = [(left, right, winner) for left, right, winner in sides]
    prompts = np.unique([each.prompt for each in pairing.pairs], return_inverse=True)[1]
    expected = [each for each in strengths(met, prompts.astype(np.int64), level=0.95) if each.metric == "strength"]
    found = [each for each in pair_results(opened, "three").estimates if each.metric == "strength"]
    assert [each.value for each in found] == pytest.approx([each.value for each in expected])
    assert [each.interval for each in found] == [each.interval and pytest.approx(each.interval) for each in expected]
    assert any(each.interval for each in found)
    opened.store.close()


def test_nothing_that_a_labeler_is_offered_names_a_system(assay: Assay, answers: Path) -> None:
    from assay.workflows import work

    assay("init")
    options = ("--systems", "secret_old,secret_new", "--input", "question", "--name", "old-new")
    assay("pair", "make", answers, *options)
    opened = open_workspace(None)
    desk = work.sit_down(opened, "old-new", judge="ann")
    offer = work.next_item(desk)
    assert offer is not None
    assert "secret" not in repr(offer)
    assert "secret" not in repr(desk.question)
    opened.store.close()


def test_systems_of_a_log_are_paired_and_several_have_strengths(assay: Assay) -> None:
    assay("init")
    made = assay("pair", "make", FIXTURES / "promptfoo.json", "--name", "logged", "--json").json()["pairs"]
    assert (made["systems"], made["n_pairs"]) == (["a", "b"], 4)
    assert made["left_out"] == {"pairs without both outputs": 2}
    assert assay("pair", "show", "logged").code == 3
    assert "Did you mean 'logged'" in assay("pair", "show", "loged").err


def test_attempts_at_one_prompt_of_a_log_are_one_cluster(assay: Assay) -> None:
    assay("init")
    assay("pair", "make", FIXTURES / "promptfoo.json", "--name", "logged", "--overlap", 1)
    opened = open_workspace(None)
    assert sorted(each.prompt for each in pairing_of(opened, "logged").pairs) == ["test-1"] * 2 + ["test-2"] * 2
    works(opened, "logged", "ann", lambda _: LEFT)
    (found,) = [each for each in pair_results(opened, "logged").estimates if each.metric == "win_rate"]
    assert found.n == 4
    assert "2 items" in found.method.variance
    opened.store.close()


def test_the_same_seed_draws_the_same_sides_and_another_one_others() -> None:
    said = [Said(str(n), "?", {"a": f"a{n}", "b": f"b{n}", "c": f"c{n}"}) for n in range(40)]
    first, again, other = (make_pairs(said, ("a", "b", "c"), dataset="d", seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len(first[0].pairs) == 120
    lefts = sum(each.left < each.right for each in first[0].pairs)
    assert 40 < lefts < 80
    assert len({each.id for each in first[0].pairs}) == 120


def test_the_blocks_of_the_page_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_NOW", "2026-11-26T14:05:00.000000Z")
    run_file(Path(__file__).parents[2] / "docs" / "how-to" / "compare-outputs-by-people.md", tmp_path)


@pytest.mark.parametrize(
    ("systems", "n", "code"),
    [(("a",), 3, "pair.systems"), (("a", "none"), 3, "pair.nothing"), (("a", "b"), MOST_PAIRS + 1, "pair.too_many")],
)
def test_what_cannot_be_compared_is_refused(systems: tuple[str, ...], n: int, code: str) -> None:
    said = [Said(str(place), "?", {"a": "x", "b": "y"}) for place in range(n)]
    with pytest.raises(InputError) as refused:
        make_pairs(said, systems, dataset="d")
    assert refused.value.code == code
