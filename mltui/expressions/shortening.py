"""What of a regular expression decides whether it fits somewhere, where it begins or ends aside."""

from __future__ import annotations

from typing import cast

from mltui.expressions.parsed import Parsed, Piece, alike, has, is_fixed

_UNBOUNDED = 4_294_967_295
_REFERENCES = ("GROUPREF",)
_LOOKING_ON = ("AT_END", "BOUNDARY", "ASSERT", "ATOMIC", "POSSESSIVE")


def shortened(parsed: Parsed) -> Parsed:
    """An expression that is found in the same texts, with less to try.

    What it begins or ends with need not be repeated more often than it has to.
    """
    if has(parsed, *_REFERENCES):
        return parsed
    return _trimmed(_trimmed(parsed, 0), -1)


def divided(parsed: Parsed) -> list[Parsed]:
    """Expressions that are found one after the other where, in a line, this one is found.

    It is divided at each `.*`: once what stands before it has ended as early as it can, nothing is
    won by letting it end elsewhere.
    """
    parts: list[list[Piece]] = [[]]
    goes_on = False
    for piece in parsed.data:
        lowest = _gap(piece)
        # What cannot be told to end does so no better with more behind it.
        goes_on = goes_on or (lowest is not None and not _may_end(alike(parsed, parts[-1])))
        if lowest is None or goes_on:
            parts[-1].append(piece)
            continue
        at_least = (piece[0], (lowest, lowest, cast(tuple[int, int, Parsed], piece[1])[2]))
        parts.append([at_least] if lowest else [])
    if has(parsed, *_REFERENCES):
        return [parsed]
    found = [shortened(alike(parsed, part)) for part in parts]
    return [part for part in found if part.data] or found[:1]


def _gap(piece: Piece) -> int | None:
    """How long a `.*` is at least; None if the piece is something else."""
    if str(piece[0]) not in ("MAX_REPEAT", "MIN_REPEAT"):
        return None
    lowest, highest, repeated = cast(tuple[int, int, Parsed], piece[1])
    any_letter = len(repeated.data) == 1 and str(repeated.data[0][0]) == "ANY"
    return lowest if any_letter and int(highest) == _UNBOUNDED else None


def _may_end(parsed: Parsed) -> bool:
    """Whether it can be told where it ends first, whatever comes after."""
    return is_fixed(parsed) or not has(parsed, *_LOOKING_ON)


def _trimmed(parsed: Parsed, end: int) -> Parsed:
    """Repeats what stands at one end (0 or -1) no more often than it must be."""
    data = list(parsed.data)
    while data:
        operation, detail = data[end]
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            lowest, _, repeated = cast(tuple[int, int, Parsed], detail)
            if lowest == 1:
                _put(data, end, repeated.data)
                continue
            if lowest == 0:
                _put(data, end, [])
                continue
            data[end] = (operation, (lowest, lowest, repeated))
        elif name == "SUBPATTERN":
            *rest, inner = cast(tuple[object, object, object, Parsed], detail)
            inner = _trimmed(inner, end)
            if not inner.data:
                _put(data, end, [])
                continue
            data[end] = (operation, (*rest, inner))
        break
    return alike(parsed, data)


def _put(data: list[Piece], end: int, pieces: list[Piece]) -> None:
    place = end % len(data)
    data[place : place + 1] = pieces
