"""What a report's Markdown says about plots and pictures to be shown in it. Pure functions.

ClearML's web UI copies an `<iframe>` into the clipboard whose address names the tasks, metrics and
variants: `…/widgets/?type=scalar&objects=<task>&metrics=<metric>&variants=<variant>`. It once said
`tasks` or `models` for `objects`. A person may write a query in place of the tasks:
`…&name=yolo&page_size=1&order_by[]=-last_update`; what ends in `[]` is a list with commas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlsplit

_SHOWING = re.compile(r"<(iframe|img)\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_STANDS_FOR = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)

#: Parameters of a frame's address that name what is drawn by ids.
_OBJECTS = ("objects", "tasks", "models")

#: And those that say what is drawn and how, not of which tasks.
_DRAWING = frozenset(
    (
        *_OBJECTS,
        *("type", "objectType", "metrics", "variants", "iterations", "series", "value_type"),
        *("xaxis", "company", "light"),
    )
)

#: What the web UI names its frames by: nothing that a person has written.
_MADE_UP = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

SAMPLE = "sample"
"""The kind of an embedded debug image."""


@dataclass(frozen=True, slots=True)
class Embed:
    """A plot that a report refers to.

    Attributes:
        kind: `scalar`, `plot`, `single`, `sample` (an image) or `parcoords`, whose metrics are the
            server's ids of metric and variant (`<id>.<id>`) and whose variants are parameters.
        tasks: Ids of the tasks (or models) it is of.
        metrics: Their metrics; empty means all.
        variants: Their variants; empty means all.
        title: What the report calls it.
        models: Whether the ids are those of models.
        query: What finds the tasks where the report does not name them: parameters of the
            question for tasks (or models), with their values as they are written.
        which: Of the metrics of `parcoords`, which value: `value` (the last), `min_value` or
            `max_value`.
        x: Along what scalars are drawn: `iter`, `timestamp` (since each task's start) or
            `iso_time` (wall time).
        address: Where the web UI shows it.
    """

    kind: str
    tasks: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    title: str = ""
    models: bool = False
    query: tuple[tuple[str, tuple[str, ...]], ...] = ()
    which: str = "value"
    x: str = "iter"
    address: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture that a report shows by its address.

    Attributes:
        address: Where its file is.
        title: What the report calls it.
    """

    address: str
    title: str = ""


def embeds_in(html: str) -> list[Embed | PictureLink]:
    """Return what a piece of HTML shows of elsewhere; anything else in it says nothing."""
    found: list[Embed | PictureLink] = []
    for match in _SHOWING.finditer(html):
        tag, address = match[0], _attribute(_ADDRESS, match[0])
        if match[1].lower() == "iframe":
            embed = _embed(address, _attribute(_NAME, tag))
            found += [embed] if embed is not None else []
        elif address:
            found.append(PictureLink(address, _attribute(_STANDS_FOR, tag)))
    return found


def _embed(address: str, title: str) -> Embed | None:
    try:
        query = parse_qs(urlsplit(address).query)
    except ValueError:
        return None
    tasks = next((ids for name in _OBJECTS if (ids := _ids(query, name))), ())
    finding = {name.removesuffix("[]") for name in query} - _DRAWING if not tasks else set()
    if not tasks and not finding:
        return None
    metrics = _all(query, "metrics")
    return Embed(
        kind=next(iter(_all(query, "type")), "plot"),
        tasks=tasks,
        metrics=metrics,
        variants=_all(query, "variants"),
        title=title if title and not _MADE_UP.fullmatch(title) else ", ".join(metrics),
        models="model" in _all(query, "objectType") or "models" in query,
        query=tuple((name, _all(query, name)) for name in sorted(finding)),
        which=next(iter(_all(query, "value_type")), "value"),
        x=next(iter(_all(query, "xaxis")), "iter"),
        address=address,
    )


def _all(query: dict[str, list[str]], name: str) -> tuple[str, ...]:
    listed = [part for text in query.get(f"{name}[]", ()) for part in text.split(",")]
    return tuple(dict.fromkeys(value for value in (*query.get(name, ()), *listed) if value))


def _ids(query: dict[str, list[str]], name: str) -> tuple[str, ...]:
    """Return ids, which have no commas in them: some write several with one name."""
    ids = [part for value in _all(query, name) for part in value.split(",")]
    return tuple(dict.fromkeys(one for one in ids if one))


def _attribute(pattern: re.Pattern[str], tag: str) -> str:
    match = pattern.search(tag)
    return unescape(match[1] or match[2] or "") if match is not None else ""
