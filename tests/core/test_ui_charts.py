"""Charts: lengths with a decimal point, whatever the language; nothing breaks on nothing."""

import pytest
from django.template import Context, Template
from django.utils import translation

from core import charts


def test_bars_share_one_scale():
    bars = charts.bars([("A", 30), ("B", 10), ("C", 0)])
    assert [bar.width for bar in bars] == ["100", "33.33", "0"]
    assert [bar.percent for bar in bars] == [75, 25, 0]


def test_shares_are_laid_end_to_end():
    parts = charts.shares([("A", 1, "ok"), ("B", 2), ("C", 1)])
    assert [(part.x, part.width, part.tone) for part in parts] == [
        ("0", "25", "ok"),
        ("25", "50", "b"),
        ("75", "25", "c"),
    ]


@pytest.mark.parametrize("rows", [[], [("A", 0)], [("A", 0), ("B", 0)]])
def test_nothing_to_draw_draws_nothing(rows):
    assert all(bar.width == "0" for bar in charts.bars(rows))
    assert all(part.width == "0" for part in charts.shares(rows))
    assert all(dot.y == "160" for dot in charts.line(rows).dots)
    assert isinstance(charts.spark([value for _, value in rows]), str)


@pytest.mark.parametrize(
    ("top", "rule"), [(0, 2), (1, 2), (3, 4), (7, 10), (11, 20), (74, 100), (1000000, 1000000)]
)
def test_scale_of_a_line_ends_on_a_round_number(top, rule):
    assert charts.line([("A", top)]).rules[-1] == ("0", rule)


def test_line_writes_six_labels_or_so_and_always_the_last():
    dots = charts.line([(str(day), day) for day in range(31)]).dots
    assert dots[-1].shows_label
    assert sum(dot.shows_label for dot in dots) == 6


def test_drawing_is_the_same_in_every_language():
    source = Template(
        '{% line_chart "T" rows %}{% bar_chart "B" rows %}{% stacked_chart "S" rows %}'
    )
    rows = [("Quý I", 1234), ("Quý II", 3000), ("Quý III", 7)]

    def geometry(language):
        with translation.override(language):
            drawn = source.render(Context({"rows": rows}))
        return [line for line in drawn.splitlines() if "<polyline" in line or "<rect" in line]

    widths = "".join(geometry("vi"))
    assert 'width="41.13%"' in widths
    assert "41,13" not in widths


def test_every_chart_carries_its_numbers_as_a_table():
    drawn = Template('{% stacked_chart "Theo hạn" rows %}').render(
        Context({"rows": [("Đúng hạn", 94), ("Trễ hạn", 6)]})
    )
    assert "<title>Theo hạn</title><desc>Đúng hạn: 94 (94%). Trễ hạn: 6 (6%). </desc>" in drawn
    assert '<th scope="row">Trễ hạn</th><td class="num">6</td>' in drawn


def test_columns_of_a_step_stand_beside_each_other_on_one_scale():
    chart = charts.columns([("01", 10, 5), ("02", 20, None)], ["Nhận", "Trả lời"])
    assert chart.rules == [("160", 0), ("80", 10), ("0", 20)]
    first, second = chart.groups
    assert [(bar.x, bar.width, bar.y, bar.height) for bar in first.bars] == [
        ("6", "17.86", "80", "80"),
        ("25", "17.86", "120", "40"),
    ]
    assert [(bar.tone, bar.height, bar.value) for bar in second.bars] == [
        ("a", "160", 20),
        ("b", "0", None),
    ]
    assert charts.columns([], ["Nhận"]).groups == []


def test_columns_write_six_labels_or_so_and_always_the_last():
    groups = charts.columns([(str(day), day) for day in range(31)], ["Nhận"]).groups
    assert groups[-1].shows_label
    assert sum(group.shows_label for group in groups) == 6


def test_a_column_chart_says_its_numbers_in_words_and_as_a_table():
    text = Template('{% column_chart "Tháng" rows "Nhận" "Trả lời" "Ngày" %}').render(
        Context({"rows": [("01/10", 1200, 900), ("01/11", 7, None)]})
    )
    assert "<desc>01/10: 1.200, 900. 01/11: 7, —. </desc>" in text
    assert '<th scope="row">01/11</th><td class="num">7</td><td class="num">—</td>' in text
    assert '<th scope="col">Ngày</th>' in text
