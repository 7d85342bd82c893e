"""Story: an evaluation lead asks machine judges the question that people answered, and reads what each is worth."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demo.endpoint import served

Assay = Callable[..., Any]
SECRET = "sk-planted-secret-456"
N = 150
FILLER = "which follows from adding one number to the other step by step, " * 2
RIGHT = "question: right\nasks: Is the sum right?\ntype: choice\noptions: [right, wrong]\nshow: [sum]\n"
BETTER = "question: better\nasks: Which answer is right?\ntype: pairwise\nleft: left\nright: right\nshow: [asked]\n"
RULES = "# Sums\n\n## 1. A sum is right when it is exact\n\nNothing else counts.\n"


def write(name: str, rows: list[list[Any]]) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def judge_file(url: str, model: str, *more: str, question: str = "right", kind: str = "pointwise") -> str:
    head = ["judge: 1", f"name: {model}", f"kind: {kind}", f"question: {question}", f"url: {url}", f"model: {model}"]
    Path(f"{model}.yaml").write_text("\n".join([*head, *more, ""]), encoding="utf-8")
    return f"{model}.yaml"


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def traits(said: Any) -> set[str]:
    return {each["trait"] for each in done(said).json()["judge_card"]["findings"]}


def of_answers() -> list[list[Any]]:
    """Sums, two in three right, some of them long whatever they are worth."""
    rows = []
    for n in range(N):
        wrong, long = n % 3 == 0, n % 4 < 2
        text = f"What is {n} plus {n % 7}? {FILLER if long else ''}= {n + n % 7 + wrong}"
        rows.append([f"s{n:03d}", text, "wrong" if wrong else "right"])
    return rows


def of_pairs() -> list[list[Any]]:
    rows = []
    for n in range(N):
        right, wrong = str(n + n % 7), str(n + n % 7 + 1)
        left, long = n % 2 == 0, n % 4 < 2
        sides = [right, wrong] if left else [wrong, right]
        sides = [f"{sides[0]} {FILLER}", sides[1]] if long else [sides[0], f"{sides[1]} {FILLER}"]
        rows.append([f"p{n:03d}", f"What is {n} plus {n % 7}?", *sides, "left" if left else "right"])
    return rows


@pytest.fixture
def lab(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Assay:
    """A workspace with sums and pairs, the questions with their rules, and what a person said of every item."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    done(assay("init", "--by", "lena"))
    given = (
        ("sums", RIGHT, ["id", "sum"], of_answers(), ("--text", "sum")),
        ("pairs", BETTER, ["id", "asked", "left", "right"], of_pairs(), ("--text", "asked,left,right")),
    )
    for name, asked, head, rows, roles in given:
        question = asked.split()[1]
        write(f"{name}.csv", [head, *(row[:-1] for row in rows)])
        write(f"{name}-people.csv", [["item", "judge", "answer"], *([row[0], "j1", row[-1]] for row in rows)])
        Path(f"{name}.yaml").write_text(asked, encoding="utf-8")
        Path("rules.md").write_text(RULES, encoding="utf-8")
        done(assay("import", f"{name}.csv", "--name", name, "--id", "id", *roles))
        done(assay("question", "add", f"{name}.yaml", "--dataset", name))
        done(assay("guideline", "add", "rules.md", "--question", question, "--by", "lena"))
        done(assay("guideline", "approve", "--question", question, "--by", "ravi"))
        people = ("--dataset", name, "--question", question, "--kind", "labeler")
        done(assay("judgments", "import", f"{name}-people.csv", *people))
    return assay


def calibrated(lab: Assay, url: str, model: str, *, pairs: bool = False, canaries: int = 40) -> set[str]:
    """Traits of a judge after it was asked everything."""
    about = {"question": "better", "kind": "pairwise"} if pairs else {}
    name = "pairs" if pairs else "sums"
    more = () if pairs or not canaries else (f"canaries: {canaries}",)
    file = judge_file(url, model, *more, **about)
    done(lab("judge", "run", "--judge", file, "--dataset", name, "--at-once", "8"))
    return traits(lab("judge", "calibrate", "--judge", model, "--dataset", name, "--json"))


def test_a_judge_that_reads_and_one_that_obeys_are_described_as_such_and_asked_once(lab: Assay) -> None:
    with served() as seen:
        assert calibrated(lab, seen.url, "obedient") == {"agrees", "injected"}
        file, n = judge_file(seen.url, "obedient", "canaries: 40"), seen.n
        assert n == N + 40
        again = done(lab("judge", "run", "--judge", file, "--dataset", "sums", "--json")).json()["judge_run"]
    assert (again["kept"], again["calls"]["new"], seen.n) == (0, 0, n)
    listed = done(lab("judgments", "list", "--dataset", "sums", "--json"))
    assert "obedient" in listed.out or listed.json()
    assert lab("judge", "check", "obedient").code == 0
    guideline = done(lab("guideline", "show", "--question", "right", "--json"))
    card = done(lab("judge", "show", "obedient", "--json")).json()["judge_card"]
    assert card["guideline"] in guideline.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "pairs", "found"),
    [
        ("right", False, {"agrees"}),
        ("random", False, {"random", "no_better"}),
        ("constant", False, {"constant", "random", "no_better"}),
        ("longer", False, {"agrees", "length_biased"}),
        ("right", True, {"agrees"}),
        ("first", True, {"agrees", "side_biased"}),
        ("longer", True, {"agrees", "length_biased"}),
    ],
    ids=lambda each: str(each) if isinstance(each, (str, bool)) else "",
)
def test_a_called_judge_is_described_as_what_it_is(lab: Assay, model: str, pairs: bool, found: set[str]) -> None:
    with served() as seen:
        assert calibrated(lab, seen.url, model, pairs=pairs) == found
