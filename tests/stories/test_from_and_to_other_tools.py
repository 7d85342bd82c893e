"""Items, questions and judgments come in from another tool and leave for one, on the command line."""

import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES

BRING = (
    *("import", str(FIXTURES / "label_studio.json"), "--format", "label-studio"),
    *("--config", str(FIXTURES / "label_studio.xml"), "--name", "reviews", "--by", "mina"),
)
LINE = {"id": "a", "text": "Ann 😀 in Rome", "label": ["pos"]}
QUESTION = 'question: tone\nasks: "What tone?"\ntype: choice\noptions: [pos, neg]\nshow: [text]\n'


def lines(name: str, *rows: dict[str, Any]) -> str:
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return name


def one(text: str) -> str:
    """Words with single blanks, as a table may break lines anywhere."""
    return " ".join(text.split())


@pytest.fixture
def brought(assay: Callable[..., Any]) -> Callable[..., Any]:
    """A workspace with what the real Label Studio tool wrote."""
    assert assay("init").code == 0
    said = assay(*BRING)
    assert said.code == 0, said.err
    return assay


def test_an_export_of_label_studio_is_items_questions_and_judgments(brought: Any) -> None:
    again = brought(*BRING, "--json").json()
    assert (again["n_items"], again["is_new"], again["judgments"]["is_new"]) == (3, False, False)
    assert again["questions_added"] == []
    assert again["left_out"]["results of 'boxes' (<rectanglelabels>), for which there is no type of question"] == 1
    listed = brought("judgments", "list", "--dataset", "reviews", "--json").json()["questions"]
    tone = next(each for each in listed if each["question"] == "tone")
    assert {judge["judge"] for judge in tone["judges"]} == {"user-7", "user-8"}
    assert tone["statuses"] == {"given": 3, "abstained": 1}
    voted = brought("consensus", "--dataset", "reviews", "--question", "tone", "--method", "majority", "--json")
    assert voted.code == 0, "what came in is votes like any others"
    assert brought("verify").code == 0
    everything = b"".join(path.read_bytes() for path in Path(".assay").rglob("*") if path.is_file())
    assert b"ann@example.org" not in everything, "a mail address is never written"


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(assay: Any) -> None:
    assay("init")
    said = assay(*BRING, "--dry-run")
    assert said.code == 0
    assert "judgments would be added" in one(said.out)
    assert assay("dataset", "list", "--json").json() == {"datasets": []}


def test_tasks_go_out_and_only_what_is_new_comes_back(brought: Any) -> None:
    assert brought("export", "reviews", "--to", "label-studio", "--out", "o.json", "--config", "o.xml").code == 0
    back = ("judgments", "import", "o.json", "--format", "label-studio", "--dataset", "reviews", "--json")
    first = brought(*back)
    assert first.code == 0, first.err
    n_known = first.json()["n_known"]
    assert (n_known > 20, first.json()["judgments"]["n_judgments"]) == (True, 0)
    tasks = json.loads(Path("o.json").read_text(encoding="utf-8"))
    result = [{"from_name": "tone", "to_name": "text", "type": "choices", "value": {"choices": ["neg"]}}]
    tasks[2]["annotations"].append({"completed_by": 9, "was_cancelled": False, "result": result})
    Path("o.json").write_text(json.dumps(tasks), encoding="utf-8")
    found = brought(*back).json()
    assert (found["n_known"], found["judgments"]["n_judges"], found["questions_added"]) == (n_known, 1, [])
    assert {"user-9"} <= {
        judge["judge"]
        for each in brought("judgments", "list", "--dataset", "reviews", "--json").json()["questions"]
        for judge in each["judges"]
    }


