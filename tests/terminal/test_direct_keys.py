from __future__ import annotations

from typing import ClassVar

import pytest
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget

from mltui.terminal.direct_keys import nobody_takes
from mltui.terminal.quiet_app import QuietApp
from tests.support.until import until


class Bound(Widget, can_focus=True):
    BINDINGS: ClassVar = [Binding("x", "note('widget')", "x")]

    def action_note(self, what: str) -> None:
        self.app.log_of_keys.append(what)


class Taking(Bound):
    def on_key(self, event: events.Key) -> None:
        if event.key == "y":
            self.app.log_of_keys.append("handler")
            event.stop()


class Decorated(Bound):
    @on(events.Key)
    def _taken(self, event: events.Key) -> None:
        self.app.log_of_keys.append("decorated")
        event.stop()


class Named(Bound):
    def key_y(self) -> None:
        self.app.log_of_keys.append("named")


class Around(Vertical):
    def on_key(self, event: events.Key) -> None:
        self.app.log_of_keys.append("around")
        event.stop()


class Keys(QuietApp):
    BINDINGS: ClassVar = [
        Binding("x", "note('application')", "x"),
        Binding("y", "note('application')", "y"),
        Binding("z", "note('first')", "z", priority=True),
    ]

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.log_of_keys: list[str] = []
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def action_note(self, what: str) -> None:
        self.log_of_keys.append(what)


@pytest.mark.parametrize(
    ("make", "direct", "expected"),
    [
        (lambda: Bound(), True, ["widget", "application", "first"]),
        (lambda: Vertical(Bound()), True, ["widget", "application", "first"]),
        (lambda: Taking(), False, ["widget", "handler", "first"]),
        (lambda: Decorated(), False, ["decorated", "decorated", "first"]),
        (lambda: Around(Bound()), False, ["around", "around", "first"]),
    ],
)
async def test_a_key_does_the_same_whether_it_travels_or_not(make, direct, expected):
    app = Keys(make())
    async with app.run_test() as pilot:
        app.query(Bound).first().focus()
        await until(pilot, lambda: app.focused is not None)
        assert nobody_takes(events.Key("y", "y"), app.focused) is direct
        for key in "xyz":
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: len(app.log_of_keys) == 3)
        assert app.log_of_keys == expected


async def test_a_method_named_after_a_key_takes_that_key_alone():
    app = Keys(Named())
    async with app.run_test() as pilot:
        app.query_one(Named).focus()
        await until(pilot, lambda: app.focused is not None)
        assert not nobody_takes(events.Key("y", "y"), app.focused)
        assert nobody_takes(events.Key("x", "x"), app.focused)


async def test_escape_still_ends_a_selection():
    app = Keys(Bound())
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.is_running)
        assert not nobody_takes(events.Key("escape", None), app.screen)


class Clicked(Bound):
    def on_mouse_down(self) -> None:
        self.app.log_of_keys.append("clicked")


def mouse_down(x: int, y: int) -> events.MouseDown:
    return events.MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y)


async def test_a_key_does_not_overtake_the_click_before_it():
    app = Keys(Clicked())
    async with app.run_test() as pilot:
        app.query_one(Clicked).focus()
        await until(pilot, lambda: app.focused is not None)
        app.post_message(mouse_down(1, 1))
        app.post_message(events.Key("x", "x"))
        await until(pilot, lambda: len(app.log_of_keys) == 2)
        assert app.log_of_keys == ["clicked", "widget"]


async def test_who_types_has_the_focus_whatever_the_terminal_said_before():
    app = Keys(Bound())
    async with app.run_test() as pilot:
        app.query_one(Bound).focus()
        await until(pilot, lambda: app.focused is not None)
        app.post_message(events.AppBlur())
        await until(pilot, lambda: app.focused is None)
        app.post_message(events.Key("x", "x"))
        await until(pilot, lambda: len(app.log_of_keys) == 1)
        assert app.log_of_keys == ["widget"]
