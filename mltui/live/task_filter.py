"""Which tasks a person wants to see, and the line they type to say so."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypedDict, cast

from mltui.live.filter_line import Word, plain, quoted, words_of
from mltui.live.metric_names import MetricName
from mltui.live.moments import Moment, moment_fields, parse_moment
from mltui.live.projects import name_pattern, whole
from mltui.live.tag_filter import parse_tags, tag_fields
from mltui.live.task_columns import parameter_field

#: Words for statuses, as the screen shows them, and what the server calls them.
STATUS_WORDS = {
    "running": "in_progress",
    "queued": "queued",
    "completed": "completed",
    "failed": "failed",
    "stopped": "stopped",
    "draft": "created",
    "published": "published",
    "publishing": "publishing",
    "closed": "closed",
}

ARCHIVED = "archived"


class Criteria(TypedDict, total=False):
    """The fields of a `tasks.get_all_ex` request that choose tasks.

    Ranges of metrics and values of hyperparameters add fields whose names depend on them.
    """

    name: str
    project: list[str]
    status: list[str]
    type: list[str]
    tags: list[str]
    user: list[str]
    parent: str
    system_tags: list[str]


@dataclass(frozen=True, slots=True)
class Range:
    """A limit: of a metric's last value (`loss`, `train/loss`), the iteration or the run time.

    Both ends belong to it, as the server has it.
    """

    name: str
    least: float | None = None
    most: float | None = None

    @property
    def field(self) -> str:
        """The server's field."""
        if self.name in OWN_FIELDS:
            return OWN_FIELDS[self.name]
        metric, slash, variant = self.name.rpartition("/")
        return MetricName(metric, variant).field if slash else MetricName(variant, variant).field

    @property
    def text(self) -> str:
        """It as one types it."""
        name = quoted(self.name)
        parts = [f"{name}>{self.least:.15g}"] if self.least is not None else []
        return " ".join(parts + ([f"{name}<{self.most:.15g}"] if self.most is not None else []))

    @property
    def is_bare(self) -> bool:
        """Whether it names a metric without saying which variant."""
        return self.name not in OWN_FIELDS and "/" not in self.name

    def means(self, metric: str) -> bool:
        """Return whether a metric is meant, `metric/variant`.

        A bare name means all variants of that metric, and that variant of all metrics.
        """
        whole = f"/{metric}/"
        return whole.startswith(f"/{self.name}/") or whole.endswith(f"/{self.name}/")

    def holds(self, value: float) -> bool:
        """Return whether a value is within both ends."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)


#: What can be limited besides metrics, and the server's field of it.
OWN_FIELDS = {"iteration": "last_iteration", "runtime": "active_duration"}

_LIMIT = re.compile(
    r"(?P<name>[^<>=]+?)\s*(?P<sign>[<>]=?)\s*(?P<number>-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)",
    re.IGNORECASE,
)

_UNFINISHED = re.compile(r"[^<>=]+[<>]=?|[^<>=]+/[^<>=]+=")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are wanted; empty means all.

    Attributes:
        pattern: Part of the name, or a regular expression of it.
        statuses: The server's names of statuses.
        types: Task types such as `training`.
        tags: All of these tags.
        without_tags: None of these tags.
        users: Names of users; `me` is who is logged in. Resolving them takes the server.
        ranges: Limits of metrics' last values, of the iteration or the run time.
        parameters: Values of hyperparameters, by `section/name`.
        any_tags: At least one of these tags.
        parent: Id of the task that they were cloned from, or are steps of.
        moments: Limits of when they were made, begun, changed or heard of.
        project: What was typed after `project:`; resolving it to ids takes the server.
        archived: Show the archived tasks instead of the others.
    """

    pattern: str = ""
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    project: str = ""
    archived: bool = False
    without_tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    any_tags: tuple[str, ...] = ()
    parent: str = ""
    moments: tuple[Moment, ...] = ()

    def criteria(
        self, projects: Iterable[str] = (), users: Iterable[str] = (), now: float | None = None
    ) -> Criteria:
        """Return the fields of a request that ask for these tasks.

        Args:
            projects: Ids of the projects to look in; none means all.
            users: Ids of the users whose tasks are wanted; none means all.
            now: What ages are counted from, epoch seconds; None for the computer's clock.
        """
        archived = [ARCHIVED] if self.archived else [f"-{ARCHIVED}"]
        criteria: Criteria = {"system_tags": archived}
        if self.pattern:
            criteria["name"] = name_pattern(self.pattern)
        if projects:
            criteria["project"] = list(projects)
        if self.statuses:
            criteria["status"] = list(self.statuses)
        if self.types:
            criteria["type"] = list(self.types)
        if self.users:
            criteria["user"] = list(users)
        if self.parent:
            criteria["parent"] = self.parent
        fields: dict[str, object] = dict(criteria)
        fields |= tag_fields(self.tags, self.without_tags, self.any_tags)
        fields |= moment_fields(self.moments, time.time() if now is None else now)
        for wanted in self.ranges:
            least, most = cast("list[float | None]", fields.get(wanted.field, [None, None]))
            if wanted.least is not None:
                least = max(wanted.least, least) if least is not None else wanted.least
            if wanted.most is not None:
                most = min(wanted.most, most) if most is not None else wanted.most
            fields[wanted.field] = [least, most]
        for path, value in self.parameters:
            section, _, name = path.partition("/")
            fields[parameter_field(section, name)] = [value]
        return cast("Criteria", fields)


