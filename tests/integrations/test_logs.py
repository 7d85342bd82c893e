"""Logs of other tools as bare files: recognised by what stands in them, and read by the commands on bare files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.integrations.carrying import FIXTURES

from assay import pairwise
from assay.cli.main import outcome
from assay.core.errors import InputError
from assay.integrations.logs import log_of, read_log, recognised
from assay.workflows import from_logs

PAIR = {"model_1": "alpha", "model_2": "beta", "judge": ["gpt-4", "pair-v2"], "turn": 1}
GAMES = [("model_1", "model_1"), ("model_1", "model_2"), ("tie", "error"), ("model_2", "model_2")] * 5


Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> Any:
        capsys.readouterr()
        assert outcome([*words, "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def games(tmp_path: Path) -> Path:
    rows = [{**PAIR, "question_id": n, "g1_winner": a, "g2_winner": b} for n, (a, b) in enumerate(GAMES)]
    path = tmp_path / "gpt-4_pair.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.mark.parametrize(
    ("file", "tool"),
    [
        ("inspect.eval", "inspect"),
        ("promptfoo.json", "promptfoo"),
        ("openai_evals.jsonl", "openai-evals"),
        ("lm_eval_words.jsonl", "lm-eval"),
        ("argilla.json", None),
        ("doccano_sequence.jsonl", None),
        ("absent.jsonl", None),
    ],
)
def test_a_log_is_recognised_and_an_ordinary_file_is_not(file: str, tool: str | None) -> None:
    assert recognised(FIXTURES / file) == tool


def test_an_output_that_is_missing_is_wrong_and_a_score_that_is_missing_stays_empty() -> None:
    table = read_log(FIXTURES / "promptfoo.json")
    lost = [row for row in table.to_pylist() if row["failed"]]
    assert [(row["pass"], row["pass score"], row["brief score"]) for row in lost] == [("wrong", 0.0, 0.0)] * 2
    assert table["pass"].null_count == table["brief"].null_count == 0


def test_each_verdict_of_a_log_is_estimated_by_system_with_attempts_together(run: Run) -> None:
    found = run("estimate", str(FIXTURES / "promptfoo.json"), "--by", "kind")
    values = {(each["metric"], str(each["slice"])): (each["value"], each["n"]) for each in found["estimates"]}
    assert values["pass", "None"] == (pytest.approx(8 / 12), 12)
    assert values["pass", "{'system': 'b'}"] == (pytest.approx(2 / 6), 6)
    assert values["brief", "{'system': 'b'}"] == (pytest.approx(4 / 6), 6)
    assert ("right", "{'kind': 'plus'}") in values
    assert found["logs"] == [
        {
            "format": "promptfoo",
            "rows": 12,
            "left_out": {"reasons of scores": 20},
            "notes": ["2 outputs are missing, for the system failed"],
        }
    ]


def test_two_systems_of_a_log_are_compared_on_the_same_prompts(run: Run) -> None:
    words = ("--baseline", "a", "--candidate", "b", "--verdict", "brief")
    found = run("compare", str(FIXTURES / "promptfoo.json"), *words)["comparisons"][0]
    assert (found["baseline"], found["candidate"], found["n"]) == (0.5, pytest.approx(2 / 3), 6)
    with pytest.raises(InputError, match="Did you mean 'b'"):
        from_logs.compare([log_of(FIXTURES / "promptfoo.json", format="promptfoo")], baseline="a", candidate="bb",
                          verdict="pass")  # fmt: skip


def test_the_same_model_in_two_logs_is_told_apart_and_a_margin_gives_a_verdict(run: Run) -> None:
    log = str(FIXTURES / "inspect.eval")
    systems = ("--baseline", "mockllm/model (1)", "--candidate", "mockllm/model (2)")
    found = run("compare", log, "--beside", log, *systems, "--verdict", "match", "--margin", "0.1")
    assert (found["comparisons"][0]["difference"], found["comparisons"][0]["verdict"]) == (0.0, "INCONCLUSIVE")
    assert len(found["logs"]) == 2


def test_several_verdicts_want_a_name_and_columns_of_a_log_can_be_named(run: Run) -> None:
    log = log_of(FIXTURES / "inspect.eval", format="inspect")
    with pytest.raises(InputError, match="match, words"):
        from_logs.compare([log], baseline="x", candidate="y")
    given = ("--label", "target", "--prediction", "output", "--metric", "accuracy", "--cluster", "prompt_id")
    assert run("estimate", str(FIXTURES / "inspect.eval"), *given)["estimates"][0]["value"] == 0.5
    judges = run("agree", str(FIXTURES / "inspect.eval"), "--judges", "match,expected", "--metric", "ac1")
    assert judges["estimates"][0]["n"] == 6
    columns = ("--judge", "words", "--item", "output_id", "--answer", "match", "--reference", "expected")
    assert run("judge", "calibrate", str(FIXTURES / "inspect.eval"), *columns)["judge_card"]["n_items"] == 6


def test_verdicts_of_a_log_in_both_orders_are_those_of_a_table_with_two_columns(run: Run, games: Path) -> None:
    sides = {"model_1": "left", "model_2": "right", "tie": "tie", "error": ""}
    rows = {"item": [*range(20)], "one": [sides[a] for a, _ in GAMES], "two": [sides[b] for _, b in GAMES]}
    table = pairwise(rows, item="item", first="one", second="two", sides="left,right")
    found = run("pairwise", str(games))["estimates"]
    values = {each["metric"]: each["value"] for each in found if each["slice"] is None}
    for each in table:
        assert each.metric.startswith("accuracy") or values[each.metric] == pytest.approx(each.value)
    won = run("pairwise", str(games), "--left", "left_system", "--right", "right_system", "--winner", "winner")
    assert {each["system"] for each in won["estimates"]} == {None, "alpha", "beta"}


def test_weighted_preferences_of_a_log_are_a_win_rate(run: Run, tmp_path: Path) -> None:
    said = [1.9, 1.25, None, 1.6]
    rows = [
        {"instruction": f"Q{n}", "output_1": "a", "generator_1": "base", "output_2": "bc", "generator_2": "new",
         "annotator": "w", "preference": each}
        for n, each in enumerate(said)
    ]  # fmt: skip
    (tmp_path / "annotations.json").write_text(json.dumps(rows))
    found = run("pairwise", str(tmp_path / "annotations.json"))["estimates"]
    assert found[0]["metric"] == "win_rate"
    assert found[0]["value"] == pytest.approx((0.9 + 0.25 + 0.6) / 3)


def test_files_of_labeling_tools_are_votes_too_question_by_question() -> None:
    file = str(FIXTURES / "argilla.json")
    log = log_of(FIXTURES / "doccano_classification.jsonl", format="doccano")
    assert isinstance(log.table, pa.Table)
    assert {"item", "question", "judge", "answer"} <= set(log.table.column_names)
    assert outcome(["agree", file, "--metric", "alpha"]) != 0


def test_a_file_of_data_still_wants_its_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.csv").write_text("a,b\n1,2\n")
    assert outcome(["estimate", str(tmp_path / "d.csv")]) == 3
    assert "--label COLUMN" in capsys.readouterr().err


def test_a_log_that_does_not_name_its_model_is_called_by_its_file(tmp_path: Path, run: Run) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.jsonl").write_bytes((FIXTURES / "lm_eval_words.jsonl").read_bytes())
    first, second = (str(tmp_path / f"{name}.jsonl") for name in ("first", "second"))
    (note,) = run("estimate", first)["logs"][0]["notes"]
    assert "called by its file, 'first'" in note
    found = run("compare", first, "--beside", second, "--baseline", "first", "--candidate", "second")
    assert {(each["baseline_name"], each["difference"]) for each in found["comparisons"]} == {("first", 0.0)}
