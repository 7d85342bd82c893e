"""Tokens of programs, webhooks and their outbox are kept alike on both stores."""

from dataclasses import replace

import pytest

from assay.core.errors import WorkspaceError
from assay.core.people import person
from assay.store.accounts import Account, AccountState, Granted
from assay.store.api_tokens import ApiToken
from assay.store.open import Store
from assay.store.webhooks import OutEvent, OutState, Webhook

ON_BOTH_STORES = True
NOW, SOON, LATER = (f"2026-11-26T{hour:02d}:00:00.000000Z" for hour in (9, 10, 11))


def test_a_token_is_found_by_its_hash_while_it_and_its_account_hold(empty: Store) -> None:
    made = Account("a1", "lena", person("lena"), None, "j1", "hash", AccountState.ACTIVE, NOW, "test")
    empty.accounts.add(made, [Granted("a1", "lead", "*", NOW, "test")])
    token = ApiToken("t1", "hash-1", "a1", "nightly", ("lead", "audit"), NOW, SOON)
    empty.api_tokens.make(token)
    found = empty.api_tokens.caller("hash-1", now=NOW)
    assert found is not None
    assert (found.token, found.account, [each.role for each in found.grants]) == (token, made, ["lead"])
    assert empty.api_tokens.caller("hash-1", now=SOON) is None
    assert empty.api_tokens.caller("hash-2", now=NOW) is None
    empty.api_tokens.used("t1", now=SOON)
    assert empty.api_tokens.every("a1") == (replace(token, used_at=SOON),)
    with pytest.raises(WorkspaceError, match="no token"):
        empty.api_tokens.revoke("t1", account="a2")
    empty.api_tokens.revoke("t1", account="a1")
    assert empty.api_tokens.every() == ()


def test_an_outbox_is_filled_once_a_position_and_each_event_is_taken_by_one(empty: Store) -> None:
    hooks, event = empty.webhooks, OutEvent("h1:e1", "h1", "{}", OutState.DUE, 0, NOW)
    hook = Webhook("h1", "https://example.org", ("lot.decided",), "on", NOW, "j1", 3, "whsec_x")
    hooks.add(hook, empty.signer())
    assert hooks.every() == (replace(hook, secret=None),)
    assert hooks.secret("h1") == "whsec_x"
    assert "whsec_x" not in repr(hook)
    assert hooks.fill("h1", since=3, upto=5, events=[event])
    assert not hooks.fill("h1", since=3, upto=5, events=[event]), "another process was first"
    assert hooks.take_due(NOW, held_until=SOON, most=10) == (event,)
    assert hooks.take_due(NOW, held_until=SOON, most=10) == ()
    hooks.tell(event, lambda before: replace(before, state=OutState.TAKEN, tries=1, next_at=SOON))
    assert hooks.counts() == {("h1", "taken"): 1}
    hooks.forget_before(LATER)
    assert hooks.counts() == {}
    hooks.remove("h1")
    assert hooks.every() == ()
