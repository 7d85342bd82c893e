"""Workspaces with a queue to label, made in a moment: for tests of the work and of its pages."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from assay.store.open import create_store
from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.questions import add_form, add_guideline, add_question, approve
from assay.workflows.queues import fill_queue
from assay.workflows.workspace import Workspace

NOW = "2026-11-22T14:05:00.000000Z"
RULES = """# What is toxic?

Read the whole comment.

## 1. Insults count

An insult of the reader or of *others*.

- Example: You are an idiot.

## 2. 引用不算

Quoting an insult is no insult.
"""
CHOICE = 'question: toxic\nasks: Is it toxic?\ntype: choice\noptions: ["yes", "no"]\nshow: [comment]\n'
TEXTS = ("You are great.", "你真蠢。", "أنت رائع", "👩‍👩‍👧 ok 😀", "plain")
ROWS = [{"id": f"i{number}", "comment": text} for number, text in enumerate(TEXTS)]


@dataclass
class Ticking:
    """A clock that is wound by hand."""

    at: str = NOW

    def __call__(self) -> str:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        moment = datetime.fromisoformat(self.at) + timedelta(seconds=seconds)
        self.at = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass
class Ids:
    """Ids that count."""

    _next: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> str:
        return f"id{next(self._next):06d}"

    def begin_at(self, number: int) -> None:
        self._next = itertools.count(number)


def new_workspace(folder: Path, *, clock: Ticking | None = None) -> Workspace:
    """An empty workspace in ``folder/work`` whose clock stands."""
    clock, ids = clock or Ticking(), Ids()
    store = create_store(folder / "work", now=clock(), new_id=ids, actor="ann", key_folder=folder / "keys")
    return Workspace(store, now=clock, new_id=ids)


def add_queue(
    workspace: Workspace,
    folder: Path,
    *,
    name: str = "first",
    question: str = CHOICE,
    rows: Sequence[Mapping[str, object]] = ROWS,
    rules: str | None = RULES,
    overlap: int = 1,
) -> None:
    """A queue over all rows, each a line of a file, asking the question of a YAML text."""
    data, asked = folder / f"{name}.jsonl", folder / f"{name}.yaml"
    data.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    asked.write_text(question, encoding="utf-8")
    bring_in(workspace, data, name=name, roles=Roles(item="id"), actor="ann")
    kept = add_question(workspace, asked, dataset=name, actor="ann")
    if rules is not None:
        change_rules(workspace, folder, rules, question=kept.question.name, dataset=name)
    fill_queue(workspace, name=name, dataset=name, question=kept.question.name, overlap=overlap, actor="ann")


def add_form_queue(
    workspace: Workspace,
    folder: Path,
    *,
    name: str,
    form: str,
    rows: Sequence[Mapping[str, object]] = ROWS,
    rules: str | None = None,
    overlap: int = 1,
) -> None:
    """As `add_queue`, asking the questions of the YAML text of a form."""
    data, asked = folder / f"{name}.jsonl", folder / f"{name}.yaml"
    data.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    asked.write_text(form, encoding="utf-8")
    bring_in(workspace, data, name=name, roles=Roles(item="id"), actor="ann")
    kept = add_form(workspace, asked, dataset=name, actor="ann")
    if rules is not None:
        change_rules(workspace, folder, rules, question=kept.questions[0].name, dataset=name)
    fill_queue(workspace, name=name, dataset=name, form=kept.form.name, overlap=overlap, actor="ann")


def change_rules(workspace: Workspace, folder: Path, rules: str, *, question: str, dataset: str) -> None:
    """Another version of the guideline, in force at once."""
    file = folder / f"{dataset}.md"
    file.write_text(rules, encoding="utf-8")
    add_guideline(workspace, file, question=question, dataset=dataset, actor="ann")
    approve(workspace, question, dataset=dataset, actor="bob")