def test_agreement_on_what_was_exported_is_that_on_the_ledger(assay: Any) -> None:
    assay("init")
    said = {"j1": "ppnnpn", "j2": "ppnnnn", "j3": "pnnnpp"}
    rows = [
        {"id": str(place), "text": f"t{place}", "label": [{"p": "pos", "n": "neg"}[letter]], "judge": judge}
        for judge, letters in said.items()
        for place, letter in enumerate(letters)
    ]
    machine = [{**row, "judge": "bert", "kind": "system"} for row in rows[:6]]
    path = lines("a.jsonl", *rows, *machine)
    assert assay("import", path, "--format", "doccano", "--name", "r", "--question", "tone").code == 0
    one = assay("export", "r", "--to", "csv", "--out", "o.csv", "--json").json()["export"]
    assert (one["n_judgments"], one["left_out"]) == (18, {"answers of systems (--systems writes them)": 6})
    asked = ("--metric", "alpha,fleiss", "--json")
    on_ledger = assay("agree", "--dataset", "r", "--question", "tone", *asked).json()["estimates"]
    on_file = assay("agree", "o.csv", "--item", "item", "--judge", "judge", "--answer", "answer", *asked)
    assert [(each["value"], each["interval"], each["n"]) for each in on_file.json()["estimates"]] == [
        (each["value"], each["interval"], each["n"]) for each in on_ledger
    ]
    assert assay("export", "r", "--to", "jsonl", "--out", "all.jsonl", "--systems", "--all").code == 0
    assert len(Path("all.jsonl").read_text(encoding="utf-8").splitlines()) == 24


def test_names_of_people_stay_in_a_file_beside_the_workspace(assay: Any) -> None:
    assay("init")
    path = lines(
        "ann.jsonl", {**LINE, "judge": "ann@example.org"}, {"id": "b", "text": "x", "label": ["neg"], "judge": "bo"}
    )
    bring = ("import", path, "--format", "doccano", "--name", "reviews")
    refused = assay(*bring)
    assert refused.code == 3
    assert "--people FILE.json" in refused.err
    assert assay("dataset", "list", "--json").json() == {"datasets": []}, "nothing was written"
    inside = assay(*bring, "--people", ".assay/people.json")
    assert "outside of the workspace" in one(inside.err)
    assert assay(*bring, "--people", "people.json").code == 0
    assert json.loads(Path("people.json").read_text(encoding="utf-8")) == {"ann@example.org": "j1", "bo": "j2"}
    assert stat.S_IMODE(Path("people.json").stat().st_mode) == 0o600
    more = lines("more.jsonl", {**LINE, "judge": "cem@example.org"}, {**LINE, "judge": "ann@example.org"})
    added = assay(
        "judgments", "import", more, "--format", "doccano", "--dataset", "reviews", "--people", "people.json", "--json"
    )
    assert (added.json()["n_known"], added.json()["judgments"]["n_judgments"]) == (1, 1), "ann is who she was"
    assert json.loads(Path("people.json").read_text(encoding="utf-8"))["cem@example.org"] == "j3"


def test_an_answer_that_is_not_allowed_stops_the_whole_import(assay: Any) -> None:
    assay("init")
    Path("tone.yaml").write_text(QUESTION, encoding="utf-8")
    path = lines("a.jsonl", LINE, {"id": "b", "text": "y", "label": ["great"]})
    said = assay("import", path, "--format", "doccano", "--name", "r", "--judge", "j1", "--config", "tone.yaml")
    assert said.code == 3
    assert "a.jsonl:2, item b: Question 'tone', judge 'j1': 'great' is not on the menu." in one(said.err)
    assert assay("dataset", "list", "--json").json() == {"datasets": []}


def test_a_question_on_a_column_that_is_not_there_or_sealed_stops_the_whole_import(assay: Any) -> None:
    assay("init")
    Path("tone.yaml").write_text(QUESTION, encoding="utf-8")
    path = lines("a.jsonl", LINE)
    bring = ("import", path, "--format", "doccano", "--name", "r", "--judge", "j1", "--config", "tone.yaml")
    assert "[question.hidden_column]" in assay(*bring, "--sensitive", "text").err
    Path("tone.yaml").write_text(QUESTION.replace("[text]", "[body]"), encoding="utf-8")
    assert "[question.unknown_column]" in assay(*bring).err
    assert assay("dataset", "list", "--json").json() == {"datasets": []}


def test_passages_are_refused_on_another_text_than_the_dataset_has(assay: Any) -> None:
    assay("init")
    first = lines("a.jsonl", {"id": "a", "text": "Ann in Rome", "label": [[7, 11, "place"]]})
    question = 'question: names\nasks: "Names?"\ntype: spans\nlabels: [place]\ncolumn: text\n'
    Path("names.yaml").write_text(question, encoding="utf-8")
    ask = ("--format", "doccano", "--judge", "j1", "--config", "names.yaml")
    assert assay("import", first, "--name", "r", *ask).code == 0
    other = lines("b.jsonl", {"id": "a", "text": "Now Ann in Rome", "label": [[11, 15, "place"]]})
    said = assay("judgments", "import", other, "--dataset", "r", *ask)
    assert said.code == 3
    assert "[exchange.other_text]" in said.err


