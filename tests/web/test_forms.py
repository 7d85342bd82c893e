"""Forms and strengths on the labeling page's API: one submission, one judgment a question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.queues import add_form_queue, add_queue
from tests.web.conftest import Site

from assay.core.errors import InputError
from assay.core.judgment import Judgment
from assay.workflows.questions import add_form
from assay.workflows.review import draw_review

RUBRIC = """form: rubric
asks: Judge the comment.
show: [comment]
questions:
  - {question: toxic, asks: "Toxic?", type: choice, options: ["yes", "no"]}
  - {question: how, asks: "How bad?", type: rating, low: 1, high: 5, if: 'toxic = "yes"'}
  - {question: why, asks: "Why?", type: text, if: how >= 4}
"""
PAIR = "question: better\nasks: Which?\ntype: pairwise\nleft: a\nright: b\nstrength: [slightly, clearly, much]\n"


@pytest.fixture
def labeler(site: Site, tmp_path: Path) -> Callable[..., Any]:
    def made(text: str, rows: list[dict[str, object]]) -> Any:
        if text.startswith("form:"):
            add_form_queue(site.workspace, tmp_path, name="q", form=text, rows=rows)
        else:
            add_queue(site.workspace, tmp_path, name="q", question=text, rows=rows, rules=None)
        return site.client("labeler")

    return made


def judgments(site: Site) -> list[tuple[str, str, object]]:
    """Question, status and answer of each judgment on the ledger."""
    every = [judgment for _, judgment in site.workspace.store.ledger.read("judgment", Judgment)]
    return [(each.question, each.status.value, each.label or each.number or each.text) for each in every]


def submit(client: Any, answer: object, verb: str = "answer", assignment: str | None = None) -> Any:
    held = assignment or client.post("/api/v1/queues/q/claim", json={}).json()["next"]["assignment"]
    return held, client.post(f"/api/v1/assignments/{held}/{verb}", json={"answer": answer})


def test_a_form_gives_one_judgment_a_question_and_says_which_were_not_asked(site: Site, labeler: Any) -> None:
    client = labeler(RUBRIC, [{"id": f"i{n}", "comment": "他说 😀"} for n in range(2)])
    form = client.get("/api/v1/queues/q").json()["form"]
    assert (form["kind"], [each["name"] for each in form["questions"]]) == ("form", ["toxic", "how", "why"])
    condition = {"is": "Compare", "column": "toxic", "operator": "=", "value": "yes"}
    assert form["questions"][1]["condition"] == condition
    _, said = submit(client, {"toxic": "no", "how": 3})
    assert said.status_code == 200
    asked = ("given", "not_applicable", "not_applicable")
    assert judgments(site) == list(zip(("toxic", "how", "why"), asked, ("no", None, None), strict=True))
    held, said = submit(client, {"toxic": "yes", "how": "５"})
    assert said.json()["error"]["code"] == "answer.missing"
    assert len(judgments(site)) == 3
    _, said = submit(client, {"toxic": "yes", "how": "５", "why": "سيئ"}, assignment=held)
    assert judgments(site)[3:] == [("toxic", "given", "yes"), ("how", "given", 5.0), ("why", "given", "سيئ")]
    again = submit(client, {"toxic": "yes", "how": 5, "why": "سيئ"}, assignment=held)[1].json()
    assert (again["again"], len(judgments(site))) == (False, 6)


def test_a_form_is_answered_again_whole(site: Site, labeler: Any) -> None:
    client = labeler(RUBRIC, [{"id": "i", "comment": "x"}])
    held, _ = submit(client, {"toxic": "yes", "how": 2})
    assert client.get(f"/api/v1/assignments/{held}").json()["answer"] == {"toxic": "yes", "how": 2}
    assert submit(client, {"toxic": "yes", "how": 2}, "correct", held)[1].status_code == 200
    assert len(judgments(site)) == 3
    assert submit(client, {"toxic": "no"}, "correct", held)[1].status_code == 200
    last = [each for _, each in site.workspace.store.ledger.read("judgment", Judgment)][3:]
    first = [each for _, each in site.workspace.store.ledger.read("judgment", Judgment)][:3]
    assert [(each.question, each.status.value) for each in last] == [
        ("toxic", "given"),
        ("how", "not_applicable"),
        ("why", "not_applicable"),
    ]
    entries = {each.supersedes.partition(":")[0] for each in last if each.supersedes}
    assert (len(entries), [each.supersedes.partition(":")[2] for each in last if each.supersedes]) == (
        1,
        ["0", "1", "2"],
    )
    assert [each.seconds for each in first][1:] == [None, None]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("yes", "answer.type"),
        ([], "answer.type"),
        ({}, "answer.missing"),
        ({"toxic": "maybe"}, "answer.unknown_option"),
        ({"toxic": {"a": 1}}, "answer.type"),
        ({"toxic": "no", "x": 1}, "answer.unknown_question"),
        ({"toxic": "yes", "how": [1]}, "answer.type"),
    ],
)
def test_what_is_wrong_with_a_submission_is_told(labeler: Any, site: Site, answer: object, code: str) -> None:
    client = labeler(RUBRIC, [{"id": "i", "comment": "x"}])
    said = submit(client, answer)[1]
    assert (said.status_code, said.json()["error"]["code"]) == (400, code)
    assert judgments(site) == []


def test_a_pair_keeps_its_side_and_beside_it_how_much_better_it_is(site: Site, labeler: Any) -> None:
    client = labeler(PAIR, [{"id": f"i{n}", "a": "猫", "b": "كلب"} for n in range(3)])
    options = client.get("/api/v1/queues/q").json()["form"]["options"]
    assert [each["label"] for each in options][:3] == ["(1) much", "(1) clearly", "(1) slightly"]
    for key in ("1", "0", "6"):
        held, said = submit(client, key)
        assert said.status_code == 200
        assert client.get(f"/api/v1/assignments/{held}").json()["answer"] == key
    every = judgments(site)
    assert [name for name, _, _ in every] == ["better", "better.strength"] * 3
    assert [each[1:] for each in every[1::2]] == [("given", "much"), ("not_applicable", None), ("given", "much")]
    assert every[2] == ("better", "given", "tie")


def test_a_question_does_not_change_while_a_form_asks_it(labeler: Any, site: Site, tmp_path: Path) -> None:
    labeler(RUBRIC, [{"id": "i", "comment": "x"}])
    for text, code in (
        (RUBRIC.replace("high: 5", "high: 7"), "question.in_use"),
        (RUBRIC.replace("how >= 4", "how >= 3"), "form.in_use"),
    ):
        (tmp_path / "other.yaml").write_text(text)
        with pytest.raises(InputError) as caught:
            add_form(site.workspace, tmp_path / "other.yaml", dataset="q", actor="ann")
        assert caught.value.code == code
    (tmp_path / "other.yaml").write_text(RUBRIC)
    assert add_form(site.workspace, tmp_path / "other.yaml", dataset="q", actor="ann").form.name == "rubric"


def test_a_reviewer_sees_the_whole_form_and_what_its_labeler_said_of_it(labeler: Any, site: Site) -> None:
    client = labeler(RUBRIC, [{"id": "i", "comment": "x"}])
    held, _ = submit(client, {"toxic": "yes", "how": 4, "why": "因为 <b>"})
    said = {"comment": "الجملة مقطوعة <i>"}
    assert client.post(f"/api/v1/assignments/{held}/comment", json=said).status_code == 200
    draw_review(site.workspace, "audit", "q", n=1, actor="lena")
    reviewer = site.client("reviewer")
    shown = reviewer.get(reviewer.post("/review/audit/next").headers["location"]).text
    assert "因为 &lt;b&gt;" in shown
    assert "الجملة مقطوعة &lt;i&gt;" in shown
