from __future__ import annotations

import pytest

from mltui.live.metric_names import (
    MetricName,
    in_one_column,
    is_in_name,
    machine_last,
    main_metric,
    main_metrics,
    spoken,
)

LOSS = MetricName("loss", "train")
VALIDATION = MetricName("loss", "validation")
ACCURACY = MetricName("accuracy", "top1")
GPU = MetricName(":monitor:gpu", "gpu_0_utilization")


def test_a_loss_tells_more_than_anything_else():
    assert main_metric([ACCURACY, GPU, LOSS]) == LOSS


def test_the_validation_loss_tells_more_than_the_training_loss():
    assert main_metric([LOSS, VALIDATION]) == VALIDATION


def test_without_a_loss_the_next_telling_metric_is_taken():
    assert main_metric([GPU, MetricName("lr", "lr"), ACCURACY]) == ACCURACY


def test_machine_readings_stand_last_in_a_list_that_counts_as_people_do():
    names = [(":monitor:gpu",), ("loss 10",), ("loss 2",), ("accuracy",)]
    ordered = [("accuracy",), ("loss 2",), ("loss 10",), (":monitor:gpu",)]
    assert sorted(names, key=lambda name: machine_last(*name)) == ordered


@pytest.mark.parametrize("typed", ["loss", "loss train", "loss/tr", "loss / train", "train", ""])
def test_a_curve_is_found_however_its_name_is_written(typed: str):
    assert is_in_name(typed, "Loss", "train")
    assert not is_in_name(typed or "/", "accuracy", "")


def test_machine_readings_are_never_the_main_metric():
    assert main_metric([GPU]) is None


def test_the_most_common_main_metric_comes_first():
    tasks = [[ACCURACY], [LOSS, ACCURACY], [LOSS]]
    assert main_metrics(tasks) == (LOSS, ACCURACY)


def test_nothing_else_stands_in_a_column_of_losses():
    speed = MetricName("sum/s", "sum/s")
    assert in_one_column((LOSS, VALIDATION, ACCURACY, speed)) == (LOSS, VALIDATION)
    assert in_one_column((ACCURACY, LOSS, speed)) == (ACCURACY, LOSS, speed)
    assert in_one_column(()) == ()


def test_the_field_is_made_of_the_md5_of_the_names():
    # As recorded from a server: loss/train.
    field = "last_metrics.81513effdf5790b79549208838404407.61b3a8faa9c1091806675c230a9abe64.value"
    assert LOSS.field == field


def test_a_metric_is_written_without_repeating_itself():
    assert str(LOSS) == "loss/train"
    assert str(MetricName("loss", "loss")) == "loss"


def test_the_machines_readings_are_called_without_what_all_of_them_begin_with() -> None:
    assert spoken([":monitor:gpu", "loss"]) == {":monitor:gpu": "gpu", "loss": "loss"}
    both = [":monitor:gpu", "gpu"]
    assert spoken(both) == {name: name for name in both}
