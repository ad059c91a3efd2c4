"""What the page of the account says, as lines and rows. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.live.account import Account, Key, Person
from mltui.live.masking import masked_key
from mltui.screens.task_cells import age, ago
from mltui.series import numbers
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, Row

_LABEL_WIDTH = 14

KEY_COLUMNS = (
    Column("key", "CREDENTIALS", width=12, priority=9),
    Column("label", "LABEL", flex=1, priority=8, minimum=14),
    Column("used", "LAST USED", width=9, align="right", priority=7),
    Column("from", "FROM", width=16, priority=6),
    Column("own", "", width=9, priority=5),
)

PEOPLE_COLUMNS = (
    Column("name", "PEOPLE", flex=1, priority=9, minimum=16),
    Column("role", "ROLE", width=10, priority=8),
    Column("email", "E-MAIL", flex=1, priority=4, minimum=8),
    Column("created", "SINCE", width=7, align="right", priority=6),
)


def account_lines(account: Account, now: float) -> list[Line]:
    """Say who is logged in where, which stores there are, and what the server lacks."""
    lines = [*_identity(account, now), *_server(account), *_stores(account, now)]
    if account.preferences:
        lines += [(), (("Preferences", "strong"), ("  of the web pages", "faint"))]
        lines += [((f"  {name}  ", "muted"), (value, "")) for name, value in account.preferences]
    return lines


def _identity(account: Account, now: float) -> Iterator[Line]:
    user = account.user
    yield _fact("User", user.name or user.id, "strong")
    yield _fact("Role", user.role or "unknown")
    yield _fact("Company", user.company or "unknown")
    if user.created is not None:
        yield _fact("Since", ago(user.created, now))
    yield _fact("Id", user.id, "faint")


def _server(account: Account) -> Iterator[Line]:
    yield ()
    yield _fact("Server", account.server_version or "unknown")
    yield _fact("API", account.api_version or "unknown")
    if not account.missing:
        yield _fact("Lacks", "nothing that the monitor asks for", "good")
    for place, (part, endpoints) in enumerate(account.missing):
        lacks = f"{part}: {', '.join(endpoints)}"
        yield _fact("Lacks" if not place else "", lacks, "warn")


def _stores(account: Account, now: float) -> Iterator[Line]:
    yield ()
    changed = account.stores_changed
    more = f"  changed {ago(changed, now)}" if changed is not None else ""
    yield (("Storage", "strong"), (f"{more}  secrets are never shown", "faint"))
    if account.stores is None:
        yield (("  not on this server, or not for your role", "muted"),)
    elif not account.stores:
        yield (("  no object store is set up", "muted"),)
    for store in account.stores or ():
        pieces = [
            piece
            for name, value in store.settings
            for piece in ((f"   {name} ", "muted"), (value, ""))
        ]
        yield ((f"  {store.kind:<7}", "accent"), (store.name, "strong"), *pieces)


def _fact(label: str, text: str, style: str = "") -> Line:
    return ((f"{label:<{_LABEL_WIDTH}}", "muted"), (text, style))


def key_row(key: Key, now: float) -> Row:
    """Return the row of a pair of keys."""
    known = age(key.last_used, now) if key.last_used is not None else "never"
    # A server notes when somebody logged in with it, not every question.
    used = "now" if key.own else known
    return Row(
        key.access_key,
        {
            "key": Cell(masked_key(key.access_key)),
            "label": Cell(key.label or numbers.NOTHING, "" if key.label else "faint"),
            "used": Cell(used, "muted"),
            "from": Cell(key.used_from, "muted"),
            "own": Cell("used here" if key.own else "", "good"),
        },
    )


def person_row(person: Person, now: float, own: Person) -> Row:
    """Return the row of a user; of who is logged in, `own`, alone the server tells the role."""
    mine = person.id == own.id
    role = person.role or (own.role if mine else "")
    return Row(
        person.id,
        {
            "name": Cell(person.name or person.id, "strong" if mine else ""),
            "role": Cell(role or numbers.NOTHING, "muted"),
            "email": Cell(person.email, "muted"),
            "created": Cell(age(person.created, now), "muted"),
        },
    )
