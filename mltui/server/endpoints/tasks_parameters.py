"""tasks: changing hyperparameters and configuration objects one by one."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.registry import Call, endpoint
from mltui.server.task_status import CREATED, IN_PROGRESS, QUEUED, get_task, progress_fields
from mltui.server.validation import check_choice

#: The section of what a person notes about a task.
PROPERTIES = "properties"


@endpoint(
    "tasks.edit_hyper_params",
    required=("task", "hyperparams"),
    types={"hyperparams": list, "force": bool},
)
def edit_hyper_params(call: Call) -> JsonObject:
    """Sets hyperparameters of a draft, or properties of any task.

    `replace_hyperparams` says what becomes of the others: `none` (they stay), `section` (those of
    the same sections go) or `all`.
    """
    items = list(_items(call, "hyperparams"))
    task = _editable(call, in_any_status=_properties_only(items))
    replace = call.request.get("replace_hyperparams") or "none"
    check_choice("replace_hyperparams", replace, ("none", "section", "all"))
    sections = {} if replace == "all" else _sections(task)
    if replace == "section":
        for item in items:
            sections.pop(str(item.get("section")), None)
    for item in items:
        section = sections.setdefault(str(item.get("section") or "Args"), {})
        if isinstance(section, dict):
            section[str(item.get("name"))] = item
    return {"updated": _write(call, {"hyperparams": sections})}


@endpoint(
    "tasks.delete_hyper_params",
    required=("task", "hyperparams"),
    types={"hyperparams": list, "force": bool},
)
def delete_hyper_params(call: Call) -> JsonObject:
    """Removes hyperparameters of a draft, or properties of any task.

    An item without a name means its whole section.
    """
    items = list(_items(call, "hyperparams"))
    sections = _sections(_editable(call, in_any_status=_properties_only(items)))
    for item in items:
        section = sections.get(str(item.get("section")))
        if item.get("name") is None:
            sections.pop(str(item.get("section")), None)
        elif isinstance(section, dict):
            section.pop(str(item["name"]), None)
    kept: JsonObject = {name: section for name, section in sections.items() if section}
    return {"deleted": _write(call, {"hyperparams": kept})}


@endpoint(
    "tasks.edit_configuration",
    required=("task", "configuration"),
    types={"configuration": list, "replace_configuration": bool, "force": bool},
)
def edit_configuration(call: Call) -> JsonObject:
    """Sets configuration objects of a draft, beside the others or in place of them all."""
    task = _editable(call)
    present = task.get("configuration")
    configuration: JsonObject = {}
    if isinstance(present, dict) and not call.request.get("replace_configuration"):
        configuration = dict(present)
    for item in _items(call, "configuration"):
        configuration[str(item.get("name"))] = item
    return {"updated": _write(call, {"configuration": configuration})}


@endpoint(
    "tasks.delete_configuration",
    required=("task", "configuration"),
    types={"configuration": list, "force": bool},
)
def delete_configuration(call: Call) -> JsonObject:
    """Removes configuration objects of a draft, by name."""
    present = _editable(call).get("configuration")
    gone = call.request["configuration"]
    kept: JsonObject = {
        name: item
        for name, item in (present if isinstance(present, dict) else {}).items()
        if not (isinstance(gone, list) and name in gone)
    }
    return {"deleted": _write(call, {"configuration": kept})}


def _properties_only(items: list[JsonObject]) -> bool:
    """Whether all are properties, which say something of a task without changing what it does.

    However the name of their section is written, it becomes the usual one.
    """
    for item in items:
        if str(item.get("section")).lower() == PROPERTIES:
            item["section"] = PROPERTIES
    return all(item.get("section") == PROPERTIES for item in items)


def _editable(call: Call, *, in_any_status: bool = False) -> JsonObject:
    """The task, if its parameters may be changed: a draft, or with force also a running one.

    Raises:
        ServerError: 400/110, they may not.
    """
    task = get_task(call.store, str(call.request["task"]), call.identity)
    allowed = (CREATED, QUEUED, IN_PROGRESS) if call.request.get("force") else (CREATED,)
    if task.get("status") not in allowed and not in_any_status:
        raise failure(400, 110, expected=CREATED, status=task.get("status"))
    return task


def _write(call: Call, changes: JsonObject) -> int:
    written = {**changes, **progress_fields(call.identity, call.now)}
    return int(call.store.tasks.update(str(call.request["task"]), written))


def _sections(task: JsonObject) -> dict[str, Json]:
    sections = task.get("hyperparams")
    return dict(sections) if isinstance(sections, dict) else {}


def _items(call: Call, field: str) -> Iterator[JsonObject]:
    items = call.request[field]
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield item
