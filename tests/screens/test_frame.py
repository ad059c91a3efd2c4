"""What the line at the top says where there is little room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from mltui.screens.frame import LINK_WIDTH, tabs
from mltui.screens.host import Host
from mltui.screens.registry import entries

HOST = cast("Host", SimpleNamespace(server_name="lab", user_name="Ada"))
TITLES = [f"{entry.key} {entry.title}" for entry in entries()]


def line(mode: str, width: int) -> str:
    return "  ".join(text for text, _ in tabs(HOST, mode, width))


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
        assert len("  ".join(said)) <= width - LINK_WIDTH
    assert line("tasks", 110).endswith("8 Usage  …")
    assert line("account", 110).endswith("…  9 Account")
    assert line("tasks", 160).startswith("mltui  lab  Ada  0 Home")
