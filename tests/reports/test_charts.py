"""Geometry of the two charts."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.estimate import Interval
from assay.reports.axis import Scale, round_ticks, scale_over
from assay.reports.charts import ForestRow, cut, forest_svg, reliability_svg
from assay.reports.numbers import Written
from assay.reports.page.forest import forest_view, panels_of


def row(value: float, half: float, *, margin: float | None = 0.01, label: str = "accuracy") -> ForestRow:
    written = Written(f"{value}", f"({value - half} to {value + half})")
    return ForestRow(label, value, Interval(value - half, value + half), margin, written, "pass")


def places(svg: str, kind: str) -> list[float]:
    return [float(x) for x in re.findall(rf'class="{kind}"[^>]*?(?:x1|cx)="([\d.]+)%"', svg)]


def test_zero_and_a_shared_margin_are_lines_with_names() -> None:
    svg = str(forest_svg([row(0.01, 0.02), row(-0.02, 0.01)], id_="f", title="t", description="d"))
    assert "no difference" in svg
    assert "margin: −0.01" in svg
    assert len(places(svg, "zero")) == len(places(svg, "margin")) == 1
    assert places(svg, "margin")[0] < places(svg, "zero")[0]


def test_margins_that_differ_stand_on_their_rows() -> None:
    svg = str(forest_svg([row(0.01, 0.02), row(0.0, 0.01, margin=0.02)], id_="f", title="t", description="d"))
    assert len(places(svg, "margin")) == 2
    assert "margin:" not in svg


def test_better_is_to_the_right_and_everything_is_within_the_plot() -> None:
    svg = str(forest_svg([row(0.03, 0.01), row(-0.03, 0.05)], id_="f", title="t", description="d"))
    better, worse = places(svg, "dot")
    assert worse < places(svg, "zero")[0] < better
    assert all(0 <= float(x) <= 100 for x in re.findall(r'(?:x1|x2|cx)="([\d.]+)%"', svg))


def test_a_forest_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        forest_svg([], id_="f", title="t", description="d")


def test_metrics_of_very_different_widths_get_a_panel_each() -> None:
    alike = [("accuracy", row(0.0, 0.01)), ("recall", row(0.0, 0.03))]
    unlike = [("accuracy", row(0.0, 0.01)), ("log_loss", row(0.0, 0.3))]
    assert (len(panels_of(alike)), len(panels_of(unlike)), panels_of([])) == (1, 2, [])


def test_a_metric_that_is_better_when_lower_is_turned(examples: Any) -> None:
    view = forest_view(examples.hold())
    assert view is not None
    line = next(each for each in view.lines if each.label.startswith("log_loss"))
    assert line.written.value == "better by 0.011"
    assert "log_loss, all items: 0.011 (0.003 to 0.021)" in str(view.panels[0])


def test_what_has_no_interval_is_in_the_table_only(examples: Any) -> None:
    view = forest_view(examples.hold())
    assert view is not None
    assert "1 comparison without an interval: in the table only." in view.subtitle
    assert sum("too few items" in str(line.written) for line in view.lines) == 1


def test_an_empty_bin_has_no_dot_and_a_small_one_a_hollow_dot(examples: Any) -> None:
    svg = str(reliability_svg(examples.curve("new", seed=2), id_="r", title="t", description="d", is_baseline=False))
    assert svg.count("<circle") == 9
    assert svg.count('class="dot hollow"') == 1
    assert svg.count("<rect") == 10


def test_a_curve_without_any_item_can_be_drawn(examples: Any) -> None:
    curve = examples.curve("new", seed=2)
    empty = replace(
        curve, mean_score=(None,) * 10, observed=tuple(examples.estimate("ece", "new", None, n=0) for _ in range(10))
    )
    svg = str(reliability_svg(empty, id_="r", title="t", description="d", is_baseline=True))
    assert "<circle" not in svg


@pytest.mark.parametrize(
    ("text", "shown"), [("short", "short"), ("abcdefgh", "abcdef…"), ("中国中国", "中国中…"), ("a" * 6, "a" * 6)]
)
def test_a_label_is_cut_by_the_columns_it_takes(text: str, shown: str) -> None:
    assert cut(text, 6) == shown


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_few_and_within_the_scale(low: float, span: float) -> None:
    scale = Scale(low, low + span, 0, 100)
    ticks = round_ticks(scale)
    assert len(ticks) <= 6
    assert all(scale.low - 1e-9 * span <= tick <= scale.high + 1e-9 * span for tick in ticks)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_a_scale_holds_all_its_values(values: list[float]) -> None:
    scale = scale_over(values, start=0, end=100)
    assert all(0 <= scale.at(value) <= 100 for value in values)
