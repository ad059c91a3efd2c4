from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import httpx
import pytest
from textual.command import CommandPalette
from textual.events import Key
from textual.widgets import Input

from mltui.api.client import Client
from mltui.api.errors import BadCredentials
from mltui.app import MltuiApp
from mltui.live.preferences import Preferences
from mltui.live.store import DiskStore, MemoryStore, Remembered
from mltui.live.timing import RealTiming
from mltui.screens.base import MonitorScreen
from mltui.screens.help import HelpScreen, key_groups
from mltui.screens.projects import ProjectsScreen
from mltui.screens.queues import QueuesScreen
from mltui.screens.registry import ENTRIES, entries, load
from mltui.screens.tasks import TasksScreen
from mltui.server.demo import Demo
from mltui.widgets import palette
from mltui.widgets.note import Note
from mltui.widgets.prompt import Prompt
from mltui.widgets.status_line import StatusLine
from mltui.widgets.subject_line import SubjectLine
from mltui.widgets.too_small import TooSmall
from tests.support.lab import OPENED, Wire, client_of, lab_monitor, open_demo
from tests.support.until import until


class Muffled(Wire):
    """A way on which nothing is answered until it is opened."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.opened = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self.opened.wait()
        return await super().handle_async_request(request)


async def test_number_keys_switch_screens_and_each_keeps_its_cursor():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("j", "j")
        key = lab.table.cursor_key
        await lab.press("3")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        await lab.press("2")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        assert lab.table.cursor_key == key


async def test_the_key_of_the_screen_itself_goes_back_to_its_top():
    async with lab_monitor() as lab:
        await lab.press("1")
        await lab.until_rows()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        await lab.press("1")
        await lab.until(lambda: isinstance(lab.app.screen, ProjectsScreen))


def words(line: StatusLine | SubjectLine) -> str:
    return "".join(segment.text for segment in line.render_line(0))


@pytest.mark.parametrize("width", [112, 120, 150, 200])
async def test_the_lines_at_the_top_name_server_and_screens_and_the_user_where_there_is_room(
    width: int,
):
    async with lab_monitor(size=(width, 40)) as lab:
        await lab.until(lambda: lab.app.user_name)
        await lab.until(lambda: lab.app.screen.query_one(StatusLine).link.state == "live")
        first = words(lab.app.screen.query_one(StatusLine))
        both = first + words(lab.app.screen.query_one(SubjectLine))
        for expected in (
            "1 Projects",
            "2 Tasks",
            "8 Usage",
            "9 Account" if width > 115 else "8 Usage  …",
        ):
            assert expected in first
        assert " lab " in both
        assert ("mltui" in first) == (width >= 150)
        assert (lab.app.user_name in first) == (width >= 150)


async def test_nothing_hidden_is_asked():
    async with lab_monitor() as lab:
        await lab.until_rows()
        tasks = lab.app.screen
        await lab.press("3")
        await lab.until_rows()
        assert all(feed.resting for feed in tasks.feeds)
        assert not any(feed.resting for feed in lab.app.screen.feeds)
        await lab.press("2")
        await lab.until(
            lambda: not any(feed.resting for feed in tasks.feeds if tasks.wants(feed.name))
        )


async def test_offline_the_last_state_stays_and_recovers_by_itself():
    async with lab_monitor() as lab:
        await lab.until_rows()
        rows = lab.row_keys
        screen = lab.app.screen
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: screen.query_one(StatusLine).link.state == "offline")
        assert lab.row_keys == rows
        assert screen.query_one("#body").has_class("-stale")
        assert screen.query_one(Note).render().plain
        lab.wire.cut = False
        await lab.until(lambda: screen.query_one(StatusLine).link.state == "live")
        assert not screen.query_one("#body").has_class("-stale")
        assert not screen.query_one(Note).render().plain


async def test_a_start_without_a_server_shows_what_was_known():
    store, demo = MemoryStore(), open_demo()
    async with lab_monitor(store=store, demo=demo) as lab:
        await lab.until(lambda: lab.table.total > 200)
        names = lab.column("name")[:10]
    demo = open_demo()
    async with lab_monitor(store=store, demo=demo) as lab:
        lab.wire.cut = True
        await lab.until_rows()
        assert lab.column("name")[:10] == names
        await lab.until(lambda: lab.app.screen.query_one("#body").has_class("-stale"))


async def test_the_first_answer_puts_the_tasks_in_the_servers_order_whatever_it_was_last_time():
    store, demo = MemoryStore(), open_demo()
    async with lab_monitor(store=store, demo=demo) as lab:
        await lab.until(lambda: lab.table.total > 200)
        names = lab.column("name")[:10]
    kept = store.get("tasks")
    assert kept is not None
    rows = kept.value["rows"]
    assert isinstance(rows, list)
    store.put("tasks", replace(kept, value={**kept.value, "rows": rows[::-1]}))
    async with lab_monitor(store=store, demo=open_demo()) as lab:
        await lab.until(lambda: lab.table.total > 200)
        await lab.until(lambda: not lab.app.screen.query_one("#body").has_class("-stale"))
        await lab.until(lambda: lab.column("name")[:10] == names)


async def test_what_cannot_be_kept_until_the_next_start_is_said_once(tmp_path):
    (tmp_path / "file").touch()
    lasting = DiskStore(tmp_path / "file", "http://lab", "me")
    preferences = Preferences(tmp_path / "file" / "views.json")
    app = MltuiApp(no_connection, lasting=lasting, preferences=preferences)
    async with app.run_test() as pilot:
        for turn in range(3):
            preferences.put("task columns", {"turn": turn})
            lasting.put("alerts", Remembered({}, 1.0))
        await until(pilot, lambda: app.trouble and len(app._notifications) >= 2)
        told = [notice.message for notice in app._notifications]
    why = "cannot be written (a file is in the place of a folder)."
    assert told[0] == (
        f"Filters, columns and the like are forgotten when you leave: "
        f"{tmp_path / 'file' / 'views.json'} {why}"
    )
    assert told[1].startswith(f"What you watch is forgotten when you leave: {tmp_path / 'file'}")
    assert len(told) == 2
    preferences.put("task columns", {"turn": "after leaving"})


def no_connection() -> Client:
    raise OSError


async def test_nothing_secret_is_kept():
    store = MemoryStore()
    async with lab_monitor(store=store) as lab:
        await lab.until_rows()
        await lab.press("1")
        await lab.until_rows()
        secret = lab.demo.secret_key
    assert store.get("tasks") is not None
    assert secret not in str(store.__dict__)
    assert "hyperparams" not in str(store.__dict__)


async def test_a_connection_that_cannot_be_made_is_explained():
    def connect():
        raise BadCredentials("The server does not know these keys.")

    app = MltuiApp(connect, server_name="lab", first="tasks")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "does not know" in app.screen.query_one(Note).render().plain)
        assert app.screen.query_one(StatusLine).link.state == "offline"


@pytest.mark.parametrize(
    ("line", "screen"),
    [("queues", QueuesScreen), ("pr", ProjectsScreen), ("tasks yolo", TasksScreen)],
)
async def test_a_jump_leads_there(line: str, screen: type):
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("colon", *line.replace(" ", "\N{SPACE}"))
        lab.app.screen.query_one(Input).value = line
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, screen))


async def test_a_jump_takes_its_filter_along():
    async with lab_monitor() as lab:
        await lab.press("1")
        await lab.until_rows()
        await lab.press("colon")
        await lab.until(lambda: lab.app.screen.query(Prompt))
        lab.app.screen.query_one(Input).value = "tasks yolo"
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        await lab.until(lambda: lab.row_keys and all("yolo" in n for n in lab.column("name")))


async def test_a_jump_to_a_project_shows_its_tasks():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("colon")
        await lab.until(lambda: lab.app.screen.query(Prompt))
        lab.app.screen.query_one(Input).value = "project detection"
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen.subject() == "Vision/Detection")
        await lab.until(lambda: 0 < lab.table.total < 200)


async def test_a_jump_is_completed_with_tab():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("colon", "q", "u", "e")
        field = lab.app.screen.query_one(Input)
        await lab.until(lambda: field._suggestion == "queues")
        await lab.press("tab")
        assert field.value == "queues"


async def test_leaving_the_jump_gives_the_keyboard_back_to_the_table():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("colon", "x", "escape")
        await lab.until(lambda: not lab.app.screen.query(Prompt))
        assert lab.app.focused is lab.table


async def test_the_help_is_made_of_the_bindings_in_force():
    async with lab_monitor() as lab:
        await lab.until_rows()
        groups = dict(key_groups(lab.app.screen))
        assert ("s", "sort") in groups["Tasks"]
        assert ("/", "filter") in groups["Tasks"]
        assert (":", "go") in groups["Everywhere"]
        assert ("1", "projects") in groups["Everywhere"]
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))


async def test_every_described_binding_is_in_the_palette():
    async with lab_monitor() as lab:
        await lab.until_rows()
        titles = {command.title for command in lab.app.get_system_commands(lab.app.screen)}
        assert {"Projects", "Tasks", "Queues", "Sort", "Refresh", "Light or dark", "Quit"} <= titles


async def test_the_palette_has_its_keys_also_where_there_is_no_room_for_it():
    async with lab_monitor(size=(61, 17)) as lab:
        await lab.until_rows()
        await lab.press("ctrl+p")
        await lab.until(lambda: CommandPalette.is_open(lab.app))
        await lab.press("m")
        await lab.pilot.resize_terminal(20, 2)
        await lab.press("pageup", "pagedown", "escape")
        await lab.until(lambda: not CommandPalette.is_open(lab.app))


async def test_enter_twice_in_one_go_takes_one_command_of_the_palette_once():
    async with lab_monitor() as lab:
        await lab.until_rows()
        for _ in range(3):
            before = lab.app.theme
            await lab.press("ctrl+p")
            await lab.until(lambda: CommandPalette.is_open(lab.app))
            await lab.press(*"light or dark")
            for _ in range(2):
                lab.app.post_message(Key("enter", "\r"))
            await lab.until(lambda: not CommandPalette.is_open(lab.app))
            await lab.pilot.pause()
            assert lab.app.theme != before


async def test_a_dialog_that_is_answered_while_the_program_ends_ends_with_it():
    async with lab_monitor() as lab:
        await lab.until_rows()
    lab.app.pop_screen()


async def test_the_theme_is_switched():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("ctrl+t")
        assert lab.app.theme == palette.LIGHT
        await lab.press("ctrl+t")
        assert lab.app.theme == palette.DARK


@pytest.mark.parametrize("size", [(20, 5), (39, 24), (80, 7), (1, 1), (80, 24), (300, 80)])
async def test_any_size_is_survived(size: tuple[int, int]):
    async with lab_monitor(size=size) as lab:
        await lab.until(lambda: lab.app.client is not None)
        await lab.press("1", "2", "3", "j", "k")
        too_small = size[0] < 40 or size[1] < 8
        await lab.until(lambda: lab.app.screen.query_one(TooSmall).display == too_small)


async def test_growing_a_small_terminal_brings_the_screen_back():
    async with lab_monitor(size=(20, 5)) as lab:
        await lab.until(lambda: lab.app.screen.query_one(TooSmall).display)
        await lab.pilot.resize_terminal(120, 40)
        await lab.until(lambda: not lab.app.screen.query_one(TooSmall).display)
        await lab.until_rows()
        assert lab.table.size.height > 20


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_quitting(key: str):
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press(key)
        await lab.until(lambda: not lab.app.is_running or lab.app._exit)


def test_every_screen_of_the_table_can_be_made():
    for entry in entries():
        assert entry.title == load(entry.path)().NAME


def test_keys_and_names_are_unique():
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


async def test_a_message_in_the_corner_is_never_markup_and_carries_no_control_character():
    async with lab_monitor() as lab:
        lab.app.notify("[red]no\x1b[31m markup[/red]\x07", markup=True)
        await lab.until(lambda: len(lab.app._notifications) == 1)
        (notification,) = lab.app._notifications
        assert notification.message == "[red]no[31m markup[/red]"
        assert not notification.markup


async def test_what_an_earlier_run_knew_is_not_dimmed_before_the_server_had_time_to_answer():
    store = MemoryStore()
    async with lab_monitor(store=store) as lab:
        await lab.until_rows()
    async with lab_monitor(store=store, way=Muffled) as lab:
        await lab.until_rows()
        body = lab.app.screen.query_one("#body")
        assert not body.has_class("-stale")
        screen = lab.app.screen
        assert isinstance(screen, MonitorScreen)
        screen._lose_trust()
        assert body.has_class("-stale")
        assert isinstance(lab.wire, Muffled)
        lab.wire.opened.set()
        await lab.until(lambda: not body.has_class("-stale"))


async def test_a_demo_that_fails_beside_the_monitor_says_so():
    async def failing() -> None:
        raise RuntimeError("the lab tripped")

    demo = open_demo()
    app = MltuiApp(lambda: client_of(demo, Wire(demo)), server_name="lab", background=failing)
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("stands still" in one.message for one in app._notifications))
        assert app.is_running
    demo.close()


async def test_asking_again_while_the_connection_is_being_made_makes_no_second_one():
    go_on = threading.Event()
    demo = open_demo()
    made: list[Client] = []

    def connect() -> Client:
        made.append(client_of(demo, Wire(demo)))
        go_on.wait(20)
        return made[-1]

    app = MltuiApp(connect, server_name="lab", first="tasks")
    async with app.run_test() as pilot:
        await until(pilot, lambda: bool(made))
        await pilot.press("r", "r")
        go_on.set()
        await until(pilot, lambda: app.client is not None)
        assert made == [app.client]
    demo.close()


async def test_who_leaves_while_the_connection_is_being_made_meets_no_fault():
    leaving = threading.Event()
    demo = open_demo()

    def connect() -> Client:
        leaving.wait(10)
        return client_of(demo, Wire(demo))

    class Leaving(MltuiApp):
        async def _close_messages(self, wait: bool = True) -> None:
            # Its screens are gone by now, but not who waits for the connection.
            leaving.set()
            await asyncio.gather(*(worker.wait() for worker in self.workers))
            await super()._close_messages(wait)

    app = Leaving(connect, server_name="lab")
    async with app.run_test() as pilot:
        await until(pilot, lambda: bool(app.workers))
    assert app.client is None
    demo.close()


async def test_a_screen_that_is_being_taken_apart_shows_nothing_more():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.app.screen.query_one(Note).remove()
        lab.app.alerts_changed()


class Dated(Wire):
    """A server whose clock stands where the lab's does."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.date = OPENED


