"""Odd files of votes: refused with a remedy, or accepted with a reason; no number stands bare."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.inputs.votes_files import ACCEPTED, REFUSED, Case

from assay.core.errors import InputError
from assay.metrics.agreement import agree
from assay.metrics.long_facts import LongFacts, long_facts

NEVER = re.compile(r"\b(nan|inf|None|Traceback)\b")


def ran(assay: Callable[..., Any], case: Case, *more: str) -> Any:
    Path("a.csv").write_text(case.content, encoding="utf-8")
    return assay(*case.words, *more)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_a_remedy(assay: Callable[..., Any], name: str) -> None:
    case = REFUSED[name]
    said = ran(assay, case)
    assert said.code == 3, said.out
    assert said.out == ""
    assert "Traceback" not in said.err
    missing = [part for part in case.says if part not in said.err]
    assert not missing, said.err


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_number_stands_bare(assay: Callable[..., Any], name: str) -> None:
    case = ACCEPTED[name]
    said = ran(assay, case, "--json")
    assert said.code == 0, said.err
    estimates = said.json()["estimates"]
    assert estimates
    for each in estimates:
        check_estimate(each)
    for part in case.says:
        assert part in said.out


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_number_stands_bare_on_the_terminal(assay: Callable[..., Any], name: str) -> None:
    said = ran(assay, ACCEPTED[name])
    assert said.code == 0, said.err
    assert not NEVER.search(said.out), said.out
    for line in said.out.splitlines():
        if re.match(
            r" (alpha|fleiss|ac1|conger|light|icc|kendall|cohen|scott|win_rate|strength|accuracy|unread) ", line
        ):
            assert re.search(r"\(.* to .*\)|no interval|—|\(count\)", line), line


def check_estimate(each: dict[str, Any]) -> None:
    """A value with an interval around it that is wider than zero, or a reason, or an exact count."""
    value, interval, reason = each["value"], each["interval"], each["reason"]
    if each["kind"] == "count":
        assert value == int(value)
        return
    assert (interval is None) == (reason is not None), each
    assert interval is None or value is not None, each
    for number in (value, *(interval or ())):
        assert number is None or math.isfinite(number), each
    if interval is not None:
        low, high = interval
        assert low < high, each
        assert low <= value <= high, each


@pytest.fixture(scope="module")
def million() -> LongFacts:
    """A million judges, two on each item."""
    n = 1_000_000
    rng = np.random.default_rng(2)
    truth = np.repeat(rng.integers(0, 3, n // 2), 2)
    said = np.where(rng.random(n) < 0.7, truth, rng.integers(0, 3, n))
    judges = pa.array(np.arange(n)).cast(pa.string())
    table = pa.table({"item": np.repeat(np.arange(n // 2), 2), "judge": judges, "label": said})
    return long_facts(table, item=["item"], judge=["judge"], answer="label")


@pytest.mark.slow
def test_a_million_judges_are_counted(million: LongFacts) -> None:
    (found,) = agree(["alpha"], million)
    assert found.interval is not None
    assert dict(found.method.options)["judges"] == "1000000"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("metric", "pairs", "code"),
    [
        ("conger", False, "stats.too_many_cells"),
        ("light", False, "stats.too_many_cells"),
        ("icc2", False, "stats.too_many_cells"),
        ("kendall_w", False, "stats.too_many_cells"),
        ("alpha", True, "agree.too_many_judges"),
    ],
)
def test_a_million_judges_are_refused_where_each_is_a_column(
    million: LongFacts, metric: str, pairs: bool, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        agree([metric], million, pairs=pairs)
    assert caught.value.problems[0].code == code
