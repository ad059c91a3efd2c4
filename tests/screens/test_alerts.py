from __future__ import annotations

from mltui.live.store import MemoryStore
from mltui.live.watches import Target, Watch
from mltui.screens.alerts import AlertsScreen
from mltui.screens.help import HelpScreen
from mltui.screens.home import HomeScreen
from mltui.screens.queues import QueuesScreen
from mltui.screens.task import TaskScreen
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.lines import Lines
from mltui.widgets.status_line import StatusLine
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor

RUN = "yolo-l aug v3"


async def on_the_run(lab: LabMonitor) -> str:
    """Put the cursor on a running task; return its id."""
    await lab.until_rows()
    (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == RUN)
    lab.table.move_to(key)
    await lab.until(lambda: lab.table.cursor_key == key)
    return key


async def on_alerts(lab: LabMonitor) -> AlertsScreen:
    """Go to the list of alerts."""
    await lab.press("colon", *"alerts", "enter")
    await lab.until(lambda: isinstance(lab.app.screen, AlertsScreen))
    page = lab.app.screen
    assert isinstance(page, AlertsScreen)
    return page


async def watched(lab: LabMonitor) -> str:
    key = await on_the_run(lab)
    await lab.press("exclamation_mark")
    await lab.until(lambda: isinstance(lab.app.screen, AskText))
    await lab.press("enter")
    await lab.until(lambda: lab.app.alerts.watches)
    return key


async def until_told(lab: LabMonitor) -> None:
    assert lab.app._looking is not None
    lab.app._looking.ask_next()
    await lab.until(lambda: lab.app.unseen_alerts)


def told(lab: LabMonitor) -> list[str]:
    return [notification.message for notification in lab.app._notifications]


async def test_a_watched_task_that_fails_is_told_on_any_screen_and_listed():
    async with lab_monitor() as lab:
        key = await watched(lab)
        await lab.press("3")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        await lab.call("tasks.failed", {"task": key, "status_message": "CUDA out of memory"})
        await until_told(lab)
        assert f"{RUN} failed: CUDA out of memory" in told(lab)
        status = lab.app.screen.query_one(StatusLine)
        await lab.until(lambda: "1 alert" in status.render_line(0).text)
        await lab.press("colon", *"alerts", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, AlertsScreen) and lab.row_keys)
        assert lab.column("name") == [RUN]
        assert lab.column("sentence") == ["✗ failed: CUDA out of memory"]
        assert lab.app.unseen_alerts == 0
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_what_is_watched_is_kept_where_no_cache_is_cleared():
    async with lab_monitor() as lab:
        lab.app.lasting = MemoryStore()
        await watched(lab)
        await lab.until(lambda: lab.app.lasting.get("alerts"))
        assert lab.app.store.get("alerts") is None


async def test_what_holds_already_and_what_was_never_reported_is_said_when_it_is_watched():
    async with lab_monitor() as lab:
        await on_the_run(lab)
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*" iteration>1 lossy>4", "enter")
        await lab.until(lambda: told(lab))
        assert told(lab)[-1] == (
            f"“{RUN}” is watched; iteration>1 holds already. It has not reported “lossy” yet."
            " :alerts lists what happens."
        )


async def test_a_task_that_was_stopped_has_the_sign_of_that():
    async with lab_monitor() as lab:
        key = await watched(lab)
        await lab.call("tasks.stopped", {"task": key})
        await until_told(lab)
        await lab.press("colon", *"alerts", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, AlertsScreen) and lab.row_keys)
        assert lab.column("sentence")[0].startswith("■ was stopped after")


async def test_a_watched_task_that_diverged_is_listed_as_such():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.until(lambda: "∞ diverged" in lab.column_known("status"))
        (key,) = (k for k in lab.row_keys if lab.cell(k, "status") == "∞ diverged")
        lab.table.move_to(key)
        await lab.until(lambda: lab.table.cursor_key == key)
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        await lab.until(lambda: told(lab))
        assert "is watched; diverges holds already." in told(lab)[-1]
        await on_alerts(lab)
        watches = lab.app.screen.query_one("#watched", Table)
        await lab.until(lambda: watches.total == 1)
        await lab.until(lambda: watches.row(f"task:{key}").cells["state"].text == "∞ diverged")


async def test_the_same_key_ends_the_watch():
    async with lab_monitor() as lab:
        key = await watched(lab)
        await lab.until(lambda: not isinstance(lab.app.screen, AskText))
        await lab.until(lambda: lab.cell(key, "status") == "● running")
        marked = (("!", "accent"),)
        await lab.until(lambda: lab.table.row(key).cells["status"].more == marked)
        await lab.press("exclamation_mark")
        await lab.until(lambda: not lab.app.alerts.watches)
        await lab.until(lambda: lab.table.row(key).cells["status"].more == ())
        assert told(lab)[-1] == f"“{RUN}” is watched no longer."


