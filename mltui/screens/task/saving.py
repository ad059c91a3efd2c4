"""Saves the whole log of a task to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError
from mltui.live import console
from mltui.live.download import Refused, new_file
from mltui.terminal import sgr

if TYPE_CHECKING:
    from mltui.api.client import Client


async def save_log(client: Client, task: str, path: Path, tell: Callable[[str], object]) -> None:
    """Write all messages of a task, without escape sequences; nothing is kept of a part.

    Args:
        client: The server.
        task: The task's id.
        path: Where to; nothing may be there yet.
        tell: Told how far it is, and at the end what came of it.
    """
    count = 0
    try:
        with new_file(path) as file:
            async for messages in console.read_whole(client, task):
                lines = "".join(f"{_plain(message.text)}\n" for message in messages)
                file.write(lines.encode(errors="replace"))
                count += len(messages)
                tell(f"saving, {count} messages, esc stops")
    except ApiError as error:
        tell(error.sentence)
    except Refused as refused:
        tell(str(refused))
    else:
        tell(f"saved {count} messages to {path}")


def _plain(text: str) -> str:
    return "\n".join(sgr.strip(line) for line in text.splitlines())
