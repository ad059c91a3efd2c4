"""Decodes long answers a piece at a time, so that a key is not kept waiting.

Nothing here knows more of JSON than how the items of a list are joined. Where one ends is guessed,
and the decoder says whether that was right: what comes before is a list of whole items if, and only
if, it becomes one by a closing bracket.
"""

from __future__ import annotations

import asyncio
import re

from mltui.api.envelope import decode
from mltui.api.turns import Turns
from mltui.api.types.json import Json, JsonObject

#: A longer answer takes milliseconds to decode, bytes.
LONG_BYTES = 100_000

#: A piece is a little longer than this, bytes; it takes a tenth of a millisecond.
PIECE_BYTES = 16_384

#: What looks like the end of an item may lie within it: so much is read for a piece, bytes, before
#: the rest is left to be decoded at once. That takes a few milliseconds at most.
MOST_READ_BYTES = 8 * PIECE_BYTES

#: The list is not looked for behind this, bytes: what is said of an answer comes first, or last.
LONGEST_HEAD = 4096

#: Stands for the items that were decoded before, in what is left of the list.
_MARK = "these were decoded before"

_LIST = re.compile(rb"\[(?=\s*\{)")
_FIRST_NAME = re.compile(rb'\s*\{\s*("[^"\\]*"|)')


async def decode_in_turns(content: bytes) -> Json:
    """Return decoded JSON as `decode` does, but let others have their turn meanwhile.

    That helps where most of an answer is a list of objects in its data, as of tasks or workers; the
    rest of it, and any other answer, is decoded at once.
    """
    if len(content) < LONG_BYTES:
        return decode(content)
    decoded = await _by_pieces(content) or decode(content)
    # What it is read into takes as long again: let a key that came meanwhile go first.
    await asyncio.sleep(0)
    return decoded


async def _by_pieces(content: bytes) -> Json:
    """Return an answer whose list was decoded in pieces; None if that cannot be done."""
    head = _head(content)
    if head is None:
        return None
    name, begin = head
    items: list[Json] = []
    turns, start, ends = Turns(), begin, _ends(content, begin)
    while (found := _piece(content, start, ends)) is not None:
        piece, start = found
        items += piece
        await turns.next()
    if not items:
        return None
    answer = decode(content[:begin] + f'"{_MARK}",'.encode() + content[start:])
    last = _data(answer).get(name)
    # What has a name that stands twice is the last of that name, maybe another list.
    if not isinstance(last, list) or last[:1] != [_MARK]:
        return None
    last[:1] = items
    return answer


def _head(content: bytes) -> tuple[str, int] | None:
    """Return the name of the first list of objects in an answer's data, and where it begins."""
    for found in _LIST.finditer(content, 0, LONGEST_HEAD):
        data = _data(decode(content[: found.end()] + b"]}}"))
        if data and data[name := [*data][-1]] == []:
            return name, found.end()
    return None


def _data(answer: Json) -> JsonObject:
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


def _ends(content: bytes, begin: int) -> re.Pattern[bytes]:
    """Return what the end of an item looks like: most begin with the same field, inner ones not."""
    first = _FIRST_NAME.match(content, begin)
    name = re.escape(first[1]) if first is not None else b""
    return re.compile(rb"\}(\s*,)(?=\s*\{\s*" + name + rb")")


def _piece(content: bytes, start: int, ends: re.Pattern[bytes]) -> tuple[list[Json], int] | None:
    """Return the next items and where those after them begin; None where no end is found."""
    read = 0
    for end in ends.finditer(content, start + PIECE_BYTES):
        read += end.start(1) - start
        if read > MOST_READ_BYTES:
            break
        piece = decode(b"[" + content[start : end.start(1)] + b"]", is_guess=True)
        if isinstance(piece, list):
            return piece, end.end()
    return None
