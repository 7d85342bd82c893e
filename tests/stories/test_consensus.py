"""``assay consensus`` from a fresh folder: the line of the documentation, its faces, and what it refuses."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

JSON_PAGE = (Path(__file__).parents[2] / "docs/reference/json.md").read_text("utf-8")
LONG = ("--item", "item", "--judge", "judge", "--answer", "label")
ISSUE = (
    "consensus", "votes.csv", *LONG, "--method", "dawid-skene", "--init", "diagonal:0.7", "--first", "e",
    "--prior", "uniform", "--iterations", "20", "--ties", "fractional", "--reference", "truth.csv",
)  # fmt: skip


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


@pytest.fixture
def votes(assay: Callable[..., Any]) -> Callable[..., Any]:
    """The command line in a folder with votes of 8 judges on 150 items of 2 datasets, and the truth of 100."""
    rng = np.random.default_rng(5)
    names, truth, skill = (
        np.array(["neg", "neu", "pos"]),
        rng.choice(3, 150, p=[0.5, 0.3, 0.2]),
        rng.uniform(0.6, 0.95, 8),
    )
    rows, wide = ["dataset,item,judge,label"], ["id," + ",".join(f"j{judge}" for judge in range(8))]
    for item in range(150):
        said = np.where(rng.random(8) < skill, truth[item], rng.integers(0, 3, 8))
        said_by = sorted(rng.choice(8, 5, replace=False).tolist())
        rows += [f"d{item % 2},i{item // 2},j{judge},{names[said[judge]]}" for judge in said_by]
        wide.append(f"d{item % 2} / i{item // 2}," + ",".join(names[said[j]] if j in said_by else "" for j in range(8)))
    write("both.csv", "\n".join(rows) + "\n")
    write("votes.csv", "\n".join(row.replace(",i", "-i", 1) for row in rows).replace("dataset-item", "item", 1) + "\n")
    write("wide.csv", "\n".join(wide) + "\n")
    right = [f"d{item % 2}-i{item // 2},{names[truth[item]]}" for item in range(100)]
    write("truth.csv", "item,label\n" + "\n".join(right) + "\n")
    return assay


def test_the_line_of_the_issue_works_in_a_fresh_folder(votes: Callable[..., Any]) -> None:
    said = votes(*ISSUE, "--out", "consensus.parquet")
    assert said.code == 0, said.err
    flat = " ".join(said.out.split())
    for part in (
        "150 items from 750 judgments by 8 judges, by dawid-skene (20 iterations)",
        "Against the reference",
        "Judges against the reference, largest errors first",
        "Assumes: Each judge has its own confusion of the classes.",
        "init diagonal, diagonal 0.7, first e, iterations 20, tolerance none, bound item, prior uniform, smoothing 0, "
        "ties fractional, repeats last",
        "consensus.parquet written",
    ):
        assert part in flat, part
    table = pq.read_table("consensus.parquet")
    assert table.column_names == ["item", "answer", "probability", "tied", "n_votes", "p:neg", "p:neu", "p:pos"]
    assert table.num_rows == 150


def test_with_json_it_scores_itself_and_every_judge_with_intervals(votes: Callable[..., Any]) -> None:
    document = votes(*ISSUE, "--metric", "accuracy,f1", "--json").json()
    assert [each["metric"] for each in document["estimates"]] == ["accuracy", "f1"]
    assert all(each["interval"] and each["n"] == 100 for each in document["estimates"])
    assert [each["slice"] for each in document["judges"]] == [{"judge": f"j{place}"} for place in range(8)]
    assert document["consensus"]["options"]["init"] == "diagonal"
    cell = document["confusions"][0]
    assert (cell["judge"], cell["truth"], cell["answer"]) == ("j0", "neg", "neg")
    assert cell["interval"][0] < cell["share"] < cell["interval"][1]


def documented(what: str) -> list[str]:
    part = JSON_PAGE.split(f"| field of `{what}` | type | meaning |")[1].split("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_the_page_on_json_names_exactly_the_fields(votes: Callable[..., Any]) -> None:
    document = votes("consensus", "votes.csv", *LONG, "--json").json()
    assert documented("consensus") == list(document["consensus"])
    assert documented("confusions") == list(document["confusions"][0])


def test_ids_in_two_columns_and_one_column_a_judge_give_the_same_answers(votes: Callable[..., Any]) -> None:
    long = ("consensus", "both.csv", "--item", "dataset,item", "--judge", "judge", "--answer", "label")
    wide = ("consensus", "wide.csv", "--item", "id", "--judges", ",".join(f"j{place}" for place in range(8)))
    for words, out in ((long, "long.parquet"), (wide, "wide.parquet")):
        assert votes(*words, "--out", out).code == 0
    one, other = pq.read_table("long.parquet"), pq.read_table("wide.parquet")
    assert one["item"].to_pylist()[0] == "d0 / i0"
    assert one.equals(other)


def test_every_method_runs_and_says_what_it_assumes(votes: Callable[..., Any]) -> None:
    from assay.stats.truth.named import METHODS

    for name, method in METHODS.items():
        said = votes("consensus", "votes.csv", *LONG, "--method", name, "--reference", "truth.csv")
        assert said.code == 0, said.err
        assert method.sentence in " ".join(said.out.split())


def test_a_row_order_changes_no_byte(votes: Callable[..., Any]) -> None:
    head, *rows = Path("votes.csv").read_text().splitlines()
    write("turned.csv", "\n".join([head, *reversed(rows)]) + "\n")
    found = []
    for name in ("votes.csv", "turned.csv"):
        said = votes("consensus", name, *LONG, "--ties", "random", "--json", "--out", "out.jsonl")
        found.append((said.out, Path("out.jsonl").read_bytes()))
    assert found[0] == found[1]


def test_a_method_that_majority_beats_on_gold_is_warned_of(assay: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(300) < 0.1
    rows, right = ["item,judge,label"], ["item,label"]
    for item in range(300):
        right.append(f"i{item},{'yes' if truth[item] else 'no'}")
        for judge in range(5):
            yes = rng.random() < (0.55 if truth[item] else 0.03)
            rows.append(f"i{item},j{judge},{'yes' if yes else 'no'}")
    write("votes.csv", "\n".join(rows) + "\n")
    write("truth.csv", "\n".join(right) + "\n")
    words = ("consensus", "votes.csv", *LONG, "--reference", "truth.csv", "--json", "--method")
    warned = assay(*words, "zencrowd", "--prior", "estimated").json()["consensus"]["warnings"]
    assert any("less often" in each and "plain majority" in each for each in warned)
    assert assay(*words, "majority").json()["consensus"]["warnings"] == []


def test_a_terminal_is_told_the_iterations(votes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)
    assert votes("consensus", "votes.csv", *LONG, "--iterations", "12").code == 0
    assert "12 of 12 iterations of dawid-skene" in terminal.getvalue()


@pytest.fixture
def scores(assay: Callable[..., Any]) -> Callable[..., Any]:
    """The command line in a folder with scores of 6 judges on 80 items, one of them far too high."""
    rng = np.random.default_rng(6)
    truth, bias, spread = rng.normal(50, 10, 80), np.r_[8.0, np.zeros(5)], np.r_[np.full(3, 1.0), np.full(3, 5.0)]
    rows = [
        f"e{item},r{judge},{truth[item] + bias[judge] + spread[judge] * rng.normal():.1f}"
        for item in range(80)
        for judge in rng.choice(6, 4, replace=False)
    ]
    write("scores.csv", "item,judge,label\n" + "\n".join(rows) + "\n")
    write("truth.csv", "item,score\n" + "\n".join(f"e{item},{truth[item]:.1f}" for item in range(80)) + "\n")
    return assay


@pytest.mark.parametrize("method", ["mean", "median", "weighted"])
def test_numbers_have_a_consensus_with_intervals_and_judges_a_bias(scores: Callable[..., Any], method: str) -> None:
    words = ("consensus", "scores.csv", *LONG, "--method", method, "--out", "out.parquet")
    said = scores(*words, "--reference", "truth.csv", "--json")
    assert said.code == 0, said.err
    document = said.json()
    assert [each["metric"] for each in document["estimates"]] == ["mae", "rmse", "bias", "correlation"]
    bias = next(e for e in document["judges"] if e["slice"] == {"judge": "r0"} and e["metric"] == "bias")
    assert bias["interval"][0] > 4.0
    assert document["consensus"]["doubt"] is None
    assert document["confusions"] is None
    table = pq.read_table("out.parquet")
    assert table.column_names == ["item", "answer", "standard_error", "low", "high", "reason", "n_votes"]
    assert ("Infinity" in said.out, "NaN" in said.out) == (False, False)
    shown = " ".join(scores(*words).out.split())
    assert "judge bias spread of errors votes" in shown
    assert ("few votes: 80" if method == "median" else "number ±") in shown


def test_judges_weighted_by_their_precision_come_nearer_than_the_mean(scores: Callable[..., Any]) -> None:
    words = ("consensus", "scores.csv", *LONG, "--reference", "truth.csv", "--metric", "error_sd", "--json", "--method")
    plain, sharp = (scores(*words, method).json()["estimates"][0]["value"] for method in ("mean", "weighted"))
    assert sharp < 0.6 * plain


HEAD = "item,judge,label\n"
TIED = HEAD + "a,x,yes\na,y,no\nb,x,no\nb,y,yes\n"
NUMBERS = HEAD + "a,x,1\na,y,2\nb,x,3\nb,y,4\n"
REFUSED: dict[str, tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]] = {
    "empty file": ({"v.csv": ""}, (), ("input.empty",)),
    "header only": ({"v.csv": HEAD}, (), ("input.no_rows",)),
    "no answers": ({"v.csv": HEAD + "a,x,\nb,y,\n"}, (), ("input.no_votes", "'label'", "2 rows")),
    "columns missing": ({"v.csv": "itm,judge,lable\na,x,yes\n"}, (), ("itm", "lable", "input.unknown_column")),
    "a judge missing": ({"v.csv": HEAD + "a,x,yes\nb,,no\n"}, (), ("input.missing_id", "judge")),
    "unknown method": ({"v.csv": TIED}, ("--method", "david-skene"), ("dawid-skene", "stats.method")),
    "unknown ties": ({"v.csv": TIED}, ("--ties", "coin"), ("fractional", "stats.ties")),
    "unknown repeats": ({"v.csv": TIED}, ("--repeats", "newest"), ("last, first or all", "input.repeats")),
    "diagonal of text": ({"v.csv": TIED}, ("--init", "diagonal:x"), ("diagonal:0.7",)),
    "diagonal of 1.5": ({"v.csv": TIED}, ("--init", "diagonal:1.5"), ("1.5", "below 1", "stats.option")),
    "diagonal with m": ({"v.csv": TIED}, ("--init", "diagonal:0.7", "--first", "m"), ("first e", "stats.option")),
    "an option of another method": (
        {"v.csv": TIED}, ("--method", "majority", "--prior", "uniform"), ("no option 'prior'", "stats.option"),
    ),
    "no iterations": ({"v.csv": TIED}, ("--iterations", "0"), ("1 or more", "stats.option")),
    "level above 1": ({"v.csv": TIED}, ("--level", "1.5"), ("metric.level",)),
    "metric without reference": ({"v.csv": TIED}, ("--metric", "f1"), ("--reference",)),
    "no folder for the file": ({"v.csv": TIED}, ("--out", "no/x.csv"), ("output.cannot_write",)),
    "ending of the file": ({"v.csv": TIED}, ("--out", "x.txt"), (".parquet", "output.format")),
    "texts for numbers": ({"v.csv": TIED}, ("--method", "mean"), ("'yes' is no number (row 1)", "input.not_a_number")),
    "one text among numbers": (
        {"v.csv": NUMBERS.replace("3", "three")}, ("--method", "weighted"), ("'three'", "row 3", "input.not_a_number"),
    ),
    "ties of numbers": ({"v.csv": NUMBERS}, ("--method", "mean", "--ties", "first"), ("no ties", "stats.option")),
    "metric of classes for numbers": (
        {"v.csv": NUMBERS, "r.csv": "item,reference\na,1\n"},
        ("--method", "mean", "--reference", "r.csv", "--metric", "accuracy"), ("mae", "metric.unknown"),
    ),
    "reference of texts for numbers": (
        {"v.csv": NUMBERS, "r.csv": "item,reference\na,high\n"}, ("--method", "median", "--reference", "r.csv"),
        ("item 'a'", "'high'", "input.not_a_number"),
    ),
    "reference of other items": (
        {"v.csv": TIED, "r.csv": "item,reference\nzz,yes\n"},
        ("--reference", "r.csv"), ("'zz'", "'a'", "reference.no_item"),
    ),
    "reference that contradicts itself": (
        {"v.csv": TIED, "r.csv": "item,reference\na,yes\na,no\n"},
        ("--reference", "r.csv"), ("'yes'", "'no'", "reference.contradiction"),
    ),
    "reference without right answers": (
        {"v.csv": TIED, "r.csv": "item,foo,bar\na,1,2\n"}, ("--reference", "r.csv"), ("reference.column", "foo"),
    ),
    "reference is absent": ({"v.csv": TIED}, ("--reference", "v2.csv"), ("v2.csv", "Did you mean 'v.csv'")),
    "numbers as a reference set": (
        {"v.csv": NUMBERS}, ("--method", "mean", "--keep", "x"), ("--dataset",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "words", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_used_is_refused_with_a_remedy(
    assay: Callable[..., Any], files: dict[str, str], words: tuple[str, ...], says: tuple[str, ...]
) -> None:
    for name, text in files.items():
        write(name, text)
    said = assay("consensus", "v.csv", *LONG, *words)
    assert said.code == 3, said.out
    assert "Traceback" not in said.err
    for part in says:
        assert part in " ".join(said.err.split()), said.err


ACCEPTED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "one judge": (HEAD + "a,x,yes\nb,x,no\nc,x,no\n", (), "There is one judge"),
    "one item": (HEAD + "a,x,yes\na,y,no\na,z,no\n", (), "1 item from 3 judgments"),
    "no overlap": (HEAD + "a,x,yes\nb,y,no\nc,x,no\n", (), "No item has two votes"),
    "all equal": (HEAD + "a,x,yes\na,y,yes\nb,x,yes\nb,y,yes\n", (), "0 are tied"),
    "tied everything": (TIED, (), "2 are tied"),
    "tied everything, the first": (TIED, ("--ties", "first"), "ties first"),
    "blanks and CJK": (HEAD + "商品 一,王 伟,是\n商品 一,李娜,否\n 商品 二,王 伟,是\n 商品 二,李娜,是\n", (), "王 伟"),
    "contradictory repeats": (
        HEAD + "a,x,yes\na,x,no\na,y,no\nb,x,no\nb,y,no\nb,x,yes\n", ("--method", "majority"), "the last counts",
    ),
    "numbers that never differ": (
        HEAD + "a,x,3\na,y,3\nb,x,3\nb,y,3\n", ("--method", "weighted"), "No item has an interval",
    ),
    "numbers of one judge": (HEAD + "a,x,1\nb,x,2\nc,x,3\n", ("--method", "weighted"), "There is one judge"),
    "numbers of two judges": (NUMBERS, ("--method", "weighted"), "With two judges nothing tells"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words", "says"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_odd_votes_are_accepted_with_what_is_odd_about_them(
    assay: Callable[..., Any], text: str, words: tuple[str, ...], says: str
) -> None:
    write("v.csv", text)
    said = assay("consensus", "v.csv", *LONG, *words, "--out", "out.jsonl")
    assert said.code == 0, said.err
    assert says in " ".join(said.out.split())
    rows = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert all(row["answer"] is not None or row["tied"] for row in rows)


def test_a_right_answer_that_no_judge_gave_counts_as_missed_and_is_told(assay: Callable[..., Any]) -> None:
    write("v.csv", HEAD + "a,x,yes\na,y,yes\nb,x,no\nb,y,no\n")
    write("r.csv", "item,reference\na,maybe\nb,no\n")
    said = assay("consensus", "v.csv", *LONG, "--reference", "r.csv", "--json").json()
    assert said["estimates"][0]["value"] == 0.5
    assert said["consensus"]["notes"] == ["The reference of 1 items is an answer that no judge gave, such as 'maybe'"]


def test_two_thousand_classes_run_by_majority_and_are_refused_where_confusions_would_not_fit(
    assay: Callable[..., Any],
) -> None:
    rng = np.random.default_rng(1)
    rows = [f"i{item},j{(item + each) % 40},c{rng.integers(2000)}" for item in range(3000) for each in range(3)]
    write("v.csv", HEAD + "\n".join(rows) + "\n")
    assert assay("consensus", "v.csv", *LONG, "--method", "majority").code == 0
    said = assay("consensus", "v.csv", *LONG)
    assert said.code == 3
    assert "stats.too_many_cells" in said.err
    assert "majority" in said.err


@pytest.mark.slow
def test_a_million_judges_of_one_answer_each_run_and_are_not_listed(assay: Callable[..., Any]) -> None:
    write("v.csv", HEAD + "\n".join(f"i{judge // 5},w{judge},{'ab'[judge * 7919 % 3 % 2]}" for judge in range(10**6)))
    said = assay("consensus", "v.csv", *LONG, "--json")
    assert said.code == 0, said.err
    document = said.json()
    assert document["judges"] == []
    assert any("1,000,000 judges are not measured" in each for each in document["consensus"]["warnings"])
    assert any("one answer only" in each for each in document["consensus"]["warnings"])