async def test_ages_are_counted_by_the_servers_clock_however_far_it_is_from_ours():
    # By this computer's, every run of the lab has been stalled for months or will be begun.
    async with lab_monitor(timing=RealTiming(), way=Dated) as lab:
        await lab.until_rows()
        assert abs(lab.app.timing.now() - OPENED.timestamp()) < 60
        assert "● running" in lab.column("status")


async def test_the_very_first_question_goes_by_the_servers_clock():
    async with lab_monitor(timing=RealTiming(), way=Dated, first="workers") as lab:
        await lab.until(lambda: lab.wire.bodies.get("workers.get_stats"))
        until = lab.wire.bodies["workers.get_stats"][0]["to_date"]
        assert abs(until - OPENED.timestamp()) < 60


async def test_how_old_what_is_kept_is_goes_by_the_clock_that_stamped_it():
    store = MemoryStore()
    async with lab_monitor(timing=RealTiming(), way=Dated, store=store) as lab:
        await lab.until_rows()
        await lab.until(lambda: lab.app.user_name)
    async with lab_monitor(timing=RealTiming(), way=Cut, store=store) as lab:
        line = lab.app.screen.query_one(StatusLine)
        await lab.until(lambda: line.link.state == "offline" and line.link.age_s is not None)
        age_s = line.link.age_s
        assert age_s is not None
        assert 0 <= age_s < 600


class Cut(Wire):
    """A way on which nothing gets through."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.cut = True
