from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from textual.widgets import Input, Static

import mltui.live.console as live_console
from mltui.api.client import Client
from mltui.live.console import Message
from mltui.screens.task import TaskScreen
from mltui.screens.task.console import ConsoleTab
from mltui.screens.task.console_log import MOST_LINES, Console
from mltui.server.events.logs import LogEntry
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.prompt import Prompt
from tests.screens.task.test_screen import LOG, opened
from tests.support.lab import LabMonitor, lab_monitor

START = 1_700_000_000_000


async def write(lab: LabMonitor, task: str, entries: list[LogEntry]) -> None:
    """Put messages into a task's log behind the monitor's back."""
    logs = lab.demo.lab.engine.store.events.logs
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(lab.demo._thread, logs.append, task, entries)


def numbered(count: int, start: int = START) -> list[LogEntry]:
    return [
        LogEntry(start + 10 * n, start + 10 * n, "info", "box9", f"step {n} of the run")
        for n in range(count)
    ]


async def long_console(lab: LabMonitor, count: int) -> tuple[TaskScreen, Console]:
    page = await opened(lab, "retina sweep 15")
    await write(lab, page.task_id, numbered(count))
    page.show_tab("Console")
    await lab.until(lambda: page.query(Console) and page.query_one(Console).line_count > 100)
    console = page.query_one(Console)
    console.focus()
    return page, console


def shown(console: Console) -> str:
    return "\n".join(console.visible_text)


def paused(console: Console) -> str:
    return console.draw_line(console.size.height - 1).text


async def test_keys_are_offered_once_there_are_lines_for_them():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 17")
        page.show_tab("Console")
        await lab.until(lambda: page.query(Console) and page.query_one(Console).written is False)
        bar = page.query_one(KeyBar)

        def offered() -> set[str]:
            return {hint.what for hint in bar.hints}

        of_a_log = {"search all", "only matches", "save", "times", "follow", "wrap", "filter"}
        await lab.until(lambda: "next tab" in offered() and not offered() & of_a_log)
        await lab.press("slash")
        assert not page.query(Prompt)
        await write(lab, page.task_id, numbered(3))
        page.feed("console").ask_now()
        await lab.until(lambda: of_a_log <= offered())


async def test_scrolling_back_fetches_earlier_pages_within_bounded_memory():
    async with lab_monitor() as lab:
        _page, console = await long_console(lab, 40_000)
        assert lab.wire.asked[LOG] == 1
        while not console.known.at(console.known.first).text.startswith("step 9"):
            first = console.known.first
            console.go_to(first)
            console.action_scroll_by(-1)
            await lab.until(lambda first=first: console.known.first < first)
        assert console.line_count <= MOST_LINES * 1.1 + 2000
        assert console.more_below
        # And all the way down again, nothing left out, nothing twice.
        while console.more_below:
            end = console.known.end
            console.go_to(end - 1)
            console.action_scroll_by(1)
            await lab.until(lambda end=end: console.known.end > end or not console.more_below)
        numbers = [int(line.text.split()[1]) for line in console.known]
        assert numbers == list(range(numbers[0], 40_000))


async def test_the_top_is_one_request_away_and_the_end_too():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 30_000)
        await lab.press("g")
        await lab.until(lambda: "step 0 of" in shown(console))
        # What was fetched on the way down is not what was reported meanwhile.
        end = console.known.end
        console.go_to(end - console.size.height - 1)
        console.action_scroll_by(1)
        await lab.until(lambda: console.known.end > end)
        assert "new below" not in paused(console)
        await write(lab, page.task_id, numbered(3, START + 10_000_000))
        page.feed("console").ask_now()
        await lab.until(lambda: "3 new below" in paused(console))
        await lab.press("G")
        await lab.until(lambda: "step 29999 of" in shown(console))
        assert "step 2 of" in shown(console).splitlines()[-1]
        assert console.following
        # And so is every time between them.
        await lab.press("T")
        await lab.until(lambda: lab.app.screen.query(Input))
        after_100_s = datetime.fromtimestamp(START / 1000 + 100)
        await lab.press(*f"{after_100_s:%Y-%m-%d %H:%M:%S}", "enter")
        await lab.until(lambda: "step 10000 of" in shown(console))


