from __future__ import annotations

import math
import re
import statistics

import pytest

from mltui.series.envelope import Envelope
from mltui.widgets import glyphs, palette
from mltui.widgets.chart import AxisKind, Chart, Picture, Series
from mltui.widgets.chart_body import ChartBody

XS = list(range(0, 40_000, 40))
LOSS = [2 * math.exp(-x / 6000) + 0.2 for x in XS]


def braille(lines: list[str]) -> int:
    return sum("\u2800" <= character <= "\u28ff" for line in lines for character in line)


async def test_a_chart_has_a_title_axes_a_line_and_its_last_value(stage):
    chart = Chart()
    async with stage(chart, size=(60, 14)) as (app, pilot):
        chart.show([Series("train", XS, LOSS)], title="loss", note="average of 206")
        await pilot.pause()
        lines = app.text()
        assert lines[0].startswith("┌─ loss ─")
        assert lines[0].endswith(" train 0.203 ┐")
        assert lines[-1].endswith(" average of 206 ─┘")
        assert "10k" in lines[-2]
        assert "┤" in "".join(lines)
        assert braille(lines) > 40
        assert {len(line) for line in lines} == {60}


async def test_where_a_run_goes_on_without_numbers_is_marked_on_the_axis(stage):
    chart = Chart()
    async with stage(chart, size=(60, 14)) as (app, pilot):
        chart.show([Series("train", list(range(100)), [1.0] * 50 + [math.inf] * 50)], title="loss")
        await pilot.pause()
        *_, above, axis, _, _ = app.text()
        assert "×" * 20 in axis
        assert axis.index("×") > 28
        assert "×" not in above


async def test_the_same_data_sends_nothing(stage):
    chart = Chart()
    async with stage(chart, size=(120, 40)) as (app, pilot):
        chart.show([Series("train", XS, LOSS)], title="loss")
        await pilot.pause()
        sent = app.record()
        chart.show([Series("train", list(XS), list(LOSS))], title="loss")
        await pilot.pause()
        assert "".join(sent) == ""


async def test_a_point_more_sends_little(stage):
    chart = Chart()
    async with stage(chart, size=(120, 40)) as (app, pilot):
        chart.show([Series("train", XS[:500], LOSS[:500])], title="loss")
        await pilot.pause()
        sent = app.record()
        counts = []
        for count in range(501, 530):
            chart.show([Series("train", XS[:count], LOSS[:count])], title="loss")
            await pilot.pause()
            counts.append(len("".join(sent).encode()))
            sent.clear()
        assert statistics.median(counts) < 1500


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ([], "no points yet"),
        ([Series("a", [], [])], "no points yet"),
        ([Series("a", [1, 2], [math.nan, math.inf])], "only NaN and infinity so far"),
    ],
)
async def test_nothing_to_draw_is_said(stage, series, said):
    chart = Chart()
    async with stage(chart, size=(60, 10)) as (app, pilot):
        chart.show(series, title="loss")
        await pilot.pause()
        assert any(said in line for line in app.text())


async def test_that_a_logarithmic_axis_has_no_place_for_anything_is_said_in_little_room(stage):
    chart = Chart()
    async with stage(chart, size=(26, 8)) as (app, pilot):
        chart.show([Series("a", [1, 2], [-1.0, 0.0])], title="loss", log_y=True)
        await pilot.pause()
        assert any("nothing above 0 (log y)" in line for line in app.text())


async def test_one_point_a_constant_and_huge_values_are_drawn(stage):
    for xs, ys in (
        ([5], [3.2]),
        ([0, 1, 2], [0.001] * 3),
        ([0, 1], [0.0, 0.0]),
        ([0, 1], [-1e300, 1e300]),
        ([0, 1, 2, 3], [1.0, 3.2e299, 1e308, 2.0]),
        ([7e299], [1.0]),
        ([0, 1], [5e-324, 1e-323]),
        ([3, 2, 1, 1, 1], [1, 2, 3, math.nan, 5]),
    ):
        chart = Chart()
        async with stage(chart, size=(50, 10)) as (app, pilot):
            chart.show([Series("a", xs, ys)], title="odd")
            await pilot.pause()
            assert braille(app.text()) >= 1


