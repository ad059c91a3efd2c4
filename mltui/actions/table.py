"""Every action there is, by what it is done to."""

from __future__ import annotations

from mltui.actions.action import Action
from mltui.actions.model_table import MODEL_ACTIONS, WORKER_ACTIONS
from mltui.actions.project_table import PROJECT_ACTIONS
from mltui.actions.queue_table import ENTRY_ACTIONS, QUEUE_ACTIONS
from mltui.actions.subject import Kind
from mltui.actions.task_table import TASK_ACTIONS

ACTIONS: dict[Kind, dict[str, Action]] = {kind: {} for kind in Kind}
for _action in (
    *TASK_ACTIONS,
    *ENTRY_ACTIONS,
    *QUEUE_ACTIONS,
    *PROJECT_ACTIONS,
    *MODEL_ACTIONS,
    *WORKER_ACTIONS,
):
    ACTIONS[_action.kind][_action.name] = _action
"""By kind, then by name."""

OTHER_KIND = {Kind.ENTRY: Kind.TASK}
"""Where a step back is an action of another kind: what left a queue is a task."""


def find(kind: Kind, name: str) -> Action:
    """Return an action by its kind and name.

    Raises:
        KeyError: There is none.
    """
    known = ACTIONS[kind]
    return known[name] if name in known else ACTIONS[OTHER_KIND.get(kind, kind)][name]