def parse_range(word: str) -> Range | None:
    """Read `train/loss<0.1`, `iteration>=1000`; None if it is none of that."""
    found = _LIMIT.fullmatch(word)
    if found is None:
        return None
    number = float(found["number"])
    if not math.isfinite(number):
        return None
    least, most = (number, None) if found["sign"].startswith(">") else (None, number)
    return Range(plain(found["name"]), least, most)


def parse_parameter(word: str) -> tuple[str, str] | None:
    """Read `Args/lr=0.1`; None if it is none of that."""
    name, equals, value = word.partition("=")
    section, slash, rest = name.partition("/")
    if not (equals and slash and section and rest and value) or value.startswith("="):
        return None
    return plain(name), plain(value)


def is_comparison(word: str) -> bool:
    """Return whether a word limits a metric, a time or a hyperparameter."""
    return bool(parse_moment(word) or parse_range(word) or parse_parameter(word))


def filter_words(line: str) -> list[Word]:
    """Return the words of a filter line."""
    return words_of(line, is_comparison)


def parse_filter(line: str) -> TaskFilter:
    """Read what a person typed: `status:running,queued tag:prod yolo`.

    Words with one of the known names before a colon choose by it; the project's name may hold
    spaces and goes up to the end of the line or the next such word. Quotes keep together what
    has spaces or signs in it. The rest is the name's pattern, but for a limit at the end of which
    the number is still to be typed. A word that no status fits matches nothing, as the person
    would expect.
    """
    wanted = TaskFilter()
    pattern: list[str] = []
    project: list[str] = []
    rest = pattern
    for typed in _finished(filter_words(line)):
        word = typed.text
        name, colon, value = word.partition(":")
        name = name.casefold()
        if not colon or name not in _NAMES:
            limit, parameter, moment = parse_range(word), parse_parameter(word), parse_moment(word)
            if moment is not None:
                wanted = replace(wanted, moments=(*wanted.moments, moment))
            elif limit is not None:
                wanted = replace(wanted, ranges=(*wanted.ranges, limit))
            elif parameter is not None:
                wanted = replace(wanted, parameters=(*wanted.parameters, parameter))
            else:
                rest.append(plain(word))
            continue
        rest = pattern
        values = tuple(part for part in value.split(",") if part)
        if name not in _SIGNED:
            values, value = tuple(map(plain, values)), plain(value)
        match _NAMES[name]:
            case "status":
                statuses = tuple(_status(part) for part in values)
                wanted = replace(wanted, statuses=wanted.statuses + statuses)
            case "type":
                wanted = replace(wanted, types=wanted.types + values)
            case "tag":
                tags, without = parse_tags(value)
                wanted = replace(
                    wanted,
                    tags=wanted.tags + tags,
                    without_tags=wanted.without_tags + without,
                )
            case "anytag":
                wanted = replace(wanted, any_tags=wanted.any_tags + values)
            case "parent":
                wanted = replace(wanted, parent=value)
            case "user":
                wanted = replace(wanted, users=wanted.users + values)
            case "archived":
                wanted = replace(wanted, archived=value.casefold() not in ("no", "false", "0"))
            case _:
                project = [value] if value else []
                rest = pattern if '"' in typed.raw else project
    return replace(wanted, pattern=whole(pattern), project=" ".join(project))


def _finished(words: list[Word]) -> list[Word]:
    """Return the words without a limit at their end of which only the number is missing."""
    texts = [word.text for word in words[-2:]]
    if not texts or texts[-1][-1:] not in tuple("<>="):
        return words
    if _UNFINISHED.fullmatch(texts[-1]):
        return words[:-1]
    return words[:-2] if _UNFINISHED.fullmatch("".join(texts)) else words


#: What may stand before a colon.
KEYS = ("status", "type", "tag", "anytag", "user", "project", "parent", "archived")

_NAMES = {**{key: key for key in KEYS}, "tags": "tag"}

# Their values may begin with a sign that is no part of them.
_SIGNED = frozenset({"tag", "tags"})


def _status(word: str) -> str:
    word = word.casefold()
    found = next((name for name in STATUS_WORDS if name.startswith(word)), None)
    return STATUS_WORDS[found] if found is not None else word