async def test_what_is_not_above_zero_is_a_gap_on_a_logarithmic_axis(stage):
    chart = Chart()
    async with stage(chart, size=(50, 12)) as (app, pilot):
        chart.show([Series("a", [0, 1, 2, 3], [1e-3, 0.0, -1.0, 10.0])], log_y=True)
        await pilot.pause()
        text = "\n".join(app.text())
        assert "0.001" in text
        assert braille(app.text()) >= 2
        chart.show([Series("a", [0], [-1.0])], log_y=True)
        await pilot.pause()
        assert any("above 0" in line for line in app.text())
        below = Envelope([0], [-1.0])
        chart.show([Series("a", envelope=below)], log_y=True)
        await pilot.pause()
        assert any("above 0" in line for line in app.text())


async def test_a_logarithmic_axis_says_that_it_leaves_something_out(stage):
    chart = Chart()
    async with stage(chart, size=(50, 12)) as (app, pilot):
        curves = [Series("a", [0, 1, 2], [1.0, 2.0, 3.0]), Series("b", [0, 1, 2], [-1.0, 2.0, 3.0])]
        for log_y, x_limits, said in (
            (True, None, True),
            (False, None, False),
            # What is not looked at is not missed.
            (True, (1.0, 2.0), False),
        ):
            chart.show(curves, log_y=log_y, x_limits=x_limits)
            await pilot.pause()
            assert ("0 and below left out" in app.text()[-1]) == said
        chart.show(curves[:1], log_y=True)
        await pilot.pause()
        assert "left out" not in app.text()[-1]


async def test_a_logarithmic_axis_reaches_to_the_greatest_numbers(stage):
    chart = Chart()
    async with stage(chart, size=(50, 12)) as (app, pilot):
        for ys in ([1e-300, 1e300], [3e299, 3e299], [5e-324, 1.7e308], [9e299]):
            chart.show([Series("a", range(len(ys)), ys)], log_y=True)
            await pilot.pause()
            assert braille(app.text()) >= 1


async def test_fixed_limits_and_wall_times(stage):
    chart = Chart()
    start = 1_763_960_000
    async with stage(chart, size=(70, 14)) as (app, pilot):
        chart.show(
            [Series("0", [start + 60 * n for n in range(180)], [50.0] * 180)],
            title="GPU usage",
            x=AxisKind.WALL_TIME,
            y=AxisKind.PERCENT,
            y_limits=(0, 100),
        )
        await pilot.pause()
        text = "\n".join(app.text())
        assert "100%┤" in text
        assert "0%┤" in text
        assert ":00" in text
        assert "0 50%" in text


async def test_a_legend_without_room_counts_what_it_leaves_out(stage):
    chart = Chart()
    async with stage(chart, size=(50, 10)) as (app, pilot):
        chart.show([Series(f"variant {n}", [0, 1], [n, n]) for n in range(9)], title="m")
        await pilot.pause()
        assert "+" in app.text()[0]
        assert len(app.text()[0]) == 50


async def test_many_lines_have_their_names_and_values_beside_them(stage):
    chart = Chart()
    names = [f"gpu {n} utilisation" for n in range(16)]
    async with stage(chart, size=(120, 20)) as (app, pilot):
        chart.show([Series(name, [0, 100], [n, n + 1]) for n, name in enumerate(names)], title="m")
        await pilot.pause()
        text = "\n".join(app.text())
        assert all(re.search(rf"{name} +{n + 1}│", text) for n, name in enumerate(names))
        assert app.text()[0].strip("┌─┐ ") == "m"
        ends = chart.x_limits
        chart.point_at(0)
        await pilot.pause()
        assert all(
            re.search(rf"{name} +{n}│", "\n".join(app.text())) for n, name in enumerate(names)
        )
        assert chart.x_limits == ends
        assert {len(line) for line in app.text()} == {120}


