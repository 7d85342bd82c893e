"""Story: a plan whose systems are asked with examples, several messages and tools, from files that are locked."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.harness.mock_chat import MockChat, mock_chat

from assay.store.runs import every_run, run_table
from assay.workflows.workspace import open_workspace

Assay = Callable[..., Any]
N = 100
IMPORT = ("sums.csv", "--name", "sums", "--id", "id", "--text", "a", "--slice", "kind")
PLAN = """\
assay: 1
name: adder
purpose: Decide whether the tool adds better.
tier: low
dataset: sums
systems:
  baseline:
    name: old
    call:
      url: "URL"
      model: adder
      prompt: "Say hello to {{ a }}."
      shots: shots.csv
      shot_answer: said
  candidate:
    name: new
    call:
      url: "URL"
      model: adder
      at_once: 2
      prompt: "Add {{ a }} and {{ b }}."
      shots: shots.csv
      shot_answer: said
      tools: tools.json
      tool_script: script.csv
      most_turns: 3
scoring: {scorer: numeric, target: right}
slices: [kind]
checks: []
gates:
  - {name: better, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.02}
"""
TOOLS = [{"name": "sum", "description": "Adds.", "parameters": {"type": "object"}}]
FILE, EXAMPLES = "prompt_file: t.txt", "      shots: shots.csv\n      shot_answer: said\n"
SHOTS = "a,b,said\n1,2,It is 3\n4,5,It is 9\n"


@pytest.fixture
def sums(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with sums in it, and the files of the plan, in the working folder."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    talks = [
        [{"role": "user", "content": "Hi."}, {"role": "user", "content": f"What is {n} plus 1?"}] for n in range(N)
    ]
    rows = [[f"s{n}", n, n % 7, n + n % 7, "odd" if n % 2 else "even", json.dumps(talks[n])] for n in range(N)]
    write("sums.csv", [["id", "a", "b", "right", "kind", "talk"], *rows])
    calls = [["sum", json.dumps({"of": f"Add {n} and {n % 7}."}), f"{n} plus {n % 7}"] for n in range(N)]
    write("script.csv", [["tool", "arguments", "answer"], *calls])
    Path("shots.csv").write_text(SHOTS)
    Path("tools.json").write_text(json.dumps(TOOLS))
    assert assay("init").code == 0
    said = assay("import", *IMPORT)
    assert said.code == 0, said.err
    return Path.cwd()


def write(name: str, rows: list[list[Any]]) -> None:
    with Path(name).open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def adder(n: int, prompt: str) -> str | None:
    """The endpoint calls the tool where it is asked to add; of what the tool says it makes the sum."""
    return "tool" if prompt.startswith("Add") else None


def lock(assay: Assay, mock: MockChat, *changes: tuple[str, str]) -> None:
    text = PLAN.replace("URL", mock.url)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("plan.yaml").write_text(text)
    for words in (("check", "plan.yaml"), ("lock", "plan.yaml", "--by", "mina")):
        said = assay("plan", *words)
        assert said.code == 0, said.err


def evaluated(assay: Assay) -> dict[str, Any]:
    said = assay("evaluate", "plan.yaml", "--json")
    assert said.code in (0, 1, 2), said.err
    return dict(said.json())


def overall(found: dict[str, Any]) -> dict[str, float]:
    return {each["system"]: each["value"] for each in found["estimates"] if not each["slice"]}


def test_examples_and_a_tool_go_to_a_decision_through_an_interruption(assay: Assay, sums: Path) -> None:
    with mock_chat(adder, seconds=0.01) as mock:
        lock(assay, mock)
        plan = Path("plan.yaml").read_text()
        Path("plan.yaml").write_text(plan + "budget: {minutes: 0.002}\n")
        stopped = assay("evaluate", "plan.yaml")
        assert (stopped.code, "still to be had" in stopped.err) == (3, True), stopped.err
        assert 0 < mock.n < 3 * N
        Path("plan.yaml").write_text(plan)
        found = evaluated(assay)
        assert mock.n == 3 * N, "one call of the baseline, two of the candidate, and nothing twice"
        assert overall(found) == {"old": 0.0, "new": 1.0}
        assert [each["outcome"] for each in found["verdicts"]] == ["PASS"]
        both_were_asked_as_the_plan_says(mock)
        the_files_are_locked(found)
        what_was_called_is_kept()
        its_calls_are_measured_as_traces(assay)
        assert (evaluated(assay), mock.n) == (found, 3 * N)
        shutil.rmtree(".assay")
        assert assay("init").code == 0
        assert assay("import", *IMPORT).code == 0
        assert assay("plan", "lock", "plan.yaml", "--by", "mina").code == 0
        anew = evaluated(assay)
    for each in (found, anew):
        each.pop("run")
        each["lock"].pop("locked_at")
    assert found == anew, "the evidence of a run without interruption is the same"


def both_were_asked_as_the_plan_says(mock: MockChat) -> None:
    shown = [
        ("user", "Say hello to 1."),
        ("assistant", "It is 3"),
        ("user", "Say hello to 4."),
        ("assistant", "It is 9"),
    ]
    (first,) = [each for each in mock.seen if each["messages"][-1]["content"] == "Say hello to 7."]
    assert [(each["role"], each["content"]) for each in first["messages"]] == [*shown, ("user", "Say hello to 7.")]
    assert "tools" not in first
    (last,) = [each for each in mock.seen if each["messages"][-1]["content"] == "9 plus 2"]
    assert last["tools"] == [{"type": "function", "function": TOOLS[0]}]
    assert [each["role"] for each in last["messages"]] == [*["user", "assistant"] * 3, "tool"]


def the_files_are_locked(found: dict[str, Any]) -> None:
    """The evidence has the hashes of the files, as any tool makes them."""
    import hashlib

    call = found["lock"]["plan"]["candidate"]["call"]
    for setting, file in (("shots", "shots.csv"), ("tools", "tools.json"), ("tool_script", "script.csv")):
        assert call[f"{setting}_sha256"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()


def what_was_called_is_kept() -> None:
    """The turns of the tool are with the run."""
    store = open_workspace().store
    kept = [each for each in every_run(store) if each.run.system == "new"][-1]
    turns = [json.loads(each) for each in run_table(store, kept)["turns"].to_pylist()]
    assert [each[1]["content"] for each in turns] == [f"{n} plus {n % 7}" for n in range(N)]
    assert turns[9][0]["tool_calls"][0]["name"] == "sum"


def its_calls_are_measured_as_traces(assay: Assay) -> None:
    """The rows of the run are traces: each prompt called the tool once, as it should have."""
    shown = assay("system", "show", "new", "--out", "rows.jsonl")
    assert shown.code == 0, shown.err
    wanted = [
        {"item": f"s{n}", "calls": [{"name": "sum", "arguments": {"of": f"Add {n} and {n % 7}."}}]} for n in range(N)
    ]
    Path("tasks.jsonl").write_text("".join(json.dumps(each) + "\n" for each in wanted))
    measured = assay("trace", "measure", "rows.jsonl", "--expected", "tasks.jsonl", "--json")
    assert measured.code == 0, measured.err
    values = {each["metric"]: each["value"] for each in measured.json()["estimates"]}
    assert (values["tool_precision"], values["tool_recall"]) == (1.0, 1.0), values


def test_a_file_that_changed_after_the_lock_is_another_plan(assay: Assay, sums: Path) -> None:
    with mock_chat(adder) as mock:
        lock(assay, mock)
        Path("script.csv").write_text(Path("script.csv").read_text().replace("50 plus 1", "50 plus 2"))
        said = assay("evaluate", "plan.yaml")
        assert (said.code, "candidate call: tool_script_sha256" in said.err, mock.n) == (3, True, 0), said.err
        checked = assay("plan", "check", "plan.yaml")
        assert "tool_script_sha256" in checked.out
        amended = assay(*("plan", "amend", "plan.yaml", "--by", "mina", "--approver", "ravi", "--reason", "wrong row"))
        assert amended.code == 0, amended.err
        assert overall(evaluated(assay))["new"] == 1 - 1 / N
        Path("shots.csv").rename("other.csv")
        said = assay("evaluate", "plan.yaml")
        assert (said.code, "plan.yaml:13" in said.err, "shots.csv is not there" in said.err) == (3, True, True), (
            said.err
        )


def test_what_failed_is_asked_once_more_and_the_turns_of_the_others_stay_as_they_are(assay: Assay, sums: Path) -> None:
    failing = {"Add 5 and 5."}
    with mock_chat(lambda n, prompt: "401" if prompt in failing else adder(n, prompt)) as mock:
        lock(assay, mock)
        evaluated(assay)
        failing.clear()
        shutil.rmtree(".assay/runs")
        asked = mock.n
        said = assay("evaluate", "plan.yaml", "--json", "--again")
        assert (said.code, mock.n) == (0, asked + 2), said.err
    assert overall(said.json())["new"] == 1.0
    what_was_called_is_kept()


def test_several_messages_come_from_a_file_of_templates_or_from_a_column(assay: Assay, sums: Path) -> None:
    told = [{"role": "system", "content": "You add."}, {"role": "user", "content": "Take {{ a }}."}]
    told += [{"role": "assistant", "content": "I have it."}, {"role": "user", "content": "{{ a }} plus {{ b }}?"}]
    Path("talk.json").write_text(json.dumps(told))
    tool = "      tools: tools.json\n      tool_script: script.csv\n      most_turns: 3\n"
    with mock_chat(adder) as mock:
        lock(
            assay,
            mock,
            (EXAMPLES, ""),
            (tool, ""),
            ('prompt: "Say hello to {{ a }}."', "messages: talk"),
            ('prompt: "Add {{ a }} and {{ b }}."', "conversation: talk.json"),
        )
        assert overall(evaluated(assay)) == {"old": sum(n % 7 == 1 for n in range(N)) / N, "new": 1.0}
        assert mock.n == 2 * N
    (talk,) = [each["messages"] for each in mock.seen if each["messages"][-1]["content"] == "9 plus 2?"]
    assert [each["content"] for each in talk] == ["You add.", "Take 9.", "I have it.", "9 plus 2?"]
    (column,) = [each["messages"] for each in mock.seen if each["messages"][-1]["content"] == "What is 9 plus 1?"]
    assert [(each["role"], each["content"]) for each in column] == [("user", "Hi."), ("user", "What is 9 plus 1?")]


@pytest.mark.parametrize(
    ("file", "text", "code", "place"),
    [
        ("shots.csv", "a,b,answer\n1,2,3\n", "prompt.shots", "shots.csv:2"),
        ("shots.csv", "b,said\n1,It is 3\n", "prompt.column", "shots.csv:2"),
        ("tools.json", "[{}]", "tools.list", "tools.json"),
        ("tools.json", '[\n{"name": sum}]', "input.json_list", "tools.json:2"),
        ("tools.json", "{}", "input.json_list", "tools.json"),
        ("script.csv", "tool,arguments,answer\nsum,,1\nsum,{,1\n", "tools.script", "script.csv:3"),
        ("plan.yaml", PLAN.replace("{{ b }}", "{{ right }}").replace(EXAMPLES, ""), "prompt.column", "plan.yaml:16"),
        ("plan.yaml", PLAN.replace('prompt: "Say hello to {{ a }}."', FILE), "prompt.template", "t.txt:2"),
    ],
    ids=["answers", "columns", "tools", "json", "list", "script", "target", "template"],
)  # fmt: skip
def test_plan_check_tells_a_mistake_with_its_file_and_line(
    assay: Assay, sums: Path, file: str, text: str, code: str, place: str
) -> None:
    Path("plan.yaml").write_text(PLAN.replace("URL", "http://127.0.0.1:9/v1"))
    Path("t.txt").write_text("Hello\n{{ a")
    Path(file).write_text(text.replace("URL", "http://127.0.0.1:9/v1"))
    said = assay("plan", "check", "plan.yaml")
    assert (said.code, f"{place}: " in said.err, code in said.err) == (3, True, True), said.err
