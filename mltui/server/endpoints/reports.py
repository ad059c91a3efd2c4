"""reports: Markdown texts about tasks."""

from __future__ import annotations

from dataclasses import replace

from mltui.api.types.json import Json, JsonObject
from mltui.server.endpoints.projects_content import tags_of
from mltui.server.errors import failure, validation_error
from mltui.server.listing import MODELS, TASKS
from mltui.server.lists import listed
from mltui.server.model_documents import with_tags
from mltui.server.project_tree import touch_project
from mltui.server.references import only_fields_of
from mltui.server.registry import Call, endpoint
from mltui.server.removal import remove_task
from mltui.server.reports import REPORT_TAGS, REPORT_TYPE, REPORTS, get_report, reports_project
from mltui.server.task_documents import new_task
from mltui.server.task_status import PUBLISHED, change_status
from mltui.server.times import iso
from mltui.server.validation import SHORTEST_NAME

_TYPES: dict[str, type] = {
    "name": str,
    "tags": list,
    "comment": str,
    "report": str,
    "report_assets": list,
}


@endpoint("reports.create", required=("name",), types={**_TYPES, "project": str})
def create(call: Call) -> JsonObject:
    """A new report, as a draft."""
    _check_name(call)
    project = reports_project(call, call.request.get("project"), None)
    given: JsonObject = {name: call.request[name] for name in _TYPES if name in call.request}
    given |= {"type": REPORT_TYPE, "project": project, "system_tags": [*REPORT_TAGS]}
    report = new_task(call.store, given, call.identity, call.now)
    call.store.tasks.insert(report)
    touch_project(call.store, project, call.now)
    return {"id": report["id"], "project_id": project}


@endpoint("reports.update", required=("task",), types=_TYPES)
def update(call: Call) -> JsonObject:
    """Changes a report; a published one only in name, tags and comment."""
    report = _report(call)
    _check_name(call)
    fields: JsonObject = {name: call.request[name] for name in _TYPES if name in call.request}
    if report.get("status") == PUBLISHED and {"report", "report_assets"} & fields.keys():
        raise failure(
            400, 110, "Invalid status change", current_status=PUBLISHED, new_status=PUBLISHED
        )
    if fields:
        _write(call, report, {**fields, "last_update": iso(call.now)})
    return {"updated": int(bool(fields)), "fields": fields}


@endpoint("reports.move", required=("task",))
def move(call: Call) -> JsonObject:
    """Moves a report to another project, which is made if it is given by a name that is new."""
    report = _report(call)
    project, name = call.request.get("project"), call.request.get("project_name")
    if not project and not name:
        raise failure(400, 11, "project or project_name is required")
    target = reports_project(call, project, name)
    _write(call, report, {"project": target})
    touch_project(call.store, target, call.now)
    return {"project_id": target}


@endpoint("reports.publish", required=("task",), types={"comment": str})
def publish(call: Call) -> JsonObject:
    """Publishes a report: its text stays as it is."""
    report = _report(call)
    if report.get("status") == PUBLISHED:
        raise failure(
            400, 110, "Invalid status change", current_status=PUBLISHED, new_status=PUBLISHED
        )
    also: JsonObject = {"published": iso(call.now)}
    if call.request.get("comment") is not None:
        also["comment"] = call.request["comment"]
    fields = change_status(
        call.store, report, PUBLISHED, call.identity, call.now, force=True, also=also
    )
    return {"updated": 1, "fields": fields}


@endpoint("reports.archive", required=("task",), types={"comment": str})
def archive(call: Call) -> JsonObject:
    """Puts a report into the archive."""
    return {"archived": _set_archived(call, archived=True)}


@endpoint("reports.unarchive", required=("task",), types={"comment": str})
def unarchive(call: Call) -> JsonObject:
    """Takes a report out of the archive."""
    return {"unarchived": _set_archived(call, archived=False)}


