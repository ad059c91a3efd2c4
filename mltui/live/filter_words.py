"""What a filter line can be completed to, and what is wrong with one. Pure functions, but one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.metric_names import MONITOR_PREFIX, MetricName
from mltui.live.moments import FIELDS as MOMENTS
from mltui.live.moments import parse_moment
from mltui.live.task_filter import KEYS, STATUS_WORDS, parse_range

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Completions offered at once.
MOST = 8

_LIMIT = re.compile(r"(?P<name>[^<>=:]+)(?P<sign>[<>]=?)(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the server knows.

    Attributes:
        types: Types of tasks.
        tags: Tags in use.
        users: Names of people, with hyphens for blanks.
        metrics: Names of metrics, `metric/variant`.
        projects: Names of projects.
    """

    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


async def ask_words(client: Client) -> Words:
    """Ask for the words that the server knows."""
    types = (await client.tasks.get_types()).types
    tags = (await client.projects.get_task_tags()).tags
    users = (await client.users.get_all_ex(page=0, page_size=500)).users or ()
    variants = (await client.projects.get_unique_metric_variants()).metrics
    projects = await client.projects.get_all_ex(
        page=0, page_size=500, only_fields=["name"], order_by=["name"]
    )
    metrics = {str(MetricName(m.metric, m.variant)) for m in variants if m.metric and m.variant}
    return Words(
        types=tuple(sorted(str(one) for one in types or ())),
        tags=tuple(sorted(tags or ())),
        users=("me", *sorted((user.name or "").replace(" ", "-") for user in users if user.name)),
        metrics=tuple(sorted(metrics, key=lambda name: (name.startswith(MONITOR_PREFIX), name))),
        projects=tuple(project.name for project in projects.projects or () if project.name),
    )


def candidates(line: str, words: Words) -> list[str]:
    """Return what the last word of a line can become, the line's beginning left out."""
    last = line.rpartition(" ")[2]
    key, colon, value = last.partition(":")
    if not colon:
        return _beginnings(last, words)
    known = {
        "status": STATUS_WORDS,
        "type": words.types,
        "tag": words.tags,
        "anytag": words.tags,
        "user": words.users,
        "project": words.projects,
        "archived": ("yes", "no"),
    }.get(key.casefold(), ())
    before, comma, part = value.rpartition(",")
    sign = part[:1] if part[:1] in ("!", "-") else ""
    typed = part.removeprefix(sign).casefold()
    fitting = [one for one in known if one.casefold().startswith(typed)]
    return [f"{key}:{before}{comma}{sign}{one}" for one in fitting][:MOST]


def complete(line: str, words: Words) -> str | None:
    """Return the line with its last word completed, None if there is nothing to complete."""
    head, blank, last = line.rpartition(" ")
    if not last:
        return None
    fitting = [one for one in candidates(line, words) if one != last]
    if not fitting or not fitting[0].casefold().startswith(last.casefold()):
        return None
    return head + blank + last + fitting[0][len(last) :]


def complaint(line: str) -> str:
    """Say what is wrong with a line, "" if nothing is."""
    for word in line.split():
        key, colon, value = word.partition(":")
        if colon and key.casefold() == "status":
            for part in filter(None, value.split(",")):
                if not any(name.startswith(part.casefold()) for name in _STATUSES):
                    return f"No status begins with “{part}”: {', '.join(STATUS_WORDS)}."
            continue
        found = _LIMIT.fullmatch(word)
        if found is None or parse_range(word) or parse_moment(word) or "/" in found["rest"]:
            continue
        if found["name"].casefold() in MOMENTS:
            return f"“{word}”: an age such as 30m, 2h, 7d, or a date such as 2026-03-01."
        return f"“{word}”: a number has to follow {found['sign']}."
    return ""


_STATUSES = (*STATUS_WORDS, *STATUS_WORDS.values())


def _beginnings(last: str, words: Words) -> list[str]:
    if not last:
        return []
    word = last.casefold()
    keys: Iterable[str] = (f"{key}:" for key in KEYS)
    limits = (f"{name}<" for name in MOMENTS)
    names = (*keys, *limits, *(f"{name}<" for name in words.metrics))
    return [name for name in names if name.casefold().startswith(word)][:MOST]
