"""Logs as real runs leave them: unscored and failed samples, killed runs, assertions of some tests, rows twice."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integrations.carrying import FIXTURES, read

from assay.cli.main import outcome
from assay.core.errors import InputError
from assay.core.judgment import Status
from assay.integrations.inspect_ai.archive import Archive
from assay.integrations.logs import log_of, read_log, recognised
from assay.workflows import from_logs

Run = Callable[..., Any]
CHOICE = [json.loads(line) for line in (FIXTURES / "lm_eval_choice.jsonl").read_text().splitlines()]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert outcome([*words, *([] if code else ["--json"])]) == code
        said = capsys.readouterr()
        return said.err if code else json.loads(said.out)

    return call


def numbers(found: Any) -> dict[str, tuple[Any, int]]:
    """Value and n of each verdict on all items."""
    return {each["metric"]: (each["value"], each["n"]) for each in found["estimates"] if each["slice"] is None}


def archive(path: Path, change: Callable[[str, Any], Any]) -> Path:
    """The log of the fixture with each document changed, or left out where nothing is given back."""
    log = Archive(FIXTURES / "inspect.eval")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in (each for each in log.entries if each.startswith(("header", "_journal/start", "samples/"))):
            value = change(name, log.read(name).value)
            if value is not None:
                made.writestr(name, value if isinstance(value, str) else json.dumps(value))
    path.write_bytes(packed.getvalue())
    return path


def failing(name: str, value: Any) -> Any:
    """The sample sum-2 failed, and nobody scored it."""
    return {**value, "error": {"message": "boom"}, "scores": {}} if "sum-2" in name else value


def test_an_unscored_sample_is_no_reason_to_refuse_a_log_and_a_rating_has_a_mean(run: Run) -> None:
    """What Inspect printed: match 2/3, rating 3.0, flaky 0.75 of the two that it scored."""
    log = FIXTURES / "inspect.json"
    assert recognised(log) == "inspect"
    found = run("estimate", str(log))
    values = numbers(found)
    assert values == {"match": (pytest.approx(2 / 3), 3), "rating": (3.0, 3), "flaky": (None, 3)}
    assert [each["reason"] for each in found["estimates"] if each["metric"] == "flaky"] == ["missing_verdicts"]
    assert numbers(run("estimate", str(log), "--missing", "leave_out"))["flaky"] == (0.75, 2)
    assert "--missing leave_out" in run("estimate", str(log), "--verdict", "flaky", code=3)
    left = found["logs"][0]["left_out"]
    assert left["images and other parts of prompts that are no text"] == 1
    assert left["metadata that are lists or objects"] == 1
    row = read_log(log).to_pylist()[0]
    assert (row["tokens_in"], row["tokens_out"]) > (0, 0)


def test_an_unscored_sample_in_an_archive_is_read_too_and_every_broken_one_is_told(tmp_path: Path) -> None:
    def unscored(name: str, value: Any) -> Any:
        return {**value, "scores": {"match": {"value": float("nan")}}} if "sum-1" in name else value

    brought = read("inspect", archive(tmp_path / "a.eval", unscored))
    status = {(each.item, each.question): each.status for each in brought.judgments}
    assert status["sum-1#mockllm/model#1", "match"] is status["sum-1#mockllm/model#1", "words"] is Status.FAILED
    broken = archive(tmp_path / "b.eval", lambda name, value: "{" if "sum-1" in name else value)
    with pytest.raises(InputError) as refused:
        read("inspect", broken)
    assert [each.what[:28] for each in refused.value.problems] == [
        "'samples/sum-1_epoch_1.json'",
        "'samples/sum-1_epoch_2.json'",
    ]


def test_the_log_of_a_killed_run_says_what_it_lacks(tmp_path: Path) -> None:
    def killed(name: str, value: Any) -> Any:
        is_gone = name == "header.json" or ("sum-2" in name)
        return None if is_gone else value

    found = read("inspect", archive(tmp_path / "k.eval", killed))
    assert len(found.rows) == 4
    assert found.notes == (
        "the log says of its run: it did not end",
        "the log holds 4 of the 6 samples of its task; the others are not in it",
    )


def test_samples_that_a_limit_ended_are_told(tmp_path: Path) -> None:
    def limited(name: str, value: Any) -> Any:
        return {**value, "limit": {"type": "message", "limit": 2}} if "sum-0" in name else value

    found = read("inspect", archive(tmp_path / "l.eval", limited))
    assert found.notes == ("outputs that a limit of the run ended: 2, by 'message'",)


def test_scorers_do_not_agree_on_outputs_that_nobody_judged(run: Run, tmp_path: Path) -> None:
    log = str(archive(tmp_path / "f.eval", failing))
    assert numbers(run("estimate", log))["match"] == (pytest.approx(2 / 6), 6)
    agreed = run("agree", log, "--judges", "match,expected", "--metric", "ac1")
    assert agreed["estimates"][0]["n"] == 4
    missing, alike = agreed["logs"][0]["notes"]
    assert missing == "2 outputs are missing, for the system failed"
    assert alike.startswith("6 outputs answer 3 prompts, and each counts as independent")
    columns = ("--judge", "match", "--item", "output_id", "--answer", "match", "--reference", "expected")
    assert run("judge", "calibrate", log, *columns)["judge_card"]["n_items"] == 4


def test_a_log_in_which_everything_failed_says_so(run: Run, tmp_path: Path) -> None:
    def lost(_: str, value: Any) -> Any:
        return {**value, "error": {"message": "boom"}, "scores": {}}

    assert "nothing was judged" in run("estimate", str(archive(tmp_path / "f.eval", lost)), code=3)


def promptfoo(path: Path, change: Callable[[Any], Any]) -> Path:
    whole = json.loads((FIXTURES / "promptfoo.json").read_text("utf-8"))
    whole["results"]["results"] = change(whole["results"]["results"])
    path.write_text(json.dumps(whole), "utf-8")
    return path


def only_some(rows: Any) -> Any:
    """The named metric ``brief`` is asserted of the test 2+2 alone."""
    for row in rows:
        if row["vars"]["sum"] != "2+2":
            row["namedScores"].pop("brief", None)
            row["testCase"]["assert"] = [each for each in row["testCase"]["assert"] if each.get("metric") != "brief"]
    return rows


def test_an_assertion_of_some_tests_is_about_these_and_a_failed_output_of_another_is_none_of_them(
    run: Run, tmp_path: Path
) -> None:
    log = promptfoo(tmp_path / "r.json", only_some)
    values = numbers(run("estimate", str(log)))
    assert values["brief"] == (0.75, 4)
    assert values["pass"] == (pytest.approx(8 / 12), 12)
    compared = run("compare", str(log), "--baseline", "a", "--candidate", "b", "--verdict", "brief")["comparisons"][0]
    assert (compared["baseline"], compared["candidate"], compared["n"]) == (0.5, 1.0, 2)


def test_a_test_that_failed_for_every_system_was_to_be_judged_by_what_it_declares(run: Run, tmp_path: Path) -> None:
    def all_fail(rows: Any) -> Any:
        failed = next(row for row in rows if row["failureReason"] == 2)
        lost = {key: failed[key] for key in ("failureReason", "response", "gradingResult", "namedScores", "success")}
        return [{**row, **lost} if "fail" in row["vars"]["sum"] else row for row in only_some(rows)]

    values = numbers(run("estimate", str(promptfoo(tmp_path / "r.json", all_fail))))
    assert (values["right"], values["brief"]) == ((pytest.approx(6 / 12), 12), (0.75, 4))


def test_tests_have_the_numbers_of_their_configuration_whatever_was_finished_first(tmp_path: Path) -> None:
    turned = read_log(promptfoo(tmp_path / "r.json", lambda rows: rows[::-1]))
    assert set(turned["output_id"].to_pylist()) == set(read_log(FIXTURES / "promptfoo.json")["output_id"].to_pylist())
    tests = {(row["prompt_id"], row["sum"]) for row in turned.to_pylist()}
    assert tests == {("test-1", "2+2"), ("test-2", "2+5"), ("test-3", "fail 1+1")}


def test_results_that_stand_twice_are_told_and_are_no_further_attempts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="would count twice") as refused:
        read_log(promptfoo(tmp_path / "r.json", lambda rows: [*rows, rows[0], rows[3]]))
    assert [each.line for each in refused.value.problems] == [13, 14]
    twice = tmp_path / "samples.jsonl"
    twice.write_text("\n".join(map(json.dumps, [*CHOICE, CHOICE[1]])), "utf-8")
    with pytest.raises(InputError, match="stands at 2 already"):
        read("lm-eval", twice)


def test_samples_of_older_versions_and_numbers_that_are_none_are_read(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    named = [{key: value for key, value in each.items() if key not in ("metrics", "filter")} for each in CHOICE]
    old.write_text("\n".join(map(json.dumps, [{**each, "acc_norm": float("nan")} for each in named])), "utf-8")
    assert recognised(old) == "lm-eval"
    found = numbers(run("estimate", str(old)))
    assert found["acc"] == (pytest.approx(sum(each["acc"] for each in CHOICE) / 3), 3)
    both = tmp_path / "both.jsonl"
    both.write_text("\n".join(map(json.dumps, [*named, *named])), "utf-8")
    assert set(numbers(run("estimate", str(both)))) >= {"acc (filter 1)", "acc (filter 2)"}


def test_parts_of_a_metric_of_the_whole_are_counted_and_are_no_failed_judgment(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    more = {"bleu": ["a", "b"], "perplexity": -0.7, "metrics": ["acc", "bleu", "perplexity"]}
    file.write_text("\n".join(json.dumps({**each, **more}) for each in CHOICE), "utf-8")
    found = read("lm-eval", file)
    assert {(each.question, each.status) for each in found.judgments} == {("acc", Status.GIVEN)}
    assert found.left_out["parts of metrics of the whole, such as BLEU"] == 6


def test_logs_of_two_tasks_that_number_their_prompts_alike_are_not_compared(tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text("\n".join(json.dumps({**each, "target": "another"}) for each in CHOICE), "utf-8")
    logs = [log_of(each, format="lm-eval") for each in (FIXTURES / "lm_eval_choice.jsonl", file)]
    with pytest.raises(InputError, match="3 of 3 prompts") as refused:
        from_logs.compare(logs, baseline="lm_eval_choice", candidate="other", verdict="acc")
    assert refused.value.code == "log.other_prompts"


def test_what_a_grading_model_says_is_not_what_the_system_said(tmp_path: Path) -> None:
    asked, graded = [{"role": "user", "content": "9+1?"}], [{"role": "user", "content": "Is this right? It is 10."}]
    events = [
        {"spec": {"completion_fns": ["small"]}},
        *({"sample_id": "s", "type": kind, "data": data} for kind, data in (
            ("sampling", {"prompt": asked, "sampled": ["It is 10."]}),
            ("sampling", {"prompt": graded, "sampled": ["Yes"]}),
            ("metrics", {"choice": "Yes", "score": 1.0}),
        )),
    ]  # fmt: skip
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, events)), "utf-8")
    found = read("openai-evals", tmp_path / "e.jsonl")
    assert (found.rows[0]["input"], found.rows[0]["output"]) == ("user: 9+1?", "It is 10.")
    assert found.left_out == {"samplings of a model that grades": 1}


def test_a_result_whose_success_is_a_word_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="true or false"):
        read_log(promptfoo(tmp_path / "r.json", lambda rows: [{**rows[0], "success": "no"}, *rows[1:]]))


def test_a_file_that_is_not_there_or_is_empty_is_told_before_its_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    for command in (("estimate",), ("agree", "--metric", "ac1"), ("compare", "--baseline", "a", "--candidate", "b")):
        assert "input.empty" in run(command[0], str(tmp_path / "empty.jsonl"), *command[1:], code=3)
        assert "input.no_file" in run(command[0], str(tmp_path / "none.jsonl"), *command[1:], code=3)
    assert "--judges match,words" in run("agree", str(FIXTURES / "inspect.eval"), "--metric", "ac1", code=3)


def test_commands_say_what_a_log_is_not_for(run: Run, tmp_path: Path) -> None:
    assert "assay pair make" in run("pairwise", str(FIXTURES / "inspect.json"), code=3)
    pair = {"question_id": 1, "model_1": "a", "model_2": "b", "g1_winner": "tie", "g2_winner": "tie", "judge": "g"}
    (tmp_path / "g_pair.jsonl").write_text(json.dumps(pair), "utf-8")
    assert "assay pairwise" in run("estimate", str(tmp_path / "g_pair.jsonl"), code=3)
    words = ("--baseline", "x", "--candidate", "y", "--verdict", "rating")
    assert "beyond 0 to 1" in run("compare", str(FIXTURES / "inspect.json"), *words, code=3)
