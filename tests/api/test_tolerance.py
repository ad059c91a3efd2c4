"""Whatever a server sends is read: what is of no use is set aside, the rest stays."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mltui.api.services.answers.events import ScalarCurves
from mltui.api.services.answers.tasks import TaskList
from mltui.api.types.projects import StatsStatusCount
from mltui.api.types.repair import UNREADABLE
from mltui.api.types.tasks import LastMetricsEvent, Task, TaskStatusEnum
from mltui.api.types.workers import MachineStats, Worker


def test_an_enumeration_takes_values_it_does_not_know():
    task = Task.read({"status": "hibernating", "type": "training"})
    assert task.status == "hibernating"
    assert isinstance(task.status, TaskStatusEnum)
    assert task.model_dump(mode="json")["status"] == "hibernating"
    assert [member.value for member in TaskStatusEnum].count("hibernating") == 0


def test_an_enumeration_compares_with_plain_strings():
    task = Task.read({"status": "in_progress"})
    assert task.status == "in_progress"
    assert task.status is TaskStatusEnum.IN_PROGRESS
    assert task.status in ("in_progress", "queued")


def test_dates_are_aware_and_in_utc():
    moment = datetime(2026, 1, 31, 12, 30, 5, tzinfo=UTC)
    for text in (
        "2026-01-31T12:30:05+00:00",
        "2026-01-31T12:30:05",
        "2026-01-31T12:30:05.000000+00:00",
        "2026-01-31T12:30:05Z",
        "2026-01-31 12:30:05",
        moment.astimezone(timezone(timedelta(hours=2))).isoformat(),
    ):
        started = Task.read({"started": text}).started
        assert started == moment
        assert started.utcoffset() == timedelta(0)


def test_a_date_that_is_none_is_set_aside():
    task = Task.read({"id": "a", "started": "soon", "name": "run"})
    assert (task.started, task.name) == (None, "run")
    assert task.model_extra == {UNREADABLE: {"started": "soon"}}


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_date_that_no_calendar_has_in_utc_is_set_aside(text):
    task = Task.read({"id": "a", "started": text, "name": "run"})
    assert (task.started, task.name) == (None, "run")


def test_references_are_read_from_ids_and_from_objects():
    bare = Task.read({"project": "p1"})
    whole = Task.read({"project": {"id": "p1", "name": "Vision"}})
    assert bare.project.id == whole.project.id == "p1"
    assert (bare.project.name, whole.project.name) == (None, "Vision")


def test_unknown_fields_are_kept():
    task = Task.read({"id": "a", "novelty": {"x": [1]}})
    assert task.model_extra == {"novelty": {"x": [1]}}


def test_scalars_of_another_type_are_converted():
    task = Task.read({"last_iteration": "41", "active_duration": 12.0, "name": 7})
    assert (task.last_iteration, task.active_duration, task.name) == (41, 12, "7")
    assert Task.read({"last_iteration": 41.7}).last_iteration == 42
    assert Task.read({"name": True}).name == "true"


def test_what_cannot_be_converted_is_set_aside_where_it_was():
    tasks = TaskList.read(
        {"tasks": [{"id": "a", "tags": "x", "execution": [1]}, None, {"id": "b"}, "c"]}
    )
    assert [task.id for task in tasks.tasks] == ["a", "b"]
    assert tasks.tasks[0].model_extra == {UNREADABLE: {"tags": "x", "execution": [1]}}


def test_a_list_that_is_null_is_empty():
    assert TaskList.read({"tasks": None}).tasks == []


def test_deep_faults_leave_their_surroundings_alone():
    task = Task.read(
        {"last_metrics": {"m": {"v": {"metric": "loss", "value": {}}, "w": {"value": 1}}}}
    )
    assert task.last_metrics["m"]["v"].metric == "loss"
    assert task.last_metrics["m"]["v"].value is None
    assert task.last_metrics["m"]["w"].value == 1


def test_nan_and_infinity_are_values():
    event = LastMetricsEvent.read(json.loads('{"value": NaN, "max_value": Infinity}'))
    assert math.isnan(event.value)
    assert event.max_value == math.inf


def test_nan_is_no_integer():
    assert Task.read(json.loads('{"last_iteration": NaN}')).last_iteration is None


def test_readings_may_have_gaps():
    stats = MachineStats.read({"gpu_usage": [92.5, None, 3]})
    assert stats.gpu_usage == [92.5, None, 3.0]


def test_the_last_run_of_a_project_is_a_date():
    stats = StatsStatusCount.read({"last_task_run": "2026-01-31T12:30:05.1"})
    assert stats.last_task_run == datetime(2026, 1, 31, 12, 30, 5, 100000, tzinfo=UTC)


def test_curves_are_found_under_their_metric():
    curves = ScalarCurves.read({"loss": {"train": {"name": "train", "x": [0, 1], "y": [2, None]}}})
    assert curves.metrics["loss"]["train"].y == [2.0, None]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
TASK = st.dictionaries(st.sampled_from(sorted(Task.model_fields)), JSON)


@settings(max_examples=150, deadline=None)
@given(TASK)
def test_nothing_at_all_keeps_a_task_from_being_read(fields):
    assert isinstance(TaskList.read({"tasks": [fields]}).tasks[0], Task)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_nothing_at_all_keeps_a_worker_from_being_read(value):
    worker = Worker.read({"id": "w", "task": value, "queues": value, "user": value})
    assert worker.id == "w"


def test_what_is_set_aside_in_a_map_is_kept_with_the_object_around_it():
    task = Task.read({"container": {"image": "ubuntu", "ports": []}})
    assert task.container == {"image": "ubuntu"}
    assert task.model_extra == {UNREADABLE: {"container": {"ports": []}}}
