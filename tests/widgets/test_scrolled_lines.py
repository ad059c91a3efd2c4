from __future__ import annotations

from textual.events import MouseScrollDown, MouseScrollUp

from mltui.widgets.text_view import TextView


def wheel(kind, view):
    return kind(
        widget=view, x=1, y=1, delta_x=0, delta_y=0, button=0, shift=False, meta=False, ctrl=False
    )


async def test_lines_are_scrolled_by_keys_and_by_the_wheel(stage):
    view = TextView()
    async with stage(view, size=(20, 10)) as (app, pilot):
        view.show_text("\n".join(f"line {number}" for number in range(100)))
        view.focus()
        for does, first in (
            ("j", 1),
            ("k", 0),
            ("k", 0),
            ("pagedown", 9),
            ("G", 90),
            ("j", 90),
            ("pageup", 81),
            ("g", 0),
            (MouseScrollDown, 3),
            (MouseScrollUp, 0),
        ):
            if isinstance(does, str):
                await pilot.press(does)
            else:
                view.post_message(wheel(does, view))
                await pilot.pause()
            assert app.text()[0].strip() == f"line {first}", does


async def test_a_view_whose_lines_became_fewer_shows_the_last_ones(stage):
    view = TextView()
    async with stage(view, size=(20, 10)) as (app, pilot):
        view.show_text("\n".join(["first", *map(str, range(99))]))
        view.focus()
        await pilot.press("G")
        view.show_text("\n".join(["first", *map(str, range(19))]))
        await pilot.pause()
        assert [line.strip() for line in app.text()] == [*map(str, range(9, 19))]
        await pilot.press("k")
        assert app.text()[0].strip() == "8"
