"""Which uploaded files belong to tasks and models, and what becomes of them with these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import SplitResult, unquote, urlsplit

from mltui.server.file_store import BadName, FileStore
from mltui.server.store import Store

_ADDRESS = re.compile(r'https?://[^\s"\\<>]+')
_THIS_MACHINE = frozenset(("localhost", "127.0.0.1", "::1"))

_DOCUMENTS = (("tasks", "doc"), ("models", "doc"), ("event_documents", "document"))
"""Where files are named, by table and column: artifacts, models, images and plots."""


class UploadedFiles:
    """The files of a files server, of which those that nobody needs any more are removed.

    They are given up within a change of the store, and removed after it: if it is taken back they
    are still needed.
    """

    def __init__(self, store: Store, files: FileStore, address: str) -> None:
        """Makes it.

        Args:
            store: where everything is that may name a file.
            files: the files.
            address: the address below which they are.
        """
        self._store = store
        self._files = files
        self._address = urlsplit(address)
        self._given_up: set[str] = set()

    def give_up(self, owner: str, addresses: Iterable[object]) -> None:
        """Notes that a task or model will need its files no longer; before it is removed.

        Args:
            owner: its id, by which it has reported images and plots.
            addresses: where other files of it are; what is no address of a file here is left alone.
        """
        texts = [str(address) for address in addresses]
        texts += self._reported(owner)
        self._given_up |= self._names(texts, self._is_own)

    def remove(self) -> int:
        """Removes what was given up, except what somebody names after all; answers how many."""
        given_up, self._given_up = self._given_up, set()
        if not given_up:
            return 0
        removed = 0
        for name in given_up - self._names(self._mentions(), self._may_be_own):
            # One that cannot be removed is in nobody's way.
            with suppress(BadName, OSError):
                removed += self._files.delete(name)
        return removed

    def _reported(self, owner: str) -> list[str]:
        rows = self._store.connection.execute(
            "SELECT document FROM event_documents WHERE task = ? AND instr(document, ?)",
            (owner, self._needle()),
        )
        return [str(row[0]) for row in rows]

    def _mentions(self) -> Iterable[str]:
        for table, column in _DOCUMENTS:
            for (text,) in self._store.connection.execute(
                f'SELECT {column} FROM "{table}" WHERE instr({column}, ?)', (self._needle(),)
            ):
                yield str(text)

    def _needle(self) -> str:
        """What every address of a file here has in it, whatever it calls this machine."""
        port = self._address.port
        return f":{port}/" if port else "://"

    def _names(self, texts: Iterable[str], wanted: Callable[[SplitResult], bool]) -> set[str]:
        """The names of the files whose addresses are in texts."""
        names: set[str] = set()
        for text in texts:
            for address in _ADDRESS.findall(text):
                with suppress(ValueError):
                    parts = urlsplit(address)
                    if wanted(parts):
                        names.add("/".join(part for part in unquote(parts.path).split("/") if part))
        return names

    def _may_be_own(self, parts: SplitResult) -> bool:
        return parts.port == self._address.port

    def _is_own(self, parts: SplitResult) -> bool:
        known = {*_THIS_MACHINE, self._address.hostname}
        return parts.port == self._address.port and parts.hostname in known
