"""The Console tab: the task's log, followed."""

from __future__ import annotations

from datetime import datetime

from mltui.live.console import ConsoleAnswer, Message
from mltui.widgets.log_view import LogLine, LogView


class Console(LogView):
    """The log of a task."""

    def take(self, answer: ConsoleAnswer) -> None:
        """Show what is new."""
        if answer.fresh:
            self.clear()
        if answer.messages:
            self.extend([_line(message) for message in answer.messages])


def _line(message: Message) -> LogLine:
    written = datetime.fromtimestamp(message.timestamp / 1000).astimezone()
    return LogLine(message.text, prefix=written.strftime("%H:%M:%S "))
