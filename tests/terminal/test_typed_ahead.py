from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mltui.terminal.quiet_app import QuietApp
from mltui.terminal.typed_ahead import TypedAhead
from tests.support.until import until


class Pad(Widget, can_focus=True):
    def __init__(self, of_page: str) -> None:
        super().__init__()
        self.of_page = of_page

    def on_key(self, event: events.Key) -> None:
        if event.key not in "12c":
            self.app.log_of_keys.append((self.of_page, event.key))
            event.stop()


class Page(Screen[None]):
    BINDINGS: ClassVar = [Binding("c", "app.pop_screen", "close")]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.called = name

    def compose(self) -> ComposeResult:
        yield Pad(self.called)


class Pages(QuietApp):
    MODES: ClassVar = {"one": lambda: Page("one"), "two": lambda: Page("two")}
    DEFAULT_MODE = "one"
    BINDINGS: ClassVar = [
        Binding("1", "go('one')", "one"),
        Binding("2", "go('two')", "two"),
        Binding("o", "open", "open", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.log_of_keys: list[tuple[str, str]] = []

    def action_go(self, mode: str) -> None:
        self.call_next(self._go, mode)

    async def _go(self, mode: str) -> None:
        await self.switch_mode(mode)

    def action_open(self) -> None:
        self.push_screen(Page("opened"))


def typed_at_once(app: Pages, keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key))


async def test_a_key_typed_behind_one_that_switches_screens_finds_the_new_screen():
    app = Pages()
    async with app.run_test() as pilot:
        typed_at_once(app, "a2b1d")
        await until(pilot, lambda: len(app.log_of_keys) == 3)
        assert app.log_of_keys == [("one", "a"), ("two", "b"), ("one", "d")]


async def test_a_key_typed_behind_one_that_opens_a_screen_finds_it_with_its_focus():
    app = Pages()
    async with app.run_test() as pilot:
        typed_at_once(app, "oabcd")
        await until(pilot, lambda: len(app.log_of_keys) == 3)
        assert app.log_of_keys == [("opened", "a"), ("opened", "b"), ("one", "d")]


async def test_many_keys_keep_their_order():
    app = Pages()
    keys = "abxyz" * 40
    async with app.run_test() as pilot:
        typed_at_once(app, keys)
        await until(pilot, lambda: len(app.log_of_keys) == len(keys))
        assert "".join(key for _, key in app.log_of_keys) == keys


async def test_keys_typed_behind_the_one_that_quits_are_forgotten():
    app = Pages()
    async with app.run_test():
        typed_at_once(app, "a")
        app.exit()
        typed_at_once(app, "2b")
    assert app.return_code == 0


async def test_keys_are_held_while_the_keyboard_changes_hands_but_not_for_ever():
    app = Pages()
    async with app.run_test() as pilot:
        app.hold_keys(600.0)
        typed_at_once(app, "ab")
        await pilot.pause()
        assert app.log_of_keys == []
        app.let_keys_go()
        await until(pilot, lambda: len(app.log_of_keys) == 2)
        app.hold_keys(0.0)
        typed_at_once(app, "xy")
        await until(pilot, lambda: len(app.log_of_keys) == 4)


class Waiting:
    """A timer that goes off when the test says so; once it is on its way, stopping is too late."""

    def __init__(self, seconds: float, then: Callable[[], object]) -> None:
        self.seconds = seconds
        self.go_off = then

    def stop(self) -> None:
        pass


class Timers:
    """What holds keys back in an application: its timers, and the keys that were let go."""

    def __init__(self) -> None:
        self.timers: list[Waiting] = []
        self.let_go: list[events.Key] = []

    def set_timer(self, seconds: float, then: Callable[[], object]) -> Waiting:
        self.timers.append(Waiting(seconds, then))
        return self.timers[-1]

    def post_message(self, key: events.Key) -> None:
        self.let_go.append(key)


def key() -> events.Key:
    return events.Key("x", "x")


def holding() -> tuple[Timers, TypedAhead]:
    """What holds keys back for ten minutes."""
    app = Timers()
    ahead = TypedAhead(app)  # type: ignore[arg-type]
    ahead.hold(600.0)
    return app, ahead


def test_the_timer_of_a_key_that_has_gone_lets_none_go_that_waits_for_a_line():
    app, ahead = holding()
    first, second = key(), key()
    assert ahead.holds(first)
    ahead.let_go()
    assert app.let_go == [first]
    assert not ahead.holds(first)
    ahead.hold(600.0)
    assert ahead.holds(second)
    app.timers[0].go_off()
    assert app.let_go == [first]
    assert app.timers[-1].seconds > 500
    ahead.let_go()
    assert app.let_go == [first, second]


def test_keys_whose_time_is_over_are_let_go_one_after_the_other():
    app, ahead = holding()
    first, second = key(), key()
    assert ahead.holds(first)
    assert ahead.holds(second)
    assert len(app.timers) == 1
    ahead.hold(0.0)
    app.timers.pop().go_off()
    assert app.let_go == [first]
    assert not ahead.holds(first)
    app.timers.pop().go_off()
    assert app.let_go == [first, second]
    assert app.timers == []
