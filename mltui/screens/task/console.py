"""The Console tab: the task's log, followed."""

from __future__ import annotations

from textual.app import ComposeResult

from mltui.live.console import ConsoleAnswer, ConsoleQuestion, Message
from mltui.screens.task.tab import TaskTab
from mltui.series.moments import local
from mltui.widgets.log_view import LogLine, LogView

#: How often new lines are asked for, seconds.
PACE_S = 3.0


class ConsoleTab(TaskTab):
    """The log of a task, with what is asked for it."""

    _question: ConsoleQuestion

    def compose(self) -> ComposeResult:
        """Yield the log."""
        yield Console()

    def open_feeds(self) -> None:
        """Ask for the newest lines, then for what is new."""
        self._question = ConsoleQuestion(self.page.task_id)
        self.ask("console", self._question, PACE_S, self.query_one(Console).take, in_parts=True)

    def task_was_reset(self) -> None:
        """Begin with the new log."""
        self._question.reset()


class Console(LogView):
    """The log of a task."""

    def take(self, answer: ConsoleAnswer) -> None:
        """Show what is new."""
        if answer.fresh:
            self.clear()
        if answer.messages:
            self.extend([_line(message) for message in answer.messages])


def _line(message: Message) -> LogLine:
    return LogLine(message.text, prefix=f"{local(message.timestamp / 1000, '%H:%M:%S')} ")
