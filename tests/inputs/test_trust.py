"""A plan runs no code, reads nothing outside its folder and reaches no host; keys never leave their place."""

import base64
import hashlib
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.inputs.loan_desk import IMPORT, PLAN, loans
from tests.inputs.refused_plans import ANSWERS, BESIDE

SEED = hashlib.sha256(b"a key for tests").digest()


class Reached(Exception):
    """Something tried what a plan must not."""


@pytest.fixture
def sealed_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection, name look-up or process can begin."""

    def refuse(*words: object, **_named: object) -> None:
        raise Reached(str(words))

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(subprocess.Popen, "__init__", refuse)
    for name in ("system", "execv", "execve", "posix_spawn", "fork"):
        monkeypatch.setattr(os, name, refuse)


@pytest.mark.usefixtures("sealed_off")
def test_whole_way_needs_no_network_and_no_process(desk: Any) -> None:
    desk.put({"p.yaml": BESIDE, "runs/new.csv": ANSWERS})
    for words in (
        ("plan", "check", "p.yaml"), ("plan", "lock", "p.yaml", "--by", "mina"),
        ("evaluate", "p.yaml", "--report", "r.html"), ("gate", "p.yaml", "--self-test", "--draws", "20"),
        ("bundle", "p.yaml", "--out", "b.assay"), ("verify", "b.assay"), ("replay", "b.assay"), ("replay", "p.yaml"),
        ("doctor",),
    ):  # fmt: skip
        said = desk.call(*words)
        assert said.code in (0, 1, 2), (words, said.err)
        assert "Reached" not in said.err


CODE = ("python", "callable", "command", "sql", "shell", "exec", "script", "module", "import", "pyfunc", "code")
HOSTS = (
    "http://127.0.0.1:9/x.csv", "https://evil.example/x.csv", "ftp://evil.example/x", "file:///etc/passwd",
    "s3://bucket/x.parquet", "gs://bucket/x", "//evil.example/share/x.csv", "\\\\evil.example\\x.csv", "smb://h/x",
    "HTTP://EVIL.EXAMPLE/x.csv", "data:text/csv,item,said", "jar:file:///x", "C:\\x.csv",
)  # fmt: skip
OUTSIDE = (
    "../outside.csv", "runs/../../outside.csv", "/etc/passwd", "~/x.csv", "./../outside.csv", "..", "runs/..\\..\\x",
    "link.csv", "up/outside.csv", "runs/chain.csv",
)  # fmt: skip


def places() -> Iterator[tuple[str, str]]:
    """Where a plan could name code: at its top, in a system, in a gate, in a slice."""
    yield "top", PLAN + "{name}: 'touch hacked'\n"
    yield "system", PLAN.replace("{name: new}", "{{name: new, {name}: touch hacked}}")
    yield "gate", PLAN.replace("min_items: 5}", "min_items: 5, {name}: touch hacked}}")
    yield "slice", PLAN.replace("- by: country", "- by: country\n    {name}: touch hacked")


@pytest.mark.usefixtures("sealed_off")
@pytest.mark.parametrize("name", CODE)
def test_code_named_in_a_plan_is_refused_and_not_run(desk: Any, name: str) -> None:
    for place, text in places():
        found = text.replace("{name}", name).replace("{{", "{").replace("}}", "}")
        desk.put({f"{place}.yaml": found})
        for command in (("plan", "check"), ("evaluate",), ("evaluate", "--exploratory")):
            said = desk.call(*command, f"{place}.yaml")
            assert said.code == 3
            assert f"'{name}' would run code" in said.err
            assert f"{place}.yaml:" in said.err
    assert not (desk.folder / "hacked").exists()


def test_no_option_lets_a_plan_run_code_and_the_help_says_so(desk: Any) -> None:
    assert "A plan runs no code" in " ".join(desk.call("evaluate", "--help").out.split())
    said = desk.call("evaluate", "plan.yaml", "--allow-code")
    assert said.code == 3
    assert "No such option" in said.err


@pytest.mark.usefixtures("sealed_off")
@pytest.mark.parametrize("where", HOSTS)
def test_answers_elsewhere_are_refused_and_not_fetched(desk: Any, where: str) -> None:
    desk.put({"p.yaml": BESIDE.replace("runs/new.csv", f"'{where}'")})
    before = desk.state()
    for command in (("plan", "check"), ("plan", "lock", "--by", "mina"), ("evaluate", "--exploratory")):
        said = desk.call(*command, "p.yaml")
        assert said.code == 3
        assert "p.yaml:11" in said.err
    assert desk.state() == before


@pytest.mark.parametrize("where", OUTSIDE)
def test_answers_outside_the_folder_are_refused_and_not_read(desk: Any, tmp_path: Path, where: str) -> None:
    (tmp_path / "outside.csv").write_text(ANSWERS)
    desk.put({"plans/p.yaml": BESIDE.replace("runs/new.csv", f"'{where}'"), "plans/runs/x": ""})
    plans = desk.folder / "plans"
    (plans / "link.csv").symlink_to(tmp_path / "outside.csv")
    (plans / "up").symlink_to(tmp_path)
    (plans / "runs" / "chain.csv").symlink_to(plans / "link.csv")
    before = desk.state()
    said = desk.call("evaluate", "plans/p.yaml", "--exploratory")
    assert said.code == 3
    assert "plan.path_outside" in said.err
    assert "i003" not in said.err, "not a line of the file is shown"
    assert desk.state() == before


def test_pipe_is_not_waited_for(desk: Any) -> None:
    (desk.folder / "runs").mkdir()
    for name in ("runs/new.csv", "pipe.csv", "pipe.yaml", "pipe.assay", "pipe.tar"):
        os.mkfifo(desk.folder / name)
    desk.put({"p.yaml": BESIDE})
    for words in (
        ("evaluate", "p.yaml", "--exploratory"),
        ("estimate", "pipe.csv", "--label", "l", "--prediction", "p", "--metric", "accuracy"),
        ("import", "pipe.csv", "--name", "x", "--id", "i"),
        ("plan", "check", "pipe.yaml"),
        ("dataset", "card", "loans", "--file", "pipe.yaml"),
        ("verify", "pipe.assay"),
        ("replay", "pipe.assay"),
        ("restore", "pipe.tar", "elsewhere"),
    ):
        said = desk.call(*words)
        assert said.code == 3, words
        assert "regular file" in said.err, words


def secrets(pem: str) -> list[bytes]:
    """A private key in every form in which it could slip out."""
    body = "".join(pem.strip().splitlines()[1:-1])
    raw = base64.b64decode(body)[-32:]
    forms = [raw, raw.hex(), raw.hex().upper(), base64.b64encode(raw), base64.urlsafe_b64encode(raw), body]
    return [each.encode() if isinstance(each, str) else each for each in forms]


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder; those of a ZIP unpacked."""
    import zipfile

    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path}/{name}", archive.read(name)


