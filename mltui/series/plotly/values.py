"""Values as figures hold them: lists, typed arrays, numbers written as text, dates."""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from typing import Any

from mltui.series.plotly.model import UnreadableFigure

# Plotly's names of types (plotly.js, src/lib/array.js) and what `struct` calls them.
_CODES = {
    "i1": "b",
    "int8": "b",
    "u1": "B",
    "uint8": "B",
    "uint8c": "B",
    "u1c": "B",
    "i2": "h",
    "int16": "h",
    "u2": "H",
    "uint16": "H",
    "i4": "i",
    "int32": "i",
    "u4": "I",
    "uint32": "I",
    "i8": "q",
    "int64": "q",
    "u8": "Q",
    "uint64": "Q",
    "f4": "f",
    "float32": "f",
    "f8": "d",
    "float64": "d",
}

_DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?)?$")
_TAG = re.compile(r"<(/?[a-zA-Z][^<>]{0,200})>")

#: With a greater number no axis could be computed.
GREATEST = 1e300

#: A figure may hold arrays of arrays: deeper ones are no data.
_DEEPEST = 3


def array(value: object) -> list[Any]:
    """Return an array's items: numbers, texts, None or (in two dimensions) arrays.

    Anything that is no array is an empty one.

    Raises:
        UnreadableFigure: it is a typed array that can't be decoded.
    """
    if isinstance(value, list):
        return [array(item) if isinstance(item, dict) else item for item in value]
    if not isinstance(value, dict):
        return []
    if "bdata" in value:
        return _typed(value)
    wrapped = value.get("_inputArray")
    if isinstance(wrapped, dict):
        # How plotly.js itself wrote a typed array before there was a way to.
        numbered = [(key, item) for key, item in wrapped.items() if key.isdecimal()]
        return [item for _, item in sorted(numbered, key=lambda pair: int(pair[0]))]
    return []


def _typed(value: dict[str, Any]) -> list[Any]:
    name = str(value.get("dtype", "")).lstrip("<|=")
    code = _CODES.get(name)
    if code is None:
        raise UnreadableFigure(f"Its numbers are of a type that is not known here: {name[:20]}.")
    try:
        content = base64.b64decode(str(value["bdata"]), validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableFigure("Its numbers are not encoded as base64.") from None
    count, rest = divmod(len(content), struct.calcsize("<" + code))
    if rest:
        raise UnreadableFigure("An array of numbers in it was cut off.")
    numbers: list[Any] = list(struct.unpack(f"<{count}{code}", content))
    return _shaped(numbers, _shape(value.get("shape")))


def _shape(value: object) -> list[int]:
    if isinstance(value, str):
        parts: list[object] = [part.strip() for part in value.strip("()[]").split(",")]
    elif isinstance(value, list):
        parts = list(value)
    else:
        parts = [value] if value is not None else []
    sizes = [int(str(part)) for part in parts if str(part).isdecimal()]
    return sizes[:_DEEPEST]


def _shaped(numbers: list[Any], shape: list[int]) -> list[Any]:
    if len(shape) < 2 or math.prod(shape) != len(numbers):
        return numbers
    width = math.prod(shape[1:])
    return [
        _shaped(numbers[start : start + width], shape[1:])
        for start in range(0, len(numbers), width or 1)
    ]


def number(value: object) -> float:
    """Return a number, NaN for what is none; texts of numbers count.

    One that is beyond `GREATEST` is infinite.
    """
    if not isinstance(value, int | float | str):
        return math.nan
    try:
        found = float(value)
    except ValueError:
        return math.nan
    except OverflowError:
        found = math.inf if isinstance(value, int) and value > 0 else -math.inf
    return found if abs(found) <= GREATEST or math.isnan(found) else math.copysign(math.inf, found)


def moment(value: object) -> float:
    """Return a date as epoch seconds, NaN for what is none. Plain numbers are milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 1000
    if not isinstance(value, str) or not _DATE.match(value.strip()):
        return math.nan
    text = value.strip().replace(" ", "T")
    text = text + "-01" if len(text) == 7 else text
    text = text + ":00" if len(text) == 13 else text
    # Nanoseconds, as pandas writes them, are more than a datetime holds.
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        # As Plotly shows it: as it is written, whatever the zone. Local, as axes are written.
        return datetime.fromisoformat(text).replace(tzinfo=None).timestamp()
    except (ValueError, OverflowError, OSError):
        return math.nan


def all_numbers(values: Sequence[object]) -> bool:
    """Return whether values are numbers or missing, be it as text."""
    known = [value for value in values if value is not None and value != ""]
    return all(
        isinstance(value, int | float) or not math.isnan(number(value)) or value in ("nan", "NaN")
        for value in known
    )


def all_dates(values: Sequence[object]) -> bool:
    """Return whether values are dates written as text, at least one of them."""
    known = [value for value in values if value is not None and value != ""]
    return bool(known) and all(
        isinstance(value, str) and not math.isnan(moment(value)) for value in known
    )


def text(value: object, deepest: int = _DEEPEST) -> str:
    """Return a title or a label as plain text: without tags, one line.

    Args:
        value: As the figure has it; lists are joined.
        deepest: How far lists may be nested; what lies deeper is left out.
    """
    if isinstance(value, dict):
        value = value.get("text")
    if isinstance(value, list | tuple):
        return " ".join(text(item, deepest - 1) for item in value) if deepest else ""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    written = str(value)
    if "<" in written:
        written = _TAG.sub(lambda tag: " " if tag[1].lower().startswith("br") else "", written)
    return " ".join(unescape(written).split()) if "\n" in written or "&" in written else written
