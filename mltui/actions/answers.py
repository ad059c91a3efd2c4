"""Reads what endpoints answer to actions, and what people type for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.action import Outcome, Refusal
from mltui.actions.quoting import QUOTED, quoted, unquoted
from mltui.actions.refusing import plain_reason
from mltui.actions.subject import Subject, ids

if TYPE_CHECKING:
    from mltui.api.services.answers.many import ManyAnswer, ManyError

_TAG = re.compile(rf'(?<!\S)([+-]?+)(?:{QUOTED}(?!\S)|"?+(\S+))')


def of_many(answer: ManyAnswer) -> Outcome:
    """Read the answer of a `*_many` endpoint, which is 200 even if all of it was refused."""
    return Outcome(
        changed=tuple(item.id for item in answer.succeeded or () if item.id),
        refused=tuple(Refusal(item.id or "", _reason(item.error)) for item in answer.failed or ()),
    )


def _reason(error: ManyError | None) -> str:
    subcode = error.codes[-1] if error is not None and error.codes else 0
    reason = plain_reason(error.msg or "", subcode) if error is not None else ""
    return reason or "no reason given"


def all_changed(subjects: Sequence[Subject]) -> Outcome:
    """Return the outcome of a request that changes all or raises."""
    return Outcome(changed=tuple(ids(subjects)))


def read_tags(text: str) -> tuple[list[str], list[str]]:
    """Return the tags to add and those to remove (`-tag`), as `written_tag` has them."""
    words = ((sign, (unquoted(held) or bare).strip()) for sign, held, bare in _TAG.findall(text))
    found = [(sign, tag) for sign, tag in words if tag]
    added = dict.fromkeys(tag for sign, tag in found if sign != "-")
    return list(added), list(dict.fromkeys(tag for sign, tag in found if sign == "-"))


def written_tag(tag: str) -> str:
    """Return a tag as it has to be typed: in quotes if it has blanks or begins with a sign."""
    return quoted(tag) if tag[:1] in ("-", "+", '"', "") or any(map(str.isspace, tag)) else tag


def tags_hold(_was: Subject, now: Subject | None, text: str) -> bool:
    """Return whether tags were added and removed as typed."""
    added, removed = read_tags(text)
    tags = set(now.tags) if now is not None else set()
    return now is not None and tags.issuperset(added) and not tags.intersection(removed)


def tags_back(before: Subject, text: str) -> str:
    """Return what to type to have the tags as they were before."""
    added, removed = read_tags(text)
    words = [f"-{written_tag(tag)}" for tag in added if tag not in before.tags]
    return " ".join([*words, *(written_tag(tag) for tag in removed if tag in before.tags)])
