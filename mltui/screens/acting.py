"""What screens with tasks share: the keys of the table of actions, and what they ask and send."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from mltui.actions.action import Outcome, Subject, Wants
from mltui.actions.plan import Plan, counted, plan
from mltui.actions.task_actions import TASK_ACTIONS, perform
from mltui.api.errors import ApiError
from mltui.screens.base import MonitorScreen
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The server takes no shorter name.
SHORTEST_NAME = 3

ACTIONS = {action.name: action for action in TASK_ACTIONS}


class QueuesListed(Message):
    """The queues to choose from came."""

    def __init__(self, intent: Plan, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.intent = intent
        self.choices = choices


class Acted(Message):
    """The server answered an action."""

    def __init__(self, intent: Plan, outcome: Outcome) -> None:
        super().__init__()
        self.intent = intent
        self.outcome = outcome


class ActingFailed(Message):
    """Nobody answered an action, or the server refused it as a whole."""

    def __init__(self, intent: Plan, error: ApiError) -> None:
        super().__init__()
        self.intent = intent
        self.error = error


class ActingScreen(MonitorScreen):
    """A screen on which tasks can be acted upon."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(action.key, f"act('{action.name}')", action.name, tooltip=action.summary)
        for action in TASK_ACTIONS
    ]

    def subjects(self) -> list[Subject]:
        """Return the tasks an action is about: the marked ones, else the one at the cursor."""
        return []

    @on(Table.Highlighted)
    @on(Table.Marked)
    def _subjects_changed(self) -> None:
        """Other subjects, other keys."""
        self.refresh_bindings()

    def acted(self, intent: Plan, outcome: Outcome) -> None:
        """React to what was done, after everything was asked for again."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an action only where it is allowed, and none in read-only mode."""
        if action != "act":
            return super().check_action(action, parameters)
        client = self.host.client
        if client is None or client.session.connection.read_only or not self.is_mounted:
            return False
        act = ACTIONS[str(parameters[0])]
        subjects = self.subjects()
        if not act.bulk and len(subjects) > 1:
            return False
        return any(act.why_not(subject) is None for subject in subjects)

    def action_act(self, name: str) -> None:
        """Begin an action: find out what it wants, then ask, then send."""
        intent = plan(ACTIONS[name], self.subjects())
        if not intent.changing:
            return
        if intent.action.wants is Wants.QUEUE:
            assert self.host.client is not None
            self._list_queues(self.host.client, intent)
        elif intent.action.wants is Wants.NAME:
            title = f"{intent.action.name.capitalize()} as"
            name = f"Clone Of {intent.changing[0].name}"
            dialog = AskText(title, name, check=_check_name)
            self.app.push_screen(dialog, partial(self._ask, intent))
        else:
            self._ask(intent, "")

    @work(group="act")
    async def _list_queues(self, client: Client, intent: Plan) -> None:
        try:
            answer = await client.queues.get_all_ex(only_fields=["name", "entries"])
        except ApiError as error:
            self.post_message(ActingFailed(intent, error))
            return
        choices = [
            Choice(queue.id or "", queue.name or "", f"{len(queue.entries or ())} waiting")
            for queue in answer.queues or ()
        ]
        self.post_message(QueuesListed(intent, choices))

    @on(QueuesListed)
    def _choose_queue(self, message: QueuesListed) -> None:
        if not message.choices:
            self._tell("There is no queue on this server yet.", "warning")
            return
        several = len(message.intent.changing)
        dialog = Choose(f"Enqueue {counted(several)} to", message.choices)
        self.app.push_screen(dialog, partial(self._ask, message.intent))

    def _ask(self, intent: Plan, text: str | None) -> None:
        if text is None:
            return
        if not intent.asks:
            self._send(intent, text)
            return
        action = intent.action
        dialog = Confirm(
            f"{action.name.capitalize()} {counted(len(intent.changing))}?",
            intent.text(),
            destroys=action.destroys,
            yes=action.name,
        )
        self.app.push_screen(dialog, partial(self._agreed, intent, text))

    def _agreed(self, intent: Plan, text: str, yes: bool | None) -> None:
        if yes:
            self._send(intent, text)

    def _send(self, intent: Plan, text: str) -> None:
        client = self.host.client
        if client is not None:
            self._perform(client, intent, text)

    @work(group="act")
    async def _perform(self, client: Client, intent: Plan, text: str) -> None:
        try:
            outcome = await perform(intent.action, client, intent.changing, text)
        except ApiError as error:
            self.post_message(ActingFailed(intent, error))
        else:
            self.post_message(Acted(intent, outcome))

    @on(Acted)
    def _show_outcome(self, message: Acted) -> None:
        outcome = message.outcome
        done = len(outcome.changed) + len(outcome.created)
        action = message.intent.action
        if done:
            self._tell(f"{counted(done).capitalize()} {action.past}.", "information")
        for refusal in outcome.refused[:3]:
            name = next((s.name for s in message.intent.changing if s.id == refusal.id), "")
            self._tell(f"Could not {action.name} “{name}”: {refusal.reason}", "warning")
        self.feeds.ask_now()
        self.acted(message.intent, outcome)

    @on(ActingFailed)
    def _show_failure(self, message: ActingFailed) -> None:
        self._tell(f"Could not {message.intent.action.name}: {message.error.sentence}", "error")
        self.feeds.ask_now()

    def _tell(self, text: str, severity: str) -> None:
        # The severity is one of Textual's three words.
        self.notify(clean(text), severity=severity, markup=False)  # type: ignore[arg-type]


def _check_name(name: str) -> str | None:
    if len(name.strip()) < SHORTEST_NAME:
        return f"A name needs at least {SHORTEST_NAME} characters."
    return None