async def test_more_lines_than_there_are_rows_are_counted_beside_them(stage):
    chart = Chart()
    async with stage(chart, size=(120, 12)) as (app, pilot):
        chart.show([Series(f"curve {n}" * 3, [0, 100], [n, n + 1]) for n in range(40)])
        await pilot.pause()
        assert re.search(r"\+31 *│", "\n".join(app.text()))


async def test_a_small_chart_says_how_many_lines_it_has_or_the_value_of_its_only_one(stage):
    chart = Chart()
    async with stage(chart, size=(24, 10)) as (app, pilot):
        chart.show([Series(f"gpu {n} use", [0, 1], [n, n]) for n in range(16)], title="gpu use")
        await pilot.pause()
        assert app.text()[0].endswith(" 16 curves ┐")
        chart.show([Series("seconds", [0, 1], [400, 412.6])], title="epoch time")
        await pilot.pause()
        assert app.text()[0].endswith(" 412.6 ┐")


async def test_marks_stand_beside_the_note_as_many_as_have_room(stage):
    chart = Chart()
    async with stage(chart, size=(44, 8)) as (app, pilot):
        picture = Picture(
            (Series("a", [0, 1], [1, 2]),), "m", "average of 160", marks=("y fixed", "pinned")
        )
        chart.show_picture(picture)
        await pilot.pause()
        assert app.text()[-1] == "└─ y fixed  pinned ─────── average of 160 ─┘"
        await pilot.resize_terminal(34, 8)
        await pilot.pause()
        assert app.text()[-1] == "└─ y fixed ───── average of 160 ─┘"
        await pilot.resize_terminal(20, 8)
        await pilot.pause()
        assert app.text()[-1] == "└─ average of 160 ─┘"


async def test_of_a_long_title_both_ends_are_seen(stage):
    chart = Chart()
    async with stage(chart, size=(24, 8)) as (app, pilot):
        chart.show([Series("", [0, 1], [1, 2])], title=":monitor:gpu / gpu_0_utilization")
        await pilot.pause()
        assert app.text()[0].startswith("┌─ :mon")
        assert app.text()[0].endswith("zation ┐")


async def test_of_long_names_beside_a_chart_that_is_seen_in_which_they_differ(stage):
    chart = Chart()
    names = [f"a variant that has the number {number} and a long name" for number in range(3)]
    async with stage(chart, size=(120, 20)) as (app, pilot):
        chart.show([Series(name, [0, 1], [1, 2]) for name in names], title="many")
        await pilot.pause()
        for number in range(3):
            assert any(f"number {number}" in line for line in app.text())


async def test_the_cursors_position_leaves_no_half_of_a_label_beside_it(stage):
    chart = Chart()
    async with stage(chart, size=(60, 12)) as (app, pilot):
        chart.show([Series("a", [0, 100_000], [1, 2])])
        for x in range(0, 100_000, 900):
            chart.point_at(x)
            await pilot.pause()
            labels = app.text()[-2].strip("│ ").replace(f"▲ {x:,}".replace(",", " "), " ").split()
            assert set(labels) <= {"0", "20k", "40k", "60k", "80k", "100k", "25k", "50k", "75k"}


@pytest.mark.parametrize(("plain", "left", "right"), [(False, "◂", "▸"), (True, "<", ">")])
async def test_a_cursor_out_of_sight_says_on_which_side_it_is(stage, plain, left, right):
    glyphs.use_ascii(plain)
    try:
        chart = Chart()
        async with stage(chart, size=(60, 12)) as (app, pilot):
            chart.show([Series("train", XS, LOSS)], x_limits=(10_000, 20_000))
            for x, said in ((4_000, f"{left} 4 000 "), (32_000, f" 32 000 {right}")):
                chart.point_at(x)
                await pilot.pause()
                labels = app.text()[-2][1:-1]
                assert labels.strip().startswith(said) if x < 10_000 else labels.endswith(said)
                # What is read out is of that place, and no mark stands elsewhere.
                assert f"train {LOSS[XS.index(x)]:.3f}" in app.text()[0]
                assert not any(mark in "".join(app.text()[1:-1]) for mark in "┃▲^")
            chart.point_at(15_000)
            await pilot.pause()
            assert not {left, right} & {*app.text()[-2]}
    finally:
        glyphs.use_ascii(False)


