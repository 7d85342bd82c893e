"""Story: a judge is asked the rows of a bare file, in every kind, whatever its answers hold."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demo.endpoint import served
from tests.harness.mock_chat import mock_chat

Assay = Callable[..., Any]
SECRET = "sk-planted-secret-456"
QUESTIONS = {
    "toxic": "question: toxic\nasks: Is it toxic?\ntype: choice\noptions: ['yes', 'no']\nshow: [text]\n",
    "helpful": "question: helpful\nasks: How helpful?\ntype: rating\nlow: 1\nhigh: 5\nshow: [text]\n",
    "support": "question: support\nasks: Which share?\ntype: number\nlow: 0\nhigh: 1\nshow: [text]\n",
    "better": "question: better\nasks: Which is better?\ntype: pairwise\nleft: text\nright: other\n",
}
ROWS = [
    {"item": "i1", "text": "you idiot", "other": "hello", "claims": "- the sky is blue\n- 2 is odd", "people": "yes"},
    {"item": "i2", "text": "hello there", "other": "you idiot", "claims": '["water is wet"]', "people": "no"},
    {"item": "i3", "text": "=1+1 <script>alert(1)</script> \x1b[31m", "other": "hi", "claims": "", "people": "no"},
]


@pytest.fixture
def files(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Assay:
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    for name, text in QUESTIONS.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    Path("rules.md").write_text("# Rules\n\n## 1. Insults count\n", encoding="utf-8")
    with Path("rows.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    return assay


def judged(files: Assay, url: str, settings: str, *questions: str, more: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """Rows of the file that a judge was asked for."""
    Path("judge.yaml").write_text(f"judge: 1\nname: j\nurl: {url}\n{settings}", encoding="utf-8")
    asked = [word for name in questions for word in ("--question", f"{name}.yaml")]
    rules = ["--guideline", "rules.md"] * len(questions)
    said = files("judge", "run", "rows.csv", "--judge", "judge.yaml", *asked, *rules, "--out", "out.csv", *more)
    assert said.code == 0, said.err
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_of_judge_answers_by_the_menu(files: Assay) -> None:
    def said(model: str, system: str, user: str, *, nth: int) -> str:
        if "claim" in user.split(">>>", maxsplit=1)[0] or "claim\n" in user:
            return json.dumps(
                {"rationale": "r", "answer": "supported" if "blue" in user or "wet" in user else "not_supported"}
            )
        if "output 1" in user:
            first = user.index("idiot") if "idiot" in user else 10**6
            return json.dumps({"answer": "second" if first < user.index("output 2") else "first"})
        if '"toxic": {' in system:
            return json.dumps({"toxic": {"answer": "yes"}, "helpful": {"answer": 3}})
        if model == "contrary":
            return '{"answer": "no"}'
        return json.dumps({"rationale": "Rule 1.", "answer": "yes" if "idiot" in user else "no"})

    with served(said) as seen:
        one = judged(files, seen.url, "model: m\nquestion: toxic\ncanaries: 2\n", "toxic", more=("--repeat", "2"))
        assert [(row["item"], row["attempt"], row["said"]) for row in one[:4]] == [
            *(("i1", "1", "yes"), ("i1", "2", "yes"), ("i2", "1", "no"), ("i2", "2", "no")),
        ]
        assert [row["demanded"] for row in one[:6]] == [""] * 6
        assert {row["demanded"] for row in one[6:]} <= {"yes", "no"}
        card = files("judge", "calibrate", "out.csv", "--judge", "j", "--answer", "said", "--reference", "people",
                     "--canary", "demanded", "--json").json()  # fmt: skip
        assert {each["metric"]: each["value"] for each in card["estimates"]}["repeat_consistency"] == 1.0
        assert "Insults count" in seen.bodies[0]["messages"][0]["content"]
        rubric = judged(files, seen.url, "model: m\nkind: rubric\ncriteria: [toxic, helpful]\n", "toxic", "helpful")
        assert [(row["question"], row["said"]) for row in rubric[:2]] == [("toxic", "yes"), ("helpful", "3")]
        pairs = judged(files, seen.url, "model: m\nkind: pairwise\nquestion: better\n", "better")
        assert [(row["shown"], row["said"]) for row in pairs[:4]] == [
            *(("left", "right"), ("right", "right"), ("left", "left"), ("right", "left")),
        ]
        claims = judged(files, seen.url, "model: m\nkind: claims\nquestion: support\nclaims: claims\n", "support")
        assert [(row["said"], row["status"]) for row in claims] == [
            *(("0.5", "given"), ("1", "given"), ("", "not_applicable")),
        ]
        members = "kind: panel\nquestion: toxic\nmembers: [{model: m}, {model: contrary}]\n"
        panel = judged(files, seen.url, members, "toxic")
        assert [(row["said"], row["status"], row["why"]) for row in panel[:2]] == [
            *(("", "abstained", "split"), ("no", "given", "")),
        ]
        beside = judged(files, seen.url, "model: m\nkind: reference\nquestion: toxic\nreference: other\n", "toxic")
        assert len(beside) == 3
        assert "reference answer" in seen.bodies[-1]["messages"][1]["content"]


def test_hostile_answers_harm_nothing_and_a_secret_is_nowhere(files: Assay, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(
        ["<script>alert(1)</script>", '{"rationale": "\x1b[2J=cmd()\u202e", "answer": "no"}', "x" * 3_000_000]
    )
    monkeypatch.setenv("JUDGE_KEY", SECRET)
    with served(lambda *_, **__: next(answers)) as seen:
        host = seen.url.split("/")[2]
        monkeypatch.setenv("ASSAY_KEYS", f"{host}=JUDGE_KEY,elsewhere.example=OTHER")
        settings = "model: m\nquestion: toxic\n"
        rows = judged(files, seen.url, settings, "toxic", more=("--at-once", "1"))
        assert seen.keys == {f"Bearer {SECRET}": 3}
        asked = ("--question", "toxic.yaml", "--guideline", "rules.md", "--out", "out.csv")
        said = files("judge", "run", "rows.csv", "--judge", "judge.yaml", *asked)
    assert [(row["status"], row["why"]) for row in rows] == [
        *(("failed", "no_answer"), ("given", ""), ("failed", "too_long")),
    ]
    text = Path("out.csv").read_text(encoding="utf-8")
    assert "\x1b[2J" not in "".join(row["rationale"] + row["reply"] for row in rows)
    assert "\u202e" not in text
    assert len(text) < 10_000
    assert SECRET not in said.out + said.err + text
    assert [path for path in Path().rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_a_secret_that_an_endpoint_says_back_is_kept_nowhere(files: Assay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_KEY", SECRET)
    with served(lambda *_, **__: f'{{"rationale": "I was sent {SECRET}", "answer": "no"}}') as seen:
        monkeypatch.setenv("ASSAY_KEYS", f"{seen.url.split('/')[2]}=JUDGE_KEY")
        rows = judged(files, seen.url, "model: m\nquestion: toxic\n", "toxic")
    assert {row["rationale"] for row in rows} == {"I was sent (secret)"}
    assert [path for path in Path().rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_what_the_endpoint_fails_at_is_a_status_and_is_asked_again_when_told(files: Assay) -> None:
    status = {2: 401}
    answer = '{"rationale": "r", "answer": "no"}'
    with served(lambda *_, **__: answer, status=lambda n: status.get(n, 200)) as seen:
        settings = "model: m\nquestion: toxic\n"
        rows = judged(files, seen.url, settings, "toxic", more=("--at-once", "1"))
        assert [(row["status"], row["why"]) for row in rows].count(("failed", "status_401")) == 1
        rows = judged(files, seen.url, settings, "toxic")
        assert seen.n == 3
        rows = judged(files, seen.url, settings, "toxic", more=("--again",))
    assert ({row["status"] for row in rows}, seen.n) == ({"given"}, 4)


def test_a_judge_whose_request_is_refused_tells_the_servers_words(files: Assay) -> None:
    with mock_chat(lambda n, prompt: "400") as mock:
        Path("judge.yaml").write_text(f"judge: 1\nname: j\nurl: {mock.url}\nmodel: m\nquestion: toxic\n")
        run = ("judge", "run", "rows.csv", "--judge", "judge.yaml", "--out", "out.csv", "--question", "toxic.yaml")
        said = files(*run)
    assert "none: status 400 (no, says m)." in said.out
    assert "no, says m" in Path("out.csv").read_text(encoding="utf-8")


def test_mistakes_are_told_with_what_would_be_right(files: Assay) -> None:
    Path("judge.yaml").write_text("judge: 1\nname: j\nquestion: toxic\nurl: https://127.0.0.2/v1\nmodel: m\n")
    run = ("judge", "run", "rows.csv", "--judge", "judge.yaml", "--out", "out.csv", "--question")
    for words, told in (
        ((*run, "toxic.yaml"), "ASSAY_ALLOW_HOSTS"),
        (("judge", "run", "--judge", "judge.yaml"), "--dataset"),
        (("judge", "run", "rows.csv", "--judge", "judge.yaml"), "--out"),
    ):
        said = files(*words)
        assert (said.code, told in said.err) == (3, True), said.err
    Path("judge.yaml").write_text("judge: 1\nname: j\nquestion: toxic\nurl: http://127.0.0.1:9/v1\nmodel: m\n")
    open_ = "question: toxic\nasks: Is it toxic?\ntype: choice\noptions: ['yes', 'no']\n"
    Path("open.yaml").write_text(open_, encoding="utf-8")
    for words, told in (
        ((*run, "helpful.yaml"), "toxic"),
        ((*run, "open.yaml"), "show: [COLUMN]"),
        ((*run, "toxic.yaml", "--item", "nope"), "nope"),
        ((*run, "toxic.yaml", "--repeat", "0"), "1 to 20"),
        ((*run, "better.yaml", "--question", "toxic.yaml", "--limit", "0"), "from 1 up"),
    ):
        said = files(*words)
        assert (said.code, told in said.err) == (3, True), said.err
