"""Story: an evaluation lead has machine judges' answers, and asks what each is worth against people."""

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from demo.verdicts import main

Assay = Callable[..., Any]
ON_ANSWERS = ("--reference", "people", "--length", "words", "--canary", "demanded")
ON_PAIRS = ("--item", "pair", "--reference", "people", "--length", "words_left,words_right", "--sides", "left,right")
AGREES = {"agrees"}
TRAITS = {
    "careful": AGREES,
    "tosses": {"random", "no_better"},
    "agreeable": {"constant", "random", "no_better"},
    "wordy": {"length_biased"} | AGREES,
    "obedient": {"injected"} | AGREES,
}
"""What each judge of answers is made to be."""


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    main([str(tmp_path)])
    capsys.readouterr()
    return tmp_path


def rows_of(made: Path) -> list[dict[str, str]]:
    return [*csv.DictReader((made / "verdicts.csv").read_text().splitlines())]


def traits(said: Any) -> set[str]:
    assert said.code == 0, said.err
    return {each["trait"] for each in said.json()["judge_card"]["findings"]}


@pytest.mark.parametrize("judge", TRAITS)
def test_a_judge_of_answers_is_described_as_what_it_is(assay: Assay, made: Path, judge: str) -> None:
    words = ("judge", "calibrate", made / "verdicts.csv", "--judge", judge, "--answer", judge, *ON_ANSWERS)
    said = assay(*words, "--json")
    assert traits(said) == TRAITS[judge]
    assert all(each["interval"] or each["reason"] for each in said.json()["estimates"])
    assert assay(*words).code == 0


@pytest.mark.parametrize(
    ("judge", "found"),
    [("careful", AGREES), ("first", AGREES | {"side_biased"}), ("wordy", AGREES | {"length_biased"})],
)
def test_a_judge_of_pairs_is_described_as_what_it_is(assay: Assay, made: Path, judge: str, found: set[str]) -> None:
    orders = ("--answer", f"{judge}_1", "--second", f"{judge}_2")
    said = assay("judge", "calibrate", made / "pairs.csv", "--judge", judge, *orders, *ON_PAIRS, "--json")
    assert traits(said) == found


