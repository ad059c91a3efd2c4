from __future__ import annotations

import asyncio
import tempfile
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest

from mltui.app import MltuiApp
from mltui.live.reports import ReportFilter, parse_report_filter
from mltui.screens.report import ReportScreen
from mltui.screens.reports import ReportsScreen
from mltui.screens.task import TaskScreen
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.confirm_difference import ConfirmDifference
from mltui.widgets.report_view import ReportView
from tests.screens.album import StillTiming
from tests.support.lab import LabMonitor, lab_monitor
from tests.support.reports import open_report, open_reports, said, write


def test_a_filter_is_read_from_words():
    assert parse_report_filter("tag:weekly status:draft scaling notes") == ReportFilter(
        "scaling notes", ("weekly",), ("created",)
    )


async def test_reports_are_listed_with_their_tags_and_projects():
    async with lab_monitor() as lab:
        await open_reports(lab)
        key = next(k for k in lab.row_keys if lab.cell(k, "name") == "Detection, week 47")
        assert lab.cell(key, "tags") == "weekly"
        assert lab.cell(key, "project") == "Vision/Detection"
        assert "published" in lab.cell(key, "status")


async def test_a_tag_chooses_reports():
    async with lab_monitor() as lab:
        await open_reports(lab)
        await lab.press("slash", *"tag:weekly", "enter")
        await lab.until(lambda: lab.column("name") == ["Detection, week 47"])
        lab.app.screen.set_filter("status:draft")
        await lab.until(lambda: len(lab.row_keys) == 2)


async def test_a_report_is_rendered_with_its_plots():
    async with lab_monitor() as lab:
        view = await open_report(lab, "Detection, week 47")
        assert "yolo-l aug v3   │  0.679" in view.text
        await lab.until(lambda: "━ train" in view.text and "traffic light" in view.text)
        assert "iframe" not in view.text


async def test_a_plot_leads_to_its_task():
    async with lab_monitor() as lab:
        await open_report(lab, "Detection, week 47")
        await lab.until(lambda: lab.app.screen._question.embeds)
        await lab.press("t")
        await lab.until(lambda: not isinstance(lab.app.screen, ReportScreen))
        if isinstance(lab.app.screen, Choose):
            await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
        assert lab.app.screen.task_id


async def test_a_report_is_edited_in_the_persons_editor(monkeypatch):
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: f"{text}\nAnd more.")
    async with lab_monitor() as lab:
        view = await open_report(lab, "Scaling notes")
        await lab.press("e")
        await lab.until(lambda: "And more." in view.text)


def kept_in(folder: Path) -> list[str]:
    """The texts that were kept."""
    return [path.read_text() for path in folder.glob("mltui-*.md")]


async def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_unasked(
    monkeypatch, tmp_path: Path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with lab_monitor() as lab:
        view = await open_report(lab, "Scaling notes")
        screen = lab.app.screen
        assert isinstance(screen, ReportScreen)
        store = lab.demo.lab.engine.store
        seen: list[str] = []

        def edited(app: object, text: str, suffix: str) -> str:
            if not seen:
                store.tasks.update(screen._identity, {"report": "Theirs."})
            seen.append(text)
            return "Mine."

        monkeypatch.setattr("mltui.screens.report.edit", edited)
        await lab.press("e")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        assert lab.app.screen._lines[-2:] == ["-Theirs.", "+Mine."]
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is screen)
        # What was written is not lost, neither here nor if the page is left.
        assert kept_in(tmp_path) == ["Mine."]
        assert "Theirs." in view.text
        await lab.press("e")
        await lab.until(lambda: "Mine." in view.text)
        assert seen[1] == "Mine."
        assert screen._draft is None


async def test_a_text_that_cannot_be_saved_is_kept(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: "Mine.")
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        lab.wire.cut = True
        await lab.press("e")
        await lab.until(lambda: any("e goes on with it" in text for text in said(lab)))
        assert kept_in(tmp_path) == ["Mine."]
        assert lab.app.screen._draft.text == "Mine."
        # Once it is saved nothing lies about.
        lab.wire.cut = False
        monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: f"{text} Anew.")
        await lab.press("e")
        await lab.until(lambda: lab.app.screen._draft is None)
        assert lab.wire.bodies["reports.update"][-1]["report"] == "Mine. Anew."
        assert kept_in(tmp_path) == []


def hold(lab: LabMonitor, endpoint: str) -> asyncio.Event:
    """Have requests to an endpoint wait until the event is set."""
    free, way = asyncio.Event(), lab.wire.handle_async_request

    async def held(request: httpx.Request) -> httpx.Response:
        if request.url.path.strip("/") == endpoint:
            await free.wait()
        return await way(request)

    lab.wire.handle_async_request = held  # type: ignore[method-assign]
    return free


async def edited_and_left(lab: LabMonitor) -> None:
    """Write a text, and leave the page while the server is being asked."""
    await lab.press("e")
    await lab.until(lambda: lab.app.sitting.under_way)
    await lab.press("escape")
    await lab.until(lambda: isinstance(lab.app.screen, ReportsScreen))


