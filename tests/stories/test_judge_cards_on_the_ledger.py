"""Story: in a workspace a card takes columns of the dataset, tells costs as they are, and why answers are missing."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from demo.endpoint import served
from scipy import stats

Assay = Callable[..., Any]
PEOPLE = ("ann", "bob", "cem")
N = 120
RIGHT = "question: right\nasks: Is it right?\ntype: choice\noptions: [right, wrong]\nshow: [text]\n"
BETTER = "question: better\nasks: Which is better?\ntype: pairwise\nleft: left\nright: right\nshow: [asked]\n"
READ, WRITTEN = 2.5, 10.0
"""Prices of a million tokens, in dollars."""


def done(said: Any) -> Any:
    assert said.code == 0, said.err or said.out
    return said


def write(name: str, rows: Sequence[dict[str, Any]]) -> str:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return name


def judge_file(url: str, name: str, question: str, *more: str) -> str:
    prices = f"prices: {{read: {READ}, written: {WRITTEN}, currency: USD}}"
    lines = ["judge: 1", f"name: {name}", f"question: {question}", f"url: {url}", f"model: {name}", prices, *more]
    Path(f"{name}.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return f"{name}.yaml"


@pytest.fixture
def lab(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Assay:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    done(assay("init"))
    return assay


def fill(lab: Assay, asked: str, rows: Sequence[dict[str, Any]], said: dict[str, list[str]], text: str) -> None:
    """A dataset with its question, and what each person said of every item."""
    question = asked.split()[1]
    Path("question.yaml").write_text(asked, encoding="utf-8")
    done(lab("import", write("items.csv", rows), "--name", "items", "--id", "id", "--text", text))
    done(lab("question", "add", "question.yaml", "--dataset", "items"))
    votes = [
        {"item": row["id"], "judge": name, "answer": answer}
        for name, answers in said.items()
        for row, answer in zip(rows, answers, strict=True)
    ]
    people = ("--dataset", "items", "--question", question, "--kind", "labeler")
    done(lab("judgments", "import", write("people.csv", votes), *people))


def cost_of(user: str, text: str) -> float:
    """In cents; the endpoint counts four characters as a token."""
    return (len(user) // 4 * READ + len(text) // 4 * WRITTEN) / 1e6 * 100


def estimates(card: Any) -> dict[tuple[str, str], Any]:
    return {(each["metric"], "".join((each["slice"] or {}).values())): each for each in card["estimates"]}


def test_self_preference_lengths_and_slices_come_from_columns_of_the_dataset(lab: Assay) -> None:
    rows: list[dict[str, Any]] = []
    for n in range(N):
        own = ("left", "right", "")[n % 3]
        sides = {side: f"{side} answer of {'me' if side == own else 'another'}" for side in ("left", "right")}
        long = {"left": 10 + n % 7, "right": 13}
        rows.append(
            {"id": f"p{n:03d}", "asked": f"Question {n}?", **sides, "lang": ("en", "de")[n % 2], "status": "ab"[n % 2]}
            | {"wrote": own, "n_left": long["left"], "n_right": long["right"]}
        )
    truth = [("left", "right")[n // 2 % 2] for n in range(N)]
    fill(lab, BETTER, rows, {"ann": truth}, "asked,left,right")
    spent: list[float] = []

    def says(n: int) -> str:
        return rows[n]["wrote"] if rows[n]["wrote"] and n % 5 < 2 else truth[n]

    def answer(model: str, system: str, user: str, *, nth: int) -> str:
        n = int(user.split("Question ")[1].split("?", maxsplit=1)[0])
        first = user.split("output 1\n")[1].split("\n", maxsplit=1)[0]
        shown = first.split(maxsplit=1)[0]
        text = json.dumps({"rationale": "r" * (n % 9), "answer": "first" if says(n) == shown else "second"})
        spent.append(cost_of(user, text))
        return text

    with served(answer) as seen:
        done(
            lab("judge", "run", "--judge", judge_file(seen.url, "me", "better", "kind: pairwise"), "--dataset", "items")
        )
    asked = (
        "judge",
        "calibrate",
        "--dataset",
        "items",
        "--judge",
        "me",
        "--own",
        "wrote",
        "--length",
        "n_left,n_right",
    )
    card = done(lab(*asked, "--slice", "lang", "--slice", "status", "--json")).json()
    found = estimates(card)
    owned = [n for n in range(N) if rows[n]["wrote"]]
    excess = [float(says(n) == rows[n]["wrote"]) - float(truth[n] == rows[n]["wrote"]) for n in owned]
    assert found["self_excess", ""]["value"] == pytest.approx(np.mean(excess), abs=1e-12)
    assert found["self_excess", ""]["n"] == 2 * len(owned)
    longer = {n: "left" if rows[n]["n_left"] > 13 else "right" for n in range(N) if rows[n]["n_left"] != 13}
    gap = [float(says(n) == side) - float(truth[n] == side) for n, side in longer.items()]
    assert found["length_excess", ""]["value"] == pytest.approx(np.mean(gap), abs=1e-12)
    assert {"self_preferring"} <= {each["trait"] for each in card["judge_card"]["findings"]}
    by_slice = {"".join(each["slice"].values()): each for each in card["confusion_by_slice"]}
    assert sorted(by_slice) == ["a", "b", "de", "en"], "a column of the dataset counts, not that of the judgments"
    cells = {(each["right"], each["said"]): each["estimate"] for each in by_slice["en"]["cells"]}
    seen_so = Counter((truth[n], says(n)) for n in range(0, N, 2))
    wrong = seen_so["left", "right"] / sum(k for (right, _), k in seen_so.items() if right == "left")
    assert cells["left", "right"]["value"] == pytest.approx(wrong)
    assert (card["judge_card"]["cost"], card["judge_card"]["currency"]) == (pytest.approx(np.mean(spent)), "USD")
    assert len(spent) == 2 * N
    assert f"a verdict costs {np.mean(spent) / 100:.3g} USD" in done(lab(*asked)).out.replace("\n", " ")
    done(lab("export", "items", "--to", "csv", "--out", "out.csv", "--judge", "me"))
    exported = [*csv.DictReader(Path("out.csv").read_text().splitlines())]
    people = {row["id"]: truth[n] for n, row in enumerate(rows)}
    again = write("again.csv", [{**row, "people": people[row["item"]]} for row in exported])
    of_file = ("--judge", "me", "--answer", "answer", "--reference", "people", "--sides", "left,right")
    same = estimates(done(lab("judge", "calibrate", again, *of_file, "--shown", "shown", "--json")).json())
    for name in ("accuracy", "consistency", "first_excess", "above_constant"):
        assert same[name, ""] == found[name, ""], name
    done(lab("judgments", "import", "out.csv", "--format", "csv", "--dataset", "items"))
    back = estimates(done(lab(*asked, "--json")).json())
    assert (back["first_excess", ""], back["consistency", ""]) == (found["first_excess", ""], found["consistency", ""])


def test_an_endpoint_that_fails_is_no_judge_that_cannot_be_read_and_counts_against_standing_in(lab: Assay) -> None:
    truth = [("right", "wrong")[n % 3 == 0] for n in range(N)]
    other = {"right": "wrong", "wrong": "right"}
    rows = [{"id": f"i{n:03d}", "text": f"text {n}"} for n in range(N)]
    said = {name: [other[each] if n % k == 1 else each for n, each in enumerate(truth)] for name, k in
            zip(PEOPLE, (5, 6, 7), strict=True)}  # fmt: skip
    fill(lab, RIGHT, rows, said, "text")

    def answer(model: str, system: str, user: str, *, nth: int) -> str:
        n = int(user.split("text\ntext ")[1].split("\n", maxsplit=1)[0])
        return "It depends." if n % 10 == 9 else json.dumps({"answer": truth[n]})

    with served(answer, status=lambda n: 400 if n % 2 else 200) as seen:
        run = ("judge", "run", "--judge", judge_file(seen.url, "half", "right"), "--dataset", "items")
        ran = done(lab(*run, "--at-once", "1", "--tries", "1", "--json")).json()["judge_run"]
    n_bad = sum(n for why, n in ran["whys"].items() if why != "no_answer")
    assert n_bad == N / 2
    asked = ("judge", "calibrate", "--dataset", "items", "--judge", "half")
    card = done(lab(*asked, "--json")).json()
    found = estimates(card)
    assert found["unread", ""]["value"] == pytest.approx((n_bad + ran["whys"]["no_answer"]) / N)
    assert found["no_reply", ""]["value"] == pytest.approx(n_bad / N)
    assert found["unreadable", ""]["value"] == pytest.approx(ran["whys"]["no_answer"] / N)
    sentences = [each["sentence"] for each in card["judge_card"]["findings"]]
    assert any(each.startswith("Its endpoint gives no answer: 0.50") for each in sentences)
    assert any(each.startswith("Its answers cannot be read: 0.10") for each in sentences)
    answered = {each["item"] for each in reasons(lab) if each["status"] == "given"}
    tested = card["alt_test"]
    assert (tested["n_asked"], tested["n_unanswered"]) == (N, N - len(answered))
    raw = []
    for name in PEOPLE:
        d = []
        for n, row in enumerate(rows):
            own, its = (sum(one == said[two][n] for two in PEOPLE if two != name) for one in (said[name][n], truth[n]))
            d.append(float(own >= its) - float(its >= own) if row["id"] in answered else 1.0)
        raw.append(float(stats.ttest_1samp(np.array(d), 0.1, alternative="less").pvalue))
    corrected = stats.false_discovery_control(raw, method="by")
    assert [each["p_value"] for each in tested["people"]] == pytest.approx(corrected.tolist(), abs=1e-12)
    assert not tested["passed"]
    told = " ".join(done(lab(*asked)).out.split())
    assert f"it left {N - len(answered)} of {N} items unanswered, each of which counts against it" in told


def reasons(lab: Assay) -> list[dict[str, Any]]:
    asked = ("judge", "reasons", "half", "--dataset", "items", "--most", "1000", "--json")
    found: list[dict[str, Any]] = done(lab(*asked)).json()["judge_reasons"]["reasons"]
    return found


@pytest.mark.parametrize(
    ("option", "what"),
    [
        (("--answer", "x"), "leave it out"),
        (("--version", "2"), "NAME@VERSION"),
        (("--people", "ann,bob"), "every labeler"),
        (("--cost", "x"), "those of the judgments"),
        (("--item", "id"), "those of the dataset"),
        (("--own", "lang"), "neither yes nor no"),
        (("--length", "a,b"), "1 is needed"),
        (("--length", "lenght"), "Did you mean 'length'"),
        (("--slice", "lng"), "Did you mean 'lang'"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_an_option_that_a_workspace_cannot_take_is_refused_with_what_to_do(
    lab: Assay, option: tuple[str, ...], what: str
) -> None:
    rows = [{"id": f"i{n}", "text": f"text {n}", "lang": "en", "length": n} for n in range(4)]
    fill(lab, RIGHT, rows, {"ann": ["right"] * 4}, "text")
    votes = [{"item": row["id"], "judge": "gpt", "answer": "right"} for row in rows]
    machine = ("--dataset", "items", "--question", "right", "--kind", "llm_judge", "--version", "1")
    done(lab("judgments", "import", write("machine.csv", votes), *machine))
    said = lab("judge", "calibrate", "--dataset", "items", "--judge", "gpt", *option)
    assert (said.code, what in " ".join(said.err.split())) == (3, True), said.err


def test_options_that_say_nothing_of_a_file_are_refused_too(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("item,said,people,more\n" + "".join(f"{n},a,a,1\n" for n in range(9)))
    asked = ("judge", "calibrate", tmp_path / "v.csv", "--judge", "j", "--answer", "said", "--reference", "people")
    for option in ("--second", "--shown"):
        assert assay(*asked, option, "more").code == 3, option
    said = assay(*asked, "--own", "people")
    assert (said.code, "judge.own" in said.err, "9 rows say neither" in said.err) == (3, True, True), said.err
    assert assay(*asked, "--currency", "EUR").code == 3
    assert "costs 0.0100 EUR" in done(assay(*asked, "--cost", "more", "--currency", "EUR")).out.replace(
        "0.01 EUR", "0.0100 EUR"
    )


def test_a_column_of_whys_in_a_file_parts_failures_from_what_cannot_be_read(assay: Assay, tmp_path: Path) -> None:
    rows = [f"{n},{'' if n % 2 else 'a'},a,{'status_500' if n % 2 else ''}" for n in range(100)]
    (tmp_path / "v.csv").write_text("\n".join(["item,said,people,why", *rows]))
    asked = ("judge", "calibrate", tmp_path / "v.csv", "--judge", "j", "--answer", "said", "--reference", "people")
    told = done(assay(*asked, "--why", "why", "--json")).json()["judge_card"]["findings"]
    assert {"no_reply"} <= {each["trait"] for each in told}
    assert "unreadable" not in {each["trait"] for each in told}
    plain = done(assay(*asked, "--json")).json()["judge_card"]["findings"]
    assert any(each["sentence"].startswith("It gives no answer that can be read: 0.50") for each in plain)
