"""A server that is too old for a choice of tags is not asked for half of it."""

from __future__ import annotations

import pytest

from mltui.api.errors import InvalidRequest
from mltui.api.session import Session
from mltui.live.model_filter import parse_model_filter
from mltui.live.models import ModelsQuestion
from mltui.live.task_filter import parse_filter
from mltui.live.task_window import TaskWindow
from tests.live.watching import Place

BOTH = ("tag:a anytag:b,c", "tag:!a anytag:b")


def of_version(monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    monkeypatch.setattr(Session, "api_version", property(lambda _: version))


@pytest.mark.parametrize("line", BOTH)
async def test_an_older_server_is_not_asked(
    place: Place, monkeypatch: pytest.MonkeyPatch, line: str
):
    of_version(monkeypatch, "2.26")
    window, question = TaskWindow(), ModelsQuestion()
    window.look_for(parse_filter(line))
    question.look_for(parse_model_filter(line))
    for ask in (window.ask, window.criteria, question.ask, question.criteria):
        with pytest.raises(InvalidRequest, match="at once; that needs API 2"):
            await ask(place.client)
    assert not place.asked


@pytest.mark.parametrize("version", ["2.27", "3.0", None, "unknown"])
@pytest.mark.parametrize("line", BOTH)
async def test_a_newer_one_or_one_that_does_not_say_is(
    place: Place, monkeypatch: pytest.MonkeyPatch, version: str | None, line: str
):
    of_version(monkeypatch, version)
    window = TaskWindow()
    window.look_for(parse_filter(line))
    assert "filters" in await window.criteria(place.client)


@pytest.mark.parametrize("line", ["tag:a,!b", "anytag:a,b", "yolo"])
async def test_one_of_both_alone_is_asked_of_any(
    place: Place, monkeypatch: pytest.MonkeyPatch, line: str
):
    of_version(monkeypatch, "2.13")
    window = TaskWindow()
    window.look_for(parse_filter(line))
    assert "filters" not in await window.criteria(place.client)
