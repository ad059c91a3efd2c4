"""Two people act on the same tasks in any order: what each is told is what the server holds."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mltui.actions.plan import plan
from mltui.actions.reading import read
from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from tests.actions.promises import done, promise_of
from tests.actions.served import FAULTS, Served, no_pause, subjects_of

NAMES = ("enqueue", "dequeue", "stop", "reset", "archive", "restore", "tag", "rename", "delete")
TEXTS = {"tag": "new -old", "rename": "another name"}

Moves = st.lists(
    st.tuples(
        st.integers(0, 1),  # who
        st.sampled_from((*NAMES, "look", "undo")),
        st.sets(st.integers(0, 5), min_size=1),  # which tasks
        st.sampled_from((None, None, None, *FAULTS)),
    ),
    min_size=4,
    max_size=14,
)


class Person:
    """One client with what it last saw and did."""

    def __init__(self, served: Served) -> None:
        self.client, self.wire = served.connect()
        self.sitting = Sitting()
        self.seen = {}


async def played(moves) -> None:
    served = Served()
    queue = served.queue("first")
    statuses = ("created", "created", "queued", "in_progress", "completed", "failed")
    tasks = [served.task(status, queue=queue, tags=["old"]) for status in statuses]
    people = [Person(served), Person(served)]
    for person in people:
        person.seen = {s.id: s for s in await subjects_of(person.client, Kind.TASK, *tasks)}
    for who, name, which, fault in moves:
        person = people[who]
        person.wire.fault, person.wire.spoiled = fault, 0
        person.wire.writes.clear()
        if name == "look":
            person.seen = {s.id: s for s in await subjects_of(person.client, Kind.TASK, *tasks)}
            continue
        if name == "undo":
            deed = person.sitting.last_undoable
            sent = [(s.action, s.subjects, s.text) for s in steps_back(deed)] if deed else []
        else:
            deed, action = None, ACTIONS[Kind.TASK][name]
            about = [
                person.seen[tasks[index]] for index in sorted(which) if tasks[index] in person.seen
            ]
            intent = plan(action, about, person.sitting.busy)
            sent = [(action, intent.changing, queue if name == "enqueue" else TEXTS.get(name, ""))]
        for action, subjects, text in sent:
            if subjects:
                await checked(served, person, action, subjects, text, deed)
    for person in people:
        await person.client.close()


async def checked(served: Served, person: Person, action, subjects, text, undoes) -> None:
    before = await read(person.client, subjects)
    deed = person.sitting.begin(action, subjects, text, 0.0, undoes)
    person.wire.writes.clear()
    outcome = await perform(action, person.client, subjects, text, pause=no_pause)
    person.sitting.end(deed, outcome)
    now = await read(person.client, subjects)
    told = set(outcome.changed) | {refusal.id for refusal in outcome.refused}
    assert told == {subject.id for subject in subjects}
    assert sum(person.wire.writes.values()) <= -(-len(subjects) // action.page)
    seen = {subject.id: subject for subject in subjects}
    for identity in outcome.changed:
        assert done(served, action.name, identity, text)
        was, promise = before[identity], promise_of(action.name, before[identity].status)
        assert promise.offers(was.status, was.archived)
        # What somebody else has made of it since is not destroyed unseen.
        assert was.status == seen[identity].status or not promise.destroys
    for refusal in outcome.refused:
        assert refusal.reason
        assert now.get(refusal.id) == before.get(refusal.id), refusal
    for subject in subjects:
        if subject.id in now:
            person.seen[subject.id] = replace(now[subject.id])
        else:
            person.seen.pop(subject.id, None)


@settings(max_examples=150, deadline=None)
@given(Moves)
def test_what_each_is_told_is_what_the_server_holds(moves):
    asyncio.run(played(moves))
