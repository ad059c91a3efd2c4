from __future__ import annotations

from typing import Any

import pytest

from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from mltui.server.store import Store

WHO = Identity(user="someone", user_name="Someone")


@pytest.fixture
def engine() -> Engine:
    engine = Engine(Store())
    for name, fields in {
        "run 1": {"tags": ["a"], "status": "completed", "last_iteration": 10},
        "run 2": {"tags": ["a", "b"], "status": "failed", "last_iteration": 20},
        "run 10": {"tags": ["b"], "status": "failed", "system_tags": ["archived"]},
        "Other": {"tags": [], "comment": "about Run 1", "last_worker": "box-1:gpu0"},
    }.items():
        task = engine.call("tasks.create", {"name": name, "type": "training"}, WHO)["id"]
        engine.store.tasks.update(str(task), fields)
    return engine


def names(engine: Engine, **request: Any) -> list[str]:
    answer = engine.call("tasks.get_all", {"only_fields": ["name"], **request}, WHO)
    return [task["name"] for task in answer["tasks"]]


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (["a"], ["run 1", "run 2"]),
        (["a", "b"], ["run 1", "run 2", "run 10"]),
        (["__$all", "a", "b"], ["run 2"]),
        (["__$and", "a", "b"], ["run 2"]),
        (["-a"], ["run 10", "Other"]),
        (["__$not", "a"], ["run 10", "Other"]),
        (["b", "-a"], ["run 10"]),
        (["__$not", "a", "__$not", "b"], ["Other"]),
        (["__$or", "b", "__$not", "a"], ["run 2", "run 10", "Other"]),
        ([None], ["Other"]),
        ([], ["run 1", "run 2", "run 10", "Other"]),
        (["nothing"], []),
    ],
)
def test_a_list_filter_includes_excludes_and_joins(
    engine: Engine, tags: list[str | None], found: list[str]
) -> None:
    assert names(engine, tags=tags) == found


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"any": {"include": ["a"]}}, ["run 1", "run 2"]),
        ({"all": {"include": ["a", "b"]}}, ["run 2"]),
        ({"all": {"include": ["b"], "exclude": ["a"]}}, ["run 10"]),
        ({"any": {"include": ["b"], "exclude": ["a"]}}, ["run 2", "run 10", "Other"]),
        ({"any": {"include": ["a"]}, "all": {"exclude": ["b"]}}, ["run 1"]),
        ({"any": {"include": ["a"]}, "all": {"exclude": ["b"]}, "op": "or"}, None),
        ({}, ["run 1", "run 2", "run 10", "Other"]),
    ],
)
def test_named_filters_say_the_same_by_name(
    engine: Engine, tags: dict[str, Any], found: list[str] | None
) -> None:
    everything_with_a_or_without_b = ["run 1", "run 2", "Other"]
    expected = everything_with_a_or_without_b if found is None else found
    assert names(engine, filters={"tags": tags}) == expected


def test_names_match_by_regular_expression_whatever_the_case(engine: Engine) -> None:
    assert names(engine, name="^RUN 1") == ["run 1", "run 10"]
    assert names(engine, name="^run 1$") == ["run 1"]
    assert names(engine, name="^Run 1$") == ["run 1"]
    assert names(engine, name=r"^run\ 2$") == ["run 2"]


def test_a_pattern_is_looked_for_in_any_or_all_fields(engine: Engine) -> None:
    pattern = {"pattern": "run 1", "fields": ["name", "comment"]}
    assert names(engine, _any_=pattern) == ["run 1", "run 10", "Other"]
    assert names(engine, _all_=pattern) == []
    assert names(engine, _any_={"pattern": "^box", "fields": ["last_worker"]}) == ["Other"]


def test_a_bad_expression_is_refused(engine: Engine) -> None:
    with pytest.raises(ServerError) as refused:
        names(engine, name="run(")
    assert (refused.value.status, refused.value.subcode) == (400, 21)


def test_an_expression_that_may_take_forever_is_refused(engine: Engine) -> None:
    engine.call("tasks.create", {"name": "a" * 29 + "!", "type": "training"}, WHO)
    for request in (
        {"name": "^(a+)+$"},
        {"_any_": {"pattern": r"^(\w+\s?)+!$", "fields": ["name"]}},
        {"search_text": "word " * 5_000},
    ):
        with pytest.raises(ServerError, match=r"it (may take too long|is longer)") as refused:
            names(engine, **request)
        assert (refused.value.status, refused.value.subcode) == (400, 21)