def in_parcels(parcels: int, lines: int) -> list[LogEntry]:
    """Messages of many lines each, as the SDK sends what is printed quickly."""
    return [
        LogEntry(
            *(START + 1000 * parcel, START + 1000 * parcel, "info", "box9"),
            "\n".join(f"step {parcel * lines + n} of the run" for n in range(lines)),
        )
        for parcel in range(parcels)
    ]


async def parcelled_console(lab: LabMonitor) -> tuple[TaskScreen, Console]:
    """The console of 60,000 lines in 120 messages."""
    page, console = await long_console(lab, 200)
    page.query_one(ConsoleTab).task_was_reset()
    await write(lab, page.task_id, in_parcels(120, 500))
    page.feed("console").ask_now()
    await lab.until(lambda: "step 59999 of" in shown(console))
    return page, console


async def test_messages_of_many_lines_are_scrolled_through_from_the_end_to_the_top():
    async with lab_monitor() as lab:
        _page, console = await parcelled_console(lab)
        steps = set()
        while "step 0 of the run" not in shown(console):
            first = console.known.first
            steps |= {line.text for line in console.known}
            console.go_to(first)
            console.action_scroll_by(-1)
            await lab.until(
                lambda first=first: (
                    console.known.first < first or "step 0 of the run" in shown(console)
                )
            )
            assert console.line_count <= MOST_LINES * 1.2
        steps |= {line.text for line in console.known}
        assert {f"step {n} of the run" for n in range(60_000)} <= steps
        await lab.press("G")
        await lab.until(lambda: "step 59999 of" in shown(console))
        await lab.press("g")
        await lab.until(lambda: "step 0 of the run" in shown(console))
        assert console.line_count <= MOST_LINES * 1.2


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_of_a_log_that_was_not_saved_to_the_end_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    read = live_console.read_whole

    async def stuck(client: Client, task: str) -> AsyncIterator[tuple[Message, ...]]:
        async for messages in read(client, task):
            yield messages
            await asyncio.Event().wait()

    monkeypatch.setattr(live_console, "read_whole", stuck)
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 200)
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = str(tmp_path / "run.log")
        await lab.press("enter")
        await lab.until(lambda: "saving, 200 messages" in page.counts())
        assert files(tmp_path)
        console.focus()
        # A search goes on beside it, and is stopped first.
        await lab.press("slash", *"step 7 of", "enter")
        await lab.press("s")
        await lab.until(lambda: "searching" in page.counts())
        await lab.press("escape")
        await lab.until(lambda: "stopped" in page.counts())
        assert files(tmp_path)
        page.query_one(ConsoleTab)._save_to(str(tmp_path / "another.log"))
        await lab.until(lambda: "saved already" in page.counts())
        assert len(files(tmp_path)) == 1
        await lab.press("escape")
        await lab.until(lambda: "nothing was kept" in page.counts())
        await lab.until(lambda: not files(tmp_path))


async def test_lines_are_copied_and_times_workers_and_levels_stand_before_them_on_wish():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 200)
        await lab.press("y")
        await lab.until(lambda: "lines copied" in page.counts())
        assert lab.app.clipboard.splitlines() == console.visible_text
        await lab.press("t", "W", "V")
        line = console.known.at(console.known.first)
        assert "box9" in console.prefix_of(line)
        assert "info" in console.prefix_of(line)
        assert "Nov" in console.prefix_of(line)


async def test_a_time_that_no_calendar_has_is_no_fault():
    nanoseconds = 1_700_000_000_000_000_000
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 200)
        lines = [LogEntry(nanoseconds + n, START + n, "info", "box9", f"odd {n}") for n in range(9)]
        await write(lab, page.task_id, lines)
        page.feed("console").ask_now()
        await lab.until(lambda: "odd 8" in shown(console))
        await lab.press("t")
        await lab.until(lambda: console.prefix_of(console.known.at(console.known.end - 1)))
        assert console.prefix_of(console.known.at(console.known.end - 1)).strip() == "?"
        await lab.press("slash", *"odd", "enter", "s")
        await lab.until(lambda: "9 in all" in page.counts())


async def test_all_states_of_a_progress_bar_can_be_seen():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 150)
        bar = "\r".join(f"{n}%|{'#' * (n // 10)}| {n}/100" for n in (10, 50, 100))
        await write(lab, page.task_id, [LogEntry(START + 10**7, 0, "info", "box9", bar)])
        await lab.press("r")
        await lab.until(lambda: "100/100" in shown(console))
        assert "50/100" not in shown(console)
        await lab.press("b")
        await lab.until(lambda: "50/100" in shown(console))


