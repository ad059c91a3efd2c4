"""The account: who is logged in with which keys, among whom, and what the server is."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from mltui.actions.issuing import Issuing, NewKey, is_revoked, revoke
from mltui.live.account import Account, AccountQuestion, Key
from mltui.live.masking import masked_key
from mltui.screens.account_facts import (
    KEY_COLUMNS,
    PEOPLE_COLUMNS,
    account_lines,
    key_row,
    person_row,
)
from mltui.screens.base import sheets
from mltui.screens.changing import Change, ChangingScreen
from mltui.screens.copying import Copying
from mltui.screens.messages import Answered
from mltui.series import numbers
from mltui.widgets.ask_text import AskText
from mltui.widgets.confirm import Confirm
from mltui.widgets.listing import Listing
from mltui.widgets.show_secret import ShowSecret
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

#: How often it is asked for, seconds; hardly anything of it ever changes.
PACE_S = 60.0

CREATE = "create"

#: What cannot be undone about revoking.
REVOKED = "whatever logs in with them is refused from now on"

#: Lines that a table takes besides its rows: the header and the blank line above.
TABLE_FRAME = 2


class AccountAnswered(Answered[Account]):
    """The account was asked for."""


class AccountScreen(Copying, ChangingScreen):
    """The account."""

    NAME = "Account"
    CSS_PATH = sheets("account")
    AUTO_FOCUS = "#keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "create", "new credentials"),
        Binding("d", "revoke", "revoke"),
        Binding("tab", "app.focus_next", "next part", key_display="tab"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._account: Account | None = None

    def compose_body(self) -> ComposeResult:
        """Yield facts beside keys and people."""
        with Horizontal(id="account"):
            yield TextView(says_more=True, id="facts")
            with Vertical(id="tables"):
                yield Listing(KEY_COLUMNS, id="keys")
                yield Listing(PEOPLE_COLUMNS, id="people")

    def open_feeds(self) -> None:
        """Ask for all of it."""
        self.add_feed("account", AccountQuestion(), PACE_S, AccountAnswered)

    @on(AccountAnswered)
    def _show(self, message: AccountAnswered) -> None:
        account, now = message.answer, self.host.timing.now()
        self._account = account
        self.query_one("#facts", TextView).show_lines(account_lines(account, now))
        keys = self.query_one("#keys", Table)
        keys.set_rows(key_row(key, now) for key in account.keys)
        # What the keys do not need is for the people below, what both do not need for the facts.
        keys.styles.max_height = len(account.keys) + 1
        rows = len(account.keys) + len(account.people)
        self.query_one("#tables").styles.max_height = rows + 2 * TABLE_FRAME
        self.query_one("#people", Table).set_rows(
            person_row(person, now, account.user) for person in account.people
        )
        self.refresh_bindings()
        self.show_frame()

    def details(self) -> str:
        """Return who is logged in, as what."""
        user = self._account.user if self._account is not None else None
        return "  ".join(part for part in (user.name, user.role) if part) if user else ""

    def counts(self) -> str:
        """Return how many people there are."""
        return numbers.people(len(self._account.people)) if self._account is not None else ""

    # Keys

    def _at_cursor(self) -> Key | None:
        if self._account is None:
            return None
        access_key = self.query_one("#keys", Table).cursor_key
        return next((key for key in self._account.keys if key.access_key == access_key), None)

    @on(Table.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what may be changed; the keys in use here cannot be revoked from here."""
        if action == "create":
            return self.may_change and self._account is not None
        if action == "revoke":
            key = self._at_cursor()
            return self.may_change and key is not None and not key.own
        return super().check_action(action, parameters)

    def action_create(self) -> None:
        """Ask for a label, then issue a pair of keys."""
        dialog = AskText("Label of the new credentials", hint="what they are for")
        self.app.push_screen(dialog, self._create)

    def _create(self, label: str | None) -> None:
        if label is not None:
            self.begin(issuing(label.strip()))

    def change_done(self, change: Change, answer: object) -> None:
        """Show the secret, this once; where it was lost, offer to revoke what is of no use."""
        if change.word != CREATE or not isinstance(answer, NewKey):
            return
        if answer.secret_key:
            dialog = ShowSecret("New credentials", answer.access_key, answer.secret_key)
            self.app.push_screen(dialog, partial(self._copy_of, answer))
        else:
            self._offer_to_revoke(change.name, answer.access_key)

    def _offer_to_revoke(self, name: str, access_key: str) -> None:
        def agreed(yes: bool | None) -> None:
            if yes:
                self.begin(revoking(access_key, name, warning=""))

        lost = f"“{name}” was issued, but the answer that tells its secret was lost."
        useless = "Nobody can read the secret again: revoke the pair and issue another one."
        dialog = Confirm(f"Revoke “{name}”?", f"{lost}\n{useless}", destroys=True, yes="revoke")
        self.app.push_screen(dialog, agreed)

    def _copy_of(self, made: NewKey, what: str | None) -> None:
        if what == "secret":
            self.copy(made.secret_key, "Secret key", shown=False)
        elif what == "access":
            self.copy(made.access_key, "Access key", shown=False)
        if what:
            # The other half may still be wanted: closing is what ends it.
            dialog = ShowSecret("New credentials", made.access_key, made.secret_key)
            self.app.push_screen(dialog, partial(self._copy_of, made))

    def action_revoke(self) -> None:
        """Revoke the keys at the cursor."""
        key = self._at_cursor()
        if key is not None:
            self.begin(revoking(key.access_key, key.label))


def issuing(label: str) -> Change:
    """Return the change that issues a pair of keys."""
    pair = Issuing(label)
    name = label or "credentials"
    return Change(CREATE, name, "New credentials were issued.", pair.send, look=pair.look)


def revoking(access_key: str, label: str, warning: str = REVOKED) -> Change:
    """Return the change that revokes a pair of keys."""
    name = label or masked_key(access_key)
    return Change(
        "revoke",
        name,
        f"“{name}” is revoked.",
        partial(revoke, access_key=access_key),
        warning=warning,
        look=partial(is_revoked, access_key=access_key),
        subject=access_key,
    )
