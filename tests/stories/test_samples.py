"""From a frame to a pilot, a sample by Neyman, its labels, an estimate and a claim; and samples kept in a workspace."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pytest

SHARES = {"en": 0.97, "sw": 0.55, "zh": 0.85}


@pytest.fixture
def frame(tmp_path: Path) -> tuple[Path, dict[str, dict[str, str]]]:
    """1,000 answers of a system in three languages, and the labels that people would give them."""
    random = np.random.default_rng(8)
    langs = random.choice(["en", "sw", "zh"], 1000, p=[0.6, 0.1, 0.3])
    rows = {}
    for k, lang in enumerate(langs.tolist()):
        said = str(random.choice(["yes", "no"]))
        right = said if random.random() < SHARES[lang] else {"yes": "no", "no": "yes"}[said]
        rows[f"q{k:04d}"] = {
            "item": f"q{k:04d}",
            "language": lang,
            "pred": said,
            "label": right,
            "u": f"{random.random():.4f}",
        }
    write(
        tmp_path / "frame.csv",
        [{name: row[name] for name in ("item", "language", "pred", "u")} for row in rows.values()],
    )
    return tmp_path / "frame.csv", rows


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def drawn(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def labelled(sample: Path, rows: dict[str, dict[str, str]], *, first: int | None = None) -> Path:
    """What people answered, in the order of the sample."""
    return write(
        sample.with_name(f"labelled-{sample.stem}.csv"), [rows[each["item"]] for each in drawn(sample)[:first]]
    )


ESTIMATE = ("--label", "label", "--prediction", "pred", "--metric", "accuracy", "--item", "item")


def test_pilot_neyman_sample_labels_and_estimate(assay, frame, tmp_path: Path) -> None:
    file, rows = frame
    pilot, sample = tmp_path / "pilot.csv", tmp_path / "sample.csv"
    by = ("--stratum", "language")
    assert assay("sample", "draw", file, "--n", "60", "--design", "stratified", *by, "--allocation", "equal",
                 "--out", pilot).code == 0  # fmt: skip
    right = [
        {"item": each["item"], "right": int(rows[each["item"]]["label"] == rows[each["item"]]["pred"])}
        for each in drawn(pilot)
    ]
    write(tmp_path / "piloted.csv", right)
    said = assay("sample", "draw", file, "--n", "150", "--design", "neyman", *by, "--pilot", tmp_path / "piloted.csv",
                 "--pilot-answer", "right", "--out", sample)  # fmt: skip
    assert said.code == 0, said.err
    assert "neyman" in said.out
    found = assay("estimate", labelled(sample, rows), *ESTIMATE, "--sample", sample, "--by", "language", "--json")
    assert found.code == 0, found.err
    whole = found.json()["estimates"][0]
    truth = np.mean([row["label"] == row["pred"] for row in rows.values()])
    assert whole["interval"][0] < truth < whole["interval"][1]
    assert whole["n"] == 150
    assert "strata" in whole["method"]["variance"]


def test_the_same_seed_writes_the_same_bytes_whatever_the_order_of_the_rows(assay, frame, tmp_path: Path) -> None:
    file, _ = frame
    turned = write(tmp_path / "turned.csv", list(reversed(drawn(file))))
    for path, out in ((file, "first.csv"), (turned, "second.csv")):
        assert assay("sample", "draw", path, "--n", "50", "--out", tmp_path / out).code == 0
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


def test_a_queue_stopped_early_keeps_its_design_and_one_picked_from_does_not(assay, frame, tmp_path: Path) -> None:
    file, rows = frame
    sample = tmp_path / "sample.csv"
    assay("sample", "draw", file, "--n", "150", "--design", "stratified", "--stratum", "language", "--out", sample)
    early = assay("estimate", labelled(sample, rows, first=90), *ESTIMATE, "--sample", sample, "--json")
    assert early.json()["estimates"][0]["interval"] is not None
    assert any("stopped early" in note for note in early.json()["estimates"][0]["method"]["notes"])
    picked = write(tmp_path / "picked.csv", [rows[each["item"]] for each in drawn(sample)[20:]])
    late = assay("estimate", picked, *ESTIMATE, "--sample", sample, "--json").json()["estimates"][0]
    assert (late["interval"], late["reason"]) == (None, "out_of_order")
    assert "answered out of its random order" in assay("estimate", picked, *ESTIMATE, "--sample", sample).out.replace(
        "\n", " "
    )
    hand = assay("estimate", picked, *ESTIMATE, "--sample", "by-hand", "--json").json()["estimates"][0]
    assert (hand["interval"], hand["reason"]) == (None, "picked_by_hand")
    assert hand["value"] is not None


def test_a_sample_of_a_dataset_is_kept_found_and_never_changed(assay, frame, tmp_path: Path) -> None:
    file, _ = frame
    assert assay("init").code == 0
    assert assay("import", file, "--name", "answers", "--id", "item", "--slice", "language").code == 0
    draw = (
        "sample",
        "draw",
        "--dataset",
        "answers",
        "--name",
        "pilot1",
        "--design",
        "stratified",
        "--stratum",
        "language",
    )
    first = assay(*draw, "--n", "60", "--json")
    assert first.code == 0, first.err
    assert assay(*draw, "--n", "60", "--json").out == first.out
    other = assay(*draw, "--n", "70")
    assert other.code == 3
    assert "sample.taken" in other.err
    shown = assay("sample", "show", "pilot1", "--dataset", "answers", "--out", tmp_path / "pilot1.csv", "--json")
    assert shown.json()["sample"] == first.json()["sample"]
    assert [each["item"] for each in drawn(tmp_path / "pilot1.csv")] == [each["item"] for each in first.json()["items"]]
    listed = assay("sample", "list", "--json").json()["samples"]
    assert [(each["name"], each["n"]) for each in listed] == [("pilot1", 60)]
    assert "pilot1" in assay("sample", "list", "--dataset", "answers").out
    assert "pilot1" in assay("sample", "show", "pilot2", "--dataset", "answers").err
    bare = assay("sample", "draw", file, "--n", "60", "--design", "stratified", "--stratum", "language", "--json")
    assert bare.json()["items"] == first.json()["items"]


def test_what_is_claimed_of_a_drawn_sample(assay, frame, tmp_path: Path) -> None:
    file, rows = frame
    sample = tmp_path / "sample.csv"
    assay("sample", "draw", file, "--n", "300", "--out", sample)
    chosen = {each["item"] for each in drawn(sample)}
    pool = [{**row, "label": row["label"] if item in chosen else ""} for item, row in rows.items()]
    scores = write(tmp_path / "scores.csv", pool)
    asked = ("risk", scores, "--machine", "pred", "--label", "label", "--item", "item", "--sample", sample)
    claim = assay(*asked, "--at-most", "0.2", "--json").json()["risk"]
    assert (claim["holds"], claim["n"], claim["pool"]) == (True, 300, 1000)
    share = assay(*asked, "--at-most", "0.08", "--uncertainty", "u", "--out", tmp_path / "who.csv", "--json")
    assert share.code == 0, share.err
    found = share.json()["machine_share"]
    assert 0.0 < found["share"] < 1.0
    who = drawn(tmp_path / "who.csv")
    assert sum(each["judge"] == "machine" for each in who) == found["n_machine"]
    wrong = sum(
        each["judge"] == "machine" and rows[each["item"]]["label"] != rows[each["item"]]["pred"] for each in who
    )
    assert wrong / 1000 <= 0.08
    assert "may label" in assay(*asked, "--at-most", "0.08", "--uncertainty", "u").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--n", "5000"), "the frame has 1000 items"),
        (("--n", "10", "--design", "stratified", "--stratum", "langage"), "language"),
        (("--n", "10", "--design", "pps"), "--size COLUMN"),
        (("--n", "10", "--slice", "language == 'xx'"), "no item to draw from"),
    ],
)
def test_mistakes_are_told_with_the_next_step(assay, frame, words: tuple[str, ...], told: str) -> None:
    said = assay("sample", "draw", frame[0], *words)
    assert said.code == 3
    assert told in said.err.replace("\n", " ")
    assert "Traceback" not in said.err
    problems = json.loads(assay("sample", "draw", frame[0], *words, "--json").out)["problems"]
    assert all(each["fix"] for each in problems)


def test_a_file_and_a_dataset_are_not_both_drawn_from(assay, frame) -> None:
    assert assay("sample", "draw", "--n", "10").code == 3
    assert assay("sample", "draw", frame[0], "--n", "10", "--dataset", "answers", "--name", "x").code == 3


def test_a_sample_opens_in_any_reader(assay, frame, tmp_path: Path) -> None:
    assay("sample", "draw", frame[0], "--n", "12", "--design", "simple", "--out", tmp_path / "s.csv")
    assert pyarrow.csv.read_csv(tmp_path / "s.csv").column_names == ["item", "probability", "stratum", "order"]
