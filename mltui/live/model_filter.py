"""Which models a person wants to see, the line they type to say so, and its words."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict, cast

from mltui.live.filter_line import plain, quoted, words_of
from mltui.live.filter_words import FLAG_WORDS, YES_OR_NO, Grammar
from mltui.live.model_columns import ask_notes, note_field
from mltui.live.moments import FIELDS as MOMENTS
from mltui.live.moments import (
    Moment,
    meaning_of_moment,
    moment_fields,
    parse_moment,
    wrong_moment,
)
from mltui.live.projects import ask_project_names, name_pattern, unknown_project, whole
from mltui.live.tag_filter import parse_tags, tag_fields
from mltui.live.users import ask_user_words

if TYPE_CHECKING:
    from mltui.api.client import Client

#: What may stand before a colon.
KEYS = ("framework", "tag", "anytag", "user", "project", "published", "archived")

#: Of the times that a filter can limit, those that a model has and the server compares.
TIMES = ("updated", "created")


#: What one can say no to by a word alone.
_FLAGS = frozenset({"published", "archived"})

_EQUATION = re.compile(r"(?P<name>[^<>=]+)=(?P<value>[^<>=]+)")

_UNFINISHED = re.compile(r"[^<>=]+[<>=]")


class ModelCriteria(TypedDict, total=False):
    """The fields of a `models.get_all_ex` request that choose models.

    Values of notes add fields whose names depend on them.
    """

    name: str
    project: list[str]
    ready: bool
    framework: list[str]
    tags: list[str]
    user: list[str]
    system_tags: list[str]


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which models are wanted; empty means all that are not archived.

    Attributes:
        without_tags: None of these tags.
        any_tags: At least one of these tags.
        published: Only published ones, only others, or (None) both.
        project: What was typed after `project:`.
        users: Names of users; `me` is who is logged in. Resolving them takes the server.
        notes: Values of entries of the metadata, by key.
        moments: Limits of when they were made, changed or reported to.
    """

    pattern: str = ""
    frameworks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: bool | None = None
    project: str = ""
    archived: bool = False
    without_tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    moments: tuple[Moment, ...] = ()

    def criteria(
        self, projects: Iterable[str] = (), users: Iterable[str] = (), now: float | None = None
    ) -> ModelCriteria:
        """Return the fields of a request that ask for these models.

        Args:
            projects: Ids of the projects to look in; none means all.
            users: Ids of the users whose models are wanted, if the filter names any.
            now: What ages are counted from, epoch seconds; None for the computer's clock.
        """
        wanted: ModelCriteria = {
            "system_tags": ["archived"] if self.archived else ["-archived"],
        }
        if self.pattern:
            wanted["name"] = name_pattern(self.pattern)
        if ids := list(projects):
            wanted["project"] = ids
        if self.frameworks:
            wanted["framework"] = list(self.frameworks)
        if self.published is not None:
            wanted["ready"] = self.published
        if self.users:
            wanted["user"] = list(users)
        fields: dict[str, object] = dict(wanted)
        fields |= tag_fields(self.tags, self.without_tags, self.any_tags)
        fields |= {note_field(key): [value] for key, value in self.notes}
        fields |= moment_fields(self.moments, time.time() if now is None else now)
        return cast("ModelCriteria", fields)


def parse_note(word: str) -> tuple[str, str] | None:
    """Read `precision=fp16`, an entry of the metadata; None if it is none of that."""
    found = _EQUATION.fullmatch(word)
    return (plain(found["name"]), plain(found["value"])) if found is not None else None


def _parse_time(word: str) -> Moment | None:
    moment = parse_moment(word)
    return moment if moment is not None and moment.name in TIMES else None


def is_comparison(word: str) -> bool:
    """Return whether a word limits a time or says what a note equals."""
    return bool(_parse_time(word) or parse_note(word))


