"""Evaluations, runs and judge cards on pages: what is shown, to whom, and what an empty workspace says."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.labeling_support.judging import works
from tests.web.conftest import Site

from assay.access.roles import Grant, Role
from assay.datasets.judgment_file import JudgmentsAsked
from assay.harness.status import RUNNING, RunStatus, StatusFile
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.evaluate.story import evaluate
from assay.workflows.judge_cards import calibrate
from assay.workflows.judgments import import_judgments
from assay.workflows.questions import add_question
from assay.workflows.queues import fill_queue

PLAN = """\
assay: 1
name: release
purpose: Decide whether the new assistant replaces the old one.
tier: low
dataset: prompts
systems:
  baseline: {name: old, outputs: old.csv}
  candidate: {name: new, outputs: new.csv}
scoring: {scorer: contains, target: right}
metrics: [pass_rate]
slices: [topic]
checks: []
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}
"""
ASKED = 'question: good\nasks: Is the answer good?\ntype: choice\noptions: ["yes", "no"]\nshow: [output]\n'
OUTPUTS = "outputs of release"
N = 40


def write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def evaluated(site: Site, tmp_path: Path) -> Site:
    """A plan whose candidate is worse, and a judge that says yes to everything, on the outputs of both."""
    rows = [[f"p{n}", f"<b>prompt</b> {n}", f"w{n}", "ab"[n % 2]] for n in range(N)]
    prompts = write(tmp_path / "prompts.csv", [["item", "prompt", "right", "topic"], *rows])
    for system, each in (("old", 5), ("new", 2)):
        said = [[f"p{n}", "<script>no</script>" if n % each == 0 else f"it is w{n}"] for n in range(N)]
        write(tmp_path / f"{system}.csv", [["item", "output"], *said])
    workspace = site.workspace
    bring_in(
        workspace, prompts, name="prompts", roles=Roles(item="item", text=("prompt",), slices=("topic",)), actor="m"
    )
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    evaluate(workspace, tmp_path / "plan.yaml", actor="mina", exploratory=True)
    return site


def judged_plan(site: Site, folder: Path) -> None:
    """The same plan under another name, scored by a judge."""
    scored = '{judge: gpt, question: good, good: "yes"}'
    text = PLAN.replace("name: release", "name: judged").replace("{scorer: contains, target: right}", scored)
    (folder / "judged.yaml").write_text(text, encoding="utf-8")
    evaluate(site.workspace, folder / "judged.yaml", actor="mina", exploratory=True)


def judge(site: Site, folder: Path) -> None:
    workspace = site.workspace
    (folder / "good.yaml").write_text(ASKED, encoding="utf-8")
    add_question(workspace, folder / "good.yaml", dataset=OUTPUTS, actor="mina")
    texts = workspace.table(workspace.dataset(OUTPUTS), ["output_id", "output"]).to_pylist()
    rows = [[each["output_id"], "gpt", "yes"] for each in texts]
    file = write(folder / "gpt.csv", [["item", "judge", "answer"], *rows])
    asked = JudgmentsAsked("item", ("judge",), "answer", question="good", kind="llm_judge")
    import_judgments(workspace, file, asked, dataset=OUTPUTS, actor="mina")
    good = {each["output_id"]: "no" if "script" in each["output"] else "yes" for each in texts}
    fill_queue(workspace, name="good", dataset=OUTPUTS, question="good", actor="mina")
    works(workspace, "good", "ann", good.__getitem__)
    calibrate(workspace, dataset=OUTPUTS, judge="gpt", question="good", actor="mina")


def test_an_empty_workspace_says_what_comes_next(site: Site) -> None:
    client = site.client("evaluator")
    assert "assay plan new" in client.get("/evaluations").text
    assert "assay run" in client.get("/runs").text
    assert "assay judge calibrate" in client.get("/judges").text
    assert client.get("/evaluations/nope").status_code == client.get("/judges/nope").status_code == 404
    assert client.get("/runs/nope").status_code == 404


def test_an_evaluation_leads_to_its_items_and_an_item_to_what_was_said(evaluated: Site) -> None:
    client = evaluated.client("evaluator")
    assert "/evaluations/release" in client.get("/evaluations").text
    shown = client.get("/evaluations/release").text
    assert "✗ FAIL" in shown
    assert 'href="#/' not in shown
    row = shown[shown.index("✗ FAIL") :].partition("</tr>")[0]
    assert "/evaluations/release/items?which=candidate" in row
    assert "worse by 0.30" in shown
    item = re.findall(r'href="(/evaluations/release/item\?id=[^"]+)"', shown)[0]
    seen = client.get(item).text
    assert "&lt;script&gt;no&lt;/script&gt;" in seen
    assert "&lt;b&gt;prompt&lt;/b&gt;" in seen
    assert client.get("/evaluations/release/item?id=nope").status_code == 404
    report = client.get("/evaluations/release/report.html")
    assert report.headers["content-disposition"].startswith("attachment")
    assert "评估" in client.get("/evaluations/release?lang=zh").text
    assert '<svg class="chart forest"' in shown
    assert client.get("/evaluations/release/tables/comparisons.csv").text.startswith("metric,slice,")
    assert client.get("/evaluations/release/tables/nope.csv").status_code == 404


def test_where_a_judge_says_what_is_wrong_its_lists_of_items_say_so(evaluated: Site, tmp_path: Path) -> None:
    judged_plan(evaluated, tmp_path)
    client, told = evaluated.client("evaluator"), "what the judge alone says"
    assert told in client.get("/evaluations/judged").text
    assert told in client.get("/evaluations/judged/items").text
    assert told not in client.get("/evaluations/release/items").text


@pytest.mark.browser
@pytest.mark.slow
def test_a_table_of_changes_without_intervals_fits_a_desk(evaluated: Site, tmp_path: Path, open_page: Any) -> None:
    judged_plan(evaluated, tmp_path)
    page = open_page(width=1280)
    with evaluated.serve() as address:
        evaluated.enter(page, address, "evaluator")
        page.goto(f"{address}/evaluations/judged")
        assert (
            page.evaluate(
                "(() => { const box = document.querySelector('.changes'); "
                "return box.scrollWidth - box.clientWidth; })()"
            )
            <= 0
        )


def test_items_are_those_of_the_newest_evidence_of_the_plan_looked_at(evaluated: Site, tmp_path: Path) -> None:
    client, wrong = evaluated.client("evaluator"), "/evaluations/release/items?which=candidate"
    before = client.get(wrong).text
    judged_plan(evaluated, tmp_path)
    client.get("/evaluations/judged/items")
    assert client.get(wrong).text == before
    said = [[f"p{n}", f"it is w{n}" if n else "no"] for n in range(N)]
    write(tmp_path / "new.csv", [["item", "output"], *said])
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    evaluate(evaluated.workspace, tmp_path / "plan.yaml", actor="mina", exploratory=True)
    after = client.get(wrong).text
    print(after)
    assert (before.count("/item?id="), after.count("/item?id=")) == (N // 2, 1)


def test_of_a_very_long_output_the_beginning_is_shown(evaluated: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.web.pages.evaluation_items.MOST_SHOWN", 5)
    seen = evaluated.client("evaluator").get("/evaluations/release/item?id=p1").text
    assert ("it is" in seen, "it is w1" in seen, seen.count("3 more characters")) == (True, False, 2)


def test_only_who_may_see_the_dataset_sees_its_evaluations(evaluated: Site) -> None:
    evaluated.add("near", [Grant(Role.EVALUATOR, "prompts")])
    evaluated.add("far", [Grant(Role.EVALUATOR, "others")])
    near, far = evaluated.client("near"), evaluated.client("far")
    assert near.get("/evaluations/release").status_code == 200
    assert far.get("/evaluations/release").status_code == far.get("/evaluations/nope").status_code == 403
    assert "/evaluations/release" not in far.get("/evaluations").text
    assert near.get("/runs").status_code == near.get("/judges").status_code == 403


def test_a_judge_card_shows_where_judge_and_people_part_first(evaluated: Site, tmp_path: Path) -> None:
    judge(evaluated, tmp_path)
    client = evaluated.client("auditor")
    assert "/judges/gpt?question=good" in client.get("/judges").text
    shown = client.get("/judges/gpt?question=good").text
    assert re.findall('found bad">(✗ [a-z ]+)<', shown) == ["✗ random", "✗ no better"]
    assert shown.index("On 28 of 80 items.") < shown.index("Numbers")


def test_who_labels_outputs_sees_numbers_but_no_item_with_what_others_said(evaluated: Site, tmp_path: Path) -> None:
    judge(evaluated, tmp_path)
    judged_plan(evaluated, tmp_path)
    evaluated.add("both", [Grant(Role.EVALUATOR), Grant(Role.LABELER)], judge="j-both")
    evaluated.add("elsewhere", [Grant(Role.EVALUATOR), Grant(Role.LABELER, "other")], judge="j-else")
    both, elsewhere = evaluated.client("both"), evaluated.client("elsewhere")
    item, items = "/evaluations/judged/item?id=p0", "/evaluations/judged/items"
    for page in (item, items):
        assert elsewhere.get(page).status_code == 200
        refused = both.get(page)
        assert (refused.status_code, "You label in" in refused.text) == (403, True)
    shown = both.get("/evaluations/judged")
    assert (shown.status_code, "You label these items yourself" in shown.text) == (200, True)
    ways = set(re.findall(r'href="(/[^"?]*)', elsewhere.get("/evaluations/judged").text))
    closed = {f"/evaluations/judged/{each}" for each in ("items", "item", "report.html", "tables/items.csv")}
    assert closed <= ways
    assert not closed & set(re.findall(r'href="(/[^"?]*)', shown.text))
    for way in closed:
        assert both.get(way).status_code == 403, way
    assert both.get("/evaluations/judged/tables/comparisons.csv").status_code == 200
    for told in re.findall(r"item\?id=([^\"]+)", elsewhere.get("/evaluations/judged").text):
        assert f">{told}<" not in shown.text
    card = both.get("/judges/gpt?question=good").text
    assert "You label these items yourself" in card
    assert "On 28 of 80 items." not in card
    assert "On 28 of 80 items." in elsewhere.get("/judges/gpt?question=good").text


def test_a_judge_card_shows_each_slice_and_whether_it_may_stand_in(evaluated: Site, tmp_path: Path) -> None:
    judge(evaluated, tmp_path)
    client = evaluated.client("auditor")
    page = "/judges/gpt?question=good"
    shown = client.get(page).text
    assert "1 person answered beside it" in shown
    workspace = evaluated.workspace
    texts = workspace.table(workspace.dataset(OUTPUTS), ["output_id", "output"]).to_pylist()
    good = {each["output_id"]: "no" if "script" in each["output"] else "yes" for each in texts}
    rows = [[item, person, said] for item, said in good.items() for person in ("bob", "cem")]
    file = write(tmp_path / "people.csv", [["item", "judge", "answer"], *rows])
    asked = JudgmentsAsked("item", ("judge",), "answer", question="good", kind="labeler")
    import_judgments(workspace, file, asked, dataset=OUTPUTS, actor="mina")
    calibrate(workspace, dataset=OUTPUTS, judge="gpt", question="good", by="right", actor="mina")
    shown = client.get(page).text
    assert "It is not shown that &#39;gpt&#39; may stand in" in shown
    assert shown.index("right=no") < shown.index("right=yes") < shown.index("machine may replace")
    assert "28 verdicts · few: the intervals are wide" in shown
    chinese = client.get(page + "&lang=zh").text
    assert ("28 个判定" in chinese, "未显示“gpt”可以代替这些人" in chinese) == (True, True)


def test_a_run_is_live_and_a_dead_one_says_so(site: Site) -> None:
    folder, clock = site.workspace.folder / "runs", site.workspace.now
    told: dict[str, Any] = {"provider": "openai", "address": "http://x", "state": RUNNING}
    client = site.client("evaluator")
    with StatusFile(folder, RunStatus(run="r1", what="questions, smollm2", **told), now=clock) as status:
        status.tell(done=12, total=40, per_second=3.0, seconds_left=200.0, in_flight=2, allowed=4)
        (found,) = client.get("/runs/state.json").json()["runs"]
        assert (found["progress"], found["is_live"], found["left"]) == ("12 of 40", True, "3 min")
        text = status.path.read_text(encoding="utf-8")
    status.path.write_text(text, encoding="utf-8")
    (found,) = client.get("/runs/state.json").json()["runs"]
    assert (found["state"], found["is_live"]) == ("not running", False)
    shown = client.get("/runs/r1").text
    assert "The same command goes on" in shown
    assert "of the last command of a run alone" in shown
    with StatusFile(folder, RunStatus(run="r2", what="questions, smollm2", **told), now=clock) as status:
        status.tell(state="done", done=40, total=40, failed=39)
    assert "39 of 40 were given up" in client.get("/runs/r2").text


def test_a_refused_run_says_how_it_was_refused_and_what_to_check(site: Site) -> None:
    folder, clock = site.workspace.folder / "runs", site.workspace.now
    told: dict[str, Any] = {"provider": "openai", "address": "http://x", "state": RUNNING, "what": "questions"}
    for run, why, refusal in (("r1", "refused", "status 404: No such <model>."), ("r2", "budget", "")):
        with StatusFile(folder, RunStatus(run=run, **told), now=clock) as status:
            status.tell(state="stopped", why=why, refusal=refusal, done=0, total=40)
    client = site.client("evaluator")
    refused, chinese = client.get("/runs/r1").text, client.get("/runs/r1?lang=zh").text
    told_so = (
        "The endpoint refused every call (status 404: No such &lt;model&gt;.). With the right address, model and key"
    )
    assert told_so in refused
    assert "端点拒绝了所有调用（status 404: No such &lt;model&gt;.）。更正地址、模型和密钥后" in chinese
    assert "With a larger one, or shorter answers, the same command goes on" in client.get("/runs/r2?lang=en").text


@pytest.mark.browser
@pytest.mark.slow
def test_no_column_of_a_judge_card_is_one_character_wide_on_a_phone(
    evaluated: Site, tmp_path: Path, open_page: Any
) -> None:
    judge(evaluated, tmp_path)
    page = open_page(width=390)
    with evaluated.serve() as address:
        evaluated.enter(page, address, "evaluator")
        page.goto(f"{address}/judges/gpt?question=good&lang=zh")
        widths = "[...document.querySelectorAll('.scroll td:not(.right)')].map(cell => cell.clientWidth)"
        assert min(page.evaluate(widths)) >= 80
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.goto(f"{address}/evaluations/release?lang=zh")
        assert page.evaluate("document.querySelector('td.why').clientWidth") >= 250
