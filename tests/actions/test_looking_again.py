"""What was not done when it was looked at may be done a little later: then it is noted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mltui.actions.action import Action, Outcome, Refusal
from mltui.actions.looking_again import LOOK_PAUSES_S, look_again, not_done
from mltui.actions.sending import perform
from mltui.actions.sitting import Deed, Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.client import Client
from tests.actions.served import Served, no_pause, subjects_of

ARCHIVE = ACTIONS[Kind.TASK]["archive"]

#: When it is looked at again, and how that is written.
AT = 1_772_445_600.0
SAID = not_done("", AT)


class Place:
    """A server whose answer to what was sent is lost, and a person who looks again."""

    def __init__(self, *statuses: str) -> None:
        self.served = Served()
        self.tasks = [self.served.task(status, f"run {n}") for n, status in enumerate(statuses)]
        self.client, self.wire = self.served.connect()
        self.sitting = Sitting()

    async def sent(self, action: Action = ARCHIVE, fault: str = "not sent") -> Deed:
        subjects = await subjects_of(self.client, action.kind, *self.tasks)
        self.wire.fault, self.wire.spoiled = fault, 0
        return await noted(self.sitting, self.client, action, subjects)

    async def looked(self, deed: Deed, *happens: Callable[[], object]) -> list[tuple[str, ...]]:
        """Look again; before each look something happens."""
        before = iter(happens)

        async def pause(_: float) -> None:
            next(before, lambda: None)()

        looks = look_again(self.client, self.sitting, deed, lambda: AT, pause=pause)
        return [late async for late in looks]

    def archived_by_the_server(self, *tasks: str) -> None:
        self.served.call("tasks.archive_many", ids=list(tasks))


async def noted(
    sitting: Sitting,
    client: Client,
    action: Action,
    subjects: list[Subject],
    text: str = "",
    undoes: Deed | None = None,
) -> Deed:
    deed = sitting.begin(action, subjects, text, 0.0, undoes)
    sitting.end(deed, await perform(action, client, subjects, text, pause=no_pause))
    return deed


async def test_what_the_server_does_after_it_was_looked_at_is_noted_and_can_be_taken_back():
    place = Place("completed", "failed")
    deed = await place.sent()
    assert deed.outcome is not None
    assert not deed.outcome.changed
    assert all("it was not done when looked at " in one.reason for one in deed.outcome.refused)
    first, second = place.tasks
    late = await place.looked(deed, lambda: None, lambda: place.archived_by_the_server(first))
    assert late == [(first,)]
    assert deed.outcome.changed == (first,)
    assert [(one.id, one.reason.startswith(SAID)) for one in deed.outcome.refused] == [
        (second, True)
    ]
    assert deed.late == {first: AT}
    (step,) = steps_back(deed)
    assert (step.action.name, [one.id for one in step.subjects]) == ("restore", [first])


async def test_it_is_looked_at_a_few_times_and_then_no_more():
    place = Place("completed")
    deed = await place.sent()
    before = place.wire.requests
    assert await place.looked(deed) == []
    assert place.wire.requests - before == len(LOOK_PAUSES_S)
    assert sum(place.wire.writes.values()) == 0


async def test_what_was_tried_again_is_not_taken_for_what_was_lost():
    place = Place("completed")
    deed = await place.sent()
    again = await place.sent(fault="dropped")
    assert again.outcome is not None
    assert again.outcome.changed == tuple(place.tasks)
    assert await place.looked(deed) == []
    assert deed.outcome is not None
    assert not deed.outcome.changed


async def test_what_nobody_could_say_is_known_once_the_server_is_back():
    place = Place("completed")
    (task,) = await subjects_of(place.client, Kind.TASK, *place.tasks)
    unsure = Refusal(task.id, "Nobody can say.", unsure=True, again=True, fault="It went away.")
    deed = place.sitting.begin(ARCHIVE, [task], "", 0.0)
    place.sitting.end(deed, Outcome(refused=(unsure,), doubtful=(task,)))
    await place.looked(deed)
    assert deed.outcome is not None
    (now,) = deed.outcome.refused
    assert (now.reason, now.unsure, now.again) == (not_done("It went away.", AT), False, True)


async def test_an_undo_that_is_done_late_is_done():
    place = Place("completed")
    deed = await place.sent(fault="dropped")
    (step,) = steps_back(deed)
    place.wire.fault, place.wire.spoiled = "not sent", 0
    subjects = list(step.subjects)
    back = await noted(place.sitting, place.client, step.action, subjects, undoes=deed)
    assert place.sitting.last_undoable is deed
    await place.looked(back, lambda: place.served.call("tasks.unarchive_many", ids=place.tasks))
    assert deed.undone == set(place.tasks)
    assert place.sitting.last_undoable is None


def test_all_that_goes_by_places_in_a_queue_or_by_who_waits_there_drifts():
    entries = {name for name, each in ACTIONS[Kind.ENTRY].items() if each.drifts}
    assert entries >= {"earlier", "later", "top", "bottom", "place", "remove"}
    assert ACTIONS[Kind.QUEUE]["clear"].drifts


@pytest.mark.parametrize("name", [one for one, each in ACTIONS[Kind.ENTRY].items() if each.drifts])
async def test_a_place_in_a_queue_that_changes_by_itself_proves_nothing(name: str):
    place = Place()
    place.tasks = place.served.fill(place.served.queue("first"), 3)[1:2]
    subjects = await subjects_of(place.client, Kind.ENTRY, *place.tasks)
    place.wire.fault = "not sent"
    text = "0" if name == "place" else ""
    action = ACTIONS[Kind.ENTRY][name]
    deed = await noted(place.sitting, place.client, action, subjects, text)
    assert deed.outcome is not None
    assert deed.outcome.refused
    assert place.sitting.in_doubt(deed) == []
