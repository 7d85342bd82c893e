"""Story: a card says where the judge errs, slice by slice, and whether it may stand in for people who label."""

import csv
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from demo.verdicts import main
from scipy import stats

Assay = Callable[..., Any]
WRONG = {"yes": "no", "no": "yes"}
PEOPLE = ("ann", "bob", "cem", "dee")


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    main([str(tmp_path)])
    capsys.readouterr()
    return tmp_path


def answers(skill: dict[str, float], n: int = 160) -> list[dict[str, str]]:
    """What each says of made items: right with a chance of their own, else wrong."""
    draw = random.Random(11)
    rows = []
    for item in range(n):
        truth = draw.choice(["yes", "no"])
        said = {name: truth if draw.random() < chance else WRONG[truth] for name, chance in skill.items()}
        rows.append({"item": f"i{item}", "truth": truth, **said})
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def by_hand(rows: list[dict[str, str]], machine: str, epsilon: float) -> tuple[float, dict[str, float]]:
    """Winning rate and corrected p values of Calderon et al. (2025), with SciPy's t test and its correction."""
    raw = []
    for person in PEOPLE:
        others = [name for name in PEOPLE if name != person]
        d = []
        for row in rows:
            own, its = (sum(row[who] == row[name] for name in others) for who in (person, machine))
            d.append(float(own >= its) - float(its >= own))
        raw.append(float(stats.ttest_1samp(np.array(d), epsilon, alternative="less").pvalue))
    corrected = stats.false_discovery_control(raw, method="by").tolist()
    return sum(p <= 0.05 for p in corrected) / len(PEOPLE), dict(zip(PEOPLE, corrected, strict=True))


def calibrated(assay: Assay, file: Path, *more: str) -> Any:
    asked = ("judge", "calibrate", file, "--judge", "m", "--answer", "gpt", "--reference", "truth", *more)
    said = assay(*asked, "--json")
    assert said.code == 0, said.err
    return said.json()


def test_each_slice_has_its_confusion_with_n_and_intervals(assay: Assay, made: Path) -> None:
    rows = [*csv.DictReader((made / "verdicts.csv").read_text().splitlines())]
    asked = ("judge", "calibrate", made / "verdicts.csv", "--judge", "careful", "--answer", "careful")
    asked += ("--reference", "people", "--slice", "topic")
    found = assay(*asked, "--json").json()["confusion_by_slice"]
    assert [each["slice"]["topic"] for each in found] == ["billing", "health", "travel"]
    for each in found:
        topic = each["slice"]["topic"]
        seen = Counter((row["people"], row["careful"]) for row in rows if row["topic"] == topic)
        assert each["n"] == sum(seen.values())
        for cell in each["cells"]:
            right, said = cell["right"], cell["said"]
            of = sum(n for (truth, _), n in seen.items() if truth == right)
            assert (cell["estimate"]["n"], cell["estimate"]["value"]) == (of, pytest.approx(seen[right, said] / of))
            low, high = cell["estimate"]["interval"]
            assert low <= cell["estimate"]["value"] <= high
    text = assay(*asked).out
    assert text.count("What it says where people say") == 1
    assert "In topic=billing, " in text


def test_a_small_slice_is_called_small(assay: Assay, tmp_path: Path) -> None:
    rows = answers({"gpt": 0.9}, 100)
    for place, row in enumerate(rows):
        row["topic"] = "rare" if place < 4 else "usual"
    file = write(tmp_path / "v.csv", rows)
    found = calibrated(assay, file, "--slice", "topic")
    assert [(each["n"], each["is_small"]) for each in found["confusion_by_slice"]] == [(4, True), (96, False)]
    assert "fewer than 30 verdicts, so wide intervals, in topic=rare (4)" in found["judge_card"]["notes"]


def test_pairs_have_a_confusion_in_each_slice_too(assay: Assay, tmp_path: Path) -> None:
    rows = [
        {"item": f"p{n}", "kind": "ab"[n % 2], "one": "left" if n % 4 else "right", "two": "left", "truth": "left"}
        for n in range(80)
    ]
    asked = ("--judge", "m", "--answer", "one", "--second", "two", "--reference", "truth", "--sides", "left,right")
    file = write(tmp_path / "p.csv", rows)
    found = assay("judge", "calibrate", file, *asked, "--slice", "kind", "--json").json()["confusion_by_slice"]
    told = {
        (each["slice"]["kind"], cell["said"]): cell["estimate"]["value"] for each in found for cell in each["cells"]
    }
    assert told["a", "right"] == pytest.approx(20 / 80)
    assert told["b", "right"] == 0.0


