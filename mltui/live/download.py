"""A file on its way from a server to this computer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is, in bytes; the total is None where the server does not say."""

    received: int
    total: int | None = None

    @property
    def share(self) -> float | None:
        """Which part of it is here, 0 to 1."""
        return self.received / self.total if self.total else None


class Refused(Exception):
    """The file cannot be written; the text says why."""


def file_name(address: str) -> str:
    """Return the name under which a file is kept by default: the last part of its address."""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = address
    name = unquote(path).rpartition("/")[2]
    kept = "".join(sign if sign.isprintable() and sign not in "/\\\0" else "_" for sign in name)
    return kept.lstrip(".") or "model"


def why_not_there(path: Path) -> str | None:
    """Say why nothing can be written at a path, or None where it can."""
    try:
        if path.is_dir():
            return f"{path} is a folder."
        if path.exists():
            return f"{path} is there already; it is not overwritten."
        if not path.parent.is_dir():
            return f"There is no folder {path.parent}."
        if not os.access(path.parent, os.W_OK):
            return f"Nothing may be written into {path.parent}."
        # A name that no file can have merely is not there for the questions above.
        with suppress(FileNotFoundError):
            path.lstat()
    except OSError as error:
        return f"Nothing can be written there: {(error.strerror or str(error)).lower()}."
    except ValueError:
        return "No file can have this name."
    return None


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write that is at its place once all of it is; else nothing of it is kept.

    Raises:
        Refused: Something is there, or it cannot be written.
    """
    reason = why_not_there(path)
    if reason is not None:
        raise Refused(reason)
    # Of this download alone: another one may be on its way to the same place.
    aside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with aside.open("xb") as file:
            yield file
        _put(aside, path)
    except FileExistsError:
        raise Refused(f"{path} is there already; it is not overwritten.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from None
    finally:
        # Where it could not be made it may not be possible to remove either.
        with suppress(OSError):
            aside.unlink()


def _put(aside: Path, path: Path) -> None:
    """Give a file its name, which nothing may have got meanwhile."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links: there the name is taken first, then filled.
        path.open("xb").close()
        try:
            aside.replace(path)
        except OSError:
            path.unlink()
            raise


async def download(
    client: Client, address: str, path: Path, moved: Callable[[Progress], None]
) -> Progress:
    """Fetch a file; what was begun and not finished is removed again.

    Args:
        client: The server's client.
        address: The file's address.
        path: Where to; nothing may be there yet.
        moved: Told of every portion.

    Raises:
        ApiError: The file cannot be fetched.
        Refused: The disk does not take it.
    """
    progress = Progress(0)
    with new_file(path) as file:

        def take(portion: bytes, total: int | None) -> None:
            nonlocal progress
            file.write(portion)
            progress = Progress(progress.received + len(portion), total)
            moved(progress)

        await client.session.fetch(address, take)
    return progress
