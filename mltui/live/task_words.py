"""What the filter line of tasks may hold, with the words that the server knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mltui.live.filter_line import plain, quoted
from mltui.live.filter_words import FLAG_WORDS, YES_OR_NO, Grammar, some
from mltui.live.metric_names import MONITOR_PREFIX, MetricName
from mltui.live.moments import FIELDS as MOMENTS
from mltui.live.moments import meaning_of_moment, parse_moment, wrong_moment
from mltui.live.projects import ask_project_names, unknown_project
from mltui.live.task_columns import ask_parameters
from mltui.live.task_filter import (
    KEYS,
    OWN_FIELDS,
    STATUS_WORDS,
    is_comparison,
    parse_filter,
    parse_range,
)
from mltui.live.users import ask_user_words

if TYPE_CHECKING:
    from mltui.api.client import Client

_LIMIT = re.compile(r"(?P<name>[^<>=]+)(?P<sign>[<>]=?)(?P<rest>.*)")
_EQUATION = re.compile(r"(?P<name>[^<>=/:]+)=(?P<value>[^<>=]+)")

_STATUSES = (*STATUS_WORDS, *STATUS_WORDS.values())

#: What the monitor itself finds out about runs, and what to do instead of filtering by it.
_JUDGED = {
    "stalled": "No server knows what stalls: try status:running updated>10m, or an alert.",
    "diverged": "No server knows what diverges: look at status:running, or be told by an alert.",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the server knows.

    Attributes:
        types: Types of tasks.
        tags: Tags in use.
        users: Names of people, with hyphens for blanks.
        user_ids: Their ids, which a filter takes as well.
        metrics: Names of metrics, `metric/variant`.
        projects: Names of projects.
        parameters: Names of hyperparameters, `section/name`.
    """

    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    user_ids: tuple[str, ...] = ()
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
    variants = (await client.projects.get_unique_metric_variants(project=project)).metrics
    users, user_ids = await ask_user_words(client)
    metrics = {str(MetricName(m.metric, m.variant)) for m in variants if m.metric and m.variant}
    return Words(
        types=tuple(sorted(str(one) for one in types or ())),
        tags=tuple(sorted(tags or ())),
        users=users,
        user_ids=user_ids,
        metrics=tuple(sorted(metrics, key=lambda name: (name.startswith(MONITOR_PREFIX), name))),
        projects=await ask_project_names(client),
        parameters=tuple("/".join(name) for name in (await ask_parameters(client, project))[0]),
    )


def task_grammar(words: Words) -> Grammar:
    """Return what the line may hold; without words only its form is known."""
    known = {
        "status": tuple(STATUS_WORDS),
        "type": words.types,
        "tag": words.tags,
        "anytag": words.tags,
        "user": words.users,
        "project": words.projects,
        "archived": YES_OR_NO,
    }
    return Grammar(
        values={key: known.get(key, ()) for key in KEYS},
        closed={
            "status": _STATUSES,
            "type": words.types,
            "archived": FLAG_WORDS,
            "user": (*words.users, *words.user_ids),
        },
        anywhere=frozenset({"user"}),
        exact=frozenset({"tag", "type"}),
        also={"tags": "tag"},
        judged={"status": _JUDGED},
        beginnings=(
            *(f"{name}<" for name in MOMENTS),
            *(f"{quoted(name)}<" for name in words.metrics),
            *(f"{quoted(name)}=" for name in words.parameters),
        ),
        is_comparison=is_comparison,
        wrong_comparison=_wrong_comparison,
        wrong_name=partial(_wrong_metric, words),
        wrong_line=lambda line: unknown_project(parse_filter(line).project, words.projects),
        meaning=meaning_of_moment,
    )


def _wrong_metric(words: Words, word: str) -> str:
    limit, metrics = parse_range(word) if not parse_moment(word) else None, words.metrics
    if limit is None or limit.name in OWN_FIELDS:
        return ""
    if limit.name in words.parameters and limit.name not in metrics:
        number = limit.least if limit.least is not None else limit.most
        return (
            f"“{limit.name}” is a hyperparameter: only equal ones are found, as by"
            f" {quoted(limit.name)}={number:.15g}."
        )
    name, parts = limit.name, (one.rpartition("/") for one in metrics)
    if name in metrics or any(name in (metric, variant) for metric, _, variant in parts):
        return ""
    if wrong := wrong_moment(word, MOMENTS):
        return wrong
    if not metrics:
        return ""
    near = tuple(part for part in limit.name.split("/") if part)
    # What begins with a part of it is likelier meant: loss/train by train/loss, and by los.
    ranked = sorted(
        metrics, key=lambda one: not any(part.startswith(near) for part in one.split("/"))
    )
    return f"No task has reported “{limit.name}”: {some(ranked)}"


def _wrong_comparison(word: str, unfinished: bool) -> str:
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
    return wrong_moment(word, MOMENTS) or f"“{shown}”: a number has to follow {found['sign']}."
