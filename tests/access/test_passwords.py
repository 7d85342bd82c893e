"""Passwords are long rather than odd, and their hashes are made a few at a time."""

import threading

import pytest

from assay.access import passwords
from assay.access.passwords import Passwords, check_password
from assay.core.errors import InputError, WorkspaceError

CHEAP = {"memory_kib": 64, "passes": 1}


@pytest.mark.parametrize("good", ["tractor velvet onion lamp", "只有我自己知道的一句很长的话", "aB3$aB3$xyzw"])
def test_a_long_password_of_any_letters_will_do(good: str) -> None:
    check_password(good, names=["Lena"])


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("short", "password.short"),
        ("x" * 201, "password.long"),
        ("aaaaaaaaaaaaaa", "password.guessed"),
        ("Password1234", "password.guessed"),
        ("LenaLenaLena12", "password.guessed"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_and_not_shown(bad: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check_password(bad, names=["Lena"])
    assert caught.value.code == code
    assert bad not in str(caught.value)


def test_a_hash_knows_its_password_in_any_form_of_unicode() -> None:
    made = Passwords(**CHEAP)
    kept = made.hash("Ångström furnace bell")
    assert kept.startswith("$argon2id$")
    assert made.hash("Ångström furnace bell") != kept
    assert made.matches("A\u030angstro\u0308m furnace bell", kept)
    assert not made.matches("another one altogether", kept)
    assert not made.matches("somebody who is not there", None)
    assert not made.matches("anything", "no hash at all")


def test_who_waits_too_long_for_his_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_S", 0.0)
    made, inside, done = Passwords(**CHEAP, at_once=1), threading.Event(), threading.Event()

    def hold() -> None:
        with made._turn():
            inside.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(10)
    with pytest.raises(WorkspaceError, match="signing in just now"):
        made.hash("tractor velvet onion lamp")
    done.set()
    holder.join()
    assert made.hash("tractor velvet onion lamp")
