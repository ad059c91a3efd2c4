"""Limits of when something happened to a task, such as `updated<2h`. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime

from mltui.live.filter_line import plain

#: What can be limited, and the server's field of it.
FIELDS = {
    "created": "created",
    "started": "started",
    "updated": "last_update",
    "changed": "status_changed",
}

#: What a limit says of each.
_SAID = {
    "created": "created",
    "started": "started",
    "updated": "last updated",
    "changed": "status changed",
}

#: Fields that the server compares as a range; the others as texts that begin with a sign.
_RANGES = frozenset({"created", "started"})

_SECONDS = {"m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}

_WORD = re.compile(
    r"(?P<name>[a-z]+)\s*(?P<sign>[<>])=?\s*(?:(?P<count>\d+(?:\.\d+)?)(?P<unit>[mhdw])|(?P<date>[\dT:.-]+))",
    re.IGNORECASE,
)

_LIMIT = re.compile(r"(?P<name>[^<>=]+)[<>]=?.*")

_BEGUN = re.compile(r"(?P<name>[a-z]+)(?P<sign>[<>])=?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A limit of one of a task's times.

    Attributes:
        name: One of `FIELDS`.
        after: Whether it has to be after the limit.
        age_s: The limit as an age, seconds; None if it is a date.
        date: The limit as a date.
    """

    name: str
    after: bool
    age_s: float | None = None
    date: datetime | None = None

    @property
    def field(self) -> str:
        """The server's field."""
        return FIELDS[self.name]

    def at(self, now: float) -> datetime:
        """Return the limit at `now`, epoch seconds; nothing is older than times are counted."""
        if self.date is not None:
            return self.date
        return datetime.fromtimestamp(max(now - (self.age_s or 0.0), 0.0), UTC)


def parse_moment(word: str) -> Moment | None:
    """Read a limit; None if the word is none.

    An age says how long ago: `updated<2h` is within the last two hours. A date says when:
    `created>2026-03-01` is after that day has begun, in the local zone.
    """
    found = _WORD.fullmatch(word)
    if found is None or found["name"].casefold() not in FIELDS:
        return None
    name, larger = found["name"].casefold(), found["sign"] == ">"
    if found["count"]:
        age_s = float(found["count"]) * _SECONDS[found["unit"].lower()]
        return Moment(name, after=not larger, age_s=age_s)
    try:
        date = datetime.fromisoformat(found["date"]).astimezone(UTC)
    except (ValueError, OverflowError):
        # It is no date, or one at the end of all time whose hour lies beyond it elsewhere.
        return None
    return Moment(name, after=larger, date=date)


def wrong_moment(word: str, names: Container[str]) -> str:
    """Say what is wrong with a word that seems to limit one of these times, "" if it does not."""
    found = _LIMIT.fullmatch(word)
    if found is None or found["name"].strip().casefold() not in names:
        return ""
    if _is_date(word):
        return f"“{plain(word)}”: this date is out of range."
    return f"“{plain(word)}”: an age such as 30m, 2h, 7d, or a date such as 2026-03-01."


def _is_date(word: str) -> bool:
    """Return whether the calendar has the date of a word, though it may be none in this zone."""
    found = _WORD.fullmatch(word)
    date = found["date"] if found is not None else None
    try:
        datetime.fromisoformat(date or "")
    except ValueError:
        return False
    return True


def meaning_of_moment(word: str, names: Container[str] = FIELDS) -> str:
    """Say what a limit means, also one whose end is still to be typed; "" if it is none.

    The same sign goes opposite ways: `created>7d` is what is older, `created>2026-03-01` newer.
    """
    begun, moment = _BEGUN.fullmatch(word), parse_moment(word)
    if begun is not None and begun["name"].casefold() in names:
        age, date = ("more", "since") if begun["sign"] == ">" else ("less", "before")
        return f"{word}7d: {age} than 7d ago   {word}2026-03-01: {date} that day"
    if moment is None or moment.name not in names:
        return ""
    _, _, limit = re.split("([<>])=?\\s*", word)
    if moment.age_s is not None:
        return f"{_SAID[moment.name]} {'less' if moment.after else 'more'} than {limit} ago"
    return f"{_SAID[moment.name]} {'since' if moment.after else 'before'} {limit}"


def moment_fields(moments: tuple[Moment, ...], now: float) -> dict[str, list[str | None]]:
    """Return the fields of a request that limits are asked by, at `now`, epoch seconds."""
    fields: dict[str, list[str | None]] = {}
    for moment in moments:
        limit = moment.at(now).isoformat(timespec="seconds")
        if moment.field in _RANGES:
            bounds = fields.setdefault(moment.field, [None, None])
            bounds[0 if moment.after else 1] = limit
        else:
            fields.setdefault(moment.field, []).append(f"{'>=' if moment.after else '<='}{limit}")
    return fields
