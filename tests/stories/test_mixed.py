"""People and machine through the command line: the number, what it is worth, and what cannot be used."""

import csv
from pathlib import Path

import numpy as np
import pytest

Rows = list[tuple[str, ...]]
HEAD = ("item", "judge", "label", "country", "p")
ASK = ("--item", "item", "--judge", "judge", "--answer", "label", "--people", "human", "--machine", "gpt")


def answers(n_items: int = 400, n_labelled: int = 80, *, seed: int = 2, machine: float = 0.93, name: str = "q") -> Rows:
    """gpt and two systems answered all items, a person some at random."""
    rng = np.random.default_rng(seed)
    truth = rng.random(n_items) < 0.6
    labelled = set(rng.permutation(n_items)[:n_labelled].tolist())
    rows: Rows = []
    for judge, skill in (("gpt", machine), ("system_b", 0.85), ("system_a", 0.75), ("human", 1.0)):
        said = np.where(rng.random(n_items) < skill, truth, ~truth)
        for item in range(n_items):
            if judge != "human" or item in labelled:
                country, chance = ("de", "0.2") if item % 2 else ("fr", "0.2")
                rows.append((f"{name}{item}", judge, "good" if said[item] else "bad", country, chance))
    return rows


def write(path: str, rows: Rows, head: tuple[str, ...] = HEAD) -> str:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def test_the_command_of_the_tutorial_shows_the_ways_side_by_side(assay) -> None:
    file = write("answers.csv", answers())
    said = assay("mixed", file, *ASK, "--metric", "accuracy", "--candidate", "system_b")
    assert said.code == 0, said.err
    head = " ".join(said.out.split("\n")[1].split())
    assert head == "metric people and machine people alone machine alone n worth"
    assert "80 labels of people are worth" in said.out
    assert "(not checked)" in said.out
    assert "Assumed: the machine was not tuned on these labels." in said.out


def test_a_machine_that_guesses_buys_nothing_in_words_and_in_json(assay) -> None:
    file = write("answers.csv", answers(machine=0.5))
    said = assay("mixed", file, *ASK, "--candidate", "system_b")
    assert "this judge buys nothing here" in " ".join(said.out.split())
    mixed, alone, _ = assay("mixed", file, *ASK, "--candidate", "system_b", "--json").json()["mixed"]
    assert (mixed["multiplier"], mixed["lambda"], mixed["interval"]) == (1.0, 0.0, alone["interval"])


def test_json_tells_how_many_labels_a_good_machine_is_worth(assay) -> None:
    file = write("answers.csv", answers())
    said = assay("mixed", file, *ASK, "--candidate", "system_b", "--baseline", "system_a", "--by", "country", "--json")
    rows = said.json()["mixed"]
    assert [row["way"] for row in rows[:3]] == ["people and machine", "people alone", "machine alone"]
    assert [row["slice"] for row in rows[::3]] == [None, {"country": "de"}, {"country": "fr"}]
    assert rows[0]["multiplier"] > 1.2
    assert rows[0]["worth"].startswith("80 labels of people are worth")
    assert all(row["interval"] or row["reason"] for row in rows)


def test_a_drawn_sample_is_joined_by_item(assay) -> None:
    rows = answers()
    drawn = sorted({row[0] for row in rows if row[1] == "human"})
    write("sample.csv", [(item, "0.2", "all") for item in drawn], ("item", "probability", "stratum"))
    said = assay(
        "mixed", write("answers.csv", rows), *ASK, "--candidate", "system_b", "--sample", "sample.csv", "--json"
    )
    assert said.code == 0, said.err
    mixed = said.json()["mixed"][0]
    assert mixed["interval"][0] < mixed["value"] < mixed["interval"][1]
    assert "Simple random sample, no finite-population correction" in mixed["method"]["notes"]


@pytest.mark.parametrize("more", [("--probability", "p"), ("--stratum", "country"), ("--design", "simple")])
def test_each_design_gives_an_interval(assay, more: tuple[str, ...]) -> None:
    said = assay("mixed", write("answers.csv", answers()), *ASK, "--candidate", "system_b", *more, "--json")
    assert said.code == 0, said.err
    assert said.json()["mixed"][0]["interval"] is not None


def test_items_picked_by_hand_show_no_interval_and_why(assay) -> None:
    said = assay("mixed", write("answers.csv", answers()), *ASK, "--candidate", "system_b", "--design", "by-hand")
    assert said.code == 0
    assert "picked by hand" in " ".join(said.out.split())
    assert "labels of people are worth" not in said.out


