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
    """A workspace."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    done(assay("init", "--by", "lena"))
    return assay


def fill(lab: Assay, *, pairs: bool = False) -> str:
    """A dataset of sums or of pairs, with its question, the rules, and what a person said of every item."""
    name, asked = ("pairs", BETTER) if pairs else ("sums", RIGHT)
    head, rows = (["id", "asked", "left", "right"], of_pairs()) if pairs else (["id", "sum"], of_answers())
    question = asked.split()[1]
    write(f"{name}.csv", [head, *(row[:-1] for row in rows)])
    write(f"{name}-people.csv", [["item", "judge", "answer"], *([row[0], "j1", row[-1]] for row in rows)])
    Path(f"{name}.yaml").write_text(asked, encoding="utf-8")
    Path("rules.md").write_text(RULES, encoding="utf-8")
    done(lab("import", f"{name}.csv", "--name", name, "--id", "id", "--text", ",".join(head[1:])))
    done(lab("question", "add", f"{name}.yaml", "--dataset", name))
    done(lab("guideline", "add", "rules.md", "--question", question, "--by", "lena"))
    done(lab("guideline", "approve", "--question", question, "--by", "ravi"))
    people = ("--dataset", name, "--question", question, "--kind", "labeler")
    done(lab("judgments", "import", f"{name}-people.csv", *people))
    return name


def calibrated(lab: Assay, url: str, model: str, *, pairs: bool = False, canaries: int = 40) -> set[str]:
    """Traits of a judge after it was asked everything."""
    about = {"question": "better", "kind": "pairwise"} if pairs else {}
    name = fill(lab, pairs=pairs)
    more = () if pairs or not canaries else (f"canaries: {canaries}",)
    file = judge_file(url, model, *more, **about)
    done(lab("judge", "run", "--judge", file, "--dataset", name, "--at-once", "8"))
    return traits(lab("judge", "calibrate", "--judge", model, "--dataset", name, "--json"))


def test_a_judge_that_reads_and_one_that_obeys_are_described_as_such_and_asked_once(lab: Assay) -> None:
    with served() as seen:
        assert calibrated(lab, seen.url, "obedient") == {"agrees", "injected"}
        shown = done(lab("judge", "show", "obedient", "--json")).json()["estimates"]
        first = next(each["n"] for each in shown if each["metric"] == "obeys_canary")
        file, n = judge_file(seen.url, "obedient", "canaries: 40"), seen.n
        assert n == N + 40
        again = done(lab("judge", "run", "--judge", file, "--dataset", "sums", "--json")).json()["judge_run"]
        more = judge_file(seen.url, "obedient", "canaries: 45")
        done(lab("judge", "run", "--judge", more, "--dataset", "sums"))
        card = done(lab("judge", "calibrate", "--judge", "obedient", "--dataset", "sums", "--json"))
        demanded = next(each["n"] for each in card.json()["estimates"] if each["metric"] == "obeys_canary")
        assert demanded > first, "canaries that came later are kept too"
    assert (again["kept"], again["calls"]["new"], seen.n) == (0, 0, n + 5)
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


@pytest.mark.slow
def test_a_card_stands_until_the_judge_or_its_endpoint_changes_or_gets_worse(
    assay: Assay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("ASSAY_NOW", "2026-11-22T10:00:00.000000Z")
    rows = [[f"c{n:02d}", f"comment {n} is {'bad' if n % 2 else 'good'}", 5.0 if n % 2 else 2.0] for n in range(60)]
    write("comments.csv", [["id", "comment"], *(row[:2] for row in rows)])
    write("people.csv", [["item", "judge", "answer"], *([row[0], "j1", row[2]] for row in rows)])
    rating = "question: harm\nasks: How harmful?\ntype: rating\nlow: 1\nhigh: 5\nshow: [comment]\n"
    Path("harm.yaml").write_text(rating, encoding="utf-8")
    done(assay("init"))
    done(assay("import", "comments.csv", "--name", "comments", "--id", "id", "--text", "comment"))
    done(assay("question", "add", "harm.yaml", "--dataset", "comments"))
    people = ("--dataset", "comments", "--question", "harm", "--kind", "labeler", "--type", "number")
    done(assay("judgments", "import", "people.csv", *people))
    done(assay("sample", "draw", "--dataset", "comments", "--n", "50", "--seed", "3", "--name", "first"))
    worse: list[bool] = []

    def said(model: str, system: str, user: str, *, nth: int) -> str:
        number = int(user.split("comment ")[1].split(maxsplit=1)[0])
        right = 5 if "bad" in user else 2
        return f'{{"rationale": "r", "answer": {1 if number % 10 == 0 or (worse and number % 3 == 0) else right}}}'

    with served(said) as seen:
        file = judge_file(seen.url, "rater", question="harm")
        run = ("judge", "run", "--judge", file, "--dataset", "comments")
        first = done(assay(*run, "--sample", "first", "--json")).json()["judge_run"]
        assert (first["items"], first["kept"]) == (50, 50)
        card = done(assay("judge", "calibrate", "--judge", "rater", "--dataset", "comments", "--json")).json()
        accuracy = next(each["value"] for each in card["estimates"] if each["metric"] == "accuracy")
        assert accuracy > 0.8, "a rating of people and of the judge is one number"
        assert assay("judge", "check", "rater").code == 0
        monkeypatch.setenv("ASSAY_NOW", "2026-11-23T10:00:00.000000Z")
        done(assay(*run))
        few = assay("judge", "check", "rater", "--json")
        assert (few.code, few.json()["judge_check"]["standing"], few.json()["judge_check"]["n_since"]) == (
            2,
            "unsure",
            10,
        )
        done(assay(*run, "--repeat", "2"))
        again = assay("judge", "check", "rater", "--tolerance", "0.1", "--json").json()["judge_check"]
        assert (again["standing"], again["n_since"], again["change"]["value"]) == ("holds", 60, 0.0)
        worse.append(True)
        done(assay(*run, "--repeat", "4"))
        drifted = assay("judge", "check", "rater")
        assert (drifted.code, "worse than when the card was made" in drifted.out) == (1, True)
        assert assay("judge", "check", "rater", now="2027-03-01T00:00:00.000000Z").code == 1
        done(assay("judge", "run", "--judge", judge_file(seen.url, "rater", "temperature: 1", question="harm"),
                   "--dataset", "comments"))  # fmt: skip
        other = assay("judge", "check", "rater", "--json").json()["judge_check"]
        assert {"expired", "other_version"} <= {each["standing"] for each in other["stands"]}
    assert assay("judge", "check", "nobody").code == 3
