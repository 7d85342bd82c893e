"""Story: a judge says which of two systems is better, people check it on a sample, and the same command decides."""

from pathlib import Path
from typing import Any

from tests.stories.judged_release import OUTPUTS, SHARES, Release, done

from assay.workflows.workspace import open_workspace


def judged(said: Any) -> dict[str, Any]:
    found: dict[str, Any] = said.json()["judged"]
    return found


def reason(said: Any) -> str:
    return str(said.json()["verdicts"][0]["reason"])


def test_the_loop_closes(assay: Any) -> None:
    release = Release(assay)
    first = release.evaluate("--json")
    assert (first.code, judged(first)["n_asked"]) == (2, 0)
    assert any("has not judged 320 of the 320 outputs" in each for each in judged(first)["says"])
    assert any("have no question 'good'" in each for each in judged(first)["says"])
    release.machine_judges()
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))

    opened = release.evaluate()
    assert opened.code == 2
    assert "60 outputs wait for people in queue" in opened.out
    (queue,) = (each.name for each in open_workspace().store.documents.latest("queue"))
    assert release.people_answer(queue, most=10) == 10
    halfway = release.evaluate("--json")
    assert (judged(halfway)["n_answered"], judged(halfway)["queues"], halfway.code) == (10, [queue], 2)
    assert [each["interval"] for each in halfway.json()["estimates"]] == [None] * 6

    assert release.people_answer(queue) == 50
    refused = release.evaluate("--json")
    assert (refused.code, reason(refused), judged(refused)["queues"]) == (2, "judge_no_card", [])
    done(assay("judge", "calibrate", "--dataset", OUTPUTS, "--judge", "gpt", "--question", "good"))
    second = release.evaluate("--json")
    assert (reason(second), judged(second)["stage"], judged(second)["n_asked"]) == ("interval_spans_threshold", 1, 240)
    assert "would likely settle it" in second.json()["verdicts"][0]["why"]
    (later,) = judged(second)["queues"]
    assert later != queue
    assert release.people_answer(later) == 180

    last = release.evaluate("--report", "report.html", "--markdown", "summary.md", "--json")
    found = judged(last)
    assert (last.code, found["stage"], found["queues"], found["n_answered"]) == (0, 2, [], 240)
    (whole,) = (each for each in found["corrected"] if each["baseline"] == "old" and not each["slice"])
    assert whole["raw"] != whole["value"]
    assert whole["multiplier"] > 1.0
    assert whole["interval"][0] < SHARES["new"] - SHARES["old"] < whole["interval"][1]
    assert "calls too many outputs good" in Path("report.html").read_text("utf-8")
    assert "### Judge and people" in Path("summary.md").read_text("utf-8")
    assert assay("gate", "plan.yaml").code == 0
    done(assay("bundle", "plan.yaml", "--out", "bundle.zip"))
    done(assay("replay", "bundle.zip"))
    done(assay("replay", "plan.yaml"))


def test_where_labels_would_not_make_it_pass_the_next_declared_stage_is_named(assay: Any) -> None:
    release = Release(assay, shares={"old": 0.75, "new": 0.6}, tier="low", least=5)
    release.evaluate()
    release.machine_judges()
    done(assay("question", "add", "good.yaml", "--dataset", OUTPUTS, "--by", "mina"))
    (queue,) = judged(release.evaluate("--json"))["queues"]
    assert release.people_answer(queue) == 60
    found = release.evaluate("--json")
    assert (judged(found)["stage"], len(judged(found)["queues"])) == (1, 1)
    why = found.json()["verdicts"][0]["why"]
    assert "would not make this value pass; the next declared stage shows whether the value stays." in why
