"""Accounts, sessions, links and tries are kept alike on both stores."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assay.core.errors import AssayError, InputError, NotPermitted, WorkspaceError
from assay.core.people import person
from assay.store.accounts import Account, AccountState, Granted
from assay.store.invitations import Invitation, LinkKind
from assay.store.open import Store
from assay.store.sessions import Session, Tries

ON_BOTH_STORES = True
NOW, LATER = "2026-11-26T09:00:00.000000Z", "2026-11-26T10:00:00.000000Z"
ADMIN = "administrator"


def account(name: str, judge: str, *, mail: str | None = None) -> Account:
    return Account(f"id-{judge}", name, person(name), mail, judge, "hash", AccountState.ACTIVE, NOW, "test")


def add(store: Store, name: str, judge: str, *roles: str, mail: str | None = None) -> Account:
    made = account(name, judge, mail=mail)
    store.accounts.add(made, [Granted(made.id, role, "*", NOW, "test") for role in roles])
    return made


def link(kind: LinkKind = LinkKind.INVITATION, **changed: object) -> Invitation:
    made = Invitation("i1", "hash-1", kind, None, "bob@x", (("labeler", "*"),), NOW, "j1", LATER)
    return replace(made, **changed)  # type: ignore[arg-type]


def joined(store: Store, name: str, *, now: str = NOW) -> Account:
    def make(judge: str) -> Account:
        return account(name, judge)

    return store.invitations.join("hash-1", make, judges=["j1"], now=now, sole=ADMIN)


def test_a_name_is_taken_however_it_is_spelled(empty: Store) -> None:
    add(empty, "Lena", "j1", "labeler")
    with pytest.raises(InputError, match="is taken"):
        add(empty, " LENA", "j2")
    found = empty.accounts.named("lena ")
    assert found is not None
    assert found.judge == "j1"
    assert "hash" not in repr(found)


def test_the_last_administrator_stays(empty: Store) -> None:
    ann, bob = add(empty, "ann", "j1", ADMIN), add(empty, "bob", "j2")
    for change in (
        lambda: empty.accounts.take(ann.id, ADMIN, "*", keep_one=ADMIN),
        lambda: empty.accounts.set_state(ann.id, AccountState.LOCKED, keep_one=ADMIN),
        lambda: empty.accounts.forget(ann.id, keep_one=ADMIN),
    ):
        with pytest.raises(WorkspaceError) as caught:
            change()
        assert caught.value.code == "account.last"
    empty.accounts.give(Granted(bob.id, ADMIN, "*", NOW, "j1"))
    empty.accounts.set_state(ann.id, AccountState.LOCKED, keep_one=ADMIN)
    assert empty.accounts.holders(ADMIN) == (bob.id,)


def test_a_link_works_once_though_many_use_it_at_once(empty: Store) -> None:
    empty.invitations.make(link())

    def use(number: int) -> str:
        try:
            return joined(empty, f"bob{number}").judge
        except WorkspaceError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(use, range(4)))
    assert found == ["invitation.gone", "invitation.gone", "invitation.gone", "j2"]
    assert [grant.role for grant in empty.accounts.grants()] == ["labeler"]
    assert empty.invitations.open(NOW) == ()


def test_a_link_that_is_too_old_or_for_something_else_does_not_work(empty: Store) -> None:
    empty.invitations.make(link(LinkKind.FIRST))
    add(empty, "ann", "j1", ADMIN)
    for now in (NOW, LATER):
        with pytest.raises(WorkspaceError, match="does not work"):
            joined(empty, "bob", now=now)
    with pytest.raises(WorkspaceError, match="does not work"):
        empty.invitations.reset("hash-1", "new", now=NOW)


def test_a_taken_name_leaves_the_link_as_it_was(empty: Store) -> None:
    add(empty, "bob", "j7")
    empty.invitations.make(link())
    with pytest.raises(InputError):
        joined(empty, "Bob")
    assert joined(empty, "bob b.").judge == "j2"


def test_a_new_password_signs_out_everywhere_and_an_earlier_link_is_void(empty: Store) -> None:
    ann = add(empty, "ann", "j1")
    empty.sessions.begin(Session("t", ann.id, NOW, NOW), instead_of=None, older_than=NOW)
    for number in (1, 2):
        empty.invitations.make(link(LinkKind.RESET, id=f"r{number}", token=f"r{number}", account=ann.id, grants=()))
    with pytest.raises(WorkspaceError):
        empty.invitations.reset("r1", "new", now=NOW)
    empty.invitations.reset("r2", "new", now=NOW)
    assert empty.accounts.find(ann.id).password == "new"
    assert empty.sessions.visit("t") is None


def test_a_session_gives_account_and_grants_until_it_ends(empty: Store) -> None:
    ann = add(empty, "ann", "j1", "lead")
    empty.sessions.begin(Session("t1", ann.id, NOW, NOW), instead_of=None, older_than=NOW)
    empty.sessions.begin(Session("t2", ann.id, NOW, NOW), instead_of="t1", older_than=NOW)
    assert empty.sessions.visit("t1") is None
    empty.sessions.seen("t2", now=LATER)
    visit = empty.sessions.visit("t2")
    assert visit is not None
    assert (visit.account, visit.session.seen_at, [each.role for each in visit.grants]) == (ann, LATER, ["lead"])
    empty.sessions.end_every(ann.id)
    assert empty.sessions.visit("t2") is None


def test_tries_side_by_side_all_count_and_a_refused_one_does_not(empty: Store) -> None:
    def policy(key: str, before: Tries | None) -> Tries:
        failures = 0 if before is None else before.failures
        if failures >= 3:
            raise NotPermitted("access.wait", "Too many.", "Wait.")
        return Tries(failures + 1, NOW)

    def attempt(_number: int) -> bool:
        try:
            empty.sessions.count_tries(("name", "address"), policy, forget_before=NOW)
        except AssayError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 3
    empty.sessions.forgive("name", one_of="address")
    assert attempt(0)
    assert not attempt(0)


def test_who_is_forgotten_leaves_a_pseudonym_only(empty: Store) -> None:
    add(empty, "ann", "j1", ADMIN)
    bob = add(empty, "Bob Planted", "j2", "labeler", mail="bob@planted.example")
    empty.accounts.forget(bob.id, keep_one=ADMIN)
    kept = empty.accounts.find(bob.id)
    assert (kept.name, kept.mail, kept.password, kept.judge, kept.state) == ("erased j2", None, None, "j2", "erased")
    files = [path for path in empty.folder.iterdir() if path.name.startswith("assay.db")]
    assert all(b"planted" not in path.read_bytes().lower() for path in files)
