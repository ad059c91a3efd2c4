"""What screens with something to act on share: the keys of the table of actions, and their effects.

A screen says what it is about (`KIND`, `subjects`) and takes its keys from the table
(`BINDINGS = [*action_keys(Kind.TASK), ...]`). What is under way is shown in the rows at once; what
the server answers decides. The sending belongs to the application: it goes on when the screen
is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import ActiveBinding, Binding, BindingType
from textual.message import Message

from mltui.actions.action import Action, Effect, Outcome, Subject
from mltui.actions.keys import binding_id
from mltui.actions.plan import Plan, plan
from mltui.actions.sitting import Deed, Sitting, steps_back
from mltui.actions.subject import Kind, called
from mltui.actions.table import ACTIONS
from mltui.screens import idle_keys
from mltui.screens.at_hand import AtHand
from mltui.screens.base import MonitorScreen
from mltui.screens.coming_back import ComingBack
from mltui.screens.deeds import INDENT, deed_lines, refusal_lines, told
from mltui.screens.messages import Answered
from mltui.screens.sending import carry_out, take_away, take_back
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.keyboard import hold_keys, let_keys_go
from mltui.widgets.prompt import Prompt
from mltui.widgets.rows import Cell
from mltui.widgets.table import Table
from mltui.widgets.tell import Tell

if TYPE_CHECKING:
    from mltui.api.client import Client


def action_keys(*kinds: Kind) -> list[BindingType]:
    """Return the bindings of all actions of these kinds that have a key."""
    return [
        Binding(
            action.key,
            f"act('{action.name}')",
            action.name,
            show=action.shown,
            tooltip=action.summary,
            id=binding_id(action),
        )
        for kind in kinds
        for action in ACTIONS[kind].values()
        if action.key
    ]


class Began(Message):
    """Something is about to be sent; its rows show it, and then `shown` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = asyncio.Event()


#: So long keys wait for the dialog of an action, seconds.
DIALOG_S = 3.0


class Acted(Message):
    """What came of what was sent."""

    def __init__(self, deed: Deed) -> None:
        super().__init__()
        self.deed = deed