@pytest.mark.parametrize("endpoint", ["reports.get_all_ex", "reports.update"])
async def test_a_text_is_saved_also_if_the_page_is_left_meanwhile(
    monkeypatch, tmp_path: Path, endpoint: str
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: "Mine.")
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        free = hold(lab, endpoint)
        await edited_and_left(lab)
        assert kept_in(tmp_path) == ["Mine."]
        free.set()
        await lab.until(lambda: "“Scaling notes” is saved." in said(lab))
        assert lab.wire.bodies["reports.update"][-1]["report"] == "Mine."
        await lab.until(lambda: kept_in(tmp_path) == [])


async def test_where_a_text_is_that_could_not_be_saved_is_told_also_where_the_page_was_left(
    monkeypatch, tmp_path: Path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: "Mine.")
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        free = hold(lab, "reports.update")
        lab.wire.refuse("reports.update", lambda body: True)
        await edited_and_left(lab)
        free.set()
        await lab.until(lambda: any("Your text is kept in" in text for text in said(lab)))
        assert said(lab)[-1].startswith(f"Your text is kept in {tmp_path}/mltui-")
        assert "e goes on" not in said(lab)[-1]
        assert kept_in(tmp_path) == ["Mine."]


async def test_nobody_is_overwritten_where_the_page_was_left(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        screen = lab.app.screen
        assert isinstance(screen, ReportScreen)

        def edited(app: object, text: str, suffix: str) -> str:
            lab.demo.lab.engine.store.tasks.update(screen._identity, {"report": "Theirs."})
            return "Mine."

        monkeypatch.setattr("mltui.screens.report.edit", edited)
        free = hold(lab, "reports.get_all_ex")
        await edited_and_left(lab)
        free.set()
        await lab.until(lambda: any("changed it meanwhile" in text for text in said(lab)))
        assert kept_in(tmp_path) == ["Mine."]
        assert lab.wire.asked["reports.update"] == 0


async def test_leaving_the_program_waits_for_a_text_that_is_being_saved(
    monkeypatch, tmp_path: Path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: "Mine.")
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        free = hold(lab, "reports.update")
        await lab.press("e")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("q")
        await lab.until(lambda: any("leaving when the server has" in text for text in said(lab)))
        assert lab.app.is_running
        free.set()
        await lab.until(lambda: not lab.app.is_running)
        assert lab.wire.bodies["reports.update"][-1]["report"] == "Mine."
        assert kept_in(tmp_path) == []


async def test_a_report_that_is_gone_meanwhile_takes_no_text(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")

        def edited(app: object, text: str, suffix: str) -> str:
            lab.wire.empty["reports.get_all_ex"] = {"tasks": []}
            return "Mine."

        monkeypatch.setattr("mltui.screens.report.edit", edited)
        await lab.press("e")
        await lab.until(lambda: kept_in(tmp_path))
        assert lab.wire.asked["reports.update"] == 0


@pytest.mark.parametrize("editor", ["no-such-editor", "false", '"'])
async def test_an_editor_that_fails_is_told_of_and_changes_nothing(monkeypatch, editor: str):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setattr(MltuiApp, "suspend", lambda app: nullcontext())
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        await lab.press("e")
        await lab.until(lambda: lab.app._notifications)
        assert [note.severity for note in lab.app._notifications] == ["error"]
        assert lab.wire.asked["reports.update"] == 0


async def test_publishing_asks_first_and_then_the_text_is_final():
    async with lab_monitor() as lab:
        await open_report(lab, "Scaling notes")
        await lab.press("P")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("y")
        await lab.until(lambda: isinstance(lab.app.screen, ReportScreen))
        screen = lab.app.screen
        await lab.until(lambda: screen._report.published)
        assert screen.check_action("edit", ()) is False
        assert screen.check_action("publish", ()) is False


async def test_a_report_goes_into_the_archive_and_comes_back():
    async with lab_monitor() as lab:
        await open_reports(lab)
        await lab.press("a")
        await lab.until(lambda: len(lab.row_keys) == 2)
        await lab.press("A")
        await lab.until(lambda: lab.column("name") == ["Detection, week 47"])
        await lab.press("a")
        await lab.until(lambda: lab.note == "No report is archived. A shows the others again.")
        lab.app.screen.set_filter("archived nothing like it")
        await lab.until(lambda: lab.note == "No report fits this filter.")


async def test_a_key_pressed_twice_archives_once():
    async with lab_monitor() as lab:
        await open_reports(lab)
        free, listed, way = asyncio.Event(), asyncio.Event(), lab.wire.handle_async_request

        async def held(request: httpx.Request) -> httpx.Response:
            await (free if "archive" in request.url.path else listed).wait()
            return await way(request)

        lab.wire.handle_async_request = held
        await lab.press("a", "a")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("a")
        free.set()
        await lab.until(lambda: lab.app.changes)
        # Nor before the list shows what was done.
        await lab.press("a")
        listed.set()
        await lab.until(lambda: len(lab.row_keys) == 2)
        assert lab.wire.asked["reports.archive"] == len(lab.app.changes) == 1


async def test_an_archiving_is_taken_back_on_the_page_of_the_report_and_in_the_list():
    async with lab_monitor(notices=True) as lab:
        await open_report(lab, "Scaling notes")
        page = lab.app.screen
        assert isinstance(page, ReportScreen)
        await lab.press("u")
        await lab.press("a")
        await lab.until(lambda: page._report.archived)
        assert "“Scaling notes” is archived. u undoes it" in said(lab)
        lab.wire.cut = True
        await lab.press("u")
        await lab.until(lambda: any("Could not restore" in text for text in said(lab)))
        lab.wire.cut = False
        await lab.press("u")
        await lab.until(lambda: not page._report.archived)
        await lab.press("a")
        await lab.until(lambda: page._report.archived)
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, ReportsScreen))
        await lab.until(lambda: len(lab.row_keys) == 2)
        await lab.press("u")
        await lab.until(lambda: len(lab.row_keys) == 3)
        assert not lab.app.changes