WHOLE_WAY = (
    ("doctor",), ("doctor", "--json"), ("dataset", "show", "loans", "--json"), ("evaluate", "plan.yaml", "--json"),
    ("report", "plan.yaml"), ("report", "plan.yaml", "--out", "t", "--format", "csv"),
    ("report", "plan.yaml", "--out", "r.json"), ("bundle", "plan.yaml", "--out", "b.assay", "--json"),
    ("verify", "--json"), ("verify", "b.assay", "--json"), ("backup", "later.tar"), ("evaluate", "none.yaml", "--json"),
)  # fmt: skip


def test_private_key_is_in_no_file_and_no_message(desk: Any, tmp_path: Path) -> None:
    (key_file,) = (tmp_path / "keys").glob("*.pem")
    assert key_file.stat().st_mode & 0o077 == 0
    hidden = secrets(key_file.read_text())
    said = [desk.call(*words) for words in WHOLE_WAY]
    for each in said:
        assert not any(form in (each.out + each.err).encode() for form in hidden)
    for name, content in everything(desk.folder):
        assert not any(form in content for form in hidden), name


@pytest.mark.parametrize("written", [SEED.hex(), base64.b64encode(SEED).decode()], ids=["hexadecimal", "base64"])
def test_key_of_the_environment_is_in_no_file_and_no_message(
    assay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("ASSAY_SIGNING_KEY", written)
    hidden = [SEED, SEED.hex().encode(), base64.b64encode(SEED), base64.urlsafe_b64encode(SEED)]
    Path("loans.csv").write_text(loans())
    Path("plan.yaml").write_text(PLAN)
    words = (
        ("init",), ("import", "loans.csv", "--name", "loans", *IMPORT), ("plan", "lock", "plan.yaml", "--by", "mina"),
        *WHOLE_WAY,
    )  # fmt: skip
    for each in words:
        said = assay(*each)
        assert not any(form in (said.out + said.err).encode() for form in hidden), each
    assert Path("b.assay").exists(), "the key of the environment signed it"
    for name, content in everything(tmp_path):
        assert not any(form in content for form in hidden), name


@pytest.mark.parametrize(
    "wrong", ["hunter2-secret", "00" * 31, "zz" * 32, SEED.hex() + "0"], ids=["word", "short", "no digits", "long"]
)
def test_wrong_key_of_the_environment_is_refused_without_showing_it(
    desk: Any, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("ASSAY_SIGNING_KEY", wrong)
    desk.put({"loans2.csv": loans(120)})
    before = desk.state()
    for words in (
        ("import", "loans2.csv", "--name", "other", *IMPORT),
        ("init", "elsewhere"),
        ("bundle", "plan.yaml", "--out", "b"),
    ):
        said = desk.call(*words)
        assert said.code == 3, (words, said.err)
        assert wrong not in said.out + said.err
        assert "ASSAY_SIGNING_KEY" in said.err
    assert {**desk.state(), "files": before["files"]} == before
    assert not (desk.folder / "elsewhere" / ".assay" / "workspace.json").exists()


def test_bug_report_holds_no_secret(desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    from assay.workflows import from_data

    def broken(*_words: object, **_named: object) -> None:
        key = SEED.hex()
        raise RuntimeError(len(key))

    monkeypatch.setattr(from_data, "estimate", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = desk.call("estimate", "loans.csv", "--label", "label", "--metric", "accuracy", "--prediction", "pred_a")
    assert said.code == 4
    (report,) = tmp_path.glob("assay-bug-*.txt")
    assert "RuntimeError" in report.read_text()
    assert SEED.hex() not in report.read_text() + said.err
    assert report.stat().st_mode & 0o077 == 0
