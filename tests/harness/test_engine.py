"""What a run is made of: pace, patience, waits, rates and shares, budget, scripts, cache, journal, status, wording."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assay.access.secrets import key_for, key_in
from assay.core.calls import Answer, ToolCall
from assay.core.errors import InputError
from assay.harness.budget import Prices, Spending
from assay.harness.cache import Cache
from assay.harness.chat import Endpoint
from assay.harness.journal import Journal
from assay.harness.pace import LEARNT, Pace, Patience, most_tries, wait_before
from assay.harness.prompts import Wording
from assay.harness.replies import waiting
from assay.harness.scripted import UNKNOWN, Scripted
from assay.harness.sharing import Rates, Share, SharedRates
from assay.harness.status import NOT_RUNNING, RunStatus, StatusFile, read_status, read_statuses

NOW = "2026-11-27T03:00:00.000000Z"


def rounds(pace: Pace, n: int, refused: Any) -> None:
    for _ in range(n):
        numbers = [pace.begin() for _ in range(int(pace.allowed))]
        for place, number in enumerate(numbers):
            pace.ended(number, 1.0, refused=refused(place, len(numbers)), wait=2.0)


def test_the_number_at_once_halves_once_a_round_however_many_are_refused() -> None:
    pace = Pace(64)
    rounds(pace, 1, lambda place, n: True)
    assert (pace.allowed, pace.held_until) == (32.0, 3.0), "and no call begins before the server's time is over"
    rounds(pace, 20, lambda place, n: True)
    assert pace.allowed == 1.0


def test_a_few_refusals_by_chance_cost_little_and_a_server_that_bears_so_many_is_met() -> None:
    by_chance, full = Pace(64), Pace(64)
    rounds(by_chance, 200, lambda place, n: place % 50 == 7)
    assert by_chance.allowed > 60
    rounds(full, 50, lambda place, n: place >= 20)
    assert 18 <= full.allowed <= 24
    rounds(full, 200, lambda place, n: False)
    assert full.allowed == 64


def test_a_call_that_hangs_does_not_keep_its_round() -> None:
    pace = Pace(20)
    numbers = [pace.begin() for _ in range(20)]
    for number in numbers[:-1]:
        pace.ended(number, 1.0, refused=number < 10)
    assert pace.allowed < 20


def test_patience_is_learnt_from_answers_and_never_longer_than_allowed() -> None:
    patience = Patience(60.0)
    assert patience.limit() == 60.0
    for _ in range(LEARNT):
        patience.answered(0.5)
    assert 1.9 <= patience.limit() <= 2.0
    assert 7.6 <= patience.limit(1) <= 8.0, "a prompt that was cut off may take longer"
    patience.answered(40.0)
    assert patience.limit() == 60.0


def test_waits_are_as_the_server_asks_and_a_little_apart() -> None:
    waits = {wait_before(str(key), 1, 2.0) for key in range(50)}
    assert (len(waits), min(waits) >= 2.0, max(waits) <= 2.5) == (50, True, True)
    assert [wait_before("k", tried, None) <= 0.5 * 2**tried for tried in range(1, 7)] == [True] * 6
    assert wait_before("k", 40, None) <= 60.0
    assert [most_tries(why, 5) for why in ("status_429", "timeout", "shape")] == [13, 5, 2]
    date = {"Retry-After": "Fri, 27 Nov 2026 03:00:09 GMT", "Date": "Fri, 27 Nov 2026 03:00:00 GMT"}
    told = [date, {"retry-after-ms": "250"}, {"Retry-After": "soon"}, {"retry-after": "nan"}, {"RETRY-AFTER": "9999"}]
    assert [waiting(each) for each in told] == [9.0, 0.25, None, None, 60.0]


@pytest.mark.parametrize("shared", [False, True])
def test_rates_are_kept_over_a_minute(tmp_path: Path, shared: bool) -> None:
    rates = SharedRates(tmp_path / "rates", 600.0, 6_000.0) if shared else Rates(600.0, 6_000.0)
    other = SharedRates(tmp_path / "rates", 600.0, 6_000.0) if shared else rates
    now, taken = 100.0, 0
    while now < 160.0:
        wait = (rates if taken % 2 else other).take(5.0, now)
        taken += wait == 0.0
        now += wait
    assert 600 <= taken <= 615, "however many processes take"
    assert rates.take(600.0, 1_000.0) == 0.0
    assert rates.take(1.0, 1_000.0) == pytest.approx(5.0), "tokens count too"
    rates.settle(-600.0)
    assert other.take(1.0, 1_000.5) == 0.0, "what was not used is given back"
    assert Rates(None, None).take(1e9, 0.0) == 0.0


def test_a_process_that_was_killed_has_no_share_any_more(tmp_path: Path) -> None:
    mine = Share(tmp_path, "a")
    code = f"from pathlib import Path; from assay.harness.sharing import Share; s = Share(Path({str(tmp_path)!r}), 'b')"
    code += "; print('ready', flush=True); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert mine.n_processes() == 2
        process.kill()
    assert mine.n_processes() == 1
    assert len(list(tmp_path.iterdir())) == 1, "its file is gone"
    mine.close()


def begun(spending: Spending, cost: float) -> int:
    """Calls of one cost that may begin at once."""
    n = 0
    while spending.allows(cost):
        spending.begin(cost)
        n += 1
    return n


def test_a_budget_bears_the_longest_answer_or_the_most_tokens_of_each_call() -> None:
    longest = Spending(Prices(written=1.0), 1.0, None, spent=0.0)
    for written in (200, 50):
        longest.used(10, written, characters=(20, 0))
    assert longest.at_most(20) == pytest.approx(200 / 1e6)
    assert longest.expected(20) == (5.0, 125.0)
    bounded = Spending(Prices(read=1.0, written=1.0), 1.0, 1_000, spent=0.0)
    bounded.used(40, 50, characters=(20, 0))
    assert bounded.at_most(20) == pytest.approx((40 + 1_000) / 1e6), "two tokens a character were seen"


def test_a_budget_counts_what_is_in_flight() -> None:
    spending = Spending(Prices(read=1.0, written=10.0), 0.01, None, spent=0.002)
    cost = spending.at_most(400)
    assert cost == pytest.approx((100 + 2560) / 1e6)
    assert begun(spending, cost) == 1, "nobody knows what an answer costs"
    spending.end(cost)
    assert begun(spending, cost) == 3
    spending.end(cost)
    assert spending.used(100, 50, characters=(400, 0)) == (100.0, 50.0)
    assert spending.expected(400) == (100.0, 50.0), "from what answers were like"
    assert (spending.used(None, None, characters=(400, 40)), spending.n_uncounted) == ((100.0, 10.0), 1)


def test_a_script_answers_the_same_arguments_whatever_their_order() -> None:
    rows = [
        {"tool": "find", "arguments": '{"a": 1, "b": 2}', "answer": "both"},
        {"tool": "find", "arguments": None, "answer": "any"},
    ]
    script = Scripted(rows)
    calls = [ToolCall("1", "find", '{"b":2,"a":1}'), ToolCall("2", "find", "{}"), ToolCall("3", "lose", "{}")]
    calls.append(ToolCall("4", "find", "{"))
    found = [each["content"] for each in script.turn(Answer(None, "tool_calls", False, tool_calls=tuple(calls)))[1:]]
    assert found == ["both", "any", UNKNOWN, "error: the arguments are no JSON"]
    with pytest.raises(InputError, match="Row 1"):
        Scripted([{"tool": "find", "arguments": "{", "answer": "x"}])


def test_the_cache_knows_what_was_kept_and_takes_a_broken_file_for_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.find("ab" * 32) is None
    cache.keep("ab" * 32, {"output": "yes"})
    cache.keep("../../x", {"output": "odd"})
    assert (cache.find("ab" * 32), cache.find("../../x")) == ({"output": "yes"}, {"output": "odd"})
    place = tmp_path / "ab" / ("ab" * 32)
    place.write_bytes(place.read_bytes()[:-1])
    assert cache.find("ab" * 32) is None


def test_a_journal_gives_the_last_record_of_a_key(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.keep([("short", {"output": None}), ("f" * 64, {"output": "x" * 20_000})])
        journal.keep([("short", {"output": "now"})])
        assert (journal.answers["short"], len(journal.answers), "none" in journal.answers) == (
            {"output": "now"},
            2,
            False,
        )
    with Journal(tmp_path / "j") as journal:
        assert {key: len(record["output"]) for key, record in journal.answers.items()} == {"short": 3, "f" * 64: 20_000}
        with pytest.raises(InputError, match="Another process"):
            Journal(tmp_path / "j")


@pytest.mark.parametrize(
    "content",
    [
        b'[{"name": "sum", "parameters": {"type": "object"}}]',
        b"item,output\np1,yes\n",
        b"{}\n",
        b"deadbeef",
        b"PK\x03\x04",
    ],
    ids=["one line", "a table", "json", "hexadecimal alone", "archive"],
)
def test_a_file_that_is_no_journal_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(content)
    if content == b"deadbeef":  # as much of a record as a killed process may leave
        with Journal(path):
            assert path.read_bytes() == b""
        return
    with pytest.raises(InputError, match="no journal"):
        Journal(path)
    assert path.read_bytes() == content


def test_lines_that_were_damaged_are_named_and_the_rest_is_of_use_without_them(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        journal.keep([(f"{n:x}" * 64, {"output": f"text {n}"}) for n in range(6)])
    lines = path.read_bytes().splitlines(keepends=True)
    for n in (0, 3):
        lines[n] = lines[n].replace(b"text", b"Text")
    path.write_bytes(b"".join(lines) + b"\0\0\n" + lines[5][:30])
    with pytest.raises(InputError, match=r"Lines 1, 4 of the journal: .*4 records are whole"):
        Journal(path)
    path.write_bytes(b"".join(each for n, each in enumerate(lines) if n not in (0, 3)) + b"\0\0\n" + lines[5][:30])
    with Journal(path) as journal:
        assert sorted(each["output"] for each in journal.answers.values()) == [f"text {n}" for n in (1, 2, 4, 5)]
    assert path.read_bytes() == b"".join(each for n, each in enumerate(lines) if n not in (0, 3))


@pytest.mark.parametrize("first", [0, 2])
def test_several_damaged_lines_at_the_end_are_no_torn_write_and_nothing_is_cut_off(tmp_path: Path, first: int) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        journal.keep([(f"{n:x}" * 64, {"output": f"text {n}"}) for n in range(4)])
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = b"".join(each.replace(b"text", b"Text") if n >= first else each for n, each in enumerate(lines))
    path.write_bytes(damaged)
    with pytest.raises(InputError, match=f"Lines {first + 1}, "):
        Journal(path)
    assert path.read_bytes() == damaged


def test_a_status_says_not_running_when_its_process_is_gone(tmp_path: Path) -> None:
    about = {"what": "sums.csv: m", "provider": "openai", "address": "https://h.example/v1"}
    status = RunStatus(run="r1", **about, state="running")
    with StatusFile(tmp_path, status, now=lambda: NOW) as file:
        file.tell(done=3, total=9)
        found = read_status(file.path, now=NOW)
        assert found is not None
        assert (found.state, found.done, found.total, found.heartbeat_at) == ("running", 3, 9, NOW)
        file.status = RunStatus(run="r1", **about, state="none")  # as a killed process leaves it
    gone = read_status(file.path, now=NOW)
    assert gone is not None
    assert gone.state == NOT_RUNNING
    with pytest.raises(KeyboardInterrupt), StatusFile(tmp_path, status, now=lambda: NOW):
        raise KeyboardInterrupt
    (tmp_path / "broken.json").write_text("{")
    assert [(each.state, each.why) for each in read_statuses(tmp_path, now=NOW)] == [("stopped", "interrupted")]


def test_a_row_becomes_a_conversation() -> None:
    row: dict[str, Any] = {"q": "2+2?", "said": '[{"role": "user", "content": "Hi"}]', "bad": '[{"role": "boss"}]'}
    assert Wording("Q: {{ q }}").of(row, line=1) == ("Q: 2+2?", ())
    shown = Wording("Q: {{ q }}", shots=[{"q": "1+1?", "answer": 2}]).of(row, line=1)
    assert [each["content"] for each in shown[1]] == ["Q: 1+1?", "2", "Q: 2+2?"]
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "{{ q }}"}]
    assert Wording(conversation=turns).of(row, line=1)[1][1] == {"role": "user", "content": "2+2?"}
    assert Wording(column="said").of(row, line=1) == ("Hi", ({"role": "user", "content": "Hi"},))
    for wrong, told in ((Wording(column="bad"), "Message 1 of row 1"), (Wording(column="no"), "no column 'no'")):
        with pytest.raises(InputError, match=told):
            wrong.of(row, line=1)
    with pytest.raises(InputError, match="template"):
        Wording("x", column="said")
    own = Endpoint(system="A").asked(
        "x", messages=[{"role": "system", "content": "B"}, {"role": "user", "content": "x"}]
    )
    assert [each["content"] for each in own.messages] == ["B", "x"], "messages bring their own system message"


def test_a_key_goes_to_the_host_that_it_is_bound_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_KEYS", "api.openai.com=ONE, 127.0.0.1:8000=TWO")
    monkeypatch.setenv("ONE", "sk-1")
    monkeypatch.setenv("TWO", "")
    assert key_for("https://API.openai.com/v1") == "sk-1"
    others = ("https://api.openai.com.evil.example/v1", "https://evil.example/api.openai.com", "http://127.0.0.1:9/v1")
    assert [key_for(url) for url in (*others, "", "http://[")] == [None] * 5
    with pytest.raises(InputError, match="TWO"):
        key_for("http://127.0.0.1:8000/v1")
    monkeypatch.setenv("ASSAY_KEYS", "sk-planted")
    with pytest.raises(InputError, match="Part 1") as error:
        key_for("https://api.openai.com/v1")
    assert "sk-planted" not in str(error.value)
    monkeypatch.setenv("ONE", "sk-1\nX-Evil: 1")
    with pytest.raises(InputError):
        key_in("ONE")


def test_a_second_command_of_the_same_run_leaves_the_status_of_the_first_alone(tmp_path: Path) -> None:
    told: dict[str, Any] = {"run": "r", "provider": "openai", "address": "http://x", "state": "running"}
    with StatusFile(tmp_path, RunStatus(what="first", **told), now=lambda: NOW) as first:
        with StatusFile(tmp_path, RunStatus(what="second", **told), now=lambda: NOW) as second:
            second.tell(done=1)
        assert [(each.what, each.state) for each in read_statuses(tmp_path, now=NOW)] == [("first", "running")]
        first.tell(state="done")
    with StatusFile(tmp_path, RunStatus(what="third", **told), now=lambda: NOW):
        assert [(each.what, each.state) for each in read_statuses(tmp_path, now=NOW)] == [("third", "running")]
