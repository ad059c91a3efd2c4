from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.live.task_filter import Range, parse_filter
from mltui.live.web_views import ALL, WebView, web_view

LOSS = "last_metrics.aa.bb.min_value"
LAST = "last_metrics.aa.bb.value"


def saved(**view: Any) -> dict[str, Any]:
    return {"experiments": {"view": view}, "version": "2.3"}


def metric(name: str, kind: str, header: str, project: str = "p") -> dict[str, Any]:
    return {"id": name, "valueType": kind, "header": header, "projectId": project}


def test_what_was_never_arranged_stays_as_it_is():
    assert web_view({}, "p") == WebView()
    assert web_view(saved(colsOrder={"other": ["name"]}), "p") == WebView()


def test_columns_keep_their_order_and_those_that_were_hidden_are_not_there():
    found = web_view(
        saved(
            colsOrder={"p": ["status", LOSS, "name"]},
            hiddenProjectTableCols={"p": {"type": True, "users": True, "comment": True}},
            metricsCols=[
                metric(LOSS, "min_value", " loss > val MIN"),
                metric("hyperparams.Args.lr", "", "lr"),
                metric("last_metrics.c.d.value", "value", "x > y ", project="other"),
            ],
        ),
        "p",
    )
    assert found.columns == (
        *("status", "min\tloss\tval", "name", "tags", "project", "started", "updated"),
        *("iteration", "run", "parameter\tArgs\tlr"),
    )


def test_the_order_of_rows_is_taken_over():
    orders = [
        {"field": "status", "order": 1},
        {"field": LOSS, "order": -1},
        {"field": "who knows", "order": 1},
    ]
    found = web_view(
        saved(
            projectColumnsSortOrder={ALL: orders},
            metricsCols=[metric(LOSS, "min_value", "loss > val MIN", project=ALL)],
        ),
        ALL,
    )
    assert found.sorts == (("status", False), ("min\tloss\tval", True))


def test_filters_become_words_of_the_filter_line():
    filters = {
        "status": {"value": ["in_progress", "queued"], "matchMode": None},
        "tags": {"value": ["very best", "__$notold"], "matchMode": "AND"},
        "type": {"value": []},
        LAST: {"value": [None, 0.5]},
        "hyperparams.Args.batch size": {"value": ["32"]},
    }
    line = web_view(
        saved(
            projectColumnFilters={"p": filters},
            metricsCols=[
                metric(LAST, "value", "train loss > val "),
                metric("hyperparams.Args.batch size", "", "batch size"),
            ],
        ),
        "p",
    ).filter
    wanted = parse_filter(line)
    assert wanted.statuses == ("in_progress", "queued")
    assert (wanted.tags, wanted.without_tags) == (("very best",), ("old",))
    assert wanted.ranges == (Range("train loss/val", None, 0.5),)
    assert wanted.parameters == (("Args/batch size", "32"),)
    assert not wanted.pattern


def test_names_with_dots_are_read_as_the_web_pages_keep_them():
    # The server takes no dots in names.
    kept = {
        "hiddenProjectTableCols": {"p": {"project--DOT--name": True, "users": True}},
        "colsOrder": {"p": ["last_metrics.aa.bb.value", "name"]},
        "metricsCols": [metric(LAST, "value", "loss > val ")],
        "projectColumnFilters": {"p": {LAST.replace(".", "--DOT--"): {"value": [None, 2]}}},
    }
    found = web_view(saved(**kept), "p")
    assert found.columns[:2] == ("last\tloss\tval", "name")
    assert not {"project", "user"} & set(found.columns)
    assert parse_filter(found.filter).ranges == (Range("loss/val", None, 2.0),)


def test_newer_web_pages_keep_what_was_added_by_project():
    added = {
        "p": [
            {"id": LOSS, "metricName": "a > b", "variantName": "val", "header": "a > b > val MIN"},
            {"id": "hyperparams.Args.opt.lr"},
            {"id": "hyperparams.Args.seed.value"},
            {"id": "last_metrics.x.y.max_value", "header": "loss > val MAX"},
        ],
        "q": [{"id": "hyperparams.Args.other"}],
    }
    assert web_view(saved(metricsCols=added), "p").columns[-4:] == (
        "min\ta > b\tval",
        "parameter\tArgs\topt.lr",
        "parameter\tArgs\tseed",
        "max\tloss\tval",
    )


def test_people_are_named_by_their_ids():
    filters = {"users": {"value": ["5f" * 16]}}
    line = web_view(saved(projectColumnFilters={"p": filters}), "p").filter
    assert parse_filter(line).users == ("5f" * 16,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["p", "id", "field", "value", LOSS]), inner, max_size=3)
    ),
    max_leaves=12,
)

FIELDS = (
    *("colsOrder", "hiddenProjectTableCols", "metricsCols"),
    *("projectColumnsSortOrder", "projectColumnFilters"),
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_was_kept_is_read_without_a_fault(view: dict[str, Any]):
    parse_filter(web_view(saved(**view), "p").filter)


@pytest.mark.parametrize(
    "broken", [None, [], "x", {"experiments": 3}, {"experiments": {"view": []}}]
)
def test_other_shapes_are_nothing(broken: Any):
    assert web_view(broken if isinstance(broken, dict) else {}, "p") == WebView()
