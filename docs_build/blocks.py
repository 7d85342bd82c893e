"""Fenced blocks of a page: which can be run, and whether they do what the page says.

    ```console            each line that begins with ``$ `` is a command; a backslash continues it
    $ assay estimate ...  the lines below it, if any, are what it prints; ``...`` stands for any text
    ```                   ``# exit code 1`` at its end is the code it ends with, 0 otherwise
    ```python             a script of its own; what it prints is compared with the ``text`` block that follows, if
                          that begins with a comment ``<!-- prints -->``
    ```yaml plan.yaml     any block with a file name is written under this name

All blocks of a page run in order in one fresh folder. A block after ``<!-- not run: reason -->`` is not run.
A page that says ``<!-- after: other.md -->`` goes on in the folder that the other page left.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FENCE = re.compile(
    r"^(?:<!-- (?P<note>[^\n]*) -->\n)?```(?P<kind>\w+)(?: (?P<file>[\w./-]+))?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
EXIT_CODE = re.compile(r"\s+# exit code (\d)$")
AFTER = re.compile(r"^<!-- after: ([\w.-]+) -->$", re.MULTILINE)
SHELL = re.compile(r"[|&;<>$`*~]")
INTO = re.compile(r"cd (?P<below>[\w./-]+) && (?P<command>assay .*)", re.DOTALL)
TYPED = re.compile(r"(?P<command>assay .*) < (?P<file>[\w./-]+)", re.DOTALL)
LONGEST_SECONDS = 120


class Block(NamedTuple):
    """One fenced block."""

    line: int
    """Line of its first line of content, from 1."""
    kind: str
    """console, python, text, yaml, ..."""
    file: str | None
    """Name under which it is written."""
    body: str
    """What it holds."""
    note: str
    """The comment above it; empty when there is none."""


class Command(NamedTuple):
    """One command of a console block."""

    text: str
    """As a shell reads it."""
    code: int
    """Exit code it ends with."""
    prints: str
    """What it prints; empty when the page does not show it."""


class Difference(Exception):
    """A block does not do what its page says."""


def blocks_of(markdown: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    for found in FENCE.finditer(markdown):
        line = markdown.count("\n", 0, found.start("body")) + 1
        yield Block(line, found["kind"], found["file"], found["body"], found["note"] or "")


def commands_of(body: str) -> Iterator[Command]:
    """The commands of a console block."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        last = next(index for index, line in enumerate(lines) if not line.endswith("\\"))
        text = "\n".join(lines[: last + 1])
        code = EXIT_CODE.search(text)
        yield Command(EXIT_CODE.sub("", text), int(code[1]) if code else 0, "\n".join(lines[last + 1 :]).strip())


def run_file(path: Path, folder: Path) -> int:
    """Run the page that a page goes on from, if any, then the page; how many of its blocks were run comes back."""
    text = path.read_text(encoding="utf-8")
    for before in AFTER.findall(text):
        run_file(path.parent / before, folder)
    return run_page(text, folder)


def run_page(markdown: str, folder: Path) -> int:
    """Run all blocks of a page in the folder; how many were run comes back.

    Raises
    ------
    Difference
        At the first block that does not do what the page says.
    """
    blocks, done = list(blocks_of(markdown)), 0
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        if block.note.startswith("not run"):
            continue
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        elif block.kind == "console":
            run_console(block, folder)
        elif block.kind == "python":
            run_python(block, following, folder)
        else:
            continue
        done += 1
    return done


def run_console(block: Block, folder: Path) -> None:
    """Run each command of a console block."""
    for command in commands_of(block.body):
        code, printed = run_command(command.text, folder)
        if code != command.code:
            raise Difference(f"line {block.line}: {command.text}\nended with {code}:\n{printed}")
        compare(command.prints, printed, f"line {block.line}: {command.text}")


def run_python(block: Block, following: Block | None, folder: Path) -> None:
    """Run a Python block as a script of its own."""
    code, printed = run([sys.executable, "-c", block.body], folder)
    if code:
        raise Difference(f"line {block.line}: the block ended with {code}:\n{printed}")
    if following is not None and following.note == "prints":
        compare(following.body.strip(), printed, f"line {block.line}")


def run_command(text: str, folder: Path) -> tuple[int, str]:
    """Exit code and output of one command: plain ``assay`` ones in this process, which is quicker, others by bash.

    ``cd folder && assay ...`` counts as plain, and so does ``assay ... < file``.
    """
    into = INTO.fullmatch(text)
    below, command = (into["below"], into["command"]) if into else (".", text)
    typed = TYPED.fullmatch(command)
    lines = (folder / typed["file"]).read_text(encoding="utf-8") if typed else ""
    command = typed["command"] if typed else command
    if command.startswith("assay ") and not SHELL.search(command):
        return run_here(shlex.split(command.replace("\\\n", " "))[1:], folder, folder / below, typed=lines)
    return run(["bash", "-euo", "pipefail", "-c", text], folder)


def run_here(words: list[str], folder: Path, at: Path, *, typed: str = "") -> tuple[int, str]:
    """Exit code and output of ``assay WORDS`` in this process, at a place in the reader's folder."""
    from assay.cli.main import outcome

    printed, before, here, keyboard = io.StringIO(), dict(os.environ), Path.cwd(), sys.stdin
    os.environ.update(place(folder))
    os.chdir(at)
    sys.stdin = io.StringIO(typed)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = outcome(words)
    finally:
        sys.stdin = keyboard
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
    return code, printed.getvalue()


def run(command: list[str], folder: Path) -> tuple[int, str]:
    """Exit code and output of a process in the folder."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | place(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout


def place(folder: Path) -> dict[str, str]:
    """Variables of a reader: the commands and the ``demo`` of this clone are found, keys are beside the folder."""
    return {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "ASSAY_KEY_FOLDER": str(folder.parent / "keys"),
        "COLUMNS": "110",
        "NO_COLOR": "1",
    }


def compare(shown: str, printed: str, where: str) -> None:
    """Whether what is printed is what the page shows, where ``...`` stands for any text."""
    pattern = ".*".join(re.escape(part) for part in plain(shown).split("..."))
    if shown and not re.fullmatch(pattern, plain(printed), re.DOTALL):
        raise Difference(f"{where}\nThe page shows:\n{shown}\nand it prints:\n{printed}")


def plain(text: str) -> str:
    """Without blanks at the ends of lines and empty lines at the ends; thin spaces are spaces."""
    return "\n".join(line.rstrip() for line in text.replace("\u2009", " ").strip().splitlines())
