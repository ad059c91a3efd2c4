"""What the line at the top says where there is little room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from mltui.screens.frame import link_width, tabs
from mltui.screens.host import Host
from mltui.screens.registry import entries
from mltui.widgets.status_line import Link, StatusLine
from tests.widgets.conftest import Stage

HOST = cast("Host", SimpleNamespace(server_name="lab", user_name="Ada"))
TITLES = [f"{entry.key} {entry.title}" for entry in entries()]


LIVE = link_width(Link("live", 100.0))


def line(mode: str, width: int) -> str:
    return "  ".join(text for text, _ in tabs(HOST, mode, width - LIVE))


@pytest.mark.parametrize("mode", ["tasks", "account"])
def test_screens_without_room_are_left_out_whole_and_one_sign_stands_for_them(mode: str):
    front = next(
        title for entry, title in zip(entries(), TITLES, strict=True) if entry.name == mode
    )
    whole = {*TITLES, "mltui", "lab", "Ada"}
    for width in range(40, 160):
        said = line(mode, width).split("  ")
        assert {one for one in said if one not in whole} <= {"…"}
        assert front in said
        assert len("  ".join(said)) <= width - LIVE
    assert line("tasks", 110).endswith("8 Usage  …")
    assert line("account", 110).endswith("…  9 Account")
    assert line("tasks", 160).startswith("mltui  lab  Ada  0 Home")


@pytest.mark.parametrize(
    "link",
    [
        Link("live", 500.0),
        Link("slow", 5000.0),
        Link("connecting"),
        Link("offline", age_s=59 * 60.0),
        Link("refused", age_s=59 * 60.0),
    ],
)
@pytest.mark.parametrize("alerts", ["", "2 alerts"])
async def test_the_screens_that_are_named_have_room_beside_alerts_and_the_link(
    link: Link, alerts: str
):
    status = StatusLine()
    app = Stage(status)
    async with app.run_test(size=(120, 3)) as pilot:
        status.show_link(link)
        status.show_alerts(alerts)
        taken = link_width(link) + (len(alerts) + 4 if alerts else 0)
        named = tabs(HOST, "home", 120 - taken)
        status.show_place(*named)
        await pilot.pause()
        assert app.text()[0].startswith(f" {'  '.join(text for text, _ in named)}  ")


def test_two_alerts_beside_a_live_link_leave_out_one_screen_of_a_line_of_120():
    taken = len("! 2 alerts  ")
    assert line("home", 120 - taken).endswith("8 Usage  …")