@pytest.mark.parametrize(("skill", "passes"), [(0.95, True), (0.55, False)])
def test_whether_it_may_stand_in_for_people_is_what_scipy_says(
    assay: Assay, tmp_path: Path, skill: float, passes: bool
) -> None:
    rows = answers({"gpt": skill, "ann": 0.85, "bob": 0.8, "cem": 0.9, "dee": 0.75})
    file = write(tmp_path / "v.csv", rows)
    found = calibrated(assay, file, "--people", ",".join(PEOPLE), "--epsilon", "0.1")
    tested, (winning, corrected) = found["alt_test"], by_hand(rows, "gpt", 0.1)
    assert (tested["passed"], tested["machine"], found["no_alt_test"]) == (passes, "m", None)
    assert {each["name"]: each["p_value"] for each in tested["people"]} == pytest.approx(corrected, abs=1e-12)
    assert tested["estimates"][0]["value"] == winning
    words = assay(
        *("judge", "calibrate", file, "--judge", "m", "--answer", "gpt", "--reference", "truth"),
        *("--people", ",".join(PEOPLE)),
    ).out
    assert "May it stand in for people who label" in words
    assert ("may stand in for these people" in words, "It is not shown" in words) == (True, not passes)


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ((), "the answers of single people are not known (--people)."),
        (("--people", "ann"), "1 person answered beside it"),
        (("--people", "ann,bob"), "2 people answered beside it"),
    ],
)
def test_where_it_cannot_be_tested_the_card_says_why(
    assay: Assay, tmp_path: Path, named: tuple[str, ...], why: str
) -> None:
    file = write(tmp_path / "v.csv", answers({"gpt": 0.9, "ann": 0.8, "bob": 0.8}))
    found = calibrated(assay, file, *named)
    assert found["alt_test"] is None
    assert found["no_alt_test"].startswith(why)


def test_people_who_share_few_items_are_not_tested_and_named(assay: Assay, tmp_path: Path) -> None:
    file = write(tmp_path / "v.csv", answers(dict.fromkeys(("gpt", *PEOPLE), 0.9), 20))
    tested = calibrated(assay, file, "--people", ",".join(PEOPLE))["alt_test"]
    assert tested["passed"] is None
    assert any("fewer than 30 items" in note for note in tested["notes"])


def test_on_the_ledger_each_labeler_is_a_person_and_the_kept_card_has_the_test(assay: Assay, tmp_path: Path) -> None:
    rows = answers({"gpt": 0.95, "ann": 0.85, "bob": 0.8, "cem": 0.9, "dee": 0.75})
    items = write(tmp_path / "items.csv", [{"item": row["item"], "topic": "ab"[n % 2]} for n, row in enumerate(rows)])
    assert assay("init").code == 0
    assert assay("import", items, "--name", "answers", "--id", "item", "--slice", "topic").code == 0
    for names, kind in ((PEOPLE, "labeler"), (("gpt",), "llm_judge")):
        votes = [{"item": row["item"], "judge": name, "answer": row[name]} for row in rows for name in names]
        words = ("--dataset", "answers", "--question", "good", "--kind", kind, "--version", "1")
        assert assay("judgments", "import", write(tmp_path / f"{kind}.csv", votes), *words).code == 0
    said = assay("judge", "calibrate", "--dataset", "answers", "--judge", "gpt", "--slice", "topic", "--json")
    found = said.json()
    _, corrected = by_hand(rows, "gpt", 0.1)
    assert {each["name"]: each["p_value"] for each in found["alt_test"]["people"]} == pytest.approx(
        corrected, abs=1e-12
    )
    kept = assay("judge", "show", "gpt", "--json").json()
    assert (kept["alt_test"], kept["confusion_by_slice"]) == (found["alt_test"], found["confusion_by_slice"])


def test_the_answer_that_length_is_about_is_named(assay: Assay, made: Path) -> None:
    asked = ("judge", "calibrate", made / "verdicts.csv", "--judge", "wordy", "--answer", "wordy")
    asked += ("--reference", "people", "--length", "words")
    card = assay(*asked, "--json").json()["judge_card"]
    (told,) = (each["sentence"] for each in card["findings"] if each["trait"] == "length_biased")
    rows = [*csv.DictReader((made / "verdicts.csv").read_text().splitlines())]
    middle = float(np.median([float(row["words"]) for row in rows]))
    excess = {
        long: np.mean(
            [
                float(row["wordy"] == "wrong") - float(row["people"] == "wrong")
                for row in rows
                if (float(row["words"]) > middle) == long
            ]
        )
        for long in (True, False)
    }
    more = "more" if excess[True] > excess[False] else "less"
    assert card["length_answer"] == "wrong"
    assert told.startswith(f"Against people, it says 'wrong' {more} often of long outputs than of short ones")
    assert "length_gap is about the answer 'wrong'" in assay(*asked).out
