"""Every type of the reference is shown by a screen, or is known to be only asked or sent.

A type counts as shown when an answer that the monitor asks for carries it, and the monitor reads
the field that holds it and at least one of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from mltui.api.client import Client
from mltui.api.types.base import ApiObject, OpenEnum
from tests.api.test_types import definitions, type_of

ROOT = Path(__file__).parents[2] / "mltui"

#: What is no part of any answer that a screen shows, with the reason.
NOT_SHOWN = {
    "auth.role": "Servers send a user's role as plain text, which Account shows.",
    "events.event_type_enum": "Says in a request which events are meant.",
    "events.metrics_scalar_event": "Trainings send it; what is shown are the curves made of many.",
    "events.metrics_vector_event": (
        "Trainings send it; what is shown are the histograms made of many."
    ),
    "events.plots_response": (
        "Answers a question about several tasks at once; plots are asked for by task."
    ),
    "events.plots_response_task_metrics": "A part of `plots_response`.",
    "events.plots_response_task_metrics/iterations": "A part of `plots_response`.",
    "events.scalar_key_enum": "Says in a request what the x axis shall be.",
    "events.single_value_metrics_response": (
        "Single values are read from a task's last metrics, or in a report."
    ),
    "events.task_metric": "Says in a request which task and metric are meant.",
    "events.task_metric_variants": "Says in a request which task, metric and variants are meant.",
    "models.model/stats": "Counts a model's labels, which its page lists.",
    "models.multi_field_pattern_data": "A condition that a request to list something carries.",
    "organization.field_mapping": (
        "Says in a request which columns an export by the server shall have."
    ),
    "organization.value_mapping": "A part of `field_mapping`.",
    "projects.multi_field_pattern_data": "A condition that a request to list something carries.",
    "projects.project": "A project as a shorter answer has it; lists show the longer one.",
    "projects.projects_get_all_response_single/dataset_stats": (
        "Comes with questions about datasets alone."
    ),
    "projects.stats_datasets": "Comes with questions about datasets alone.",
    "projects.urls": (
        "Addresses of files left behind by a deletion; there is nothing to show of them."
    ),
    "reports.multi_field_pattern_data": "A condition that a request to list something carries.",
    "reports.scalar_key_enum": "Says in a request what the x axis shall be.",
    "serving.machine_stats": (
        "Serving containers send it; an endpoint's charts show the history made of it."
    ),
    "tasks.artifact_id": "Says in a request which artifacts to delete.",
    "tasks.model_type_enum": "Says in a request whether input or output models are meant.",
    "tasks.multi_field_pattern_data": "A condition that a request to list something carries.",
    "tasks.param_key": "Says in a request which hyperparameters to delete.",
    "tasks.replace_hyperparams_enum": "Says in a request which hyperparameters to replace.",
    "tasks.task_urls": (
        "Addresses of files left behind by a deletion; there is nothing to show of them."
    ),
    "workers.aggregation_type": "Says in a request which average of the readings is meant.",
    "workers.machine_stats": (
        "Agents send it; the workers' cells and charts show the statistics made of it."
    ),
    "workers.metrics_category": "Says in a request which readings are meant.",
    "workers.stat_item": "Says in a request which readings are meant.",
}


@cache
def accesses() -> list[ast.Attribute]:
    """Every `something.name` of the modules that ask and show."""
    folders = ("live", "actions", "screens")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text())))
    return [node for node in nodes if isinstance(node, ast.Attribute)]


def answers_asked() -> set[type[ApiObject]]:
    """The types of the answers of all endpoints that the monitor calls."""
    client = Client(None)  # type: ignore[arg-type]
    services = {name for name in dir(Client) if not name.startswith("_")} - {"close"}
    found: set[type[ApiObject]] = set()
    for node in accesses():
        if not isinstance(node.value, ast.Attribute):
            continue
        service, method = node.value.attr, node.attr
        if service in services:
            answer = getattr(getattr(getattr(client, service), method, None), "answer", None)
            if answer is not None:
                found.add(answer)
    return found


@cache
def fields_read() -> set[str]:
    return {node.attr for node in accesses()}


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from parts(argument)


@cache
def carried() -> dict[object, set[str]]:
    """All types within the answers, each with the names of the fields that hold it."""
    roots = answers_asked()
    found: dict[object, set[str]] = {root: {""} for root in roots}
    waiting = list(roots)
    while waiting:
        for name, described in waiting.pop().model_fields.items():
            for part in parts(described.annotation):
                if not isinstance(part, type) or not issubclass(part, (ApiObject, OpenEnum)):
                    continue
                if part not in found and issubclass(part, ApiObject):
                    waiting.append(part)
                found.setdefault(part, set()).add(name)
    return found


def is_shown(kind: object) -> bool:
    if not isinstance(kind, type):
        # A name for a map of other types, such as the last values of one metric.
        return any(is_shown(part) for part in parts(kind) if isinstance(part, type))
    if kind not in carried():
        return False
    held = "" in carried()[kind] or bool(fields_read() & carried()[kind])
    own = set(kind.model_fields) - {"id", "name"} if issubclass(kind, ApiObject) else set()
    return held and (not own or bool(fields_read() & own))


@pytest.mark.parametrize("definition", definitions(), ids=lambda definition: definition.name)
def test_a_type_is_shown_or_it_is_known_why_not(definition):
    kind = type_of(definition)
    if kind is None:
        return
    shown = is_shown(kind)
    assert shown or definition.name in NOT_SHOWN, "no screen shows it, and nothing says why not"


def test_the_reasons_are_sentences_about_known_types():
    known = {definition.name for definition in definitions()}
    assert set(NOT_SHOWN) <= known
    assert all(re.fullmatch(r"[A-Z].{12,}\.", reason) for reason in NOT_SHOWN.values())


def test_the_readme_says_of_every_group_where_it_is_seen():
    readme = (ROOT.parent / "README.md").read_text()
    groups = {definition.name.partition(".")[0] for definition in definitions()}
    assert len(groups) == 12
    for group in groups:
        assert re.search(rf"^\| `{group}` \| .+ \|$", readme, re.MULTILINE), group
