"""A desk: a fresh copy of one workspace with an evaluated plan, and what of it a refused command must leave alone."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.inputs.loan_desk import IMPORT, NOW, PLAN, loans


def build(folder: Path, keys: Path) -> None:
    """An evaluated plan with two dataset versions, a bundle and a backup, made by the command line itself."""
    from assay.cli.main import outcome

    (folder / "loans.csv").write_text(loans())
    (folder / "plan.yaml").write_text(PLAN)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ASSAY_KEY_FOLDER", str(keys))
        patch.setenv("ASSAY_NOW", NOW)
        commands: tuple[tuple[str, ...], ...] = (
            ("init",),
            ("import", "loans.csv", "--name", "loans", *IMPORT),
            ("plan", "lock", "plan.yaml", "--by", "mina"),
            ("evaluate", "plan.yaml"),
            ("bundle", "plan.yaml", "--out", "release.assay"),
            ("dataset", "card", "loans", "--out", "card.yaml"),
            ("backup", "monday.tar"),
        )
        for words in commands:
            assert outcome(list(words)) in (0, 1, 2), words


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that every desk is a copy of."""
    home = tmp_path_factory.mktemp("template")
    (home / "work").mkdir()
    build(home / "work", home / "keys")
    return home


class Desk:
    """A folder with a workspace, and the command line in it."""

    def __init__(self, folder: Path, call: Callable[..., Any]) -> None:
        self.folder, self.call = folder, call

    def put(self, files: Mapping[str, bytes | str]) -> None:
        """Write the files of a case."""
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def state(self) -> dict[str, Any]:
        """Ledger entries and documents, and every file but blobs and the database's own bookkeeping."""
        database = next((self.folder / ".assay").glob("*.sqlite*"), None) or next((self.folder / ".assay").glob("*.db"))
        with sqlite3.connect(database) as connection:
            tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
            counts = {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}
        connection.close()
        return {"counts": counts, "files": dict(self._files())}

    def _files(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and not path.is_symlink() and not name.startswith(".assay/"):
                yield name, hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def desk(assay: Callable[..., Any], template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A fresh copy of the template, which is the current folder."""
    folder = tmp_path / "work"
    shutil.copytree(template / "work", folder, dirs_exist_ok=True)
    shutil.copytree(template / "keys", tmp_path / "keys")
    for key in (tmp_path / "keys").iterdir():
        os.chmod(key, 0o600)
    monkeypatch.setenv("ASSAY_KEY_FOLDER", str(tmp_path / "keys"))
    monkeypatch.setenv("ASSAY_NOW", NOW)
    return Desk(folder, assay)