async def test_all_states_of_a_progress_bar_are_shown_where_the_log_is_looked_at():
    def known(text: str) -> bool:
        return any(text in line.text for line in console.known)

    async with lab_monitor() as lab:
        page, console = await long_console(lab, 150)
        bar = LogEntry(START + 10**7, 0, "info", "box9", "10%\r50%\r100%")
        await write(lab, page.task_id, [bar])
        await lab.press("r")
        await lab.until(lambda: known("100%"))
        assert not known("50%")
        await lab.press("pageup", "pageup")
        looked_at = console.visible_text[0]
        await lab.press("b")
        await lab.until(lambda: known("50%"))
        assert not console.following
        assert looked_at in console.visible_text
        await lab.press("b")
        await lab.until(lambda: known("100%") and not known("50%"))


async def test_in_a_message_of_many_lines_one_stays_where_one_looks():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 150)
        text = "\n".join(["10%\r50%\r100%", *(f"line {n}" for n in range(300))])
        await write(lab, page.task_id, [LogEntry(START + 10**7, 0, "info", "box9", text)])
        await lab.press("r")
        await lab.until(lambda: "line 299" in shown(console))
        await lab.press("pageup", "pageup")
        looked_at = console.visible_text[0]
        await lab.press("b")
        await lab.until(lambda: any(line.text == "50%" for line in console.known))
        assert console.visible_text[0] == looked_at
        await lab.press("slash", *"line", "enter")
        await lab.until(lambda: console.place.number)
        matches = console.visible_text
        await lab.press("s")
        await lab.until(lambda: "300 in all" in page.query_one(ConsoleTab).counts())
        assert console.visible_text == matches


async def test_among_lines_that_are_alike_one_stays_where_one_looks():
    def known(text: str) -> bool:
        return any(line.text == text for line in console.known)

    async with lab_monitor() as lab:
        page, console = await long_console(lab, 150)
        lines = (f"line {n}" if n % 2 else "-----" for n in range(300))
        text = "\n".join(["10%\r50%\r100%", *lines])
        await write(lab, page.task_id, [LogEntry(START + 10**7, 0, "info", "box9", text)])
        await lab.press("r")
        await lab.until(lambda: "line 299" in shown(console))
        await lab.press("pageup", "pageup")
        if console.visible_text[0] != "-----":
            await lab.press("k")
        looked_at = console.visible_text[:2]
        assert looked_at[0] == "-----"
        await lab.press("b")
        await lab.until(lambda: known("50%"))
        assert console.visible_text[:2] == looked_at
        await lab.press("b")
        await lab.until(lambda: known("100%") and not known("50%"))
        assert console.visible_text[:2] == looked_at


async def test_the_whole_log_is_saved_without_escape_sequences(tmp_path: Path):
    async with lab_monitor() as lab:
        page, _console = await long_console(lab, 7_000)
        coloured = LogEntry(START + 10**8, 0, "info", "box9", "\x1b[31mred\x1b[0m")
        await write(lab, page.task_id, [coloured])
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        path = tmp_path / "run.log"
        lab.app.screen.query_one(Input).value = str(path)
        await lab.press("enter")
        await lab.until(lambda: "saved 7001 messages" in page.counts())
        lines = path.read_text().splitlines()
        assert lines[0] == "step 0 of the run"
        assert lines[-1] == "red"


async def test_a_name_under_which_no_log_can_be_saved_is_told_of_in_the_dialog():
    async with lab_monitor() as lab:
        await long_console(lab, 200)
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = "~nosuchuser/run.log"
        await lab.press("enter")
        wrong = lab.app.screen.query_one("#wrong", Static)
        await lab.until(lambda: "no home folder" in str(wrong.render()))


async def test_the_top_is_gone_to_also_while_an_earlier_page_is_on_its_way():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 30_000)
        pages = page.query_one(ConsoleTab)
        console.go_to(console.known.first)
        console.action_scroll_by(-1)
        pages._want_earlier()
        console.action_top()
        await lab.until(lambda: "step 0 of" in shown(console))
        # What was asked before came to nothing, or the lines would not follow one another.
        numbers = [int(line.text.split()[1]) for line in console.known]
        assert numbers == list(range(numbers[0], len(numbers)))
