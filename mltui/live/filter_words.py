"""What a filter line can be completed to, and what is wrong with one. Pure functions, but one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.filter_line import last_piece, plain, quoted
from mltui.live.metric_names import MONITOR_PREFIX, MetricName
from mltui.live.moments import FIELDS as MOMENTS
from mltui.live.task_columns import ask_parameters
from mltui.live.task_filter import KEYS, STATUS_WORDS, filter_words, is_comparison

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Completions offered at once.
MOST = 8

_LIMIT = re.compile(r"(?P<name>[^<>=]+)(?P<sign>[<>]=?)(?P<rest>.*)")
_EQUATION = re.compile(r"(?P<name>[^<>=/:]+)=(?P<value>[^<>=]+)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the server knows.

    Attributes:
        types: Types of tasks.
        tags: Tags in use.
        users: Names of people, with hyphens for blanks.
        metrics: Names of metrics, `metric/variant`.
        projects: Names of projects.
        parameters: Names of hyperparameters, `section/name`.
    """

    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


async def ask_words(client: Client, project: str | None = None) -> Words:
    """Ask for the words that the server knows.

    Args:
        client: The server.
        project: The id of the one whose metrics and hyperparameters are meant; None for all.
    """
    types = (await client.tasks.get_types()).types
    tags = (await client.projects.get_task_tags()).tags
    users = (await client.users.get_all_ex(page=0, page_size=500)).users or ()
    variants = (await client.projects.get_unique_metric_variants(project=project)).metrics
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
        parameters=tuple("/".join(name) for name in (await ask_parameters(client, project))[0]),
    )


def candidates(line: str, words: Words) -> list[str]:
    """Return what the end of a line can become, the line's beginning left out."""
    return _completions(line, words)[1]


def complete(line: str, words: Words) -> str | None:
    """Return the line with its end completed, None if there is nothing to complete."""
    head, found = _completions(line, words)
    typed = _unquoted(line[len(head) :])
    fitting = [one for one in found if one != line[len(head) :]]
    if not typed or not fitting or not _unquoted(fitting[0]).startswith(typed):
        return None
    return head + fitting[0]


def _completions(line: str, words: Words) -> tuple[str, list[str]]:
    """Return where the end of a line begins (as the text before it), and what it can become."""
    head, last = last_piece(line)
    project = line.casefold().rfind("project:")
    if project > 0 and line[project - 1] != " ":
        project = -1
    if project >= 0 and ":" not in line[project + len("project:") :]:
        # Its name may hold blanks.
        head, last = line[:project], line[project:]
    key, colon, value = last.partition(":")
    known = _values(key.casefold(), words) if colon else None
    if known is None:
        return head, _beginnings(last, words)
    before, comma, part = ("", "", value) if project >= 0 else value.rpartition(",")
    sign = part[:1] if part[:1] in ("!", "-") else ""
    typed = _unquoted(part.removeprefix(sign))
    fitting = [one for one in known if one.casefold().startswith(typed)]
    return head, [f"{key}:{before}{comma}{sign}{quoted(one)}" for one in fitting][:MOST]


def _values(key: str, words: Words) -> Sequence[str] | None:
    """Return what may follow a key, None if it is none."""
    if key not in (*KEYS, "tags"):
        return None
    return {
        "status": tuple(STATUS_WORDS),
        "type": words.types,
        "tag": words.tags,
        "tags": words.tags,
        "anytag": words.tags,
        "user": words.users,
        "project": words.projects,
        "archived": ("yes", "no"),
    }.get(key, ())


def _unquoted(text: str) -> str:
    return text.replace('"', "").casefold()


def _beginnings(last: str, words: Words) -> list[str]:
    if not last:
        return []
    typed = _unquoted(last)
    keys: Iterable[str] = (f"{key}:" for key in KEYS)
    limits = (f"{name}<" for name in MOMENTS)
    metrics = (f"{quoted(name)}<" for name in words.metrics)
    parameters = (f"{quoted(name)}=" for name in words.parameters)
    names = (*keys, *limits, *metrics, *parameters)
    return [name for name in names if _unquoted(name).startswith(typed)][:MOST]


def complaint(line: str, words: Words | None = None) -> str:
    """Say what is wrong with a line, "" if nothing is.

    Args:
        line: What was typed; at its end something may still be missing.
        words: What the server knows; without it only the form is looked at.
    """
    known = words or Words()
    last = last_piece(line)[1]
    for word in filter_words(line):
        key, colon, value = word.text.partition(":")
        key = key.casefold()
        if is_comparison(word.text):
            wrong = ""
        elif colon and _values(key, known) is not None:
            wrong = "" if word.raw == last and not value else _wrong_value(key, value, known)
        elif colon and key and not value.startswith("//"):
            wrong = f"“{plain(key)}:” is none of {', '.join(KEYS)}; in quotes it is part of a name."
        else:
            wrong = _wrong_comparison(word.text, unfinished=word.raw == last)
        if wrong:
            return wrong
    return ""


def _wrong_value(key: str, value: str, words: Words) -> str:
    parts = [plain(part).lstrip("!-" if "tag" in key else "") for part in value.split(",") if part]
    if not parts:
        return f"Something has to follow “{key}:”" + _such_as(key, words)
    if key == "status":
        known: Sequence[str] = _STATUSES
    elif key == "type":
        known = words.types
    elif key == "user":
        known = words.users
    else:
        return ""
    for part in parts:
        typed = part.casefold().replace(" ", "-")
        if known and not any(_fits(typed, one.casefold(), anywhere=key == "user") for one in known):
            shown = known if key != "status" else tuple(STATUS_WORDS)
            names = ", ".join(shown[:MOST]) + (", …" if len(shown) > MOST else "")
            return f"No {key} {'has' if key == 'user' else 'begins with'} “{part}”: {names}."
    return ""


def _fits(typed: str, known: str, *, anywhere: bool) -> bool:
    return typed in known if anywhere else known.startswith(typed)


def _such_as(key: str, words: Words) -> str:
    examples = _values("tag" if key == "tags" else key, words)
    return f", such as {key}:{quoted(examples[0])}." if examples else "."


def _wrong_comparison(word: str, *, unfinished: bool) -> str:
    shown = plain(word)
    equation = _EQUATION.fullmatch(word)
    if equation is not None:
        return (
            f"“{shown}”: a hyperparameter is named with its section, such as"
            f" Args/{plain(equation['name'])}={plain(equation['value'])}."
        )
    found = _LIMIT.fullmatch(word)
    if found is None or "/" in found["rest"] or (unfinished and not found["rest"]):
        return ""
    if found["name"].strip().casefold() in MOMENTS:
        return f"“{shown}”: an age such as 30m, 2h, 7d, or a date such as 2026-03-01."
    return f"“{shown}”: a number has to follow {found['sign']}."


_STATUSES = (*STATUS_WORDS, *STATUS_WORDS.values())
