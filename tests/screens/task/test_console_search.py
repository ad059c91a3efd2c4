"""Searching a task's log: among the lines that are here, and in all of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from textual.widgets import Input

import mltui.live.console as live_console
from mltui.api.client import Client
from mltui.live.console import Message
from mltui.screens.task.console import ConsoleTab
from mltui.server.events.logs import LogEntry
from mltui.widgets.prompt import Prompt
from tests.screens.task.test_console import (
    START,
    long_console,
    parcelled_console,
    shown,
    write,
)
from tests.support.lab import lab_monitor


async def test_it_is_said_where_lines_are_too_long_to_be_searched_wholly():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 400)
        long = [LogEntry(START, START, "info", "box9", "-" * 5000 + "the end")]
        await write(lab, page.task_id, long)
        await lab.press("slash", *"the end", "enter")
        await lab.until(lambda: "not found" in page.counts())
        console.focus()
        await lab.press("s")
        said = "not found in the whole log; of long lines the first 4,000 characters"
        await lab.until(lambda: said in page.counts())


async def test_text_is_found_among_the_lines_and_in_the_whole_log():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 12_000)
        await lab.press("slash", *"step 17 of", "enter")
        await lab.until(lambda: "s searches the whole log" in page.counts())
        console.focus()
        await lab.press("s")
        await lab.until(lambda: "step 17 of" in shown(console))
        assert "1 in all" in page.counts()
        # What is not in the whole log is not to be searched for there once more.
        await lab.press("slash", "ctrl+u", *"no such", "enter")
        console.focus()
        await lab.press("s")
        await lab.until(lambda: "not found in the whole log" in page.counts())
        await lab.press("n")
        await lab.until(lambda: "no more matches" in page.counts())
        # At the top, what is below is not known either.
        await lab.press("g")
        await lab.until(lambda: "step 0 of" in shown(console))
        await lab.press("slash", "ctrl+u", *"/step (9000|11999) of/", "enter")
        await lab.until(lambda: "not found here; s searches the whole log" in page.counts())
        console.focus()
        await lab.press("s")
        await lab.until(lambda: "step 9000 of" in shown(console))
        assert "2 in all" in page.counts()
        # What was written before it tells how it came to that.
        assert "step 8990 of" in shown(console)


async def test_without_a_search_its_key_for_the_whole_log_asks_what_to_look_for():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 12_000)
        await lab.press("s")
        await lab.until(lambda: page.query(Prompt))
        assert "in the whole log" in page.FILTERS
        await lab.press(*"step 17 of", "enter")
        await lab.until(lambda: "step 17 of" in shown(console))
        await lab.until(lambda: "1 in all" in page.counts())
        # What is given up, or looked for among the lines, is not searched for in all of it.
        await lab.press("escape", "s", *"step 18 of", "escape")
        await lab.until(lambda: not page.query(Prompt))
        await lab.press("slash", *"step 11000 of", "enter")
        await lab.until(lambda: "s searches the whole log" in page.counts())
        assert "in all" not in page.counts()


async def test_once_another_tab_was_clicked_meanwhile_a_search_is_an_ordinary_one_again():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 400)
        await lab.press("s")
        await lab.until(lambda: page.query(Prompt))
        page.show_tab("Scalars")
        await lab.until(lambda: page.tab.id == "Scalars")
        page.query_one(Prompt).query_one(Input).focus()
        await lab.press("enter")
        await lab.until(lambda: not page.query(Prompt))
        page.show_tab("Console")
        await lab.until(lambda: console.has_focus)
        await lab.press("slash")
        await lab.until(lambda: page.query(Prompt))
        assert page.query_one(Input).placeholder == ConsoleTab.FILTERS


async def test_a_wrong_expression_is_not_searched_for_in_the_whole_log():
    async with lab_monitor() as lab:
        page, _console = await long_console(lab, 400)
        await lab.press("s", *"/(/", "enter")
        await lab.until(lambda: "is not a regular expression" in page.counts())
        assert not [worker for worker in lab.app.workers if worker.group == "search"]


async def test_the_line_that_matches_is_shown_also_in_a_message_of_many_lines():
    async with lab_monitor() as lab:
        page, console = await parcelled_console(lab)
        await lab.press("slash", *"/step (777|777[89]|57123) of/", "enter")
        console.focus()
        await lab.press("s")
        await lab.until(lambda: "step 57123 of" in shown(console))
        await lab.until(lambda: "4 in all" in page.counts())
        for number in (7779, 7778, 777):
            await lab.press("N")
            await lab.until(lambda number=number: f"step {number} of" in shown(console))
        for number in (7778, 7779, 57123):
            await lab.press("n")
            await lab.until(lambda number=number: f"step {number} of" in shown(console))


@pytest.mark.parametrize("keys", [["escape"], ["slash", *"other", "enter"]])
async def test_a_search_of_the_whole_log_says_how_far_it_is_and_is_stopped(
    keys: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live_console, "WHOLE_BATCH", 1000)
    read, pages = live_console.read_whole, 0

    async def stuck(client: Client, task: str) -> AsyncIterator[tuple[Message, ...]]:
        nonlocal pages
        async for messages in read(client, task):
            pages += 1
            yield messages
            if pages == 2:
                await asyncio.Event().wait()

    monkeypatch.setattr(live_console, "read_whole", stuck)
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 5_000)
        await lab.press("slash", *"/step 1?999 of/", "enter")
        console.focus()
        await lab.press("s")
        await lab.until(lambda: "2 found, esc stops" in page.counts())
        await lab.press(*keys)
        await lab.until(lambda: "esc stops" not in page.counts())
        running = [worker for worker in lab.app.workers if worker.group == "search"]
        await lab.until(lambda: all(worker.is_finished for worker in running))
        assert lab.app.screen is page
        assert pages == 2


async def test_a_regular_expression_finds_and_n_goes_on():
    async with lab_monitor() as lab:
        _page, console = await long_console(lab, 400)
        await lab.press("slash", *"/step 3[12]0 of/", "enter")
        await lab.until(lambda: console._found is not None)
        assert console.known.at(console._found).text.startswith("step 320")
        console.focus()
        await lab.press("N")
        assert console.known.at(console._found).text.startswith("step 310")
        await lab.press("n")
        assert console.known.at(console._found).text.startswith("step 320")
        # From where one looks, wherever one was before.
        await lab.press("pageup", "pageup", "pageup", "n")
        assert console.known.at(console._found).text.startswith("step 310")


async def test_while_a_search_is_typed_one_looks_ahead_and_escape_goes_back():
    def found() -> str:
        return "" if console._found is None else console.known.at(console._found).text

    async with lab_monitor() as lab:
        page, console = await long_console(lab, 400)
        await lab.press("pageup", "pageup", "pageup")
        looked_at = console.visible_text[:9]
        # The first from here on, though there is one above; what is nowhere leads back.
        await lab.press("slash", *"step 37")
        await lab.until(lambda: found().startswith("step 370"))
        await lab.press("x")
        await lab.until(lambda: console.visible_text[:9] == looked_at)
        assert "not found" in page.counts()
        await lab.press("backspace")
        await lab.until(lambda: found().startswith("step 370"))
        await lab.press("escape")
        await lab.until(lambda: console.visible_text[:9] == looked_at)
        assert not console.following
        # From the end, which is followed, it is the last one.
        await lab.press("G", "slash", *"step 31")
        await lab.until(lambda: found().startswith("step 319"))
        await lab.press("escape")
        await lab.until(lambda: "step 399" in shown(console))
        assert console.following
        # What was accepted stays where it is.
        await lab.press("slash", *"step 31", "enter", "escape")
        await lab.until(lambda: not page.pattern)
        assert "step 319" in shown(console)
        assert not console.following


async def test_only_the_lines_that_match_are_shown():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 400)
        await lab.press("slash", *"step 30", "enter", "ampersand")
        await lab.until(lambda: page.query_one(ConsoleTab).view.only_matching)
        assert all("step 30" in line for line in console.visible_text if line)
        assert "only “step 30” 11 here" in page.counts()
        # The others are there again around what one looks at.
        await lab.press("ampersand")
        await lab.until(lambda: "step 310 of" in shown(console))
        assert "step 309 of" in shown(console)
        await lab.press("ampersand", "slash", "ctrl+u", *"nowhere", "enter")
        await lab.until(lambda: "no line" in console.draw_line(console.size.height // 2).text)
        await lab.press("escape")
        await lab.until(lambda: "step 309 of" in shown(console))


async def test_a_wrong_expression_says_so():
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 200)
        await lab.press("slash", *"step 3", "enter")
        await lab.until(lambda: "step 3" in page.counts())
        await lab.press("slash", "ctrl+u", *"/step (/", "enter")
        await lab.until(lambda: "is not a regular expression" in page.counts())
        # Nothing is searched for then, neither this nor what was before.
        looked_at = console.visible_text
        await lab.press("ampersand", "n")
        assert not console.only_matching
        assert console.visible_text == looked_at
        assert "is not a regular expression" in page.counts()
        # For the whole log it is typed anew.
        await lab.press("s")
        await lab.until(lambda: page.query(Prompt) and page.query_one(Prompt).text == "/step (/")