async def test_hostile_names_stay_within_the_frame(stage):
    chart = Chart()
    async with stage(chart, size=(50, 10)) as (app, pilot):
        chart.show(
            [Series("\x1b[2J\n训练" * 9, [0, 1], [1, 2])], title="[b]\x1b]0;x\x07" * 20, note="\r\n"
        )
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {50}
        assert "\x1b" not in "".join(app.text())


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (9, 3), (12, 4), (16, 5), (20, 3), (300, 80)])
async def test_every_size_is_drawn(stage, size):
    chart = Chart()
    async with stage(chart, size=size) as (app, pilot):
        chart.show([Series("a", XS, LOSS)], title="loss")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}


async def test_without_unicode_it_keeps_to_ascii(stage):
    glyphs.use_ascii(True)
    try:
        chart = Chart()
        async with stage(chart, size=(60, 14)) as (app, pilot):
            chart.show([Series("train", XS, LOSS)], title="loss")
            await pilot.pause()
            assert all(line.isascii() for line in app.text())
            assert sum(line.count("*") for line in app.text()) > 20
    finally:
        glyphs.use_ascii(False)


async def test_the_first_line_lies_on_top(stage):
    chart = Chart()
    async with stage(chart, size=(40, 8)) as (app, pilot):
        chart.show([Series("a", [0, 1], [1, 1], "bad"), Series("b", [0, 1], [1, 1], "good")])
        await pilot.pause()
        styles = {
            segment.style.color.name
            for strip in app.screen._compositor.render_strips()[1:]
            for segment in strip
            if any("\u2800" < character <= "\u28ff" for character in segment.text)
        }
        assert len(styles) == 1
        from mltui.widgets import palette

        assert styles == {palette.colours(True)["bad"]}


async def test_what_was_made_ready_is_shown_without_laying_it_out_again(stage, monkeypatch):
    laid_out: list[object] = []

    def lay_out(*args):
        laid_out.append(args)
        return ChartBody(*args)

    chart, other = Chart(), Chart()
    series = (Series("train", XS, LOSS),)
    whole, part = Picture(series), Picture(series, x_limits=(10_000.0, 20_000.0))
    async with stage(chart, other, size=(60, 28)) as (app, pilot):
        chart.styles.height = other.styles.height = 14
        chart.show_picture(whole)
        other.show_picture(part)
        other.point_at(12_000.0)
        await pilot.pause()
        expected = app.text()[14:]
        monkeypatch.setattr("mltui.widgets.chart.ChartBody", lay_out)
        chart.prepare_scene(part, 12_000.0)
        assert len(laid_out) == 1
        assert chart.picture == whole
        chart.point_at(12_000.0)
        chart.show_picture(part)
        await pilot.pause()
        assert len(laid_out) == 1
        assert app.text()[:14] == expected


async def test_what_was_made_ready_for_another_size_or_theme_is_drawn_anew(stage):
    chart, other = Chart(), Chart()
    part = Picture((Series("train", XS, LOSS),), x_limits=(10_000.0, 20_000.0))
    async with stage(chart, other, size=(60, 28)) as (app, pilot):
        chart.styles.height = other.styles.height = 14
        await pilot.pause()
        chart.prepare_scene(part, None)
        app.theme = palette.LIGHT
        await pilot.resize_terminal(80, 28)
        chart.show_picture(part)
        other.show_picture(part)
        await pilot.pause()
        lines = app.text()
        assert {len(line) for line in lines} == {80}
        assert lines[:14] == lines[14:]
        ground = chart.token("").bgcolor
        assert all(style is None or style.bgcolor == ground for _, style, _ in chart.draw_line(3))