def parse_model_filter(line: str) -> ModelFilter:
    """Read what a person typed: `framework:PyTorch tag:best,!old published yolo`.

    Quotes keep together what has spaces in it; `published` and `archived` need no colon.
    """
    wanted = ModelFilter()
    pattern: list[str] = []
    project: list[str] = []
    rest = pattern
    for word in words_of(line, is_comparison):
        if moment := _parse_time(word.text):
            wanted = replace(wanted, moments=(*wanted.moments, moment))
            continue
        if note := parse_note(word.text):
            wanted = replace(wanted, notes=(*wanted.notes, note))
            continue
        if _UNFINISHED.fullmatch(word.text):
            continue
        name, colon, value = word.text.partition(":")
        values, without = parse_tags(value)
        parts = [plain(part) for part in value.split(",") if part]
        value = plain(value)
        match (name.casefold(), bool(colon)):
            case ("framework", True):
                wanted = replace(wanted, frameworks=wanted.frameworks + values)
            case ("tag" | "tags", True):
                wanted = replace(
                    wanted,
                    tags=wanted.tags + values,
                    without_tags=wanted.without_tags + without,
                )
            case ("anytag", True):
                wanted = replace(wanted, any_tags=wanted.any_tags + values)
            case ("user", True):
                wanted = replace(wanted, users=wanted.users + tuple(parts))
            case ("published", _):
                wanted = replace(wanted, published=_yes(value))
            case ("archived", _):
                wanted = replace(wanted, archived=_yes(value))
            case ("project", True):
                project = [value] if value else []
                rest = pattern if '"' in word.raw else project
                continue
            case _:
                rest.append(plain(word.text))
                continue
        rest = pattern
    return replace(wanted, pattern=whole(pattern), project=" ".join(project))


def _yes(value: str) -> bool:
    return value.casefold() not in ("no", "false", "0")


@dataclass(frozen=True, slots=True)
class ModelWords:
    """The words that the server knows.

    Attributes:
        frameworks: Frameworks of models.
        tags: Tags of models in use.
        users: Names of people, with hyphens for blanks.
        user_ids: Their ids, which a filter takes as well.
        projects: Names of projects.
        notes: Keys of models' metadata.
    """

    frameworks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    user_ids: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


async def ask_model_words(client: Client) -> ModelWords:
    """Ask for the words that the server knows."""
    frameworks = (await client.models.get_frameworks()).frameworks
    tags = (await client.projects.get_model_tags()).tags
    users, user_ids = await ask_user_words(client)
    return ModelWords(
        frameworks=tuple(sorted(one for one in frameworks or () if one)),
        tags=tuple(sorted(tags or ())),
        users=users,
        user_ids=user_ids,
        projects=await ask_project_names(client),
        notes=tuple((await ask_notes(client))[0]),
    )


def model_grammar(words: ModelWords) -> Grammar:
    """Return what the line may hold; without words only its form is known."""
    known = {
        "framework": words.frameworks,
        "tag": words.tags,
        "anytag": words.tags,
        "user": words.users,
        "project": words.projects,
    }
    return Grammar(
        values={key: YES_OR_NO if key in _FLAGS else known[key] for key in KEYS},
        closed={
            "user": (*words.users, *words.user_ids),
            "framework": words.frameworks,
            **dict.fromkeys(_FLAGS, FLAG_WORDS),
        },
        anywhere=frozenset({"user"}),
        exact=frozenset({"tag", "framework"}),
        also={"tags": "tag"},
        beginnings=(
            *(f"{name}<" for name in TIMES),
            *(f"{quoted(key)}=" for key in words.notes),
        ),
        is_comparison=is_comparison,
        wrong_comparison=_wrong_comparison,
        wrong_line=lambda line: unknown_project(parse_model_filter(line).project, words.projects),
        meaning=partial(meaning_of_moment, names=TIMES),
    )


def _wrong_comparison(word: str, unfinished: bool) -> str:
    if not any(sign in word for sign in "<>=") or (unfinished and _UNFINISHED.fullmatch(word)):
        return ""
    if wrong := wrong_moment(word, TIMES):
        return wrong
    if wrong_moment(word, MOMENTS):
        return f"“{plain(word)}”: of a model only {' and '.join(TIMES)} can be limited."
    return (
        f"“{plain(word)}” is no filter: updated<2d limits when a model was changed,"
        " key=value asks for what its metadata say."
    )
