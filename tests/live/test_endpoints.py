from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import mltui
from mltui.api import services
from mltui.live.endpoints import CALLED, SINCE, USED, missing, version_of

EVERYTHING = {each for used in USED.values() for each in used}


def declared() -> dict[tuple[str, str], str]:
    """The endpoints of the client, by service and method."""
    found = {}
    for module in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        if module.ispkg:
            continue
        for kind in vars(importlib.import_module(module.name)).values():
            for method, call in vars(kind).items() if inspect.isclass(kind) else ():
                if name := (inspect.isfunction(call) and getattr(call, "endpoint", "")):
                    found[name.partition(".")[0], method] = name
    return found


def written() -> Iterator[tuple[str, str]]:
    """Each `….service.method` that is written in the monitor's own modules."""
    root = Path(mltui.__file__).parent
    for part in ("live", "actions", "screens", "widgets"):
        for path in (root / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                    yield node.value.attr, node.attr


def test_every_endpoint_that_the_monitor_calls_is_named_and_no_other():
    endpoints = declared()
    assert {endpoints[each] for each in written() if each in endpoints} == EVERYTHING
    assert len(EVERYTHING) == CALLED
    assert set(SINCE) <= EVERYTHING


def test_what_is_not_in_the_servers_list_is_named():
    assert missing(EVERYTHING, (2, 34)) == {}
    assert missing(EVERYTHING, None) == {}
    less = EVERYTHING - {"workers.get_stats", "tasks.stop_many"}
    assert missing(less, (2, 34)) == {
        "Tasks": ["tasks.stop_many"],
        "Workers": ["workers.get_stats"],
    }


def test_what_an_older_server_lacks_is_named():
    assert missing(None, (2, 34)) == {}
    assert set(missing(None, (2, 32))) == {"Usage"}
    assert set(missing(None, (2, 30))) == {"Queues", "Serving", "Usage", "Workers"}


@pytest.mark.parametrize("available", [None, EVERYTHING])
def test_what_endpoints_cannot_do_yet_is_named_beside_the_endpoints(available):
    assert missing(available, (2, 31))["Workers"] == ["readings of single GPUs"]


@pytest.mark.parametrize(
    ("told", "version"),
    [("2.34", (2, 34)), ("2.9", (2, 9)), ("", None), ("2", None), ("2.x", None), ("²·¹", None)],
)
def test_an_api_version_is_read_or_is_none(told, version):
    assert version_of(told) == version
