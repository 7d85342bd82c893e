"""Tables on a narrow terminal: no word and no interval is broken."""

from io import StringIO

import pytest
from rich.console import Console
from rich.text import Text

from assay.reports.terminal import plain_table

HEADS = ("metric", "slice", "value", "change", ">n")
ROWS = [
    (
        "balanced_accuracy",
        "country=DE",
        "0.637\n(0.610 to 0.664)",
        "cannot tell: worse by 0.05\n(−0.03 to 0.13)",
        "1 200",
    ),
    ("f1", "country=中国", "0.715\n(0.689 to 0.740)", "better by 0.078\n(0.044 to 0.111)", "42"),
]


def drawn(width: int) -> list[str]:
    to = StringIO()
    Console(file=to, width=width, highlight=False, markup=False).print(
        plain_table(HEADS, [[Text(cell) for cell in row] for row in ROWS])
    )
    return [line.rstrip() for line in to.getvalue().splitlines()]


@pytest.mark.parametrize("width", [30, 50, 60, 70, 80, 90, 100, 140])
def test_no_word_and_no_interval_is_broken_at_any_width(width: int) -> None:
    text = "\n".join(drawn(width))
    for piece in (
        "balanced_accuracy",
        "country=DE",
        "(0.610 to 0.664)",
        "(−0.03 to 0.13)",
        "(0.044 to 0.111)",
        "1 200",
    ):
        assert piece in text


def test_a_table_is_as_wide_as_it_needs_to_be_and_no_wider_than_the_terminal() -> None:
    assert max(map(len, drawn(140))) == max(map(len, drawn(120))) < 90
    assert max(map(len, drawn(80))) <= 80


def test_where_no_table_fits_each_row_is_a_block_under_its_name() -> None:
    said = drawn(50)
    assert said[:3] == ["balanced_accuracy, country=DE", "  value   0.637 (0.610 to 0.664)",
                        "  change  cannot tell: worse by 0.05"]  # fmt: skip
    assert "  n       42" in said


def test_what_stands_right_after_an_interval_is_not_lost_at_any_width() -> None:
    why = "Recall is better by 0.07 (0.01 to 0.13), within the margin of 0.02."
    for width in range(34, 90):
        to = StringIO()
        table = plain_table(("verdict", "why", ">n"), [("✓ PASS, ✗ FAIL", why, "1 200")])
        Console(file=to, width=width, highlight=False, markup=False).print(table)
        assert "(0.01 to 0.13)," in to.getvalue(), width
