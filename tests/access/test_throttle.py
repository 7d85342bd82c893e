"""Tries wait longer and longer, and never for good; sessions and links end by themselves."""

import pytest

from assay.access.throttle import BY_NAME, address_key, after_try, name_key
from assay.access.tokens import Hold, csrf_token, holds, token_hash
from assay.core.errors import NotPermitted
from assay.store.sessions import Session, Tries

NOW = "2026-11-26T09:00:00.000000Z"


def test_waits_double_up_to_a_longest_one() -> None:
    assert [BY_NAME.wait_s(n) for n in (1, 4, 5, 6, 7, 100)] == [0, 0, 30, 60, 120, 900]


def test_a_try_that_comes_too_early_is_refused_with_how_long_to_wait() -> None:
    with pytest.raises(NotPermitted, match="Wait 21 seconds") as caught:
        after_try(BY_NAME, Tries(5, "2026-11-26T08:59:50.000000Z"), now=NOW)
    assert caught.value.code == "access.wait"
    assert after_try(BY_NAME, Tries(5, "2026-11-26T08:59:30.000000Z"), now=NOW) == Tries(6, NOW)
    assert after_try(BY_NAME, None, now=NOW) == Tries(1, NOW)


def test_a_name_is_counted_however_it_is_spelled_and_never_kept() -> None:
    assert name_key(" LENA ") == name_key("lena") != address_key("lena")
    assert "lena" not in name_key("lena")


@pytest.mark.parametrize(
    ("made_at", "seen_at", "does"),
    [
        ("2026-11-26T08:00:00.000000Z", "2026-11-26T08:59:00.000000Z", True),
        ("2026-11-26T06:00:00.000000Z", "2026-11-26T06:59:00.000000Z", False),
        ("2026-11-25T20:59:00.000000Z", "2026-11-26T08:59:00.000000Z", False),
    ],
    ids=["at work", "idle for two hours", "signed in for more than a day's work"],
)
def test_a_session_ends_when_idle_and_at_the_end_of_the_day(made_at: str, seen_at: str, does: bool) -> None:
    assert holds(Session("t", "a", made_at, seen_at), Hold(), now=NOW) is does


def test_what_is_kept_and_what_forms_carry_do_not_give_the_token_away() -> None:
    assert len({"secret", token_hash("secret"), csrf_token("secret")}) == 3
