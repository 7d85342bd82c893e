"""Story: an evaluation lead has an LLM judge's verdicts on pairs, and asks whether to believe them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from assay.workflows.questions import add_question
from assay.workflows.queues import fill_queue
from assay.workflows.work import answer, next_item, sit_down
from assay.workflows.workspace import open_workspace


def put(path: Path, head: str, rows: list[tuple[object, ...]]) -> Path:
    path.write_text("\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n")
    return path


def told(said: Any) -> dict[tuple[str, ...], dict[str, Any]]:
    """Estimates by slice values and metric."""
    assert said.code == 0, said.err
    return {(*(each["slice"] or {}).values(), each["metric"]): each for each in said.json()["estimates"]}


@pytest.fixture
def verdicts_csv(tmp_path: Path) -> Path:
    """Judge fair is right 9 times of 10; judge place says what is shown first two times of three."""
    rng = np.random.default_rng(1)
    rows: list[tuple[object, ...]] = []
    for item in range(400):
        better = "12"[rng.integers(0, 2)]
        for judge, skill, bias in (("fair", 0.9, 0.0), ("place", 0.9, 0.67)):
            said = [
                shown if rng.random() < bias else better if rng.random() < skill else "12"[better == "1"]
                for shown in "12"
            ]
            if rng.random() < 0.02:
                said[0] = ""
            rows.append((f"p{item}", judge, *said, better))
    return put(tmp_path / "votes.csv", "item,judge,winner_order1,winner_order2,label", rows)


ASKED = ("--item", "item", "--judge", "judge", "--first", "winner_order1", "--second", "winner_order2")


def test_the_command_of_the_issue(assay: Callable[..., Any], verdicts_csv: Path) -> None:
    words = ("pairwise", verdicts_csv, *ASKED, "--reference", "label", "--empty", "report")
    found = told(assay(*words, "--json"))
    assert found["fair", "accuracy"]["interval"][0] > 0.8 > found["place", "accuracy"]["interval"][1]
    assert found["place", "first_bias"]["interval"][0] > 0.3 > found["fair", "first_bias"]["interval"][1]
    assert found["fair", "consistency"]["value"] > found["place", "consistency"]["value"]
    assert found["fair", "order_kappa"]["interval"][0] > found["place", "order_kappa"]["interval"][1]
    assert found[("unread",)]["value"] == pytest.approx(0.01, abs=0.006)
    said = assay(*words)
    assert "Side by side" in said.out
    assert [line.split()[0] for line in said.out.splitlines() if line.startswith((" fair", " place"))] == [
        "fair",
        "place",
    ]


def test_one_verdict_a_row_with_the_side_shown_first_says_the_same(
    assay: Callable[..., Any], verdicts_csv: Path, tmp_path: Path
) -> None:
    """The same verdicts, each on a row of its own: what both orders say is the same, and the first place is told."""
    rows: list[tuple[object, ...]] = []
    for line in verdicts_csv.read_text().splitlines()[1:]:
        item, judge, *said, better = line.split(",")
        rows += [(item, judge, won, shown, better) for won, shown in zip(said, "12", strict=True)]
    long = put(tmp_path / "long.csv", "item,judge,won,shown,label", rows)
    words = ("--item", "item", "--judge", "judge", "--json")
    two = told(assay("pairwise", verdicts_csv, "--first", "winner_order1", "--second", "winner_order2", *words))
    one = told(assay("pairwise", long, "--first", "won", "--shown", "shown", *words))
    for name in ("consistency", "first_bias", "second_bias", "order_kappa"):
        for who in ("fair", "place"):
            assert one[who, name]["value"] == two[who, name]["value"]
            assert one[who, name]["interval"] == two[who, name]["interval"]
    assert one["place", "shown_first"]["interval"][0] > 0.6
    low, high = one["fair", "shown_first"]["interval"]
    assert low < 0.5 < high


def test_a_side_shown_first_that_is_neither_is_told_by_row(assay: Callable[..., Any], tmp_path: Path) -> None:
    long = put(tmp_path / "long.csv", "item,judge,won,shown", [("p1", "j", "1", "1"), ("p2", "j", "2", "")])
    said = assay("pairwise", long, "--item", "item", "--first", "won", "--shown", "shown")
    assert said.code == 3
    assert "'shown' does not say which side was shown first" in said.err
    assert "(rows 2)" in said.err


def test_verdicts_of_a_queue_come_off_the_ledger_with_the_order_shown(assay: Callable[..., Any]) -> None:
    put(Path("pairs.csv"), "id,a,b", [(f"p{place}", f"left {place}", f"right {place}") for place in range(30)])
    question = "question: better\nasks: Which answer is better?\ntype: pairwise\nleft: a\nright: b\n"
    Path("better.yaml").write_text(question, encoding="utf-8")
    assert assay("init").code == 0
    assert assay("import", "pairs.csv", "--name", "pairs", "--id", "id", "--text", "a,b").code == 0
    workspace = open_workspace()
    add_question(workspace, Path("better.yaml"), dataset="pairs", actor="lena")
    fill_queue(workspace, name="q", dataset="pairs", question="better", overlap=2, actor="lena")
    for judge in ("j1", "j2"):
        desk = sit_down(workspace, "q", judge=judge)
        offer = next_item(desk)
        while offer is not None:
            side = offer.asked.order_shown if judge == "j1" else "left"
            offer = answer(desk, offer, side)[1]
    found = told(assay("pairwise", "--dataset", "pairs", "--question", "better", "--json"))
    assert found["j1", "shown_first"]["value"] == 1.0
    assert found["j1", "shown_first"]["n"] == 30
    assert found["j2", "win_rate"]["value"] == 0.0
    low, high = found["j2", "shown_first"]["interval"]
    assert low < 0.5 < high


def test_rows_of_one_item_count_together(assay: Callable[..., Any], verdicts_csv: Path) -> None:
    """The same verdicts of ten more judges make nothing surer about items."""
    lines = verdicts_csv.read_text().splitlines()
    fair = [line for line in lines[1:] if ",fair," in line]
    many = verdicts_csv.with_name("many.csv")
    many.write_text("\n".join([lines[0], *(line.replace("fair", f"j{n}") for line in fair for n in range(10))]) + "\n")
    one = told(assay("pairwise", verdicts_csv, *ASKED, "--reference", "label", "--json"))["fair", "accuracy"]
    all_ten = told(assay("pairwise", many, *ASKED, "--reference", "label", "--json"))["accuracy",]
    assert all_ten["n"] == 10 * one["n"]
    assert np.ptp(all_ten["interval"]) == pytest.approx(np.ptp(one["interval"]), rel=0.02)


def test_without_a_reference_the_right_output_has_a_win_rate(assay: Callable[..., Any], tmp_path: Path) -> None:
    rows = [(n, "new" if n % 4 else "old", "new" if n % 4 else "tie") for n in range(80)]
    path = put(tmp_path / "pairs.csv", "item,one,two", rows)
    found = told(assay("pairwise", path, "--item", "item", "--first", "one", "--second", "two", "--sides", "old,new",
                       "--json"))  # fmt: skip
    win = found["win_rate",]
    assert (win["system"], win["value"]) == ("new", pytest.approx(0.75 + 0.25 * 0.25))
    assert "new over old" in win["method"]["definition"]
    assert found["ties",]["value"] == pytest.approx(0.125)
    swapped = told(assay("pairwise", path, "--item", "item", "--first", "one", "--second", "two", "--sides", "new,old",
                         "--json"))  # fmt: skip
    assert swapped["win_rate",]["value"] == pytest.approx(1 - win["value"])


def test_a_judge_asked_again_shows_noise_apart_from_bias(assay: Callable[..., Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    better = rng.integers(0, 2, 200)
    noisy = [("12"[b if rng.random() < 0.8 else 1 - b], "12"[b]) for b in better for _ in range(2)]
    rows = [(n // 2, "x", first, second) for n, (first, second) in enumerate(noisy)]
    path = put(tmp_path / "again.csv", "item,judge,winner_order1,winner_order2", rows)
    found = told(assay("pairwise", path, *ASKED, "--json"))
    again = found["repeat_consistency",]
    assert again["n"] == 400  # 200 items in two orders
    assert again["value"] == pytest.approx((0.8**2 + 0.2**2 + 1.0) / 2, abs=0.05)


@pytest.mark.parametrize(("rule", "value"), [("report", 0.5), ("tie", 0.5), ("second", 0.75)])
def test_the_rule_for_what_could_not_be_read(
    assay: Callable[..., Any], tmp_path: Path, rule: str, value: float
) -> None:
    rows = [(n, ["A", "B", "", ""][n % 4]) for n in range(80)]
    path = put(tmp_path / "unread.csv", "item,one", rows)
    found = told(assay("pairwise", path, "--item", "item", "--first", "one", "--empty", rule, "--json"))
    assert found["unread",]["value"] == 0.5
    assert found["win_rate",]["value"] == value
    assert found["win_rate",]["n"] == (40 if rule == "report" else 80)


def test_a_longer_answer_that_wins_for_its_length_is_seen_through(assay: Callable[..., Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    apart = rng.normal(400, 300, 3_000).round()
    won = rng.random(3_000) < special.expit(-0.2 + 1.5 * np.tanh(apart / apart.std()))
    rows = [(n, int(w), 1_000 + int(d), 1_000) for n, (w, d) in enumerate(zip(won, apart, strict=True))]
    path = put(tmp_path / "length.csv", "item,won,new,old", rows)
    found = told(assay("pairwise", path, "--item", "item", "--preference", "won", "--length", "new",
                       "--baseline-length", "old", "--json"))  # fmt: skip
    assert found["win_rate",]["interval"][0] > 0.6
    low, high = found["win_rate_equal_length",]["interval"]
    assert low < special.expit(-0.2) < high < 0.55
    slope = float(dict(found["win_rate_equal_length",]["method"]["options"])["slope of length"])
    assert slope == pytest.approx(1.5, abs=0.4)


def test_many_systems_get_strengths(assay: Callable[..., Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    truth = {"mini": 0.0, "mid": 0.7, "max": 1.5}
    rows = []
    for n in range(900):
        a, b = rng.choice(list(truth), 2, replace=False)
        draw = rng.random()
        won = (
            "tie"
            if draw < 0.05
            else ""
            if draw < 0.06
            else a
            if rng.random() < special.expit(truth[a] - truth[b])
            else b
        )
        rows.append((f"p{n}", a, b, won))
    path = put(tmp_path / "games.csv", "item,left,right,winner", rows)
    words = ("pairwise", path, "--item", "item", "--left", "left", "--right", "right", "--winner", "winner")
    said = assay(*words, "--json")
    assert said.code == 0, said.err
    found = {each["system"]: each for each in said.json()["estimates"] if each["metric"] == "strength"}
    assert found["max"]["reason"] == "reference_system"
    for name in ("mid", "mini"):
        low, high = found[name]["interval"]
        assert low < truth[name] - truth["max"] < high
    assert "measured from here" in assay(*words).out
