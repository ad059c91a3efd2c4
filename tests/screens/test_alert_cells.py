"""What happened is told apart by its sign, also on a terminal without Unicode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mltui.live.watches import Fact, Target
from mltui.screens.alert_cells import alert_look
from mltui.widgets import glyphs


@pytest.fixture
def plain() -> Iterator[None]:
    glyphs.use_ascii(True)
    yield
    glyphs.use_ascii(False)


def signs() -> str:
    facts = [
        Fact(Target.TASK, "1", "run", "ends", "completed", "completed"),
        Fact(Target.TASK, "1", "run", "ends", "completed"),
        Fact(Target.TASK, "1", "run", "ends", "was stopped", "stopped"),
        Fact(Target.TASK, "1", "run", "fails", "failed"),
        Fact(Target.TASK, "1", "run", "gone", "was deleted"),
        Fact(Target.TASK, "1", "run", "loss>1 loss", "loss is 2, above 1"),
    ]
    return "".join(alert_look(fact)[0] for fact in facts)


def test_each_end_has_the_sign_of_its_status():
    assert signs() == "✓✓■✗✗⚠"


@pytest.mark.usefixtures("plain")
def test_the_signs_are_told_apart_without_unicode():
    assert signs() == "++#xx!"
