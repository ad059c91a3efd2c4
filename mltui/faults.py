"""What happens on an unexpected exception: a line for the person, the rest into the log file."""

from __future__ import annotations

import logging
from pathlib import Path

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual.app import App

from mltui.guidance import apology

_log = logging.getLogger(__name__)


class FaultReporting(App[int]):
    """An application that never shows a traceback. Mix in before the application's class."""

    log_location: Path | None = None
    """Where the log file is, None if there is none."""

    def _handle_exception(self, error: Exception) -> None:
        if self._exit:
            # What is being taken down may stumble over an answer that still comes.
            _log.warning("exception on the way out", exc_info=error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        _log.critical("unexpected exception", exc_info=self._exception)
        self._apologise()

    def panic(self, *renderables: RenderableType) -> None:
        """Leave with the apology; what Textual wanted to show goes into the log file."""
        error = self._exception
        if error is None:
            _log.critical("the application gave up: %s", *map(str, renderables[:1]), exc_info=True)
        else:
            _log.critical("unexpected exception", exc_info=error)
        self._apologise()

    def _apologise(self) -> None:
        self._return_code = 1
        if not self._exit_renderables:
            sentence = Text(apology(self.log_location))
            self._exit_renderables.append(Segments(self.console.render(sentence)))
        self._close_messages_no_wait()
