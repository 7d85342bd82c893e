"""A program is a reviewed file; every mistake of it is told at once, with its line."""

import pytest

from assay.core.errors import AssayError
from assay.programs.program import Goal, Member, Program, RateCard, Target, VendorRate, cost_minor
from assay.programs.program_file import parse_program

WHOLE = """program: moderation
purpose: Labels to train and to check the filter.
dataset: posts
queues: [posts-1, posts-2]
target:
  metric: alpha
  least: 0.7
goal:
  items: 300
  due: 2026-12-15
rates:
  currency: USD
  answer: 12
  vendors:
    acme: 10
members:
  - judge: j1
    vendor: acme
    languages: [en, zh]
  - judge: j2
"""


def test_a_file_becomes_the_program_that_it_says() -> None:
    found = parse_program(WHOLE, "program.yaml")
    assert found == Program(
        "moderation",
        "Labels to train and to check the filter.",
        "posts",
        ("posts-1", "posts-2"),
        Target("alpha", 0.7),
        Goal(300, "2026-12-15"),
        RateCard("USD", 12, (VendorRate("acme", 10),)),
        (Member("j1", "acme", ("en", "zh")), Member("j2")),
    )


def test_a_vendor_with_a_rate_of_its_own_is_paid_by_it_and_everybody_else_by_the_usual_one() -> None:
    found = parse_program(WHOLE, "program.yaml")
    assert cost_minor(found, {"j1": 3, "j2": 2, "stranger": 1}) == 3 * 10 + 2 * 12 + 12
    assert cost_minor(Program("p", "x", "d", ("q",)), {"j1": 3}) is None, "unknown is not free"


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    text = "program: a/b\npurpose: x\nqueues: [q, q]\ntarget:\n  metric: alfa\n  least: 7\ngoal:\n  due: 15.12.\n"
    text += "rates:\n  currency: dollars\n  answer: -1\nmembers:\n  - judge: j1\n  - judge: j1\nbudget: 3\n"
    with pytest.raises(AssayError) as caught:
        parse_program(text, "program.yaml")
    found = {(each.code, each.line) for each in caught.value.problems}
    lines = {1, 3, 5, 6, 8, 10, 11, 14}
    assert {("program.value", line) for line in lines} <= found
    assert ("program.missing_field", 1) in found
    assert ("program.unknown_field", 15) in found
    assert len(found) == len(lines) + 2
