"""Leafing through the iterations of plots and debug images, back and forth."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.documents import DocumentTable, MetricVariants
from mltui.server.events.kinds import PLOT
from mltui.server.events.scrolls import Window


def browse(
    documents: DocumentTable,
    task: str,
    kind: str,
    wanted: MetricVariants,
    windows: dict[str, Window],
    iterations: int,
    earlier: bool,
    refresh: bool,
) -> list[Json]:
    """The events of the next iterations of a task, the latest iteration first.

    Args:
        documents: where the events are.
        task: whose.
        kind: plots or images.
        wanted: which metrics and variants.
        windows: the reader's windows, by task; that of the task is moved.
        iterations: how many.
        earlier: whether to go back from what was shown last, or on.
        refresh: whether to begin with the newest again.
    """
    if refresh or task not in windows:
        windows[task] = Window()
    window = windows[task]
    fresh = window.first is None
    back = earlier or fresh
    found = documents.iterations(
        task,
        kind,
        wanted,
        below=window.first if back else None,
        above=None if back else window.last,
        limit=iterations,
        descending=back,
    )
    found.sort(reverse=True)
    if found:
        window.first, window.last = found[-1], found[0]
    return [
        {"events": list(documents.at(task, kind, iteration, wanted)), "iter": iteration}
        for iteration in found
    ]


def sample(
    documents: DocumentTable,
    task: str,
    kind: str,
    metric: str,
    variants: Sequence[str],
    windows: dict[str, Window],
    iteration: int | None,
    one_metric: bool,
) -> JsonObject:
    """One image, or the plots of a metric, at an iteration (None: the last it has).

    Args:
        documents: where the events are.
        task: whose.
        kind: plots or images.
        metric: which metric.
        variants: which variant of it, empty for any.
        windows: the reader's windows, by task; that of the task is put here.
        iteration: which one.
        one_metric: whether `next_sample` is to stay with this metric.
    """
    window = windows[task] = Window(metric=metric, one_metric=one_metric)
    wanted = [(metric, variants)]
    below = None if iteration is None else iteration + 1
    found = documents.iterations(task, kind, wanted, below=below, limit=1)
    if not found:
        return _shown(documents, task, kind, [], None)
    window.first = window.last = found[0]
    groups = _groups(documents, task, kind, window, found[0])
    for place, group in enumerate(groups):
        if group[0]["metric"] == metric and (not variants or group[0]["variant"] in variants):
            window.place = place
            break
    return _shown(documents, task, kind, groups[window.place], window)


def next_sample(
    documents: DocumentTable,
    task: str,
    kind: str,
    windows: dict[str, Window],
    earlier: bool,
    next_iteration: bool,
) -> JsonObject:
    """The image or plots before (earlier) or after those shown last.

    Args:
        documents: where the events are.
        task: whose.
        kind: plots or images.
        windows: the reader's windows, by task; that of the task is moved.
        earlier: which way.
        next_iteration: whether to leave out the rest of this iteration.
    """
    window = windows.get(task)
    if window is None or window.first is None:
        return _shown(documents, task, kind, [], None)
    groups = _groups(documents, task, kind, window, window.first)
    place = window.place + (-1 if earlier else 1)
    if not next_iteration and 0 <= place < len(groups):
        window.place = place
        return _shown(documents, task, kind, groups[place], window)
    found = documents.iterations(
        task,
        kind,
        _wanted(window),
        below=window.first if earlier else None,
        above=None if earlier else window.first,
        limit=1,
        descending=earlier,
    )
    if not found:
        return _shown(documents, task, kind, [], None)
    window.first = window.last = found[0]
    groups = _groups(documents, task, kind, window, found[0])
    window.place = len(groups) - 1 if earlier else 0
    return _shown(documents, task, kind, groups[window.place], window)


def _groups(
    documents: DocumentTable, task: str, kind: str, window: Window, iteration: int
) -> list[list[JsonObject]]:
    """What is shown together: the plots of a metric, one image."""
    events = documents.at(task, kind, iteration, _wanted(window))
    if kind != PLOT:
        return [[event] for event in events]
    by_metric: dict[Json, list[JsonObject]] = {}
    for event in events:
        by_metric.setdefault(str(event["metric"]), []).append(event)
    return list(by_metric.values())


def _wanted(window: Window) -> MetricVariants:
    return [(window.metric, [])] if window.one_metric else []


def _shown(
    documents: DocumentTable,
    task: str,
    kind: str,
    events: list[JsonObject],
    window: Window | None,
) -> JsonObject:
    bounds = documents.bounds(task, kind, _wanted(window)) if window is not None else None
    one = events[0] if events else None
    what: JsonObject = {"events": list(events)} if kind == PLOT else {"event": one}
    first, last = bounds or (None, None)
    return {**what, "min_iteration": first, "max_iteration": last}
