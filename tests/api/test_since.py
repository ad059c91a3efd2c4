"""What came late is known of every endpoint that the monitor asks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mltui.api.since import SINCE, is_before

REPOSITORY = Path(__file__).parents[2]

#: The endpoints of all versions, where the recordings of the API lie beside the repository.
INDEX = REPOSITORY.parent / "shared" / "api" / "schema" / "index.json"

#: Every server in use has what came by then.
OLDEST = (2, 13)


def asked() -> set[str]:
    """The endpoints that are asked anywhere but by the embedded server, as `client.tasks.stop`."""
    found: set[str] = set()
    for path in (REPOSITORY / "mltui").rglob("*.py"):
        if path.relative_to(REPOSITORY).parts[1] not in ("api", "server"):
            calls = re.finditer(r"\bclient\.([a-z]+)\.([a-z_]+)\b", path.read_text("utf-8"))
            found |= {f"{call[1]}.{call[2]}" for call in calls}
    return found


def test_the_endpoints_that_are_asked_are_found():
    assert {"tasks.get_all_ex", "models.update_tags", "reports.get_all_ex"} <= asked()


@pytest.mark.skipif(not INDEX.exists(), reason="the recordings of the API are not here")
def test_endpoints_that_came_late_are_known_as_such():
    first = {
        f"{service}.{name}": tuple(map(int, versions[0].split(".")))
        for service, endpoints in json.loads(INDEX.read_text("utf-8")).items()
        for name, versions in endpoints.items()
    }
    late = {name: first[name] for name in asked() if first.get(name, OLDEST) > OLDEST}
    assert late == SINCE


@pytest.mark.parametrize(
    ("told", "before"),
    [("2.26", True), ("2.27", False), ("2.3", True), ("3.0", False), (None, False), ("x", False)],
)
def test_versions_are_compared_by_their_numbers(told: str | None, before: bool):
    assert is_before(told, (2, 27)) is before
