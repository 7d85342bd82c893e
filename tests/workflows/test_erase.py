"""Somebody is erased: the name is in no row and in no file afterwards, and every proof holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.postgres_support import server as postgres

from assay.access.passwords import Passwords
from assay.access.roles import Grant, Role
from assay.core.errors import WorkspaceError
from assay.core.judgment import Judge, JudgeKind
from assay.core.ledger import Soundness
from assay.store.drafts import Drafts
from assay.store.open import POSTGRES, SQLITE, create_store
from assay.store.postgres import URL_VARIABLE
from assay.store.sealed import seal_column, unseal_column
from assay.store.verify import verify_store
from assay.workflows.erase import about_data_subject, about_person, erase_data_subject, erase_person
from assay.workflows.people import invite, join, reset_link
from assay.workflows.signing_in import Try, sign_in, visitor
from assay.workflows.workspace import Workspace

NAME, MAIL = "Zdeněk Plantedname", "zdenek@plantedname.example"
NOW = "2026-11-26T09:00:00.000000Z"
PASSWORD = "tractor velvet onion lamp"
CHEAP = Passwords(memory_kib=64, passes=1)


@pytest.fixture(params=[SQLITE, POSTGRES])
def workspace(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbers: Callable[[], str]
) -> Iterator[Workspace]:
    name = postgres.make_database() if request.param == POSTGRES else None
    if name is not None:
        monkeypatch.setenv(URL_VARIABLE, postgres.address(name).render_as_string(hide_password=False))
    with create_store(
        tmp_path / "work", now=NOW, new_id=numbers, actor="test", key_folder=tmp_path / "keys", database=request.param
    ) as store:
        yield Workspace(store, new_id=numbers)
    if name is not None:
        postgres.drop_database(name)


@pytest.fixture
def numbers() -> Callable[[], str]:
    made = iter(range(10_000))
    return lambda: f"id-{next(made)}"


def enter(workspace: Workspace, name: str, role: Role, mail: str | None = None) -> str:
    """Somebody joins and signs in; the token of his session."""
    link = invite(workspace, [Grant(role)], mail=mail, actor="j1")
    join(workspace, CHEAP, link.path.rpartition("/")[2], name=name, password=PASSWORD)
    return sign_in(workspace, CHEAP, Try(name, PASSWORD, "10.0.0.1"))


def plant(workspace: Workspace) -> str:
    """His name wherever the browser leaves it: account, sessions, links, a draft of somebody else, failed tries."""
    enter(workspace, "Ada", Role.ADMINISTRATOR)
    token = enter(workspace, NAME, Role.LABELER, MAIL)
    invite(workspace, [Grant(Role.REVIEWER)], mail=f"for {NAME}", actor="j1")
    reset_link(workspace, NAME, actor="j1")
    drafts = Drafts(workspace.store.database)
    drafts.keep("a-1", f'{{"text":"{NAME} said so"}}', account="other", now=workspace.now())
    drafts.keep("a-2", '{"text":"nothing"}', account="other", now=workspace.now())
    workspace.store.ledger.append(
        "judge", [Judge("j2", JudgeKind.LABELER, "1")], id="judge-j2", actor="j2", now=workspace.now()
    )
    return token


def everywhere(workspace: Workspace) -> bytes:
    """Every byte of every file, and every row of every table as text."""
    files = b"".join(path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file())
    with workspace.store.database.read() as connection:
        from assay.store.tables.metadata import METADATA

        rows = [str(tuple(row)) for table in METADATA.sorted_tables for row in connection.execute(table.select())]
    return files + "\n".join(rows).encode()


def test_a_planted_name_is_nowhere_after_the_erasure_and_every_proof_holds(workspace: Workspace) -> None:
    token = plant(workspace)
    head = workspace.store.ledger.sign_head(workspace.now())
    assert NAME.encode() in everywhere(workspace)
    told = about_person(workspace, NAME)
    assert (told.judge, told.n_entries, told.entries) == ("j2", 1, ())
    assert visitor(workspace, token) is not None

    done = erase_person(workspace, NAME, actor="j1")
    assert (done.left, done.files) == ((), ())
    left = everywhere(workspace).lower()
    for word in ("plantedname", "zdeněk", "zden\\u011bk", "zdenek"):
        assert word.encode() not in left
    assert visitor(workspace, token) is None
    assert verify_store(workspace.store, head=head).outcome is Soundness.INTACT
    assert workspace.store.ledger.events("person.erased")[0][1].subject == "j2"
    assert Drafts(workspace.store.database).find("a-2") is not None

    again = erase_person(workspace, "j2", actor="j1")
    assert (again.judge, again.rows) == ("j2", {})
    assert len(workspace.store.ledger.events("person.erased")) == 1
    with pytest.raises(WorkspaceError) as caught:
        about_person(workspace, NAME)
    assert caught.value.code == "account.unknown"


def test_a_name_that_was_written_into_the_log_is_told_and_not_hidden(workspace: Workspace) -> None:
    plant(workspace)
    workspace.store.ledger.append(
        "judge", [Judge("m", JudgeKind.SCORER, "1")], id="by-name", actor=NAME, now=workspace.now()
    )
    seq = workspace.store.ledger.size() - 1
    done = erase_person(workspace, NAME, actor="j1")
    assert done.entries == (seq,)
    assert [(each.table, each.is_proven) for each in done.left] == [("log_entry", True)]
    assert verify_store(workspace.store).outcome is Soundness.INTACT


def test_the_last_administrator_is_not_erased(workspace: Workspace) -> None:
    plant(workspace)
    with pytest.raises(WorkspaceError) as caught:
        erase_person(workspace, "Ada", actor="x")
    assert caught.value.code == "account.last"
    assert about_person(workspace, "Ada").judge == "j1"


def test_a_data_subject_is_erased_and_what_left_the_house_is_listed(workspace: Workspace) -> None:
    store = workspace.store
    seal_column(
        store,
        dataset="d",
        column="race",
        items=["i1", "i2"],
        subjects=["i1", "i2"],
        values=["a plantedvalue", "other"],
        id="seal",
        actor="x",
        now=workspace.now(),
    )
    assert about_data_subject(workspace, "i1").n_values == 1
    assert erase_data_subject(workspace, "i1", actor="x").n_values == 1
    assert unseal_column(store, dataset="d", column="race") == {"i2": "other"}
    assert verify_store(store).outcome is Soundness.INTACT
