from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series import highlight


def tokens(line: str) -> dict[str, str]:
    return {text: token for text, token in highlight.data(line) if token}


@given(st.text(st.characters(exclude_characters="\n")))
def test_nothing_of_a_line_is_lost(line: str):
    assert "".join(text for text, _ in highlight.data(line)) == line
    assert "".join(text for text, _ in highlight.difference(line)) == line


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"lr": 0.01,', {'"lr"': "accent", "0.01": "queued"}),
        ("name: yolo  # the large one", {"name": "accent", "# the large one": "faint"}),
        ("depth = ${base.depth}", {"depth": "accent", "${base.depth}": "stalled"}),
        ("model {", {"model": "accent"}),
        ('path: "http://x#y"', {"path": "accent", '"http://x#y"': "good"}),
        ("on: true", {"on": "accent", "true": "published"}),
    ],
)
def test_json_yaml_and_hocon_are_coloured(line: str, found: dict[str, str]):
    assert tokens(line) == found


@pytest.mark.parametrize(
    ("line", "token"),
    [("+new", "good"), ("-old", "bad"), ("@@ -1 +1 @@", "accent"), ("+++ b/x", "muted strong")],
)
def test_lines_of_a_difference_are_coloured_by_their_sign(line: str, token: str):
    assert highlight.difference(line) == ((line, token),)
