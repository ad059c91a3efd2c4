"""Reading `multipart/form-data` piece by piece, as it arrives (RFC 7578, RFC 2046)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_HEADERS = 64 * 1024
_NAME = re.compile(r';\s*name="([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)


class MalformedBody(Exception):
    """A body that is not what its headers say; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class PartBegins:
    """The next part begins; its content follows as bytes.

    Attributes:
        name: the name of the form's field.
    """

    name: str


class PartEnds:
    """The part is complete."""


PART_ENDS = PartEnds()


def boundary_of(content_type: str) -> bytes:
    """The boundary in a `Content-Type`.

    Raises:
        MalformedBody: it is not that of a multipart body.
    """
    match = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or match is None:
        raise MalformedBody("an upload has to be sent as multipart/form-data")
    return (match[1] or match[2]).encode()


class MultipartReader:
    """Takes a body apart; keeps no more of it than a boundary's length and a part's headers."""

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # The first boundary may stand at the very beginning, where no line ends before it.
        self._buffer = b"\r\n"
        self._state = self._preamble
        self._complete = False

    def feed(self, data: bytes) -> Iterator[PartBegins | bytes | PartEnds]:
        """Takes the next bytes and answers what they hold.

        Raises:
            MalformedBody: they do not go on as they should.
        """
        self._buffer += data
        while not self._complete:
            before = (self._state, len(self._buffer))
            yield from self._state()
            if (self._state, len(self._buffer)) == before:
                return

    def finish(self) -> None:
        """Says that the body has ended.

        Raises:
            MalformedBody: it should have gone on.
        """
        if not self._complete:
            raise MalformedBody("the upload was cut short")

    def _preamble(self) -> Iterator[PartBegins | bytes | PartEnds]:
        found = self._buffer.find(self._delimiter)
        if found >= 0:
            self._buffer = self._buffer[found + len(self._delimiter) :]
            self._state = self._after_boundary
        else:
            self._buffer = self._buffer[-len(self._delimiter) :]
        return iter(())

    def _after_boundary(self) -> Iterator[PartBegins | bytes | PartEnds]:
        if self._buffer.startswith(b"--"):
            self._complete = True
        elif self._buffer.startswith(b"\r\n"):
            self._state = self._headers
        elif len(self._buffer) >= 2:
            raise MalformedBody("a boundary of the upload is followed by something else")
        return iter(())

    def _headers(self) -> Iterator[PartBegins | bytes | PartEnds]:
        found = self._buffer.find(b"\r\n\r\n")
        if found < 0:
            if len(self._buffer) > _MAX_HEADERS:
                raise MalformedBody("the headers of the upload are too long")
            return
        name = _field_name(self._buffer[:found])
        self._buffer = self._buffer[found + 4 :]
        self._state = self._content
        yield PartBegins(name)

    def _content(self) -> Iterator[PartBegins | bytes | PartEnds]:
        found = self._buffer.find(self._delimiter)
        if found >= 0:
            if found:
                yield self._buffer[:found]
            self._buffer = self._buffer[found + len(self._delimiter) :]
            self._state = self._after_boundary
            yield PART_ENDS
            return
        ready = len(self._buffer) - len(self._delimiter) + 1
        if ready > 0:
            content, self._buffer = self._buffer[:ready], self._buffer[ready:]
            yield content


def _field_name(headers: bytes) -> str:
    try:
        text = headers.decode()
    except UnicodeDecodeError as error:
        raise MalformedBody("the headers of the upload are not UTF-8") from error
    for line in text.split("\r\n"):
        key, _, value = line.partition(":")
        match = _NAME.search(value)
        if key.strip().lower() == "content-disposition" and match:
            # What cannot stand between quotation marks is escaped this way (RFC 7578, 5.1.1).
            return match[1].replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
    raise MalformedBody("a part of the upload has no name")
