from __future__ import annotations

from typing import Any

import pytest

from mltui.api.errors import Unreachable
from mltui.live.console import ConsolePage
from mltui.screens.compare import consoles
from mltui.screens.compare.consoles import ConsolesQuestion, pair_among, with_other

ABCD = ("a", "b", "c", "d")


def test_a_task_that_is_gone_leaves_its_place_in_the_pair_to_the_first_of_the_others() -> None:
    assert pair_among(ABCD, ("c", "b")) == ("c", "b")
    assert pair_among(("a", "b", "d"), ("c", "b")) == ("a", "b")
    assert pair_among(("a", "d"), ("c", "b")) == ("a", "d")
    assert pair_among(("a", "b"), ("a", "a")) == ("a", "b")
    assert pair_among(("a",), ("a", "b")) is None
    assert pair_among((), ("a", "b")) is None


def test_choosing_the_other_one_of_the_pair_lets_the_two_change_places() -> None:
    assert with_other(("a", "b"), 0, "c") == ("c", "b")
    assert with_other(("a", "b"), 1, "c") == ("a", "c")
    assert with_other(("a", "b"), 0, "b") == ("b", "a")
    assert with_other(("a", "b"), 1, "a") == ("b", "a")


async def test_back_from_a_pair_whose_consoles_could_not_be_had_the_first_is_compared_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def ask(_client: Any, task: str, _before: None, _size: int) -> ConsolePage:
        if task == "c":
            raise Unreachable("away")
        return ConsolePage((), more=False)

    monkeypatch.setattr(consoles, "ask_earlier", ask)
    pair, reported = ("a", "b"), object()
    question = ConsolesQuestion(lambda: pair, lambda: reported)
    client: Any = None
    assert await question(client) is not None
    assert await question(client) is None
    pair = ("a", "c")
    with pytest.raises(Unreachable):
        await question(client)
    pair = ("a", "b")
    assert await question(client) is not None
