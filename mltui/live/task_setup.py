"""How a task is set up: its parameters and configuration objects, its code and its container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.names import natural

if TYPE_CHECKING:
    from mltui.api.types import tasks as types

CONFIGURATION_FIELDS = ("hyperparams", "configuration", "status")
EXECUTION_FIELDS = (
    "script",
    "container",
    "output.destination",
    "execution.docker_cmd",
    "execution.queue.name",
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A hyperparameter. All texts are as the server has them."""

    section: str
    name: str
    value: str
    type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ConfigurationObject:
    """A configuration object: a whole text, with the name of its format."""

    name: str
    value: str
    type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Parameters by section and name, and objects by name."""

    parameters: tuple[Parameter, ...] = ()
    objects: tuple[ConfigurationObject, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections."""
        return tuple(dict.fromkeys(parameter.section for parameter in self.parameters))

    def section(self, name: str) -> tuple[Parameter, ...]:
        """Return the parameters of a section."""
        return tuple(parameter for parameter in self.parameters if parameter.section == name)


@dataclass(frozen=True, slots=True)
class Execution:
    """What code runs where.

    Attributes:
        packages: Texts by package system, such as `pip`.
        container: Image, arguments and set-up script, by what the server calls them.
        output: Where models and artifacts go; empty for the files server.
    """

    repository: str = ""
    branch: str = ""
    tag: str = ""
    commit: str = ""
    entry_point: str = ""
    folder: str = ""
    binary: str = ""
    changes: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    container: Mapping[str, str] = field(default_factory=dict)
    output: str = ""
    queue: str = ""


def read_configuration(task: types.Task) -> Configuration:
    """Return the configuration of a task as the server sent it."""
    parameters = [
        Parameter(
            section,
            item.name or name,
            item.value or "",
            item.type or "",
            item.description or "",
        )
        for section, items in (task.hyperparams or {}).items()
        for name, item in items.items()
    ]
    objects = [
        ConfigurationObject(
            item.name or name, item.value or "", item.type or "", item.description or ""
        )
        for name, item in (task.configuration or {}).items()
    ]
    return Configuration(
        tuple(sorted(parameters, key=lambda found: natural(found.section, found.name))),
        tuple(sorted(objects, key=lambda found: natural(found.name))),
    )


def read_execution(task: types.Task) -> Execution:
    """Return how a task is executed, as the server sent it."""
    script = task.script
    execution = task.execution
    container = {key: value for key, value in (task.container or {}).items() if value}
    if not container and execution is not None and execution.docker_cmd:
        container = {"image": execution.docker_cmd}
    queue = execution.queue if execution is not None else None
    found = Execution(
        container=container,
        output=(task.output.destination if task.output is not None else None) or "",
        queue=queue if isinstance(queue, str) else (queue.name or "" if queue is not None else ""),
    )
    if script is None:
        return found
    return Execution(
        repository=script.repository or "",
        branch=script.branch or "",
        tag=script.tag or "",
        commit=script.version_num or "",
        entry_point=script.entry_point or "",
        folder=script.working_dir or "",
        binary=script.binary or "",
        changes=script.diff or "",
        packages=_packages(script.requirements or {}),
        container=found.container,
        output=found.output,
        queue=found.queue,
    )


def _packages(requirements: Mapping[str, object]) -> dict[str, str]:
    """Return the packages as texts; old SDKs sent lists."""
    found = {}
    for system, listed in requirements.items():
        text = "\n".join(map(str, listed)) if isinstance(listed, list) else str(listed or "")
        if text.strip():
            found[system] = text
    return found
