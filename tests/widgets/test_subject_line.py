from __future__ import annotations

from textual.app import App, ComposeResult

from mltui.widgets.subject_line import SubjectLine


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield SubjectLine()


async def test_a_sentence_at_the_right_leaves_room_for_what_it_is_about():
    async with Shown().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SubjectLine)
        line.show(
            "Vision/Detection / yolo-l", "", "Nothing listens at http://127.0.0.1:8008  1 of 9"
        )
        text = line.draw_line(0).text
        assert text.startswith(" Vision/D")
        assert "Nothing listens" in text
        assert len(text) == 60


async def test_short_counts_are_whole():
    async with Shown().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SubjectLine)
        line.show("Vision/Detection / yolo-l", "sort: name ↓", "48 of 212")
        assert line.draw_line(0).text.rstrip().endswith("48 of 212")


async def test_how_a_run_does_is_told_beside_the_longest_name():
    async with Shown().run_test(size=(60, 5)) as pilot:
        line = pilot.app.query_one(SubjectLine)
        line.show("Vision / " + "x" * 90, "● running 3h12m  39.5k it", "page 1/3")
        text = line.draw_line(0).text
        assert "xx…xx" in text
        assert "  ·  ● running 3h12m  page 1/3" in " ".join(text.split(" "))
        # A sentence is no reason to cut the name.
        line.show("Vision / " + "x" * 30, "words " * 20, "page 1/3")
        assert "x" * 30 in line.draw_line(0).text
