"""A site to measure: a workspace with a queue of texts and accounts of labelers, served by ``assay serve``."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pyarrow as pa
from pyarrow import parquet

from assay.access.passwords import Passwords
from assay.core.people import person
from assay.store.accounts import Account, AccountState, Granted
from assay.store.open import POSTGRES
from assay.store.postgres import URL_VARIABLE
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.questions import add_guideline, add_question, approve
from assay.workflows.queues import fill_queue
from assay.workflows.workspace import Workspace, create_workspace

QUEUE, OVERLAP = "first", 3
PASSWORD = "tractor velvet onion lamp"  # noqa: S105 - of accounts that are made and thrown away here
ASKED = 'question: toxic\nasks: Is the comment toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
RULES = "# Toxic\n\n## 1. Insults count\n\nAll of them.\n\n## 2. Quotes do not\n\nA quote is none.\n"
KEYS = "ASSAY_KEY_FOLDER"


class Served(NamedTuple):
    """A server that runs."""

    host: str
    """Where it listens."""
    port: int
    """And at which port."""
    process: "subprocess.Popen[str]"
    """Its process."""


def make_site(folder: Path, n_items: int, kind: str, names: Mapping[str, int]) -> Workspace:
    """A workspace on SQLite or Postgres with a filled queue, and accounts by name with a number of their own."""
    if kind == POSTGRES:
        from tests.postgres_support import server

        os.environ[URL_VARIABLE] = server.address(server.make_database()).render_as_string(hide_password=False)
    home = Path(mkdtemp(dir=folder))
    os.environ[KEYS] = str(home / "keys")
    workspace = create_workspace(home, actor="bench", database=kind)
    fill(workspace, home, n_items)
    add_accounts(workspace, names)
    return workspace


def fill(workspace: Workspace, home: Path, n_items: int) -> None:
    """A dataset of short texts, a question with rules, a queue over all of them."""
    write_texts(home / "comments.parquet", n_items)
    (home / "toxic.yaml").write_text(ASKED, encoding="utf-8")
    (home / "toxic.md").write_text(RULES, encoding="utf-8")
    bring_in(workspace, home / "comments.parquet", name="comments", roles=Roles(item="id"), actor="bench")
    add_question(workspace, home / "toxic.yaml", dataset="comments", actor="bench")
    add_guideline(workspace, home / "toxic.md", question="toxic", dataset="comments", actor="bench")
    approve(workspace, "toxic", dataset="comments", actor="another")
    fill_queue(workspace, name=QUEUE, dataset="comments", question="toxic", overlap=OVERLAP, actor="bench")


def write_texts(path: Path, n_items: int) -> None:
    """A Parquet file of short texts with ids."""
    ids = [f"item-{n:08d}" for n in range(n_items)]
    texts = [f"Comment {n}: the parcel came late again, and nobody answered. 你好 😀" for n in range(n_items)]
    parquet.write_table(pa.table({"id": ids, "comment": texts}), path)


def add_accounts(workspace: Workspace, names: Mapping[str, int]) -> None:
    """Accounts of labelers, all with `PASSWORD`."""
    hashed, now = Passwords().hash(PASSWORD), workspace.now()
    for name, number in names.items():
        made = (AccountState.ACTIVE, now, "bench")
        account = Account(f"account-{number}", name, person(name), None, f"j{number}", hashed, *made)
        granted = [Granted(account.id, "labeler", "*", now, "bench")]
        workspace.store.accounts.add(account, granted)


@contextmanager
def served(folder: Path, *, port: int = 0) -> Iterator[Served]:
    """``assay serve`` on a workspace, in a process of its own that is stopped in the end."""
    started = start(folder, port=port)
    try:
        yield started
    finally:
        started.process.send_signal(signal.SIGINT)
        started.process.communicate(timeout=30)


def start(folder: Path, *, port: int = 0) -> Served:
    """A server, once it says its address; who asks waits until it answers."""
    command = [sys.executable, "-m", "assay", "serve", "--port", str(port), "--workspace", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"http://([0-9.]+):(\d+)", process.stdout.readline())
    if found is None:
        raise SystemExit("assay serve did not start")
    return Served(found.group(1), int(found.group(2)), process)