def test_judgments_leave_as_tables_that_no_spreadsheet_can_run(assay: Any) -> None:
    assay("init")
    why = 'question: why\nasks: "Why?"\ntype: text\nshow: [text]\n'
    Path("why.yaml").write_text(why, encoding="utf-8")
    path = lines("a.jsonl", {**LINE, "label": ["=HYPERLINK(1)"]}, {"id": "b", "text": "y", "label": ["@x"]})
    bring = ("import", path, "--format", "doccano", "--name", "r", "--judge", "j1", "--config", "why.yaml")
    assert assay(*bring).code == 0
    assert assay("export", "r", "--to", "csv", "--out", "o.csv").code == 0
    with Path("o.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["answer"] for row in rows] == ["'=HYPERLINK(1)", "'@x"]
    assert assay("export", "r", "--to", "jsonl", "--out", "o.jsonl").code == 0
    exact = [json.loads(line) for line in Path("o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["answer"] for row in exact] == ["=HYPERLINK(1)", "@x"], "exact where nothing can run it"
    read = ("judgments", "import", "o.jsonl", "--dataset", "r", "--question", "question", "--type", "text", "--json")
    assert assay(*read).json()["judgments"]["n_judgments"] == 2


def test_a_reference_leaves_as_answers_of_a_system_and_labels_stay_here(assay: Any) -> None:
    assay("init")
    with Path("r.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["item", "text", "label"], ["a", "x", "pos"], ["b", "y", "neg"]])
    assert assay("import", "r.csv", "--name", "r", "--id", "item", "--label", "label", "--text", "text").code == 0
    soft = [["item", "answer", "probability"], ["a", "pos", 0.75], ["a", "neg", 0.25], ["b", "neg", 1.0]]
    with Path("soft.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(soft)
    kept = assay("reference", "add", "soft.csv", "--dataset", "r", "--name", "panel", "--probability", "probability")
    assert kept.code == 0, kept.err
    said = assay("export", "r", "--reference", "panel", "--to", "label-studio", "--out", "o.json", "--json")
    assert said.code == 0, said.err
    assert said.json()["export"]["left_out"] == {"columns of labels, predictions and sealed values (label)": 1}
    tasks = json.loads(Path("o.json").read_text(encoding="utf-8"))
    assert [set(task["data"]) for task in tasks] == [{"item", "text"}] * 2, "labelers must not see the label"
    [guess] = tasks[0]["predictions"]
    assert (guess["model_version"], guess["score"]) == ("reference:panel", 0.75)
    assert guess["result"][0]["value"] == {"choices": ["pos"]}
    log = assay("verify").out
    assert "Intact" in log


REFUSED = (
    (("export", "reviews", "--to", "labelstudio", "--out", "o"), "Did you mean 'label-studio'?"),
    (("export", "reviews", "--to", "doccano", "--out", "o"), "Name one: --question NAME"),
    (("export", "reviews", "--to", "csv", "--out", "o", "--question", "tones"), "Did you mean 'tone'?"),
    (("export", "reviews", "--to", "csv", "--out", "o", "--judge", "user-77"), "Did you mean 'user-7'?"),
    (("export", "reviews", "--to", "csv", "--out", "none/o"), "there is no folder none"),
    (("export", "reviews", "--to", "csv", "--out", "o", "--config", "c"), "has no file of questions"),
    (("export", "reviews", "--to", "csv", "--out", "o", "--offsets", "bytes"), "code-points or utf-16"),
    (("export", "reviews", "--to", "csv", "--out", "o", "--reference", "gold"), "no reference set 'gold'"),
    (("import", "x.csv", "--name", "r"), "--id COLUMN"),
    (("import", "x.csv", "--name", "r", "--id", "i", "--people", "p"), "add --format"),
    (("import", "none.json", "--name", "r", "--format", "argilla"), "cannot be read"),
    (("import", "none.csv", "--name", "r", "--format", "csv"), "cannot be read"),
    (("judgments", "import", "none.json", "--dataset", "no", "--format", "argilla"), "no dataset 'no'"),
)
"""Words and a part of what is said."""


def test_what_cannot_be_done_is_said_with_what_can(brought: Any) -> None:
    for words, says in REFUSED:
        said = brought(*words)
        assert said.code in (2, 3), words
        assert says in one(said.err), said.err
        assert "Traceback" not in said.err
        assert not Path("o").exists()