def test_a_filter_that_takes_too_long_over_all_names_is_given_up(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mltui.server.matching.LONGEST_CALL_S", 0.0)
    with pytest.raises(ServerError, match="it takes too long") as refused:
        names(engine, name="run.*x")
    assert (refused.value.status, refused.value.subcode) == (400, 21)
    monkeypatch.undo()
    assert names(engine, name="run.*2") == ["run 2"]


def test_a_range_may_be_open_at_one_end_and_needs_both(engine: Engine) -> None:
    assert names(engine, last_iteration=[15, None]) == ["run 2"]
    assert names(engine, last_iteration=[None, 15]) == ["run 1", "run 10", "Other"]
    assert names(engine, last_iteration=[10, 20]) == ["run 1", "run 2"]
    with pytest.raises(ServerError) as refused:
        names(engine, last_iteration=[10])
    assert refused.value.subcode == 12


def test_what_is_no_filter_is_passed_over(engine: Engine) -> None:
    assert len(names(engine, last_worker=["nobody"], nonsense=1, name=None)) == 4


def test_names_sort_as_people_count(engine: Engine) -> None:
    assert names(engine, order_by=["name"]) == ["Other", "run 1", "run 2", "run 10"]
    assert names(engine, order_by=["-name"]) == ["run 10", "run 2", "run 1", "Other"]


def test_tasks_without_the_metric_come_last_in_both_directions(engine: Engine) -> None:
    rows = engine.store.tasks.find({"name": ["run 1", "run 2"]})
    for value, task in enumerate(rows):
        place = {("last_metrics", "m", "v", "value"): float(value)}
        engine.store.tasks.update(str(task["id"]), place)
    path = "last_metrics.m.v.value"
    assert names(engine, order_by=[path, "name"]) == ["run 1", "run 2", "Other", "run 10"]
    assert names(engine, order_by=[f"-{path}", "name"]) == ["run 2", "run 1", "Other", "run 10"]


@pytest.mark.parametrize("name", ["größe", "学习率", "lr 🚀", 'a"b', "a\\b", "it's", "a\tb", ""])
def test_hyperparameters_are_found_whatever_letters_their_names_have(
    engine: Engine, name: str
) -> None:
    for number, task in enumerate(engine.store.tasks.find({"name": ["run 1", "run 2"]})):
        for place, value in (("value", str(number)), ("name", name)):
            path = ("hyperparams", "Ärgs", name, place)
            engine.store.tasks.update(str(task["id"]), {path: value})
    assert names(engine, **{f"hyperparams.Ärgs.{name}.value": ["1"]}) == ["run 2"]
    ordered = names(engine, order_by=[f"-hyperparams.Ärgs.{name}.value", "name"])
    assert ordered == ["run 2", "run 1", "Other", "run 10"]
    values = {"section": "Ärgs", "name": name}
    assert engine.call("projects.get_hyperparam_values", values, WHO)["values"] == ["0", "1"]


def test_hyperparameters_filter_by_value_even_with_a_dot_in_their_name(engine: Engine) -> None:
    task = str(engine.store.tasks.find({"name": "run 1"})[0]["id"])
    engine.store.tasks.update(task, {("hyperparams", "Args", "opt.lr", "value"): "0.1"})
    assert names(engine, **{"hyperparams.Args.opt%2Elr.value": ["0.1"]}) == ["run 1"]


def test_pages_hold_what_they_say_and_never_more_than_500(engine: Engine) -> None:
    for _ in range(500):
        engine.call("tasks.create", {"name": "more", "type": "training"}, WHO)
    assert len(names(engine)) == 500
    assert len(names(engine, page=0, page_size=5000)) == 500
    assert len(names(engine, page=1, page_size=500)) == 4
    assert names(engine, page=1, page_size=2) == ["run 10", "Other"]


def test_an_absurd_page_is_refused(engine: Engine) -> None:
    assert names(engine, page=2**40) == []
    with pytest.raises(ServerError) as refused:
        names(engine, page=2**70)
    assert (refused.value.status, refused.value.subcode) == (400, 12)


def test_scrolling_goes_through_all_and_ends_with_an_empty_list(engine: Engine) -> None:
    scroll_id, found = None, []
    for _ in range(3):
        request = {"only_fields": ["name"], "size": 3, "scroll_id": scroll_id}
        answer = engine.call("tasks.get_all", request, WHO)
        scroll_id = answer["scroll_id"]
        found.append(len(answer["tasks"]))
    assert found == [3, 1, 0]


@pytest.mark.parametrize("field", ["nosuch", "project.nosuch"])
def test_unknown_fields_are_refused(engine: Engine, field: str) -> None:
    with pytest.raises(ServerError) as refused:
        engine.call("tasks.get_all_ex", {"only_fields": [field]}, WHO)
    assert (refused.value.status, refused.value.subcode) == (400, 14)


def test_tasks_of_hidden_kinds_show_only_if_asked(engine: Engine) -> None:
    task = str(engine.store.tasks.find({"name": "run 1"})[0]["id"])
    engine.store.tasks.update(task, {"system_tags": ["hidden"]})
    assert "run 1" not in names(engine)
    assert "run 1" in names(engine, search_hidden=True)
    assert names(engine, id=[task]) == ["run 1"]


def test_values_are_never_taken_for_sql(engine: Engine) -> None:
    nasty = "x'); DROP TABLE tasks; --\""
    assert names(engine, tags=[nasty]) == []
    assert names(engine, name=f"^{nasty.replace(')', '')}$".replace("(", "")) == []
    assert names(engine, **{f"hyperparams.{nasty}.value": [nasty]}) == []
    assert names(engine, order_by=[f"hyperparams.{nasty}"]) != []
    assert len(names(engine)) == 4


@pytest.mark.parametrize("field", ["id", "tags", "status"])
def test_a_filter_may_name_thousands(engine: Engine, field: str) -> None:
    found = engine.store.tasks.find()
    known = {"id": found[0]["id"], "tags": "b", "status": "failed"}[field]
    others = [f"{number:032x}" for number in range(3_000)]
    assert names(engine, **{field: [*others, known]}) == names(engine, **{field: [known]}) != []