class SeenLate(Message):
    """Something is done by now that was not when it was looked at first."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__()
        self.ids = ids


class ActingScreen(MonitorScreen):
    """A screen on which something can be acted upon."""

    KIND: ClassVar[Kind] = Kind.TASK
    """What `subjects` are."""
    LISTED_BY: ClassVar[str] = "tasks"
    """The feed whose answer shows what became of an action."""
    PENDING_COLUMN: ClassVar[str] = "status"
    """Where a row shows what is being done to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "undo", show=False),
        Binding("U", "history", "what was done", show=False),
        Binding("full_stop", "menu", "all actions", key_display=".", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        # What was done to whom, by their ids, that the list does not show yet.
        self.settling: dict[str, str] = {}
        self._deciding = False
        self._matching: int | None = None
        self._offered_for: tuple[Subject, ...] = ()
        self._left_marked: dict[str, Subject] = {}
        self._at_hand: AtHand | None = None
        self._coming_back = ComingBack()

    @property
    def sitting(self) -> Sitting:
        """What was done since the program started."""
        return self.host.sitting

    # What a screen fills in

    def subjects(self) -> list[Subject]:
        """Return what an action is about: what is marked, else what is at the cursor."""
        return []

    def acted(self, action: Action, outcome: Outcome) -> None:
        """React to what was done, before everything is asked for again."""

    def row_keys(self, ids: Iterable[str]) -> list[str]:
        """Return the keys of the rows of subjects; usually their ids."""
        return list(ids)

    async def all_matching(self, client: Client) -> list[Subject]:
        """Ask for everything that fits the filter, also what is not loaded."""
        raise NotImplementedError

    def sorts_that_fit(self) -> list[Subject]:
        """Return a nameless one of every sort that the filter lets through, whoever they are."""
        return []

    def filter_to_watch(self) -> str:
        """Return the filter of the list as one line, for watching all that fits; "" for none."""
        return ""

    def watches_changed(self) -> None:
        """React to something being watched, or no longer."""

    # Which actions are offered

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now; what they are about is looked up once for all of them."""
        with self._looking_once():
            return super().active_bindings

    @contextmanager
    def _looking_once(self) -> Iterator[None]:
        """Look up once what all that is asked within is about."""
        before = self._at_hand
        self._at_hand = self._now_at_hand
        try:
            yield
        finally:
            self._at_hand = before

    @property
    def _now_at_hand(self) -> AtHand:
        return self._at_hand or AtHand(self.subjects)

    @property
    def may_act(self) -> bool:
        """Whether anything may be changed: not in read-only mode, and only with a server."""
        client = self.host.client
        return client is not None and not client.session.read_only

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an action only where it is allowed, and none in read-only mode."""
        if action == "undo":
            return self.may_act and self.sitting.last_undoable is not None
        if action == "history":
            return bool(self.sitting.deeds)
        if action == "menu":
            there = self.is_mounted and bool(self._now_at_hand.subjects)
            return there and next(self._offered(), None) is not None
        if action != "act":
            return super().check_action(action, parameters)
        return self._offers(ACTIONS[self.KIND][str(parameters[0])])

    def _offered(self) -> Iterator[Action]:
        """Yield the actions that have a key and can be done now."""
        actions = ACTIONS[self.KIND].values()
        return (action for action in actions if action.key and self._offers(action))

    def _offers(self, action: Action) -> bool:
        sends = action.effect is Effect.SEND
        if not self.is_mounted or self.host.client is None or (sends and not self.may_act):
            return False
        if action.makes:
            return True
        if self._matching is not None:
            return action.bulk and sends and self._could_take(action)
        at_hand = self._now_at_hand
        subjects = at_hand.subjects
        if action.effect is Effect.WATCH and not subjects:
            return bool(self.filter_to_watch())  # what will fit is watched as well
        if not action.bulk and len(subjects) > 1:
            return False
        if action.edge:
            return len(action.reasons(subjects)) < len(subjects)
        return at_hand.any_allows(action)

    def _could_take(self, action: Action) -> bool:
        return any(action.why_not(sort) is None for sort in self.sorts_that_fit())

    # Marks

    @on(Table.Highlighted)
    def _cursor_came(self) -> None:
        self.refresh_bindings()

    @on(Table.Marked)
    def _marks_changed(self) -> None:
        self._matching = None
        self._say_marks()
        self.refresh_bindings()

    def _say_marks(self) -> None:
        marks = sum(len(table.marked) for table in self.query(Table))
        unseen = len(self._unseen())
        lacking = sum(table.lacking for table in self.query(Table))
        said = f"{marks:,} marked" if marks else ""
        if lacking:
            said += f", {lacking:,} of the range not loaded"
        if unseen:
            said += f", {f'{unseen:,} ' if unseen < marks else ''}not among the rows loaded"
        self.query_one(KeyBar).show_message(said)

    def _unseen(self) -> set[str]:
        """Return the keys that are marked, but have left the list or are far from the screen."""
        return {
            key for table in self.query(Table) for key in table.marked if table.row(key) is None
        }

    def marked_unseen(self, subjects: Iterable[Subject]) -> list[Subject]:
        """Return those whose mark nobody sees: their rows are not loaded, or no longer listed."""
        unseen = self._unseen()
        if not unseen:
            return []
        return [one for one in subjects if unseen.intersection(self.row_keys((one.id,)))]

    def left_marked(self, key: str) -> Subject | None:
        """Return what an action has left marked for another try, though its row is not loaded."""
        return self._left_marked.get(key)

    @property
    def about_matching(self) -> bool:
        """Whether the next action is about everything that fits the filter."""
        return self._matching is not None

    def choose_matching(self, count: int) -> None:
        """Have the next action be about everything that fits the filter, `count` in number."""
        self._matching = count
        self.query_one(KeyBar).show_message(self._said_matching(count), "warn")
        self.refresh_bindings()

    def forget_matching(self) -> None:
        """Be about what is marked again."""
        if self._matching is not None:
            self._matching = None
            self.query_one(KeyBar).show_message("")
            self.refresh_bindings()

    def action_back(self) -> None:
        """Take the marks away first."""
        if self._matching is not None:
            self.forget_matching()
        elif not any(table.clear_marks() for table in self.query(Table)):
            super().action_back()

    # Acting

    def action_act(self, name: str) -> None:
        """Begin an action: ask what it wants, show the plan, send it."""
        action = ACTIONS[self.KIND][name]
        client = self.host.client
        if client is None or self._deciding or not self._offers(action):
            return
        if action.effect is Effect.WATCH:
            from mltui.screens.watching import watch

            self._deciding = True
            self._run(watch(self, self.subjects()))
        elif action.effect is not Effect.SEND:
            self._deciding = True
            self._run(take_away(self, client, action, self.subjects()))
        elif self._matching is not None:
            self._deciding = True
            self._run(carry_out(self, client, action, partial(self.all_matching, client)))
        else:
            self._deciding = True
            self._run(carry_out(self, client, action, self.subjects()))

    def why_idle(self, actions: Sequence[str]) -> str:
        """Say why what an action's key is for cannot be done, or not now."""
        if self._deciding:
            return ""
        return super().why_idle(actions) or idle_keys.why_idle(self, actions)

    def action_undo(self) -> None:
        """Take back the last deed that can be."""
        client, deed = self.host.client, self.sitting.last_undoable
        if client is not None and deed is not None and not self._deciding:
            self._deciding = True
            self._coming_back.begin(self.query(Table))
            self._run(take_back(self, client, deed, steps_back(deed)))

    def action_history(self) -> None:
        """List what was done in this sitting."""
        lines = deed_lines(self.sitting.deeds)
        self.app.push_screen(Tell("Done in this sitting", lines, hang=len(INDENT)))

    def action_menu(self) -> None:
        """Let one of all actions be chosen."""
        from mltui.widgets.choose import Choice, Choose

        with self._looking_once():
            choices = [
                Choice(action.name, f"{self._key_text(action)}  {action.name}", action.summary)
                for action in self._offered()
            ]
        self.app.push_screen(Choose(f"What to do with {self._about()}", choices), self._chosen)

    def _about(self) -> str:
        if self._matching is not None:
            return self._said_matching(self._matching)
        subjects = self.subjects()
        return called(subjects[0].name) if len(subjects) == 1 else self.KIND.counted(len(subjects))

    def _said_matching(self, count: int) -> str:
        return f"all {self.KIND.counted(count)} that fit"

    def _key_text(self, action: Action) -> str:
        name = f"act('{action.name}')"
        return (self.key_of(name) or action.key).rjust(2)

    def _chosen(self, name: str | None) -> None:
        if name is not None:
            self.action_act(name)

    def _run(self, work: Callable[[], object] | object) -> None:
        # The server may be asked before a dialog opens: what is typed meanwhile is meant for that.
        hold_keys(self.app, DIALOG_S)
        # Of the application: it goes on when this screen is left.
        self.app.run_worker(work, group="act", exit_on_error=False)  # type: ignore[arg-type]

    def decided(self) -> None:
        """Note that the dialogs are over, so that the next action can begin."""
        self._deciding = False
        let_keys_go(self.app)

    def plan_for(self, action: Action, subjects: Iterable[Subject]) -> Plan:
        """Return what an action would change; what is under way is left alone."""
        return plan(action, subjects, {**self.settling, **self.sitting.busy})

    # What is under way, and what came of it

    @on(Began)
    def _show_begun(self, message: Began) -> None:
        self.forget_matching()
        self._show_pending()
        message.shown.set()

    def _show_pending(self) -> None:
        doing = {**self.settling, **self.sitting.busy}
        sign = glyphs.sign("…")
        over = {
            key: {self.PENDING_COLUMN: Cell(f"{word}{sign}", "warn")}
            for identity, word in doing.items()
            for key in self.row_keys((identity,))
        }
        for table in self.query(Table):
            table.overlay(over)
        self.refresh_bindings()
        self.show_frame()

    def doing_to(self, identity: str) -> str:
        """Return what is being done to something, such as "archiving"; empty for nothing."""
        return self.sitting.busy.get(identity, self.settling.get(identity, ""))

    @on(Acted)
    def _show_outcome(self, message: Acted) -> None:
        deed = message.deed
        outcome = deed.outcome or Outcome()
        # For another try; there is none for what is no longer in the list.
        failed = dict.fromkeys(one.id for one in outcome.refused if not one.gone)
        # Until the list is there anew, the rows keep saying what was done to them.
        self.settling.update((key, deed.action.doing) for key in outcome.changed)
        if deed.undoes is not None:
            self._coming_back.undone(self.query(Table), self.row_keys(outcome.changed))
        self._mark_failed(deed.subjects, failed)
        self.acted(deed.action, outcome)
        self._show_pending()
        self._ask_again()

    def _mark_failed(self, subjects: Sequence[Subject], failed: Collection[str]) -> None:
        """Leave of what an action was about only the failed ones marked; other marks stay."""
        own = set(self.row_keys(one.id for one in subjects))
        if len(subjects) < 2 and not any(own.intersection(t.marked) for t in self.query(Table)):
            # It was about the cursor's row: what is marked was marked meanwhile.
            return
        again = self.row_keys(failed)
        left = {one.id: one for one in subjects if one.id in failed}
        for table in self.query(Table):
            others = [key for key in table.marked if key not in own]
            left.update((key, self._left_marked[key]) for key in others if key in self._left_marked)
            if own.intersection(table.marked) or again:
                table.mark([*others, *again])
        self._left_marked = left

    @on(SeenLate)
    def _show_late(self, message: SeenLate) -> None:
        # They were left marked for another try.
        done = set(self.row_keys(message.ids))
        for table in self.query(Table):
            if done.intersection(table.marked):
                table.mark([key for key in table.marked if key not in done])
        self.refresh_bindings()
        self._ask_again()

    @property
    def marked(self) -> bool:
        """Whether anything is marked."""
        return any(table.marked for table in self.query(Table))

    def _ask_again(self) -> None:
        for feed in self.feeds:
            if not feed.resting:
                feed.ask_anew()

    def on_screen_resume(self) -> None:
        """Show what was done on other screens."""
        super().on_screen_resume()
        self._show_pending()

    @on(Answered)
    def _settle(self, message: Answered[object]) -> None:
        if message.feed != self.LISTED_BY:
            return
        self._coming_back.listed(self.query(Table))
        if self.settling:
            self.settling.clear()
            self._show_pending()
        if self._matching is None and self.marked and not self.query(Prompt):
            # A marked row may have left the list. What is said of a filter half typed stays.
            self._say_marks()
        known = tuple(self.subjects())
        if known != self._offered_for:
            # Somebody else, or time, changed what can be done here.
            self._offered_for = known
            self.refresh_bindings()

    def tell(self, text: str, severity: str = "information") -> None:
        """Say something in passing; the severity is one of Textual's three words."""
        self.app.notify(clean(text), severity=severity, markup=False)  # type: ignore[arg-type]

    def tell_outcome(self, deed: Deed) -> None:
        """Say what came of a deed: in passing, or line by line where several were refused."""
        outcome = deed.outcome or Outcome()
        said, severity = told(deed)
        if said:
            self.tell(self.with_undo(said, deed), severity)
        for sentence in outcome.noticed[:3]:
            self.tell(sentence, "warning")
        if len(deed.subjects) > 1 and outcome.refused:
            lines = refusal_lines(deed, outcome.refused)
            title = f"{deed.action.kind.counted(len(lines))} not {deed.action.past}"
            # What goes on below itself is told from the next one.
            self.app.push_screen(Tell(title, lines, bad=True, hang=2))

    def with_undo(self, said: str, deed: Deed) -> str:
        """Return what is said of a deed with the key that takes it back, where there is one."""
        # While something is typed, for instance a filter, the key means a letter.
        key = self.key_of("undo") if deed is self.sitting.last_undoable else ""
        return f"{said} {key} undoes it" if key else said