def test_a_calibration_on_other_items_corrects_the_share(assay) -> None:
    rows = [row for row in answers() if row[1] != "human"]
    file, other = write("answers.csv", rows), write("other.csv", answers(200, 200, seed=3, name="other"))
    said = assay("mixed", file, *ASK, "--calibration", other, "--positive", "good")
    assert said.code == 0, said.err
    assert "judge calibrated elsewhere" in " ".join(said.out.split())
    weak = assay("mixed", file, *ASK[:6], "--machine", "gpt", "--sensitivity", "0.55/100", "--specificity", "0.6/100")
    assert weak.code == 3
    assert "sensitivity 0.55 + specificity 0.6 - 1 = 0.15" in " ".join(weak.err.split())


def of(judge: str, label: str = "good", item: str = "q1") -> tuple[str, ...]:
    return (item, judge, label, "de", "0.2")


ELSEWHERE = [(*row[:3], "it", row[4]) if row[1] == "human" else row for row in answers()]
"""People's rows tell another country."""
BAD: dict[str, tuple[Rows, tuple[str, ...], str]] = {
    "people misspelt": (answers(), ("--people", "humen"), "Did you mean 'human'?"),
    "machine misspelt": (answers(), ("--machine", "gtp"), "Did you mean 'gpt'?"),
    "candidate unknown": (answers(), ("--candidate", "system_c"), "Did you mean"),
    "one judge in two parts": (answers(), ("--candidate", "gpt"), "named for two parts"),
    "machine misses items": (answers()[1:], (), "'gpt' did not answer 1 of 400 items; the first is 'q0'"),
    "one labelled item": (answers(n_labelled=1), (), "People labelled 1 of 400 items"),
    "no common item": ([of("gpt"), of("system_b", item="q2"), of("human")], (), "No item has an answer of each"),
    "probability 0": ([(*row[:4], "0") for row in answers()], ("--probability", "p"), "no probability above 0"),
    "probability above 1": ([(*row[:4], "1.5") for row in answers()], ("--probability", "p"), "at most 1"),
    "probability in words": ([(*row[:4], "high") for row in answers()], ("--probability", "p"), "holds no numbers"),
    "probability missing": ([(*row[:4], "") for row in answers()], ("--probability", "p"), "no"),
    "stratum missing": ([(*row[:3], "", "1") for row in answers()], ("--stratum", "country"), "no stratum"),
    "two strata of an item": (ELSEWHERE, ("--stratum", "country"), "two values for item"),
    "unknown design": (answers(), ("--design", "quota"), "There is no design 'quota'"),
    "strata not named": (answers(), ("--design", "stratified"), "--stratum COLUMN"),
    "probabilities not named": (answers(), ("--design", "weighted"), "--probability COLUMN"),
    "metric of scores": (answers(), ("--metric", "auroc"), "no smooth function of sums"),
    "metric unknown": (answers(), ("--metric", "acuracy"), "Did you mean 'accuracy'?"),
    "mean of words": (answers(), ("--metric", "mae"), "is no number"),
    "share of a candidate": (answers(), ("--metric", "share"), "Leave out --candidate"),
    "column unknown": (answers(), ("--stratum", "contry"), "Did you mean 'country'?"),
    "repeats unknown": (answers(), ("--repeats", "all"), "Say last or first"),
    "calibration on the same items": (answers(), ("--calibration", "answers.csv"), "are among the answers"),
    "rate without a number of items": (answers(), ("--sensitivity", "0.9", "--specificity", "0.8/9"), "0.9/200"),
    "one rate": (answers(), ("--sensitivity", "0.9/100"), "Give both"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_told_with_a_remedy(assay, name: str) -> None:
    rows, more, words = BAD[name]
    candidate = () if "--candidate" in more else ("--candidate", "system_b")
    said = assay("mixed", write("answers.csv", rows), *ASK, *candidate, *more)
    assert said.code == 3, said.out
    assert words in " ".join(said.err.split())
    assert "Traceback" not in said.err


def test_without_a_candidate_a_metric_of_systems_is_refused(assay) -> None:
    said = assay("mixed", write("answers.csv", answers()), *ASK, "--metric", "f1")
    assert said.code == 3
    assert "Name --candidate" in " ".join(said.err.split())


ODD: dict[str, tuple[Rows, tuple[str, ...]]] = {
    "all answers equal": ([(*row[:2], "good", *row[3:]) for row in answers()], ()),
    "ids of other scripts": (answers(name="質問 \u0417 "), ()),
    "contradictory repeats": ([*answers(), *(of("gpt", "bad", f"q{i}") for i in range(0, 400, 50))], ()),
    "a stratum with one labelled item": (
        [(*row[:3], "rare" if row[0] in ("q0", "q1") else "usual", row[4]) for row in answers(n_labelled=399)],
        ("--stratum", "country"),
    ),
    "items that the machine missed, left out": (answers()[3:], ("--missing", "leave_out")),
    "everything labelled": (answers(n_labelled=400), ()),
    "two labelled items": (answers(n_labelled=2), ()),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_accepted_with_an_interval_or_a_reason(assay, name: str) -> None:
    rows, more = ODD[name]
    said = assay("mixed", write("answers.csv", rows), *ASK, "--candidate", "system_b", *more, "--json")
    assert said.code == 0, said.err
    for row in said.json()["mixed"]:
        assert row["interval"] or row["reason"], row
        assert row["interval"] is None or row["interval"][0] < row["interval"][1]
    assert assay("mixed", "answers.csv", *ASK, "--candidate", "system_b", *more).code == 0


def test_notes_tell_what_was_left_out(assay) -> None:
    rows = ODD["items that the machine missed, left out"][0]
    said = assay("mixed", write("answers.csv", rows), *ASK, "--candidate", "system_b", "--missing", "leave_out")
    assert "3 items that 'gpt' did not answer were left out" in " ".join(said.out.split())
    rows = ODD["contradictory repeats"][0]
    said = assay("mixed", write("answers.csv", rows), *ASK, "--candidate", "system_b")
    assert "8 repeated answers of a judge left out: the last counts" in " ".join(said.out.split())


def votes(n_items: int = 60) -> Rows:
    rng = np.random.default_rng(6)
    rows: Rows = []
    for item in range(n_items):
        truth = rng.random() < 0.5
        for judge, skill in (("ann", 0.85), ("bob", 0.85), ("cem", 0.85), ("gpt", 0.95), ("dice", 0.5)):
            rows.append((f"v{item}", judge, "yes" if (rng.random() < skill) == truth else "no"))
    return rows


TEST = ("--item", "item", "--judge", "judge", "--answer", "label")


def test_a_good_machine_may_stand_in_for_people_and_dice_may_not(assay) -> None:
    file = write("votes.csv", votes(), ("item", "judge", "label"))
    good = assay("alt-test", file, *TEST, "--machine", "gpt", "--people", "ann,bob,cem")
    assert good.code == 0, good.err
    assert "'gpt' may stand in for these people: it may replace 3 of 3" in " ".join(good.out.split())
    dice = assay("alt-test", file, *TEST, "--machine", "dice", "--people", "ann,bob,cem", "--json").json()
    assert dice["alt_test"]["passed"] is False
    assert [row["metric"] for row in dice["estimates"]] == ["winning_rate", "average_advantage"]
    assert dice["estimates"][0]["reason"] == "all_people_counted"
    assert dice["estimates"][1]["interval"][0] < dice["estimates"][1]["value"] < dice["estimates"][1]["interval"][1]


def test_people_who_share_too_few_items_are_told(assay) -> None:
    few = assay(
        "alt-test", write("votes.csv", votes(20), ("item", "judge", "label")), *TEST, "--machine", "gpt", "--json"
    )
    assert few.code == 0, few.err
    assert few.json()["alt_test"]["passed"] is None
    assert few.json()["estimates"][0]["reason"] == "nobody_tested"
    assert "not tested" in few.json()["alt_test"]["notes"][0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--machine", "gtp"), "Did you mean 'gpt'?"),
        (("--machine", "gpt", "--people", "ann,bob"), "give three"),
        (("--machine", "gpt", "--people", "ann,bob,gpt"), "Leave it out of --people"),
        (("--machine", "gpt", "--epsilon", "1.5"), "Epsilon is 1.5"),
        (("--machine", "gpt", "--scale", "interval"), "Not every answer is a number"),
        (("--machine", "gpt", "--scale", "ordinal"), "There is no scale 'ordinal'"),
    ],
)
def test_what_the_test_cannot_use_is_told(assay, more: tuple[str, ...], words: str) -> None:
    said = assay("alt-test", write("votes.csv", votes(), ("item", "judge", "label")), *TEST, *more)
    assert said.code == 3
    assert words in " ".join(said.err.split())