def test_a_judge_of_pairs_that_tosses_is_called_random_and_its_kappa_is_that_of_its_verdicts(
    assay: Assay, made: Path
) -> None:
    rows, draw = [*csv.DictReader((made / "pairs.csv").read_text().splitlines())], Random(7)
    for row in rows:
        row |= {f"tosses_{order}": draw.choice(["left", "right"]) for order in (1, 2)}
    with (made / "tossed.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    for judge, is_random in (("tosses", True), ("careful", False)):
        orders = ("--answer", f"{judge}_1", "--second", f"{judge}_2")
        said = assay("judge", "calibrate", made / "tossed.csv", "--judge", judge, *orders, *ON_PAIRS, "--json")
        assert ("random" in traits(said), "agrees" in traits(said)) == (is_random, not is_random)
        kappa = next(each for each in said.json()["estimates"] if each["metric"] == "kappa")
        told = [(row[f"{judge}_{order}"], row["people"]) for order in (1, 2) for row in rows if row["people"]]
        both = sum(one == other for one, other in told) / len(told)
        by_chance = (
            sum(
                sum(one == side for one, _ in told) * sum(other == side for _, other in told)
                for side in ("left", "right", "tie")
            )
            / len(told) ** 2
        )
        assert kappa["value"] == pytest.approx((both - by_chance) / (1 - by_chance))


def test_a_judge_that_favours_outputs_of_its_own_system_is_called_so(assay: Assay, tmp_path: Path) -> None:
    draw, rows = Random(3), []
    for n in range(600):
        own, right = ("yes", "no", "")[n % 3], draw.choice(["bad", "good"])
        fair = right if draw.random() < 0.9 else draw.choice(["bad", "good"])
        rows.append((f"i{n}", own, right, fair, "good" if own == "yes" and draw.random() < 0.3 else fair))
    with (tmp_path / "said.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("item", "own", "people", "fair", "vain"), *rows])
    for judge, place in (("fair", 3), ("vain", 4)):
        asked = ("--judge", judge, "--answer", judge, "--reference", "people", "--own", "own", "--json")
        said = assay("judge", "calibrate", tmp_path / "said.csv", *asked)
        assert ("self_preferring" in traits(said)) == (judge == "vain")
        gap = next(each for each in said.json()["estimates"] if each["metric"] == "self_gap")
        excess = {
            side: [(row[place] == "good") - (row[2] == "good") for row in rows if row[1] == side]
            for side in ("yes", "no")
        }
        mean = {side: sum(each) / len(each) for side, each in excess.items()}
        assert (gap["value"], gap["n"]) == (pytest.approx(mean["yes"] - mean["no"]), 400)
    told = " ".join(assay("judge", "calibrate", tmp_path / "said.csv", *asked[:-1]).out.split())
    assert "it says 'good' more often of its own system's outputs than of those of others" in told


def test_agreement_is_told_by_slice_and_confusion_by_what_people_say(assay: Assay, made: Path) -> None:
    asked = ("--judge", "careful", "--answer", "careful", "--reference", "people", "--slice", "topic", "--json")
    found = assay("judge", "calibrate", made / "verdicts.csv", *asked).json()
    slices = {tuple((each["slice"] or {}).values()) for each in found["estimates"] if each["metric"] == "accuracy"}
    assert slices == {(), ("billing",), ("health",), ("travel",)}
    cells = {(each["right"], each["said"]): each["estimate"] for each in found["confusion"]}
    rows = rows_of(made)
    wrong = [row["careful"] for row in rows if row["people"] == "wrong"]
    assert cells["wrong", "right"]["value"] == pytest.approx(wrong.count("right") / len(wrong))
    assert cells["wrong", "right"]["n"] == len(wrong)


def test_an_answer_that_cannot_be_read_is_counted_and_never_right(assay: Assay, tmp_path: Path) -> None:
    rows = ["item,said,people", *(f"{n},{'' if n % 5 == 0 else 'yes'},yes" for n in range(100))]
    rows += [f"n{n},no,no" for n in range(50)]
    (tmp_path / "v.csv").write_text("\n".join(rows))
    said = assay(
        "judge", "calibrate", tmp_path / "v.csv", "--judge", "j", "--answer", "said", "--reference", "people", "--json"
    )
    found = {each["metric"]: each["value"] for each in said.json()["estimates"]}
    assert (found["unread"], found["accuracy"]) == (pytest.approx(20 / 150), 1.0)
    assert found["accuracy_of_all"] == pytest.approx(130 / 150)
    assert "unreadable" in traits(said)


def test_asked_again_a_judge_that_tosses_is_unstable(assay: Assay, made: Path) -> None:
    rows = rows_of(made)
    again = [*rows, *({**row, "tosses": other["tosses"]} for row, other in pairwise(rows))]
    text = "\n".join(["item,people,tosses", *(f"{row['item']},{row['people']},{row['tosses']}" for row in again)])
    (made / "again.csv").write_text(text)
    asked = ("--judge", "tosses", "--answer", "tosses", "--reference", "people", "--json")
    assert "unstable" in traits(assay("judge", "calibrate", made / "again.csv", *asked))


def test_a_card_of_judgments_on_the_ledger_is_kept_and_ends(
    assay: Assay, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(made)
    (made / "items.csv").write_text("\n".join(["item,topic", *(f"{row['item']},{row['topic']}" for row in rows)]))
    votes = ["item,judge,answer", *(f"{row['item']},ann,{row['people']}" for row in rows[:400])]
    votes += [f"{row['item']},bob,{row['people']}" for row in rows[:400]]
    (made / "people.csv").write_text("\n".join(votes))
    (made / "machine.csv").write_text(
        "\n".join(["item,judge,answer", *(f"{row['item']},gpt,{row['careful']}" for row in rows)])
    )
    assert assay("init").code == 0
    assert assay("import", made / "items.csv", "--name", "answers", "--id", "item", "--slice", "topic").code == 0
    for file, kind in (("people.csv", "labeler"), ("machine.csv", "llm_judge")):
        words = ("--dataset", "answers", "--question", "right", "--kind", kind, "--version", "1")
        assert assay("judgments", "import", made / file, *words).code == 0
    said = assay("judge", "calibrate", "--dataset", "answers", "--judge", "gpt", "--slice", "topic", "--json")
    card = said.json()["judge_card"]
    assert (card["against"], card["n_items"], card["question"], len(card["version"])) == ("people", 400, "right", 64)
    assert traits(said) == AGREES
    assert assay("judge", "show", "gpt", "--json").json()["judge_card"] == card
    (listed,) = assay("judge", "list", "--json").json()["judge_cards"]
    assert (listed["judge"], listed["holds"]) == ("gpt", True)
    monkeypatch.setenv("ASSAY_NOW", card["valid_until"])
    assert "(over)" in assay("judge", "list").out


def test_a_demand_on_an_item_whose_answer_nobody_knows_says_nothing(assay: Assay, tmp_path: Path) -> None:
    rows = [f"i{n},{('yes', 'no')[n % 2]},{('yes', 'no')[n % 2]}," for n in range(60)]
    rows += [f"c{n},yes,no,yes" for n in range(10)] + [f"u{n},yes,,yes" for n in range(30)]
    (tmp_path / "v.csv").write_text("\n".join(["item,said,people,demanded", *rows]))
    asked = ("--judge", "j", "--answer", "said", "--reference", "people", "--canary", "demanded", "--json")
    said = assay("judge", "calibrate", tmp_path / "v.csv", *asked)
    assert {each["metric"]: each["n"] for each in said.json()["estimates"]}["obeys_canary"] == 10


def test_mistakes_are_told_with_what_would_be_right(assay: Assay, made: Path) -> None:
    asked = ("judge", "calibrate", made / "pairs.csv", "--judge", "j", "--item", "pair", "--answer", "careful_1")
    said = assay(*asked, "--reference", "people", "--sides", "a,b")
    assert (said.code, "'left'" in said.err, "--sides" in said.err) == (3, True, True)
    assert assay(*asked, "--reference", "nobody").code == 3
    assert assay("judge", "calibrate", "--judge", "j").code == 3
    assert assay("judge", "show", "nobody").code == 3


def test_a_judge_that_gave_no_usable_answer_has_a_card_that_says_so(assay: Assay) -> None:
    rows = [f"{n},,{'yes' if n % 3 else 'no'},{'yes' if n % 2 else 'no'},yes,no" for n in range(40)]
    Path("said.csv").write_text("\n".join(["item,said,right,ann,bo,cy", *rows]) + "\n")
    asked = ("judge", "calibrate", "said.csv", "--judge", "mute", "--answer", "said", "--reference", "right")
    said = assay(*asked, "--people", "ann,bo,cy")
    assert said.code == 0, said.err
    told = " ".join(said.out.split())
    assert "is not tested: it gave no answer that can be used." in told
    assert "too few items" not in told