async def test_an_undo_that_is_refused_is_over_and_older_ones_come_next():
    async with lab_monitor(notices=True) as lab:
        await open_reports(lab)
        first, second = lab.row_keys[:2]
        await lab.press("a")
        await lab.until(lambda: first not in lab.row_keys)
        await lab.press("a")
        await lab.until(lambda: len(lab.app.changes) == 2)
        lab.wire.refuse("reports.unarchive", lambda body: body["task"] == second)
        await lab.press("u")
        await lab.until(lambda: any("Could not restore" in text for text in said(lab)))
        assert len(lab.app.changes) == 1
        await lab.press("u")
        await lab.until(lambda: first in lab.row_keys)
        assert not lab.app.changes


async def test_the_list_knows_what_was_done_on_the_page_of_a_report():
    # No time passes: what is asked again is asked for a reason.
    async with lab_monitor(timing=StillTiming()) as lab:
        await open_report(lab, "Scaling notes")
        await lab.press("a")
        screen = lab.app.screen
        assert isinstance(screen, ReportScreen)
        await lab.until(lambda: screen._report.archived)
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, ReportsScreen))
        await lab.until(lambda: "Scaling notes" not in lab.column("name"))


async def test_a_report_is_begun_in_a_project_and_opened_to_be_written(monkeypatch):
    monkeypatch.setattr("mltui.screens.report.edit", lambda app, text, suffix: "# Week 48")
    async with lab_monitor() as lab:
        await open_reports(lab)
        await lab.press("plus")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*"Vision/Detection/Week 48", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ReportScreen))
        await lab.until(lambda: lab.note == "This report is empty so far; e writes it.")
        assert lab.app.screen.subject() == "Vision/Detection / Week 48"
        await lab.press("e")
        await lab.until(lambda: "Week 48" in lab.app.screen.query_one(ReportView).text)


async def test_no_report_is_begun_in_a_project_that_is_not_there():
    async with lab_monitor() as lab:
        await open_reports(lab)
        await lab.press("plus")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*"Nowhere/ab", "enter")
        assert isinstance(lab.app.screen, AskText)
        await lab.press("c", "enter")
        await lab.until(lambda: any("no project “Nowhere”" in text for text in said(lab)))
        assert lab.wire.asked["reports.create"] == 0


async def test_a_server_without_reports_says_so():
    async with lab_monitor() as lab:
        lab.wire.empty["reports.get_all_ex"] = {"tasks": []}
        lab.app.go("reports")
        await lab.until(lambda: lab.note == "Nobody has written a report. + begins one.")


async def test_an_older_server_has_no_reports_and_says_since_when_they_are():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("reports.get_all_ex")
        lab.app.go("reports")
        await lab.until(lambda: "Not on this server" in lab.note and "2.23" in lab.note)
        assert lab.app.screen.has_nothing


async def test_reports_that_are_refused_once_may_still_be_filtered():
    async with lab_monitor() as lab:
        lab.wire.refuse("reports.get_all_ex", lambda body: True)
        lab.app.go("reports")
        await lab.until(lambda: "Refused here" in lab.note)
        assert not lab.app.screen.has_nothing
        assert lab.app.screen.check_action("filter", ())


async def test_a_report_whose_plots_cannot_be_had_is_still_read():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("reports.get_task_data")
        view = await open_report(lab, "Detection, week 47")
        assert "What we learned" in view.text
        await lab.until(lambda: "Not on this server" in lab.note)


async def test_a_plot_that_the_server_refuses_costs_none_of_the_others():
    asked: list[object] = []

    def data(body: dict[str, object]) -> dict[str, object]:
        asked.append(body)
        return {"tasks": [], "plots": {}, "scalar_metrics_iter_histogram": {}}

    async with lab_monitor() as lab:
        frame = '<iframe src="/w?type={}&objects={}&metrics=loss" name="{}"></iframe>'
        text = "\n\n".join(frame.format(kind, "f" * 32, kind) for kind in ("plot", "scalar"))
        write(lab, text)
        lab.wire.refuse("reports.get_task_data", lambda body: "plots" in body)
        lab.wire.empty["reports.get_task_data"] = data
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: "no such scalars" in view.text)
        assert "Refused here." in view.text
