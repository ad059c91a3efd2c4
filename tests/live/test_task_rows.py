from __future__ import annotations

from mltui.api.types.base import IdAndName
from mltui.api.types.tasks import Task
from mltui.live.task_columns import ValueColumn
from mltui.live.task_rows import TaskRow, reference_name, row_from_json, row_of, row_to_json

NOW = 1_800_000_000.0


def test_a_running_task_goes_on_counting_between_its_reports():
    row = TaskRow("t", status="in_progress", active_s=60.0, last_update=NOW - 1140)
    assert row.run_time_s(NOW) == 1200.0


def test_an_ended_task_ran_for_as_long_as_the_server_says():
    row = TaskRow("t", status="completed", active_s=60.0, last_update=NOW - 1140)
    assert row.run_time_s(NOW) == 60.0


def test_a_report_from_the_future_takes_nothing_away():
    row = TaskRow("t", status="in_progress", active_s=60.0, last_update=NOW + 30)
    assert row.run_time_s(NOW) == 60.0


def test_a_change_between_the_reports_of_a_running_task_takes_nothing_from_its_run_time():
    row = TaskRow("t", status="in_progress", started=NOW - 100, active_s=10.0, last_update=NOW - 1)
    assert row.run_time_s(NOW) == 100.0


def test_without_a_duration_the_start_counts():
    row = TaskRow("t", status="in_progress", started=NOW - 90)
    assert row.run_time_s(NOW) == 90.0
    assert TaskRow("t").run_time_s(NOW) is None


def test_time_in_which_only_the_machine_was_reported_is_counted_once():
    row = TaskRow(
        "t", status="in_progress", active_s=600.0, last_update=NOW - 2, reported=NOW - 500
    )
    assert row.run_time_s(NOW) == 602.0
    assert row.silent_s(NOW) == 500.0


def test_what_was_deleted_is_called_so():
    kept = [IdAndName(id="t", name="run"), IdAndName(id="t"), None]
    assert [reference_name(one) for one in kept] == ["run", "t", ""]
    gone = [IdAndName(id="__DELETED__"), IdAndName(id="__DELETED__6f1d")]
    assert [reference_name(one) for one in gone] == ["deleted", "deleted"]


def test_hyperparameters_in_columns_are_masked_if_secret_and_never_kept():
    lr, key = (ValueColumn("parameter", "Args", name) for name in ("lr", "api_key"))
    loss = ValueColumn("min", "loss", "train")
    item = {"section": "Args", "name": "api_key", "value": "s3cr3t"}
    parameters = {"Args": {"api_key": item, "lr": {**item, "name": "lr", "value": "0.1"}}}
    task = Task.read({"id": "t", "hyperparams": parameters})
    row = row_of(task, columns=(lr, key))
    assert row.chosen == {lr.key: "0.1", key.key: "•••"}
    kept = row_to_json(TaskRow("t", chosen={**row.chosen, loss.key: 0.5}))
    assert row_from_json(kept).chosen == {loss.key: 0.5}
    # Older versions kept them.
    old = {**kept, "chosen": {**row.chosen, loss.key: 0.5}}
    assert row_from_json(old).chosen == {loss.key: 0.5}