async def test_what_cannot_be_read_is_said_in_the_dialog():
    async with lab_monitor() as lab:
        await on_the_run(lab)
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*" loss", "enter")
        wrong = lab.app.screen.query_one("#wrong")
        await lab.until(lambda: "“loss” is none of" in str(wrong.render()))
        await lab.press(*">0.2", "enter")
        await lab.until(lambda: lab.app.alerts.watches)
        assert lab.app.alerts.watches[0].wish == "ends fails stalls diverges loss>0.2"


async def test_a_list_with_a_filter_is_watched_as_a_whole():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"user:me status:running", "enter")
        await lab.until(lambda: lab.app.screen.pattern == "user:me status:running")
        await lab.until_rows()
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press("down", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        await lab.until(lambda: lab.app.alerts.watches)
        (watch,) = lab.app.alerts.watches
        assert (watch.target, watch.identity) == ("filter", "user:me status:running")


async def test_a_filter_that_no_task_fits_yet_is_watched():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"nobody_began_this", "enter")
        await lab.until(lambda: not lab.row_keys)
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        await lab.until(lambda: lab.app.alerts.watches)
        (watch,) = lab.app.alerts.watches
        assert (watch.target, watch.identity) == ("filter", "nobody_began_this")


async def test_a_queue_that_is_too_long_is_told():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("3")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        await lab.until_rows()
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "gpu-large")
        lab.table.move_to(key)
        await lab.press("exclamation_mark")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("backspace", "backspace", "0", "enter")
        await lab.until(lambda: lab.app.alerts.watches)
        await until_told(lab)
        assert any("waiting task" in text and text.endswith("more than 0") for text in told(lab))


async def test_why_something_cannot_be_looked_at_is_said_beside_it():
    async with lab_monitor() as lab:
        key = await watched(lab)
        lab.wire.refuse("tasks.get_all_ex", lambda body: body.get("name") == "odd")
        lab.app.alerts.add(Watch(Target.FILTER, "odd", "my odd ones", ("fails",)), 0.0)
        lab.app.alerts_changed()
        await on_alerts(lab)
        watches = lab.app.screen.query_one("#watched", Table)

        def said(row: str) -> str:
            return watches.row(row).cells["wish"].text

        await lab.until(lambda: watches.total == 2)
        await lab.until(lambda: said("filter:odd").endswith("Refused here."))
        assert said(f"task:{key}") == "ends fails stalls diverges"
        await lab.until(lambda: lab.note.startswith("“my odd ones” cannot be looked at. The"))


async def test_a_watch_that_ended_behind_another_screen_is_gone_on_coming_back():
    async with lab_monitor() as lab:
        key = await watched(lab)
        page = await on_alerts(lab)
        watches, fired = page.query_one("#watched", Table), page.query_one("#fired", Table)
        await lab.until(lambda: watches.total)
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        await lab.call("tasks.failed", {"task": key})
        await until_told(lab)
        await lab.press("escape")
        await lab.until(lambda: watches.total == 0 and fired.total == 1)


async def test_what_has_just_gone_is_not_opened():
    async with lab_monitor() as lab:
        await watched(lab)
        page = await on_alerts(lab)
        for table in page.query(Table):
            page.post_message(Table.Selected(table, "gone"))
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is page)


async def test_watches_and_alerts_are_removed():
    async with lab_monitor() as lab:
        key = await watched(lab)
        page = await on_alerts(lab)
        watches = page.query_one("#watched", Table)
        await lab.until(lambda: watches.total == 1 and watches.has_focus)
        await lab.until(lambda: "running" in watches.row(f"task:{key}").cells["state"].text)
        # Nothing has happened yet: in the other list there is nothing to go to.
        await lab.press("tab")
        assert watches.has_focus
        await lab.press("d")
        await lab.until(lambda: not lab.app.alerts.watches and watches.total == 0)
        await lab.until(lambda: lab.note.startswith("Nothing is watched."))


async def test_alerts_do_not_hide_the_screen_they_were_opened_on():
    async with lab_monitor() as lab:
        tasks = lab.app.screen
        await on_alerts(lab)
        await lab.press("3")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        await lab.press("2")
        await lab.until(lambda: lab.app.screen is tasks)


async def test_home_shows_what_happened_last():
    async with lab_monitor() as lab:
        key = await watched(lab)
        await lab.press("0")
        await lab.until(lambda: isinstance(lab.app.screen, HomeScreen))
        glance = lab.app.screen.query_one("#glance", Lines)
        await lab.until(lambda: "Alerts  1 watched" in glance.text)
        await lab.call("tasks.completed", {"task": key})
        await until_told(lab)
        await lab.until(lambda: f"✓ {RUN} completed after 3h" in glance.text)
