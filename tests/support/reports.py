"""Opens reports of a lab, and writes what stands in them."""

from __future__ import annotations

from mltui.screens.report import ReportScreen
from mltui.screens.reports import ReportsScreen
from mltui.widgets.report_view import ReportView
from tests.support.lab import LabMonitor


async def open_reports(lab: LabMonitor) -> None:
    lab.app.go("reports")
    await lab.until(lambda: isinstance(lab.app.screen, ReportsScreen))
    await lab.until_rows()


async def open_report(lab: LabMonitor, name: str) -> ReportView:
    await open_reports(lab)
    lab.table.move_to(next(key for key in lab.row_keys if lab.cell(key, "name") == name))
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, ReportScreen))
    view = lab.app.screen.query_one(ReportView)
    await lab.until(lambda: view._text)
    return view


def write(lab: LabMonitor, text: str, name: str = "Scaling notes") -> None:
    """Give a report another text."""
    tasks = lab.demo.lab.engine.store.tasks
    (report,) = [task for task in tasks.find({"type": "report"}) if task["name"] == name]
    tasks.update(str(report["id"]), {"report": text})


def said(lab: LabMonitor) -> list[str]:
    """What was said in passing, oldest first."""
    return [note.message for note in lab.app._notifications]
