"""Story: a key is planted where the operator binds it, the endpoint says it back, and it is nowhere in what is made."""

import gzip
import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from demo.endpoint import served
from tests.stories.judged_release import done, write

from assay.core.plan import Tier
from assay.workflows.workspace import open_workspace

Assay = Callable[..., Any]
SECRET = "sk-planted-secret-789"
N = 20
PLAN = """\
assay: 1
name: release
purpose: Decide whether the new assistant replaces the old one.
tier: small
author: mina
dataset: prompts
systems:
  baseline: {name: old, outputs: old.csv}
  candidate:
    name: new
    call: {url: "URL", model: assistant, prompt: "{{ prompt }}", tries: 2}
scoring: {SCORING}
metrics: [pass_rate]
checks: []
gates:
  - {name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.2, min_items: 2}
"""
JUDGE = 'judge: 1\nname: gpt\nquestion: good\nurl: "URL"\nmodel: judge\n'
QUESTION = 'question: good\nasks: Is it good?\ntype: choice\noptions: ["yes", "no"]\nshow: [prompt, output]\n'


def says(model: str, system: str, user: str, *, nth: int) -> str:
    """Both say the key back."""
    if model == "assistant":
        return f"well, with {SECRET}"
    return f'{{"rationale": "I was sent {SECRET}", "answer": "yes"}}'


def texts(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is in them where they are packed: bundles, evidence, tables."""
    yield data
    if data[:2] == b"\x1f\x8b":
        yield from texts(gzip.decompress(data))
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for name in file.namelist():
                yield from texts(file.read(name))
    elif data[:4] == b"PAR1":
        yield repr(pq.read_table(io.BytesIO(data)).to_pylist()).encode()


def holding(folder: Path, text: str) -> list[Path]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each for each in files if any(text.encode() in part for part in texts(each.read_bytes()))]


@pytest.fixture
def bound(assay: Assay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace with prompts, in the working folder, and a key that is bound to this machine."""
    monkeypatch.setenv("ASSAY_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("MY_KEY", SECRET)
    monkeypatch.setenv("ASSAY_KEYS", "127.0.0.1=MY_KEY")
    prompts = [[f"p{row}", f"prompt {row:02}"] for row in range(N)]
    write("prompts.csv", [["item", "prompt", "right"], *([*each, "(secret)"] for each in prompts)])
    write("old.csv", [["item", "output"], *([item, "answered badly"] for item, _ in prompts)])
    done(assay("init", "--by", "mina"))
    open_workspace().put("tier", "small", Tier("small", 1, 0.9, 0.5, 0, False, False, False, False), actor="mina")
    roles = ("--id", "item", "--text", "prompt", "--label", "right")
    done(assay("import", "prompts.csv", "--name", "prompts", *roles, "--by", "mina"))


@pytest.mark.parametrize("scoring", ["scorer: contains, target: right", 'judge_file: gpt.yaml, good: "yes"'])
def test_a_planted_key_is_in_no_bundle_report_journal_log_error_or_output(
    assay: Assay, bound: None, scoring: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[Any] = []

    def run(*words: str) -> Any:
        said.append(assay(*words))
        return said[-1]

    with served(says, status=lambda n: 401 if n == 7 else 500 if n % 5 == 0 else 200) as seen:
        Path("gpt.yaml").write_text(JUDGE.replace("URL", seen.url), encoding="utf-8")
        Path("good.yaml").write_text(QUESTION, encoding="utf-8")
        text = PLAN.replace("URL", seen.url)
        Path("plan.yaml").write_text(text.replace("SCORING", scoring), encoding="utf-8")
        done(run("plan", "check", "plan.yaml"))
        done(run("plan", "lock", "plan.yaml", "--by", "mina"))
        if "judge_file" in scoring:
            done(run("question", "add", "good.yaml", "--dataset", "outputs of release", "--by", "mina"))
        for more in (("--json",), ("--again", "--report", "report.html"), ("--report", "report.md")):
            assert run("evaluate", "plan.yaml", *more).code in (0, 1, 2), said[-1].err
        assert set(seen.keys) == {f"Bearer {SECRET}"}, "it was sent, and said back"
    done(run("bundle", "plan.yaml", "--out", "release.assay"))
    done(run("system", "show", "new"))
    assert run("replay", "release.assay").code in (0, 1, 2), said[-1].err
    assert holding(Path(), "with (secret)"), "what was said back is looked for where it was kept"
    assert any("release.assay" in str(each) for each in holding(Path(), "assistant")), "bundles are looked into"
    assert SECRET not in "".join(each.out + each.err for each in said) + caplog.text
    assert holding(Path(), SECRET) == []


def test_a_key_in_the_address_of_a_plan_or_a_judge_is_refused_before_anything_is_kept(
    assay: Assay, bound: None
) -> None:
    address = f"http://127.0.0.1:9/v1?api_key={SECRET}"
    for plan, judge in ((address, "http://127.0.0.1:9/v1"), ("http://127.0.0.1:9/v1", address)):
        Path("gpt.yaml").write_text(JUDGE.replace("URL", judge), encoding="utf-8")
        text = PLAN.replace("URL", plan).replace("SCORING", 'judge_file: gpt.yaml, good: "yes"')
        Path("plan.yaml").write_text(text, encoding="utf-8")
        commands = [("plan", "check"), ("plan", "lock", "--by", "mina"), ("evaluate",), ("evaluate", "--exploratory")]
        for words in (*commands, ("bundle", "--out", "release.assay")):
            said = assay(*words, "plan.yaml")
            assert (said.code, SECRET in said.out + said.err) == (3, False), said.err
            assert "address.secret" in said.err or words[0] == "bundle", said.err
    said = assay("judge", "run", "--judge", "gpt.yaml", "--dataset", "prompts")
    assert (said.code, "address.secret" in said.err, SECRET in said.err) == (3, True, False)
    assert {each.name for each in holding(Path(), SECRET)} == {"gpt.yaml"}, "the file that the user wrote"
