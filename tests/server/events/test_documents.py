from __future__ import annotations

import sqlite3

import pytest

from mltui.api.types.json import JsonObject
from mltui.server.events.documents import DocumentTable, wanted_variants


def plot(metric: str, variant: str, iteration: int, text: str = "{}") -> JsonObject:
    return {
        "type": "plot",
        "metric": metric,
        "variant": variant,
        "iter": iteration,
        "plot_str": text,
    }


@pytest.fixture
def documents() -> DocumentTable:
    table = DocumentTable(sqlite3.connect(":memory:"))
    table.append("t", [plot("weights", "conv1", i) for i in (100, 200, 300)])
    table.append("t", [plot("confusion", "val", 6000)])
    return table


def places(events: list[JsonObject]) -> list[tuple[object, object]]:
    return [(event["metric"], event["iter"]) for event in events]


def test_the_newest_plot_of_each_variant(documents: DocumentTable) -> None:
    assert places(documents.newest("t", "plot", 1)) == [("confusion", 6000), ("weights", 300)]


def test_older_plots_of_one_metric(documents: DocumentTable) -> None:
    found = documents.newest("t", "plot", 5, [("weights", [])])
    assert places(found) == [("weights", 300), ("weights", 200), ("weights", 100)]


def test_the_same_plot_again_replaces_the_first(documents: DocumentTable) -> None:
    documents.append("t", [plot("confusion", "val", 6000, "new")])
    (found,) = documents.at("t", "plot", 6000)
    assert found["plot_str"] == "new"


def test_iterations_between_bounds(documents: DocumentTable) -> None:
    assert documents.iterations("t", "plot", below=300) == [200, 100]
    assert documents.iterations("t", "plot", above=100, descending=False) == [200, 300, 6000]
    assert documents.bounds("t", "plot", [("weights", ["conv1"])]) == (100, 300)
    assert documents.bounds("t", "plot", [("weights", ["other"])]) is None


def test_a_page_does_not_part_an_iteration(documents: DocumentTable) -> None:
    documents.append("t", [plot("weights", "conv2", 100)])
    assert [e["iter"] for e in documents.page("t", "plot", 1)] == [100, 100]
    assert [e["iter"] for e in documents.page("t", "plot", 2, after=100)] == [200, 300]


def test_the_metrics_of_a_request_are_read_leniently() -> None:
    assert wanted_variants([{"metric": "m", "variants": ["v"]}, {"metric": None}, 3]) == [
        ("m", ["v"])
    ]
    assert wanted_variants(None) == []