@endpoint("reports.delete", required=("task",), types={"force": bool})
def delete(call: Call) -> JsonObject:
    """Deletes a report, whatever its status."""
    report = _report(call)
    remove_task(call.store, str(report["id"]), call.now)
    touch_project(call.store, report.get("project"), call.now)
    return {"deleted": 1}


@endpoint("reports.get_all_ex")
def get_all_ex(call: Call) -> JsonObject:
    """Reports, with objects where they refer to something."""
    # Reports are hidden tasks, so hidden ones must be looked for.
    seen = replace(call, request={**call.request, "search_hidden": True})
    return listed(TASKS, seen, extend=True, also=REPORTS)


@endpoint("reports.get_tags")
def get_tags(call: Call) -> JsonObject:
    """The tags that reports have."""
    return tags_of(call, call.store.tasks, REPORTS)


@endpoint("reports.get_task_data")
def get_task_data(call: Call) -> JsonObject:
    """What a report shows of tasks: their fields, and what is asked of their events.

    With `model_events` it is models that are looked for, and that `tasks` answers.
    """
    of_models = bool(call.request.get("model_events"))
    listing = MODELS if of_models else TASKS
    asked: JsonObject = {**call.request, "search_hidden": True}
    only = only_fields_of(asked)
    if only is not None:
        asked["only_fields"] = ["id", *only]
    found = listed(listing, replace(call, request=asked), extend=False)[listing.key]
    ids: list[Json] = [
        each["id"] for each in (found if isinstance(found, list) else []) if isinstance(each, dict)
    ]
    answer: JsonObject = {"tasks": found}
    for name, (action, key) in _PARTS.items():
        options = call.request.get(name)
        if isinstance(options, dict):
            body: JsonObject = {**options, "tasks": ids, "model_events": of_models}
            if name == "debug_images":
                body["metrics"] = _of_each(ids, options.get("metrics"))
                if not ids:
                    answer[name] = []
                    continue
            told = call.engine.call(f"events.{action}", body, call.identity, call.version)
            answer[name] = told.get(key)
    return answer


_PARTS: dict[str, tuple[str, str]] = {
    "plots": ("get_multi_task_plots", "plots"),
    "debug_images": ("debug_images", "metrics"),
    "scalar_metrics_iter_histogram": ("multi_task_scalar_metrics_iter_histogram", "metrics"),
    "single_value_metrics": ("get_task_single_value_metrics", "tasks"),
}
"""What may be asked of events: the endpoint that knows, and the field of its answer."""


def _of_each(ids: list[Json], metrics: Json) -> list[Json]:
    """Returns metrics as debug images are asked for: those of each task."""
    wanted = metrics if isinstance(metrics, list) else []
    named = [metric for metric in wanted if isinstance(metric, dict)]
    return [{**metric, "task": task} for task in ids for metric in named or [{}]]


def _report(call: Call) -> JsonObject:
    return get_report(call.store, str(call.request["task"]), call.identity)


def _check_name(call: Call) -> None:
    name = call.request.get("name")
    if isinstance(name, str) and len(name) < SHORTEST_NAME:
        raise validation_error(
            f"error for field 'name': value '{name}' length is lower than"
            f" allowed minimum '{SHORTEST_NAME}'.."
        )


def _write(call: Call, report: JsonObject, changes: JsonObject) -> None:
    fields = {**changes, "last_change": iso(call.now), "last_changed_by": call.identity.user}
    call.store.tasks.update(str(report["id"]), fields)
    touch_project(call.store, report.get("project"), call.now)


def _set_archived(call: Call, *, archived: bool) -> int:
    report = _report(call)
    add, remove = (["archived"], []) if archived else ([], ["archived"])
    changes: JsonObject = {
        "system_tags": with_tags(report.get("system_tags"), add, remove),
        "status_reason": "",
        "status_message": "",
    }
    if call.request.get("comment") is not None:
        changes["comment"] = call.request["comment"]
    _write(call, report, changes)
    return 1
