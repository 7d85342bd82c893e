"""How often a program may call: a pace, a store of calls after a rest, and a bound on what is remembered."""

import pytest

from assay.access import calls as counted
from assay.access.calls import Calls
from assay.core.errors import NotPermitted


def refused(calls: Calls, token: str, times: int) -> int:
    n = 0
    for _ in range(times):
        try:
            calls.count(token)
        except NotPermitted:
            n += 1
    return n


def test_a_steady_pace_is_let_through_and_a_rest_is_paid_out_once() -> None:
    now = [0.0]
    calls = Calls(600, lambda: now[0])
    assert refused(calls, "a", 120) == 20, "ten seconds' worth at once"
    for _ in range(50):
        now[0] += 0.125
        assert refused(calls, "a", 1) == 0
    now[0] += 3_600
    assert refused(calls, "a", 120) == 20
    assert calls.wait_s == 1


def test_a_slow_pace_lets_the_first_call_through() -> None:
    assert refused(Calls(1, lambda: 0.0), "a", 2) == 1


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted, "MOST_REMEMBERED", 2)
    now = [0.0]
    calls = Calls(6, lambda: now[0])
    for token in ("a", "b", "c"):
        now[0] += 0.001
        assert refused(calls, token, 1) == 0
    assert refused(calls, "c", 1) == 1
    assert refused(calls, "a", 1) == 0, "the one that called longest ago was forgotten"
