"""Which workers a filter line means. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.live.filter_line import plain, quoted, words_of
from mltui.live.fleet import Readings
from mltui.live.idleness import free_gpus, held_gpus
from mltui.live.workers import Worker
from mltui.screens.worker_groups import Grouping, group_of

#: A word: what has to be exactly of this name, None where any text may hold it; in lower case.
Word = tuple[Grouping | None, str]

_GROUPS = {one.value: one for one in Grouping if one is not Grouping.NOTHING}


def words(pattern: str) -> Sequence[Word]:
    """Return the words of a line: `host:box1`, `queue:"two words"`, `idle`, a part of a name."""
    found: list[Word] = []
    for word in words_of(pattern):
        key, colon, value = word.text.partition(":")
        grouping = _GROUPS.get(key.casefold()) if colon else None
        found.append((grouping, plain(value if grouping is not None else word.text).casefold()))
    return found


def of_group(grouping: Grouping, name: str) -> str:
    """Return the filter line that means the workers of a group."""
    return f"{grouping.value}:{quoted(name)}"


def matches(worker: Worker, readings: Readings, word: Word, now: float) -> bool:
    """Return whether a worker is meant by a word of the filter."""
    grouping, text = word
    if grouping is not None:
        return group_of(worker, grouping).casefold() == text
    if text == "idle":
        free = free_gpus(worker, readings, now)
        return bool(free) or not (worker.task or worker.lost(now) or readings.gpu_count)
    if text == "held":
        return bool(held_gpus(worker, readings, now))
    if text == "lost":
        return worker.lost(now)
    texts = (worker.id, worker.task_name, worker.task_user, worker.project, worker.queue)
    served = (queue.name for queue in worker.queues)
    return any(text in one.casefold() for one in (*texts, *served))
