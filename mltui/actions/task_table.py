"""The table of what can be done to tasks.

From which status the server allows an action was observed on a real server. Where that does not
protect, the table is stricter: a running task has to be stopped before it can be reset, and a
finished one is enqueued only after a reset.
"""

from __future__ import annotations

from mltui.actions import answers, foresight, part_change, taking_away, task_calls
from mltui.actions.action import Action, Effect, Holds, Step, Subject, Wants
from mltui.actions.cloning import clone, unserved_clone
from mltui.live.task_rows import STOPPING

#: Still to be run, or to be run again.
READY = frozenset({"created", "stopped", "failed"})
#: It has run, and what it reported can still be changed.
OVER = frozenset({"stopped", "completed", "failed", "closed"})
#: Nobody works on it.
QUIET = frozenset({"created", "stopped", "completed", "failed", "published", "closed"})

#: What a task has reported, and what else goes with that.
_REPORTS = "scalars, plots, console, list of artifacts and unpublished models are"
_FILES = "so are the files, if the server deletes files"


def _status(*statuses: str) -> Holds:
    def holds(_was: Subject, now: Subject | None, _: str) -> bool:
        return now is not None and now.status in statuses

    return holds


def _gone(_was: Subject, now: Subject | None, _: str) -> bool:
    return now is None


def _deletable(subject: Subject) -> str | None:
    if subject.status == "created" or subject.archived:
        return None
    return "it is not archived: archive it first"


def _stoppable(subject: Subject) -> str | None:
    return "it is stopping already" if subject.message == STOPPING else None


