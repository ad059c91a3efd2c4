"""The Overview tab: what a person asks first, and what the metrics came to."""

from __future__ import annotations

from textual.app import ComposeResult

from mltui.screens.task.facts import METRIC_COLUMNS, Facts, metric_row
from mltui.screens.task.tab import TaskTab
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table


class Overview(TaskTab):
    """Facts beside (or, on a narrow screen, above) the table of last metrics."""

    def compose(self) -> ComposeResult:
        """Yield both halves."""
        yield Lines(id="facts")
        yield Table(METRIC_COLUMNS, id="metrics")

    def show_facts(self, facts: Facts) -> None:
        """Show a task."""
        self.query_one("#facts", Lines).show(facts.lines())
        rows = [metric_row(last) for last in facts.details.metrics]
        self.query_one("#metrics", Table).set_rows(rows)
