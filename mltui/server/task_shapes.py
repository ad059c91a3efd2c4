"""What the fields of a task hold.

Lists read the fields of all tasks: one that is not as they expect would spoil each list it is in.
"""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.validation import ANY_KEY, OBJECT, TEXTS, Shape, check_shape

_OBJECTS: Shape = [OBJECT]
_SHAPES: dict[str, Shape] = {
    "name": str,
    "comment": str,
    "parent": str,
    "project": str,
    "type": str,
    "tags": TEXTS,
    "system_tags": TEXTS,
    "hyperparams": {ANY_KEY: {ANY_KEY: OBJECT}},
    "configuration": {ANY_KEY: OBJECT},
    "runtime": OBJECT,
    "container": OBJECT,
    "models": {"input": _OBJECTS, "output": _OBJECTS},
    "execution": {
        "queue": str,
        "parameters": OBJECT,
        "model_desc": OBJECT,
        "model_labels": OBJECT,
        "artifacts": _OBJECTS,
    },
    "script": {"requirements": OBJECT},
    "output_dest": str,
    "report": str,
    "report_assets": TEXTS,
}


def check_fields(given: JsonObject, *, prefix: str = "") -> None:
    """Checks what is to be written to a task.

    Args:
        given: a request; of its fields those that are none of a task's are passed over.
        prefix: what stands before the names of the fields in the request.

    Raises:
        ServerError: 400/12, a field is not what a task has there.
    """
    for name, shape in _SHAPES.items():
        check_shape(prefix + name, given.get(prefix + name), shape)