TASK_ACTIONS: tuple[Action, ...] = (
    Action(
        name="enqueue",
        key="e",
        summary="Put the task at the end of a queue",
        past="enqueued",
        doing="enqueuing",
        statuses=READY,
        call=task_calls.enqueue,
        holds=task_calls.waits_or_runs,
        inverse=lambda _was, _: Step("dequeue"),
        foresee=foresight.unserved,
        wants=Wants.QUEUE,
    ),
    Action(
        name="retry",
        key="E",
        summary="Put the task back into the queue it was in last",
        past="enqueued again",
        doing="enqueuing",
        statuses=frozenset({"stopped", "failed"}),
        call=task_calls.retry,
        holds=task_calls.waits_or_runs,
        inverse=lambda _was, _: Step("dequeue"),
        foresee=foresight.unserved_last,
        shown=False,
    ),
    Action(
        name="dequeue",
        key="d",
        summary="Take the task out of its queue",
        past="dequeued",
        doing="dequeuing",
        statuses=frozenset({"queued"}),
        call=task_calls.dequeue,
        holds=_status("created", "stopped", "failed", "completed"),
        inverse=lambda before, _: Step("enqueue", before.queue) if before.queue else None,
    ),
    Action(
        name="stop",
        key="x",
        summary="Stop the task; it says stopping until its worker obeys",
        past="asked to stop",
        doing="stopping",
        statuses=frozenset({"queued", "in_progress"}),
        allowed=_stoppable,
        call=task_calls.stop,
        holds=task_calls.is_stopped,
        destroys=True,
        loses="what the run has not reported or saved is lost",
        loses_of_several="what the runs have not reported or saved is lost",
    ),
    Action(
        name="stop with children",
        key="X",
        summary="Stop the task and every running or queued task made from it",
        past="asked to stop with what was made from it",
        doing="stopping",
        statuses=frozenset({"queued", "in_progress"}),
        call=task_calls.stop_with_children,
        holds=task_calls.is_stopped,
        foresee=foresight.children,
        destroys=True,
        loses="what the runs have not reported or saved is lost",
        shown=False,
        verb="Stop",
    ),
    Action(
        name="clone",
        key="c",
        summary="Make a draft like it, maybe with other parameters, and enqueue it",
        past="cloned",
        doing="cloning",
        call=clone,
        foresee=unserved_clone,
        wants=Wants.CLONE,
        bulk=False,
    ),
    Action(
        name="archive",
        key="a",
        summary="Take the task out of the lists; nothing is lost",
        past="archived",
        doing="archiving",
        statuses=QUIET,
        call=task_calls.archive,
        holds=lambda _was, now, _: now is not None and now.archived,
        inverse=lambda _was, _: Step("restore"),
        archived=False,
    ),
    Action(
        name="restore",
        key="a",
        summary="Bring an archived task back into the lists",
        past="restored",
        doing="restoring",
        call=task_calls.restore,
        holds=lambda _was, now, _: now is not None and not now.archived,
        inverse=lambda _was, _: Step("archive"),
        archived=True,
    ),
    Action(
        name="reset",
        key="R",
        summary="Make the task a draft again and delete what it reported",
        past="reset",
        doing="resetting",
        statuses=OVER | {"queued"},
        call=task_calls.reset,
        holds=_status("created"),
        destroys=True,
        loses=f"its {_REPORTS} deleted; {_FILES}",
        loses_of_several=f"their {_REPORTS} deleted; {_FILES}",
    ),
    Action(
        name="rename",
        key="n",
        summary="Give the task another name",
        past="renamed",
        doing="renaming",
        call=task_calls.rename,
        holds=lambda _was, now, name: now is not None and now.name == name,
        inverse=lambda before, _: Step("rename", before.name),
        wants=Wants.NAME,
        bulk=False,
        page=1,
        shown=False,
    ),
    Action(
        name="tag",
        key="t",
        summary="Add tags, and remove those written with a minus",
        past="tagged",
        doing="tagging",
        call=task_calls.tag,
        holds=answers.tags_hold,
        inverse=lambda before, text: Step("tag", answers.tags_back(before, text)),
        wants=Wants.TAGS,
    ),
    Action(
        name="comment",
        key="N",
        summary="Write the task's comment",
        past="commented",
        doing="commenting",
        call=task_calls.comment,
        holds=lambda _was, now, text: now is not None and now.comment == text,
        inverse=lambda before, _: Step("comment", before.comment),
        wants=Wants.TEXT,
        bulk=False,
        page=1,
        shown=False,
    ),
    Action(
        name="move",
        key="m",
        summary="Move the task to another project, or to a new one",
        past="moved",
        doing="moving",
        call=task_calls.move,
        holds=lambda before, now, _: now is not None and now.project != before.project,
        # The server moves nothing out of all projects.
        inverse=lambda before, _: Step("move back", before.project) if before.project else None,
        wants=Wants.PROJECT,
        shown=False,
    ),
    Action(
        name="move back",
        key="",
        summary="Move the task to the project it was in",
        past="moved back",
        doing="moving",
        call=task_calls.move_back,
        holds=lambda _was, now, project: now is not None and now.project == project,
        shown=False,
    ),
    Action(
        name="change",
        key="",
        summary="Change a part of a draft's configuration",
        past="changed",
        doing="changing",
        statuses=frozenset({"created"}),
        call=part_change.change_part,
        inverse=part_change.back,
        bulk=False,
        page=1,
        shown=False,
    ),
    Action(
        name="complete",
        key="C",
        summary="Mark the task as completed",
        past="marked as completed",
        doing="completing",
        statuses=frozenset({"in_progress", "stopped"}),
        call=task_calls.complete,
        holds=_status("completed"),
        destroys=True,
        loses="a run that goes on is ended without its worker knowing",
        page=1,
        shown=False,
    ),
    Action(
        name="fail",
        key="F",
        summary="Mark the task as failed",
        past="marked as failed",
        doing="failing",
        statuses=frozenset({"in_progress", "stopped"}),
        call=task_calls.fail,
        holds=_status("failed"),
        destroys=True,
        loses="a run that goes on is ended without its worker knowing",
        page=1,
        shown=False,
    ),
    Action(
        name="publish",
        key="P",
        summary="Publish the task and its models; it can never be changed again",
        past="published",
        doing="publishing",
        statuses=OVER,
        call=task_calls.publish,
        holds=_status("published", "publishing"),
        destroys=True,
        loses="what is published stays so",
        shown=False,
    ),
    Action(
        name="delete",
        key="D",
        summary="Delete the task with all that it reported; drafts and archived tasks alone",
        past="deleted",
        doing="deleting",
        statuses=QUIET - {"published"} | {"queued", "unknown"},
        allowed=_deletable,
        call=task_calls.delete,
        holds=_gone,
        foresee=foresight.lost_with_tasks,
        destroys=True,
        typed=True,
        loses=f"its {_REPORTS} gone for good; {_FILES}",
        loses_of_several=f"their {_REPORTS} gone for good; {_FILES}",
        shown=False,
    ),
    Action(
        name="watch",
        key="exclamation_mark",
        summary="Be told when it ends, fails, stalls, diverges or passes a limit",
        past="watched",
        effect=Effect.WATCH,
        shown=False,
    ),
    Action(
        name="copy id",
        key="y",
        summary="Copy the task's id to the clipboard",
        past="copied",
        effect=Effect.COPY,
        produce=taking_away.identities,
        shown=False,
    ),
    Action(
        name="copy name",
        key="Y",
        summary="Copy the task's name to the clipboard",
        past="copied",
        effect=Effect.COPY,
        produce=taking_away.names,
        shown=False,
    ),
    Action(
        name="copy web address",
        key="ctrl+y",
        summary="Copy the address of the task's page in the web UI",
        past="copied",
        effect=Effect.COPY,
        produce=taking_away.web_addresses,
        shown=False,
    ),
    Action(
        name="open in browser",
        key="O",
        summary="Open the task's page in the web UI",
        past="opened",
        effect=Effect.OPEN,
        produce=taking_away.web_addresses,
        bulk=False,
        shown=False,
    ),
    Action(
        name="export",
        key="J",
        summary="Write the task as JSON to a file",
        past="exported",
        effect=Effect.SAVE,
        produce=taking_away.as_json,
        shown=False,
    ),
)
