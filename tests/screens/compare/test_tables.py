from __future__ import annotations

from collections.abc import Callable

import pytest

from mltui.live.compare import ComparedTask, Extremes
from mltui.live.task_setup import Configuration, ConfigurationObject
from mltui.screens.compare import tables


def with_text(name: str, value: str) -> ComparedTask:
    items = (ConfigurationObject("model", value),)
    return ComparedTask(name, name, configuration=Configuration(objects=items))


def test_texts_are_told_apart_line_by_line_and_values_one_below_the_other() -> None:
    tasks = [with_text("a", "x = 1\ny = 2"), with_text("b", "x = 1\ny = 3")]
    assert tables.told_apart(tasks, "model") == [
        *("--- 1 a", "+++ 2 b", "@@ -1,2 +1,2 @@", " x = 1", "-y = 2", "+y = 3"),
    ]
    alike = tables.told_apart([tasks[0], with_text("c", "x = 1\ny = 2")], "model")
    assert alike == ["2 c has the same as 1 a", "x = 1", "y = 2"]
    short = tables.told_apart([with_text("a", "one"), with_text("b", "two")], "model")
    assert short == ["1 a: one", "2 b: two"]
    assert tables.told_apart([with_text("a", "one")], "other") == ["1 a: –"]


def with_values(name: str, **values: float) -> ComparedTask:
    found = {(metric, "train"): Extremes(value, value, value) for metric, value in values.items()}
    return ComparedTask(name, name, values=found)


def test_it_is_known_whether_the_best_of_any_row_is_marked() -> None:
    tasks = [with_values("a", loss=1.0, size=1.0), with_values("b", loss=2.0, size=2.0)]
    assert tables.marks_best(tables.value_rows(tasks, "last"))
    assert not tables.marks_best(tables.value_rows(tasks, "last", pattern="size"))
    assert not tables.marks_best([])


@pytest.mark.parametrize("typed", ["loss train", "loss/tr", "loss / train"])
def test_values_are_found_as_their_curves_are(typed: str) -> None:
    rows = tables.value_rows([with_values("a", loss=1.0, size=1.0)], "last", pattern=typed)
    assert [row.cells["name"] for row in rows] == ["loss / train"]


def test_values_are_in_the_order_of_the_numbers_in_their_names() -> None:
    names = [("Summary", f"value {number}") for number in (0, 1, 10, 2)]
    task = ComparedTask("a", "a", values={name: Extremes(1.0) for name in names})
    told = [row.cells["name"] for row in tables.value_rows([task], "last")]
    assert told == [f"Summary / value {number}" for number in (0, 1, 2, 10)]


@pytest.mark.parametrize(
    ("title", "best"),
    [
        *((title, min) for title in ("loss / train", "val_loss", "trainLoss", "totalloss / all")),
        *(
            (title, min)
            for title in ("epoch time / seconds", "RMSE", "word error / WER", "runtime")
        ),
        *((title, min) for title in ("top1_error / val", "top-5 error", "precisionError / all")),
        *((title, min) for title in ("iou_loss", "reward_loss / train", "top1_error_rate")),
        *((title, max) for title in ("sentiment / accuracy", "timeseries / r2 score", "val_acc")),
        *((title, max) for title in ("mAP50", "mAP / 0.5", "top-1", "top5", "f1-score", "mIoU")),
        # What both speak for, or neither, has no best.
        *((title, None) for title in ("loss / accuracy", "time / score", "accelerator", "stop 1")),
        *((title, None) for title in ("estimation", "learning rate", "lossless", "kilometres")),
    ],
)
def test_the_best_is_the_least_or_the_greatest_by_whole_words(
    title: str, best: Callable[[list[float]], float] | None
) -> None:
    values = [0.93, 0.41]
    assert tables._best(title, [*values, None]) == (best(values) if best else None)
