from __future__ import annotations

from mltui.screens.task_preview import parameter_rows


def said(*parameters: tuple[str, str], width: int = 20, most: int = 3) -> list[str]:
    rows = parameter_rows(parameters, width, most)
    return ["".join(text for text, _ in row) for row in rows]


def test_as_many_parameters_stand_on_a_line_as_fit():
    assert said(("lr", "0.1"), ("batch", "32"), ("epochs", "12")) == [
        "lr 0.1   batch 32",
        "epochs 12",
    ]
    assert said(("lr", "0.1"), ("batch_size", "32")) == ["lr 0.1", "batch_size 32"]
    assert said() == []


def test_parameters_that_have_no_room_are_counted():
    many = [(f"parameter {number}", "1") for number in range(7)]
    assert said(*many) == ["parameter 0 1", "parameter 1 1", "and 5 more"]
    assert len(said(*many, most=7)) == 7
