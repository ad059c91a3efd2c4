from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.browsing import browse, next_sample, sample
from mltui.server.events.documents import DocumentTable
from mltui.server.events.scrolls import Scrolls, Window, position_token, read_position

IMAGE = "training_debug_image"


@pytest.fixture
def documents() -> DocumentTable:
    table = DocumentTable(sqlite3.connect(":memory:"))
    table.append(
        "t",
        [
            {"type": IMAGE, "metric": metric, "variant": variant, "iter": i, "key": "k"}
            for i in (0, 10, 20)
            for metric, variant in (("samples", "raw"), ("samples", "augmented"), ("notes", "a"))
        ],
    )
    return table


def iterations(found: list[Json]) -> list[Any]:
    return [item["iter"] for item in found if isinstance(item, dict)]


def place(found: JsonObject) -> tuple[Any, Any] | None:
    event = found["event"]
    return (event["iter"], event["variant"]) if isinstance(event, dict) else None


def test_leafing_back_and_forth_by_iteration(documents: DocumentTable) -> None:
    windows: dict[str, Window] = {}

    def leaf(earlier: bool, refresh: bool = False) -> list[Any]:
        return iterations(browse(documents, "t", IMAGE, [], windows, 1, earlier, refresh))

    assert leaf(earlier=True) == [20]
    assert leaf(earlier=True) == [10]
    assert leaf(earlier=True) == [0]
    assert leaf(earlier=True) == []
    assert leaf(earlier=False) == [10]
    assert leaf(earlier=True, refresh=True) == [20]


def test_several_iterations_come_latest_first(documents: DocumentTable) -> None:
    found = browse(documents, "t", IMAGE, [("samples", ["raw"])], {}, 2, True, False)
    assert iterations(found) == [20, 10]


def test_leafing_image_by_image(documents: DocumentTable) -> None:
    windows: dict[str, Window] = {}
    first = sample(documents, "t", IMAGE, "samples", ["raw"], windows, None, True)
    assert (place(first), first["min_iteration"], first["max_iteration"]) == ((20, "raw"), 0, 20)

    def turn(earlier: bool, next_iteration: bool = False) -> tuple[Any, Any] | None:
        return place(next_sample(documents, "t", IMAGE, windows, earlier, next_iteration))

    assert turn(earlier=True) == (20, "augmented")
    assert turn(earlier=True) == (10, "raw")
    assert turn(earlier=True, next_iteration=True) == (0, "raw")
    assert turn(earlier=True) == (0, "augmented")
    assert turn(earlier=True) is None
    assert turn(earlier=False) == (0, "raw")


def test_leafing_through_all_metrics(documents: DocumentTable) -> None:
    windows: dict[str, Window] = {}
    sample(documents, "t", IMAGE, "samples", ["augmented"], windows, 20, False)
    found = next_sample(documents, "t", IMAGE, windows, earlier=True, next_iteration=False)
    assert place(found) == (20, "a")


def test_a_sample_of_nothing_is_nothing(documents: DocumentTable) -> None:
    assert place(sample(documents, "t", IMAGE, "nope", [], {}, None, True)) is None
    assert place(next_sample(documents, "t", IMAGE, {}, True, False)) is None


def test_an_unknown_scroll_id_starts_over() -> None:
    scrolls = Scrolls()
    scroll_id, windows = scrolls.open("nope")
    windows["t"] = Window(first=3)
    assert scrolls.open(scroll_id)[1]["t"].first == 3
    scrolls.close(scroll_id)
    assert scrolls.open(scroll_id)[1] == {}


def test_the_oldest_scroll_ids_are_forgotten() -> None:
    scrolls = Scrolls()
    first, windows = scrolls.open(None)
    windows["t"] = Window()
    for _ in range(1500):
        scrolls.open(None)
    assert scrolls.open(first)[0] != first


@pytest.mark.parametrize("token", ["", "nope", "W10=", "é", "eyJ"])
def test_a_garbled_position_is_noticed(token: str) -> None:
    assert read_position(token) is None
    assert read_position(position_token({"after": 3})) == {"after": 3}
