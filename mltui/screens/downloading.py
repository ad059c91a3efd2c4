"""Screens from which a file can be fetched: they ask where to, show how far it is, and can stop."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.worker import Worker

from mltui.api.errors import ApiError
from mltui.api.files import out_of_reach
from mltui.live.download import Progress, Refused, download, file_name
from mltui.screens.base import MonitorScreen
from mltui.screens.typed_path import typed_path, wrong_path
from mltui.series import numbers
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.progress import bar

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Progress is written anew after so many more bytes; each step is traffic to the terminal.
STEP_BYTES = 256 * 1024


#: Cells of the bar that shows how far it is.
BAR_WIDTH = 10


class DownloadMoved(Message):
    """More of the file is here."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Only the newest matters."""
        return isinstance(message, DownloadMoved)


class DownloadEnded(Message):
    """The file is here, or will not be: then `failure` says why."""

    def __init__(self, path: Path, progress: Progress, failure: str = "") -> None:
        super().__init__()
        self.path = path
        self.progress = progress
        self.failure = failure


class Downloading(MonitorScreen):
    """A screen that can fetch one file at a time; leaving it ends that."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._download: Worker[None] | None = None

    @property
    def downloading(self) -> bool:
        """Whether a file is on its way."""
        return self._progress is not None

    def counts(self) -> str:
        """Return how far the download is."""
        progress = self._progress
        if progress is None:
            return super().counts()
        if progress.share is None:
            return f"downloading {numbers.size(progress.received)}"
        filled = bar(progress.share, BAR_WIDTH)
        return f"downloading {filled} {progress.share:.0%} of {numbers.size(progress.total)}"

    def ask_download(self, address: str) -> None:
        """Ask where a file shall go, then fetch it; not while one is on its way, nor from S3."""
        if self.downloading:
            self.notify("A file is on its way already; esc stops it.", markup=False)
            return
        foreign = out_of_reach(address)
        if foreign:
            self._tell_failure(foreign)
            return
        dialog = AskText(
            "Download to",
            str(Path.cwd() / file_name(address)),
            check=wrong_path,
        )
        self.app.push_screen(dialog, partial(self._begin, address))

    def _begin(self, address: str, target: str | None) -> None:
        client = self.host.client
        if not target or client is None:
            return
        try:
            path = typed_path(target)
        except Refused as refused:
            self._tell_failure(str(refused))
            return
        self._progress = Progress(0)
        self._download = self._fetch(client, address, path)
        self.show_frame()

    @work(group="download", exclusive=True)
    async def _fetch(self, client: Client, address: str, path: Path) -> None:
        told = 0

        def moved(progress: Progress) -> None:
            nonlocal told
            if progress.received - told >= STEP_BYTES:
                told = progress.received
                self.post_message(DownloadMoved(progress))

        try:
            whole = await download(client, address, path, moved)
        except ApiError as error:
            self.post_message(DownloadEnded(path, Progress(0), error.sentence))
        except Refused as error:
            self.post_message(DownloadEnded(path, Progress(0), str(error)))
        else:
            self.post_message(DownloadEnded(path, whole))

    @on(DownloadMoved)
    def _show_progress(self, message: DownloadMoved) -> None:
        if self._progress is not None:
            self._progress = message.progress
            self.show_frame()

    @on(DownloadEnded)
    def _show_end(self, message: DownloadEnded) -> None:
        self._progress = self._download = None
        self.show_frame()
        if message.failure:
            self._tell_failure(message.failure)
        else:
            size = numbers.size(message.progress.received)
            self.notify(clean(f"Downloaded {size} to {message.path}"), markup=False)

    def _tell_failure(self, failure: str) -> None:
        self.notify(clean(f"Not downloaded: {failure}"), severity="error", markup=False)

    def action_back(self) -> None:
        """Stop a download first."""
        if self._download is not None:
            self._download.cancel()
            self._progress = self._download = None
            self.show_frame()
            self.notify("Download stopped; nothing of it was kept.", markup=False)
        else:
            super().action_back()
