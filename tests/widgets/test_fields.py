from __future__ import annotations

from mltui.widgets.fields import flowed
from mltui.widgets.lines import Line, Lines
from tests.support.until import until
from tests.widgets.conftest import Open

LINE: Line = (
    ("serves ", "muted"),
    ("gpu-large", ""),
    ("   user ", "faint"),
    ("Lab Agents", "muted"),
    ("   address ", "faint"),
    ("10.20.0.11", "muted"),
)


def texts(line: Line, width: int) -> list[str]:
    return ["".join(text for text, _ in row) for row in flowed(line, width)]


def test_a_line_with_room_enough_stays_one():
    assert texts(LINE, 80) == ["serves gpu-large   user Lab Agents   address 10.20.0.11"]


def test_a_field_that_would_be_cut_begins_a_new_row():
    assert texts(LINE, 40) == ["serves gpu-large   user Lab Agents", "address 10.20.0.11"]
    assert texts(LINE, 20) == ["serves gpu-large", "user Lab Agents", "address 10.20.0.11"]


def test_a_gap_at_the_end_of_a_piece_sets_fields_apart_as_well():
    line: Line = (("latency 745 ms   ", "warn"), ("https://a.example/x", ""))
    assert texts(line, 24) == ["latency 745 ms   ", "https://a.example/x"]
    # What is blank at the end of a row needs no room.
    assert texts(line[:1], 14) == ["latency 745 ms   "]


async def test_lines_whose_height_is_their_own_take_the_rows_that_they_need(stage: Open):
    lines = Lines()
    lines.styles.height = "auto"
    async with stage(lines, size=(40, 10)) as (app, pilot):
        lines.show([LINE, (("last", ""),)])
        await until(pilot, lambda: lines.size.height == 3)
        assert app.text()[:3] == [
            "serves gpu-large   user Lab Agents",
            "address 10.20.0.11",
            "last",
        ]
        await pilot.resize_terminal(60, 10)
        await until(pilot, lambda: lines.size.height == 2)
        assert app.text()[1] == "last"
