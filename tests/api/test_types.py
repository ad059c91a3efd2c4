"""Every definition of the reference is a type, with all its fields."""

import importlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mltui.api.types.base import ApiObject, OpenEnum

DEFINITIONS = Path(__file__).parents[1] / "recordings" / "definitions.md"

#: Objects that the reference defines within another and that have no name of their own there.
NESTED = {
    "events.debug_images_response_task_metrics/iterations": "DebugImagesIteration",
    "events.plots_response_task_metrics/iterations": "PlotsIteration",
    "events.single_value_task_metrics/values": "SingleValue",
    "models.model/stats": "ModelStats",
    "organization.usages/series": "UsageSeries",
    "organization.usages/total": "UsageTotal",
    "projects.projects_get_all_response_single/dataset_stats": "DatasetStats",
    "projects.projects_get_all_response_single/sub_projects": "SubProject",
    "projects.stats_status_count/status_count": "StatusCount",
    "serving.container_instance_stats/reference": "InstanceReference",
    "users.get_current_user_response_user_object/company": "UserCompany",
    # Reports have these from tasks' events, whole.
    "reports.debug_images_response_task_metrics/iterations": None,
    "reports.single_value_task_metrics/values": None,
}


@dataclass
class Definition:
    name: str
    fields: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    is_map: bool = False


def definitions() -> list[Definition]:
    found: list[Definition] = []
    whole = ""
    for line in DEFINITIONS.read_text().splitlines():
        if re.fullmatch(r"[a-z]+\.[a-z_0-9]+", line):
            whole = line
            found.append(Definition(line))
        elif re.fullmatch(r"[a-z_]+", line):
            found.append(Definition(f"{whole}/{line}"))
        elif match := re.match(r"\| (\S+) (?:optional|required) \|", line):
            found[-1].fields.append(match[1])
        elif match := re.match(r"Type : enum \((.*)\)", line):
            found[-1].members = match[1].split(", ")
        elif line.startswith("Type : <"):
            found[-1].is_map = True
    return found


def type_of(definition: Definition) -> object:
    group, _, name = definition.name.partition(".")
    nested = NESTED.get(definition.name, "")
    if "/" in definition.name and nested is None:
        return None
    python_name = nested or "".join(part.capitalize() for part in name.split("_"))
    return getattr(importlib.import_module(f"mltui.api.types.{group}"), python_name)


ALL = definitions()


def test_the_reference_is_read_whole():
    named = [definition for definition in ALL if "/" not in definition.name]
    assert len(named) == 112
    assert len({definition.name.split(".")[0] for definition in named}) == 12
    assert all(d.fields or d.members or d.is_map for d in ALL)


@pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.name)
def test_a_definition_is_a_type_with_all_its_fields(definition: Definition):
    found = type_of(definition)
    if found is None:
        return
    if definition.is_map:
        assert "dict[str, " in str(found)
    elif definition.members:
        assert isinstance(found, type)
        assert issubclass(found, OpenEnum)
        assert [member.value for member in found] == definition.members
    else:
        assert isinstance(found, type)
        assert issubclass(found, ApiObject)
        assert set(definition.fields) <= set(found.model_fields)


@pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.name)
def test_every_field_may_be_missing_or_null(definition: Definition):
    found = type_of(definition)
    if isinstance(found, type) and issubclass(found, ApiObject):
        assert found.read({}).model_dump(exclude_none=True) == {}
        nulls = found.read(dict.fromkeys(definition.fields))
        assert nulls.model_dump(exclude_none=True) == {}
