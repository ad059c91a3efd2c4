"""Which uploaded files belong to tasks and models, and what becomes of them with these."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import SplitResult, unquote, urlsplit

from mltui.server.file_store import BadName, FileStore
from mltui.server.store import Store

_log = logging.getLogger(__name__)

_ADDRESS = re.compile(r'https?://[^\s"\\<>]+')
_ESCAPED = re.compile(r"(?:\\{1,9}u[0-9A-Fa-f]{4})+")
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
        self._given_up |= self._names(texts)

    def remove(self) -> int:
        """Removes what was given up, except what somebody names after all; answers how many.

        Whoever had something deleted gets that answer whether or not this succeeds: if what names
        files cannot be read, they stay until the next time.
        """
        if not self._given_up:
            return 0
        try:
            unneeded = self._given_up - self._named(self._given_up)
        except sqlite3.Error:
            _log.exception("it is not known which uploaded files are needed: all stay for now")
            return 0
        self._given_up = set()
        removed = 0
        for name in unneeded:
            # One that cannot be removed is in nobody's way.
            with suppress(BadName, OSError):
                removed += self._files.delete(name)
        return removed

    def _reported(self, owner: str) -> list[str]:
        rows = self._store.connection.execute(
            "SELECT document FROM event_documents WHERE task = ? AND instr(document, ?)",
            (owner, f":{self._address.port}/" if self._address.port else "://"),
        )
        return [_unescaped(str(row[0])) for row in rows]

    def _names(self, texts: Iterable[str]) -> set[str]:
        """The names of the files of this server whose addresses are in texts."""
        names: set[str] = set()
        for text in texts:
            for address in _ADDRESS.findall(text):
                with suppress(ValueError):
                    parts = urlsplit(address)
                    if self._is_own(parts):
                        names.add("/".join(part for part in unquote(parts.path).split("/") if part))
        return names

    def _named(self, names: set[str]) -> set[str]:
        """Those of the names whose addresses are somewhere in what is kept.

        Where an address ends cannot be told: in a text a bracket or a full stop may follow. So one
        that only begins with that of a file names it too: it is kept once too often, never lost.
        """
        lengths = sorted({len(name) for name in names})
        # Whatever way a letter is written, it takes fewer than this.
        reach = 100 + 24 * max(lengths, default=0)
        port = self._address.port
        # A colon may be written as %3A or \u003a.
        needle, before = (str(port), (":", "3a", "3A")) if port else ("http", ("",))
        # This many slashes, several taken for one, stand between that and a name.
        slashes = 1 if port else 2
        named: set[str] = set()
        for kept in self._mentions(needle):
            begin = kept.find(needle)
            while begin >= 0:
                after = begin + len(needle)
                if kept.endswith(before, max(0, begin - 2), begin):
                    for form in _forms(kept[after : after + reach]):
                        path = form.split("/", slashes)[-1]
                        named |= {path[:length] for length in lengths} & names
                begin = kept.find(needle, after)
        return named

    def _mentions(self, needle: str) -> Iterator[str]:
        """The documents with a text in them that is in all addresses of files here."""
        for table, column in _DOCUMENTS:
            for (text,) in self._store.connection.execute(
                f'SELECT {column} FROM "{table}" WHERE instr({column}, ?)', (needle,)
            ):
                yield str(text)

    def _is_own(self, parts: SplitResult) -> bool:
        known = {*_THIS_MACHINE, self._address.hostname}
        return parts.port == self._address.port and parts.hostname in known


def _forms(written: str) -> set[str]:
    """A part of a text as it may be meant: its letters quoted as in an address, or within one."""
    text = _unescaped(written).replace("\\", "")
    forms = (text, unquote(text), unquote(unquote(text)))
    return {re.sub("//+", "/", form) for form in forms}


def _unescaped(text: str) -> str:
    """A text with the letters that JSON, or JSON within JSON, writes as numbers."""
    return _ESCAPED.sub(_letters, text) if "\\u" in text else text


def _letters(escaped: re.Match[str]) -> str:
    numbers = re.sub(r"\\+u", "", escaped[0])
    return bytes.fromhex(numbers).decode("utf-16-be", "replace")
