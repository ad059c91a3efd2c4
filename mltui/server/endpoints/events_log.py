"""events: the console output of a task."""

from __future__ import annotations

import json

from mltui.api.types.json import JsonObject
from mltui.server.errors import ServerError, failure
from mltui.server.events import requests
from mltui.server.events.logs import COUNTED
from mltui.server.events.scrolls import position_token, read_position
from mltui.server.events.shown import log_event
from mltui.server.registry import Call, RawAnswer, endpoint

_TEXT_LINE = "{asctime} {worker} {level} {msg}"


@endpoint("events.get_task_log", required=("task",), min_version="2.9")
def get_task_log(call: Call) -> JsonObject:
    """A page before or after a time; the entries of one time are never parted."""
    task = requests.one_owner(call)
    size = requests.whole(call, "batch_size", 500)
    if size > COUNTED:
        raise failure(
            500,
            100,
            "BadRequestError(400, 'search_phase_execution_exception', 'Result window is too large,"
            f" from + size must be less than or equal to: [{COUNTED}] but was [{size}]. See the"
            " scroll api for a more efficient way to request large data sets. This limit can be"
            " set by changing the [index.max_result_window] index level setting.')",
        )
    earlier = call.request.get("navigate_earlier", True) is not False
    logs = call.store.events.logs
    after = requests.whole_or_none(call, "from_timestamp")
    entries = logs.page(task, max(0, size), after, descending=earlier)
    order = call.request.get("order") or ("desc" if earlier else "asc")
    if (order == "desc") != earlier:
        entries.reverse()
    return {
        "events": [log_event(task, entry) for entry in entries],
        "returned": len(entries),
        "total": logs.count(task),
    }


@endpoint("events.get_task_log", required=("task",), min_version="1.7")
@endpoint("events.get_task_log", required=("task",))
def get_task_log_by_scroll(call: Call) -> JsonObject:
    """A page from the beginning, and a scroll id for the next one."""
    task = requests.one_owner(call)
    logs = call.store.events.logs
    size = min(max(1, requests.whole(call, "batch_size", 500)), COUNTED)
    token = call.request.get("scroll_id")
    position = read_position(str(token)) if token else {}
    after = position.get("after") if position else None
    entries = logs.page(task, size, after if isinstance(after, int) else None)
    last = entries[-1].timestamp if entries else after
    if call.request.get("order") == "desc":
        entries.reverse()
    return {
        "events": [log_event(task, entry) for entry in entries],
        "returned": len(entries),
        "total": logs.count(task),
        "scroll_id": position_token({"after": last}),
    }


@endpoint("events.download_task_log", required=("task",))
def download_task_log(call: Call) -> RawAnswer:
    """The whole console output, a line of JSON or of text for each entry."""
    task = requests.one_owner(call)
    entries = call.store.events.logs.page(task, None)
    lines: list[str] = []
    for entry in entries:
        event = log_event(task, entry)
        for name in ("task", "type"):
            del event[name]
        event["asctime"] = event.pop("timestamp")
        if call.request.get("line_type") == "text":
            template = call.request.get("line_format") or _TEXT_LINE
            try:
                lines.append(str(template).format_map(event))
            except (LookupError, ValueError, AttributeError) as error:
                raise ServerError(500, 0, f"cannot write a line as {template!r}") from error
        else:
            lines.append(json.dumps(event, separators=(",", ":")))
    return RawAnswer("".join(f"{line}\n" for line in lines).encode(), "text/plain; charset=utf-8")
