from __future__ import annotations

import pytest

from mltui.actions.answers import of_many
from mltui.actions.refusing import NOT_UNIQUE, plain_reason
from mltui.api.services.answers.many import ManyAnswer

ID = "58b7fe8750964d6d9b98d10e83751cc9"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (f"Invalid queue id: id={ID}, company={ID}", "Invalid queue id"),
        (
            f"Invalid queue id or task not in queue: task={ID}, id={ID}, company={ID}",
            "Invalid queue id or task not in queue",
        ),
        (
            f"Invalid task status: task_id={ID}, status=published",
            "Invalid task status: status=published",
        ),
        (f"Model is used: tasks=2, model={ID}", "Model is used: tasks=2"),
        (f"Model is used: tasks=2, model={ID}, status=x", "Model is used: tasks=2, status=x"),
        (f"Invalid task id: ids=({ID})", "Invalid task id"),
        (f"Invalid task id: ids=({ID}, nope), company={ID}", "Invalid task id"),
        ("Invalid task id: ids=(nope)", "Invalid task id: ids=(nope)"),
        (f"Invalid task id: id={ID}0", f"Invalid task id: id={ID}0"),
        ("It does not like you.", "It does not like you."),
    ],
)
def test_a_reason_leaves_out_ids_and_stays_a_sentence(message: str, reason: str):
    assert plain_reason(message) == reason


def test_a_name_that_is_taken_is_named():
    message = f"Project with the same name already exists: name=Scratch/A, company={ID}"
    assert plain_reason(message, NOT_UNIQUE) == "the name “Scratch/A” is taken already"


def test_of_several_that_were_refused_each_has_a_reason_without_ids():
    def failure(identity: str, *codes: int, msg: str | None) -> dict[str, object]:
        return {"id": identity, "error": {"codes": codes, "msg": msg}}

    failed = [
        failure("a", 400, 203, msg=f"Model is ready: company={ID}, model={ID}"),
        failure("b", 400, NOT_UNIQUE, msg=f"It already exists: name=gpu, company={ID}"),
        failure("c", msg=None),
        {"id": "d"},
    ]
    outcome = of_many(ManyAnswer.model_validate({"failed": failed}))
    assert [(one.id, one.reason) for one in outcome.refused] == [
        ("a", "Model is ready"),
        ("b", "the name “gpu” is taken already"),
        ("c", "no reason given"),
        ("d", "no reason given"),
    ]
