"""Workbooks, read back by another library: numbers, texts that are no formulas, the same bytes again."""

import io

from python_calamine import CalamineWorkbook

from assay.core.estimate import Estimate, Interval, MethodCard, Rule, Spread
from assay.reports.sheets import ESTIMATE_HEADS, Sheet, estimates_sheet, workbook

AT = "2026-11-26T00:00:00.000000Z"
CARD = MethodCard("alpha", "Agreement beyond chance.", "Bootstrap.", "Items.")


def read(data: bytes, name: str) -> list[list[object]]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python())


def test_an_estimate_stands_with_its_interval_and_its_n_or_says_why_not() -> None:
    spread = Spread(Rule.NONE)
    known = Estimate("alpha", (("lang", "zh"),), None, 0.5, Interval(0.4, 0.6), 0.95, 90, 80.0, None, spread, CARD)
    absent = Estimate("alpha", (), "=gpt", None, None, 0.95, 0, None, "no_items", spread, CARD)
    heads, first, second = read(workbook([estimates_sheet("estimates", [known, absent])], at=AT), "estimates")
    assert tuple(heads) == ESTIMATE_HEADS
    assert first[:9] == ["alpha", "lang=zh", "", 0.5, 0.4, 0.6, 0.95, 90, 80]
    assert (second[1], second[2], second[3], second[10]) == ("all items", "=gpt", "", "no items")


def test_hostile_texts_are_texts_and_nothing_else() -> None:
    hostile = ["=1+1", "@SUM(A1)", "https://evil.example", "<script>", "中文 مرحبا 😀", "x" * 40_000, "\u202eabc"]
    data = workbook([Sheet("s" * 40, ("a",), [(each,) for each in hostile])], at=AT)
    found = [str(row[0]) for row in read(data, "s" * 31)[1:]]
    assert found[:5] == hostile[:5]
    assert len(found[5]) <= 32_767
    assert "\u202e" not in found[6]
    assert b"<f>" not in data


def test_the_same_sheets_are_the_same_bytes() -> None:
    sheets = [Sheet("one", ("a", "b"), [(1, "x"), (2.5, None)])]
    assert workbook(sheets, at=AT) == workbook(sheets, at=AT)
