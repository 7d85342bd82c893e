"""Accounts as another server knows them."""

import pytest

from assay.core.errors import InputError
from assay.core.people import person
from assay.store.accounts import Account, AccountState, Granted
from assay.store.identities import Identities, Identity
from assay.store.open import Store

ON_BOTH_STORES = True
NOW = "2026-11-26T09:00:00.000000Z"
ISSUER = "https://login.example.org"


def add(store: Store, name: str, subject: str, id: str) -> Account:
    def account(judge: str) -> Account:
        return Account(id, name, person(name), None, judge, None, AccountState.ACTIVE, NOW, "openid")

    return Identities(store.database).add(
        account,
        lambda made: Identity(ISSUER, subject, made.id, NOW),
        lambda made: [Granted(made.id, "labeler", "*", NOW, "openid")],
        judges=["j1"],
    )


def test_an_identity_leads_to_its_account_and_to_no_other(empty: Store) -> None:
    lena = add(empty, "Lena", "s-1", "a1")
    assert lena.judge == "j2"
    identities = Identities(empty.database)
    assert identities.account(ISSUER, "s-1") == lena
    assert identities.account(ISSUER, "S-1") is None
    assert identities.account("https://login.example.org/", "s-1") is None
    assert [each.role for each in empty.accounts.grants("a1")] == ["labeler"]


def test_a_taken_name_leaves_neither_account_nor_identity(empty: Store) -> None:
    add(empty, "Lena", "s-1", "a1")
    with pytest.raises(InputError) as caught:
        add(empty, " LENA", "s-2", "a2")
    assert caught.value.code == "account.name_taken"
    assert Identities(empty.database).account(ISSUER, "s-2") is None


def test_who_is_forgotten_has_no_identity_any_more(empty: Store) -> None:
    add(empty, "Lena", "s-1", "a1")
    empty.accounts.forget("a1", keep_one="administrator")
    assert Identities(empty.database).account(ISSUER, "s-1") is None
