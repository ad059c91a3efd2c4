"""What a person wants to be told of: a task, all tasks of a filter, a queue. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from mltui.live.filter_line import plain, words_of
from mltui.live.task_filter import OWN_FIELDS, Range, parse_range
from mltui.live.task_rows import TaskRow
from mltui.series import numbers, runs

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

#: Statuses of a task that is over, and how one says it.
ENDED = {
    "completed": "completed",
    "stopped": "was stopped",
    "closed": "was closed",
    "published": "was published",
}
FAILED = "failed"

#: What can happen to a task, as it is typed.
WORDS = ("ends", "fails", "stalls", "diverges")

_LENGTH = re.compile(r"(?:length)?\s*>?\s*(\d{1,6})")

#: A comma divides as a blank does, but for one within quotes.
_COMMA = re.compile(r'("[^"]*(?:"|$))|,')


class Target(StrEnum):
    """What is watched."""

    TASK = "task"
    FILTER = "filter"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Watch:
    """One wish to be told.

    Attributes:
        target: What is watched.
        identity: The id of the task or queue, or the line of the filter.
        name: What the person calls it.
        words: Those of `WORDS` that are to be told.
        ranges: Metrics that are to be told when their last value is within the limits.
        longer_than: Tell when more tasks than this wait in the queue; -1 for no queue.
    """

    target: Target
    identity: str
    name: str
    words: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    longer_than: int = -1

    @property
    def key(self) -> str:
        """What is watched, as one text."""
        return f"{self.target}:{self.identity}"

    @property
    def wish(self) -> str:
        """What is to be told, as it is typed."""
        if self.target is Target.QUEUE:
            return f"length>{self.longer_than}"
        return " ".join([*self.words, *(limit.text for limit in self.ranges)])


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that holds of a task or a queue.

    Attributes:
        target: TASK or QUEUE.
        identity: Whose id it is.
        name: Its name.
        word: What holds; with the id it tells facts apart.
        sentence: What happened, going on after the name: "failed: out of memory".
        status: The status of a task that ended.
    """

    target: Target
    identity: str
    name: str
    word: str
    sentence: str
    status: str = ""

    @property
    def key(self) -> str:
        """What tells it from other facts."""
        return f"{self.identity} {self.word}"


def parse_wish(watch: Watch, line: str) -> Watch | str:
    """Read what a person wants to be told; a sentence about what is wrong, if anything is."""
    if watch.target is Target.QUEUE:
        length = _LENGTH.fullmatch(line.strip())
        if length is None:
            return "Type a number of waiting tasks, such as length>10."
        return replace(watch, longer_than=int(length[1]))
    words: list[str] = []
    ranges: list[Range] = []
    for typed in words_of(_COMMA.sub(lambda found: found[1] or " ", line), _is_range):
        limit, word = parse_range(typed.text), plain(typed.text)
        if limit is not None:
            ranges.append(limit)
        elif word.casefold() in WORDS:
            words.append(word.casefold())
        else:
            return f"“{word}” is none of {', '.join(WORDS)}, nor a limit such as loss>10."
    if not words and not ranges:
        return f"Type at least one of {', '.join(WORDS)}, or a limit such as loss>10."
    return replace(watch, words=tuple(dict.fromkeys(words)), ranges=tuple(ranges))


def _is_range(word: str) -> bool:
    return parse_range(word) is not None


def facts_of_task(watch: Watch, row: TaskRow, now: float) -> Iterable[Fact]:
    """Yield what holds of a task, at `now` (epoch seconds), of all that is to be told."""

    def fact(word: str, sentence: str, status: str = "") -> Fact:
        return Fact(Target.TASK, row.id, row.name or row.id, word, sentence, status)

    message = f": {row.why}" if row.why else ""
    if "fails" in watch.words and row.status == FAILED:
        yield fact("fails", f"failed{message}")
    if "ends" in watch.words and row.status in ENDED:
        run_s = row.run_time_s(now)
        after = f" after {numbers.duration(run_s)}" if run_s else ""
        yield fact("ends", f"{ENDED[row.status]}{after}", row.status)
    judged = judgement_of(row, now)
    if judged is not None and judged.kind == "stalled" and "stalls" in watch.words:
        yield fact("stalls", f"stalls: {judged.reason}")
    if judged is not None and judged.kind == "diverged" and "diverges" in watch.words:
        yield fact("diverges", f"diverges: {judged.reason}")
    for limit in watch.ranges:
        for name, value in values_of(limit, row).items():
            if limit.holds(value):
                sentence = f"{name} is {numbers.metric(value)}, {_beyond(limit, value)}"
                yield fact(f"{limit.text} {name}", sentence)


def values_of(limit: Range, row: TaskRow) -> dict[str, float]:
    """Return the values of a task that are limited, by name; empty if it has none yet."""
    if limit.name in OWN_FIELDS:
        own = {"iteration": row.iteration, "runtime": row.active_s}[limit.name]
        return {} if own is None else {limit.name: own}
    return {name: value for name, value in row.values.items() if limit.means(name)}


def _beyond(limit: Range, value: float) -> str:
    """Say how a value within a limit, one that was typed as a wish, stands to it."""
    if limit.least is not None:
        return f"{'above' if value > limit.least else 'at'} {limit.least:.15g}"
    assert limit.most is not None
    return f"{'below' if value < limit.most else 'at'} {limit.most:.15g}"


def judgement_of(row: TaskRow, now: float) -> runs.Judgement | None:
    """Judge whether a run stalls or has diverged, at `now`, epoch seconds."""
    return runs.judge(row.status, silent_s=row.silent_s(now), last_metrics=row.values)


def over(row: TaskRow) -> bool:
    """Return whether nothing more is to be expected of a task."""
    return row.status in ENDED or row.status == FAILED


def facts_of_queue(watch: Watch, name: str, length: int) -> Iterable[Fact]:
    """Yield whether a queue is longer than it should be."""
    if length > watch.longer_than:
        sentence = f"has {numbers.counted(length, 'waiting task')}, more than {watch.longer_than}"
        yield Fact(Target.QUEUE, watch.identity, name or watch.name, watch.wish, sentence)


def watch_to_json(watch: Watch) -> JsonObject:
    """Return a watch as JSON, to be kept on disk."""
    return cast("JsonObject", {**asdict(watch), "target": str(watch.target)})


def watch_from_json(value: Mapping[str, Any]) -> Watch:
    """Return the watch that was kept; raises KeyError, TypeError or ValueError if it is damaged."""
    return Watch(
        target=Target(value["target"]),
        identity=str(value["identity"]),
        name=str(value["name"]),
        words=tuple(word for word in value["words"] if word in WORDS),
        ranges=tuple(Range(**limit) for limit in value["ranges"]),
        longer_than=int(value["longer_than"]),
    )
