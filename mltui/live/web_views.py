"""How a person has arranged task lists in ClearML's web pages, read from their preferences.

The web pages keep it under `experiments.view`, per project (`*` for all of them), in fields of
their own: which columns are hidden, their order, those added for metrics and hyperparameters, the
order of rows, and filters. The server takes no dots in names, so that the web pages write `--DOT--`
for each. Anything may be missing or of another shape. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from mltui.live.filter_line import quoted
from mltui.live.metric_names import MetricName
from mltui.live.task_columns import AGGREGATES, PARAMETER, ValueColumn

ALL = "*"
"""What the web pages call the list of all projects' tasks."""

#: The web pages' columns, in the order that they have at first, and what they are called here.
_COLUMNS = {
    "type": "type",
    "name": "name",
    "tags": "tags",
    "status": "status",
    "project.name": "project",
    "users": "user",
    "started": "started",
    "last_update": "updated",
    "last_iteration": "iteration",
    "active_duration": "run",
}

#: Hidden there unless they were asked for.
_HIDDEN = frozenset({"active_duration"})

_WORDS = {"status": "status", "type": "type", "users": "user"}

_NOT = "__$not"

_DOT = "--DOT--"


@dataclass(frozen=True, slots=True)
class WebView:
    """An arrangement of the task list.

    Attributes:
        columns: Keys of the columns, from the left; empty if they were left as they were.
        sorts: Columns that it is sorted by, the first one first, and whether each one falls.
        filter: The filter, as one types it here.
    """

    columns: tuple[str, ...] = ()
    sorts: tuple[tuple[str, bool], ...] = ()
    filter: str = ""


def web_view(preferences: Mapping[str, Any], project: str) -> WebView:
    """Return how the task list of a project was arranged; an empty arrangement if it was not.

    Args:
        preferences: What `users.get_preferences` answers.
        project: The project's id, or `ALL`.
    """
    view = _mapping(_with_dots(_mapping(preferences.get("experiments")).get("view")))
    added = dict(_added(view, project))
    return WebView(
        _columns(view, project, added),
        tuple(_sorts(_of(view, "projectColumnsSortOrder", project), added)),
        " ".join(_words(_mapping(_of(view, "projectColumnFilters", project)), added)),
    )


def _columns(
    view: Mapping[str, Any], project: str, added: Mapping[str, ValueColumn]
) -> tuple[str, ...]:
    order = [str(each) for each in _list(_of(view, "colsOrder", project))]
    hidden = _mapping(_of(view, "hiddenProjectTableCols", project))
    if not (order or hidden or added):
        return ()
    usual = [name for name in _COLUMNS if hidden or name not in _HIDDEN]
    names = [*usual, *added]
    ranked = sorted(names, key=lambda name: order.index(name) if name in order else len(order))
    shown = [name for name in ranked if not hidden.get(name)]
    return tuple(added[name].key if name in added else _COLUMNS[name] for name in shown)


def _added(view: Mapping[str, Any], project: str) -> Iterator[tuple[str, ValueColumn]]:
    """Yield the columns that were added for metrics and hyperparameters, by their names there."""
    kept = view.get("metricsCols")
    # Newer web pages keep them by project, older ones in one list.
    own = _list(kept.get(project)) if isinstance(kept, dict) else _list(kept)
    for each in map(_mapping, own):
        name = str(each.get("id", ""))
        if not isinstance(kept, dict) and each.get("projectId") != project:
            continue
        column = _metric(name, each) or _parameter(name)
        if column is not None:
            yield name, column


def _metric(name: str, column: Mapping[str, Any]) -> ValueColumn | None:
    if not name.startswith("last_metrics."):
        return None
    kinds = {field: kind for kind, field in AGGREGATES.items()}
    kind = kinds.get(name.rpartition(".")[2], "last")
    metric, variant = (str(column.get(f"{each}Name") or "") for each in ("metric", "variant"))
    if not (metric and variant):
        metric, _, variant = str(column.get("header", "")).strip().partition(" > ")
        variant = variant.removesuffix(f" {kind.upper()}").strip()
    return ValueColumn(kind, metric, variant) if metric and variant else None


def _parameter(name: str) -> ValueColumn | None:
    kind, _, path = name.partition(".")
    section, _, parameter = path.partition(".")
    parameter = parameter.removesuffix(".value").replace("%2E", ".")
    if kind != "hyperparams" or not (section and parameter):
        return None
    return ValueColumn(PARAMETER, section.replace("%2E", "."), parameter)


def _sorts(orders: object, added: Mapping[str, ValueColumn]) -> Iterator[tuple[str, bool]]:
    for each in map(_mapping, _list(orders)):
        name = str(each.get("field", ""))
        key = added[name].key if name in added else _COLUMNS.get(name)
        if key is not None:
            yield key, each.get("order") == -1


def _words(filters: Mapping[str, Any], added: Mapping[str, ValueColumn]) -> Iterator[str]:
    """Yield the words of a filter line; what cannot be said here is left out."""
    for name, each in filters.items():
        values = [str(value) for value in _list(_mapping(each).get("value")) if value is not None]
        if not values:
            continue
        column = added.get(name)
        if name in _WORDS:
            yield f"{_WORDS[name]}:{','.join(map(quoted, values))}"
        elif name == "tags":
            signed = [
                f"!{quoted(tag.removeprefix(_NOT))}" if tag.startswith(_NOT) else quoted(tag)
                for tag in values
            ]
            all_of_them = _mapping(each).get("matchMode") == "AND" or len(values) == 1
            excluded = any(tag.startswith("!") for tag in signed)
            yield f"{'tag' if all_of_them or excluded else 'anytag'}:{','.join(signed)}"
        elif column is not None and column.kind == PARAMETER and len(values) == 1:
            yield f"{quoted(f'{column.group}/{column.name}')}={quoted(values[0])}"
        elif column is not None and column.kind == "last":
            metric = quoted(str(MetricName(column.group, column.name)))
            ends = cast("list[object]", _list(_mapping(each).get("value")))[:2]
            for sign, end in zip("><", ends, strict=False):
                if isinstance(end, int | float) or (isinstance(end, str) and end):
                    yield f"{metric}{sign}{end}"


def _with_dots(value: object) -> object:
    if isinstance(value, dict):
        return {str(_with_dots(key)): _with_dots(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_dots(each) for each in value]
    return value.replace(_DOT, ".") if isinstance(value, str) else value


def _of(view: Mapping[str, Any], field: str, project: str) -> object:
    return _mapping(view.get(field)).get(project)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
