from __future__ import annotations

from pathlib import Path

from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.widgets import Static

from mltui.screens.welcome import WelcomeApp
from tests.support.until import until


async def test_all_that_can_be_done_without_a_server_fits_a_usual_terminal():
    app = WelcomeApp("No ClearML server is configured.", Path("/home/ada/.config/mltui/mltui.toml"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "`mltui serve`" in str(app.query_one("#what-to-write", Static).content)
        assert app.query_one(VerticalScroll).max_scroll_y == 0


async def test_it_fits_a_usual_terminal_also_where_a_server_was_started_here():
    served = Path("/home/ada/.local/share/mltui/server/clearml.conf")
    settings = Path("/home/ada/.config/mltui/mltui.toml")
    missing = f"No ClearML server is configured: {settings} and ~/clearml.conf name none."
    app = WelcomeApp(missing, settings, served)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.query_one(VerticalScroll).max_scroll_y == 0
        lines = ["".join(part.text for part in strip) for strip in drawn(app)]
    assert "`mltui doctor`" in "".join(lines)


async def test_on_a_low_terminal_it_scrolls():
    app = WelcomeApp("No ClearML server is configured.", Path("/home/ada/.config/mltui/mltui.toml"))
    async with app.run_test(size=(80, 12)) as pilot:
        scroll = app.query_one(VerticalScroll)
        await until(pilot, lambda: scroll.max_scroll_y > 0)
        await pilot.press("end")
        await until(pilot, lambda: scroll.scroll_target_y == scroll.max_scroll_y)


async def test_the_keys_of_a_server_that_was_started_here_are_named_first():
    served = Path("/home/ada/my data/clearml.conf")
    app = WelcomeApp("No ClearML server is configured.", Path("/home/ada/mltui.toml"), served)
    async with app.run_test(size=(80, 24)):
        told = str(app.query_one("#what-to-write", Static).content)
    assert told.startswith("To watch the server that you start by `mltui serve`")
    assert "export CLEARML_CONFIG_FILE='/home/ada/my data/clearml.conf'" in told


async def test_the_command_to_copy_is_one_line_in_a_usual_terminal():
    served = Path("/home/ada/.local/share/mltui/server/clearml.conf")
    app = WelcomeApp("No ClearML server is configured.", Path("/home/ada/mltui.toml"), served)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = ["".join(part.text for part in strip) for strip in drawn(app)]
    assert any(f"export CLEARML_CONFIG_FILE={served}" in line for line in lines)


def drawn(app: WelcomeApp) -> list[Strip]:
    return app.screen._compositor.render_strips()
